/* ticker.c - see ticker.h.  SPDX-License-Identifier: ISC */
#include "ticker.h"

#include <stdlib.h>
#include <string.h>

#include "board.h"
#include "client.h"
#include "clock.h"
#include "level.h"
#include "tell.h"
#include "text.h"

#define LINE_BYTES 1200

struct ticker {
	const struct ticker_setting *setting;
	struct json_object *request; /* owned; always the same */
	struct json_object *levels;  /* owned; the last level of each target, by its name */
	bool due;                    /* the status is to be asked for */
	bool gone;                   /* it was said that the daemon does not answer */
	bool greeted;                /* the headline was said, and the daemon has answered since */
	bool missed;                 /* it was said that there is no such target */
};

struct ticker *ticker_new(const struct ticker_setting *setting)
{
	struct ticker *ticker = calloc(1, sizeof(*ticker));

	if (!ticker)
		return NULL;
	ticker->setting = setting;
	ticker->levels = json_object_new_object();
	ticker->request = client_question("status", NULL);
	return ticker;
}

void ticker_free(struct ticker *ticker)
{
	if (!ticker)
		return;
	json_object_put(ticker->levels);
	json_object_put(ticker->request);
	free(ticker);
}

static size_t count_targets(struct json_object *status)
{
	return tell_count(tell_get(status, "targets"));
}

/* --- lines, among history's */

static void print(const struct ticker *ticker, int64_t wall_ms, const char *target,
		  const char *text)
{
	char whom[BOARD_NAME_BYTES], clean[LINE_BYTES];

	text_scrub(whom, sizeof(whom), target);
	text_scrub(clean, sizeof(clean), text);
	history_print(&(struct history_news){ wall_ms, whom, clean, NULL }, false,
		      ticker->setting->out);
}

/* A level that only another version of the daemon knows is shown as it is. */
static const char *words_of(const char *name)
{
	enum level level = level_value(name);

	return level ? level_words(level) : name;
}

/* Tells of a level that has changed; of a new target only if it is not well. */
static void compare_level(struct ticker *ticker, struct json_object *row)
{
	const char *target = tell_get_text(row, "target"), *level = tell_get_text(row, "level");
	const char *before = tell_get_text(ticker->levels, target),
		   *says = tell_get_text(row, "says");
	bool news = *before ? strcmp(before, level) != 0
			    : *level && strcmp(level, level_name(LEVEL_WELL)) != 0;
	char text[LINE_BYTES];

	if (news) {
		snprintf(text, sizeof(text), "%s%s%s%s%s", words_of(level), *before ? ", was " : "",
			 words_of(before), *says ? ": " : "", says);
		print(ticker, clock_wall_ms(), target, text);
	}
	tell_text(ticker->levels, target, level);
}

static void compare(struct ticker *ticker, struct json_object *status)
{
	struct json_object *list = tell_get(status, "targets");

	if (!ticker->greeted)
		print(ticker, clock_wall_ms(), "muzzle", tell_get_text(status, "headline"));
	ticker->greeted = true;
	for (size_t i = 0; i < count_targets(status); i++)
		compare_level(ticker, json_object_array_get_idx(list, i));
}

/* --- the daemon */

static bool face_begin(void *arg)
{
	((struct ticker *)arg)->due = true;
	return true;
}

static struct json_object *face_ask(void *arg)
{
	struct ticker *ticker = arg;
	bool due = ticker->due;

	ticker->due = false;
	return due ? ticker->request : NULL;
}

/* Removes the targets that nobody asked for. */
static void sift(const struct ticker *ticker, struct json_object *status)
{
	struct json_object *list = tell_get(status, "targets");
	size_t i = count_targets(status);

	while (i-- > 0)
		if (!history_is_wished(ticker->setting->only,
				       tell_get_text(json_object_array_get_idx(list, i), "target")))
			json_object_array_del_idx(list, i, 1);
}

static void complain(struct ticker *ticker, int64_t wall_ms, const char *what)
{
	char text[LINE_BYTES];

	if (ticker->gone)
		return;
	ticker->gone = true;
	ticker->greeted = false;
	snprintf(text, sizeof(text), "%.1000s, trying again", what);
	if (ticker->setting->json)
		fprintf(ticker->setting->trouble, "muzzle: watch: %s\n", text);
	else
		print(ticker, wall_ms, "muzzle", text);
}

/* Said once: a session may be found later. */
static void miss(struct ticker *ticker, struct json_object *status)
{
	if (ticker->missed || !ticker->setting->only || count_targets(status))
		return;
	ticker->missed = true;
	fprintf(ticker->setting->trouble, "muzzle: watch: no target %s so far: see muzzle status\n",
		ticker->setting->only);
}

static void show(struct ticker *ticker, struct json_object *status)
{
	sift(ticker, status);
	miss(ticker, status);
	if (ticker->setting->json)
		tell_print(status, true, ticker->setting->out);
	else
		compare(ticker, status);
}

static void face_answer(void *arg, struct json_object *answer)
{
	struct ticker *ticker = arg;

	if (tell_get(answer, "error")) {
		complain(ticker, clock_wall_ms(), tell_get_text(answer, "error"));
	} else {
		ticker->gone = false;
		show(ticker, answer);
	}
	json_object_put(answer);
	fflush(ticker->setting->out);
}

static void face_lose(void *arg, int rc, int64_t wall_ms)
{
	struct ticker *ticker = arg;
	char text[LINE_BYTES];

	face_describe_loss(rc, ticker->setting->where, text, sizeof(text));
	complain(ticker, wall_ms, text);
	fflush(ticker->setting->out);
}

/* Older entries are left to `muzzle history`. */
static void face_news(void *arg, const struct history_news *news, bool old)
{
	const struct ticker *ticker = arg;

	if (!old && !ticker->setting->json)
		history_print(news, false, ticker->setting->out);
}

static void face_journal(void *arg, int rc)
{
	const struct ticker *ticker = arg;

	if (rc == 0)
		fflush(ticker->setting->out);
}

struct face ticker_face(struct ticker *ticker)
{
	return (struct face){
		.begin = face_begin,
		.ask = face_ask,
		.answer = face_answer,
		.lose = face_lose,
		.news = face_news,
		.journal = face_journal,
		.arg = ticker,
	};
}
