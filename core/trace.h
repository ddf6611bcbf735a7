/* trace.h - one line of a trace or journal, as JSON.  SPDX-License-Identifier: ISC
 *
 * The only place that knows how evidence and orders are written.  Times are BOOTTIME ms.
 */
#ifndef TRACE_H
#define TRACE_H

#include <json-c/json.h>
#include <stddef.h>

#include "engine.h"

/* How every line is written: one line, and no escaped slashes in names. */
#define TRACE_JSON_FLAGS (JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE)

enum trace_kind { TRACE_BLANK = 1, TRACE_HEADER, TRACE_EVIDENCE, TRACE_LEDGER, TRACE_ORDER };

/* What a line says beyond what the engine reads; NULL where it says nothing. */
struct trace_words {
	const char *target; /* gateway or gateway/session */
	const char *source;
	const char *raw; /* claim: the word that was mapped */
	const char *why; /* fault, probe, result, command */
	const char *id;  /* event: container */
	const char *by;  /* command: who */
};

struct trace_line {
	enum trace_kind kind;
	struct engine_evidence evidence; /* .target and .source are the reader's to resolve */
	struct trace_words words;        /* borrowed from json */
	const char *boot;                /* header */
	int64_t wall_ms;                 /* header; Unix ms */
	int64_t t_ms;                    /* header: -1 when it does not say */
	struct json_object *json;        /* owned: trace_free */
};

/* trace_parse - 0, or -EINVAL with a reason that names the key.  line must be freed either way. */
int trace_parse(const char *text, struct trace_line *line, char *why, size_t why_bytes);

/* trace_free - what trace_parse allocated. */
void trace_free(struct trace_line *line);

/* trace_container - container ids are only compared for equality: a hash; 0 for none. */
uint64_t trace_container(const char *id);

/* trace_header - the line that begins a file or a daemon's life; owned by the caller. */
struct json_object *trace_header(const char *boot, int64_t wall_ms, int64_t t_ms);

/* trace_evidence - a line of evidence; owned by the caller. */
struct json_object *trace_evidence(const struct engine_evidence *evidence,
				   const struct trace_words *words);

/* trace_finder - the words of the line that led to the order, for reason_text; NULL: none. */
const char *trace_finder(const struct engine_order *order, const struct trace_words *words);

/* trace_order_told - a line of an order, with why as it was told; owned by the caller. */
struct json_object *trace_order_told(const struct engine_order *order, const char *why);

/* trace_order - the same with the reason that the order and the line that gave it know of. */
struct json_object *trace_order(const struct engine_order *order, const struct trace_words *words);

#endif
