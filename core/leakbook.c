/* leakbook.c - see leakbook.h.  SPDX-License-Identifier: ISC */
#include "leakbook.h"

#include <stdio.h>

#include "roster.h"
#include "span.h"
#include "tell.h"

#define MIB INT64_C(1048576)
#define NO_WIDE_RUNG "its ladder has no action on the whole gateway (scope = gateway)"

/* The first rung on the whole gateway; "": none. */
static const char *wide_action(const struct gateway *gateway)
{
	uint32_t rung = 0;

	while (rung < gateway->conf.rungs && !gateway->conf.ladder[rung].gateway_wide)
		rung++;
	return rung < gateway->conf.rungs ? roster_action(&gateway->target, rung) : "";
}

static long long mb(int64_t bytes)
{
	return (long long)((bytes + MIB / 2) / MIB);
}

/* --- of the engine */

static void add_act(struct json_object *list, const struct leak *leak, uint32_t i, int64_t now_ms)
{
	struct json_object *object = tell_entry(list);

	tell_number(object, "act", (int64_t)leak->id[i]);
	tell_text(object, "scope", leak->wide[i] ? "gateway" : "session");
	tell_number(object, "age_ms", now_ms - leak->at_ms[i]);
	if (leak->before[i])
		tell_number(object, "before_bytes", leak->before[i]);
	if (leak->floor[i])
		tell_number(object, "after_bytes", leak->floor[i]);
}

void leakbook_describe(struct json_object *why, const struct target *target, int64_t now_ms)
{
	const struct leak *leak = &target->gateway->leak;
	struct json_object *object, *list;

	if (!leak->read_ms && !leak->acts)
		return;
	object = tell_object(why, "memory");
	if (leak->read_ms) {
		tell_number(object, "bytes", leak->bytes);
		tell_number(object, "age_ms", now_ms - leak->read_ms);
	}
	if (leak->limit_bytes)
		tell_number(object, "limit_bytes", leak->limit_bytes);
	tell_flag(object, "leaking", leak->leaking);
	tell_flag(object, "near_limit", leak->near_limit);
	if (leak_bars(leak))
		tell_text(object, "instead", wide_action(target->gateway));
	list = tell_list(object, "restarts");
	for (uint32_t i = 0; i < leak->acts; i++)
		add_act(list, leak, i, now_ms);
}

void leakbook_reason(const struct gateway *gateway, char *out, size_t bytes)
{
	const struct leak *leak = &gateway->leak;
	const char *wide = wide_action(gateway);
	uint32_t row[LEAK_ROW];

	if (leak_row(leak, row))
		snprintf(out, bytes,
			 "restarts of sessions leak memory: %lld -> %lld -> %lld -> %lld MB over "
			 "three restarts; %s%s",
			 mb(leak->before[row[0]]), mb(leak->floor[row[0]]), mb(leak->floor[row[1]]),
			 mb(leak->floor[row[2]]), *wide ? "the next goes to " : NO_WIDE_RUNG, wide);
	else
		snprintf(out, bytes, "restarts of sessions leak memory");
}

const char *leakbook_stuck(const struct gateway *gateway)
{
	if (!leak_bars(&gateway->leak) || *wide_action(gateway))
		return NULL;
	return gateway->leak.leaking
		       ? "restarts of its sessions leak memory, and " NO_WIDE_RUNG
		       : "another restart could reach its memory limit, and " NO_WIDE_RUNG;
}

/* --- to a person */

static void print_now(struct json_object *memory, char *text)
{
	char age[SPAN_BYTES];
	int64_t limit = tell_get_number(memory, "limit_bytes");
	int used;

	if (!tell_get(memory, "bytes")) {
		snprintf(text, LEAKBOOK_BYTES, "memory: not known now");
		return;
	}
	used = snprintf(text, LEAKBOOK_BYTES, "memory: %lld MB",
			mb(tell_get_number(memory, "bytes")));
	if (limit)
		used += snprintf(text + used, LEAKBOOK_BYTES - (size_t)used, " of %lld MB",
				 mb(limit));
	snprintf(text + used, LEAKBOOK_BYTES - (size_t)used, ", %s ago",
		 span_format(tell_get_number(memory, "age_ms"), age));
}

static void print_verdict(struct json_object *memory, char *text)
{
	const char *instead = tell_get_text(memory, "instead");

	snprintf(text, LEAKBOOK_BYTES, "  %s: no session is restarted; %s%s",
		 tell_get_flag(memory, "leaking") ? "restarts of sessions leak"
						  : "another restart could reach the limit",
		 *instead ? "next is " : NO_WIDE_RUNG, instead);
}

static const char *amount(struct json_object *act, const char *key, char *text)
{
	if (tell_get(act, key))
		snprintf(text, SPAN_BYTES, "%lld MB", mb(tell_get_number(act, key)));
	else
		snprintf(text, SPAN_BYTES, "?");
	return text;
}

static void print_act(struct json_object *act, char *text)
{
	char age[SPAN_BYTES], before[SPAN_BYTES], after[SPAN_BYTES];

	snprintf(text, LEAKBOOK_BYTES, "  act %lld (%s), %s ago: %s -> %s",
		 (long long)tell_get_number(act, "act"), tell_get_text(act, "scope"),
		 span_format(tell_get_number(act, "age_ms"), age),
		 amount(act, "before_bytes", before), amount(act, "after_bytes", after));
}

const char *leakbook_line(struct json_object *memory, size_t i, char text[LEAKBOOK_BYTES])
{
	struct json_object *acts = tell_get(memory, "restarts");
	bool bars = tell_get_flag(memory, "leaking") || tell_get_flag(memory, "near_limit");
	size_t head = 1 + bars;

	if (!memory)
		return NULL;
	if (i == 0)
		print_now(memory, text);
	else if (i < head)
		print_verdict(memory, text);
	else if (!json_object_is_type(acts, json_type_array) ||
		 i - head >= json_object_array_length(acts))
		return NULL;
	else
		print_act(json_object_array_get_idx(acts, i - head), text);
	return text;
}
