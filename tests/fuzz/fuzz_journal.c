/* fuzz_journal.c - a journal keeps to its budget, and goes on alike from what is remembered at any line.
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

/* A stream, and what must be known to begin another one where it stands. */
struct playing {
	struct replay replay;
	struct replay_stream *stream;
	int64_t t_ms; /* of the last line that counted */
};

static void note_time(struct playing *playing, const char *text)
{
	struct trace_line line;
	char why[160];

	if (trace_parse(text, &line, why, sizeof(why)) == 0 && line.kind == TRACE_EVIDENCE &&
	    line.t_ms > playing->t_ms &&
	    (!line.words.target || roster_find(replay_roster(playing->stream), line.words.target)))
		playing->t_ms = line.t_ms;
	trace_free(&line);
}

static void feed(struct playing *playing, const char *text)
{
	replay_feed(playing->stream, text, strlen(text));
	note_time(playing, text);
}

/* As the daemon does when it swaps its files: a header, and all that is known. */
static void swap(struct playing *playing)
{
	struct json_object *header = trace_header("b", 0, playing->t_ms);
	struct replay_stream *old = playing->stream;
	struct fuzz_text lines = { 0 };
	struct fuzz_input in;

	fuzz_print(&lines, "%s\n", json_object_to_json_string_ext(header, TRACE_JSON_FLAGS));
	json_object_put(header);
	state_write(replay_roster(old), STATE_DEPTH_ALL, keep, &lines);
	playing->stream = replay_open(&playing->replay);
	in = (struct fuzz_input){ (const uint8_t *)lines.data, lines.bytes };
	while (in.bytes) {
		char *text = fuzz_line(&in);

		replay_feed(playing->stream, text, strlen(text));
		free(text);
	}
	replay_close(old);
	fuzz_text_free(&lines);
}

/* after: so many lines before the swap; 0: none. */
static void play(struct watch *watch, struct fuzz_input in, bool sync, int after)
{
	struct playing playing = { .replay = { .sync = sync, .order = take_order, .ctx = watch } };
	struct fuzz_text lines = { 0 };

	playing.stream = replay_open(&playing.replay);
	for (int n = 1; in.bytes; n++) {
		char *text = fuzz_line(&in);

		watch->any |= strstr(text, "ledger") || strstr(text, "reset") ||
			      strstr(text, "muzzle") || strchr(text, '\\');
		feed(&playing, text);
		free(text);
		if (n == after && !watch->any)
			swap(&playing);
	}
	state_write(replay_roster(playing.stream), STATE_DEPTH_ALL, keep, &lines);
	restore(&lines);
	replay_close(playing.stream);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	struct fuzz_input in = { data, bytes };
	struct watch once = { 0 }, twice = { 0 };
	uint8_t how = fuzz_byte(&in);

	play(&once, in, how & 1, 0);
	play(&twice, in, how & 1, how >> 1 & 31);
	if (!once.any)
		fuzz_same(&twice.said, &once.said);
	fuzz_text_free(&once.said);
	fuzz_text_free(&twice.said);
	return 0;
}
