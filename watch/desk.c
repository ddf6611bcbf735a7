/* desk.c - see desk.h.  SPDX-License-Identifier: ISC */
#include "desk.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "board.h"
#include "errand.h"
#include "glyphs.h"
#include "pager.h"
#include "press.h"
#include "prompt.h"
#include "recent.h"
#include "tell.h"
#include "text.h"
#include "units.h"
#include "view.h"
#include "why_text.h"

#define MESSAGE_BYTES 800
#define TROUBLE_BYTES 400
#define PAGE_ROWS 10 /* that a page key moves the choice by */
#define HOLD_DEFAULT "1h"

enum page { PAGE_TABLE = 1, PAGE_WHY, PAGE_HELP };
enum question { QUESTION_HOLD_FOR = 1, QUESTION_HOLD_WHY, QUESTION_RESET, QUESTION_FILTER };
enum matter { MATTER_STATUS = 1, MATTER_WHY, MATTER_COMMAND };

struct desk {
	const char *where;
	struct board board;
	struct recent recent;
	struct pager pager;
	struct prompt prompt;
	enum page page;
	enum question question;
	char whom[BOARD_NAME_BYTES]; /* the question or the page is about */
	int64_t hold_ms;             /* said, while the reason is asked */
	bool paused, over;
	bool status_due, why_due;
	struct json_object *command; /* owned; NULL: none waits */
	struct json_object *request; /* owned; under way ... */
	enum matter matter;          /* ... and what about */
	int64_t gone_wall_ms;        /* since when nobody answers; 0: somebody does */
	char loss[TROUBLE_BYTES];
	int journal_rc;
	char message[MESSAGE_BYTES]; /* until the next key */
};

struct desk *desk_new(const char *only, const char *where)
{
	struct desk *desk = calloc(1, sizeof(*desk));

	if (!desk)
		return NULL;
	desk->where = where;
	desk->board.only = only;
	desk->board.order = BOARD_WORST_FIRST;
	desk->page = PAGE_TABLE;
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

static void ask(struct desk *desk, enum question question, const char *label, const char *text)
{
	desk->question = question;
	prompt_ask(&desk->prompt, label, text);
}

/* One at a time: what waits was never heard. */
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
		ask(desk, QUESTION_HOLD_WHY, "why (may be empty): ", "");
		return;
	}
	snprintf(label, sizeof(label), "hold %s for (such as 30m or 2h): ", desk->whom);
	ask(desk, QUESTION_HOLD_FOR, label, text);
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

/* Text is copied: an answer may be a question again. */
static void hear(struct desk *desk, uint32_t key)
{
	static void (*const hearers[])(struct desk *, const char *) = {
		[QUESTION_HOLD_FOR] = hear_hold_for,
		[QUESTION_HOLD_WHY] = hear_hold_why,
		[QUESTION_RESET] = hear_reset,
		[QUESTION_FILTER] = hear_filter,
	};
	char text[PROMPT_TEXT_BYTES];

	if (prompt_press(&desk->prompt, key) != PROMPT_DONE)
		return;
	text_scrub(text, sizeof(text), desk->prompt.text);
	hearers[desk->question](desk, text);
}

/* --- keys of the table */

/* Whoever is acted on stays chosen, whatever the next status says.  False: there is nobody. */
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
	desk->page = PAGE_WHY;
	desk->why_due = true;
}

static void press_hold(struct desk *desk)
{
	char label[PROMPT_LABEL_BYTES];

	if (!take_chosen(desk))
		return;
	snprintf(label, sizeof(label), "hold %s for: ", desk->whom);
	ask(desk, QUESTION_HOLD_FOR, label, HOLD_DEFAULT);
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
	ask(desk, QUESTION_RESET, label, "");
}

static void press_filter(struct desk *desk)
{
	ask(desk, QUESTION_FILTER, "show only names with: ", desk->board.filter);
}

static void press_sort(struct desk *desk)
{
	desk->board.order = desk->board.order == BOARD_TREE ? BOARD_WORST_FIRST : BOARD_TREE;
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
	desk->page = PAGE_HELP;
}

static void press_quit(struct desk *desk)
{
	desk->over = true;
}

static const struct {
	uint32_t key;
	void (*press)(struct desk *);
	long move; /* or the choice by so many rows */
} keys[] = {
	{ PRESS_UP, NULL, -1 },
	{ 'k', NULL, -1 },
	{ PRESS_DOWN, NULL, 1 },
	{ 'j', NULL, 1 },
	{ PRESS_PAGE_UP, NULL, -PAGE_ROWS },
	{ PRESS_PAGE_DOWN, NULL, PAGE_ROWS },
	{ PRESS_HOME, NULL, -100000 },
	{ PRESS_END, NULL, 100000 },
	{ PRESS_ENTER, press_why, 0 },
	{ 'w', press_why, 0 },
	{ 'h', press_hold, 0 },
	{ 'r', press_release, 0 },
	{ 'R', press_reset, 0 },
	{ '/', press_filter, 0 },
	{ 's', press_sort, 0 },
	{ 'p', press_pause, 0 },
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
		desk->page = PAGE_TABLE;
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
	else if (desk->page == PAGE_TABLE)
		press_table(desk, key);
	else
		press_pager(desk, key);
	return !desk->over;
}

/* --- the daemon */

static bool face_begin(void *arg)
{
	struct desk *desk = arg;

	desk->status_due = desk->status_due || !desk->paused;
	desk->why_due = desk->why_due || (!desk->paused && desk->page == PAGE_WHY);
	return !desk->paused;
}

static struct json_object *question_of(const char *cmd, const char *target)
{
	struct json_object *request = json_object_new_object();

	tell_text(request, "cmd", cmd);
	tell_text(request, "target", target);
	return request;
}

/* What a person said goes first. */
static struct json_object *face_ask(void *arg)
{
	struct desk *desk = arg;

	json_object_put(desk->request);
	desk->request = NULL;
	if (desk->command) {
		desk->matter = MATTER_COMMAND;
		desk->request = desk->command;
		desk->command = NULL;
	} else if (desk->why_due) {
		desk->matter = MATTER_WHY;
		desk->request = question_of("why", desk->whom);
		desk->why_due = false;
	} else if (desk->status_due) {
		desk->matter = MATTER_STATUS;
		desk->request = question_of("status", NULL);
		desk->status_due = false;
	}
	return desk->request;
}

static void take_status(struct desk *desk, struct json_object *answer)
{
	if (tell_get(answer, "error")) {
		snprintf(desk->message, sizeof(desk->message), "%s",
			 tell_get_text(answer, "error"));
		json_object_put(answer);
		return;
	}
	board_take(&desk->board, answer);
}

/* Whatever page is open now: the answer may be late. */
static void take_why(struct desk *desk, struct json_object *answer)
{
	char *text = NULL;
	size_t bytes;
	FILE *out = desk->page == PAGE_WHY ? open_memstream(&text, &bytes) : NULL;

	if (out && tell_get(answer, "error"))
		fprintf(out, "%s\n", tell_get_text(answer, "error"));
	else if (out)
		why_text_print(answer, out);
	if (out) {
		fclose(out);
		pager_take(&desk->pager, text);
	}
	json_object_put(answer);
}

/* What was done is looked at at once. */
static void take_outcome(struct desk *desk, struct json_object *answer)
{
	errand_words(desk->request, answer, desk->message, sizeof(desk->message));
	json_object_put(answer);
	desk->status_due = true;
}

static void face_answer(void *arg, struct json_object *answer)
{
	static void (*const takers[])(struct desk *, struct json_object *) = {
		[MATTER_STATUS] = take_status,
		[MATTER_WHY] = take_why,
		[MATTER_COMMAND] = take_outcome,
	};
	struct desk *desk = arg;

	desk->gone_wall_ms = 0;
	takers[desk->matter](desk, answer);
}

/* A command is never tried again on its own: its time may have passed. */
static void face_lose(void *arg, int rc, int64_t wall_ms)
{
	struct desk *desk = arg;

	face_describe_loss(rc, desk->where, desk->loss, sizeof(desk->loss));
	if (!desk->gone_wall_ms)
		desk->gone_wall_ms = wall_ms;
	if (desk->matter == MATTER_COMMAND)
		snprintf(desk->message, sizeof(desk->message), "%s %s: %s",
			 tell_get_text(desk->request, "cmd"),
			 tell_get_text(desk->request, "target"), desk->loss);
}

static void face_news(void *arg, const struct history_news *news, bool old)
{
	struct desk *desk = arg;

	(void)old;
	recent_take(&desk->recent, news);
}

static void face_journal(void *arg, int rc)
{
	((struct desk *)arg)->journal_rc = rc;
}

struct face desk_face(struct desk *desk)
{
	return (struct face){
		.begin = face_begin,
		.ask = face_ask,
		.answer = face_answer,
		.lose = face_lose,
		.news = face_news,
		.journal = face_journal,
		.arg = desk,
	};
}

/* --- the screen */

static const char keys_line[] =
	"q quit  ? help  w why  h hold  r release  R reset  / filter  s sort  p pause";

static void draw_table(struct desk *desk, struct canvas *canvas, int64_t wall_ms)
{
	char trouble[2 * TROUBLE_BYTES], journal[TROUBLE_BYTES], since[VIEW_CLOCK_BYTES];
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

/* Of the pager, where in it one is. */
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

	if (desk->page == PAGE_WHY)
		snprintf(text, sizeof(text), "why %s%s", desk->whom,
			 desk->gone_wall_ms ? " (as it was: nobody answers)" : "");
	canvas_put(canvas, &at, text);
	pager_draw(&desk->pager, canvas, 1, canvas->rows - 2);
}

/* What is typed stays in sight: a long label gives way. */
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

/* One of: what is asked, what was answered, what one can do. */
static int draw_bottom(struct desk *desk, struct canvas *canvas)
{
	char place[120];

	if (desk->prompt.open)
		return draw_prompt(&desk->prompt, canvas);
	if (*desk->message)
		view_draw_bottom(canvas, desk->message, CANVAS_TITLE);
	else if (desk->page == PAGE_TABLE)
		view_draw_bottom(canvas, keys_line, CANVAS_FAINT);
	else
		view_draw_bottom(canvas, describe_place(&desk->pager, place, sizeof(place)),
				 CANVAS_FAINT);
	return -1;
}

int desk_draw(struct desk *desk, struct canvas *canvas, int64_t wall_ms)
{
	canvas_clear(canvas);
	if (!view_fits(canvas))
		return -1;
	if (desk->page == PAGE_TABLE)
		draw_table(desk, canvas, wall_ms);
	else
		draw_pager(desk, canvas);
	return draw_bottom(desk, canvas);
}
