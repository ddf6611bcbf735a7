/* posting.c - see posting.h.  SPDX-License-Identifier: ISC */
#include "posting.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char no_memory[] = "message lost, no memory";

void posting_owe(struct outbox *outbox, const struct message *message, const char *action)
{
	struct outbox_owed *owed = calloc(1, sizeof(*owed)), **end = &outbox->owed;

	if (!owed) {
		log_line(outbox->log, MUZZLE_ERR, message->target, no_memory);
		return;
	}
	owed->message = *message;
	snprintf(owed->action, sizeof(owed->action), "%s", action);
	outbox->ordered = true;
	while (*end)
		end = &(*end)->next;
	*end = owed;
}

static bool repeats(const struct message *message)
{
	return !message->incident || message->what == NOTIFY_REMINDER;
}

static void forget_known(struct outbox *outbox, uint32_t i)
{
	outbox->known_count--;
	outbox->known_last_life -= i < outbox->known_last_life;
	memmove(&outbox->known[i], &outbox->known[i + 1],
		(outbox->known_count - i) * sizeof(outbox->known[0]));
}

/* The last life accepted it, and ended before the ledger had that: it was ordered again.  Once. */
static bool take_known(struct outbox *outbox, uint64_t key, int64_t now_ms)
{
	for (uint32_t i = 0; i < outbox->known_last_life; i++) {
		if (outbox->known[i].key != key || outbox->known[i].taken ||
		    (outbox->known[i].repeats && now_ms - outbox->start_ms > OUTBOX_REPEAT_MS))
			continue;
		outbox->known[i].taken = true;
		return true;
	}
	return false;
}

static void remember_known(struct outbox *outbox, const struct message *message, uint64_t key)
{
	if (outbox->known_count == OUTBOX_KNOWN_MAX)
		forget_known(outbox, 0);
	outbox->known[outbox->known_count++] =
		(struct outbox_known){ key, outbox->number, repeats(message), false };
}

void posting_confirm(struct outbox *outbox)
{
	for (uint32_t i = outbox->known_count; i-- > 0;)
		if (i >= outbox->known_last_life || outbox->known[i].taken)
			forget_known(outbox, i);
}

/* The newer says it all. */
static void replace_reminder(struct outbox *outbox, const struct outbox_channel *to,
			     const struct message *message)
{
	uint64_t stream = message_stream(message);

	if (message->what != NOTIFY_REMINDER)
		return;
	for (struct outbox_entry *entry = outbox->first; entry; entry = entry->next)
		if (outbox_waits(entry) && entry->to == to && entry->stream == stream &&
		    !entry->digest && entry->message.what == NOTIFY_REMINDER)
			outbox_drop(outbox, entry);
}

/* The oldest of that kind that waits for that channel, of one stream or (0) of any. */
static struct outbox_entry *find_waiting(struct outbox *outbox, const struct outbox_channel *to,
					 enum words_notify what, uint64_t stream)
{
	for (struct outbox_entry *entry = outbox->first; entry; entry = entry->next)
		if (outbox_waits(entry) && !entry->digest && entry->message.what == what &&
		    entry->to == to && (!stream || entry->stream == stream))
			return entry;
	return NULL;
}

static void note_loss(struct outbox *outbox, struct outbox_channel *to,
		      const struct message *message)
{
	log_line(outbox->log, MUZZLE_ERR, to->name, "message lost, too many wait what=%s target=%s",
		 words_name(&words_notify, (int)message->what), message->target);
	to->lost++;
}

static void lose(struct outbox *outbox, struct outbox_entry *entry)
{
	note_loss(outbox, entry->to, &entry->message);
	outbox_drop(outbox, entry);
}

/* An action that takes nothing must not keep others from being told. */
static bool has_room(struct outbox *outbox, const struct outbox_channel *to)
{
	uint32_t each = to->crowded ? OUTBOX_EACH / 2 : OUTBOX_EACH, count = 0;

	outbox_sweep(outbox);
	for (const struct outbox_entry *entry = outbox->first; entry; entry = entry->next)
		count += entry->to == to;
	return (count < each && outbox->entries < OUTBOX_MAX) ||
	       (count < OUTBOX_OWN && outbox->entries < OUTBOX_LIMIT);
}

/* There will be room for it again: what works, or has another to stand in, takes what is before it. */
static bool can_wait(const struct outbox *outbox, const struct outbox_channel *to)
{
	const struct conf_delivery *delivery = outbox_delivery(outbox, to);

	return to->owed < OUTBOX_OWED && (!to->failures || (delivery && delivery->fallback));
}

/* What matters least goes first: a reminder, or what is over before anybody heard of it. */
static bool make_room(struct outbox *outbox, const struct outbox_channel *to)
{
	struct outbox_entry *opened = find_waiting(outbox, to, NOTIFY_REMINDER, 0), *closed = NULL;

	for (struct outbox_entry *entry = outbox->first; entry && !opened; entry = entry->next) {
		if (!outbox_waits(entry) || entry->digest || entry->to != to ||
		    entry->message.what != NOTIFY_CLOSED)
			continue;
		opened = find_waiting(outbox, to, NOTIFY_OPENED, entry->stream);
		closed = opened ? entry : NULL;
	}
	if (!opened)
		return false;
	lose(outbox, opened);
	if (closed)
		lose(outbox, closed);
	outbox_sweep(outbox);
	return true;
}

/* More than `digest` allows in its window: this one is gathered, and what follows until that is over. */
static bool is_gathered(struct outbox *outbox, struct outbox_channel *to, int64_t now_ms)
{
	const struct conf_delivery *delivery = outbox_delivery(outbox, to);
	uint64_t acts = delivery ? (uint64_t)delivery->digest.acts : 0, nth = to->accepted++;
	int64_t *oldest;

	if (!acts || to->no_digests || !outbox->calls.takes_digests(outbox->calls.arg, to->name))
		return false;
	oldest = &to->recent_ms[nth % acts];
	if (now_ms >= to->gather_ms && nth >= acts && now_ms < *oldest + delivery->digest.window_ms)
		to->gather_ms = *oldest + delivery->digest.window_ms;
	*oldest = now_ms;
	return now_ms < to->gather_ms;
}

static bool enter(struct outbox *outbox, const struct outbox_owed *owed, struct outbox_channel *to,
		  int64_t now_ms)
{
	struct outbox_entry *entry = outbox_add(outbox, to, &owed->message);

	if (!entry)
		return false;
	to->crowded = false;
	entry->at_ms = owed->at_ms;
	entry->wait = is_gathered(outbox, to, now_ms) ? OUTBOX_GATHERED : 0;
	return true;
}

/* False: it stays owed; what is owed to a channel keeps its order. */
static bool accept_for(struct outbox *outbox, const struct outbox_owed *owed,
		       const struct conf_instance *action, int64_t now_ms)
{
	const struct message *message = &owed->message;
	uint64_t key = message_key(message, action->name);
	const struct conf_instance *whom = outbox_follow(outbox, message_stream(message), action);
	struct outbox_channel *to = outbox_channel(outbox, whom->name);
	bool room;

	if (!to || take_known(outbox, key, now_ms))
		return true;
	replace_reminder(outbox, to, message);
	room = !to->owed && has_room(outbox, to);
	if (!room && can_wait(outbox, to)) {
		to->owed++;
		return false;
	}
	room = room || (!to->owed && make_room(outbox, to));
	if (room && enter(outbox, owed, to, now_ms))
		remember_known(outbox, message, key);
	else
		note_loss(outbox, to, message);
	return true;
}

/* Before what it is owed to all of; where the next one stands. */
static struct outbox_owed **owe_to(struct outbox *outbox, struct outbox_owed **at,
				   const char *action)
{
	struct outbox_owed *owed = malloc(sizeof(*owed));

	if (!owed) {
		log_line(outbox->log, MUZZLE_ERR, action, no_memory);
		return at;
	}
	*owed = **at;
	snprintf(owed->action, sizeof(owed->action), "%s", action);
	owed->next = *at;
	*at = owed;
	return &owed->next;
}

/* Where the next one stands; settled: this one is another now, or none. */
static struct outbox_owed **settle(struct outbox *outbox, struct outbox_owed **at, int64_t now_ms,
				   bool *settled)
{
	struct outbox_owed *owed = *at;
	const struct conf_gateway *gateway = outbox_gateway(outbox, &owed->message);
	const struct conf_instance *action = conf_find_action(outbox->conf, owed->action);

	owed->at_ms = owed->at_ms ? owed->at_ms : now_ms;
	if (action && !accept_for(outbox, owed, action, now_ms))
		return &owed->next;
	if (!action && *owed->action)
		log_line(outbox->log, MUZZLE_ERR, owed->action,
			 "message lost, action is gone what=%s target=%s",
			 words_name(&words_notify, (int)owed->message.what), owed->message.target);
	*settled = true;
	for (size_t i = 0; !*owed->action && gateway && gateway->notify[i]; i++)
		if (!accept_for(outbox, owed, gateway->notify[i], now_ms))
			at = owe_to(outbox, at, gateway->notify[i]->name);
	*at = owed->next;
	free(owed);
	return at;
}

bool posting_accept(struct outbox *outbox, struct outbox_now now)
{
	bool settled = false;

	outbox->ordered = false;
	for (struct outbox_channel *channel = outbox->channels; channel; channel = channel->next) {
		channel->crowded = (channel->crowded || channel->owed) && !channel->failures;
		channel->owed = 0;
	}
	for (struct outbox_owed **at = &outbox->owed; *at;)
		at = settle(outbox, at, now.boot_ms, &settled);
	return settled;
}

void posting_forget(struct outbox *outbox)
{
	outbox_drop_owed(outbox);
	outbox->known_count = outbox->known_last_life = 0;
	outbox->moves_count = 0;
	outbox->told = UINT64_MAX;
}
