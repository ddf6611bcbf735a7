/* outboxed.h - an outbox in invented time, and receivers that answer as the test says.
 * SPDX-License-Identifier: ISC */
#ifndef OUTBOXED_H
#define OUTBOXED_H

#include <errno.h>
#include <unistd.h>

#include "calendar.h"
#include "clock.h"
#include "postman.h"
#include "posting.h"
#include "scratch.h"

#define OUTBOXED_SENT_MAX 2048
#define OUTBOXED_LINES 60
#define SECONDS INT64_C(1000)
#define MINUTES (60 * SECONDS)
#define HOURS (60 * MINUTES)

/* How a receiver answers; zero: done, at once. */
enum outboxed_how { ACCEPT, LATER, FAIL, REJECT, REFUSE, ASK_TO_WAIT };

struct outboxed_receiver {
	char action[65];
	enum outboxed_how how;
	bool takes_digests, wants_none; /* its plugin knows of them; it has no form for them */
	int refused;                    /* digests */
};

/* One attempt, as it came. */
struct outboxed_sent {
	char action[65], id[32], what[16], target[136], why[201];
	char lines[OUTBOXED_LINES][80];
	size_t lines_count;
	uint64_t attempt, incident;
	int64_t at_ms, since_wall_ms;
	bool cancelled;
};

struct outboxed {
	struct scratch scratch;
	struct conf *conf;
	struct log log;
	struct outbox *outbox;
	struct outbox_now now;
	struct outboxed_receiver receivers[4];
	struct outboxed_sent sent[OUTBOXED_SENT_MAX];
	size_t sent_count;
	int saves;
	int64_t released_wall_ms; /* no maintenance before */
	uint64_t saved;           /* all numbers up to this one are in the spool */
};

#define OUTBOXED_CONF                                                    \
	"[gateway waha]\nsessions = *\nnotify = page\ncontainer = box\n" \
	"[gateway other]\nsessions = *\nnotify = page mail\n"

#define OUTBOXED_TWO  \
	OUTBOXED_CONF \
	"[action page]\nplugin = alert\ndigest = off\n[action mail]\nplugin = alert\n"

static struct outboxed_receiver *outboxed_receiver(struct outboxed *f, const char *action)
{
	struct outboxed_receiver *r = f->receivers;

	while (*r->action && strcmp(r->action, action) != 0)
		r++;
	snprintf(r->action, sizeof(r->action), "%s", action);
	return r;
}

static void outboxed_answer(struct outboxed *f, uint64_t attempt, enum words_result what,
			    const char *why)
{
	postman_answered(f->outbox, &(struct postman_answer){ attempt, what, why }, f->now.boot_ms);
}

static void outboxed_note(struct outboxed *f, const char *action, const struct muzzle_order *order)
{
	struct outboxed_sent *sent = &f->sent[f->sent_count++];

	assert_true(f->sent_count < OUTBOXED_SENT_MAX);
	*sent = (struct outboxed_sent){ .attempt = order->id,
					.incident = order->incident,
					.at_ms = f->now.boot_ms,
					.since_wall_ms = order->since_wall_ms };
	snprintf(sent->action, sizeof(sent->action), "%s", action);
	snprintf(sent->id, sizeof(sent->id), "%s", order->message);
	snprintf(sent->what, sizeof(sent->what), "%s", order->what);
	snprintf(sent->target, sizeof(sent->target), "%s", order->target);
	snprintf(sent->why, sizeof(sent->why), "%s", order->why);
	for (const char *const *line = order->lines; line && *line; line++)
		snprintf(sent->lines[sent->lines_count++], sizeof(sent->lines[0]), "%.79s", *line);
}

static int outboxed_send(void *arg, const char *action, const struct muzzle_order *order)
{
	struct outboxed *f = arg;
	struct outboxed_receiver *r = outboxed_receiver(f, action);

	assert_true(order->notify && order->size == sizeof(*order) && order->message);
	assert_true(strtoull(strchr(order->message, '-') + 1, NULL, 10) <= f->saved);
	if (order->lines && r->wants_none) {
		r->refused++;
		return -ENOTSUP;
	}
	outboxed_note(f, action, order);
	switch (r->how) {
	case ACCEPT:
		outboxed_answer(f, order->id, 0, "HTTP 200");
		break;
	case FAIL:
		outboxed_answer(f, order->id, RESULT_FAILED, "HTTP 500");
		break;
	case REJECT:
		outboxed_answer(f, order->id, RESULT_SETUP, "HTTP 401");
		break;
	case ASK_TO_WAIT:
		postman_retry_after(f->outbox, order->id, 2 * HOURS, f->now.boot_ms);
		outboxed_answer(f, order->id, RESULT_FAILED, "HTTP 429");
		break;
	default:
		break;
	}
	return r->how == REFUSE ? -EBUSY : 0;
}

static void outboxed_cancel(void *arg, uint64_t attempt)
{
	struct outboxed *f = arg;

	for (size_t i = 0; i < f->sent_count; i++)
		f->sent[i].cancelled |= f->sent[i].attempt == attempt;
}

static bool outboxed_takes_digests(void *arg, const char *action)
{
	return outboxed_receiver(arg, action)->takes_digests;
}

static int64_t outboxed_maintenance(void *arg, const struct conf_gateway *gateway, int64_t wall_ms)
{
	const struct outboxed *f = arg;

	return wall_ms < f->released_wall_ms ? 0 : calendar_until(&gateway->maintenance, wall_ms);
}

static void outboxed_save(void *arg)
{
	struct outboxed *f = arg;

	f->saves++;
	f->saved = f->outbox->number;
	f->outbox->changed = false;
}

static void outboxed_new(struct outboxed *f)
{
	const struct outbox_calls calls = { .send = outboxed_send,
					    .cancel = outboxed_cancel,
					    .takes_digests = outboxed_takes_digests,
					    .maintenance = outboxed_maintenance,
					    .save = outboxed_save,
					    .arg = f };

	f->outbox = outbox_new(&f->log, &calls);
	assert_non_null(f->outbox);
	snprintf(f->outbox->word, sizeof(f->outbox->word), "word");
}

static int outboxed_make(void **state)
{
	struct outboxed *f = calloc(1, sizeof(*f));

	setenv("TZ", "UTC", 1);
	calendar_read_zone();
	f->scratch = scratch_make();
	log_init(&f->log, STDERR_FILENO, 0);
	f->now.boot_ms = 5 * HOURS;
	assert_int_equal(clock_wall_parse("2026-03-04T12:00:00Z", &f->now.wall_ms), 0);
	outboxed_new(f);
	*state = f;
	return 0;
}

static int outboxed_end(void **state)
{
	struct outboxed *f = *state;

	outbox_free(f->outbox);
	conf_free(f->conf);
	scratch_remove(&f->scratch);
	free(f);
	return 0;
}

/* The text holds from now on, as by a reload. */
static inline void outboxed_configure(struct outboxed *f, const char *text)
{
	struct remarks *remarks = remarks_new();
	struct conf *former = f->conf;

	f->conf = NULL;
	conf_load(scratch_write(&f->scratch, "muzzle.ini", text), &f->conf, remarks);
	remarks_print(remarks, stderr);
	remarks_free(remarks);
	assert_non_null(f->conf);
	outbox_configure(f->outbox, f->conf, f->now);
	conf_free(former);
}

static inline void outboxed_turn(struct outboxed *f)
{
	posting_accept(f->outbox, f->now);
	postman_run(f->outbox, f->now);
}

/* Lets time pass, as the loop does: whenever the outbox wants to be looked at. */
static inline void outboxed_pass(struct outboxed *f, int64_t ms)
{
	int64_t end_ms = f->now.boot_ms + ms, step_ms;
	int turns = 0;

	outboxed_turn(f);
	while (f->outbox->next_ms <= end_ms && turns++ < 100000) {
		step_ms = f->outbox->next_ms - f->now.boot_ms;
		step_ms = step_ms > 0 ? step_ms : 0;
		f->now.boot_ms += step_ms;
		f->now.wall_ms += step_ms;
		outboxed_turn(f);
	}
	assert_true(turns < 100000);
	f->now.wall_ms += end_ms - f->now.boot_ms;
	f->now.boot_ms = end_ms;
}

/* As the engine orders it; nothing else is done. */
static inline void outboxed_owe(struct outboxed *f, const char *target, enum words_notify what,
				uint64_t incident)
{
	struct message message = { .what = what, .incident = incident };

	snprintf(message.target, sizeof(message.target), "%s", target);
	posting_owe(f->outbox, &message, "");
}

/* As the engine orders it, with the spool and the ledger written behind it. */
static inline void outboxed_tell(struct outboxed *f, const char *target, enum words_notify what,
				 uint64_t incident)
{
	struct message message = {
		.what = what, .incident = incident, .wall_ms = f->now.wall_ms, .since_wall_ms = 1000
	};

	snprintf(message.target, sizeof(message.target), "%s", target);
	snprintf(message.state, sizeof(message.state), "down");
	snprintf(message.why, sizeof(message.why), "because of %llu", (unsigned long long)incident);
	posting_owe(f->outbox, &message, "");
	posting_accept(f->outbox, f->now);
	postman_run(f->outbox, f->now);
	posting_confirm(f->outbox);
}

/* All that was sent so far, as "ACTION WHAT INCIDENT;". */
static inline const char *outboxed_story(struct outboxed *f, char story[4096])
{
	size_t used = 0;

	story[0] = '\0';
	for (size_t i = 0; i < f->sent_count && used < 4096; i++)
		used += (size_t)snprintf(story + used, 4096 - used, "%s %s %llu;",
					 f->sent[i].action, f->sent[i].what,
					 (unsigned long long)f->sent[i].incident);
	return story;
}

static inline void outboxed_expect(struct outboxed *f, const char *wanted)
{
	char story[4096];

	assert_string_equal(outboxed_story(f, story), wanted);
}

static inline uint32_t outboxed_waiting(struct outboxed *f)
{
	outbox_sweep(f->outbox);
	return f->outbox->entries;
}

#define OUTBOX_TEST(name) cmocka_unit_test_setup_teardown(name, outboxed_make, outboxed_end)

#endif
