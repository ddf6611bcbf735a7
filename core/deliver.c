/* deliver.c - see deliver.h.  SPDX-License-Identifier: ISC */
#include "deliver.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "dispatch.h"
#include "headline.h"
#include "maintenance.h"
#include "posting.h"
#include "save.h"
#include "status.h"

static struct outbox_now now_of_clocks(void)
{
	return (struct outbox_now){ clock_boot_ms(), clock_wall_ms() };
}

/* --- what the outbox asks for */

static int send_order(void *arg, const char *action, const struct muzzle_order *order)
{
	return dispatch_give(arg, action, order);
}

static void cancel_attempt(void *arg, uint64_t attempt)
{
	dispatch_take_back(arg, attempt);
}

static bool takes_digests(void *arg, const char *action)
{
	const struct supervise *s = arg;
	const struct fleet_member *member = fleet_action(s->fleet, action);

	return member && member->inst && host_takes_digests(member->inst);
}

static int64_t find_maintenance(void *arg, const struct conf_gateway *gateway, int64_t wall_ms)
{
	return maintenance_until(arg, gateway, wall_ms);
}

/* The spool first: killed between, what was told twice is known by its key, what was told never is not. */
static void save_all(void *arg)
{
	struct supervise *s = arg;
	bool failed_before = s->outbox->unsaved;
	int rc = spool_save(&s->spool, s->outbox);

	if (rc && !failed_before)
		log_line(&s->log, MUZZLE_ERR, SPOOL_FILE,
			 "cannot be written, messages are kept in memory only dir=%s error=%s",
			 s->state_dir, strerror(-rc));
	else if (!rc && failed_before)
		log_line(&s->log, MUZZLE_INFO, SPOOL_FILE, "can be written again");
	if (rc || !s->accepted)
		return;
	s->accepted = false;
	save_now(s);
}

/* --- when */

static void wait_until(struct supervise *s, int64_t at_ms)
{
	int64_t behind_ms = s->acted_ms + DELIVER_BEHIND_ACT_MS;

	loop_timer_start(&s->loop, &s->deliver, at_ms > behind_ms ? at_ms : behind_ms);
}

static void accept_owed(struct supervise *s)
{
	if (posting_accept(s->outbox, now_of_clocks()))
		s->accepted = s->outbox->changed = true;
}

static void deliver_fires(void *arg)
{
	struct supervise *s = arg;
	struct outbox *outbox = s->outbox;

	if (s->first) {
		wait_until(s, clock_boot_ms() + 1);
		return;
	}
	if (s->stopping) {
		deliver_flush(s);
		return;
	}
	accept_owed(s);
	postman_run(outbox, now_of_clocks());
	if (outbox->unsaved || outbox->owed)
		outbox_is_due(outbox, clock_boot_ms() + DELIVER_AGAIN_MS, clock_boot_ms());
	if (outbox->ordered)
		outbox->next_ms = clock_boot_ms();
	if (outbox->next_ms != OUTBOX_FOREVER)
		wait_until(s, outbox->next_ms);
}

void deliver_flush(struct supervise *s)
{
	accept_owed(s);
	if (s->outbox->changed)
		save_all(s);
}

void deliver_acted(struct supervise *s)
{
	s->acted_ms = clock_boot_ms();
	if (s->deliver.running)
		wait_until(s, s->deliver.at_ms);
}

/* --- from their orders ... */

void deliver_note(struct supervise *s, const struct target *target)
{
	struct notes_target *notes = notes_of(s->notes, target);

	if (!notes || !target->incident.id || target->incident.id == notes->incident)
		return;
	notes->incident = target->incident.id;
	notes->since_wall_ms =
		clock_wall_ms() - (clock_boot_ms() + TARGET_TIME_BASE - target->incident.opened_ms);
}

/* Leaves out, from the end, the clauses that are more than so many bytes. */
static void fit_clauses(char *clauses, ptrdiff_t bytes)
{
	char *end = clauses + strlen(clauses);

	while (end > clauses && end - clauses > bytes) {
		do
			end--;
		while (end > clauses && strncmp(end, "; ", 2) != 0);
		*end = '\0';
	}
}

/* Adds what muzzle did and does about it, or why it does nothing: people ask that first. */
static void explain(const struct supervise *s, const struct engine_order *order,
		    struct message *message, const char *why)
{
	const uint32_t kinds =
		1u << NOTIFY_OPENED | 1u << NOTIFY_QUARANTINED | 1u << NOTIFY_REMINDER;
	const struct why_subject subject = { s->roster, s->notes, order->target, order->t_ms };
	char next[HEADLINE_BYTES] = "", text[TEXT_BYTES + HEADLINE_BYTES];

	if (kinds & 1u << message->what)
		fit_clauses(headline_next(&subject, next), TEXT_MAX_BYTES - (ptrdiff_t)strlen(why));
	snprintf(text, sizeof(text), "%s%s", why, next);
	text_clean(message->why, sizeof(message->why), text);
}

void deliver_owe(struct supervise *s, const struct engine_order *order, const char *why)
{
	const struct notes_target *notes = notes_of(s->notes, order->target);
	struct message message = {
		.what = order->what,
		.incident = order->incident,
		.wall_ms = clock_wall_ms(),
	};

	if (notes && notes->incident == order->incident)
		message.since_wall_ms = notes->since_wall_ms;
	text_clean(message.target, sizeof(message.target), roster_name(order->target));
	text_clean(message.state, sizeof(message.state), status_state(order->target));
	explain(s, order, &message, why);
	posting_owe(s->outbox, &message, "");
	wait_until(s, s->now_ms);
}

/* --- ... to their ends */

void deliver_answered(struct supervise *s, const struct postman_answer *answer)
{
	postman_answered(s->outbox, answer, clock_boot_ms());
	wait_until(s, clock_boot_ms());
}

void deliver_retry_after(struct supervise *s, uint64_t attempt, int64_t after_ms)
{
	postman_retry_after(s->outbox, attempt, after_ms, clock_boot_ms());
}

void deliver_hurry(struct supervise *s)
{
	postman_hurry(s->outbox, clock_boot_ms());
	wait_until(s, clock_boot_ms());
}

/* --- beginning and end */

int deliver_open(struct supervise *s)
{
	const struct outbox_calls calls = {
		.send = send_order,
		.cancel = cancel_attempt,
		.takes_digests = takes_digests,
		.maintenance = find_maintenance,
		.save = save_all,
		.arg = s,
	};
	int rc = spool_open(&s->spool, s->state_dir, &s->log);

	if (rc)
		return rc;
	s->deliver = (struct loop_timer){ .fire = deliver_fires, .arg = s };
	s->outbox = outbox_new(&s->log, &calls);
	if (s->outbox)
		return 0;
	spool_close(&s->spool);
	return -ENOMEM;
}

void deliver_load(struct supervise *s)
{
	const struct engine *engine = roster_engine(s->roster);

	for (const struct target *target = engine->first; target; target = target->next_all)
		deliver_note(s, target);
	spool_load(&s->spool, s->outbox);
	deliver_reload(s);
}

void deliver_look(struct supervise *s)
{
	wait_until(s, clock_boot_ms());
}

void deliver_reload(struct supervise *s)
{
	outbox_configure(s->outbox, s->fleet->conf, now_of_clocks());
	deliver_look(s);
}

void deliver_close(struct supervise *s)
{
	if (!s->outbox)
		return;
	loop_timer_stop(&s->loop, &s->deliver);
	outbox_free(s->outbox);
	spool_close(&s->spool);
	s->outbox = NULL;
}
