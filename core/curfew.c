/* curfew.c - see curfew.h.  SPDX-License-Identifier: ISC */
#include "curfew.h"

#include "calendar.h"

/* The end, Unix ms, of the maintenance that its gateway was in then; 0: in none. */
static int64_t ask_maintenance(const struct outbox *outbox, const struct message *message,
			       int64_t wall_ms)
{
	const struct conf_gateway *gateway = outbox_gateway(outbox, message);

	return gateway ? outbox->calls.maintenance(outbox->calls.arg, gateway, wall_ms) : 0;
}

/* Whoever is urgent takes along what stands before it. */
static bool is_urgent(const struct outbox_entry *entry, uint32_t urgent)
{
	const struct outbox_entry *first = entry;

	for (; entry; entry = entry->next)
		if (!entry->gone && outbox_is_beside(entry, first) &&
		    (urgent & 1u << entry->message.what))
			return true;
	return false;
}

/* Until when it is held, Unix ms; 0: not. */
static int64_t held_until(const struct outbox *outbox, const struct outbox_entry *entry,
			  int64_t wall_ms)
{
	const struct conf_delivery *delivery = outbox_delivery(outbox, entry->to);
	int64_t until_ms = ask_maintenance(outbox, &entry->message, wall_ms);

	if (!until_ms && delivery && !is_urgent(entry, delivery->urgent))
		until_ms = calendar_until(&delivery->quiet, wall_ms);
	return until_ms;
}

static void hold(struct outbox *outbox, struct outbox_entry *entry, struct outbox_now now)
{
	int64_t until_ms = held_until(outbox, entry, now.wall_ms);
	int64_t left_ms = until_ms - now.wall_ms;

	if (until_ms) {
		/* who may have it already must not be told again in a digest, under its id */
		if (!entry->wait && !entry->tries && !entry->digest) {
			entry->wait = OUTBOX_HELD;
			outbox->changed = true;
		}
		entry->to->held_wall_ms = until_ms;
		outbox_is_due(outbox,
			      now.boot_ms + (left_ms < CURFEW_LOOK_MS ? left_ms : CURFEW_LOOK_MS),
			      now.boot_ms);
	} else if (entry->held) {
		entry->free_ms = now.boot_ms;
	}
	entry->held = until_ms != 0;
}

/* Ordered while its gateway was in maintenance. */
static bool is_of_maintenance(const struct outbox *outbox, const struct message *message)
{
	return ask_maintenance(outbox, message, message->wall_ms) != 0;
}

static struct outbox_entry *find_untold(struct outbox *outbox, const struct outbox_entry *like)
{
	for (struct outbox_entry *entry = outbox->first; entry != like; entry = entry->next)
		if (outbox_waits(entry) && outbox_is_beside(entry, like) &&
		    entry->message.what == NOTIFY_OPENED && !entry->tries &&
		    is_of_maintenance(outbox, &entry->message))
			return entry;
	return NULL;
}

/* What came and went in maintenance nobody needs to hear of. */
static void cancel_out(struct outbox *outbox, struct outbox_entry *closed)
{
	struct outbox_entry *entry = NULL;

	if (closed->message.what == NOTIFY_CLOSED && is_of_maintenance(outbox, &closed->message))
		entry = find_untold(outbox, closed);
	if (!entry)
		return;
	log_line(outbox->log, MUZZLE_INFO, closed->to->name,
		 "not told, it came and went in maintenance target=%s incident=%llu",
		 closed->message.target, (unsigned long long)closed->message.incident);
	for (; entry != closed->next; entry = entry->next)
		if (outbox_waits(entry) && outbox_is_beside(entry, closed))
			outbox_drop(outbox, entry);
}

void curfew_keep(struct outbox *outbox, struct outbox_now now)
{
	for (struct outbox_channel *channel = outbox->channels; channel; channel = channel->next)
		channel->held_wall_ms = 0;
	for (struct outbox_entry *entry = outbox->first; entry; entry = entry->next) {
		if (!outbox_waits(entry))
			continue;
		hold(outbox, entry, now);
		cancel_out(outbox, entry);
	}
}
