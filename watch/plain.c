/* plain.c - see plain.h.  SPDX-License-Identifier: ISC */
#include "plain.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "board.h"
#include "client.h"
#include "clock.h"
#include "tell.h"
#include "text.h"

#define LINE_BYTES 1200
#define WHEN_BYTES 32

struct plain {
	const struct plain_setting *setting;
	struct json_object *request; /* owned; always the same */
	struct json_object *levels;  /* owned; of each target the last level's word */
	bool due, gone;
	bool greeted; /* the headline was said, and since then somebody answered */
};

struct plain *plain_new(const struct plain_setting *setting)
{
	struct plain *plain = calloc(1, sizeof(*plain));

	if (!plain)
		return NULL;
	plain->setting = setting;
	plain->levels = json_object_new_object();
	plain->request = json_object_new_object();
	tell_text(plain->request, "cmd", "status");
	return plain;
}

void plain_free(struct plain *plain)
{
	if (!plain)
		return;
	json_object_put(plain->levels);
	json_object_put(plain->request);
	free(plain);
}

/* --- lines, dated as history dates them */

static void print(const struct plain *plain, int64_t wall_ms, const char *target, const char *text)
{
	time_t seconds = (time_t)(wall_ms / 1000);
	char when[WHEN_BYTES], clean[LINE_BYTES];
	struct tm local;

	if (!localtime_r(&seconds, &local) ||
	    !strftime(when, sizeof(when), "%Y-%m-%d %H:%M:%S", &local))
		snprintf(when, sizeof(when), "-");
	text_scrub(clean, sizeof(clean), text);
	fprintf(plain->setting->out, "%s  %-16s %s\n", when, target, clean);
}

/* A level that is another than before; at first only what is not well. */
static void compare_level(struct plain *plain, struct json_object *row)
{
	const char *target = tell_get_text(row, "target"), *level = tell_get_text(row, "level");
	const char *before = tell_get_text(plain->levels, target),
		   *says = tell_get_text(row, "says");
	bool news = *before ? strcmp(before, level) != 0
			    : *level && strcmp(level, board_word(BOARD_WELL)) != 0;
	char text[LINE_BYTES];

	if (news) {
		snprintf(text, sizeof(text), "is %s%s%s%s%s", level, *before ? ", was " : "",
			 before, *says ? ": " : "", says);
		print(plain, clock_wall_ms(), target, text);
	}
	tell_text(plain->levels, target, level);
}

static void compare(struct plain *plain, struct json_object *status)
{
	struct json_object *list = tell_get(status, "targets");

	if (!plain->greeted)
		print(plain, clock_wall_ms(), "muzzle", tell_get_text(status, "headline"));
	plain->greeted = true;
	for (size_t i = 0; list && i < json_object_array_length(list); i++)
		compare_level(plain, json_object_array_get_idx(list, i));
}

/* --- the daemon */

static bool face_begin(void *arg)
{
	((struct plain *)arg)->due = true;
	return true;
}

static struct json_object *face_ask(void *arg)
{
	struct plain *plain = arg;
	bool due = plain->due;

	plain->due = false;
	return due ? plain->request : NULL;
}

/* Only the targets that are wanted stay in it. */
static void sift(const struct plain *plain, struct json_object *status)
{
	struct json_object *list = tell_get(status, "targets");
	size_t i = json_object_is_type(list, json_type_array) ? json_object_array_length(list) : 0;

	while (i-- > 0)
		if (!board_is_wished(plain->setting->only,
				     tell_get_text(json_object_array_get_idx(list, i), "target")))
			json_object_array_del_idx(list, i, 1);
}

static void complain(struct plain *plain, int64_t wall_ms, const char *text)
{
	if (plain->gone)
		return;
	plain->gone = true;
	plain->greeted = false;
	if (plain->setting->json)
		fprintf(plain->setting->trouble, "muzzle: watch: %s, trying again\n", text);
	else
		print(plain, wall_ms, "muzzle", text);
}

static void face_answer(void *arg, struct json_object *answer)
{
	struct plain *plain = arg;

	if (tell_get(answer, "error")) {
		complain(plain, clock_wall_ms(), tell_get_text(answer, "error"));
		json_object_put(answer);
		return;
	}
	plain->gone = false;
	sift(plain, answer);
	if (plain->setting->json)
		client_print(answer, plain->setting->out);
	else
		compare(plain, answer);
	json_object_put(answer);
	fflush(plain->setting->out);
}

static void face_lose(void *arg, int rc, int64_t wall_ms)
{
	struct plain *plain = arg;
	char text[LINE_BYTES];

	face_describe_loss(rc, plain->setting->where, text, sizeof(text));
	complain(plain, wall_ms, text);
	fflush(plain->setting->out);
}

/* What was before is `muzzle history`'s. */
static void face_news(void *arg, const struct history_news *news, bool old)
{
	const struct plain *plain = arg;

	if (!old && !plain->setting->json)
		history_print(news, false, plain->setting->out);
}

static void face_journal(void *arg, int rc)
{
	const struct plain *plain = arg;

	if (rc == 0)
		fflush(plain->setting->out);
}

struct face plain_face(struct plain *plain)
{
	return (struct face){
		.begin = face_begin,
		.ask = face_ask,
		.answer = face_answer,
		.lose = face_lose,
		.news = face_news,
		.journal = face_journal,
		.arg = plain,
	};
}
