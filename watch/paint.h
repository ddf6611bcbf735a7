/* paint.h - a desk in cells.  SPDX-License-Identifier: ISC */
#ifndef PAINT_H
#define PAINT_H

#include "canvas.h"
#include "desk.h"

/* paint_desk - the whole screen at wall_ms.  Returns the column of the cursor in the last row; -1: none. */
int paint_desk(struct desk *desk, struct canvas *canvas, int64_t wall_ms);

#endif
