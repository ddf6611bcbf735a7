/* posting.c - see posting.h.  SPDX-License-Identifier: ISC */
#include "posting.h"

#include <stdlib.h>
#include <string.h>

void posting_owe(struct outbox *outbox, const struct message *message)
{
	struct outbox_owed *owed = calloc(1, sizeof(*owed)), **end = &outbox->owed;

	if (!owed) {
		log_line(outbox->log, MUZZLE_ERR, message->target, "message lost, no memory");
		return;
	}
	owed->message = *message;
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

/* A message of that kind which waits, of that stream and channel or (NULL) of any; the oldest. */
static struct outbox_entry *find_waiting(struct outbox *outbox, enum words_notify what,
					 const struct outbox_entry *like)
{
	for (struct outbox_entry *entry = outbox->first; entry; entry = entry->next)
		if (outbox_waits(entry) && !entry->digest && entry->message.what == what &&
		    (!like || (entry->stream == like->stream && entry->to == like->to)))
			return entry;
	return NULL;
}

static void lose(struct outbox *outbox, struct outbox_entry *entry)
{
	log_line(outbox->log, MUZZLE_ERR, entry->to->name,
		 "message lost, too many wait what=%s target=%s",
		 words_name(&words_notify, (int)entry->message.what), entry->message.target);
	entry->to->lost++;
	outbox_drop(outbox, entry);
}

/* An action that takes nothing must not keep others from being told. */
static bool has_own_room(const struct outbox *outbox, const struct outbox_channel *to)
{
	uint32_t count = 0;

	for (const struct outbox_entry *entry = outbox->first; entry; entry = entry->next)
		count += entry->to == to;
	return count < OUTBOX_EACH && outbox->entries < OUTBOX_LIMIT;
}

/* What matters least goes first: a reminder, or what is over before anybody heard of it. */
static bool make_room(struct outbox *outbox, const struct outbox_channel *to)
{
	struct outbox_entry *opened, *closed = NULL;

	outbox_sweep(outbox);
	if (outbox->entries < OUTBOX_MAX || has_own_room(outbox, to))
		return true;
	opened = find_waiting(outbox, NOTIFY_REMINDER, NULL);
	for (struct outbox_entry *entry = outbox->first; entry && !opened; entry = entry->next) {
		if (!outbox_waits(entry) || entry->digest || entry->message.what != NOTIFY_CLOSED)
			continue;
		opened = find_waiting(outbox, NOTIFY_OPENED, entry);
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

static void accept_for(struct outbox *outbox, const struct message *message,
		       const struct conf_instance *action, struct outbox_now now)
{
	uint64_t key = message_key(message, action->name);
	const struct conf_instance *whom = outbox_follow(outbox, message_stream(message), action);
	struct outbox_channel *to = outbox_channel(outbox, whom->name);
	struct outbox_entry *entry = NULL;

	if (take_known(outbox, key, now.boot_ms))
		return;
	if (to)
		replace_reminder(outbox, to, message);
	if (to && make_room(outbox, to))
		entry = outbox_add(outbox, to, message);
	if (!entry) {
		log_line(outbox->log, MUZZLE_ERR, action->name,
			 "message lost, too many wait what=%s target=%s",
			 words_name(&words_notify, (int)message->what), message->target);
		if (to)
			to->lost++;
		return;
	}
	entry->at_ms = now.boot_ms;
	entry->wait = is_gathered(outbox, to, now.boot_ms) ? OUTBOX_GATHERED : 0;
	remember_known(outbox, message, key);
}

void posting_accept(struct outbox *outbox, struct outbox_now now)
{
	for (const struct outbox_owed *owed = outbox->owed; owed; owed = owed->next) {
		const struct conf_gateway *gateway = outbox_gateway(outbox, &owed->message);

		for (const struct conf_instance *const *to = gateway ? gateway->notify : NULL;
		     to && *to; to++)
			accept_for(outbox, &owed->message, *to, now);
	}
	outbox_drop_owed(outbox);
}

void posting_forget(struct outbox *outbox)
{
	outbox_drop_owed(outbox);
	outbox->known_count = outbox->known_last_life = 0;
	outbox->moves_count = 0;
	outbox->told = UINT64_MAX;
}
