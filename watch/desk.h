/* desk.h - who sits at the screen: pages, keys, questions, and what is asked of the daemon.
 * SPDX-License-Identifier: ISC
 *
 * Knows neither terminal nor socket: keys, answers and news come in, requests and cells come out.
 */
#ifndef DESK_H
#define DESK_H

#include <stdbool.h>
#include <stdint.h>

#include "canvas.h"
#include "face.h"

struct desk;

/* desk_new - for a target and what belongs to it, or NULL for all; where names the daemon's directory.
 * Both are borrowed.  NULL: no memory. */
struct desk *desk_new(const char *only, const char *where);

/* desk_free - NULL is allowed. */
void desk_free(struct desk *desk);

/* desk_press - take a key (press.h).  False: it was the last one. */
bool desk_press(struct desk *desk, uint32_t key);

/* desk_draw - the whole screen at wall_ms.  Returns the column of the cursor in the last row; -1: none. */
int desk_draw(struct desk *desk, struct canvas *canvas, int64_t wall_ms);

/* desk_face - how it talks to the daemon. */
struct face desk_face(struct desk *desk);

#endif
