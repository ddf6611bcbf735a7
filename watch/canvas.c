/* canvas.c - see canvas.h.  SPDX-License-Identifier: ISC */
#include "canvas.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "glyphs.h"

#define ELLIPSIS 0x2026
#define RULE 0x2500

int canvas_resize(struct canvas *canvas, int rows, int columns)
{
	size_t count = (size_t)rows * (size_t)columns;
	struct canvas_cell *cells = calloc(count + 1, sizeof(*cells));

	if (!cells)
		return -ENOMEM;
	free(canvas->cells);
	canvas->cells = cells;
	canvas->rows = rows;
	canvas->columns = columns;
	canvas_clear(canvas);
	return 0;
}

void canvas_fini(struct canvas *canvas)
{
	free(canvas->cells);
	canvas->cells = NULL;
	canvas->rows = canvas->columns = 0;
}

void canvas_clear(struct canvas *canvas)
{
	size_t count = (size_t)canvas->rows * (size_t)canvas->columns;

	for (size_t i = 0; i < count; i++)
		canvas->cells[i] = (struct canvas_cell){ L' ', CANVAS_TEXT };
}

struct canvas_cell *canvas_get(const struct canvas *canvas, int row, int column)
{
	if (row < 0 || row >= canvas->rows || column < 0 || column >= canvas->columns)
		return NULL;
	return &canvas->cells[(size_t)row * (size_t)canvas->columns + (size_t)column];
}

static void set(struct canvas *canvas, const struct canvas_at *at, int offset, wchar_t character)
{
	struct canvas_cell *cell = canvas_get(canvas, at->row, at->column + offset);

	if (cell)
		*cell = (struct canvas_cell){ character, at->look };
}

/* Text that is being written: the rest of it, and the column of the stretch where it goes on. */
struct pen {
	struct canvas *canvas;
	const struct canvas_at *at;
	const char *text;
	int column;
};

/* Writes the whole glyphs that end at or before that column. */
static void write_until(struct pen *pen, int end)
{
	const char *next = pen->text;
	struct glyph glyph;

	while (glyphs_next(&next, pen->canvas->unicode, &glyph)) {
		if (pen->column + glyph.columns > end)
			return;
		set(pen->canvas, pen->at, pen->column, glyph.character);
		if (glyph.columns == 2)
			set(pen->canvas, pen->at, pen->column + 1, L'\0');
		pen->column += glyph.columns;
		pen->text = next;
	}
	pen->text = next;
}

static void write_ellipsis(struct pen *pen)
{
	if (pen->canvas->unicode) {
		set(pen->canvas, pen->at, pen->column++, ELLIPSIS);
		return;
	}
	for (int i = 0; i < 2 && pen->column < pen->at->columns; i++)
		set(pen->canvas, pen->at, pen->column++, L'.');
}

/* Skips glyphs until the rest fits into so many columns. */
static void skip_to_fit(struct pen *pen, int columns)
{
	int left = glyphs_columns(pen->text, strlen(pen->text), pen->canvas->unicode);
	struct glyph glyph;

	while (left > columns && glyphs_next(&pen->text, pen->canvas->unicode, &glyph))
		left -= glyph.columns;
}

/* tail: how many columns of the text's end stand behind the ellipsis. */
static int put(struct pen *pen, int tail)
{
	const struct canvas_at *at = pen->at;
	int wanted = glyphs_columns(pen->text, strlen(pen->text), pen->canvas->unicode);
	int mark = pen->canvas->unicode ? 1 : 2;

	if (at->columns <= 0)
		return 0;
	if (wanted <= at->columns) {
		write_until(pen, at->columns);
		return pen->column;
	}
	write_until(pen, at->columns - mark - tail);
	write_ellipsis(pen);
	skip_to_fit(pen, tail);
	write_until(pen, at->columns);
	return pen->column;
}

int canvas_put(struct canvas *canvas, const struct canvas_at *at, const char *text)
{
	struct pen pen = { canvas, at, text, 0 };

	return put(&pen, 0);
}

int canvas_put_middle(struct canvas *canvas, const struct canvas_at *at, const char *text)
{
	struct pen pen = { canvas, at, text, 0 };

	return put(&pen, at->columns > 4 ? (at->columns - 2) / 2 : 0);
}

void canvas_blank(struct canvas *canvas, const struct canvas_at *at)
{
	for (int i = 0; i < at->columns; i++)
		set(canvas, at, i, L' ');
}

void canvas_rule(struct canvas *canvas, const struct canvas_at *at)
{
	for (int i = 0; i < at->columns; i++)
		set(canvas, at, i, canvas->unicode ? RULE : L'-');
}

void canvas_tint(struct canvas *canvas, const struct canvas_at *at)
{
	for (int i = 0; i < at->columns; i++) {
		struct canvas_cell *cell = canvas_get(canvas, at->row, at->column + i);

		if (cell)
			cell->look = at->look;
	}
}
