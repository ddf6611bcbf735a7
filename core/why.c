/* why.c - see why.h.  SPDX-License-Identifier: ISC */
#include "why.h"

#include "budget.h"
#include "epoch.h"
#include "guard.h"
#include "headline.h"
#include "hold.h"
#include "lawbook.h"
#include "leakbook.h"
#include "level.h"
#include "refusal.h"
#include "run.h"
#include "status.h"
#include "tell.h"

static const char *const begun_words[] = {
	[BEGUN_FIRST_LINE] = "first line",
	[BEGUN_ACT] = "act",
	[BEGUN_START] = "container start",
};

/* How long ago; left out when it never was. */
static void add_age(struct json_object *object, const char *key, int64_t at_ms, int64_t now_ms)
{
	if (at_ms)
		tell_number(object, key, now_ms - at_ms);
}

/* How long still; left out when it is over or not known. */
static void add_span(struct json_object *object, const char *key, int64_t until_ms, int64_t now_ms)
{
	if (until_ms > now_ms)
		tell_number(object, key, until_ms - now_ms);
}

/* --- state and evidence */

static void add_state(struct json_object *why, const struct why_subject *subject)
{
	const struct target *target = subject->target;
	const struct epoch *epoch = &target->epoch;
	struct notes_target *on = notes_of(subject->notes, target);
	bool stands = status_claim(target) != 0;
	const struct notes_evidence *claim =
		on && stands ? notes_find_claim(on, epoch->claim_source) : NULL;
	struct json_object *state = tell_object(why, "state");

	tell_text(state, "claim", status_state(target));
	if (claim)
		tell_text(state, "raw", claim->text);
	if (stands)
		tell_text(state, "source",
			  roster_source_name(subject->roster, epoch->claim_source));
	add_age(state, "since_ms", status_since_ms(target), why_now_ms(subject));
	add_age(state, "claim_age_ms", epoch->claim_ms, why_now_ms(subject));
	add_age(state, "proof_age_ms", epoch->proof_ms, why_now_ms(subject));
	add_age(state, "healthy_ms", epoch->well_since_ms, why_now_ms(subject));
	if (!epoch->begun)
		return;
	tell_text(state, "begun", begun_words[epoch->begun]);
	add_age(state, "epoch_ms", epoch->start_ms, why_now_ms(subject));
	tell_flag(state, "confirmed", epoch->confirmed);
}

/* What the evidence said, by the vocabulary of its kind; a proof says nothing but itself. */
static const char *what_of(const struct notes_evidence *entry)
{
	switch (entry->kind) {
	case EVIDENCE_CLAIM:
		return words_name(&words_state, entry->what);
	case EVIDENCE_FAULT:
		return words_name(&words_fault, entry->what);
	case EVIDENCE_EVENT:
		return words_name(&words_event, entry->what);
	case EVIDENCE_PROBE:
		return entry->ok ? "good" : "failed";
	default:
		return NULL;
	}
}

static void add_evidence_of(struct json_object *list, const struct why_subject *subject,
			    const struct target *target)
{
	const struct notes_target *on = notes_of(subject->notes, target);

	for (const struct notes_evidence *entry = on ? on->evidence : NULL; entry;
	     entry = entry->next) {
		struct json_object *object = tell_entry(list);

		tell_text(object, "target", roster_name(target));
		tell_text(object, "source", roster_source_name(subject->roster, entry->source));
		tell_text(object, "ev", words_name(&words_evidence, (int)entry->kind));
		tell_text(object, "what", what_of(entry));
		if (*entry->text)
			tell_text(object, "text", entry->text);
		tell_number(object, "age_ms", subject->now_ms - entry->at_ms);
	}
}

/* What befell its gateway is evidence about a session too. */
static void add_evidence(struct json_object *why, const struct why_subject *subject)
{
	struct json_object *list = tell_list(why, "evidence");

	add_evidence_of(list, subject, subject->target);
	if (!subject->target->is_gateway)
		add_evidence_of(list, subject, &subject->target->gateway->target);
}

static void add_run(struct json_object *why, const struct why_subject *subject)
{
	const struct target *target = subject->target;
	const struct run *run = &target->epoch.run;
	int64_t patience_ms = run_patience_ms(target);
	struct json_object *object = tell_object(why, "run");

	tell_flag(object, "open", run->open);
	tell_number(object, "patience_ms", patience_ms);
	tell_text(object, "law", target->policy->patience_ms ? "fixed" : "auto");
	tell_number(object, "false_restarts", target->policy->false_restarts.acts);
	tell_number(object, "false_window_ms", target->policy->false_restarts.window_ms);
	lawbook_describe(object, target, why_now_ms(subject));
	if (!run->open)
		return;
	tell_number(object, "age_ms", run_age_ms(target, why_now_ms(subject)));
	add_age(object, "started_ms", run->start_ms, why_now_ms(subject));
	tell_number(object, "bad_ms", run_bad_ms(target, patience_ms, why_now_ms(subject)));
	tell_number(object, "bad_claims", run->bad_claims);
	tell_number(object, "bad_claims_min", RUN_CLAIMS_MIN);
	tell_flag(object, "shared", run->shared);
	tell_flag(object, "ripe", run_ripe(target, patience_ms, why_now_ms(subject)));
}

/* --- conviction, guards, ladder */

/* No incident, no key: then nothing is wrong, or nothing was convicted yet. */
static void add_incident(struct json_object *why, const struct why_subject *subject)
{
	const struct incident *incident = &subject->target->incident;
	struct json_object *object;

	if (!incident->id)
		return;
	object = tell_object(why, "incident");
	tell_number(object, "id", (int64_t)incident->id);
	tell_text(object, "phase", status_phase(incident->phase));
	if (incident->cause)
		tell_text(object, "cause", words_name(&words_cause, (int)incident->cause));
	add_age(object, "opened_ms", incident->opened_ms, why_now_ms(subject));
	add_age(object, "convicted_ms", incident->convicted_ms, why_now_ms(subject));
	tell_number(object, "acts", incident->acts);
	tell_flag(object, "told", incident->told_opened || incident->told_quarantined);
}

/* The act that would come next: guards and cooldown are asked about that one. */
static struct guard_act next_act(const struct why_subject *subject)
{
	return status_act(roster_engine(subject->roster), subject->target, why_now_ms(subject));
}

static void add_reason(struct json_object *object, const struct why_subject *subject,
		       enum words_guard by, const struct guard_act *act)
{
	char text[SENTENCE_BYTES] = "";
	struct sentence sentence = { .text = text };

	refusal_say_guard(&sentence, subject, by, act);
	tell_text(object, "why", text);
}

static void add_guards(struct json_object *why, const struct why_subject *subject)
{
	const struct engine *engine = roster_engine(subject->roster);
	const struct guard_act act = next_act(subject);
	struct json_object *list = tell_list(why, "guards");
	int64_t until_ms;
	enum words_guard first = guard_first(engine, &act, &until_ms);

	for (enum words_guard guard = GUARD_HOLD; guard < GUARDS; guard++) {
		struct guard_verdict verdict = guard_ask(engine, guard, &act);
		struct json_object *object = tell_entry(list);

		tell_text(object, "guard", words_name(&words_guard, (int)guard));
		tell_flag(object, "holds", verdict.holds);
		if (verdict.holds) {
			if (guard != GUARD_QUARANTINE || status_has_rung(engine, subject->target))
				add_span(object, "for_ms", verdict.until_ms, act.now_ms);
			add_reason(object, subject, guard, &act);
		}
		if (guard == first)
			tell_flag(object, "first", true);
	}
}

/* What was learnt of a rung, as far as it was ever tried. */
static void add_cost(struct json_object *object, const struct cost *cost, int64_t now_ms)
{
	struct cost left = cost_at(cost, now_ms);

	if (!cost->last_ms)
		return;
	tell_number(object, "tries", left.tries);
	tell_number(object, "helped", left.helped);
	if (left.mean_ms)
		tell_number(object, "recovery_ms", left.mean_ms);
	add_age(object, "tried_ms", cost->last_ms, now_ms);
	tell_flag(object, "rare", cost_is_rare(cost, now_ms));
}

/* The rung that comes next is the engine's to say: it passes over what does not fit a gateway. */
static void add_ladder(struct json_object *why, const struct why_subject *subject)
{
	const struct target *target = subject->target;
	const struct policy_gateway *conf = &target->gateway->conf;
	uint32_t next = status_rung(roster_engine(subject->roster), target);
	struct json_object *list = tell_list(why, "ladder");

	tell_text(why, "ladder_order", conf->ladder_learned ? "learned" : "fixed");
	for (uint32_t rung = 0; rung < conf->rungs; rung++) {
		struct json_object *object = tell_entry(list);

		tell_number(object, "rung", rung + 1);
		tell_text(object, "action", roster_action(target, rung));
		tell_text(object, "scope", conf->ladder[rung].gateway_wide ? "gateway" : "session");
		tell_flag(object, "next", rung == next);
		add_cost(object, &target->gateway->costs[rung], why_now_ms(subject));
	}
}

static void add_memory(struct json_object *why, const struct why_subject *subject)
{
	leakbook_describe(why, subject->target, why_now_ms(subject));
}

/* --- what it has used up */

/* One limit on acts: how much of its window is used, and when it is free again if it is full. */
struct limit {
	const char *name;
	const struct budget *budget;
	const struct policy_rate *rate;
};

static void add_budget(struct json_object *list, const struct limit *limit, int64_t now_ms)
{
	struct json_object *object = tell_entry(list);

	tell_text(object, "budget", limit->name);
	tell_number(object, "used",
		    limit->rate->acts - budget_left(limit->budget, limit->rate, now_ms));
	tell_number(object, "max", limit->rate->acts);
	tell_number(object, "window_ms", limit->rate->window_ms);
	add_span(object, "free_ms", budget_free_at(limit->budget, limit->rate, now_ms), now_ms);
}

static void add_budgets(struct json_object *why, const struct why_subject *subject)
{
	const struct engine *engine = roster_engine(subject->roster);
	const struct target *target = subject->target, *gateway = &target->gateway->target;
	const struct limit all[] = {
		{ "session", &target->budget, &target->policy->restarts },
		{ "session, a day", &target->budget, &target->policy->restarts_day },
		{ "gateway", &gateway->budget, &gateway->policy->gateway_restarts },
		{ "the whole box", &engine->budget, &engine->restarts },
	};
	struct json_object *list = tell_list(why, "budgets");

	for (size_t i = target->is_gateway ? 2 : 0; i < sizeof(all) / sizeof(all[0]); i++)
		add_budget(list, &all[i], why_now_ms(subject));
}

static void add_cooldown(struct json_object *why, const struct why_subject *subject)
{
	const struct target *target = subject->target;
	const struct guard_act act = next_act(subject);
	struct guard_verdict verdict =
		guard_ask(roster_engine(subject->roster), GUARD_COOLDOWN, &act);
	struct json_object *object = tell_object(why, "cooldown");

	tell_number(object, "charges", target->cooldown);
	add_age(object, "act_age_ms", target->last_act_ms, why_now_ms(subject));
	if (verdict.holds)
		add_span(object, "for_ms", verdict.until_ms, act.now_ms);
}

static void add_quarantine(struct json_object *why, const struct why_subject *subject)
{
	const struct quarantine *quarantine = &subject->target->quarantine;
	struct json_object *object;

	if (!quarantine->on)
		return;
	object = tell_object(why, "quarantine");
	tell_number(object, "tries", quarantine->tries);
	if (status_has_rung(roster_engine(subject->roster), subject->target))
		add_span(object, "next_ms", quarantine->next_ms, why_now_ms(subject));
}

/* A hold on its gateway covers a session too. */
static void add_holds(struct json_object *why, const struct why_subject *subject)
{
	struct json_object *list = tell_list(why, "holds");

	hold_describe(list, subject->notes, subject->target, subject->now_ms);
	if (!subject->target->is_gateway)
		hold_describe(list, subject->notes, &subject->target->gateway->target,
			      subject->now_ms);
}

/* Did it help?  The incident knows. */
static const char *outcome(const struct target *owner, const struct notes_act *act)
{
	if (!act->until_ms)
		return "in flight";
	if (act->what == RESULT_FAILED || act->what == RESULT_SETUP)
		return "could not be done";
	if (!owner || owner->human)
		return "whether it helped is not known";
	if (owner->incident.id != act->incident)
		return "helped";
	switch (owner->incident.phase) {
	case INCIDENT_VERIFY:
		return "whether it helped is being verified";
	case INCIDENT_MENDED:
		return "helped";
	default:
		return "did not help";
	}
}

static void add_last_act(struct json_object *why, const struct why_subject *subject)
{
	const struct notes_target *on = notes_of(subject->notes, subject->target);
	const struct notes_act *act = on && on->act.id ? &on->act : NULL;
	struct json_object *object;

	if (!act)
		return;
	object = tell_object(why, "last_act");
	tell_number(object, "id", (int64_t)act->id);
	tell_text(object, "action", act->action);
	tell_number(object, "age_ms", subject->now_ms - act->from_ms);
	if (act->until_ms) {
		tell_text(object, "result",
			  act->what ? words_name(&words_result, (int)act->what) : "done");
		tell_number(object, "took_ms", act->until_ms - act->from_ms);
		tell_text(object, "why", act->text);
		if (act->output)
			tell_text(object, "output", act->output);
	}
	tell_text(object, "outcome", outcome(roster_find(subject->roster, act->owner), act));
}

struct json_object *why_describe(const struct why_subject *subject)
{
	static void (*const parts[])(struct json_object *, const struct why_subject *) = {
		add_state,  add_evidence, add_run,      add_incident,   add_guards, add_ladder,
		add_memory, add_budgets,  add_cooldown, add_quarantine, add_holds,  add_last_act,
	};
	const struct target *target = subject->target;
	const struct engine *engine = roster_engine(subject->roster);
	struct json_object *why = json_object_new_object();
	char says[HEADLINE_BYTES];

	tell_text(why, "target", roster_name(target));
	tell_text(why, "mode", engine->observe ? "observe" : "enforce");
	tell_text(why, "condition", status_condition(engine, target, subject->now_ms));
	tell_text(why, "level", level_name(level_of(target, subject->now_ms)));
	tell_text(why, "says", headline_says(subject, says));
	if (target->human)
		tell_flag(why, "stopped_by_somebody", target->human_stopped);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		parts[i](why, subject);
	return why;
}
