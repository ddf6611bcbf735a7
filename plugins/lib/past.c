/* past.c - see past.h.  SPDX-License-Identifier: ISC */
#include "past.h"

#include <string.h>

#include "growing.h"

bool past_is_wished(const char *name, const char *wish)
{
	size_t bytes = wish ? strlen(wish) : 0;

	return !wish || (strncmp(name, wish, bytes) == 0 && (!name[bytes] || name[bytes] == '/'));
}

struct blob *past_print_entries(const struct chronicle *chronicle, const struct past_wish *wish,
				struct blob_room *room)
{
	uint64_t id =
		wish->before && wish->before < chronicle->next ? wish->before : chronicle->next;
	int64_t left = wish->limit ? wish->limit : PAST_LIMIT;
	struct growing text = { .data = NULL };
	struct chronicle_entry entry;
	const char *between = "";

	growing_say(&text, "{");
	if (chronicle->since_ms) {
		growing_say(&text, "\"since_wall_ms\":");
		growing_number(&text, chronicle->since_ms);
		growing_say(&text, ",");
	}
	growing_say(&text, "\"entries\":[");
	while (left > 0 && chronicle_get(chronicle, --id, &entry)) {
		if (!past_is_wished(entry.target, wish->target))
			continue;
		growing_say(&text, between);
		growing_put(&text, entry.json, entry.json_bytes);
		between = ",";
		left--;
	}
	growing_say(&text, "]}\n");
	return blob_take_text(room, &text);
}

/* Claims are drawn as states. */
static bool is_mark(const struct chronicle_entry *entry, const char *target, int64_t from_ms)
{
	return entry->wall_ms >= from_ms && strcmp(entry->kind, "claim") != 0 &&
	       strcmp(entry->target, target) == 0;
}

static void print_marks(struct growing *text, const struct chronicle *chronicle, const char *target,
			int64_t from_ms)
{
	struct chronicle_entry entry;
	const char *between = "";

	growing_say(text, ",\"marks\":[");
	for (uint64_t id = chronicle->first; chronicle_get(chronicle, id, &entry); id++) {
		if (!is_mark(&entry, target, from_ms))
			continue;
		growing_say(text, between);
		growing_say(text, "{\"wall_ms\":");
		growing_number(text, entry.wall_ms);
		growing_say(text, ",\"kind\":");
		growing_json(text, entry.kind);
		growing_say(text, ",\"text\":");
		growing_json(text, entry.text);
		growing_say(text, "}");
		between = ",";
	}
	growing_say(text, "]}");
}

static const struct timeline_target *next_of(const struct timeline *timeline,
					     const struct timeline_target *behind,
					     const struct past_span *span)
{
	const struct timeline_target *next = behind ? behind->next : timeline->first;

	while (next && !past_is_wished(next->name, span->target))
		next = next->next;
	return next;
}

static bool is_known(const struct timeline *timeline, const struct past_span *span)
{
	const struct timeline_target *target = next_of(timeline, NULL, span);

	while (target && strcmp(target->name, span->target) != 0)
		target = next_of(timeline, target, span);
	return target;
}

struct blob *past_print_timeline(const struct chronicle *chronicle, struct timeline *timeline,
				 const struct past_span *span, struct blob_room *room)
{
	const struct timeline_target *target = NULL;
	struct growing text = { .data = NULL };
	const char *between = "";

	timeline_pass(timeline, timeline->now_ms);
	growing_say(&text, "{\"from_wall_ms\":");
	growing_number(&text, span->from_ms);
	growing_say(&text, ",\"to_wall_ms\":");
	growing_number(&text, span->to_ms);
	growing_say(&text, ",\"targets\":[");
	if (span->target && !is_known(timeline, span)) {
		growing_say(&text, "{\"target\":");
		growing_json(&text, span->target);
		growing_say(&text, ",\"states\":[],\"proofs\":[],\"runs\":[]");
		print_marks(&text, chronicle, span->target, span->from_ms);
		between = ",";
	}
	while ((target = next_of(timeline, target, span))) {
		growing_say(&text, between);
		growing_say(&text, "{");
		timeline_print(&text, target, span->from_ms, span->to_ms);
		print_marks(&text, chronicle, target->name, span->from_ms);
		between = ",";
	}
	growing_say(&text, "]}\n");
	return blob_take_text(room, &text);
}
