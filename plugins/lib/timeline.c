/* timeline.c - see timeline.h.  SPDX-License-Identifier: ISC */
#include "timeline.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "field.h"
#include "growing.h"

#define SETTLE_MS 10000 /* until its policy is known */
#define BUCKETS_PER_HOUR 60

void timeline_init(struct timeline *timeline, int64_t hours)
{
	*timeline = (struct timeline){ .buckets = (size_t)hours * BUCKETS_PER_HOUR };
}

void timeline_fini(struct timeline *timeline)
{
	while (timeline->first) {
		struct timeline_target *target = timeline->first;

		timeline->first = target->next;
		free(target);
	}
}

/* --- targets */

static struct timeline_target *make_target(const char *name, size_t buckets)
{
	struct timeline_target *target = calloc(1, sizeof(*target) + buckets);

	if (!target)
		return NULL;
	snprintf(target->name, sizeof(target->name), "%s", name);
	target->buckets = buckets;
	target->settle_ms = SETTLE_MS;
	return target;
}

static struct timeline_target *find(struct timeline *timeline, const char *name)
{
	struct timeline_target **link = &timeline->first;

	while (*link && strcmp((*link)->name, name) != 0)
		link = &(*link)->next;
	if (!*link && timeline->targets < TIMELINE_TARGETS) {
		*link = make_target(name, timeline->buckets);
		timeline->targets += *link != NULL;
	}
	return *link;
}

/* --- rings */

static struct timeline_span *last(struct timeline_ring *ring)
{
	return ring->count ? &ring->list[(ring->count - 1) % TIMELINE_SPANS] : NULL;
}

static void end_span(struct timeline_ring *ring, int64_t at_ms)
{
	struct timeline_span *span = last(ring);

	if (span && !span->to_ms)
		span->to_ms = at_ms > span->from_ms ? at_ms : span->from_ms;
}

static void begin_span(struct timeline_ring *ring, int64_t at_ms, const char *state)
{
	ring->list[ring->count++ % TIMELINE_SPANS] =
		(struct timeline_span){ .from_ms = at_ms, .state = state };
}

static void set_state(struct timeline_target *target, int64_t at_ms, const char *state)
{
	const struct timeline_span *span = last(&target->states);

	if (span && !span->to_ms && strcmp(span->state, state) == 0)
		return;
	end_span(&target->states, at_ms);
	begin_span(&target->states, at_ms, state);
}

/* --- runs */

static bool has_run(struct timeline_target *target)
{
	const struct timeline_span *run = last(&target->runs);

	return run && !run->to_ms;
}

static void end_run(struct timeline_target *target, int64_t at_ms)
{
	end_span(&target->runs, at_ms);
	target->up_ms = 0;
}

/* What lasted is over since it began to be up. */
static void settle(struct timeline_target *target, int64_t now_ms)
{
	if (has_run(target) && target->up_ms && now_ms - target->up_ms >= target->settle_ms)
		end_run(target, target->up_ms);
}

static void note_bad(struct timeline_target *target, int64_t at_ms)
{
	settle(target, at_ms);
	if (!has_run(target))
		begin_span(&target->runs, at_ms, NULL);
	target->up_ms = 0;
	target->bad_ms = at_ms;
}

static void note_up(struct timeline_target *target, int64_t at_ms)
{
	if (has_run(target) && !target->up_ms)
		target->up_ms = at_ms;
	settle(target, at_ms);
}

/* A person is needed: that is no run. */
static void note_human(struct timeline_target *target, int64_t at_ms)
{
	end_run(target, at_ms);
}

static const struct {
	const char *state;
	void (*note)(struct timeline_target *target, int64_t at_ms);
} states[] = {
	{ "up", note_up },   { "starting", note_bad }, { "down", note_bad },
	{ "off", note_bad }, { "absent", note_bad },   { "human", note_human },
};

/* --- lines */

static void take_claim(struct timeline_target *target, struct json_object *line, int64_t at_ms)
{
	const char *state = field_text(line, "state");

	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
		if (strcmp(states[i].state, state) != 0)
			continue;
		set_state(target, at_ms, states[i].state);
		states[i].note(target, at_ms);
	}
}

static void take_proof(struct timeline_target *target, struct json_object *line, int64_t at_ms)
{
	int64_t minute = at_ms / TIMELINE_BUCKET_MS;
	uint8_t *bucket = &target->proofs[(size_t)minute % target->buckets];

	(void)line;
	if (has_run(target) && at_ms > target->bad_ms)
		end_run(target, at_ms);
	if (minute + (int64_t)target->buckets <= target->minute || minute <= 0)
		return;
	for (; target->minute < minute; target->minute++) {
		if (minute - target->minute > (int64_t)target->buckets)
			target->minute = minute - (int64_t)target->buckets;
		target->proofs[(size_t)(target->minute + 1) % target->buckets] = 0;
	}
	*bucket = (uint8_t)(*bucket + (*bucket < UINT8_MAX));
}

static void take_event(struct timeline_target *target, struct json_object *line, int64_t at_ms)
{
	static const struct {
		const char *what, *state;
	} events[] = {
		{ "start", "running" }, { "die", "dead" },        { "stop", "stopped" },
		{ "pause", "stopped" }, { "unpause", "running" },
	};
	const char *what = field_text(line, "what");

	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++)
		if (strcmp(events[i].what, what) == 0)
			set_state(target, at_ms, events[i].state);
}

static void take_policy(struct timeline_target *target, struct json_object *line, int64_t at_ms)
{
	struct json_object *policy = field_get(line, "policy");

	(void)at_ms;
	if (field_get(policy, "settle_ms"))
		target->settle_ms = field_number(policy, "settle_ms");
}

static const struct {
	const char *ev;
	void (*take)(struct timeline_target *target, struct json_object *line, int64_t at_ms);
} kinds[] = { { "claim", take_claim },
	      { "proof", take_proof },
	      { "event", take_event },
	      { "ledger", take_policy } };

/* A daemon begins; where a running one begins another file its box says so. */
static bool is_start(struct json_object *line)
{
	return strcmp(field_text(line, "ev"), "ledger") == 0 &&
	       strcmp(field_text(line, "what"), "box") == 0 && field_flag(line, "all") &&
	       !field_flag(line, "running");
}

/* The daemon was not there: what was does not go on by itself. */
static void take_start(struct timeline *timeline, int64_t wall_ms)
{
	for (struct timeline_target *target = timeline->first; target; target = target->next) {
		end_span(&target->states, wall_ms);
		end_run(target, wall_ms);
	}
}

void timeline_note(struct timeline *timeline, struct json_object *line, int64_t wall_ms)
{
	const char *ev = field_text(line, "ev"), *name = field_text(line, "target");
	struct json_object *at = field_get(line, "at");
	struct timeline_target *target;
	size_t i = 0;

	if (is_start(line))
		take_start(timeline, wall_ms);
	while (i < sizeof(kinds) / sizeof(kinds[0]) && strcmp(kinds[i].ev, ev) != 0)
		i++;
	if (i == sizeof(kinds) / sizeof(kinds[0]) || !*name)
		return;
	if (at)
		wall_ms -= field_number(line, "t") - json_object_get_int64(at);
	target = find(timeline, name);
	if (target)
		kinds[i].take(target, line, wall_ms);
}

/* --- printing */

static void print_number(struct growing *out, const char *key, int64_t number)
{
	growing_say(out, key);
	growing_number(out, number);
}

static void print_ring(struct growing *out, const struct timeline_ring *ring, int64_t from_ms,
		       int64_t to_ms)
{
	unsigned i = ring->count > TIMELINE_SPANS ? ring->count - TIMELINE_SPANS : 0;
	const char *between = "";

	for (; i < ring->count; i++) {
		const struct timeline_span *span = &ring->list[i % TIMELINE_SPANS];
		int64_t end_ms = span->to_ms ? span->to_ms : to_ms;

		if (end_ms < from_ms)
			continue;
		growing_say(out, between);
		print_number(out, "{\"from_wall_ms\":",
			     span->from_ms > from_ms ? span->from_ms : from_ms);
		print_number(out, ",\"to_wall_ms\":", end_ms);
		if (span->state) {
			growing_say(out, ",\"state\":");
			growing_json(out, span->state);
		}
		growing_say(out, "}");
		between = ",";
	}
}

static void print_proofs(struct growing *out, const struct timeline_target *target, int64_t from_ms)
{
	int64_t minute = target->minute - (int64_t)target->buckets + 1;
	const char *between = "";

	if (minute < from_ms / TIMELINE_BUCKET_MS)
		minute = from_ms / TIMELINE_BUCKET_MS;
	for (; minute <= target->minute && minute > 0; minute++) {
		uint8_t count = target->proofs[(size_t)minute % target->buckets];

		if (!count)
			continue;
		growing_say(out, between);
		print_number(out, "{\"wall_ms\":", minute * TIMELINE_BUCKET_MS);
		print_number(out, ",\"count\":", count);
		growing_say(out, "}");
		between = ",";
	}
}

void timeline_print(struct growing *out, const struct timeline_target *target, int64_t from_ms,
		    int64_t to_ms)
{
	growing_say(out, "\"target\":");
	growing_json(out, target->name);
	growing_say(out, ",\"states\":[");
	print_ring(out, &target->states, from_ms, to_ms);
	growing_say(out, "],\"proofs\":[");
	print_proofs(out, target, from_ms);
	growing_say(out, "],\"runs\":[");
	print_ring(out, &target->runs, from_ms, to_ms);
	growing_say(out, "]");
}
