/* why_text.c - see why_text.h.  SPDX-License-Identifier: ISC */
#include "why_text.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "colour.h"
#include "hold.h"
#include "lawbook.h"
#include "leakbook.h"
#include "span.h"
#include "tell.h"
#include "wrap.h"

/* A span in words of its own, so that several fit into one sentence. */
struct span {
	char text[SPAN_BYTES];
};

static struct span span(struct json_object *object, const char *key)
{
	struct span span;

	span_format(tell_get_number(object, key), span.text);
	return span;
}

static size_t count(struct json_object *why, const char *key)
{
	return tell_count(tell_get(why, key));
}

static struct json_object *entry(struct json_object *why, const char *key, size_t i)
{
	return json_object_array_get_idx(tell_get(why, key), i);
}

/* --- the parts, from top to bottom */

static void print_state(struct json_object *why, FILE *out)
{
	struct json_object *state = tell_get(why, "state");
	const char *raw = tell_get_text(state, "raw"), *condition = tell_get_text(why, "condition");

	colour_begin(out, COLOUR_STRONG);
	wrap_say(out, "%s is %s%s%s%s%s%s%s%s", tell_get_text(why, "target"),
		 tell_get_text(state, "claim"), *raw ? " (" : "", raw, *raw ? ")" : "",
		 tell_get(state, "since_ms") ? " for " : "",
		 tell_get(state, "since_ms") ? span(state, "since_ms").text : "",
		 *condition ? "; " : "", condition);
	colour_end(out);
	if (*tell_get_text(why, "says"))
		wrap_say(out, "  in short: %s", tell_get_text(why, "says"));
	if (tell_get(state, "begun"))
		wrap_say(out, "  this life began %s ago (%s), %s", span(state, "epoch_ms").text,
			 tell_get_text(state, "begun"),
			 tell_get_flag(state, "confirmed") ? "confirmed" : "not confirmed yet");
	if (tell_get(state, "healthy_ms"))
		wrap_say(out, "  healthy for %s", span(state, "healthy_ms").text);
	if (strcmp(tell_get_text(why, "mode"), "observe") == 0)
		wrap_say(out, "  observe mode: nothing is acted on, charges are simulated");
}

static void print_evidence(struct json_object *why, FILE *out)
{
	wrap_say(out, "evidence%s", count(why, "evidence") ? "" : ": none yet");
	for (size_t i = 0; i < count(why, "evidence"); i++) {
		struct json_object *said = entry(why, "evidence", i);
		const char *what = tell_get_text(said, "what"), *text = tell_get_text(said, "text");
		bool own = strcmp(tell_get_text(said, "target"), tell_get_text(why, "target")) == 0;

		wrap_say(out, "  %s%s%s%s%s%s from %s, %s ago%s", tell_get_text(said, "ev"),
			 *what ? " " : "", what, *text ? " \"" : "", text, *text ? "\"" : "",
			 tell_get_text(said, "source"), span(said, "age_ms").text,
			 own ? "" : ", of its gateway");
	}
}

static void print_laws(struct json_object *run, FILE *out)
{
	long long acts = (long long)tell_get_number(run, "false_restarts");
	char law[LAWBOOK_BYTES];

	wrap_say(out, "  law: auto, at most %lld false restart%s of a session in %s", acts,
		 acts == 1 ? "" : "s", span(run, "false_window_ms").text);
	for (size_t i = 0; i < count(run, "laws"); i++)
		wrap_say(out, "  %s", lawbook_sentence(entry(run, "laws", i), law));
}

static void print_run(struct json_object *why, FILE *out)
{
	struct json_object *run = tell_get(why, "run");
	bool ripe = tell_get_flag(run, "ripe"),
	     convicted = tell_get(tell_get(why, "incident"), "convicted_ms");

	if (tell_get_flag(run, "open"))
		wrap_say(out, "run: bad for %s of %s patience; bad claims %lld, needed %lld%s%s",
			 span(run, "age_ms").text, span(run, "patience_ms").text,
			 (long long)tell_get_number(run, "bad_claims"),
			 (long long)tell_get_number(run, "bad_claims_min"),
			 !ripe       ? ""
			 : convicted ? ": convicts"
				     : ": would convict, but for ",
			 ripe && !convicted ? tell_get_text(why, "condition") : "");
	else
		wrap_say(out, "run: none; patience is %s", span(run, "patience_ms").text);
	if (tell_get_flag(run, "shared"))
		wrap_say(out, "  others went bad with it: its gateway is judged instead");
	if (strcmp(tell_get_text(run, "law"), "fixed") == 0)
		wrap_say(out, "  law: patience is fixed by the configuration");
	else
		print_laws(run, out);
}

static void print_incident(struct json_object *why, FILE *out)
{
	struct json_object *incident = tell_get(why, "incident");
	long long acts = (long long)tell_get_number(incident, "acts");
	const char *untold = tell_get_text(incident, "untold");

	if (!incident) {
		wrap_say(out, "incident: none");
		return;
	}
	wrap_say(out, "incident %lld: %s, because of %s, opened %s ago, %lld act%s%s%s",
		 (long long)tell_get_number(incident, "id"), tell_get_text(incident, "phase"),
		 tell_get_text(incident, "cause"), span(incident, "opened_ms").text, acts,
		 acts == 1 ? "" : "s",
		 tell_get_flag(incident, "told") ? ", a person was told"
		 : *untold                       ? ", "
						 : "",
		 untold);
	if (tell_get(incident, "convicted_ms"))
		wrap_say(out, "  convicted %s ago", span(incident, "convicted_ms").text);
}

static void print_guards(struct json_object *why, FILE *out)
{
	wrap_say(out, "guards, in the order in which they are asked before an act");
	for (size_t i = 0; i < count(why, "guards"); i++) {
		struct json_object *guard = entry(why, "guards", i);
		bool holds = tell_get_flag(guard, "holds"), ends = tell_get(guard, "for_ms");

		colour_begin(out, holds ? COLOUR_DOUBT : 0);
		wrap_say(out, "  %-15s %s%s%s%s%s", tell_get_text(guard, "guard"),
			 holds ? "holds" : "free", ends ? ", for another " : "",
			 ends ? span(guard, "for_ms").text : "", holds ? ": " : "",
			 holds ? tell_get_text(guard, "why") : "");
		colour_end(out);
	}
}

#define COST_BYTES 120

static const char *cost(struct json_object *rung, bool learned, char *text)
{
	bool recovers = tell_get(rung, "recovery_ms");
	bool late = learned && tell_get_flag(rung, "rare");

	*text = '\0';
	if (tell_get(rung, "tries"))
		snprintf(text, COST_BYTES, ": helped %lld of %lld%s%s%s",
			 (long long)tell_get_number(rung, "helped"),
			 (long long)tell_get_number(rung, "tries"),
			 recovers ? ", mended after " : "",
			 recovers ? span(rung, "recovery_ms").text : "",
			 late ? ", so tried later" : "");
	return text;
}

static void print_ladder(struct json_object *why, FILE *out)
{
	bool learned = strcmp(tell_get_text(why, "ladder_order"), "learned") == 0;
	char text[COST_BYTES];

	wrap_say(out, "ladder%s",
		 !count(why, "ladder") ? ": none, it is only watched"
		 : learned             ? ", in the order that is learned of what helps"
				       : "");
	for (size_t i = 0; i < count(why, "ladder"); i++) {
		struct json_object *rung = entry(why, "ladder", i);

		wrap_say(out, "  %lld %s (%s)%s%s", (long long)tell_get_number(rung, "rung"),
			 tell_get_text(rung, "action"), tell_get_text(rung, "scope"),
			 cost(rung, learned, text), tell_get_flag(rung, "next") ? "  <- next" : "");
	}
}

static void print_memory(struct json_object *why, FILE *out)
{
	char text[LEAKBOOK_BYTES];
	const char *line;

	for (size_t i = 0; (line = leakbook_line(tell_get(why, "memory"), i, text)); i++)
		wrap_say(out, "%s", line);
}

static void print_budgets(struct json_object *why, FILE *out)
{
	struct json_object *cooldown = tell_get(why, "cooldown");

	wrap_say(out, "budgets");
	for (size_t i = 0; i < count(why, "budgets"); i++) {
		struct json_object *budget = entry(why, "budgets", i);
		bool full = tell_get(budget, "free_ms");

		wrap_say(out, "  %-15s %lld of %lld used in %s%s%s",
			 tell_get_text(budget, "budget"),
			 (long long)tell_get_number(budget, "used"),
			 (long long)tell_get_number(budget, "max"), span(budget, "window_ms").text,
			 full ? ", next free in " : "", full ? span(budget, "free_ms").text : "");
	}
	if (tell_get(cooldown, "for_ms"))
		wrap_say(out, "  cooldown: another %s, after %lld charges",
			 span(cooldown, "for_ms").text,
			 (long long)tell_get_number(cooldown, "charges"));
	else
		wrap_say(out, "  cooldown: over, %lld charges remembered",
			 (long long)tell_get_number(cooldown, "charges"));
}

static void print_quarantine(struct json_object *why, FILE *out)
{
	struct json_object *quarantine = tell_get(why, "quarantine");

	if (quarantine)
		wrap_say(out, "quarantine: %lld tries since%s%s",
			 (long long)tell_get_number(quarantine, "tries"),
			 tell_get(quarantine, "next_ms") ? ", the next in " : "",
			 tell_get(quarantine, "next_ms") ? span(quarantine, "next_ms").text : "");
}

static void print_holds(struct json_object *why, FILE *out)
{
	char text[HOLD_TEXT_BYTES];

	for (size_t i = 0; i < count(why, "holds"); i++)
		wrap_say(out, "%s", hold_format(entry(why, "holds", i), text));
}

static void print_last_act(struct json_object *why, FILE *out)
{
	struct json_object *act = tell_get(why, "last_act"), *cooldown = tell_get(why, "cooldown");
	const char *reason = tell_get_text(act, "why");
	bool observes = strcmp(tell_get_text(why, "mode"), "observe") == 0;

	if (!act && tell_get(cooldown, "act_age_ms"))
		wrap_say(out, "last act: %s ago, %s", span(cooldown, "act_age_ms").text,
			 observes ? "pretended, as the mode is observe"
				  : "before this daemon started");
	else if (!act)
		wrap_say(out, "last act: none");
	else if (!tell_get(act, "result"))
		wrap_say(out, "last act: %s, %s ago: in flight", tell_get_text(act, "action"),
			 span(act, "age_ms").text);
	else
		wrap_say(out, "last act: %s, %s ago: %s in %s%s%s; %s",
			 tell_get_text(act, "action"), span(act, "age_ms").text,
			 tell_get_text(act, "result"), span(act, "took_ms").text,
			 *reason ? ", " : "", reason, tell_get_text(act, "outcome"));
	if (tell_get(act, "output"))
		wrap_say(out, "  it printed: %s", tell_get_text(act, "output"));
}

void why_text_print(struct json_object *why, FILE *out)
{
	static void (*const parts[])(struct json_object *, FILE *) = {
		print_state,    print_holds,      print_evidence, print_run,
		print_incident, print_guards,     print_ladder,   print_memory,
		print_budgets,  print_quarantine, print_last_act,
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		parts[i](why, out);
}
