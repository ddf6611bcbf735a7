/* spans.c - see spans.h.  SPDX-License-Identifier: ISC */
#include "spans.h"

#include <stddef.h>

#include "growing.h"

const struct spans_one *spans_open(const struct spans *spans)
{
	const struct spans_one *last = &spans->list[(spans->count - 1) % SPANS_MAX];

	return spans->count && !last->to_ms ? last : NULL;
}

void spans_end(struct spans *spans, int64_t at_ms)
{
	struct spans_one *last = &spans->list[(spans->count - 1) % SPANS_MAX];

	if (spans_open(spans))
		last->to_ms = at_ms > last->from_ms ? at_ms : last->from_ms;
}

void spans_begin(struct spans *spans, int64_t at_ms, const char *state)
{
	spans_end(spans, at_ms);
	spans->list[spans->count++ % SPANS_MAX] =
		(struct spans_one){ .from_ms = at_ms, .state = state };
}

static void print_one(struct growing *out, const struct spans_one *span, int64_t from_ms,
		      int64_t to_ms)
{
	growing_say(out, "{\"from_wall_ms\":");
	growing_number(out, span->from_ms > from_ms ? span->from_ms : from_ms);
	growing_say(out, ",\"to_wall_ms\":");
	growing_number(out, to_ms);
	if (span->state) {
		growing_say(out, ",\"state\":");
		growing_json(out, span->state);
	}
	growing_say(out, "}");
}

void spans_print(struct growing *out, const struct spans *spans, int64_t from_ms, int64_t to_ms)
{
	unsigned i = spans->count > SPANS_MAX ? spans->count - SPANS_MAX : 0;
	const char *between = "[";

	for (; i < spans->count; i++) {
		const struct spans_one *span = &spans->list[i % SPANS_MAX];
		int64_t end_ms = span->to_ms ? span->to_ms : to_ms;

		if (end_ms < from_ms)
			continue;
		growing_say(out, between);
		print_one(out, span, from_ms, end_ms);
		between = ",";
	}
	growing_say(out, *between == '[' ? "[]" : "]");
}
