/* canvas.h - a screen as an array of cells, whoever shows it.  SPDX-License-Identifier: ISC */
#ifndef CANVAS_H
#define CANVAS_H

#include <stdbool.h>
#include <wchar.h>

/* What a cell means; what that looks like is the terminal's matter.  None of them says anything that the
 * text does not say, too. */
enum canvas_look {
	CANVAS_TEXT = 1,
	CANVAS_TITLE,
	CANVAS_HEAD,
	CANVAS_CHOSEN,
	CANVAS_FAINT,
	CANVAS_WELL,
	CANVAS_DOUBT,
	CANVAS_BAD,
	CANVAS_LOOKS
};

struct canvas_cell {
	wchar_t character; /* 0: the right half of the one before */
	enum canvas_look look;
};

struct canvas {
	int rows, columns;
	bool unicode;              /* the terminal has more than ASCII */
	struct canvas_cell *cells; /* owned; row after row */
};

/* A stretch of one row. */
struct canvas_at {
	int row, column, columns;
	enum canvas_look look;
};

/* canvas_resize - blank, in that size; zeroed but for .unicode it is ready for this.  0, or -ENOMEM with
 * the canvas as it was. */
int canvas_resize(struct canvas *canvas, int rows, int columns);

/* canvas_fini - give the cells back. */
void canvas_fini(struct canvas *canvas);

/* canvas_clear - blanks everywhere. */
void canvas_clear(struct canvas *canvas);

/* canvas_get - the cell there; outside of the canvas NULL. */
struct canvas_cell *canvas_get(const struct canvas *canvas, int row, int column);

/* canvas_put - text from the left end of the stretch, cut with an ellipsis where it ends, in its look.
 * Returns the columns that it took; the others stay as they are. */
int canvas_put(struct canvas *canvas, const struct canvas_at *at, const char *text);

/* canvas_put_middle - the same, cut in the middle: of names both ends tell them apart. */
int canvas_put_middle(struct canvas *canvas, const struct canvas_at *at, const char *text);

/* canvas_rule - a line across the stretch. */
void canvas_rule(struct canvas *canvas, const struct canvas_at *at);

/* canvas_blank - nothing in the stretch. */
void canvas_blank(struct canvas *canvas, const struct canvas_at *at);

/* canvas_tint - the stretch in its look, whatever stands there. */
void canvas_tint(struct canvas *canvas, const struct canvas_at *at);

#endif
