/* replay.c - see replay.h.  SPDX-License-Identifier: ISC */
#include "replay.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "roster.h"
#include "state.h"
#include "text.h"
#include "trace.h"

#define WALL_MAX_MS (INT64_C(30) * 24 * 3600 * 1000) /* the ledger ages by at most so much */
#define QUEUE_MAX 64                                 /* acts of one step that succeed at once */

struct session {
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

static void print(struct session *session, struct json_object *object)
{
	fprintf(session->replay->out, "%s\n",
		json_object_to_json_string_ext(object, TRACE_JSON_FLAGS));
	json_object_put(object);
}

static void answer(struct session *session)
{
	struct json_object *object;

	if (!session->replay->sync)
		return;
	object = json_object_new_object();
	json_object_object_add(object, "t", json_object_new_int64(session->answer_t_ms));
	json_object_object_add(object, "done", json_object_new_boolean(true));
	print(session, object);
	fflush(session->replay->out);
}

static void complain(struct session *session, const char *why)
{
	struct json_object *object = json_object_new_object();
	char clean[TEXT_BYTES];

	text_clean(clean, sizeof(clean), why); /* it may quote the line */
	json_object_object_add(object, "error", json_object_new_string(clean));
	json_object_object_add(object, "line",
			       json_object_new_int64((int64_t)session->line_number));
	print(session, object);
	session->bad = true;
}

static void give_order(void *ctx, const struct engine_order *order)
{
	struct session *session = ctx;

	print(session, trace_order(order, &session->words));
	if (order->kind == ORDER_ACT && session->acts_count < QUEUE_MAX)
		session->acts[session->acts_count++] = order->id;
}

/* Without --sync an act succeeds at once, and what follows from that may be the next act. */
static void succeed(struct session *session)
{
	for (size_t i = 0; i < session->acts_count && !session->replay->sync; i++) {
		struct engine_evidence result = {
			.kind = EVIDENCE_RESULT,
			.t_ms = session->last_t_ms,
			.id = session->acts[i],
			.ok = true,
		};

		engine_step(roster_engine(session->roster), &result, give_order, session);
	}
	session->acts_count = 0;
}

static int64_t at_most_a_month(int64_t elapsed_ms)
{
	return elapsed_ms > 0 && elapsed_ms <= WALL_MAX_MS ? elapsed_ms : 0;
}

/* Another boot: how long ago the last line was, by the wall. */
static void note_other_boot(struct session *session, const struct trace_line *line)
{
	int64_t last_wall_ms = session->wall_ms;

	if (!session->shift_due) {
		session->elapsed_ms = 0;
		last_wall_ms += session->last_t_ms - session->wall_t_ms;
	}
	session->elapsed_ms += at_most_a_month(line->wall_ms - last_wall_ms);
	session->shift_due = true;
}

/* The first time that is known under a header: from here on t counts. */
static void begin_time(struct session *session, int64_t t_ms)
{
	if (session->shift_due)
		engine_shift(roster_engine(session->roster),
			     t_ms - (session->last_t_ms + session->elapsed_ms));
	session->shift_due = false;
	if (session->wall_t_ms < 0)
		session->wall_t_ms = t_ms;
	session->last_t_ms = t_ms;
	session->answer_t_ms = t_ms;
}

static void take_header(struct session *session, const struct trace_line *line)
{
	bool same_boot = strncmp(session->boot, line->boot, sizeof(session->boot) - 1) == 0;

	if (same_boot && line->t_ms >= 0 && line->t_ms < session->last_t_ms) {
		complain(session,
			 "\"t\" is less than that of the line before, under the same boot");
		return;
	}
	if (session->header && !same_boot && session->last_t_ms >= 0)
		note_other_boot(session, line);
	engine_restart(roster_engine(session->roster));
	session->restoring = true;
	snprintf(session->boot, sizeof(session->boot), "%s", line->boot);
	session->header = true;
	session->wall_ms = line->wall_ms;
	session->wall_t_ms = line->t_ms;
	if (line->t_ms >= 0)
		begin_time(session, line->t_ms);
}

static bool goes_back(const struct session *session, int64_t t_ms)
{
	return t_ms < session->last_t_ms && !session->shift_due;
}

static int resolve(struct session *session, struct trace_line *line)
{
	struct engine_evidence *evidence = &line->evidence;

	if (line->words.target) {
		evidence->target = roster_get(session->roster, line->words.target);
		if (!evidence->target)
			return -EINVAL;
	}
	if (line->words.source)
		evidence->source = roster_source(session->roster, line->words.source);
	return 0;
}

static void take_evidence(struct session *session, struct trace_line *line)
{
	struct engine_evidence *evidence = &line->evidence;

	if (goes_back(session, evidence->t_ms)) {
		complain(session, "\"t\" is less than that of the line before");
		return;
	}
	if (resolve(session, line)) {
		complain(session, "\"target\" is no gateway or gateway/session of the grammar");
		return;
	}
	begin_time(session, evidence->t_ms);
	session->restoring = false;
	if (evidence->kind == EVIDENCE_RESULT && !session->replay->sync)
		return;
	session->words = line->words;
	engine_step(roster_engine(session->roster), evidence, give_order, session);
	session->words = (struct trace_words){ NULL };
	succeed(session);
}

/* What a daemon knew when it wrote its header is told whole: what was known before it is forgotten,
 * as a kill may have lost it. */
static int take_ledger(struct session *session, struct trace_line *line, char *why,
		       size_t why_bytes)
{
	if (session->restoring) {
		struct roster *roster = roster_new(session->replay->conf);

		if (!roster) {
			snprintf(why, why_bytes, "out of memory");
			return -ENOMEM;
		}
		roster_free(session->roster);
		session->roster = roster;
		session->restoring = false;
	}
	return state_read(session->roster, line->json, why, why_bytes);
}

static void take_line(struct session *session, const char *text)
{
	struct trace_line line;
	char why[160] = "";

	if (trace_parse(text, &line, why, sizeof(why)))
		complain(session, why);
	else if (line.kind == TRACE_HEADER)
		take_header(session, &line);
	else if (line.kind == TRACE_EVIDENCE)
		take_evidence(session, &line);
	else if (line.kind == TRACE_LEDGER && take_ledger(session, &line, why, sizeof(why)))
		complain(session, why);
	trace_free(&line);
	answer(session);
}

int replay_run(const struct replay *replay)
{
	struct session session = { .replay = replay, .last_t_ms = -1 };
	char *text = NULL;
	size_t room = 0;
	ssize_t bytes;

	session.roster = roster_new(replay->conf);
	if (!session.roster)
		return -ENOMEM;
	while ((bytes = getline(&text, &room, replay->in)) >= 0) {
		session.line_number++;
		if (strlen(text) != (size_t)bytes) {
			complain(&session, "a NUL byte in the line");
			answer(&session);
			continue;
		}
		take_line(&session, text);
	}
	free(text);
	roster_free(session.roster);
	if (ferror(replay->in))
		return -EIO;
	return session.bad ? -EINVAL : 0;
}
