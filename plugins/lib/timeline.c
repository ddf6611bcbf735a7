/* timeline.c - see timeline.h.  SPDX-License-Identifier: ISC */
#include "timeline.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "growing.h"

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

struct timeline_target *timeline_find(const struct timeline *timeline, const char *name)
{
	struct timeline_target *target = timeline->first;

	while (target && strcmp(target->name, name) != 0)
		target = target->next;
	return target;
}

static struct timeline_target *add(struct timeline *timeline, const char *name,
				   struct mirror *gateway)
{
	struct timeline_target **link = &timeline->first, *target;

	if (timeline->targets == TIMELINE_TARGETS)
		return NULL;
	target = calloc(1, sizeof(*target) + timeline->buckets);
	if (!target)
		return NULL;
	snprintf(target->name, sizeof(target->name), "%s", name);
	target->buckets = timeline->buckets;
	mirror_init(&target->mirror, gateway);
	while (*link)
		link = &(*link)->next;
	*link = target;
	timeline->targets++;
	return target;
}

struct timeline_target *timeline_get(struct timeline *timeline, const char *name)
{
	struct timeline_target *target = timeline_find(timeline, name), *gateway;
	char first[TIMELINE_NAME_BYTES];

	if (target)
		return target;
	snprintf(first, sizeof(first), "%.*s", (int)strcspn(name, "/"), name);
	gateway = timeline_find(timeline, first);
	if (!gateway)
		gateway = add(timeline, first, NULL);
	if (!gateway || !strchr(name, '/'))
		return gateway;
	return add(timeline, name, &gateway->mirror);
}

/* --- states and proofs */

void timeline_set_state(struct timeline_target *target, int64_t at_ms, const char *state)
{
	const struct spans_one *span = spans_open(&target->states);

	if (!span || strcmp(span->state, state) != 0)
		spans_begin(&target->states, at_ms, state);
}

void timeline_count_proof(struct timeline_target *target, int64_t at_ms)
{
	int64_t minute = at_ms / TIMELINE_BUCKET_MS;
	uint8_t *bucket = &target->proofs[(size_t)minute % target->buckets];

	if (minute + (int64_t)target->buckets <= target->minute || minute <= 0)
		return;
	for (; target->minute < minute; target->minute++) {
		if (minute - target->minute > (int64_t)target->buckets)
			target->minute = minute - (int64_t)target->buckets;
		target->proofs[(size_t)(target->minute + 1) % target->buckets] = 0;
	}
	*bucket = (uint8_t)(*bucket + (*bucket < UINT8_MAX));
}

void timeline_pass(struct timeline *timeline, int64_t now_ms)
{
	struct timeline_target *target;

	TIMELINE_EACH(target, timeline)
	mirror_pass(&target->mirror, now_ms);
}

/* --- printing */

static void print_number(struct growing *out, const char *key, int64_t number)
{
	growing_say(out, key);
	growing_number(out, number);
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
	growing_say(out, ",\"states\":");
	spans_print(out, &target->states, from_ms, to_ms);
	growing_say(out, ",\"proofs\":[");
	print_proofs(out, target, from_ms);
	growing_say(out, "],\"runs\":");
	spans_print(out, &target->mirror.runs, from_ms, to_ms);
}
