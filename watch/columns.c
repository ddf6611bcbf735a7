/* columns.c - see columns.h.  SPDX-License-Identifier: ISC */
#include "columns.h"

#include <stdio.h>
#include <string.h>

#include "figures.h"
#include "tell.h"

#define MARKS 3 /* who is chosen, the level, a blank */
#define TARGET_MOST 48
#define RUN_BARE 9   /* its numbers without a bar */
#define HELD_WIDE 14 /* any guard's word, most with a time */
#define INDENT "  "  /* of sessions below their gateway */

static const struct {
	const char *title;
	int least, most; /* columns */
	void (*format)(struct json_object *row, int columns, char *text);
} table[COLUMNS_COUNT] = {
	[COLUMNS_TARGET] = { "TARGET", 12, TARGET_MOST, NULL },
	[COLUMNS_STATE] = { "STATE", 9, 9, figures_state },
	[COLUMNS_FOR] = { "FOR", FIGURES_SPAN_COLUMNS, FIGURES_SPAN_COLUMNS, figures_since },
	[COLUMNS_RUN] = { "RUN/PATIENCE", 16, 32, figures_run },
	[COLUMNS_PROOF] = { "PROOF", 9, 13, figures_proof },
	[COLUMNS_LEFT] = { "LEFT", 5, 5, figures_left },
	[COLUMNS_HELD] = { "HELD BY", 7, 20, figures_held },
};

/* Colours only repeat the marks of the levels. */
static const enum canvas_look looks[] = {
	[0] = CANVAS_TEXT,         [COLOUR_GOOD] = CANVAS_WELL,    [COLOUR_DOUBT] = CANVAS_DOUBT,
	[COLOUR_BAD] = CANVAS_BAD, [COLOUR_STRONG] = CANVAS_TITLE,
};

enum canvas_look columns_look(enum level level)
{
	return looks[level_colour(level)];
}

/* --- how wide */

/* Bytes of the longest name as it is drawn: in the tree without the gateway. */
static int longest_name(const struct board *board)
{
	size_t longest = 0;

	for (size_t i = 0; i < board->count; i++) {
		const struct board_row *row = &board->rows[i];
		size_t bytes = board->order == BOARD_TREE && row->session
				       ? strlen(INDENT) + strlen(row->session)
				       : strlen(row->target);

		longest = bytes > longest ? bytes : longest;
	}
	return longest < TARGET_MOST ? (int)longest : TARGET_MOST;
}

static bool is_anybody_held(const struct board *board)
{
	for (size_t i = 0; i < board->count; i++)
		if (*tell_get_text(board->rows[i].json, "held_by"))
			return true;
	return false;
}

/* Widens a column up to `most`.  Returns what is left of the spare columns. */
static int grow(int *wide, int most, int spare)
{
	int more = most - *wide < spare ? most - *wide : spare;

	if (more <= 0)
		return spare;
	*wide += more;
	return spare - more;
}

/* What the table leaves of the screen's columns, less than 0 if it is too wide.  Between two
 * columns is a blank. */
static int spare_of(const struct columns *columns, int screen)
{
	int used = MARKS - 1;

	for (int i = 0; i < COLUMNS_COUNT; i++)
		used += columns->wide[i] ? columns->wide[i] + 1 : 0;
	return screen - used;
}

void columns_fit(struct columns *columns)
{
	static const enum columns_name greedy[] = { COLUMNS_PROOF, COLUMNS_HELD, COLUMNS_RUN };
	const struct board *board = columns->board;
	int *wide = columns->wide, screen = columns->canvas->columns, spare;

	for (int i = 0; i < COLUMNS_COUNT; i++)
		wide[i] = table[i].least;
	if (is_anybody_held(board))
		wide[COLUMNS_HELD] = HELD_WIDE;
	if (spare_of(columns, screen) < 0)
		wide[COLUMNS_RUN] = RUN_BARE;
	if (spare_of(columns, screen) < 0)
		wide[COLUMNS_PROOF] = 0;
	spare = spare_of(columns, screen);
	if (spare < 0)
		wide[COLUMNS_TARGET] += spare;
	spare = grow(&wide[COLUMNS_TARGET], longest_name(board), spare);
	spare = grow(&wide[COLUMNS_HELD], HELD_WIDE, spare);
	for (size_t i = 0; i < sizeof(greedy) / sizeof(greedy[0]); i++)
		if (wide[greedy[i]] >= table[greedy[i]].least)
			spare = grow(&wide[greedy[i]], table[greedy[i]].most, spare);
}

/* --- what stands there */

void columns_draw_head(const struct columns *columns, int row)
{
	struct canvas *canvas = columns->canvas;
	struct canvas_at at = { row, 0, canvas->columns, CANVAS_HEAD };

	canvas_tint(canvas, &at);
	at.column = MARKS;
	for (int i = 0; i < COLUMNS_COUNT; i++) {
		if (!columns->wide[i])
			continue;
		at.columns = columns->wide[i];
		canvas_put(canvas, &at, table[i].title);
		at.column += columns->wide[i] + 1;
	}
}

static void draw_name(const struct columns *columns, size_t i, const struct canvas_at *at)
{
	const struct board *board = columns->board;
	const struct board_row *row = &board->rows[i];
	struct canvas_at name = *at;

	if (board->order != BOARD_TREE || !row->session) {
		canvas_put_middle(columns->canvas, &name, row->target);
		return;
	}
	name.column += (int)strlen(INDENT);
	name.columns -= (int)strlen(INDENT);
	canvas_put_middle(columns->canvas, &name, row->session);
}

static void draw_marks(const struct columns *columns, size_t i, const struct canvas_at *at)
{
	const struct board *board = columns->board;
	char marks[MARKS + 1];

	snprintf(marks, sizeof(marks), "%c%c ", i == board->at ? '>' : ' ',
		 board_mark(board->rows[i].level));
	canvas_put(columns->canvas, at, marks);
}

void columns_draw_row(const struct columns *columns, size_t i, const struct canvas_at *at)
{
	struct canvas_at cell = *at;
	char text[FIGURES_BYTES];

	canvas_tint(columns->canvas, at);
	draw_marks(columns, i, at);
	cell.column += MARKS;
	for (int name = 0; name < COLUMNS_COUNT; name++) {
		cell.columns = columns->wide[name];
		if (!cell.columns)
			continue;
		if (table[name].format) {
			table[name].format(columns->board->rows[i].json, cell.columns, text);
			canvas_put(columns->canvas, &cell, text);
		} else {
			draw_name(columns, i, &cell);
		}
		cell.column += cell.columns + 1;
	}
}
