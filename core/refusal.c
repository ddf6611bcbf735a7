/* refusal.c - see refusal.h.  SPDX-License-Identifier: ISC */
#include "refusal.h"

#include <stdio.h>

#include "level.h"
#include "reason.h"
#include "status.h"

bool refusal_pretended(const struct why_subject *subject)
{
	const struct incident *incident = &subject->target->incident;
	int64_t pretended_ms = roster_engine(subject->roster)->pretended_ms;

	return pretended_ms && incident->acts && incident->acted_ms >= pretended_ms;
}

const struct target *refusal_holder(const struct guard_act *act)
{
	const struct target *held = act->target, *gateway = &held->gateway->target;

	if (gateway->hold_until_ms > held->hold_until_ms)
		held = gateway;
	for (const struct target *session = act->wide ? held->gateway->sessions : NULL; session;
	     session = session->next)
		if (session->hold_until_ms > held->hold_until_ms)
			held = session;
	return held;
}

void refusal_say_hold(struct sentence *sentence, const struct why_subject *subject,
		      const struct target *held)
{
	const struct notes_target *on = notes_of(subject->notes, held);

	if (held != subject->target)
		sentence_add(sentence, "%s is ", roster_name(held));
	sentence_add(sentence, "held by %s", on && *on->hold.by ? on->hold.by : "somebody");
	if (on && *on->hold.why && !on->hold.window_ms) /* a window's end is told anyway */
		sentence_add(sentence, ": %s", on->hold.why);
}

const char *refusal_whose(const struct why_subject *subject, char text[REFUSAL_WHOSE_BYTES])
{
	const struct guard_act act =
		status_act(roster_engine(subject->roster), subject->target, why_now_ms(subject));
	const struct target *held = refusal_holder(&act);
	const struct notes_target *on = notes_of(subject->notes, held);
	bool own = held == subject->target, why = on && *on->hold.why;

	snprintf(text, REFUSAL_WHOSE_BYTES, "%s's hold%s%s%s%s%s",
		 on && *on->hold.by ? on->hold.by : "somebody", own ? "" : " on ",
		 own ? "" : roster_name(held), why ? " (" : "", why ? on->hold.why : "",
		 why ? ")" : "");
	return text;
}

void refusal_say_retry(struct sentence *sentence, const struct why_subject *subject,
		       const struct target *target)
{
	if (target->quarantine.on && status_has_rung(roster_engine(subject->roster), target))
		sentence_add_span(sentence, "; tried again in ",
				  target->quarantine.next_ms - why_now_ms(subject), "");
}

/* Names the key of the configuration that sets the time. */
static void say_verify(struct sentence *sentence, const struct why_subject *subject)
{
	const struct target *target = subject->target, *gateway = &target->gateway->target;
	const struct target *of = target->incident.phase == INCIDENT_VERIFY ? target : gateway;
	bool longer = guard_verify_until(of) > of->incident.verify_ms + of->policy->verify_ms;

	sentence_add(sentence, "%s has time to help (%s)",
		     roster_engine(subject->roster)->observe ? "what would have been done"
							     : "the last action",
		     longer ? "start_max" : "verify");
}

void refusal_say_guard(struct sentence *sentence, const struct why_subject *subject,
		       enum words_guard by, const struct guard_act *act)
{
	const struct target *gateway = &subject->target->gateway->target;

	if (by == GUARD_HOLD) {
		refusal_say_hold(sentence, subject, refusal_holder(act));
		return;
	}
	if (by == GUARD_QUARANTINE)
		sentence_add(
			sentence, "%s",
			reason_spent(subject->target->quarantine.on ? subject->target : gateway));
	else if (by == GUARD_VERIFY)
		say_verify(sentence, subject);
	else
		sentence_add(sentence, "%s", reason_guard(roster_engine(subject->roster), by));
	if (by != GUARD_SHARED_CAUSE || !(gateway->quarantine.on || gateway->incident.convicted_ms))
		return;
	sentence_add(sentence, " (%s %s)", roster_name(gateway),
		     level_words(level_of(gateway, subject->now_ms)));
	refusal_say_retry(sentence, subject, gateway);
}

static void say_refusal(struct sentence *sentence, const struct why_subject *subject,
			enum words_guard by, const struct guard_act *act)
{
	int64_t until_ms = guard_ask(roster_engine(subject->roster), by, act).until_ms;

	sentence_add(sentence, "; not acted on (%s): ", words_name(&words_guard, (int)by));
	refusal_say_guard(sentence, subject, by, act);
	if (until_ms < TARGET_FOREVER)
		sentence_add_span(sentence, ", for another ", until_ms - why_now_ms(subject), "");
}

/* The sentence about the act has told already that it is waited for. */
static bool is_told(const struct why_subject *subject, enum words_guard by)
{
	enum incident_phase phase = subject->target->incident.phase;

	return (by == GUARD_IN_FLIGHT && phase == INCIDENT_FLYING) ||
	       (by == GUARD_VERIFY && phase == INCIDENT_VERIFY && !refusal_pretended(subject));
}

void refusal_say_next(struct sentence *sentence, const struct why_subject *subject)
{
	const struct engine *engine = roster_engine(subject->roster);
	const struct target *target = subject->target;
	const struct guard_act act = status_act(engine, target, why_now_ms(subject));
	uint32_t rung = status_rung(engine, target);
	int64_t until_ms;
	enum words_guard by = guard_first(engine, &act, &until_ms);

	if (is_told(subject, by))
		return;
	if (rung >= target->gateway->conf.rungs && by != GUARD_HOLD)
		sentence_add(sentence, "; %s",
			     target->gateway->conf.rungs ? "its ladder has no act for it"
							 : reason_spent(target));
	else if (by)
		say_refusal(sentence, subject, by, &act);
	else
		sentence_add(sentence, "; %s is next", roster_action(target, rung));
}

void refusal_say_standing(struct sentence *sentence, const struct why_subject *subject)
{
	const struct target *target = subject->target;
	const struct guard_act act = { target, false, why_now_ms(subject) };
	enum words_guard by = status_holding(roster_engine(subject->roster), &act);

	if (by && !is_told(subject, by))
		say_refusal(sentence, subject, by, &act);
	else if (target->epoch.run.open && !by)
		sentence_add(sentence, "; it may mend itself");
}
