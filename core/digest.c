/* digest.c - see digest.h.  SPDX-License-Identifier: ISC */
#include "digest.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_BYTES (ROSTER_NAME_BYTES + TEXT_BYTES + 40)

/* Released, and maybe not alone when it waited: then it was never tried. */
static bool is_candidate(const struct outbox_entry *entry, const struct outbox_channel *channel,
			 int64_t now_ms)
{
	if (entry->to != channel || !outbox_waits(entry) || entry->held || entry->digest)
		return false;
	return entry->wait == OUTBOX_HELD ||
	       (entry->wait == OUTBOX_GATHERED && now_ms >= channel->gather_ms);
}

static bool may_digest(struct outbox *outbox, const struct outbox_channel *channel)
{
	const struct conf_delivery *delivery = outbox_delivery(outbox, channel);

	return delivery && delivery->digest.acts && !channel->no_digests &&
	       outbox->calls.takes_digests(outbox->calls.arg, channel->name);
}

/* How many of them make a digest: what was gathered was too much already. */
static uint32_t find_need(const struct outbox *outbox, const struct outbox_channel *channel,
			  int64_t now_ms)
{
	for (const struct outbox_entry *entry = outbox->first; entry; entry = entry->next)
		if (entry->wait == OUTBOX_GATHERED && is_candidate(entry, channel, now_ms))
			return 2;
	return (uint32_t)outbox_delivery(outbox, channel)->digest.acts + 1;
}

/* Something older of its stream is in no digest formed now: digests that wait for each other would do so
 * for ever. */
static bool is_behind(const struct outbox *outbox, const struct outbox_entry *entry,
		      uint64_t before)
{
	for (const struct outbox_entry *older = outbox->first; older != entry; older = older->next)
		if (!older->gone && outbox_is_beside(older, entry) && older->digest <= before)
			return true;
	return false;
}

/* How many are in digests now whose numbers are higher than that. */
static uint32_t take_together(struct outbox *outbox, const struct outbox_channel *channel,
			      int64_t now_ms)
{
	uint64_t before = outbox->number;
	uint32_t taken = 0;

	for (struct outbox_entry *entry = outbox->first; entry; entry = entry->next) {
		if (!is_candidate(entry, channel, now_ms) || is_behind(outbox, entry, before))
			continue;
		outbox->number += taken++ % DIGEST_MAX == 0;
		entry->digest = outbox->number;
	}
	return taken;
}

void digest_form(struct outbox *outbox, struct outbox_channel *channel, int64_t now_ms)
{
	uint64_t before = outbox->number;
	bool may = may_digest(outbox, channel);
	uint32_t need = may ? find_need(outbox, channel, now_ms) : 0;
	bool few = !may || take_together(outbox, channel, now_ms) < need;

	for (struct outbox_entry *entry = outbox->first; entry; entry = entry->next) {
		bool taken = entry->to == channel && entry->digest > before;

		if (!taken && !is_candidate(entry, channel, now_ms))
			continue;
		if (few)
			entry->digest = 0;
		entry->wait = 0;
		outbox->changed = true;
	}
	if (few)
		outbox->number = before;
}

void digest_break(struct outbox *outbox, uint64_t digest)
{
	for (struct outbox_entry *entry = outbox->first; entry; entry = entry->next)
		if (entry->digest == digest)
			entry->digest = 0;
	outbox->changed = true;
}

/* --- its text */

/* As a title says it. */
static const char *phrase(enum words_notify what)
{
	static const char *const phrases[] = {
		[NOTIFY_OPENED] = "is in trouble",
		[NOTIFY_SETUP] = "needs a look at its configuration",
		[NOTIFY_QUARANTINED] = "could not be helped",
		[NOTIFY_HUMAN] = "needs a person",
		[NOTIFY_REMINDER] = "is still in trouble",
		[NOTIFY_CLOSED] = "is well again",
		[NOTIFY_LEAK] = "leaks memory when restarted",
	};
	size_t i = (size_t)what;

	return i < sizeof(phrases) / sizeof(phrases[0]) && phrases[i]
		       ? phrases[i]
		       : words_name(&words_notify, (int)what);
}

static void count_kinds(const struct outbox *outbox, uint64_t digest, char why[TEXT_BYTES])
{
	uint32_t kinds[NOTIFIES] = { 0 };
	size_t used = 0;

	for (const struct outbox_entry *entry = outbox->first; entry; entry = entry->next)
		if (entry->digest == digest)
			kinds[entry->message.what]++;
	why[0] = '\0';
	for (int what = 1; what < NOTIFIES; what++)
		if (kinds[what] && used < TEXT_BYTES)
			used += (size_t)snprintf(why + used, TEXT_BYTES - used, "%s%u %s",
						 used ? ", " : "", kinds[what],
						 words_name(&words_notify, what));
}

/* The gateway that they are all of; else ourselves. */
static void find_target(const struct outbox *outbox, uint64_t digest, char *target)
{
	char other[ROSTER_NAME_BYTES];

	target[0] = '\0';
	for (const struct outbox_entry *entry = outbox->first; entry; entry = entry->next) {
		if (entry->digest != digest)
			continue;
		message_gateway(&entry->message, other);
		if (*target && strcmp(target, other) != 0)
			snprintf(other, sizeof(other), "muzzle");
		memcpy(target, other, sizeof(other));
	}
}

int digest_describe(const struct outbox *outbox, uint64_t digest, struct digest_text *text,
		    struct muzzle_order *order)
{
	size_t count = 0;

	text->lines = calloc(DIGEST_MAX + 1, sizeof(*text->lines));
	text->text = malloc((size_t)DIGEST_MAX * LINE_BYTES);
	if (!text->lines || !text->text)
		return -ENOMEM;
	for (const struct outbox_entry *entry = outbox->first; entry && count < DIGEST_MAX;
	     entry = entry->next) {
		const struct message *message = &entry->message;
		char *line = text->text + count * LINE_BYTES;

		if (entry->digest != digest)
			continue;
		snprintf(line, LINE_BYTES, "%s %s%s%s", message->target, phrase(message->what),
			 *message->why ? ": " : "", message->why);
		text->lines[count++] = line;
		order->wall_ms = message->wall_ms;
		if (!order->since_wall_ms)
			order->since_wall_ms = message->wall_ms;
	}
	count_kinds(outbox, digest, text->why);
	find_target(outbox, digest, text->target);
	order->what = "digest";
	order->target = order->gateway = text->target;
	order->state = "";
	order->why = text->why;
	order->lines = text->lines;
	return 0;
}

void digest_fini(struct digest_text *text)
{
	free(text->lines);
	free(text->text);
}
