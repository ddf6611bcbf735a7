/* postman.c - see postman.h.  SPDX-License-Identifier: ISC */
#include "postman.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "curfew.h"
#include "digest.h"

#define ID_BYTES 32

/* Told by itself, or the first of its digest: the others are told with it. */
static bool leads(const struct outbox *outbox, const struct outbox_entry *entry)
{
	const struct outbox_entry *first = outbox->first;

	if (!entry->digest)
		return true;
	while (first->gone || first->digest != entry->digest)
		first = first->next;
	return first == entry;
}

static bool belongs(const struct outbox_entry *entry, const struct outbox_entry *leader)
{
	return !entry->gone && (leader->digest ? entry->digest == leader->digest : entry == leader);
}

/* --- answers */

static int64_t backoff_ms(uint32_t failures)
{
	int64_t ms = POSTMAN_BACKOFF_MS;

	while (--failures && ms < POSTMAN_BACKOFF_MAX_MS)
		ms *= 2;
	return ms < POSTMAN_BACKOFF_MAX_MS ? ms : POSTMAN_BACKOFF_MAX_MS;
}

static void note_success(struct outbox *outbox, struct outbox_channel *channel, int64_t now_ms)
{
	if (channel->failures) {
		log_line(outbox->log, MUZZLE_INFO, channel->name,
			 "takes messages again after_ms=%lld",
			 (long long)(now_ms - channel->failing_ms));
		for (struct outbox_entry *entry = outbox->first; entry; entry = entry->next)
			if (entry->to == channel)
				entry->due_ms = 0;
	}
	channel->failures = 0;
	channel->setup = false;
	channel->error[0] = '\0';
}

/* Who flew already when the first failed says nothing new. */
static void note_failure(struct outbox *outbox, struct outbox_channel *channel, int64_t sent_ms,
			 int64_t now_ms)
{
	if (!channel->failures) {
		channel->failing_ms = now_ms;
		log_line(outbox->log, MUZZLE_WARN, channel->name,
			 "takes no messages, they wait why=\"%s\"", channel->error);
	} else if (sent_ms <= channel->failing_ms) {
		return;
	}
	channel->failures++;
	channel->due_ms =
		now_ms + (channel->setup ? POSTMAN_BACKOFF_MAX_MS : backoff_ms(channel->failures));
}

static void fail(struct outbox_entry *entry, bool setup, int64_t now_ms)
{
	if (!entry->failed_ms)
		entry->failed_ms = now_ms;
	entry->due_ms = now_ms + (setup ? POSTMAN_BACKOFF_MAX_MS : backoff_ms(entry->tries));
}

/* All that flew in that attempt; the channel they went by, or NULL. */
static struct outbox_channel *land(struct outbox *outbox, const struct postman_answer *answer,
				   int64_t *sent_ms)
{
	struct outbox_channel *channel = NULL;

	for (struct outbox_entry *entry = outbox->first; entry; entry = entry->next) {
		if (entry->gone || entry->attempt != answer->attempt)
			continue;
		channel = entry->to;
		*sent_ms = entry->sent_ms;
		entry->attempt = 0;
		entry->landed = answer->attempt;
		entry->tries++;
		if (!answer->what)
			outbox_drop(outbox, entry);
	}
	return channel;
}

static void note_failures(struct outbox *outbox, struct outbox_channel *channel,
			  const struct postman_answer *answer, int64_t now_ms)
{
	channel->setup = answer->what == RESULT_SETUP;
	text_clean(channel->error, sizeof(channel->error), answer->why);
	for (struct outbox_entry *entry = outbox->first; entry; entry = entry->next)
		if (!entry->gone && entry->landed == answer->attempt)
			fail(entry, channel->setup, now_ms);
}

void postman_answered(struct outbox *outbox, const struct postman_answer *answer, int64_t now_ms)
{
	int64_t sent_ms = 0;
	struct outbox_channel *channel = land(outbox, answer, &sent_ms);

	if (!channel)
		return;
	channel->flying--;
	outbox->next_ms = now_ms;
	if (!answer->what) {
		note_success(outbox, channel, now_ms);
	} else if (answer->attempt > outbox->former_attempts) {
		/* how another configuration fails says nothing of this one */
		note_failures(outbox, channel, answer, now_ms);
		note_failure(outbox, channel, sent_ms, now_ms);
	}
}

void postman_retry_after(struct outbox *outbox, uint64_t attempt, int64_t after_ms, int64_t now_ms)
{
	if (after_ms > POSTMAN_QUIET_MAX_MS)
		after_ms = POSTMAN_QUIET_MAX_MS;
	for (struct outbox_entry *entry = outbox->first; entry; entry = entry->next)
		if (!entry->gone && entry->attempt == attempt &&
		    entry->to->quiet_ms < now_ms + after_ms)
			entry->to->quiet_ms = now_ms + after_ms;
}

void postman_hurry(struct outbox *outbox, int64_t now_ms)
{
	for (struct outbox_channel *channel = outbox->channels; channel; channel = channel->next)
		channel->due_ms = 0;
	outbox->next_ms = now_ms;
}

/* Whoever never answers has failed. */
static void end_flights(struct outbox *outbox, int64_t now_ms)
{
	for (struct outbox_entry *entry = outbox->first; entry; entry = entry->next) {
		const struct conf_instance *action =
			conf_find_action(outbox->conf, entry->to->name);
		int64_t most_ms = POSTMAN_SLACK_MS + (action ? action->timeout_ms : 0);
		const struct postman_answer answer = { entry->attempt, RESULT_TIMEOUT,
						       "no answer" };

		if (entry->gone || !entry->attempt ||
		    !outbox_is_due(outbox, entry->sent_ms + most_ms, now_ms))
			continue;
		outbox->calls.cancel(outbox->calls.arg, entry->attempt);
		postman_answered(outbox, &answer, now_ms);
	}
}

/* --- moving on */

/* Since when it is not told because it, or its channel, fails. */
static int64_t stuck_since(const struct outbox_entry *entry)
{
	const struct outbox_channel *channel = entry->to;
	int64_t from_ms = outbox_free_since(entry);
	int64_t since_ms = entry->failed_ms ? entry->failed_ms : OUTBOX_FOREVER;

	if (channel->failures && channel->failing_ms < since_ms)
		since_ms = channel->failing_ms;
	return since_ms > from_ms ? since_ms : from_ms;
}

/* NULL: there is none, or it was told of its own. */
static const struct conf_instance *find_fallback(const struct outbox *outbox,
						 const struct outbox_entry *entry,
						 const struct conf_delivery *delivery)
{
	const struct conf_gateway *gateway = outbox_gateway(outbox, &entry->message);

	for (size_t i = 0; delivery->fallback && gateway && gateway->notify[i]; i++)
		if (strcmp(gateway->notify[i]->name, delivery->fallback) == 0)
			return NULL;
	return delivery->fallback ? conf_find_action(outbox->conf, delivery->fallback) : NULL;
}

/* Failing: when the next of that channel may be tried. */
static int64_t attempt_ms(const struct outbox_entry *entry)
{
	const struct outbox_channel *channel = entry->to;
	int64_t fresh_ms = channel->tried_ms + POSTMAN_FRESH_MS;

	if (!channel->failures)
		return entry->due_ms;
	return !entry->tries && fresh_ms < channel->due_ms ? fresh_ms : channel->due_ms;
}

static void give_up(struct outbox *outbox, struct outbox_entry *entry)
{
	log_line(outbox->log, MUZZLE_ERR, entry->to->name,
		 "message lost, it could not be told what=%s target=%s tries=%u why=\"%s\"",
		 words_name(&words_notify, (int)entry->message.what), entry->message.target,
		 entry->tries, entry->to->error);
	entry->to->lost++;
	outbox_drop(outbox, entry);
}

static bool moves_on(struct outbox *outbox, const struct outbox_entry *entry,
		     const struct conf_delivery *delivery, int64_t now_ms)
{
	int64_t since_ms = stuck_since(entry);

	if (since_ms == OUTBOX_FOREVER)
		return false;
	if (entry->to->setup && now_ms < attempt_ms(entry))
		return true;
	return outbox_is_due(outbox, since_ms + delivery->fallback_after_ms, now_ms);
}

/* However long the box was off, and a window open: what nobody has refused in this life may be told. */
static bool is_spent(struct outbox *outbox, const struct outbox_entry *entry,
		     const struct conf_delivery *delivery, int64_t now_ms)
{
	return (entry->to->failures || entry->failed_ms) &&
	       outbox_is_due(outbox, outbox_free_since(entry) + delivery->keep_ms, now_ms);
}

static void move_on(struct outbox *outbox, struct outbox_entry *entry,
		    const struct conf_instance *fallback)
{
	log_line(outbox->log, MUZZLE_WARN, entry->to->name,
		 "message goes to the fallback to=%s what=%s target=%s why=\"%s\"", fallback->name,
		 words_name(&words_notify, (int)entry->message.what), entry->message.target,
		 entry->to->error);
	outbox_move(outbox, entry, fallback);
}

/* Of the streams that would move with it some message is in flight: it would be told behind its followers. */
static bool follows_a_flight(const struct outbox *outbox, const struct outbox_entry *leader)
{
	for (const struct outbox_entry *entry = outbox->first; entry; entry = entry->next) {
		if (!belongs(entry, leader))
			continue;
		for (const struct outbox_entry *other = outbox->first; other; other = other->next)
			if (!other->gone && other->attempt && outbox_is_beside(other, entry))
				return true;
	}
	return false;
}

/* True when it is another's now, whose windows are others. */
static bool look_after(struct outbox *outbox, struct outbox_entry *entry, int64_t now_ms)
{
	const struct conf_delivery *delivery = outbox_delivery(outbox, entry->to);
	const struct conf_instance *fallback;

	if (!delivery) {
		outbox_readdress(outbox, entry);
		return true;
	}
	if (entry->held)
		return false;
	fallback = find_fallback(outbox, entry, delivery);
	if (fallback ? !moves_on(outbox, entry, delivery, now_ms)
		     : !is_spent(outbox, entry, delivery, now_ms))
		return false;
	if (follows_a_flight(outbox, entry))
		return false;
	if (fallback)
		move_on(outbox, entry, fallback);
	else
		give_up(outbox, entry);
	return fallback != NULL;
}

/* --- sending */

/* Something older of its stream, or of one of its digest, is not told yet. */
static bool is_blocked(const struct outbox *outbox, const struct outbox_entry *leader)
{
	for (const struct outbox_entry *entry = leader; entry; entry = entry->next) {
		if (!belongs(entry, leader))
			continue;
		for (const struct outbox_entry *older = outbox->first; older != entry;
		     older = older->next)
			if (!older->gone && outbox_is_beside(older, entry) &&
			    !belongs(older, leader))
				return true;
	}
	return false;
}

static bool may_go(struct outbox *outbox, const struct outbox_entry *entry, int64_t now_ms)
{
	if (!outbox_waits(entry) || entry->held)
		return false;
	if (entry->wait == OUTBOX_GATHERED && !outbox_is_due(outbox, entry->to->gather_ms, now_ms))
		return false;
	return outbox_is_due(outbox, attempt_ms(entry), now_ms) && leads(outbox, entry) &&
	       !is_blocked(outbox, entry);
}

/* Of those that may go now who has failed least recently, then the oldest; NULL: none. */
static struct outbox_entry *find_next(struct outbox *outbox, const struct outbox_channel *channel,
				      int64_t now_ms)
{
	struct outbox_entry *next = NULL;

	for (struct outbox_entry *entry = outbox->first; entry; entry = entry->next)
		if (entry->to == channel && (!next || entry->due_ms < next->due_ms) &&
		    may_go(outbox, entry, now_ms))
			next = entry;
	return next;
}

static void describe(const struct outbox *outbox, const struct outbox_entry *entry,
		     struct muzzle_order *order, char gateway[ROSTER_NAME_BYTES])
{
	const struct message *message = &entry->message;
	const struct conf_gateway *of = outbox_gateway(outbox, message);

	order->target = message->target;
	order->gateway = message_gateway(message, gateway);
	order->session = message_session(message);
	order->container = of ? of->container : NULL;
	order->what = words_name(&words_notify, (int)message->what);
	order->state = message->state;
	order->why = message->why;
	order->incident = message->incident;
	order->wall_ms = message->wall_ms;
	order->since_wall_ms = message->since_wall_ms;
}

static int hand_out(struct outbox *outbox, const struct outbox_entry *entry, uint64_t attempt)
{
	struct muzzle_order order = { .size = sizeof(order), .id = attempt, .notify = true };
	struct digest_text text = { .lines = NULL };
	char id[ID_BYTES], gateway[ROSTER_NAME_BYTES];
	const struct outbox_calls *calls = &outbox->calls;
	int rc = 0;

	snprintf(id, sizeof(id), "%s-%llu", outbox->word,
		 (unsigned long long)(entry->digest ? entry->digest : entry->number));
	order.message = id;
	if (entry->digest && !calls->takes_digests(calls->arg, entry->to->name))
		return -ENOTSUP;
	if (entry->digest)
		rc = digest_describe(outbox, entry->digest, &text, &order);
	else
		describe(outbox, entry, &order, gateway);
	if (rc == 0)
		rc = calls->send(calls->arg, entry->to->name, &order);
	digest_fini(&text);
	return rc;
}

/* The answer may come from inside, so that all is said before. */
static void send_entry(struct outbox *outbox, struct outbox_entry *leader, int64_t now_ms)
{
	struct postman_answer answer = { OUTBOX_ATTEMPT | ++outbox->attempts, RESULT_FAILED, "" };
	uint64_t digest = leader->digest;
	int rc;

	for (struct outbox_entry *entry = leader; entry; entry = entry->next) {
		if (!belongs(entry, leader))
			continue;
		entry->attempt = answer.attempt;
		entry->sent_ms = now_ms;
	}
	leader->to->flying++;
	leader->to->tried_ms = now_ms;
	rc = hand_out(outbox, leader, answer.attempt);
	if (rc == 0)
		return;
	if (rc == -ENOTSUP && digest) {
		leader->to->no_digests = true;
		leader->to->flying--;
		for (struct outbox_entry *entry = leader; entry; entry = entry->next)
			entry->attempt = entry->attempt == answer.attempt ? 0 : entry->attempt;
		digest_break(outbox, digest);
		return;
	}
	answer.why = strerror(-rc);
	postman_answered(outbox, &answer, now_ms);
}

static void send_all(struct outbox *outbox, struct outbox_channel *channel, int64_t now_ms)
{
	struct outbox_entry *entry;

	while (outbox_is_due(outbox, channel->quiet_ms, now_ms) &&
	       channel->flying < (channel->failures ? 1 : POSTMAN_FLYING_MAX) &&
	       (entry = find_next(outbox, channel, now_ms)))
		send_entry(outbox, entry, now_ms);
}

void postman_run(struct outbox *outbox, struct outbox_now now)
{
	bool moved = false;

	outbox->next_ms = OUTBOX_FOREVER;
	outbox_sweep(outbox);
	end_flights(outbox, now.boot_ms);
	curfew_keep(outbox, now);
	for (struct outbox_entry *entry = outbox->first; entry; entry = entry->next)
		if (outbox_waits(entry))
			moved |= look_after(outbox, entry, now.boot_ms);
	if (moved)
		curfew_keep(outbox, now);
	for (struct outbox_channel *channel = outbox->channels; channel; channel = channel->next)
		digest_form(outbox, channel, now.boot_ms);
	if (outbox->changed)
		outbox->calls.save(outbox->calls.arg);
	for (struct outbox_channel *channel = outbox->channels; channel; channel = channel->next)
		send_all(outbox, channel, now.boot_ms);
}
