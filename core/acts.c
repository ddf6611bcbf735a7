/* acts.c - see acts.h.  SPDX-License-Identifier: ISC */
#include "acts.h"

#include "guard.h"
#include "reach.h"
#include "reason.h"
#include "refusal.h"
#include "status.h"

/* The last act of the present incident; NULL: none since we started. */
static const struct notes_act *act_of(const struct why_subject *subject)
{
	struct notes_target *on = notes_of(subject->notes, subject->target);

	return on && on->act.id && on->act.incident == subject->target->incident.id ? &on->act
										    : NULL;
}

static void say_failed(struct sentence *sentence, const struct notes_act *act)
{
	sentence_add(sentence, "; %s could not be done%s%s%s%s", act->action,
		     *act->text ? " (" : "", act->text, *act->text ? ")" : "",
		     act->what == RESULT_SETUP ? ": mend the configuration" : "");
}

/* What the last act of the present incident is called; it may be ordered and not yet noted. */
static const char *action_of(const struct why_subject *subject, const struct notes_act *act)
{
	uint8_t tried = subject->target->incident.tried;

	return tried ? roster_action(subject->target, tried - 1u) : act ? act->action : "an act";
}

/* A target that was mended and is bad again still has its last act noted.  An act that did not help
 * may be followed by a proof, or by an epoch in which nobody looked. */
static const char *outcome_of(const struct target *target)
{
	const struct incident *incident = &target->incident;

	if (incident->interrupted)
		return "may have helped or not";
	if (incident->tried)
		return "helped, but not for long";
	return target->epoch.proof_ms > incident->acted_ms ? "may have helped or not"
							   : "did not help";
}

static void say_outcome(struct sentence *sentence, const struct why_subject *subject,
			const struct notes_act *act)
{
	const struct incident *incident = &subject->target->incident;

	if (incident->phase == INCIDENT_MENDED) {
		sentence_add(sentence, "; %s%s helped", action_of(subject, act),
			     incident->tried ? "" : ", or time,");
		sentence_add_span(sentence, ", done ", why_now_ms(subject) - incident->acted_ms,
				  " ago");
		return;
	}
	sentence_add(sentence, "; %u act%s, the last%s%s, %s", (unsigned)incident->acts,
		     incident->acts == 1 ? "" : "s", act ? " " : " before this daemon started",
		     act ? act->action : "", outcome_of(subject->target));
}

static void say_verified(struct sentence *sentence, const struct why_subject *subject,
			 const char *action)
{
	const struct incident *incident = &subject->target->incident;
	const char *cause = incident->convicted_ms ? "" : reason_cause(incident->cause);

	sentence_add(sentence, "; after %s%s%s%s muzzle looks whether it helped", action,
		     *cause ? " (" : "", cause, *cause ? ")" : "");
	sentence_add_span(sentence, ", for another ",
			  guard_verify_until(subject->target) - why_now_ms(subject), "");
}

/* An act that still has time to help is named as the one that would come next. */
static void say_pretended(struct sentence *sentence, const struct why_subject *subject)
{
	const struct target *target = subject->target;
	unsigned acts = target->incident.acts;
	uint32_t rung = status_rung(roster_engine(subject->roster), target);

	if (target->incident.phase == INCIDENT_VERIFY && rung < target->gateway->conf.rungs)
		sentence_add(sentence, "; %s was only pretended (observe)",
			     roster_action(target, rung));
	else
		sentence_add(sentence, "; %s%u act%s was only pretended (observe)",
			     acts == 1 ? "" : "the last of ", acts, acts == 1 ? "" : "s");
}

void acts_say(struct sentence *sentence, const struct why_subject *subject)
{
	const struct incident *incident = &subject->target->incident;
	const struct notes_act *act = act_of(subject);

	if (!incident->acts)
		return;
	if (refusal_pretended(subject))
		say_pretended(sentence, subject);
	else if (incident->phase == INCIDENT_FLYING)
		sentence_add(sentence, "; %s is under way", action_of(subject, act));
	else if (incident->phase == INCIDENT_VERIFY)
		say_verified(sentence, subject, action_of(subject, act));
	else if (act && (act->what == RESULT_FAILED || act->what == RESULT_SETUP))
		say_failed(sentence, act);
	else
		say_outcome(sentence, subject, act);
}

void acts_say_in_vain(struct sentence *sentence, const struct why_subject *subject)
{
	const struct notes_act *act = act_of(subject);

	if (refusal_pretended(subject))
		sentence_add(sentence, "; only pretended (observe)");
	else if (act && act->what)
		say_failed(sentence, act);
}

/* The faults that follow an act do not tell of it. */
void acts_say_unanswered(struct sentence *sentence, const struct why_subject *subject)
{
	const struct target *target = subject->target;
	const struct notes_target *on = notes_of(subject->notes, target);
	const struct notes_act *act = on && on->act.until_ms && !on->act.what ? &on->act : NULL;
	const struct target *owner = act ? roster_find(subject->roster, act->owner) : NULL;
	const char *cause = owner ? reason_cause(owner->incident.cause) : "";

	if (!act || act->from_ms + TARGET_TIME_BASE < reach_last_answer_ms(target->gateway))
		return;
	sentence_add(sentence, "; %s was done", act->action);
	sentence_add_span(sentence, " ", subject->now_ms - act->until_ms, " ago");
	sentence_add(sentence, "%s%s%s", *cause ? " (" : "", cause, *cause ? ")" : "");
}
