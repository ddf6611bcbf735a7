/* canvas.h - a screen as an array of cells, without a terminal.  SPDX-License-Identifier: ISC */
#ifndef CANVAS_H
#define CANVAS_H

#include <stdbool.h>
#include <wchar.h>

/* What a cell means; terminal.c makes attributes and colours of it.  A look only repeats what the
 * text says. */
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

/* canvas_resize - make it blank and of that size; it may be zeroed but for .unicode.  0, or
 * -ENOMEM: the canvas is as it was. */
int canvas_resize(struct canvas *canvas, int rows, int columns);

/* canvas_fini - free the cells. */
void canvas_fini(struct canvas *canvas);

/* canvas_clear - make every cell blank. */
void canvas_clear(struct canvas *canvas);

/* canvas_get - the cell there; NULL: outside of the canvas. */
struct canvas_cell *canvas_get(const struct canvas *canvas, int row, int column);

/* canvas_put - write text at the left of the stretch, in its look; what does not fit gives way to
 * an ellipsis.  Returns the columns written; the others stay as they are. */
int canvas_put(struct canvas *canvas, const struct canvas_at *at, const char *text);

/* canvas_put_middle - the same, cut in the middle: names may differ at either end. */
int canvas_put_middle(struct canvas *canvas, const struct canvas_at *at, const char *text);

/* canvas_rule - a line across the stretch. */
void canvas_rule(struct canvas *canvas, const struct canvas_at *at);

/* canvas_blank - fill the stretch with blanks. */
void canvas_blank(struct canvas *canvas, const struct canvas_at *at);

/* canvas_tint - give the cells of the stretch its look; the text stays. */
void canvas_tint(struct canvas *canvas, const struct canvas_at *at);

#endif
