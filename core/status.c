/* status.c - see status.h.  SPDX-License-Identifier: ISC */
#include "status.h"

#include <string.h>

#include "budget.h"
#include "headline.h"
#include "history.h"
#include "incident.h"
#include "ladder.h"
#include "lawbook.h"
#include "level.h"
#include "colour.h"
#include "reach.h"
#include "reason.h"
#include "run.h"
#include "span.h"
#include "tell.h"
#include "wrap.h"

#define TARGET_COLUMNS 10 /* at least */
#define STATE_BYTES 32

/* --- from the engine */

static const char *const phases[] = {
	[INCIDENT_OPEN] = "open",
	[INCIDENT_FLYING] = "in flight",
	[INCIDENT_VERIFY] = "being verified",
	[INCIDENT_MENDED] = "mended",
};

const char *status_phase(enum incident_phase phase)
{
	return phases[phase];
}

/* On a copy: a new incident would fix the order of the ladder. */
uint32_t status_rung(const struct engine *engine, const struct target *target)
{
	struct target asked = *target;

	if (!asked.incident.id)
		asked.incident.order = incident_order(engine, asked.gateway);
	return ladder_rung(&asked);
}

bool status_has_rung(const struct engine *engine, const struct target *target)
{
	return status_rung(engine, target) < target->gateway->conf.rungs;
}

struct guard_act status_act(const struct engine *engine, const struct target *target,
			    int64_t now_ms)
{
	const struct policy_gateway *conf = &target->gateway->conf;
	uint32_t rung = status_rung(engine, target);

	return (struct guard_act){ target, rung < conf->rungs && conf->ladder[rung].gateway_wide,
				   now_ms };
}

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
	int64_t answer_ms = reach_last_answer_ms(gateway);

	if (container->stopped)
		return "stopped";
	if (container->dead)
		return "dead";
	if (gateway->whole_fault)
		return "faulting";
	for (int i = 0; i < TARGET_SOURCES_MAX; i++)
		if (gateway->sources[i].fault_from_ms &&
		    (gateway->sources[i].claims || gateway->sources[i].setup))
			return "faulting";
	if (answer_ms && answer_ms >= gateway->target.epoch.start_ms)
		return "answering";
	return container->running ? "running" : "unknown";
}

enum words_state status_claim(const struct target *target)
{
	const struct gateway *gateway = target->gateway;
	bool is_gone =
		gateway->container.stopped || gateway->container.dead || gateway->whole_fault;

	return target->is_gateway && is_gone ? 0 : target->epoch.claim;
}

int64_t status_since_ms(const struct target *target)
{
	enum words_state claim = status_claim(target);

	if (!claim)
		return 0;
	return claim == STATE_UP ? target->epoch.up_since_ms : target->epoch.not_up_since_ms;
}

const char *status_state(const struct target *target)
{
	enum words_state claim = status_claim(target);

	if (claim)
		return words_name(&words_state, (int)claim);
	return target->is_gateway ? gateway_state(target->gateway) : "unknown";
}

enum words_guard status_holding(const struct engine *engine, const struct guard_act *act)
{
	for (enum words_guard guard = GUARD_HOLD; guard <= GUARD_GRACE; guard++)
		if (holds(engine, guard, act))
			return guard;
	return act->target->incident.convicted_ms ? act->target->held_by : 0;
}

static enum words_guard holding(const struct engine *engine, const struct target *target,
				int64_t now_ms)
{
	const struct guard_act act = { target, false, now_ms + TARGET_TIME_BASE };

	return status_holding(engine, &act);
}

const char *status_condition(const struct engine *engine, const struct target *target,
			     int64_t now_ms)
{
	enum words_guard by = holding(engine, target, now_ms);

	if (by)
		return words_name(&words_guard, (int)by);
	return target->incident.convicted_ms ? "convicted" : "";
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
	int64_t since_ms = status_since_ms(target);

	if (since_ms)
		tell_number(row, "since_ms", now_ms - since_ms);
	if (epoch->proof_ms)
		tell_number(row, "proof_age_ms", now_ms - epoch->proof_ms);
	if (target->last_act_ms)
		tell_number(row, "act_age_ms", now_ms - target->last_act_ms);
	if (epoch->run.open && epoch->claim != STATE_UP) {
		tell_number(row, "run_ms", run_age_ms(target, now_ms));
		tell_number(row, "patience_ms", run_patience_ms(target));
	}
}

/* The guard that holds, and how long it still does if that is known. */
static void add_held(struct json_object *row, const struct why_subject *subject)
{
	const struct engine *engine = roster_engine(subject->roster);
	int64_t now_ms = why_now_ms(subject);
	const struct guard_act act = status_act(engine, subject->target, now_ms);
	enum words_guard by = holding(engine, subject->target, subject->now_ms);
	bool ends = by && (by != GUARD_QUARANTINE || status_has_rung(engine, subject->target));
	int64_t until_ms = ends ? guard_ask(engine, by, &act).until_ms : 0;

	tell_text(row, "held_by", status_condition(engine, subject->target, subject->now_ms));
	if (until_ms > now_ms && until_ms < TARGET_FOREVER)
		tell_number(row, "held_for_ms", until_ms - now_ms);
}

static void add_incident(struct json_object *row, const struct why_subject *subject)
{
	const struct target *target = subject->target;
	uint32_t rung = status_rung(roster_engine(subject->roster), target);

	if (target->incident.id)
		tell_number(row, "incident", (int64_t)target->incident.id);
	tell_text(row, "incident_phase", status_phase(target->incident.phase));
	if (rung < target->gateway->conf.rungs)
		tell_text(row, "ladder_next", roster_action(target, rung));
}

static void add_level(struct json_object *row, const struct why_subject *subject)
{
	enum level level = level_of(subject->target, subject->now_ms);
	int64_t for_ms = level_for_ms(subject->target, level, subject->now_ms);
	char says[HEADLINE_BYTES];

	tell_text(row, "level", level_name(level));
	if (for_ms >= 0)
		tell_number(row, "level_ms", for_ms);
	tell_text(row, "says", headline_says(subject, says));
}

static void add_budget(struct json_object *row, const struct target *target, int64_t now_ms)
{
	const struct policy_rate *rate =
		target->is_gateway ? &target->policy->gateway_restarts : &target->policy->restarts;

	tell_number(row, "acts", rate->acts - budget_left(&target->budget, rate, now_ms));
	tell_number(row, "acts_max", rate->acts);
	tell_number(row, "window_ms", rate->window_ms);
}

static void add_row(struct json_object *list, const struct why_subject *subject)
{
	const struct target *target = subject->target;
	const struct notes_target *on = notes_of(subject->notes, target);
	int64_t now_ms = why_now_ms(subject);
	struct json_object *row = tell_entry(list);

	tell_text(row, "target", roster_name(target));
	tell_text(row, "state", status_state(target));
	tell_text(row, "gateway", roster_gateway_name(target));
	add_level(row, subject);
	add_held(row, subject);
	add_ages(row, target, now_ms);
	if (on && on->proof_gap_ms)
		tell_number(row, "proof_gap_ms", on->proof_gap_ms);
	add_budget(row, target, now_ms);
	add_incident(row, subject);
	if (target->is_gateway)
		lawbook_describe(row, target, now_ms);
}

/* A guard that holds for the whole box belongs into the headline. */
static void add_headline(struct json_object *status, struct json_object *rows,
			 const struct engine *engine, int64_t now_ms)
{
	static const enum words_guard box[] = { GUARD_LEDGER, GUARD_UPLINK, GUARD_UNWELL };
	const struct guard_act act = { .now_ms = now_ms };
	char headline[HEADLINE_BYTES];
	struct sentence sentence = { .text = headline };
	size_t i = 0;

	sentence.used = strlen(headline_of(rows, headline));
	while (i < sizeof(box) / sizeof(box[0]) && !guard_ask(engine, box[i], &act).holds)
		i++;
	if (i < sizeof(box) / sizeof(box[0])) {
		sentence_add(&sentence, "; nothing is acted on: %s", reason_guard(engine, box[i]));
		sentence_add_span(&sentence, ", for another ",
				  guard_ask(engine, box[i], &act).until_ms - now_ms, "");
	}
	if (i < sizeof(box) / sizeof(box[0]) && box[i] == GUARD_UPLINK)
		sentence_add_span(&sentence, ", for ", now_ms - engine->uplink_lost_ms, "");
	tell_text(status, "headline", headline);
}

struct json_object *status_describe(struct roster *roster, struct notes *notes, int64_t now_ms,
				    const char *wished)
{
	const struct engine *engine = roster_engine(roster);
	struct json_object *status = json_object_new_object(), *list = json_object_new_array();
	struct why_subject subject = { .roster = roster, .notes = notes, .now_ms = now_ms };

	for (subject.target = engine->first; subject.target;
	     subject.target = subject.target->next_all)
		if (history_is_wished(wished, roster_name(subject.target)) &&
		    is_shown(subject.target))
			add_row(list, &subject);
	add_headline(status, list, engine, now_ms + TARGET_TIME_BASE);
	tell_text(status, "mode", engine->observe ? "observe" : "enforce");
	tell_number(status, "acts",
		    engine->restarts.acts - budget_left(&engine->budget, &engine->restarts,
							now_ms + TARGET_TIME_BASE));
	tell_number(status, "acts_max", engine->restarts.acts);
	tell_number(status, "window_ms", engine->restarts.window_ms);
	json_object_object_add(status, "targets", list);
	return status;
}

/* --- to a person */

/* "-" where there is nothing. */
static const char *span_or_dash(struct json_object *row, const char *key, char *text)
{
	return tell_get(row, key) ? span_format(tell_get_number(row, key), text) : "-";
}

/* What was said before its gateway fell silent is no longer known to be so. */
static void print_state(struct json_object *row, FILE *out)
{
	enum level level = level_value(tell_get_text(row, "level"));
	const char *state = tell_get_text(row, "state");
	bool stale = level == LEVEL_UNKNOWN && strcmp(state, "unknown") != 0;
	char text[STATE_BYTES];

	snprintf(text, sizeof(text), "%s%s", state, stale ? "?" : "");
	colour_begin(out, level_colour(level));
	fprintf(out, "%-9s", text);
	colour_end(out);
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
	fprintf(out, "%-*s ", width, tell_get_text(row, "target"));
	print_state(row, out);
	fprintf(out, " %-7s %-13s %-14s %-6s %lld/%lld in %s\n",
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

/* Green only if there is nothing to tell. */
static void print_headline(struct json_object *status, FILE *out)
{
	struct json_object *list = tell_get(status, "targets");
	enum level worst = LEVEL_WELL;

	for (size_t i = 0; i < json_object_array_length(list); i++) {
		enum level level =
			level_value(tell_get_text(json_object_array_get_idx(list, i), "level"));

		worst = level < worst ? level : worst;
	}
	colour_begin(out, level_colour(worst));
	wrap_say(out, "%s", tell_get_text(status, "headline"));
	colour_end(out);
}

static void print_says(struct json_object *row, FILE *out)
{
	const char *says = tell_get_text(row, "says");

	if (*says)
		wrap_say(out, "%s: %s", tell_get_text(row, "target"), says);
}

static void print_table(struct json_object *list, FILE *out)
{
	int width = widest(list);

	fprintf(out, "%-*s %-9s %-7s %-13s %-14s %-6s %s\n", width, "TARGET", "STATE", "SINCE",
		"RUN/PATIENCE", "HELD BY", "ACT", "BUDGET");
	for (size_t i = 0; i < json_object_array_length(list); i++)
		print_row(json_object_array_get_idx(list, i), width, out);
}

void status_print(struct json_object *status, FILE *out)
{
	struct json_object *list = tell_get(status, "targets");
	char window[SPAN_BYTES];

	if (!json_object_is_type(list, json_type_array))
		return;
	print_headline(status, out);
	print_table(list, out);
	for (size_t i = 0; i < json_object_array_length(list); i++)
		print_says(json_object_array_get_idx(list, i), out);
	fprintf(out, "mode %s, the whole box used %lld/%lld in %s\n", tell_get_text(status, "mode"),
		(long long)tell_get_number(status, "acts"),
		(long long)tell_get_number(status, "acts_max"),
		span_format(tell_get_number(status, "window_ms"), window));
}
