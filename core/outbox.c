/* outbox.c - see outbox.h.  SPDX-License-Identifier: ISC */
#include "outbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fnv.h"

struct outbox *outbox_new(struct log *log, const struct outbox_calls *calls)
{
	struct outbox *outbox = calloc(1, sizeof(*outbox));

	if (!outbox)
		return NULL;
	outbox->log = log;
	outbox->calls = *calls;
	outbox->told = UINT64_MAX;
	return outbox;
}

void outbox_drop_owed(struct outbox *outbox)
{
	while (outbox->owed) {
		struct outbox_owed *owed = outbox->owed;

		outbox->owed = owed->next;
		free(owed);
	}
}

void outbox_free(struct outbox *outbox)
{
	if (!outbox)
		return;
	for (struct outbox_entry *entry = outbox->first; entry; entry = entry->next)
		entry->gone = true;
	outbox_sweep(outbox);
	outbox_drop_owed(outbox);
	while (outbox->channels) {
		struct outbox_channel *channel = outbox->channels;

		outbox->channels = channel->next;
		free(channel);
	}
	free(outbox);
}

/* --- what is there */

struct outbox_channel *outbox_channel(struct outbox *outbox, const char *action)
{
	struct outbox_channel **at = &outbox->channels;

	while (*at && strcmp((*at)->name, action) != 0)
		at = &(*at)->next;
	if (*at)
		return *at;
	*at = calloc(1, sizeof(**at));
	if (*at)
		snprintf((*at)->name, sizeof((*at)->name), "%s", action);
	return *at;
}

const struct conf_delivery *outbox_delivery(const struct outbox *outbox,
					    const struct outbox_channel *channel)
{
	const struct conf_instance *action = conf_find_action(outbox->conf, channel->name);

	return action ? &action->delivery : NULL;
}

const struct conf_gateway *outbox_gateway(const struct outbox *outbox,
					  const struct message *message)
{
	char name[ROSTER_NAME_BYTES];

	return conf_find_gateway(outbox->conf, message_gateway(message, name));
}

bool outbox_waits(const struct outbox_entry *entry)
{
	return !entry->gone && !entry->attempt;
}

bool outbox_is_beside(const struct outbox_entry *entry, const struct outbox_entry *other)
{
	return entry->to == other->to && entry->stream == other->stream;
}

int64_t outbox_free_since(const struct outbox_entry *entry)
{
	return entry->at_ms > entry->free_ms ? entry->at_ms : entry->free_ms;
}

bool outbox_is_due(struct outbox *outbox, int64_t at_ms, int64_t now_ms)
{
	if (now_ms >= at_ms)
		return true;
	if (at_ms < outbox->next_ms)
		outbox->next_ms = at_ms;
	return false;
}

struct outbox_entry *outbox_add(struct outbox *outbox, struct outbox_channel *to,
				const struct message *message)
{
	struct outbox_entry *entry = calloc(1, sizeof(*entry)), **end = &outbox->first;

	if (!entry)
		return NULL;
	entry->to = to;
	entry->message = *message;
	entry->number = ++outbox->number;
	entry->stream = message_stream(message);
	while (*end)
		end = &(*end)->next;
	*end = entry;
	outbox->entries++;
	outbox->changed = true;
	return entry;
}

void outbox_drop(struct outbox *outbox, struct outbox_entry *entry)
{
	entry->gone = true;
	outbox->changed = true;
}

void outbox_sweep(struct outbox *outbox)
{
	struct outbox_entry **at = &outbox->first;

	while (*at) {
		struct outbox_entry *entry = *at;

		if (!entry->gone) {
			at = &entry->next;
			continue;
		}
		*at = entry->next;
		outbox->entries--;
		free(entry);
	}
}

/* --- moving on */

static uint64_t sum_of(const char *name)
{
	return fnv_add(FNV_START, name, strlen(name));
}

static const struct outbox_move *find_move(const struct outbox *outbox, uint64_t stream,
					   uint64_t from)
{
	uint64_t count =
		outbox->moves_count < OUTBOX_MOVES_MAX ? outbox->moves_count : OUTBOX_MOVES_MAX;

	for (uint64_t i = 0; i < count; i++)
		if (outbox->moves[i].stream == stream && outbox->moves[i].from == from)
			return &outbox->moves[i];
	return NULL;
}

/* Whom that action's messages of a stream go to by now; a move may follow on a move. */
const struct conf_instance *outbox_follow(const struct outbox *outbox, uint64_t stream,
					  const struct conf_instance *action)
{
	const struct outbox_move *move;
	size_t i = 0;

	for (size_t steps = 0; steps < outbox->conf->actions_count; steps++) {
		move = find_move(outbox, stream, sum_of(action->name));
		if (!move)
			break;
		for (i = 0; i < outbox->conf->actions_count; i++)
			if (sum_of(outbox->conf->actions[i].name) == move->to)
				break;
		if (i == outbox->conf->actions_count)
			break;
		action = &outbox->conf->actions[i];
	}
	return action;
}

static void remember_move(struct outbox *outbox, const struct outbox_move *move)
{
	if (!find_move(outbox, move->stream, move->from))
		outbox->moves[outbox->moves_count++ % OUTBOX_MOVES_MAX] = *move;
}

/* It begins anew there, in the place in the order that it had; what was told together may be again. */
static void hand_over(struct outbox_entry *entry, struct outbox_channel *to)
{
	if (entry->digest)
		entry->wait = OUTBOX_GATHERED;
	entry->digest = 0;
	entry->to = to;
	entry->heir = NULL;
	entry->tries = 0;
	entry->due_ms = entry->failed_ms = 0;
}

void outbox_move(struct outbox *outbox, struct outbox_entry *entry,
		 const struct conf_instance *action)
{
	struct outbox_channel *from = entry->to, *to = outbox_channel(outbox, action->name);
	const struct outbox_move move = { entry->stream, sum_of(from->name), sum_of(action->name) };

	if (!to)
		return;
	remember_move(outbox, &move);
	for (struct outbox_entry *other = outbox->first; other; other = other->next) {
		if (other->gone || other->attempt || other->to != from ||
		    other->stream != entry->stream)
			continue;
		hand_over(other, to);
		from->moved++;
	}
	from->moved_to = action->name;
	outbox->changed = true;
}

/* --- another configuration */

/* Who was told of that gateway before has its own entry, or has had it. */
static bool was_told(const struct conf *former, const char *gateway, const char *action)
{
	const struct conf_gateway *was = former ? conf_find_gateway(former, gateway) : NULL;

	for (size_t i = 0; was && was->notify[i]; i++)
		if (strcmp(was->notify[i]->name, action) == 0)
			return true;
	return false;
}

static struct outbox_channel *find_successor(struct outbox *outbox, const struct message *message,
					     const struct conf *former)
{
	const struct conf_gateway *gateway = outbox_gateway(outbox, message);

	for (size_t i = 0; gateway && gateway->notify[i]; i++)
		if (!was_told(former, gateway->name, gateway->notify[i]->name))
			return outbox_channel(outbox, gateway->notify[i]->name);
	return NULL;
}

void outbox_readdress(struct outbox *outbox, struct outbox_entry *entry)
{
	struct outbox_channel *to = entry->heir;

	log_line(outbox->log, MUZZLE_WARN, entry->to->name,
		 "action is gone, its message goes to=%s what=%s target=%s",
		 to ? to->name : "nobody", words_name(&words_notify, (int)entry->message.what),
		 entry->message.target);
	if (to)
		hand_over(entry, to);
	else
		outbox_drop(outbox, entry);
	outbox->changed = true;
}

/* Of those in flight, too: later nobody knows who was told before. */
static void find_heir(struct outbox *outbox, struct outbox_entry *entry, const struct conf *former)
{
	if (!entry->heir || !outbox_delivery(outbox, entry->heir))
		entry->heir = find_successor(outbox, &entry->message, former);
	if (!entry->attempt)
		outbox_readdress(outbox, entry);
}

/* What found no room with it, too; of whom nobody takes it over the next acceptance disposes. */
static void readdress_owed(struct outbox *outbox, struct outbox_owed *owed,
			   const struct conf *former)
{
	const struct outbox_channel *to;

	if (!*owed->action || conf_find_action(outbox->conf, owed->action))
		return;
	to = find_successor(outbox, &owed->message, former);
	if (to)
		memcpy(owed->action, to->name, sizeof(owed->action));
}

static bool has_entries(const struct outbox *outbox, const struct outbox_channel *channel)
{
	for (const struct outbox_entry *entry = outbox->first; entry; entry = entry->next)
		if (entry->to == channel)
			return true;
	return false;
}

/* Of actions that are gone, when nothing of theirs is left. */
static void end_channels(struct outbox *outbox)
{
	struct outbox_channel **at = &outbox->channels;

	while (*at) {
		struct outbox_channel *channel = *at;

		if (outbox_delivery(outbox, channel) || has_entries(outbox, channel)) {
			at = &channel->next;
			continue;
		}
		*at = channel->next;
		free(channel);
	}
}

void outbox_configure(struct outbox *outbox, const struct conf *conf, struct outbox_now now)
{
	const struct conf *former = outbox->conf;

	if (!former)
		outbox->start_ms = now.boot_ms;
	outbox->conf = conf;
	outbox->former_attempts = OUTBOX_ATTEMPT | outbox->attempts;
	for (struct outbox_channel *channel = outbox->channels; channel; channel = channel->next) {
		channel->no_digests = channel->setup = false;
		channel->due_ms = channel->quiet_ms = 0;
		channel->moved_to = NULL;
	}
	for (struct outbox_entry *entry = outbox->first; entry; entry = entry->next) {
		if (outbox_delivery(outbox, entry->to))
			entry->heir = NULL;
		else
			find_heir(outbox, entry, former);
	}
	for (struct outbox_owed *owed = outbox->owed; owed; owed = owed->next)
		readdress_owed(outbox, owed, former);
	outbox_sweep(outbox);
	end_channels(outbox);
	outbox->next_ms = now.boot_ms;
}
