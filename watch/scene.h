/* scene.h - draws a desk on a canvas.  SPDX-License-Identifier: ISC */
#ifndef SCENE_H
#define SCENE_H

#include "canvas.h"
#include "desk.h"

/* scene_draw - the whole screen.  Returns the cursor's column in the last row; -1: no cursor. */
int scene_draw(struct desk *desk, struct canvas *canvas, int64_t wall_ms);

#endif
