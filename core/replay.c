/* replay.c - see replay.h.  SPDX-License-Identifier: ISC */
#include "replay.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "roster.h"
#include "state.h"
#include "tell.h"
#include "text.h"
#include "trace.h"

#define WALL_MAX_MS (INT64_C(30) * 24 * 3600 * 1000) /* the ledger ages by at most so much */
#define QUEUE_MAX 64                                 /* acts of one step that succeed at once */

struct replay_stream {
	const struct replay *replay;
	struct roster *roster;
	unsigned long line_number;
	bool bad;       /* some line was */
	bool header;    /* one was read */
	bool restoring; /* nothing came behind the header yet: ledger lines are all there is to know */
	bool shift_due; /* another boot: the next line's t says by how much */
	char boot[64];
	int64_t wall_ms;   /* of the header */
	int64_t wall_t_ms; /* t at which it was wall_ms */
	int64_t last_t_ms; /* of the present header; -1 none */
	int64_t answer_t_ms;
	int64_t elapsed_ms;       /* between the last line of the old boot and the new header */
	struct trace_words words; /* of the line that the engine is fed */
	uint64_t acts[QUEUE_MAX]; /* ordered in this step */
	size_t acts_count;
};

static void print(struct replay_stream *stream, struct json_object *object)
{
	if (stream->replay->out)
		tell_print(object, true, stream->replay->out);
	json_object_put(object);
}

static void answer(struct replay_stream *stream)
{
	struct json_object *object;

	if (!stream->replay->sync || !stream->replay->out)
		return;
	object = json_object_new_object();
	tell_number(object, "t", stream->answer_t_ms);
	tell_flag(object, "done", true);
	print(stream, object);
	fflush(stream->replay->out);
}

static void complain(struct replay_stream *stream, const char *why)
{
	struct json_object *object = json_object_new_object();
	char clean[TEXT_BYTES];

	text_clean(clean, sizeof(clean), why); /* it may quote the line */
	tell_text(object, "error", clean);
	tell_number(object, "line", (int64_t)stream->line_number);
	print(stream, object);
	stream->bad = true;
}

static void give_order(void *ctx, const struct engine_order *order)
{
	struct replay_stream *stream = ctx;

	if (stream->replay->order)
		stream->replay->order(stream->replay->ctx, order, &stream->words);
	else
		print(stream, trace_order(order, &stream->words));
	if (order->kind == ORDER_ACT && stream->acts_count < QUEUE_MAX)
		stream->acts[stream->acts_count++] = order->id;
}

/* Without --sync an act succeeds at once, and what follows from that may be the next act. */
static void succeed(struct replay_stream *stream)
{
	for (size_t i = 0; i < stream->acts_count && !stream->replay->sync; i++) {
		struct engine_evidence result = {
			.kind = EVIDENCE_RESULT,
			.t_ms = stream->last_t_ms,
			.id = stream->acts[i],
			.ok = true,
		};

		engine_step(roster_engine(stream->roster), &result, give_order, stream);
	}
	stream->acts_count = 0;
}

static int64_t at_most_a_month(int64_t elapsed_ms)
{
	return elapsed_ms > 0 && elapsed_ms <= WALL_MAX_MS ? elapsed_ms : 0;
}

/* Another boot: how long ago the last line was, by the wall. */
static void note_other_boot(struct replay_stream *stream, const struct trace_line *line)
{
	int64_t last_wall_ms = stream->wall_ms;

	if (!stream->shift_due) {
		stream->elapsed_ms = 0;
		last_wall_ms += stream->last_t_ms - stream->wall_t_ms;
	}
	stream->elapsed_ms += at_most_a_month(line->wall_ms - last_wall_ms);
	stream->shift_due = true;
}

/* The first time that is known under a header: from here on t counts. */
static void begin_time(struct replay_stream *stream, int64_t t_ms)
{
	if (stream->shift_due)
		engine_shift(roster_engine(stream->roster),
			     t_ms - (stream->last_t_ms + stream->elapsed_ms));
	stream->shift_due = false;
	if (stream->wall_t_ms < 0)
		stream->wall_t_ms = t_ms;
	stream->last_t_ms = t_ms;
	stream->answer_t_ms = t_ms;
}

static void take_header(struct replay_stream *stream, const struct trace_line *line)
{
	bool same_boot = strncmp(stream->boot, line->boot, sizeof(stream->boot) - 1) == 0;

	if (same_boot && line->t_ms >= 0 && line->t_ms < stream->last_t_ms) {
		complain(stream, "\"t\" is less than that of the line before, under the same boot");
		return;
	}
	if (stream->header && !same_boot && stream->last_t_ms >= 0)
		note_other_boot(stream, line);
	engine_restart(roster_engine(stream->roster));
	stream->restoring = true;
	snprintf(stream->boot, sizeof(stream->boot), "%s", line->boot);
	stream->header = true;
	stream->wall_ms = line->wall_ms;
	stream->wall_t_ms = line->t_ms;
	if (line->t_ms >= 0)
		begin_time(stream, line->t_ms);
}

static bool goes_back(const struct replay_stream *stream, int64_t t_ms)
{
	return t_ms < stream->last_t_ms && !stream->shift_due;
}

static int resolve(struct replay_stream *stream, struct trace_line *line)
{
	struct engine_evidence *evidence = &line->evidence;

	if (line->words.target) {
		evidence->target = roster_get(stream->roster, line->words.target);
		if (!evidence->target)
			return -EINVAL;
	}
	if (line->words.source)
		evidence->source = roster_source(stream->roster, line->words.source);
	return 0;
}

static void take_evidence(struct replay_stream *stream, struct trace_line *line)
{
	struct engine_evidence *evidence = &line->evidence;

	if (goes_back(stream, evidence->t_ms)) {
		complain(stream, "\"t\" is less than that of the line before");
		return;
	}
	if (resolve(stream, line)) {
		complain(stream, "\"target\" is no gateway or gateway/stream of the grammar");
		return;
	}
	begin_time(stream, evidence->t_ms);
	stream->restoring = false;
	if (evidence->kind == EVIDENCE_RESULT && !stream->replay->sync)
		return;
	roster_engine(stream->roster)->observe |= stream->replay->observe;
	stream->words = line->words;
	engine_step(roster_engine(stream->roster), evidence, give_order, stream);
	stream->words = (struct trace_words){ NULL };
	succeed(stream);
}

/* What a daemon knew when it wrote its header is told whole: what was known before it is forgotten,
 * as a kill may have lost it. */
static int take_ledger(struct replay_stream *stream, struct trace_line *line, char *why,
		       size_t why_bytes)
{
	if (stream->restoring) {
		struct roster *roster = roster_new(stream->replay->conf);

		if (!roster) {
			snprintf(why, why_bytes, "out of memory");
			return -ENOMEM;
		}
		roster_free(stream->roster);
		stream->roster = roster;
		stream->restoring = false;
	}
	return state_read(stream->roster, line->json, why, why_bytes);
}

static void take_line(struct replay_stream *stream, const char *text)
{
	struct trace_line line;
	char why[160] = "";

	if (trace_parse(text, &line, why, sizeof(why)))
		complain(stream, why);
	else if (line.kind == TRACE_HEADER)
		take_header(stream, &line);
	else if (line.kind == TRACE_EVIDENCE)
		take_evidence(stream, &line);
	else if (line.kind == TRACE_LEDGER && take_ledger(stream, &line, why, sizeof(why)))
		complain(stream, why);
	trace_free(&line);
	answer(stream);
}

struct replay_stream *replay_open(const struct replay *replay)
{
	struct replay_stream *stream = calloc(1, sizeof(*stream));

	if (!stream)
		return NULL;
	stream->replay = replay;
	stream->last_t_ms = -1;
	stream->roster = roster_new(replay->conf);
	if (stream->roster)
		return stream;
	free(stream);
	return NULL;
}

void replay_feed(void *ctx, const char *text, size_t bytes)
{
	struct replay_stream *stream = ctx;

	stream->line_number++;
	if (strlen(text) == bytes) {
		take_line(stream, text);
		return;
	}
	complain(stream, "a NUL byte in the line");
	answer(stream);
}

struct roster *replay_roster(const struct replay_stream *stream)
{
	return stream->roster;
}

int64_t replay_wall_ms(const struct replay_stream *stream)
{
	return stream->wall_ms + (stream->last_t_ms < 0 ? 0 : stream->last_t_ms) -
	       (stream->wall_t_ms < 0 ? 0 : stream->wall_t_ms);
}

int replay_close(struct replay_stream *stream)
{
	bool bad = stream->bad;

	roster_free(stream->roster);
	free(stream);
	return bad ? -EINVAL : 0;
}

int replay_read(FILE *in, replay_line *take, void *ctx)
{
	char *text = NULL;
	size_t room = 0;
	ssize_t bytes;

	while ((bytes = getline(&text, &room, in)) >= 0)
		take(ctx, text, (size_t)bytes);
	free(text);
	return ferror(in) ? -EIO : 0;
}

int replay_run(const struct replay *replay)
{
	struct replay_stream *stream = replay_open(replay);
	int rc, bad;

	if (!stream)
		return -ENOMEM;
	rc = replay_read(replay->in, replay_feed, stream);
	bad = replay_close(stream);
	return rc ? rc : bad;
}
