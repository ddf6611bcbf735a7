/* view.c - see view.h.  SPDX-License-Identifier: ISC */
#include "view.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "ailments.h"
#include "columns.h"
#include "figures.h"
#include "glyphs.h"
#include "span.h"
#include "tell.h"

#define SAYS_ROWS 2       /* one more on a tall screen */
#define SAYS_ROWS_MAX 5   /* there, for a sentence that needs them: its end says until when */
#define DECISIONS_MIN 2   /* rows that the table leaves */
#define DECISIONS_SHARE 4 /* one in so many of a larger screen */
#define TALL 20           /* from here on there is room for whole sentences */
#define LINE_BYTES 1024

/* What is drawn where: rows, from the top down. */
struct layout {
	int headline, head, table, table_rows, rule, says, says_rows;
	int decisions, decisions_rows, bottom;
	bool notes; /* a row for the daemon itself, below the headline */
};

/* --- texts */

const char *view_clock(int64_t wall_ms, int64_t now_wall_ms, char *text)
{
	time_t then = (time_t)(wall_ms / 1000), now = (time_t)(now_wall_ms / 1000);
	struct tm when, today;

	if (!localtime_r(&then, &when) || !localtime_r(&now, &today)) {
		snprintf(text, VIEW_CLOCK_BYTES, "-");
		return text;
	}
	strftime(text, VIEW_CLOCK_BYTES,
		 when.tm_yday == today.tm_yday && when.tm_year == today.tm_year ? "%H:%M:%S"
										: "%m-%d %H:%M:%S",
		 &when);
	return text;
}

static const char *headline_of(const struct view *view)
{
	const char *headline = tell_get_text(view->board->status, "headline");

	if (view->trouble)
		return view->trouble;
	return view->board->status ? headline : "asking the daemon ...";
}

/* The chosen target in a sentence; "" for none. */
static void compose_says(const struct view *view, char text[LINE_BYTES])
{
	const struct board_row *row = board_chosen(view->board);
	const char *says = row ? tell_get_text(row->json, "says") : "";

	*text = '\0';
	if (row)
		snprintf(text, LINE_BYTES, "%s%s: %s", row->target,
			 view->trouble ? " (as it was)" : "",
			 *says ? says : level_words(row->level));
}

/* --- where what is */

static int says_rows(const struct view *view, const struct canvas *canvas)
{
	char text[LINE_BYTES];
	const char *left = text;
	size_t skip, bytes;
	int rows = 0;

	if (canvas->rows < TALL)
		return SAYS_ROWS;
	compose_says(view, text);
	for (; *left && rows < SAYS_ROWS_MAX; rows++) {
		bytes = glyphs_wrap(left, canvas->columns, canvas->unicode, &skip);
		left += bytes + skip;
	}
	return rows > SAYS_ROWS ? rows : SAYS_ROWS + 1;
}

static int headline_rows(const struct view *view, const struct canvas *canvas)
{
	const char *text = headline_of(view);

	return canvas->rows >= TALL &&
			       glyphs_columns(text, strlen(text), canvas->unicode) > canvas->columns
		       ? 2
		       : 1;
}

/* The table takes what it needs, the decisions the rest; on a crowded screen they share. */
static void lay_out(const struct view *view, const struct canvas *canvas, bool notes,
		    struct layout *layout)
{
	int free, least;

	layout->notes = notes && canvas->rows >= TALL;
	layout->headline = headline_rows(view, canvas);
	layout->head = layout->headline + layout->notes;
	layout->table = layout->head + 1;
	layout->bottom = canvas->rows - 1;
	layout->says_rows = says_rows(view, canvas);
	free = layout->bottom - layout->table - 1 - layout->says_rows - 1; /* two rules */
	least = free / DECISIONS_SHARE;
	least = least < DECISIONS_MIN ? DECISIONS_MIN : least;
	layout->table_rows = free - least;
	if (layout->table_rows > (int)view->board->count)
		layout->table_rows = view->board->count ? (int)view->board->count : 1;
	layout->rule = layout->table + layout->table_rows;
	layout->says = layout->rule + 1;
	layout->decisions = layout->says + layout->says_rows + 1;
	layout->decisions_rows = layout->bottom - layout->decisions;
}

/* --- pieces */

/* Text in at most so many rows; the last one is cut. */
static void draw_wrapped(struct canvas *canvas, struct canvas_at at, int rows, const char *text)
{
	for (; rows > 0 && *text; rows--, at.row++) {
		char piece[LINE_BYTES];
		size_t skip, bytes = glyphs_wrap(text, at.columns, canvas->unicode, &skip);

		if (rows == 1)
			bytes = strlen(text);
		snprintf(piece, sizeof(piece), "%.*s", (int)bytes, text);
		canvas_put(canvas, &at, piece);
		text += rows == 1 ? bytes : bytes + skip;
	}
}

static void draw_headline(const struct view *view, struct canvas *canvas,
			  const struct layout *layout, const char *notes)
{
	struct canvas_at at = { 0, 0, canvas->columns, view->trouble ? CANVAS_BAD : CANVAS_TITLE };

	draw_wrapped(canvas, at, layout->headline, headline_of(view));
	at.row = layout->headline;
	at.look = CANVAS_DOUBT;
	if (layout->notes)
		canvas_put(canvas, &at, notes);
}

/* The choice goes before what is old, and that before the level. */
static enum canvas_look look_of(const struct view *view, size_t i)
{
	if (i == view->board->at)
		return CANVAS_CHOSEN;
	return view->trouble ? CANVAS_FAINT : columns_look(view->board->rows[i].level);
}

static void draw_table(const struct view *view, struct canvas *canvas, const struct layout *layout)
{
	struct board *board = view->board;
	struct columns columns = { .board = board, .canvas = canvas };
	struct canvas_at at = { layout->table, 0, canvas->columns, CANVAS_FAINT };

	board_scroll(board, (size_t)layout->table_rows);
	columns_fit(&columns);
	columns_draw_head(&columns, layout->head);
	if (!board->count)
		canvas_put(canvas, &at,
			   *board->filter || board->only ? "   no target of that name"
							 : "   no target yet");
	for (size_t i = 0; i < (size_t)layout->table_rows && board->top + i < board->count; i++) {
		at.look = look_of(view, board->top + i);
		columns_draw_row(&columns, board->top + i, &at);
		at.row++;
	}
}

/* A rule with something written on it. */
static void draw_rule(struct canvas *canvas, int row, const char *left, const char *right)
{
	struct canvas_at at = { row, 0, canvas->columns, CANVAS_FAINT };
	int bytes = (int)strlen(right);

	canvas_rule(canvas, &at);
	at.column = 2;
	at.columns = canvas->columns - 4 - bytes;
	canvas_put(canvas, &at, left);
	at.column = canvas->columns - 2 - bytes;
	at.columns = bytes;
	canvas_put(canvas, &at, right);
}

/* Which rows of the table are on the screen, and how they were chosen. */
static void describe_table(const struct view *view, const struct layout *layout,
			   char text[LINE_BYTES])
{
	const struct board *board = view->board;
	size_t rows = (size_t)layout->table_rows;

	snprintf(text, LINE_BYTES, " %zu-%zu of %zu, %s%s%s%s%s ",
		 board->count ? board->top + 1 : 0,
		 board->top + (board->count < rows ? board->count : rows), board->count,
		 board->order == BOARD_TREE ? "by gateway" : "worst first",
		 *board->filter ? ", only " : "", board->filter, view->paused ? ", PAUSED" : "",
		 view->trouble ? ", AS IT WAS" : "");
}

/* The mode, the budget and the clock of the box; "" before the first status. */
static void describe_box(const struct view *view, char text[LINE_BYTES])
{
	struct json_object *status = view->board->status;
	char clock[VIEW_CLOCK_BYTES], budget[FIGURES_BYTES], window[SPAN_BYTES];

	*text = '\0';
	if (!status)
		return;
	figures_left(status, FIGURES_BYTES, budget);
	span_format(tell_get_number(status, "window_ms"), window);
	snprintf(text, LINE_BYTES, " %s, box %s left in %s, %s ", tell_get_text(status, "mode"),
		 budget, window, view_clock(view->wall_ms, view->wall_ms, clock));
}

static void draw_state(const struct view *view, struct canvas *canvas, const struct layout *layout)
{
	char table[LINE_BYTES], box[LINE_BYTES];

	describe_table(view, layout, table);
	describe_box(view, box);
	draw_rule(canvas, layout->rule, table, box);
}

static void draw_says(const struct view *view, struct canvas *canvas, const struct layout *layout)
{
	struct canvas_at at = { layout->says, 0, canvas->columns,
				view->trouble ? CANVAS_FAINT : CANVAS_TEXT };
	char text[LINE_BYTES];

	compose_says(view, text);
	draw_wrapped(canvas, at, layout->says_rows, text);
}

/* A decision as it is drawn: its time, and beside that the text in one row or two. */
struct line {
	char clock[VIEW_CLOCK_BYTES], text[LINE_BYTES];
	int hang, rows;
};

static void compose(const struct view *view, const struct canvas *canvas,
		    const struct recent_entry *entry, struct line *line)
{
	view_clock(entry->wall_ms, view->wall_ms, line->clock);
	snprintf(line->text, sizeof(line->text), "%s  %s", entry->target, entry->text);
	line->hang = (int)strlen(line->clock) + 1;
	line->rows = glyphs_columns(line->text, strlen(line->text), canvas->unicode) >
				     canvas->columns - line->hang
			     ? 2
			     : 1;
}

static void draw_decision(struct canvas *canvas, int row, const struct line *line)
{
	struct canvas_at at = { row, line->hang, canvas->columns - line->hang, CANVAS_TEXT };

	draw_wrapped(canvas, at, line->rows, line->text);
	at = (struct canvas_at){ row, 0, line->hang, CANVAS_FAINT };
	canvas_put(canvas, &at, line->clock);
}

/* How many of the newest decisions fit into `room` rows, and how many rows they take. */
static size_t count_decisions(const struct view *view, const struct canvas *canvas, int room,
			      int *rows)
{
	const struct recent_entry *entry;
	struct line line;
	size_t count = 0;

	for (*rows = 0; (entry = recent_get(view->recent, count)); count++) {
		compose(view, canvas, entry, &line);
		if (*rows + line.rows > room)
			break;
		*rows += line.rows;
	}
	return count;
}

/* The newest last; where they are few, they begin at the top. */
static void draw_decisions(const struct view *view, struct canvas *canvas,
			   const struct layout *layout)
{
	struct canvas_at at = { layout->decisions, 0, canvas->columns, CANVAS_FAINT };
	struct line line;
	int rows;
	size_t count = count_decisions(view, canvas, layout->decisions_rows, &rows);

	draw_rule(canvas, layout->decisions - 1, " last decisions ", "");
	if (view->journal_trouble)
		canvas_put(canvas, &at, view->journal_trouble);
	else if (!count)
		canvas_put(canvas, &at, "none yet");
	while (count-- > 0) {
		compose(view, canvas, recent_get(view->recent, count), &line);
		draw_decision(canvas, at.row, &line);
		at.row += line.rows;
	}
}

/* --- the whole */

void view_draw(const struct view *view, struct canvas *canvas)
{
	struct layout layout;
	char notes[LINE_BYTES];

	ailments_describe(view->board->status, view->wall_ms, notes, sizeof(notes));
	lay_out(view, canvas, *notes, &layout);
	draw_headline(view, canvas, &layout, notes);
	draw_table(view, canvas, &layout);
	draw_state(view, canvas, &layout);
	draw_says(view, canvas, &layout);
	draw_decisions(view, canvas, &layout);
}

void view_draw_bottom(struct canvas *canvas, const char *text, enum canvas_look look)
{
	const struct canvas_at at = { canvas->rows - 1, 0, canvas->columns, look };

	canvas_put(canvas, &at, text);
}

void view_draw_message(struct canvas *canvas, const char *text)
{
	bool fits = glyphs_columns(text, strlen(text), canvas->unicode) <= canvas->columns;
	struct canvas_at at = { canvas->rows - 2, 0, canvas->columns, CANVAS_TITLE };

	if (fits)
		at.row++;
	else
		canvas_blank(canvas, &at);
	draw_wrapped(canvas, at, 2, text);
}

bool view_fits(struct canvas *canvas)
{
	const struct canvas_at at = { 0, 0, canvas->columns, CANVAS_TEXT };
	char text[80];

	if (canvas->rows >= VIEW_ROWS_MIN && canvas->columns >= VIEW_COLUMNS_MIN)
		return true;
	snprintf(text, sizeof(text), "muzzle watch needs %dx%d, here are %dx%d", VIEW_COLUMNS_MIN,
		 VIEW_ROWS_MIN, canvas->columns, canvas->rows);
	draw_wrapped(canvas, at, canvas->rows, text);
	return false;
}
