/* scene.h - a desk in cells.  SPDX-License-Identifier: ISC */
#ifndef SCENE_H
#define SCENE_H

#include "canvas.h"
#include "desk.h"

/* scene_draw - the whole screen at wall_ms.  Returns the column of the cursor in the last row; -1: none. */
int scene_draw(struct desk *desk, struct canvas *canvas, int64_t wall_ms);

#endif
