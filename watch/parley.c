/* parley.c - see parley.h.  SPDX-License-Identifier: ISC */
#include "parley.h"

#include <stdio.h>

#include "client.h"
#include "clock.h"
#include "errand.h"
#include "tell.h"
#include "why_text.h"

static bool face_begin(void *arg)
{
	struct desk *desk = arg;

	desk->status_due = desk->status_due || !desk->paused;
	desk->why_due = desk->why_due || (!desk->paused && desk->page == DESK_WHY);
	return !desk->paused;
}

/* A command goes before questions. */
static struct json_object *face_ask(void *arg)
{
	struct desk *desk = arg;

	json_object_put(desk->request);
	desk->request = NULL;
	if (desk->command) {
		desk->matter = DESK_MATTER_COMMAND;
		desk->request = desk->command;
		desk->command = NULL;
	} else if (desk->why_due) {
		desk->matter = DESK_MATTER_WHY;
		desk->request = client_question("why", desk->whom);
		desk->why_due = false;
	} else if (desk->status_due) {
		desk->matter = DESK_MATTER_STATUS;
		desk->request = client_question("status", NULL);
		desk->status_due = false;
	}
	return desk->request;
}

/* A refusal takes the place of the headline. */
static void take_status(struct desk *desk, struct json_object *answer)
{
	const char *error = tell_get_text(answer, "error");

	if (!*error) {
		desk->gone_wall_ms = 0;
		board_take(&desk->board, answer);
		return;
	}
	snprintf(desk->loss, sizeof(desk->loss), "%s", error);
	if (!desk->gone_wall_ms)
		desk->gone_wall_ms = clock_wall_ms();
	json_object_put(answer);
}

/* The answer may be late: if another page is open now it is dropped. */
static void take_why(struct desk *desk, struct json_object *answer)
{
	char *text = NULL;
	size_t bytes;
	FILE *out = desk->page == DESK_WHY ? open_memstream(&text, &bytes) : NULL;

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

/* A new status shows at once what the command did. */
static void take_outcome(struct desk *desk, struct json_object *answer)
{
	errand_words(desk->request, answer, desk->message, sizeof(desk->message));
	json_object_put(answer);
	desk->status_due = true;
}

static void face_answer(void *arg, struct json_object *answer)
{
	static void (*const takers[])(struct desk *, struct json_object *) = {
		[DESK_MATTER_STATUS] = take_status,
		[DESK_MATTER_WHY] = take_why,
		[DESK_MATTER_COMMAND] = take_outcome,
	};
	struct desk *desk = arg;

	takers[desk->matter](desk, answer);
}

/* A command that was lost is not sent again: it may not be wanted any more. */
static void face_lose(void *arg, int rc, int64_t wall_ms)
{
	struct desk *desk = arg;

	face_describe_loss(rc, desk->where, desk->loss, sizeof(desk->loss));
	if (!desk->gone_wall_ms)
		desk->gone_wall_ms = wall_ms;
	if (desk->matter == DESK_MATTER_COMMAND)
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

struct face parley_face(struct desk *desk)
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
