/* view.h - the main screen, from top to bottom.  SPDX-License-Identifier: ISC
 *
 * Pure but for the local time: the same view and size give the same cells.
 */
#ifndef VIEW_H
#define VIEW_H

#include <stdbool.h>
#include <stdint.h>

#include "board.h"
#include "canvas.h"
#include "recent.h"

#define VIEW_ROWS_MIN 12
#define VIEW_COLUMNS_MIN 60
#define VIEW_CLOCK_BYTES 24

/* What is to be shown; all borrowed. */
struct view {
	struct board *board; /* .top is moved so that the chosen row is seen */
	const struct recent *recent;
	const char
		*trouble; /* in place of the headline: why what is shown is old; NULL: it is not */
	const char *journal_trouble; /* in place of the decisions; NULL: none */
	bool paused;
	int64_t wall_ms;
};

/* view_draw - all but the last row, which belongs to prompt, message or help. */
void view_draw(const struct view *view, struct canvas *canvas);

/* view_draw_message - an answer in the last row, or in the last two if it is long. */
void view_draw_message(struct canvas *canvas, const char *text);

/* view_draw_bottom - a text in the last row, cut where the row ends. */
void view_draw_bottom(struct canvas *canvas, const char *text, enum canvas_look look);

/* view_fits - true: the canvas is large enough; else it now shows which size is needed. */
bool view_fits(struct canvas *canvas);

/* view_clock - "12:34:56", with the date before it when that is not today; in
 * text[VIEW_CLOCK_BYTES]. */
const char *view_clock(int64_t wall_ms, int64_t now_wall_ms, char *text);

#endif
