/* drawn.h - cells as text, for tests of what a screen shows.  SPDX-License-Identifier: ISC */
#ifndef DRAWN_H
#define DRAWN_H

#include <json-c/json.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "canvas.h"

#define DRAWN_BYTES 2000

static inline struct canvas drawn_canvas(int rows, int columns, bool unicode)
{
	struct canvas canvas = { .unicode = unicode };

	setlocale(LC_CTYPE, "C.UTF-8");
	assert_int_equal(canvas_resize(&canvas, rows, columns), 0);
	return canvas;
}

/* A row without the blanks at its end; static until the next call but three. */
static inline const char *drawn_row(const struct canvas *canvas, int row)
{
	static char texts[4][DRAWN_BYTES];
	static int turn;
	char *text = texts[turn++ % 4], *at = text;

	for (int i = 0; i < canvas->columns; i++) {
		wchar_t character = canvas_get(canvas, row, i)->character;

		if (character)
			at += wctomb(at, character);
	}
	while (at > text && at[-1] == ' ')
		at--;
	*at = '\0';
	return text;
}

/* The row that begins with that; -1: none. */
static inline int drawn_find(const struct canvas *canvas, const char *begins)
{
	for (int row = 0; row < canvas->rows; row++)
		if (strncmp(drawn_row(canvas, row), begins, strlen(begins)) == 0)
			return row;
	return -1;
}

/* JSON with ' for ", which C would want escaped. */
static inline struct json_object *drawn_json(const char *text)
{
	char *copy = strdup(text);
	struct json_object *object;

	assert_non_null(copy);
	for (char *at = copy; *at; at++)
		*at = *at == '\'' ? '"' : *at;
	object = json_tokener_parse(copy);
	assert_non_null(object);
	free(copy);
	return object;
}

#endif
