/* status.c - see status.h.  SPDX-License-Identifier: ISC */
#include "status.h"

#include <string.h>

#include "budget.h"
#include "guard.h"
#include "lawbook.h"
#include "reach.h"
#include "roster.h"
#include "run.h"
#include "span.h"
#include "tell.h"

#define TARGET_COLUMNS 10 /* at least */

/* --- from the engine */

/* What holds whether or not anything is convicted, in the order of the guards. */
static const enum words_guard standing[] = {
	GUARD_HOLD,   GUARD_STOPPED,   GUARD_HUMAN,  GUARD_QUARANTINE, GUARD_UPLINK,
	GUARD_UNWELL, GUARD_IN_FLIGHT, GUARD_VERIFY, GUARD_GRACE,
};

/* In quarantine a try may be due, so that the guard lets go; a person is told that it goes on. */
static bool holds(const struct engine *engine, enum words_guard guard, const struct guard_act *act)
{
	if (guard == GUARD_QUARANTINE && act->target->quarantine.on)
		return true;
	return guard_ask(engine, guard, act).holds;
}

/* Nobody claims anything of most gateways themselves. */
static const char *gateway_state(const struct gateway *gateway)
{
	const struct container *container = &gateway->container;

	if (container->stopped)
		return "stopped";
	if (container->dead)
		return "dead";
	if (gateway->whole_fault)
		return "faulting";
	for (int i = 0; i < TARGET_SOURCES_MAX; i++)
		if (gateway->sources[i].claims && gateway->sources[i].fault_from_ms)
			return "faulting";
	if (reach_last_answer_ms(gateway))
		return "answering";
	return container->running ? "running" : "unknown";
}

const char *status_state(const struct target *target)
{
	const struct gateway *gateway = target->gateway;

	/* what a gateway said before it was gone is no longer so */
	if (target->is_gateway && (!target->epoch.claim || gateway->container.stopped ||
				   gateway->container.dead || gateway->whole_fault))
		return gateway_state(gateway);
	return target->epoch.claim ? words_name(&words_state, (int)target->epoch.claim) : "unknown";
}

const char *status_condition(const struct engine *engine, const struct target *target,
			     int64_t now_ms)
{
	const struct guard_act act = { target, false, now_ms + TARGET_TIME_BASE };

	for (size_t i = 0; i < sizeof(standing) / sizeof(standing[0]); i++)
		if (holds(engine, standing[i], &act))
			return words_name(&words_guard, (int)standing[i]);
	if (target->incident.convicted_ms)
		return target->held_by ? words_name(&words_guard, (int)target->held_by)
				       : "convicted";
	return "";
}

/* A session that was found once and is gone leaves no line, unless something is remembered of it. */
static bool is_shown(const struct target *target)
{
	return target->is_gateway || target->configured || target->epoch.begun ||
	       target->budget.acts || target->incident.id || target->human ||
	       target->hold_until_ms || target->quarantine.on;
}

/* What is not known is left out. */
static void add_ages(struct json_object *row, const struct target *target, int64_t now_ms)
{
	const struct epoch *epoch = &target->epoch;
	int64_t since_ms = epoch->claim == STATE_UP ? epoch->up_since_ms : epoch->not_up_since_ms;

	if (epoch->claim && since_ms)
		tell_number(row, "since_ms", now_ms - since_ms);
	if (epoch->proof_ms)
		tell_number(row, "proof_age_ms", now_ms - epoch->proof_ms);
	if (target->last_act_ms)
		tell_number(row, "act_age_ms", now_ms - target->last_act_ms);
	if (epoch->run.open) {
		tell_number(row, "run_ms", run_age_ms(target, now_ms));
		tell_number(row, "patience_ms", run_patience_ms(target));
	}
}

static void add_row(struct json_object *list, const struct engine *engine,
		    const struct target *target, int64_t now_ms)
{
	const struct policy_rate *rate =
		target->is_gateway ? &target->policy->gateway_restarts : &target->policy->restarts;
	struct json_object *row = tell_entry(list);

	tell_text(row, "target", roster_name(target));
	tell_text(row, "state", status_state(target));
	tell_text(row, "held_by", status_condition(engine, target, now_ms));
	add_ages(row, target, now_ms + TARGET_TIME_BASE);
	tell_number(row, "acts",
		    rate->acts - budget_left(&target->budget, rate, now_ms + TARGET_TIME_BASE));
	tell_number(row, "acts_max", rate->acts);
	tell_number(row, "window_ms", rate->window_ms);
	if (target->incident.id)
		tell_number(row, "incident", (int64_t)target->incident.id);
	if (target->is_gateway)
		lawbook_describe(row, target, now_ms + TARGET_TIME_BASE);
}

struct json_object *status_describe(const struct engine *engine, int64_t now_ms)
{
	struct json_object *status = json_object_new_object();
	struct json_object *list;

	tell_text(status, "mode", engine->observe ? "observe" : "enforce");
	tell_number(status, "acts",
		    engine->restarts.acts - budget_left(&engine->budget, &engine->restarts,
							now_ms + TARGET_TIME_BASE));
	tell_number(status, "acts_max", engine->restarts.acts);
	tell_number(status, "window_ms", engine->restarts.window_ms);
	list = tell_list(status, "targets");
	for (const struct target *target = engine->first; target; target = target->next_all)
		if (is_shown(target))
			add_row(list, engine, target, now_ms);
	return status;
}

/* --- to a person */

/* "-" where there is nothing. */
static const char *span_or_dash(struct json_object *row, const char *key, char *text)
{
	return tell_get(row, key) ? span_format(tell_get_number(row, key), text) : "-";
}

static void print_row(struct json_object *row, int width, FILE *out)
{
	char since[SPAN_BYTES], run[2 * SPAN_BYTES], patience[SPAN_BYTES], act[SPAN_BYTES],
		window[SPAN_BYTES];
	const char *held = tell_get_text(row, "held_by");

	snprintf(run, sizeof(run), "%s", span_or_dash(row, "run_ms", window));
	if (tell_get(row, "run_ms"))
		snprintf(run, sizeof(run), "%s/%s", window,
			 span_format(tell_get_number(row, "patience_ms"), patience));
	fprintf(out, "%-*s %-8s %-7s %-13s %-13s %-7s %lld/%lld in %s\n", width,
		tell_get_text(row, "target"), tell_get_text(row, "state"),
		span_or_dash(row, "since_ms", since), run, *held ? held : "-",
		span_or_dash(row, "act_age_ms", act), (long long)tell_get_number(row, "acts"),
		(long long)tell_get_number(row, "acts_max"),
		span_format(tell_get_number(row, "window_ms"), window));
}

/* Names may be long, and are never cut: they are typed again. */
static int widest(struct json_object *list)
{
	int width = TARGET_COLUMNS;

	for (size_t i = 0; i < json_object_array_length(list); i++) {
		int bytes =
			(int)strlen(tell_get_text(json_object_array_get_idx(list, i), "target"));

		width = bytes > width ? bytes : width;
	}
	return width;
}

void status_print(struct json_object *status, FILE *out)
{
	struct json_object *list = tell_get(status, "targets");
	char window[SPAN_BYTES];
	int width;

	if (!json_object_is_type(list, json_type_array))
		return;
	width = widest(list);
	fprintf(out, "%-*s %-8s %-7s %-13s %-13s %-7s %s\n", width, "TARGET", "STATE", "SINCE",
		"RUN/PATIENCE", "HELD BY", "ACT", "BUDGET");
	for (size_t i = 0; i < json_object_array_length(list); i++)
		print_row(json_object_array_get_idx(list, i), width, out);
	fprintf(out, "mode %s, the whole box used %lld/%lld in %s\n", tell_get_text(status, "mode"),
		(long long)tell_get_number(status, "acts"),
		(long long)tell_get_number(status, "acts_max"),
		span_format(tell_get_number(status, "window_ms"), window));
}
