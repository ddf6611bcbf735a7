/* fuzz_journal.c - a journal replays twice alike, within its budget, and from what it remembers at its end.
 * SPDX-License-Identifier: ISC */
#include "fuzz.h"
#include "replay.h"
#include "roster.h"
#include "state.h"

#define HOUR_MS INT64_C(3600000)
#define ACTS 6 /* of the box an hour, unless the journal recorded a configuration */

struct watch {
	struct fuzz_text said;
	int64_t acts_ms[ACTS];
	size_t acts;
	bool any; /* the journal says itself what may be done */
};

static void take_order(void *ctx, const struct engine_order *order, const struct trace_words *words)
{
	struct json_object *json = trace_order(order, words);
	struct watch *watch = ctx;

	fuzz_print(&watch->said, "%s\n", json_object_to_json_string_ext(json, TRACE_JSON_FLAGS));
	json_object_put(json);
	if (order->kind != ORDER_ACT || watch->any)
		return;
	FUZZ_HOLDS(watch->acts < ACTS ||
		   order->t_ms - watch->acts_ms[watch->acts % ACTS] >= HOUR_MS);
	watch->acts_ms[watch->acts++ % ACTS] = order->t_ms;
}

static void keep(void *ctx, struct json_object *line)
{
	fuzz_print(ctx, "%s\n", json_object_to_json_string_ext(line, TRACE_JSON_FLAGS));
}

/* What was remembered, told to somebody who knows nothing. */
static void restore(struct fuzz_text *lines)
{
	struct roster *roster = roster_new(NULL);
	struct fuzz_input in = { (const uint8_t *)lines->data, lines->bytes };
	struct fuzz_text again = { 0 };

	while (in.bytes) {
		char why[160], *text = fuzz_line(&in);
		struct json_object *json = json_tokener_parse(text);

		FUZZ_HOLDS(json && state_read(roster, json, why, sizeof(why)) == 0);
		json_object_put(json);
		free(text);
	}
	state_write(roster, STATE_DEPTH_ALL, keep, &again);
	fuzz_same(&again, lines);
	roster_free(roster);
}

static void play(struct watch *watch, struct fuzz_input in, bool sync)
{
	const struct replay replay = { .sync = sync, .order = take_order, .ctx = watch };
	struct replay_stream *stream = replay_open(&replay);
	struct fuzz_text lines = { 0 };

	while (in.bytes) {
		char *text = fuzz_line(&in);

		watch->any |= strstr(text, "ledger") || strstr(text, "reset") ||
			      strstr(text, "muzzle") || strchr(text, '\\');
		replay_feed(stream, text, strlen(text));
		free(text);
	}
	state_write(replay_roster(stream), STATE_DEPTH_ALL, keep, &lines);
	restore(&lines);
	replay_close(stream);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	struct fuzz_input in = { data, bytes };
	struct watch once = { 0 }, twice = { 0 };
	bool sync = fuzz_byte(&in) & 1;

	play(&once, in, sync);
	play(&twice, in, sync);
	fuzz_same(&twice.said, &once.said);
	return 0;
}
