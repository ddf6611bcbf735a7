/* desk.c - see desk.h.  SPDX-License-Identifier: ISC */
#include "desk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "errand.h"
#include "press.h"
#include "tell.h"
#include "text.h"
#include "units.h"

#define PAGE_ROWS 10     /* how far a page key moves the choice */
#define ALL_ROWS 1000000 /* farther than any table is long */
#define HOLD_DEFAULT "1h"

struct desk *desk_new(const char *only, const char *where)
{
	struct desk *desk = calloc(1, sizeof(*desk));

	if (!desk)
		return NULL;
	desk->where = where;
	desk->board.only = only;
	desk->board.order = BOARD_WORST_FIRST;
	desk->page = DESK_TABLE;
	return desk;
}

void desk_free(struct desk *desk)
{
	if (!desk)
		return;
	board_fini(&desk->board);
	pager_fini(&desk->pager);
	json_object_put(desk->command);
	json_object_put(desk->request);
	free(desk);
}

/* --- questions */

static void ask(struct desk *desk, enum desk_question question, const char *label, const char *text)
{
	desk->question = question;
	prompt_ask(&desk->prompt, label, text);
}

/* One at a time: a command that was not sent yet gives way. */
static void command(struct desk *desk, struct json_object *request)
{
	json_object_put(desk->command);
	desk->command = request;
	snprintf(desk->message, sizeof(desk->message), "%s %s ...", tell_get_text(request, "cmd"),
		 tell_get_text(request, "target"));
}

static void hear_hold_for(struct desk *desk, const char *text)
{
	char label[PROMPT_LABEL_BYTES];
	const char *why;

	if (units_parse_msec(text, &desk->hold_ms, &why) == 0 && desk->hold_ms > 0) {
		ask(desk, DESK_ASKS_HOLD_WHY, "why (may be empty): ", "");
		return;
	}
	snprintf(label, sizeof(label), "%s; hold %s for: ", why, desk->whom);
	ask(desk, DESK_ASKS_HOLD_FOR, label, text);
}

static void hear_hold_why(struct desk *desk, const char *text)
{
	command(desk, errand_hold(desk->whom, desk->hold_ms, text));
}

static void hear_reset(struct desk *desk, const char *text)
{
	if (strcmp(text, "y") == 0 || strcmp(text, "yes") == 0)
		command(desk, errand_reset(desk->whom));
	else
		snprintf(desk->message, sizeof(desk->message), "reset %s: not done", desk->whom);
}

static void hear_filter(struct desk *desk, const char *text)
{
	snprintf(desk->board.filter, sizeof(desk->board.filter), "%s", text);
	board_arrange(&desk->board);
}

/* The text is copied, as a hearer may ask the next question, which overwrites it. */
static void hear(struct desk *desk, uint32_t key)
{
	static void (*const hearers[])(struct desk *, const char *) = {
		[DESK_ASKS_HOLD_FOR] = hear_hold_for,
		[DESK_ASKS_HOLD_WHY] = hear_hold_why,
		[DESK_ASKS_RESET] = hear_reset,
		[DESK_ASKS_FILTER] = hear_filter,
	};
	char text[PROMPT_TEXT_BYTES];

	if (prompt_press(&desk->prompt, key) != PROMPT_DONE)
		return;
	text_scrub(text, sizeof(text), desk->prompt.text);
	hearers[desk->question](desk, text);
}

/* --- keys of the table */

/* The target that a key acts on stays chosen from now on.  False: there is no target. */
static bool take_chosen(struct desk *desk)
{
	const struct board_row *row = board_chosen(&desk->board);

	if (!row)
		return false;
	board_move(&desk->board, 0);
	snprintf(desk->whom, sizeof(desk->whom), "%s", row->target);
	return true;
}

static void press_why(struct desk *desk)
{
	if (!take_chosen(desk))
		return;
	pager_fini(&desk->pager);
	desk->page = DESK_WHY;
	desk->why_due = true;
}

static void press_hold(struct desk *desk)
{
	char label[PROMPT_LABEL_BYTES];

	if (!take_chosen(desk))
		return;
	snprintf(label, sizeof(label), "hold %s for: ", desk->whom);
	ask(desk, DESK_ASKS_HOLD_FOR, label, HOLD_DEFAULT);
}

static void press_release(struct desk *desk)
{
	if (take_chosen(desk))
		command(desk, errand_release(desk->whom));
}

static void press_reset(struct desk *desk)
{
	char label[PROMPT_LABEL_BYTES];

	if (!take_chosen(desk))
		return;
	snprintf(label, sizeof(label), "reset %s: forget quarantine, human, rung, cooldown? (y) ",
		 desk->whom);
	ask(desk, DESK_ASKS_RESET, label, "");
}

static void press_filter(struct desk *desk)
{
	ask(desk, DESK_ASKS_FILTER, "show only names with: ", desk->board.filter);
}

static void press_sort(struct desk *desk)
{
	desk->board.order = desk->board.order == BOARD_TREE ? BOARD_WORST_FIRST : BOARD_TREE;
	board_arrange(&desk->board);
}

/* Back to the beginning: all targets, the worst one chosen. */
static void press_escape(struct desk *desk)
{
	desk->board.chosen[0] = '\0';
	desk->board.filter[0] = '\0';
	board_arrange(&desk->board);
}

static void press_pause(struct desk *desk)
{
	desk->paused = !desk->paused;
}

static void press_help_page(struct desk *desk)
{
	char *text = NULL;
	size_t bytes;
	FILE *out = open_memstream(&text, &bytes);
	const char *line;

	if (!out)
		return;
	for (size_t i = 0; (line = press_help(i)); i++)
		fprintf(out, "%s\n", line);
	fclose(out);
	pager_fini(&desk->pager);
	pager_take(&desk->pager, text);
	desk->page = DESK_HELP;
}

static void press_quit(struct desk *desk)
{
	desk->over = true;
}

static const struct {
	uint32_t key;
	void (*press)(struct desk *);
	long move; /* where .press is NULL: moves the choice by so many rows */
} keys[] = {
	{ PRESS_UP, NULL, -1 },
	{ 'k', NULL, -1 },
	{ PRESS_DOWN, NULL, 1 },
	{ 'j', NULL, 1 },
	{ PRESS_PAGE_UP, NULL, -PAGE_ROWS },
	{ PRESS_PAGE_DOWN, NULL, PAGE_ROWS },
	{ PRESS_HOME, NULL, -ALL_ROWS },
	{ PRESS_END, NULL, ALL_ROWS },
	{ PRESS_ENTER, press_why, 0 },
	{ 'w', press_why, 0 },
	{ 'h', press_hold, 0 },
	{ 'r', press_release, 0 },
	{ 'R', press_reset, 0 },
	{ '/', press_filter, 0 },
	{ 's', press_sort, 0 },
	{ 'p', press_pause, 0 },
	{ PRESS_ESCAPE, press_escape, 0 },
	{ '?', press_help_page, 0 },
	{ 'q', press_quit, 0 },
};

static void press_table(struct desk *desk, uint32_t key)
{
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (keys[i].key != key)
			continue;
		if (keys[i].press)
			keys[i].press(desk);
		else
			board_move(&desk->board, keys[i].move);
	}
}

static void press_pager(struct desk *desk, uint32_t key)
{
	if (key == 'q' || key == PRESS_ESCAPE)
		desk->page = DESK_TABLE;
	else
		pager_press(&desk->pager, key);
}

bool desk_press(struct desk *desk, uint32_t key)
{
	if (key == PRESS_RESIZE)
		return true;
	desk->message[0] = '\0';
	if (desk->prompt.open)
		hear(desk, key);
	else if (desk->page == DESK_TABLE)
		press_table(desk, key);
	else
		press_pager(desk, key);
	return !desk->over;
}
