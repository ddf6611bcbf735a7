/* headline.c - see headline.h.  SPDX-License-Identifier: ISC */
#include "headline.h"

#include <stdio.h>
#include <string.h>

#include "acts.h"
#include "container.h"
#include "hold.h"
#include "level.h"
#include "reach.h"
#include "reason.h"
#include "refusal.h"
#include "run.h"
#include "sentence.h"
#include "status.h"
#include "tell.h"

#define NAMED_MAX 3 /* targets that a headline names */

/* What its source called the present claim; "" for nothing. */
static const char *raw_of(const struct why_subject *subject)
{
	const struct target *target = subject->target;
	struct notes_target *on = notes_of(subject->notes, target);
	const struct notes_evidence *claim =
		on && status_claim(target) ? notes_find_claim(on, target->epoch.claim_source)
					   : NULL;

	return claim ? claim->text : "";
}

/* What a source of the gateway said last of why it cannot look; NULL: nothing. */
static const struct notes_evidence *fault_of(const struct why_subject *subject)
{
	const struct target *gateway = &subject->target->gateway->target;
	struct notes_target *on = notes_of(subject->notes, gateway);
	const struct notes_evidence *newest = NULL;

	for (const struct notes_evidence *entry = on ? on->evidence : NULL; entry;
	     entry = entry->next)
		if (entry->kind == EVIDENCE_FAULT && (!newest || entry->at_ms > newest->at_ms))
			newest = entry;
	return newest;
}

/* For a session without a claim in its present epoch. */
static const char *unheard_of(const struct target *target)
{
	static const char *const words[] = {
		"nothing is known of it yet",
		[BEGUN_FIRST_LINE] = "nothing is known of it yet",
		[BEGUN_ACT] = "not seen since the restart",
		[BEGUN_START] = "not seen since its container started",
	};

	return words[target->epoch.begun];
}

/* The run is open until up has lasted. */
static void say_up_again(struct sentence *sentence, const struct why_subject *subject,
			 const char *raw)
{
	const struct epoch *epoch = &subject->target->epoch;

	sentence_add(sentence, "up%s%s%s again", *raw ? " (" : "", raw, *raw ? ")" : "");
	sentence_add_span(sentence, " for ", why_now_ms(subject) - epoch->up_since_ms, "");
	sentence_add_span(sentence, ", after ", epoch->up_since_ms - epoch->run.start_ms, "");
}

/* What was said before nobody could look any more may no longer be so. */
static void say_state(struct sentence *sentence, const struct why_subject *subject)
{
	const struct target *target = subject->target;
	const char *raw = raw_of(subject);
	bool unheard = !target->is_gateway && !target->epoch.claim;
	int64_t for_ms = level_for_ms(target, LEVEL_UNKNOWN, subject->now_ms);

	if (unheard) {
		sentence_add(sentence, "%s", unheard_of(target));
		return;
	}
	if (target->epoch.run.open && status_claim(target) == STATE_UP && for_ms < 0) {
		say_up_again(sentence, subject, raw);
		return;
	}
	sentence_add(sentence, "%s%s%s%s%s", for_ms < 0 ? "" : "was ", status_state(target),
		     *raw ? " (" : "", raw, *raw ? ")" : "");
	sentence_add_span(sentence,
			  target->gateway->container.dead ? " when its gateway's container died "
							  : " when its gateway stopped answering ",
			  for_ms, " ago");
}

static void say_stopped(struct sentence *sentence, const struct why_subject *subject)
{
	const struct target *target = subject->target;
	bool container = target->gateway->container.stopped;

	sentence_add(sentence, "somebody stopped %s%s",
		     !container           ? "it"
		     : target->is_gateway ? "its container"
					  : "the container of its gateway",
		     container ? "" : " ");
	if (!container)
		sentence_add_span(sentence, "", why_now_ms(subject) - target->human_ms, " ago");
	sentence_add(sentence, ": muzzle leaves it alone until it is %s",
		     container ? "started" : "up again");
}

static void say_person(struct sentence *sentence, const struct why_subject *subject)
{
	const char *raw = raw_of(subject);

	sentence_add(sentence, "only a person can help");
	sentence_add_span(sentence, ", for ", why_now_ms(subject) - subject->target->human_ms, "");
	if (subject->target->is_gateway && subject->target->gateway->container.dead)
		sentence_add(sentence, ": its container ended with exit code %d",
			     (int)subject->target->gateway->container.code);
	else if (*raw)
		sentence_add(sentence, ": %s", raw);
	sentence_add(sentence, "; no restart is tried until it is up again");
}

/* --- level by level */

static void say_quarantined(struct sentence *sentence, const struct why_subject *subject)
{
	const struct target *target = subject->target;
	bool mended = target->incident.phase == INCIDENT_MENDED;
	bool is_up = status_claim(target) == STATE_UP;
	const struct notes_evidence *fault = fault_of(subject);

	say_state(sentence, subject);
	if (!mended && target->incident.cause && !is_up)
		sentence_add(sentence, ": %s", reason_cause(target->incident.cause));
	if (target->is_gateway && target->gateway->container.dead)
		sentence_add(sentence, " (exit code %d)", (int)target->gateway->container.code);
	else if (target->is_gateway && target->gateway->whole_fault && fault)
		sentence_add(sentence, " (%s)", fault->text);
	sentence_add(sentence, "; %s", reason_spent(target));
	acts_say(sentence, subject);
	if (mended || is_up)
		sentence_add(sentence, "; ten minutes of health end it");
	else
		refusal_say_retry(sentence, subject, target);
}

static void say_container_dead(struct sentence *sentence, const struct why_subject *subject)
{
	const struct gateway *gateway = subject->target->gateway;

	sentence_add(sentence, "its container ended with exit code %d",
		     (int)gateway->container.code);
	sentence_add_span(sentence, " ", why_now_ms(subject) - gateway->container.die_ms, " ago");
	if (subject->target->incident.crash_loop)
		sentence_add(sentence, ", and dies again and again");
	acts_say(sentence, subject);
	refusal_say_standing(sentence, subject);
	if (!gateway->container.die_judged)
		sentence_add_span(sentence, "; it has ",
				  container_judged_at(gateway) - why_now_ms(subject),
				  " to come back by itself (die_settle)");
}

/* Whoever is up is not acted on while it may last. */
static void say_prospect(struct sentence *sentence, const struct why_subject *subject,
			 void (*say)(struct sentence *, const struct why_subject *))
{
	const struct epoch *epoch = &subject->target->epoch;

	if (epoch->run.open && epoch->claim == STATE_UP)
		sentence_add_span(sentence, "; well once that has lasted ",
				  subject->target->policy->settle_ms, "");
	else
		say(sentence, subject);
}

static void say_dead(struct sentence *sentence, const struct why_subject *subject)
{
	const struct incident *incident = &subject->target->incident;

	if (!incident->convicted_ms) {
		say_container_dead(sentence, subject);
		return;
	}
	say_state(sentence, subject);
	sentence_add(sentence, ", convicted");
	sentence_add_span(sentence, " ", level_for_ms(subject->target, LEVEL_DEAD, subject->now_ms),
			  " ago");
	sentence_add(sentence, " (%s)", reason_cause(incident->cause));
	acts_say(sentence, subject);
	say_prospect(sentence, subject, refusal_say_next);
}

static void say_held(struct sentence *sentence, const struct why_subject *subject)
{
	const struct guard_act act = { subject->target, false, why_now_ms(subject) };
	const struct target *held = refusal_holder(&act);

	refusal_say_hold(sentence, subject, held);
	sentence_add_span(sentence, ", for another ", hold_left_ms(held, subject->now_ms), "");
	if (level_for_ms(subject->target, LEVEL_UNKNOWN, subject->now_ms) >= 0 ||
	    subject->target->epoch.run.open) {
		sentence_add(sentence, "; ");
		say_state(sentence, subject);
	}
}

static void say_run(struct sentence *sentence, const struct why_subject *subject)
{
	const struct target *target = subject->target;

	if (!target->epoch.run.open || status_claim(target) == STATE_UP)
		return;
	sentence_add_span(sentence, ", bad for ", run_age_ms(target, why_now_ms(subject)), "");
	sentence_add_span(sentence, " of ", run_patience_ms(target), " patience");
}

static void say_doubtful(struct sentence *sentence, const struct why_subject *subject)
{
	const struct epoch *epoch = &subject->target->epoch;

	if (subject->target->incident.crash_loop)
		sentence_add(sentence, "its container dies again and again; ");
	say_state(sentence, subject);
	if (!epoch->run.open && epoch->proof_ms > epoch->claim_ms)
		sentence_add_span(sentence, ", but proven alive ",
				  why_now_ms(subject) - epoch->proof_ms, " ago");
	say_run(sentence, subject);
	acts_say(sentence, subject);
	say_prospect(sentence, subject, refusal_say_standing);
}

static void say_faulting(struct sentence *sentence, const struct why_subject *subject)
{
	const struct engine *engine = roster_engine(subject->roster);
	const struct gateway *gateway = subject->target->gateway;
	const struct notes_evidence *fault = fault_of(subject);

	if (fault && fault->what == FAULT_SETUP)
		sentence_add(sentence, "%s cannot look",
			     roster_source_name(subject->roster, fault->source));
	else
		sentence_add(sentence, "has not answered%s", gateway->whole_fault ? "" : " all");
	sentence_add_span(sentence, " for ",
			  level_for_ms(subject->target, LEVEL_FAULTING, subject->now_ms), "");
	sentence_add(sentence, "%s%s; that says nothing of its sessions", fault ? ": " : "",
		     fault ? fault->text : "");
	acts_say_unanswered(sentence, subject);
	if (gateway->whole_fault)
		sentence_add_span(sentence, "; counts as unreachable in ",
				  reach_due_ms(engine, gateway) - why_now_ms(subject), "");
}

static void say_unknown(struct sentence *sentence, const struct why_subject *subject)
{
	const struct target *target = subject->target;
	int64_t for_ms = level_for_ms(target, LEVEL_UNKNOWN, subject->now_ms);

	if (target->is_gateway)
		sentence_add(sentence, "%s", unheard_of(target));
	else if (target->epoch.claim && for_ms < 0)
		sentence_add(sentence, "its gateway no longer lists it");
	else
		say_state(sentence, subject);
	if (target->epoch.claim && for_ms >= 0 && target->incident.phase != INCIDENT_MENDED)
		acts_say(sentence, subject);
}

const char *headline_says(const struct why_subject *subject, char text[HEADLINE_BYTES])
{
	static void (*const says[LEVELS])(struct sentence *, const struct why_subject *) = {
		[LEVEL_DEAD] = say_dead,
		[LEVEL_PERSON] = say_person,
		[LEVEL_QUARANTINED] = say_quarantined,
		[LEVEL_FAULTING] = say_faulting,
		[LEVEL_UNKNOWN] = say_unknown,
		[LEVEL_DOUBTFUL] = say_doubtful,
		[LEVEL_STOPPED] = say_stopped,
		[LEVEL_HELD] = say_held,
	};
	struct sentence sentence = { .text = text };
	enum level level = level_of(subject->target, subject->now_ms);

	*text = '\0';
	if (says[level])
		says[level](&sentence, subject);
	return text;
}

char *headline_next(const struct why_subject *subject, char text[HEADLINE_BYTES])
{
	struct sentence sentence = { .text = text };

	*text = '\0';
	if (subject->target->quarantine.on) {
		acts_say_in_vain(&sentence, subject);
		refusal_say_retry(&sentence, subject, subject->target);
		return text;
	}
	acts_say(&sentence, subject);
	if (!refusal_pretended(subject))
		(subject->target->incident.convicted_ms ? refusal_say_next
							: refusal_say_standing)(&sentence, subject);
	return text;
}

/* --- all in one sentence */

/* Of sessions and of gateways. */
struct census {
	unsigned all, ill, held, unknown;
};

static bool is_session(struct json_object *row)
{
	return strchr(tell_get_text(row, "target"), '/') != NULL;
}

/* 0: it does not count.  Many a gateway is unknown, as only its sessions are polled. */
static enum level illness(struct json_object *row)
{
	enum level level = level_value(tell_get_text(row, "level"));

	return level >= LEVEL_HELD || (level == LEVEL_UNKNOWN && !is_session(row)) ? 0 : level;
}

static void count(struct json_object *rows, struct census census[2])
{
	for (size_t i = 0; i < json_object_array_length(rows); i++) {
		struct json_object *row = json_object_array_get_idx(rows, i);
		struct census *of = &census[is_session(row)];
		enum level level = level_value(tell_get_text(row, "level"));

		of->all++;
		of->ill += illness(row) != 0;
		of->held += level == LEVEL_HELD;
		of->unknown += level == LEVEL_UNKNOWN;
	}
}

/* The worst first; a gateway before its sessions, as in the list. */
static void name_the_ill(struct sentence *sentence, struct json_object *rows, unsigned ill)
{
	unsigned named = 0;

	for (enum level level = LEVEL_DEAD; level < LEVEL_HELD; level++)
		for (size_t i = 0; i < json_object_array_length(rows); i++) {
			struct json_object *row = json_object_array_get_idx(rows, i);

			if (illness(row) != level)
				continue;
			if (named++ == NAMED_MAX) {
				sentence_add(sentence, " and %u more", ill - NAMED_MAX);
				return;
			}
			sentence_add(sentence, "%s%s %s", named == 1 ? ": " : ", ",
				     tell_get_text(row, "target"), level_words(level));
			sentence_add_span(sentence, " for ", tell_get_number(row, "level_ms"), "");
		}
}

static const char *be(unsigned number)
{
	return number == 1 ? "is" : "are";
}

static void add_number(struct sentence *sentence, unsigned number, const char *what)
{
	sentence_add(sentence, "%u %s%s", number, what, number == 1 ? "" : "s");
}

static void say_sum(struct sentence *sentence, const struct census *gateways,
		    const struct census *sessions)
{
	if (sessions->ill) {
		sentence_add(sentence, "%u of ", sessions->ill);
		add_number(sentence, sessions->all, "session");
	}
	if (gateways->ill) {
		sentence_add(sentence, "%s%u of ", sessions->ill ? " and " : "", gateways->ill);
		add_number(sentence, gateways->all, "gateway");
	}
	sentence_add(sentence, " %s not well", be(sessions->ill + gateways->ill));
}

static void say_well(struct sentence *sentence, const struct census *gateways,
		     const struct census *sessions)
{
	const struct census *of = sessions->all ? sessions : gateways;
	unsigned held = of == sessions ? of->held : 0, well = of->all - held;

	if (of == gateways && gateways->unknown == gateways->all) {
		sentence_add(sentence, "nothing is known yet of ");
		add_number(sentence, gateways->all, "gateway");
		return;
	}
	sentence_add(sentence, !held && well > 1 ? "all " : "");
	add_number(sentence, well, of == sessions ? "session" : "gateway");
	if (of == sessions && gateways->all) {
		sentence_add(sentence, " of ");
		add_number(sentence, gateways->all, "gateway");
	}
	sentence_add(sentence, " %s well", be(well));
}

const char *headline_of(struct json_object *rows, char text[HEADLINE_BYTES])
{
	struct sentence sentence = { .text = text };
	struct census census[2] = { { 0 } };
	const struct census *gateways = &census[false], *sessions = &census[true];

	*text = '\0';
	count(rows, census);
	if (sessions->ill + gateways->ill)
		say_sum(&sentence, gateways, sessions);
	else
		say_well(&sentence, gateways, sessions);
	name_the_ill(&sentence, rows, sessions->ill + gateways->ill);
	if (sessions->held)
		sentence_add(&sentence, "; %u%s %s held", sessions->held,
			     gateways->ill ? sessions->held == 1 ? " session" : " sessions" : "",
			     be(sessions->held));
	return text;
}
