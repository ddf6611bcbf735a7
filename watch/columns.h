/* columns.h - the table of targets, fitted to the width of the screen.
 * SPDX-License-Identifier: ISC */
#ifndef COLUMNS_H
#define COLUMNS_H

#include "board.h"
#include "canvas.h"

enum columns_name {
	COLUMNS_TARGET,
	COLUMNS_STATE,
	COLUMNS_FOR,
	COLUMNS_RUN,
	COLUMNS_PROOF,
	COLUMNS_LEFT,
	COLUMNS_HELD,
	COLUMNS_COUNT
};

/* Board and canvas are borrowed. */
struct columns {
	const struct board *board;
	struct canvas *canvas;
	int wide[COLUMNS_COUNT]; /* 0: there is no room for it */
};

/* columns_fit - set the widths, for what is on .board and the width of .canvas. */
void columns_fit(struct columns *columns);

/* columns_draw_head - the titles, in that row. */
void columns_draw_head(const struct columns *columns, int row);

/* columns_draw_row - the board's i-th target, in a whole row of the screen. */
void columns_draw_row(const struct columns *columns, size_t i, const struct canvas_at *at);

/* columns_look - the look of a level. */
enum canvas_look columns_look(enum level level);

#endif
