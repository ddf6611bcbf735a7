/* pager.c - see pager.h.  SPDX-License-Identifier: ISC */
#include "pager.h"

#include <stdlib.h>
#include <string.h>

#include "glyphs.h"
#include "press.h"

#define HANG 4 /* indent of the rows that continue a line */
#define LINE_BYTES 2048

void pager_take(struct pager *pager, char *text)
{
	free(pager->text);
	pager->text = text;
}

void pager_press(struct pager *pager, uint32_t key)
{
	static const struct {
		uint32_t key;
		int lines, pages;
	} steps[] = {
		{ PRESS_UP, -1, 0 },     { 'k', -1, 0 },
		{ PRESS_DOWN, 1, 0 },    { 'j', 1, 0 },
		{ PRESS_ENTER, 1, 0 },   { PRESS_PAGE_UP, 0, -1 },
		{ PRESS_HOME, 0, -999 }, { PRESS_PAGE_DOWN, 0, 1 },
		{ ' ', 0, 1 },           { PRESS_END, 0, 999 },
	};
	long last = pager->lines - pager->shown;

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		if (steps[i].key == key)
			pager->top += steps[i].lines + steps[i].pages * (pager->shown - 1);
	if (pager->top > last)
		pager->top = last;
	if (pager->top < 0)
		pager->top = 0;
}

/* Wraps one line of the text, counts its rows, and draws those that are on the screen. */
static void draw_line(struct pager *pager, struct canvas *canvas, const struct canvas_at *at,
		      const char *line)
{
	int hang = 0;

	do {
		struct canvas_at here = *at;
		size_t skip;
		size_t bytes = glyphs_wrap(line, at->columns - hang, canvas->unicode, &skip);
		char piece[LINE_BYTES];

		here.row += (int)(pager->lines - pager->top);
		here.column += hang;
		here.columns -= hang;
		if (pager->lines >= pager->top && pager->lines < pager->top + pager->shown) {
			memcpy(piece, line, bytes);
			piece[bytes] = '\0';
			canvas_put(canvas, &here, piece);
		}
		pager->lines++;
		line += bytes + skip;
		hang = HANG;
	} while (*line);
}

void pager_draw(struct pager *pager, struct canvas *canvas, int first, int rows)
{
	const struct canvas_at at = { first, 0, canvas->columns, CANVAS_TEXT };
	const char *text = pager->text ? pager->text : "";

	pager->lines = 0;
	pager->shown = rows;
	while (*text) {
		size_t bytes = strcspn(text, "\n");
		char line[LINE_BYTES];

		bytes = bytes < sizeof(line) ? bytes : sizeof(line) - 1;
		memcpy(line, text, bytes);
		line[bytes] = '\0';
		draw_line(pager, canvas, &at, line);
		text += strcspn(text, "\n");
		text += *text == '\n';
	}
}

void pager_fini(struct pager *pager)
{
	free(pager->text);
	*pager = (struct pager){ NULL };
}
