/* trace.c - see trace.h.  SPDX-License-Identifier: ISC */
#include "trace.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "reason.h"
#include "fnv.h"
#include "roster.h"
#include "tell.h"
#include "words.h"

#define HOLD_DEFAULT_MS 3600000

uint64_t trace_container(const char *id)
{
	uint64_t hash;

	if (!id || !*id)
		return 0;
	hash = fnv_add(FNV_START, id, strlen(id));
	return hash ? hash : 1;
}

struct reader {
	struct trace_line *line;
	char *why;
	size_t why_bytes;
};

typedef int read_kind(struct reader *reader);

static int fail(struct reader *reader, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static int fail(struct reader *reader, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(reader->why, reader->why_bytes, format, args);
	va_end(args);
	return -EINVAL;
}

static const char *text(const struct reader *reader, const char *key)
{
	struct json_object *value;

	if (!json_object_object_get_ex(reader->line->json, key, &value) ||
	    !json_object_is_type(value, json_type_string))
		return NULL;
	return json_object_get_string(value);
}

/* No time, count or id reaches so far, and sums of a few such numbers cannot overflow. */
static int64_t saturate(int64_t value, int64_t limit)
{
	return value > limit ? limit : value < -limit ? -limit : value;
}

/* An integer, or fallback when the key is missing; a fraction or a word is an error. */
static int number(struct reader *reader, const char *key, int64_t fallback, int64_t *out)
{
	struct json_object *value;

	*out = fallback;
	if (!json_object_object_get_ex(reader->line->json, key, &value) || !value)
		return 0;
	if (!json_object_is_type(value, json_type_int))
		return fail(reader, "\"%s\" is not an integer", key);
	*out = saturate(json_object_get_int64(value), TARGET_TIME_BASE);
	return 0;
}

static bool flag(const struct reader *reader, const char *key)
{
	struct json_object *value;

	return json_object_object_get_ex(reader->line->json, key, &value) &&
	       json_object_is_type(value, json_type_boolean) && json_object_get_boolean(value);
}

static int word(struct reader *reader, const char *key, const struct words_table *table, int *out)
{
	const char *name = text(reader, key);

	*out = words_value(table, name);
	if (*out)
		return 0;
	return name ? fail(reader, "unknown \"%s\": %.64s", key, name)
		    : fail(reader, "\"%s\" is missing", key);
}

static int need_target(struct reader *reader)
{
	reader->line->words.target = text(reader, "target");
	return reader->line->words.target ? 0 : fail(reader, "\"target\" is missing");
}

static int need_source(struct reader *reader)
{
	reader->line->words.source = text(reader, "source");
	if (need_target(reader))
		return -EINVAL;
	return reader->line->words.source ? 0 : fail(reader, "\"source\" is missing");
}

/* The event's own time: t if it is missing or later than t. */
static int read_at(struct reader *reader)
{
	struct engine_evidence *evidence = &reader->line->evidence;

	if (number(reader, "at", evidence->t_ms, &evidence->at_ms))
		return -EINVAL;
	if (evidence->at_ms > evidence->t_ms)
		evidence->at_ms = evidence->t_ms;
	return 0;
}

static int read_claim(struct reader *reader)
{
	if (need_source(reader) ||
	    word(reader, "state", &words_state, &reader->line->evidence.what))
		return -EINVAL;
	reader->line->words.raw = text(reader, "raw");
	return read_at(reader);
}

static int read_proof(struct reader *reader)
{
	return need_source(reader) || read_at(reader) ? -EINVAL : 0;
}

static int read_fault(struct reader *reader)
{
	reader->line->words.why = text(reader, "why");
	return need_source(reader) ||
			       word(reader, "what", &words_fault, &reader->line->evidence.what)
		       ? -EINVAL
		       : 0;
}

static int read_event(struct reader *reader)
{
	struct engine_evidence *evidence = &reader->line->evidence;
	int64_t code;

	if (need_source(reader) || word(reader, "what", &words_event, &evidence->what) ||
	    number(reader, "code", 0, &code))
		return -EINVAL;
	reader->line->words.id = text(reader, "id");
	evidence->id = trace_container(reader->line->words.id);
	evidence->code = (int32_t)saturate(code, INT32_MAX);
	return 0;
}

static int read_probe(struct reader *reader)
{
	reader->line->evidence.ok = flag(reader, "ok");
	reader->line->words.why = text(reader, "why");
	return need_source(reader);
}

static int read_self(struct reader *reader)
{
	struct engine_evidence *evidence = &reader->line->evidence;

	reader->line->words.why = text(reader, "why");
	if (word(reader, "what", &words_self, &evidence->what))
		return -EINVAL;
	return number(reader, "ms", 0, &evidence->for_ms);
}

static int read_result(struct reader *reader)
{
	struct engine_evidence *evidence = &reader->line->evidence;
	int64_t id;

	evidence->ok = flag(reader, "ok");
	reader->line->words.why = text(reader, "why");
	if (number(reader, "id", 0, &id))
		return -EINVAL;
	if (id < 1)
		return fail(reader, "\"id\" is missing or not above 0");
	evidence->id = (uint64_t)id;
	if (evidence->ok)
		return 0;
	return word(reader, "what", &words_result, &evidence->what);
}

static int read_command(struct reader *reader)
{
	struct engine_evidence *evidence = &reader->line->evidence;

	reader->line->words.by = text(reader, "by");
	reader->line->words.why = text(reader, "why");
	evidence->charges = flag(reader, "charges");
	evidence->law = flag(reader, "law");
	if (need_target(reader) || word(reader, "what", &words_command, &evidence->what))
		return -EINVAL;
	return number(reader, "for_ms", HOLD_DEFAULT_MS, &evidence->for_ms);
}

static int read_memory(struct reader *reader)
{
	struct engine_evidence *evidence = &reader->line->evidence;

	if (need_source(reader) || number(reader, "bytes", -1, &evidence->bytes) ||
	    number(reader, "limit", 0, &evidence->limit_bytes))
		return -EINVAL;
	if (evidence->bytes < 0 || evidence->limit_bytes < 0)
		return fail(reader, "\"bytes\" is missing, or below zero as \"limit\"");
	if (strchr(reader->line->words.target, '/'))
		return fail(reader, "\"target\" is a session: only gateways have memory");
	return 0;
}

static int read_tick(struct reader *reader)
{
	(void)reader;
	return 0;
}

static read_kind *const readers[EVIDENCE_KINDS] = {
	[EVIDENCE_CLAIM] = read_claim,   [EVIDENCE_PROOF] = read_proof,
	[EVIDENCE_FAULT] = read_fault,   [EVIDENCE_EVENT] = read_event,
	[EVIDENCE_PROBE] = read_probe,   [EVIDENCE_SELF] = read_self,
	[EVIDENCE_RESULT] = read_result, [EVIDENCE_COMMAND] = read_command,
	[EVIDENCE_TICK] = read_tick,     [EVIDENCE_MEMORY] = read_memory,
};

static int read_time(struct reader *reader)
{
	struct trace_line *line = reader->line;

	if (number(reader, "t", -1, &line->evidence.t_ms))
		return -EINVAL;
	if (line->evidence.t_ms < 0 || line->evidence.t_ms >= TARGET_TIME_BASE)
		return fail(reader, "\"t\" is missing, negative or too large");
	line->t_ms = line->evidence.t_ms;
	return 0;
}

static int read_header(struct reader *reader)
{
	struct trace_line *line = reader->line;
	const char *wall = text(reader, "wall");
	int64_t version;

	line->kind = TRACE_HEADER;
	if (number(reader, "muzzle", 0, &version))
		return -EINVAL;
	if (version != 1)
		return fail(reader, "trace version %lld, this program reads 1", (long long)version);
	if (json_object_object_get_ex(line->json, "t", NULL) && read_time(reader))
		return -EINVAL;
	line->boot = text(reader, "boot");
	if (!line->boot)
		return fail(reader, "\"boot\" is missing");
	if (!wall || clock_wall_parse(wall, &line->wall_ms))
		return fail(reader, "\"wall\" is missing or not an ISO 8601 time");
	return 0;
}

static int read_line(struct reader *reader)
{
	struct trace_line *line = reader->line;
	const char *ev = text(reader, "ev");
	struct json_object *value;
	int kind;

	if (json_object_object_get_ex(line->json, "muzzle", &value))
		return read_header(reader);
	if (!ev && text(reader, "order")) {
		line->kind = TRACE_ORDER;
		return 0;
	}
	if (ev && strcmp(ev, "ledger") == 0) {
		line->kind = TRACE_LEDGER;
		return 0;
	}
	if (word(reader, "ev", &words_evidence, &kind) || read_time(reader))
		return -EINVAL;
	assert(readers[kind]);
	line->kind = TRACE_EVIDENCE;
	line->evidence.kind = (enum words_evidence)kind;
	return readers[kind](reader);
}

int trace_parse(const char *line_text, struct trace_line *line, char *why, size_t why_bytes)
{
	struct reader reader = { line, why, why_bytes };
	struct json_tokener *tokener;
	enum json_tokener_error error;

	memset(line, 0, sizeof(*line));
	line->t_ms = -1;
	if (line_text[strspn(line_text, " \t\r\n")] == '\0') {
		line->kind = TRACE_BLANK;
		return 0;
	}
	tokener = json_tokener_new();
	if (!tokener)
		return fail(&reader, "out of memory");
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
	line->json = json_tokener_parse_ex(tokener, line_text, (int)strlen(line_text) + 1);
	error = json_tokener_get_error(tokener);
	json_tokener_free(tokener);
	if (error != json_tokener_success)
		return fail(&reader, "not JSON: %s", json_tokener_error_desc(error));
	if (!json_object_is_type(line->json, json_type_object))
		return fail(&reader, "not a JSON object");
	return read_line(&reader);
}

void trace_free(struct trace_line *line)
{
	json_object_put(line->json);
	line->json = NULL;
}

struct json_object *trace_header(const char *boot, int64_t wall_ms, int64_t t_ms)
{
	struct json_object *object = json_object_new_object();
	char wall[CLOCK_WALL_TEXT_BYTES];

	clock_wall_text(wall, sizeof(wall), wall_ms);
	tell_number(object, "muzzle", 1);
	tell_text(object, "boot", boot);
	tell_text(object, "wall", wall);
	if (t_ms >= 0)
		tell_number(object, "t", t_ms);
	return object;
}

/* The key under which each kind of evidence names what it says, and its vocabulary. */
static const struct {
	const char *key;
	const struct words_table *table;
} said[EVIDENCE_KINDS] = {
	[EVIDENCE_CLAIM] = { "state", &words_state },
	[EVIDENCE_FAULT] = { "what", &words_fault },
	[EVIDENCE_EVENT] = { "what", &words_event },
	[EVIDENCE_SELF] = { "what", &words_self },
	[EVIDENCE_RESULT] = { "what", &words_result },
	[EVIDENCE_COMMAND] = { "what", &words_command },
};

static void put_said(struct json_object *object, const struct engine_evidence *evidence)
{
	if (said[evidence->kind].key && evidence->what)
		tell_text(object, said[evidence->kind].key,
			  words_name(said[evidence->kind].table, evidence->what));
}

static void put_details(struct json_object *object, const struct engine_evidence *evidence)
{
	switch (evidence->kind) {
	case EVIDENCE_EVENT:
		if (evidence->what == EVENT_DIE)
			tell_number(object, "code", evidence->code);
		break;
	case EVIDENCE_PROBE:
	case EVIDENCE_RESULT:
		tell_flag(object, "ok", evidence->ok);
		break;
	case EVIDENCE_SELF:
		tell_number(object, "ms", evidence->for_ms);
		break;
	case EVIDENCE_MEMORY:
		tell_number(object, "bytes", evidence->bytes);
		if (evidence->limit_bytes)
			tell_number(object, "limit", evidence->limit_bytes);
		break;
	case EVIDENCE_COMMAND:
		if (evidence->what == COMMAND_HOLD)
			tell_number(object, "for_ms", evidence->for_ms);
		if (evidence->charges)
			tell_flag(object, "charges", true);
		if (evidence->law)
			tell_flag(object, "law", true);
		break;
	default:
		break;
	}
}

static bool has_own_time(const struct engine_evidence *evidence)
{
	return (evidence->kind == EVIDENCE_CLAIM || evidence->kind == EVIDENCE_PROOF) &&
	       evidence->at_ms != evidence->t_ms;
}

struct json_object *trace_evidence(const struct engine_evidence *evidence,
				   const struct trace_words *words)
{
	struct json_object *object = json_object_new_object();

	tell_number(object, "t", evidence->t_ms);
	tell_text(object, "ev", words_name(&words_evidence, evidence->kind));
	if (evidence->kind == EVIDENCE_RESULT)
		tell_number(object, "id", (int64_t)evidence->id);
	tell_text(object, "target", words->target);
	tell_text(object, "source", words->source);
	if (has_own_time(evidence))
		tell_number(object, "at", evidence->at_ms);
	put_said(object, evidence);
	put_details(object, evidence);
	tell_text(object, "id", evidence->kind == EVIDENCE_EVENT ? words->id : NULL);
	tell_text(object, "raw", words->raw);
	tell_text(object, "by", words->by);
	tell_text(object, "why", words->why);
	return object;
}

static void put_act(struct json_object *object, const struct engine_order *order)
{
	tell_number(object, "id", (int64_t)order->id);
	tell_text(object, "target", roster_name(order->target));
	tell_text(object, "action", roster_action(order->target, order->rung - 1));
	tell_number(object, "rung", order->rung);
}

static void put_held(struct json_object *object, const struct engine_order *order)
{
	tell_text(object, "target", roster_name(order->target));
	tell_text(object, "by", words_name(&words_guard, order->by));
	if (order->by == GUARD_OBSERVE)
		tell_text(object, "action", roster_action(order->target, order->rung - 1));
	if (order->until_ms)
		tell_number(object, "until", order->until_ms);
}

static void put_notify(struct json_object *object, const struct engine_order *order)
{
	tell_number(object, "incident", (int64_t)order->incident);
	tell_text(object, "what", words_name(&words_notify, (int)order->what));
	tell_text(object, "target", roster_name(order->target));
}

struct json_object *trace_order_told(const struct engine_order *order, const char *why)
{
	struct json_object *object = json_object_new_object();

	tell_number(object, "t", order->t_ms);
	tell_text(object, "order", words_name(&words_order, (int)order->kind));
	if (order->kind == ORDER_ACT)
		put_act(object, order);
	else if (order->kind == ORDER_HELD)
		put_held(object, order);
	else if (order->kind == ORDER_NOTIFY)
		put_notify(object, order);
	else
		tell_text(object, "target", roster_name(order->target));
	if (order->kind >= ORDER_HELD)
		tell_text(object, "why", why);
	return object;
}

const char *trace_finder(const struct engine_order *order, const struct trace_words *words)
{
	if (order->kind != ORDER_NOTIFY)
		return NULL;
	return words->raw ? words->raw : words->why;
}

struct json_object *trace_order(const struct engine_order *order, const struct trace_words *words)
{
	char why[REASON_BYTES];

	reason_text(order, trace_finder(order, words), why, sizeof(why));
	return trace_order_told(order, why);
}
