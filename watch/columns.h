/* columns.h - the table of targets: what stands where, however wide the screen is.
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

struct columns {
	int wide[COLUMNS_COUNT]; /* 0: there is no room for it */
};

/* columns_fit - the widths for what board shows on a screen of so many columns. */
void columns_fit(struct columns *columns, const struct board *board, int screen);

/* columns_draw_head - the titles. */
void columns_draw_head(const struct columns *columns, struct canvas *canvas, int row);

/* columns_draw_row - the board's i-th target. */
void columns_draw_row(const struct columns *columns, const struct board *board, size_t i,
		      const struct canvas_at *at, struct canvas *canvas);

/* columns_look - how a level looks. */
enum canvas_look columns_look(enum board_level level);

#endif
