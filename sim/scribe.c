/* scribe.c - see scribe.h.  SPDX-License-Identifier: ISC */
#include "scribe.h"

#include "state.h"

#define BOOT "sim"
#define WALL_MS INT64_C(1767225600000) /* 2026-01-01: a world has no date of its own */

static void put(struct scribe *scribe, struct json_object *line)
{
	fprintf(scribe->out, "%s\n", json_object_to_json_string_ext(line, TRACE_JSON_FLAGS));
	json_object_put(line);
}

static bool is_wanted(const struct scribe *scribe, int64_t t_ms)
{
	return t_ms >= scribe->from_ms && t_ms <= scribe->until_ms;
}

static void put_state(void *ctx, struct json_object *line)
{
	put(ctx, json_object_get(line));
}

static void begin_life(void *ctx, struct roster *roster, int64_t t_ms)
{
	struct scribe *scribe = ctx;

	if (!is_wanted(scribe, t_ms))
		return;
	put(scribe, trace_header(BOOT, WALL_MS + t_ms, t_ms));
	if (!scribe->begun)
		state_write(roster, STATE_DEPTH_ALL, put_state, scribe);
	scribe->begun = true;
}

static void write_evidence(void *ctx, const struct engine_evidence *evidence,
			   const struct trace_words *words)
{
	struct scribe *scribe = ctx;

	if (!is_wanted(scribe, evidence->t_ms))
		return;
	scribe->words = *words;
	put(scribe, trace_evidence(evidence, words));
}

static void write_order(void *ctx, const struct engine_order *order)
{
	struct scribe *scribe = ctx;

	if (is_wanted(scribe, order->t_ms))
		put(scribe, trace_order(order, &scribe->words));
}

/* Who begins after an end knows nothing of what was before. */
static void end(void *ctx, struct roster *roster, int64_t t_ms)
{
	struct scribe *scribe = ctx;

	(void)roster;
	(void)t_ms;
	scribe->begun = false;
}

void scribe_init(struct scribe *scribe, FILE *out)
{
	*scribe = (struct scribe){ .out = out, .until_ms = INT64_MAX };
}

struct watcher_tap scribe_tap(struct scribe *scribe)
{
	return (struct watcher_tap){ .ctx = scribe,
				     .header = begin_life,
				     .evidence = write_evidence,
				     .order = write_order,
				     .end = end };
}
