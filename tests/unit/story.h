/* story.h - tells the engine a story in invented time and writes down its orders.
 * SPDX-License-Identifier: ISC
 *
 * A story is lines of a trace, as `muzzle replay --sync` reads them, so a failing test can be pasted
 * there.  Orders are noted as one short line each, e.g. "100000 act g/a restart-session 1".
 */
#ifndef STORY_H
#define STORY_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "roster.h"
#include "trace.h"

#define STORY_SECOND INT64_C(1000)
#define STORY_MINUTE (60 * STORY_SECOND)
#define STORY_HOUR (60 * STORY_MINUTE)

struct story {
	struct roster *roster;
	struct policy policy; /* of every target; change it before the first line */
	char *orders;         /* owned; all orders so far */
	size_t bytes;
	uint64_t last_act; /* id of the newest act */
	unsigned acts, notifies;
	bool own_policies; /* targets keep the policy that they have */
};

static inline void story_note(void *ctx, const struct engine_order *order)
{
	struct story *story = ctx;
	struct json_object *json = trace_order(order, &(struct trace_words){ NULL });
	struct json_object *value;
	static const char *const keys[] = { "target", "action", "rung", "by", "what" };
	char line[256];
	int length = snprintf(line, sizeof(line), "%lld %s", (long long)order->t_ms,
			      words_name(&words_order, (int)order->kind));

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (json_object_object_get_ex(json, keys[i], &value) &&
		    !(order->kind == ORDER_HELD && strcmp(keys[i], "action") == 0))
			length += snprintf(line + length, sizeof(line) - (size_t)length, " %s",
					   json_object_get_string(value));
	json_object_put(json);
	story->orders = realloc(story->orders, story->bytes + (size_t)length + 2);
	story->bytes += (size_t)sprintf(story->orders + story->bytes, "%s\n", line);
	story->acts += order->kind == ORDER_ACT;
	story->notifies += order->kind == ORDER_NOTIFY;
	if (order->kind == ORDER_ACT)
		story->last_act = order->id;
}

static inline void story_init(struct story *story)
{
	memset(story, 0, sizeof(*story));
	policy_default(&story->policy);
	story->roster = roster_new(NULL);
	story->orders = calloc(1, 1);
	assert_non_null(story->roster);
}

static inline void story_fini(struct story *story)
{
	roster_free(story->roster);
	free(story->orders);
}

/* One line of a trace, formatted; its target takes the story's policy when it is new. */
__attribute__((format(printf, 2, 3))) static inline void story_line(struct story *story,
								    const char *format, ...)
{
	struct trace_line line;
	char text[512], why[160];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (trace_parse(text, &line, why, sizeof(why)))
		fail_msg("%s: %s", text, why);
	if (line.words.target) {
		line.evidence.target = roster_get(story->roster, line.words.target);
		assert_non_null(line.evidence.target);
		if (!story->own_policies) {
			line.evidence.target->policy = &story->policy;
			line.evidence.target->gateway->target.policy = &story->policy;
		}
		line.evidence.target->offers_probe = story->policy.silence_probe;
	}
	if (line.words.source)
		line.evidence.source = roster_source(story->roster, line.words.source);
	engine_step(roster_engine(story->roster), &line.evidence, story_note, story);
	trace_free(&line);
}

static inline void story_claim(struct story *story, int64_t t_ms, const char *target,
			       const char *state)
{
	story_line(
		story,
		"{\"t\":%lld,\"ev\":\"claim\",\"target\":\"%s\",\"source\":\"status\",\"state\":\"%s\"}",
		(long long)t_ms, target, state);
}

/* The same claim every 5 s of [from_ms, until_ms). */
static inline void story_claims(struct story *story, int64_t from_ms, int64_t until_ms,
				const char *target, const char *state)
{
	for (int64_t t_ms = from_ms; t_ms < until_ms; t_ms += 5 * STORY_SECOND)
		story_claim(story, t_ms, target, state);
}

static inline void story_claim_at(struct story *story, int64_t t_ms, int64_t at_ms,
				  const char *target, const char *state)
{
	story_line(
		story,
		"{\"t\":%lld,\"at\":%lld,\"ev\":\"claim\",\"target\":\"%s\",\"source\":\"status\",\"state\":\"%s\"}",
		(long long)t_ms, (long long)at_ms, target, state);
}

static inline void story_proof_at(struct story *story, int64_t t_ms, int64_t at_ms,
				  const char *target)
{
	story_line(story,
		   "{\"t\":%lld,\"at\":%lld,\"ev\":\"proof\",\"target\":\"%s\",\"source\":\"log\"}",
		   (long long)t_ms, (long long)at_ms, target);
}

static inline void story_probe(struct story *story, int64_t t_ms, const char *target, bool ok)
{
	story_line(
		story,
		"{\"t\":%lld,\"ev\":\"probe\",\"target\":\"%s\",\"source\":\"status\",\"ok\":%s}",
		(long long)t_ms, target, ok ? "true" : "false");
}

static inline void story_self(struct story *story, int64_t t_ms, const char *what)
{
	story_line(story, "{\"t\":%lld,\"ev\":\"self\",\"what\":\"%s\",\"ms\":2000}",
		   (long long)t_ms, what);
}

static inline void story_proof(struct story *story, int64_t t_ms, const char *target)
{
	story_line(story, "{\"t\":%lld,\"ev\":\"proof\",\"target\":\"%s\",\"source\":\"log\"}",
		   (long long)t_ms, target);
}

static inline void story_event(struct story *story, int64_t t_ms, const char *gateway,
			       const char *what)
{
	story_line(
		story,
		"{\"t\":%lld,\"ev\":\"event\",\"target\":\"%s\",\"source\":\"docker\",\"what\":\"%s\"}",
		(long long)t_ms, gateway, what);
}

static inline void story_fault(struct story *story, int64_t t_ms, const char *gateway,
			       const char *what)
{
	story_line(
		story,
		"{\"t\":%lld,\"ev\":\"fault\",\"target\":\"%s\",\"source\":\"status\",\"what\":\"%s\"}",
		(long long)t_ms, gateway, what);
}

/* The newest act ends; what NULL: well. */
static inline void story_result(struct story *story, int64_t t_ms, const char *what)
{
	story_line(story, "{\"t\":%lld,\"ev\":\"result\",\"id\":%llu,\"ok\":%s%s%s%s}",
		   (long long)t_ms, (unsigned long long)story->last_act, what ? "false" : "true",
		   what ? ",\"what\":\"" : "", what ? what : "", what ? "\"" : "");
}

static inline void story_tick(struct story *story, int64_t t_ms)
{
	story_line(story, "{\"t\":%lld,\"ev\":\"tick\"}", (long long)t_ms);
}

/* What the daemon does while nothing is reported: a tick at every deadline up to until_ms. */
static inline void story_wait(struct story *story, int64_t until_ms)
{
	const struct engine *engine = roster_engine(story->roster);
	int64_t next_ms = engine_next_ms(engine), last_ms = -1;

	for (; next_ms <= until_ms && next_ms > last_ms; next_ms = engine_next_ms(engine)) {
		story_tick(story, next_ms);
		last_ms = next_ms;
	}
	assert_true(next_ms > until_ms);
}

/* The same claim, as "g/a down", every 5 s of [from_ms, until_ms), with the daemon's ticks between. */
static inline void story_poll(struct story *story, int64_t from_ms, int64_t until_ms,
			      const char *claim)
{
	char target[64], state[16];

	assert_int_equal(sscanf(claim, "%63s %15s", target, state), 2);
	for (int64_t t_ms = from_ms; t_ms < until_ms; t_ms += 5 * STORY_SECOND) {
		story_wait(story, t_ms - 1);
		story_claim(story, t_ms, target, state);
	}
	story_wait(story, until_ms - 1);
}

/* How often an order was given, e.g. "act g/a restart-session 1"; first_ms: when first. */
static inline unsigned story_count(const struct story *story, const char *order, int64_t *first_ms)
{
	unsigned count = 0;
	size_t bytes = strlen(order);

	for (const char *line = story->orders; *line; line = strchr(line, '\n') + 1) {
		const char *text = strchr(line, ' ') + 1;

		if (strncmp(text, order, bytes) || (text[bytes] != '\n' && text[bytes] != ' '))
			continue;
		if (!count++ && first_ms)
			*first_ms = strtoll(line, NULL, 10);
	}
	return count;
}

/* When an order was first given; -1: never. */
static inline int64_t story_when(const struct story *story, const char *order)
{
	int64_t first_ms = -1;

	story_count(story, order, &first_ms);
	return first_ms;
}

static inline unsigned story_times(const struct story *story, const char *order)
{
	return story_count(story, order, NULL);
}

/* Whether an order stands in what was noted, e.g. "100000 act g/a restart-session 1". */
static inline bool story_has(const struct story *story, const char *order)
{
	return strstr(story->orders, order) != NULL;
}

/* A ladder that cannot be climbed: both of its rungs fail twice.  Returns when it acted last. */
static inline int64_t story_quarantine(struct story *story)
{
	unsigned acts = 0;

	story_init(story);
	for (int64_t t_ms = 0; !story_times(story, "notify g/a quarantined"); t_ms += 5000) {
		story_poll(story, t_ms, t_ms + 5000, "g/a down");
		if (story->acts > acts)
			story_result(story, t_ms + 4999, "failed");
		acts = story->acts;
	}
	assert_int_equal(acts, 4);
	return target_label_ms(roster_get(story->roster, "g/a")->incident.acted_ms);
}

/* The first rung did not help, and b keeps the container from its restart. */
static inline int64_t story_unhelped(struct story *story)
{
	story_init(story);
	story_claim(story, 0, "g/b", "up");
	story_poll(story, 0, 92000, "g/a down");
	story_result(story, 92000, NULL);
	story_poll(story, 92001, 190000, "g/a down");
	assert_int_equal(story_times(story, "held g/a blast-radius"), 1);
	assert_int_equal(roster_get(story->roster, "g/a")->incident.rung, 1);
	return 190000;
}

#endif
