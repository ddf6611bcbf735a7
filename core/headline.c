/* headline.c - see headline.h.  SPDX-License-Identifier: ISC */
#include "headline.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "hold.h"
#include "level.h"
#include "reason.h"
#include "run.h"
#include "span.h"
#include "status.h"
#include "tell.h"

#define NAMED_MAX 3 /* targets that a headline names */

/* The engine's own time. */
static int64_t now_of(const struct why_subject *subject)
{
	return subject->now_ms + TARGET_TIME_BASE;
}

/* --- the sentence */

struct sentence {
	char *text;
	size_t used;
};

static void add(struct sentence *sentence, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void add(struct sentence *sentence, const char *format, ...)
{
	size_t room = HEADLINE_BYTES - sentence->used;
	va_list args;
	int bytes;

	va_start(args, format);
	bytes = vsnprintf(sentence->text + sentence->used, room, format, args);
	va_end(args);
	sentence->used += (size_t)bytes < room ? (size_t)bytes : room - 1;
}

/* Between before and after, in seconds at least; nothing for what is not known. */
static void add_span(struct sentence *sentence, const char *before, int64_t span_ms,
		     const char *after)
{
	char span[SPAN_BYTES];

	if (span_ms > 0 && span_ms < 1000)
		span_ms = 1000;
	if (span_ms > 0)
		add(sentence, "%s%s%s", before, span_format(span_ms, span), after);
}

/* What its source called the present claim; "" for nothing. */
static const char *raw_of(const struct why_subject *subject)
{
	const struct target *target = subject->target;
	struct notes_target *on = subject->notes ? notes_of(subject->notes, target) : NULL;
	const struct notes_evidence *claim =
		on ? notes_find_claim(on, target->epoch.claim_source) : NULL;

	return claim ? claim->text : "";
}

static void say_state(struct sentence *sentence, const struct why_subject *subject)
{
	const struct target *target = subject->target;
	const char *raw = raw_of(subject);
	bool unheard = !target->is_gateway && !target->epoch.claim;

	add(sentence, "%s%s%s%s", unheard ? "not seen yet" : status_state(target), *raw ? " (" : "",
	    raw, *raw ? ")" : "");
}

static void say_stopped(struct sentence *sentence, const struct why_subject *subject)
{
	const struct target *target = subject->target;
	bool container = target->gateway->container.stopped;

	add(sentence, "somebody stopped %s%s",
	    !container           ? "it"
	    : target->is_gateway ? "its container"
				 : "the container of its gateway",
	    container ? "" : " ");
	if (!container)
		add_span(sentence, "", now_of(subject) - target->human_ms, " ago");
	add(sentence, ": muzzle leaves it alone until it is %s",
	    container ? "started" : "up again");
}

static void say_person(struct sentence *sentence, const struct why_subject *subject)
{
	const char *raw = raw_of(subject);

	add(sentence, "only a person can help");
	add_span(sentence, ", for ", now_of(subject) - subject->target->human_ms, "");
	if (subject->target->is_gateway && subject->target->gateway->container.dead)
		add(sentence, ": its container ended with exit code %d",
		    (int)subject->target->gateway->container.code);
	else if (*raw)
		add(sentence, ": %s", raw);
	add(sentence, "; no restart is tried until it is up again");
}

/* The last act of the present incident; NULL: none since we started. */
static const struct notes_act *act_of(const struct why_subject *subject)
{
	struct notes_target *on = subject->notes ? notes_of(subject->notes, subject->target) : NULL;

	return on && on->act.id && on->act.incident == subject->target->incident.id ? &on->act
										    : NULL;
}

static void say_failed(struct sentence *sentence, const struct notes_act *act)
{
	add(sentence, "; %s could not be done%s%s%s%s", act->action, *act->text ? " (" : "",
	    act->text, *act->text ? ")" : "",
	    act->what == RESULT_SETUP ? ": mend the configuration" : "");
}

static void say_acts(struct sentence *sentence, const struct why_subject *subject)
{
	const struct incident *incident = &subject->target->incident;
	const struct notes_act *act = act_of(subject);
	const char *action = act ? act->action : "an act";

	if (!incident->acts)
		return;
	if (roster_engine(subject->roster)->observe)
		add(sentence, "; %u act%s only pretended (observe)", (unsigned)incident->acts,
		    incident->acts == 1 ? " was" : "s were");
	else if (incident->phase == INCIDENT_FLYING)
		add(sentence, "; %s is under way", action);
	else if (incident->phase == INCIDENT_VERIFY)
		add(sentence, "; after %s muzzle looks whether it helped", action);
	else if (act && (act->what == RESULT_FAILED || act->what == RESULT_SETUP))
		say_failed(sentence, act);
	else
		add(sentence, "; %u act%s, the last %s, did not help", (unsigned)incident->acts,
		    incident->acts == 1 ? "" : "s", action);
}

/* What comes next, or what keeps it from coming; verify and in-flight have been told of. */
static void say_next(struct sentence *sentence, const struct why_subject *subject)
{
	const struct engine *engine = roster_engine(subject->roster);
	const struct target *target = subject->target;
	const struct guard_act act = status_act(engine, target, now_of(subject));
	uint32_t rung = status_rung(engine, target);
	int64_t until_ms = 0;
	enum words_guard by = guard_first(engine, &act, &until_ms);

	if (rung >= target->gateway->conf.rungs && by != GUARD_HOLD)
		add(sentence, target->gateway->conf.rungs
				      ? "; its ladder has no act for it"
				      : "; it has no ladder: it is only watched");
	else if (by)
		add(sentence, "; not acted on (%s): %s", words_name(&words_guard, (int)by),
		    reason_guard(by));
	else
		add(sentence, "; %s is next", roster_action(target, rung));
	if (by && until_ms < TARGET_FOREVER)
		add_span(sentence, ", for another ", until_ms - now_of(subject), "");
}

static void say_quarantined(struct sentence *sentence, const struct why_subject *subject)
{
	const struct target *target = subject->target;

	say_state(sentence, subject);
	add(sentence, ", its ladder is spent");
	say_acts(sentence, subject);
	add_span(sentence, "; tried again in ", target->quarantine.next_ms - now_of(subject), "");
	if (target->incident.phase == INCIDENT_MENDED)
		add(sentence, "; ten minutes of health end it");
}

static void say_dead(struct sentence *sentence, const struct why_subject *subject)
{
	const struct incident *incident = &subject->target->incident;

	say_state(sentence, subject);
	add(sentence, ", convicted");
	add_span(sentence, " ", level_for_ms(subject->target, LEVEL_DEAD, subject->now_ms), " ago");
	add(sentence, " (%s)", reason_cause(incident->cause));
	say_acts(sentence, subject);
	if (incident->phase == INCIDENT_OPEN || !incident->acts)
		say_next(sentence, subject);
}

static void say_held(struct sentence *sentence, const struct why_subject *subject)
{
	const struct target *gateway = &subject->target->gateway->target;
	bool own = hold_left_ms(subject->target, subject->now_ms) >=
		   hold_left_ms(gateway, subject->now_ms);
	const struct target *held = own ? subject->target : gateway;
	const struct notes_target *on = subject->notes ? notes_of(subject->notes, held) : NULL;

	add(sentence, "held by %s", on && *on->hold.by ? on->hold.by : "somebody");
	add_span(sentence, " for another ", hold_left_ms(held, subject->now_ms), "");
	if (on && *on->hold.why)
		add(sentence, ": %s", on->hold.why);
	if (subject->target->epoch.run.open)
		add(sentence, "; it is %s", status_state(subject->target));
}

static void say_run(struct sentence *sentence, const struct why_subject *subject)
{
	const struct target *target = subject->target;

	if (!target->epoch.run.open)
		return;
	add_span(sentence, ", bad for ", run_age_ms(target, now_of(subject)), "");
	add_span(sentence, " of ", run_patience_ms(target), " patience");
	if (!target->incident.acts)
		add(sentence, target->epoch.run.shared
				      ? "; others went bad with it: their gateway is judged"
				      : "; it may mend itself");
}

static void say_doubtful(struct sentence *sentence, const struct why_subject *subject)
{
	if (subject->target->incident.crash_loop)
		add(sentence, "its container dies again and again; ");
	say_state(sentence, subject);
	if (subject->target->is_gateway && subject->target->gateway->container.dead)
		add(sentence, ", its container ended with exit code %d; it may come back by itself",
		    (int)subject->target->gateway->container.code);
	say_run(sentence, subject);
	say_acts(sentence, subject);
}

/* The newest word of a source of the gateway about why it cannot look; "" for none. */
static const char *fault_of(const struct why_subject *subject)
{
	const struct target *gateway = &subject->target->gateway->target;
	struct notes_target *on = subject->notes ? notes_of(subject->notes, gateway) : NULL;
	const struct notes_evidence *newest = NULL;

	for (const struct notes_evidence *entry = on ? on->evidence : NULL; entry;
	     entry = entry->next)
		if (entry->kind == EVIDENCE_FAULT && (!newest || entry->at_ms > newest->at_ms))
			newest = entry;
	return newest ? newest->text : "";
}

static void say_faulting(struct sentence *sentence, const struct why_subject *subject)
{
	const char *why = fault_of(subject);

	add(sentence, "has not answered%s", subject->target->gateway->whole_fault ? "" : " all");
	add_span(sentence, " for ", level_for_ms(subject->target, LEVEL_FAULTING, subject->now_ms),
		 "");
	add(sentence, "%s%s; that says nothing of its sessions", *why ? ": " : "", why);
}

static void say_unknown(struct sentence *sentence, const struct why_subject *subject)
{
	const struct target *target = subject->target;
	int64_t for_ms = level_for_ms(subject->target, LEVEL_UNKNOWN, subject->now_ms);

	if (!target->epoch.claim) {
		add(sentence, "nothing is known of it yet");
	} else if (for_ms < 0) {
		add(sentence, "its gateway no longer lists it");
	} else {
		add(sentence, "said %s, its gateway%s", status_state(target),
		    target->gateway->container.dead ? "'s container has been dead"
						    : " has not answered");
		add_span(sentence, " for ", for_ms, "");
	}
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

/* --- all in one sentence */

/* Of sessions and of gateways. */
struct census {
	unsigned all, ill, held, unknown;
};

static bool is_session(struct json_object *row)
{
	return strchr(tell_get_text(row, "target"), '/') != NULL;
}

/* 0: of no consequence.  Nobody says anything of many a gateway whose sessions are well. */
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
				add(sentence, " and %u more", ill - NAMED_MAX);
				return;
			}
			add(sentence, "%s%s %s", named == 1 ? ": " : ", ",
			    tell_get_text(row, "target"), level_words(level));
			add_span(sentence, " for ", tell_get_number(row, "level_ms"), "");
		}
}

static const char *be(unsigned number)
{
	return number == 1 ? "is" : "are";
}

static void add_number(struct sentence *sentence, unsigned number, const char *what)
{
	add(sentence, "%u %s%s", number, what, number == 1 ? "" : "s");
}

static void say_sum(struct sentence *sentence, const struct census *of, const char *what)
{
	add(sentence, "%u of ", of->ill);
	add_number(sentence, of->all, what);
	add(sentence, " %s not well", be(of->ill));
}

static void say_well(struct sentence *sentence, const struct census *gateways,
		     const struct census *sessions)
{
	const struct census *of = sessions->all ? sessions : gateways;

	if (of == gateways && gateways->unknown == gateways->all) {
		add(sentence, "nothing is known yet of ");
		add_number(sentence, gateways->all, "gateway");
		return;
	}
	add(sentence, of->all > 1 ? "all " : "");
	add_number(sentence, of->all, of == sessions ? "session" : "gateway");
	if (of == sessions) {
		add(sentence, " of ");
		add_number(sentence, gateways->all, "gateway");
	}
	add(sentence, " %s well", be(of->all));
}

const char *headline_of(struct json_object *rows, char text[HEADLINE_BYTES])
{
	struct sentence sentence = { .text = text };
	struct census census[2] = { { 0 } };
	const struct census *gateways = &census[false], *sessions = &census[true];

	*text = '\0';
	count(rows, census);
	if (sessions->ill)
		say_sum(&sentence, sessions, "session");
	else if (gateways->ill)
		say_sum(&sentence, gateways, "gateway");
	else
		say_well(&sentence, gateways, sessions);
	name_the_ill(&sentence, rows, sessions->ill + gateways->ill);
	if (sessions->held)
		add(&sentence, "; %u %s held", sessions->held, be(sessions->held));
	return text;
}
