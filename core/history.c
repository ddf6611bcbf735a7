/* history.c - see history.h.  SPDX-License-Identifier: ISC */
#include "history.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "clock.h"
#include "colour.h"
#include "roster.h"
#include "span.h"
#include "tell.h"
#include "text.h"
#include "trace.h"
#include "units.h"

#define TEXT_MAX 400

/* What is remembered of each name. */
enum about { ABOUT_STATE = 1, ABOUT_SOURCE, ABOUT_ACT, ABOUT_WOULD };

/* A source that cannot look, and of what it told that. */
enum faulting { OF_GATEWAY = 1, OF_SESSION };

struct seen {
	struct seen *next; /* owned */
	enum about about;
	char name[ROSTER_NAME_BYTES]; /* target, or source */
	int64_t what;                 /* state, faulting, id, 1 for what was pretended last */
};

struct history {
	const struct history_wish *wish;
	struct seen *seen;     /* owned */
	int64_t wall_ms, t_ms; /* of the last header: what maps t to the wall clock */
	int64_t last_ms;       /* wall clock of the last line; 0: not known */
	bool shown;            /* at least a line */
};

struct history *history_new(const struct history_wish *wish)
{
	struct history *history = calloc(1, sizeof(*history));

	if (history)
		history->wish = wish;
	return history;
}

void history_free(struct history *history)
{
	while (history && history->seen) {
		struct seen *seen = history->seen;

		history->seen = seen->next;
		free(seen);
	}
	free(history);
}

/* The entry, begun with 0; NULL: no memory. */
static struct seen *see(struct history *history, enum about about, const char *name)
{
	struct seen *seen = history->seen;

	while (seen && (seen->about != about || strcmp(seen->name, name) != 0))
		seen = seen->next;
	if (seen)
		return seen;
	seen = calloc(1, sizeof(*seen));
	if (!seen)
		return NULL;
	seen->about = about;
	snprintf(seen->name, sizeof(seen->name), "%s", name);
	seen->next = history->seen;
	history->seen = seen;
	return seen;
}

/* True when it is something else than before; *before is what it was. */
static bool changes(struct history *history, enum about about, const char *name, int64_t *what)
{
	struct seen *seen = name ? see(history, about, name) : NULL;
	int64_t before = seen ? seen->what : 0;

	if (!seen || before == *what)
		return false;
	seen->what = *what;
	*what = before;
	return true;
}

/* A name is wished whole: waha does not wish for waha2. */
bool history_is_wished(const char *wished, const char *target)
{
	size_t bytes = wished ? strlen(wished) : 0;

	if (!wished)
		return true;
	return target && strncmp(target, wished, bytes) == 0 &&
	       (!target[bytes] || target[bytes] == '/');
}

/* Orders are not judged by whoever parses the line. */
static int64_t time_of(const struct trace_line *line)
{
	int64_t t_ms = tell_get_number(line->json, "t");

	return t_ms < 0 ? 0 : t_ms > TARGET_TIME_BASE ? TARGET_TIME_BASE : t_ms;
}

/* What is shown may stand on a terminal, whatever the journal has. */
static void show(struct history *history, const struct trace_line *line, const char *target,
		 const char *text)
{
	char when[CLOCK_WALL_TEXT_BYTES], whom[ROSTER_NAME_BYTES], what[TEXT_MAX];

	if (!history_is_wished(history->wish->target, target))
		return;
	history->shown = true;
	clock_wall_text(when, sizeof(when), history->last_ms);
	tell_text(line->json, "wall", when);
	text_scrub(whom, sizeof(whom), target ? target : "");
	text_scrub(what, sizeof(what), text);
	history->wish->show(history->wish->arg,
			    &(struct history_news){ .wall_ms = history->last_ms,
						    .target = target ? whom : NULL,
						    .text = what,
						    .line = line->json });
}

/* --- evidence */

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

/* A claim that repeats the last one is no news. */
static void show_claim(struct history *history, const struct trace_line *line)
{
	const struct trace_words *words = &line->words;
	int64_t what = line->evidence.what, faulting = 0;
	char text[TEXT_MAX], whom[ROSTER_NAME_BYTES];

	if (changes(history, ABOUT_SOURCE, words->source, &faulting)) {
		snprintf(whom, sizeof(whom), "%s", words->target);
		if (faulting == OF_GATEWAY)
			whom[strcspn(whom, "/")] = '\0';
		snprintf(text, sizeof(text), "%s answers again", words->source);
		show(history, line, whom, text);
	}
	if (!changes(history, ABOUT_STATE, words->target, &what))
		return;
	snprintf(text, sizeof(text), "is %s%s%s (%s says so%s%s)",
		 words_name(&words_state, line->evidence.what), what ? ", was " : "",
		 what ? words_name(&words_state, (int)what) : "", words->source,
		 words->raw ? ": " : "", or_empty(words->raw));
	show(history, line, words->target, text);
}

static void show_fault(struct history *history, const struct trace_line *line)
{
	struct seen *seen = see(history, ABOUT_SOURCE, line->words.source);
	char text[TEXT_MAX];

	if (!seen || seen->what)
		return;
	seen->what = strchr(line->words.target, '/') ? OF_SESSION : OF_GATEWAY;
	snprintf(text, sizeof(text), "%s cannot look (%s): %s", line->words.source,
		 words_name(&words_fault, line->evidence.what), or_empty(line->words.why));
	show(history, line, line->words.target, text);
}

static void show_event(struct history *history, const struct trace_line *line)
{
	char text[TEXT_MAX];

	snprintf(text, sizeof(text), "container: %s%s%.12s",
		 words_name(&words_event, line->evidence.what), line->words.id ? " " : "",
		 or_empty(line->words.id));
	if (line->evidence.what == EVENT_DIE)
		snprintf(text + strlen(text), sizeof(text) - strlen(text), ", exit code %d",
			 (int)line->evidence.code);
	show(history, line, line->words.target, text);
}

static void show_probe(struct history *history, const struct trace_line *line)
{
	char text[TEXT_MAX];

	if (line->evidence.ok)
		return;
	snprintf(text, sizeof(text), "a probe failed: %s", or_empty(line->words.why));
	show(history, line, line->words.target, text);
}

static void show_self(struct history *history, const struct trace_line *line)
{
	static const char *const what[] = {
		[SELF_LAG] = "muzzle stood still for ",
		[SELF_RESUME] = "the box slept for ",
		[SELF_UPLINK_DOWN] = "the box's own line is down",
		[SELF_UPLINK_UP] = "the box's own line is up again",
		[SELF_LEDGER_DOWN] = "the ledger cannot be written",
		[SELF_LEDGER_UP] = "the ledger can be written again",
		[SELF_RELOAD_REFUSED] = "the configuration was refused, the one before it holds",
	};
	char text[TEXT_MAX], span[SPAN_BYTES];

	snprintf(text, sizeof(text), "%s%s%s%s", what[line->evidence.what],
		 line->evidence.for_ms ? span_format(line->evidence.for_ms, span) : "",
		 line->words.why ? ": " : "", or_empty(line->words.why));
	show(history, line, NULL, text);
}

/* Results name an act only; the act named its target. */
static void show_result(struct history *history, const struct trace_line *line)
{
	const char *target = NULL;
	char text[TEXT_MAX];

	for (const struct seen *seen = history->seen; seen; seen = seen->next)
		if (seen->about == ABOUT_ACT && seen->what == (int64_t)line->evidence.id)
			target = seen->name;
	snprintf(text, sizeof(text), "act %llu ended: %s%s%s",
		 (unsigned long long)line->evidence.id,
		 line->evidence.ok ? "done" : words_name(&words_result, line->evidence.what),
		 line->words.why ? ", " : "", or_empty(line->words.why));
	show(history, line, target, text);
}

static void show_command(struct history *history, const struct trace_line *line)
{
	char text[TEXT_MAX], span[SPAN_BYTES];
	bool holds = line->evidence.what == COMMAND_HOLD;

	snprintf(text, sizeof(text), "%s%s%s by %s%s%s",
		 words_name(&words_command, line->evidence.what), holds ? " for " : "",
		 holds ? span_format(line->evidence.for_ms, span) : "",
		 line->words.by ? line->words.by : "somebody", line->words.why ? ": " : "",
		 or_empty(line->words.why));
	show(history, line, line->words.target, text);
}

static void (*const shows[EVIDENCE_KINDS])(struct history *, const struct trace_line *) = {
	[EVIDENCE_CLAIM] = show_claim,     [EVIDENCE_FAULT] = show_fault,
	[EVIDENCE_EVENT] = show_event,     [EVIDENCE_PROBE] = show_probe,
	[EVIDENCE_SELF] = show_self,       [EVIDENCE_RESULT] = show_result,
	[EVIDENCE_COMMAND] = show_command,
};

/* --- orders */

static void show_act(struct history *history, const struct trace_line *line, const char *target)
{
	int64_t id = tell_get_number(line->json, "id"), pretended = 0;
	char text[TEXT_MAX];

	changes(history, ABOUT_ACT, target, &id);
	changes(history, ABOUT_WOULD, target, &pretended);
	snprintf(text, sizeof(text), "ACT %lld: %s, because %s",
		 (long long)tell_get_number(line->json, "id"), tell_get_text(line->json, "action"),
		 tell_get_text(line->json, "why"));
	show(history, line, target, text);
}

/* What is only pretended is named, and has then as much time to help as if it had been done. */
static void show_held(struct history *history, const struct trace_line *line, const char *target)
{
	const char *action = tell_get_text(line->json, "action"),
		   *why = tell_get_text(line->json, "why"), *by = strstr(why, "; held by verify");
	struct seen *would = see(history, ABOUT_WOULD, target);
	char text[TEXT_MAX];

	if (would && *action)
		would->what = 1;
	if (*action)
		snprintf(text, sizeof(text), "WOULD %s, because %s", action, why);
	else if (would && would->what && by)
		snprintf(text, sizeof(text),
			 "not acted on: what it would have done has time to help%s", by);
	else
		snprintf(text, sizeof(text), "not acted on: %s", why);
	show(history, line, target, text);
}

static void show_order(struct history *history, const struct trace_line *line)
{
	const char *order = tell_get_text(line->json, "order"),
		   *target = tell_get_text(line->json, "target");
	char text[TEXT_MAX];

	switch (words_value(&words_order, order)) {
	case ORDER_ACT:
		show_act(history, line, target);
		break;
	case ORDER_HELD:
		show_held(history, line, target);
		break;
	case ORDER_NOTIFY:
		snprintf(text, sizeof(text), "TELL %s: %s", tell_get_text(line->json, "what"),
			 tell_get_text(line->json, "why"));
		show(history, line, target, text);
		break;
	default:
		break;
	}
}

/* Times count from it until the next one.  Without "what" only the files were swapped: no news. */
static void take_header(struct history *history, const struct trace_line *line)
{
	const char *what = tell_get_text(line->json, "what");
	char text[TEXT_MAX];

	history->wall_ms = history->last_ms = line->wall_ms;
	history->t_ms = line->t_ms > 0 ? line->t_ms : 0;
	snprintf(text, sizeof(text), "%s, mode %s",
		 strcmp(what, "start") == 0 ? "started" : "took over the configuration",
		 tell_get_text(line->json, "mode"));
	if (*what)
		show(history, line, NULL, text);
}

bool history_line(struct history *history, const char *text)
{
	struct trace_line line;
	char why[TEXT_MAX];
	bool good;

	good = trace_parse(text, &line, why, sizeof(why)) == 0;
	if (!good)
		line.kind = TRACE_BLANK;
	if (line.kind == TRACE_HEADER)
		take_header(history, &line);
	if (history->wall_ms && tell_get(line.json, "t")) /* else: as the line before */
		history->last_ms = history->wall_ms + time_of(&line) - history->t_ms;
	if (line.kind == TRACE_ORDER)
		show_order(history, &line);
	else if (line.kind == TRACE_EVIDENCE && shows[line.evidence.kind])
		shows[line.evidence.kind](history, &line);
	trace_free(&line);
	return good;
}

bool history_is_empty(const struct history *history)
{
	return !history->shown;
}

const char *history_nearest(const struct history *history, const char *name)
{
	const struct seen *seen = history->seen;

	while (seen && (seen->about != ABOUT_STATE || !units_may_mean(name, seen->name)))
		seen = seen->next;
	return seen ? seen->name : NULL;
}

int64_t history_wall_ms(const struct history *history)
{
	return history->last_ms;
}

/* What was done, not done and told stands out among what was seen. */
static const enum colour colours[ORDERS] = {
	[ORDER_ACT] = COLOUR_STRONG,
	[ORDER_HELD] = COLOUR_DOUBT,
	[ORDER_NOTIFY] = COLOUR_BAD,
};

void history_print(const struct history_news *news, bool json, FILE *out)
{
	time_t seconds = (time_t)(news->wall_ms / 1000);
	char when[CLOCK_WALL_TEXT_BYTES];
	struct tm local;

	if (json) {
		tell_print(news->line, true, out);
		return;
	}
	if (!localtime_r(&seconds, &local) ||
	    !strftime(when, sizeof(when), "%Y-%m-%d %H:%M:%S", &local))
		snprintf(when, sizeof(when), "-");
	colour_begin(out, colours[words_value(&words_order, tell_get_text(news->line, "order"))]);
	fprintf(out, "%s  %-16s %s", when, news->target ? news->target : "muzzle", news->text);
	colour_end(out);
	fputc('\n', out);
}
