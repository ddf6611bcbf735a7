/* scene.c - see scene.h.  SPDX-License-Identifier: ISC */
#include "scene.h"

#include <stdio.h>
#include <string.h>

#include "glyphs.h"
#include "view.h"

static const char keys_line[] =
	"q quit  ? help  w why  h hold  r release  R reset  / filter  s sort  p pause";

static void draw_table(struct desk *desk, struct canvas *canvas, int64_t wall_ms)
{
	char trouble[2 * DESK_LOSS_BYTES], journal[DESK_LOSS_BYTES], since[VIEW_CLOCK_BYTES];
	const struct view view = {
		.board = &desk->board,
		.recent = &desk->recent,
		.trouble = desk->gone_wall_ms ? trouble : NULL,
		.journal_trouble = desk->journal_rc && !desk->recent.taken ? journal : NULL,
		.paused = desk->paused,
		.wall_ms = wall_ms,
	};

	snprintf(trouble, sizeof(trouble), "%s since %s, trying again", desk->loss,
		 view_clock(desk->gone_wall_ms, wall_ms, since));
	snprintf(journal, sizeof(journal), "no journal to read in %s: %s", desk->where,
		 strerror(-desk->journal_rc));
	view_draw(&view, canvas);
}

/* The keys of the pager, and which of its lines are on the screen. */
static const char *describe_place(const struct pager *pager, char *text, size_t text_bytes)
{
	long last = pager->top + pager->shown;

	snprintf(text, text_bytes, "q back  arrows, Page Up, Page Down scroll  %ld-%ld of %ld",
		 pager->lines ? pager->top + 1 : 0, last < pager->lines ? last : pager->lines,
		 pager->lines);
	return text;
}

static void draw_pager(struct desk *desk, struct canvas *canvas)
{
	const struct canvas_at at = { 0, 0, canvas->columns, CANVAS_TITLE };
	char text[BOARD_NAME_BYTES + 80] = "help";

	if (desk->page == DESK_WHY)
		snprintf(text, sizeof(text), "why %s%s", desk->whom,
			 desk->gone_wall_ms ? " (as it was: nobody answers)" : "");
	canvas_put(canvas, &at, text);
	pager_draw(&desk->pager, canvas, 1, canvas->rows - 2);
}

/* A long label is cut, so that what is typed stays in sight. */
static int draw_prompt(const struct prompt *prompt, struct canvas *canvas)
{
	struct canvas_at at = { canvas->rows - 1, 0, 0, CANVAS_TITLE };
	int typed = glyphs_columns(prompt->text, prompt->bytes, canvas->unicode);
	int room = canvas->columns - 1;

	at.columns = room - (typed < room / 2 ? typed : room / 2);
	at.column = canvas_put(canvas, &at, prompt->label);
	at.columns = room - at.column;
	return at.column + canvas_put_middle(canvas, &at, prompt->text);
}

/* The last row: the question, else the answer to a command, else the keys. */
static int draw_bottom(struct desk *desk, struct canvas *canvas)
{
	char place[120];

	if (desk->prompt.open)
		return draw_prompt(&desk->prompt, canvas);
	if (*desk->message)
		view_draw_message(canvas, desk->message);
	else if (desk->page == DESK_TABLE)
		view_draw_bottom(canvas, keys_line, CANVAS_FAINT);
	else
		view_draw_bottom(canvas, describe_place(&desk->pager, place, sizeof(place)),
				 CANVAS_FAINT);
	return -1;
}

int scene_draw(struct desk *desk, struct canvas *canvas, int64_t wall_ms)
{
	canvas_clear(canvas);
	if (!view_fits(canvas))
		return -1;
	if (desk->page == DESK_TABLE)
		draw_table(desk, canvas, wall_ms);
	else
		draw_pager(desk, canvas);
	return draw_bottom(desk, canvas);
}
