/* self.c - see self.h.  SPDX-License-Identifier: ISC */
#include "self.h"

#include "judge.h"
#include "span.h"
#include "tell.h"

void self_note(struct self_record *self, enum words_self what, int64_t ms, int64_t at_ms)
{
	struct self_stall *stall = what == SELF_LAG      ? &self->lag
				   : what == SELF_RESUME ? &self->resume
							 : NULL;

	if (!stall)
		return;
	stall->times++;
	stall->last_ms = ms;
	stall->at_ms = at_ms;
	if (ms > stall->worst_ms)
		stall->worst_ms = ms;
}

/* --- to a program */

static void add_stall(struct json_object *list, enum words_self what,
		      const struct self_stall *stall, int64_t now_ms)
{
	struct json_object *object = tell_object(list, words_name(&words_self, (int)what));

	tell_number(object, "times", (int64_t)stall->times);
	if (!stall->times)
		return;
	tell_number(object, "last_ms", stall->last_ms);
	tell_number(object, "age_ms", now_ms - stall->at_ms);
	tell_number(object, "worst_ms", stall->worst_ms);
}

static void add_gauges(struct json_object *plugin, const struct host_stats *stats)
{
	struct json_object *object;

	if (!stats->gauges)
		return;
	object = tell_object(plugin, "gauges");
	for (size_t i = 0; i < stats->gauges; i++)
		tell_number(object, stats->gauge[i].name, stats->gauge[i].value);
}

static void add_plugin(struct json_object *list, const struct fleet_member *member, int64_t now_ms)
{
	const struct host_stats *stats = host_stats_of(member->inst);
	struct json_object *object = tell_entry(list);

	tell_text(object, "section", member->section->name);
	tell_text(object, "plugin", member->section->plugin);
	tell_number(object, "calls", (int64_t)stats->calls);
	tell_number(object, "slow", (int64_t)stats->slow);
	tell_number(object, "worst_ms", stats->worst_ms);
	tell_number(object, "blocked", (int64_t)stats->blocked);
	tell_number(object, "busy_ms", stats->busy_ns / 1000000);
	tell_text(object, "kind", judge_kind_name(member->section->kind));
	if (stats->blind_ms) {
		tell_number(object, "blind_ms", now_ms - stats->blind_ms);
		tell_text(object, "blind", stats->blind);
	}
	add_gauges(object, stats);
}

void self_describe_plugins(struct json_object *object, const struct fleet *fleet, int64_t now_ms)
{
	struct json_object *list = tell_list(object, "plugins");

	for (size_t i = 0; i < fleet->count; i++)
		if (fleet->members[i].inst)
			add_plugin(list, &fleet->members[i], now_ms);
}

void self_describe(struct json_object *status, const struct self_record *self,
		   const struct fleet *fleet, int64_t now_ms)
{
	struct json_object *object = tell_object(status, "self");

	add_stall(object, SELF_LAG, &self->lag, now_ms);
	add_stall(object, SELF_RESUME, &self->resume, now_ms);
	self_describe_plugins(status, fleet, now_ms);
}

/* --- to a person */

static void print_stall(struct json_object *self, enum words_self what, FILE *out)
{
	struct json_object *stall = tell_get(self, words_name(&words_self, (int)what));
	char last[SPAN_BYTES], age[SPAN_BYTES], worst[SPAN_BYTES];

	if (tell_get_number(stall, "times"))
		fprintf(out, "%s: %lld since the start, the last of %s %s ago, the worst of %s\n",
			words_name(&words_self, (int)what),
			(long long)tell_get_number(stall, "times"),
			span_format(tell_get_number(stall, "last_ms"), last),
			span_format(tell_get_number(stall, "age_ms"), age),
			span_format(tell_get_number(stall, "worst_ms"), worst));
}

static void print_slow(struct json_object *plugin, FILE *out)
{
	char worst[SPAN_BYTES];

	if (tell_get_number(plugin, "slow"))
		fprintf(out, "slow: %s (%s), %lld of %lld calls over %d ms, the worst of %s\n",
			tell_get_text(plugin, "section"), tell_get_text(plugin, "plugin"),
			(long long)tell_get_number(plugin, "slow"),
			(long long)tell_get_number(plugin, "calls"), HOST_SLOW_MS,
			span_format(tell_get_number(plugin, "worst_ms"), worst));
}

static void print_blind(struct json_object *plugin, FILE *out)
{
	char span[SPAN_BYTES];

	if (tell_get(plugin, "blind"))
		fprintf(out, "blind: %s (%s) for %s, so that its silence says nothing: %s\n",
			tell_get_text(plugin, "section"), tell_get_text(plugin, "plugin"),
			span_format(tell_get_number(plugin, "blind_ms"), span),
			tell_get_text(plugin, "blind"));
}

/* Only what is not 0. */
static void print_gauges(struct json_object *plugin, FILE *out)
{
	struct json_object *gauges = tell_get(plugin, "gauges");
	bool begun = false;

	if (!gauges)
		return;
	json_object_object_foreach(gauges, name, value)
	{
		if (!json_object_get_int64(value))
			continue;
		if (!begun)
			fprintf(out, "counts: %s (%s)", tell_get_text(plugin, "section"),
				tell_get_text(plugin, "plugin"));
		begun = true;
		fprintf(out, " %s=%lld", name, (long long)json_object_get_int64(value));
	}
	if (begun)
		fputc('\n', out);
}

void self_print(struct json_object *status, FILE *out)
{
	struct json_object *self = tell_get(status, "self"), *list = tell_get(status, "plugins");

	print_stall(self, SELF_LAG, out);
	print_stall(self, SELF_RESUME, out);
	for (size_t i = 0; i < tell_count(list); i++) {
		struct json_object *plugin = json_object_array_get_idx(list, i);

		print_slow(plugin, out);
		print_blind(plugin, out);
		print_gauges(plugin, out);
	}
}
