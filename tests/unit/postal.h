/* postal.h - a world for messages: an engine that orders them, receivers of every kind, and lives that end anywhere.
 * SPDX-License-Identifier: ISC */
#ifndef POSTAL_H
#define POSTAL_H

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "calendar.h"
#include "clock.h"
#include "posting.h"
#include "postman.h"
#include "scratch.h"
#include "spool.h"

#define SECONDS INT64_C(1000)
#define MINUTES (60 * SECONDS)
#define HOURS (60 * MINUTES)
#define ORDERS_MAX 100
#define KEPT_MAX 4000
#define FLIGHTS_MAX 64
#define RECEIVERS 3

#define CONF                                                              \
	"[gateway g]\nsessions = *\nnotify = page mail\n"                 \
	"[gateway h]\nsessions = *\nnotify = page\n"                      \
	"[action page]\nplugin = alert\nfallback = second\nkeep = 7d\n"   \
	"[action mail]\nplugin = alert\nquiet = 22:00-06:00\nkeep = 7d\n" \
	"[action second]\nplugin = alert\ndigest = off\nkeep = 7d\n"

enum manner { TAKES, FAILS, KEEPS_IN_SILENCE, HANGS, REJECTS, ASKS_FOR_PATIENCE, MANNERS };

struct receiver {
	const char *name;
	enum manner manner;
	bool no_digests;
	int64_t patient_until_ms; /* it asked for that */
};

/* A receiver has one order's message, under that id. */
struct kept {
	int receiver, order;
	char id[32];
};

struct carriage {
	uint64_t attempt; /* 0: free */
	int receiver;
	int64_t due_ms; /* of its answer; OUTBOX_FOREVER: none comes */
	enum words_result what;
	bool asks_for_patience;
};

struct world {
	struct scratch scratch;
	struct log log;
	struct conf *conf;
	struct outbox *outbox;
	struct spool spool;
	struct outbox_now now;
	uint32_t seed, random;
	/* the engine, and what its ledger has of it */
	struct message orders[ORDERS_MAX];
	int orders_count, ledger_orders;
	char *ledger; /* owned */
	size_t ledger_bytes;
	uint64_t incidents;
	bool accepted; /* since the ledger was written */
	/* the end of this life */
	int steps_left; /* until it is killed; 0: it is not */
	bool killed;
	int kills;
	/* the world */
	struct receiver receivers[RECEIVERS];
	struct kept kept[KEPT_MAX];
	int kept_count;
	struct carriage flights[FLIGHTS_MAX];
};

static uint32_t draw(struct world *w, uint32_t below)
{
	w->random ^= w->random << 13;
	w->random ^= w->random >> 17;
	w->random ^= w->random << 5;
	return w->random % below;
}

/* Killed before this step: whatever follows in this life has not happened. */
static bool ends_here(struct world *w)
{
	if (w->steps_left && --w->steps_left == 0)
		w->killed = true;
	return w->killed;
}

/* --- spool and ledger */

static void save_ledger(struct world *w)
{
	struct sealed_page page;

	sealed_begin(&page);
	page.text.bytes = 0;
	spool_put_owed(w->outbox, &page);
	free(w->ledger);
	w->ledger = page.text.data;
	w->ledger_bytes = page.text.bytes;
	w->ledger_orders = w->orders_count;
	w->accepted = false;
	posting_confirm(w->outbox);
}

static void save(void *arg)
{
	struct world *w = arg;

	if (ends_here(w))
		return;
	assert_int_equal(spool_save(&w->spool, w->outbox), 0);
	if (ends_here(w))
		return;
	if (w->accepted)
		save_ledger(w);
}

static void read_ledger(struct world *w)
{
	for (size_t at = 0; at < w->ledger_bytes;) {
		size_t bytes = (size_t)((char *)memchr(w->ledger + at, '\n', w->ledger_bytes - at) -
					w->ledger - (ptrdiff_t)at);
		char *text = strndup(w->ledger + at, bytes);
		struct json_object *line = json_tokener_parse(text);

		assert_true(spool_take_owed(w->outbox, line));
		json_object_put(line);
		free(text);
		at += bytes + 1;
	}
}

/* --- receivers */

static int find_receiver(const struct world *w, const char *action)
{
	int i = 0;

	while (strcmp(w->receivers[i].name, action) != 0)
		i++;
	return i;
}

static const struct kept *find_kept(const struct world *w, int receiver, int order)
{
	for (int i = 0; i < w->kept_count; i++)
		if (w->kept[i].receiver == receiver && w->kept[i].order == order)
			return &w->kept[i];
	return NULL;
}

/* Each under one id, and none behind a later one of its stream. */
static void keep(struct world *w, int receiver, int order, const char *id)
{
	const struct kept *had = find_kept(w, receiver, order);
	uint64_t stream = message_stream(&w->orders[order]);

	if (had && strcmp(had->id, id) != 0)
		fail_msg("seed %u: order %d is told to %s as %s and as %s", w->seed, order,
			 w->receivers[receiver].name, had->id, id);
	if (had)
		return;
	for (int i = 0; i < w->kept_count; i++)
		if (w->kept[i].receiver == receiver && w->kept[i].order > order &&
		    message_stream(&w->orders[w->kept[i].order]) == stream)
			fail_msg("seed %u: order %d is told to %s before %d", w->seed,
				 w->kept[i].order, w->receivers[receiver].name, order);
	assert_true(w->kept_count < KEPT_MAX);
	w->kept[w->kept_count] = (struct kept){ receiver, order, "" };
	snprintf(w->kept[w->kept_count++].id, sizeof(w->kept[0].id), "%s", id);
}

/* Every reason names its order. */
static int order_of(const char *why)
{
	return atoi(strrchr(why, '#') + 1);
}

static void keep_all(struct world *w, int receiver, const struct muzzle_order *order)
{
	if (!order->lines)
		keep(w, receiver, order_of(order->why), order->message);
	for (const char *const *line = order->lines; line && *line; line++)
		keep(w, receiver, order_of(*line), order->message);
}

static void fly(struct world *w, const struct carriage *flight)
{
	int of_receiver = 0, free = -1;

	for (int i = 0; i < FLIGHTS_MAX; i++) {
		of_receiver += w->flights[i].attempt && w->flights[i].receiver == flight->receiver;
		free = w->flights[i].attempt ? free : i;
	}
	if (of_receiver == POSTMAN_FLYING_MAX || free < 0)
		fail_msg("seed %u: a fifth flies to %s", w->seed,
			 w->receivers[flight->receiver].name);
	w->flights[free] = *flight;
}

/* As a plugin says it: the patience first. */
static void answer(struct world *w, const struct carriage *flight)
{
	const struct postman_answer said = { flight->attempt, flight->what, "said" };
	int64_t wait_ms = draw(w, 90) * MINUTES;

	if (flight->asks_for_patience) {
		postman_retry_after(w->outbox, flight->attempt, wait_ms, w->now.boot_ms);
		w->receivers[flight->receiver].patient_until_ms =
			w->now.boot_ms + (wait_ms < HOURS ? wait_ms : HOURS);
	}
	postman_answered(w->outbox, &said, w->now.boot_ms);
}

static int send_order(void *arg, const char *action, const struct muzzle_order *order)
{
	static const enum words_result results[MANNERS] = { 0, RESULT_FAILED, RESULT_TIMEOUT,
							    0, RESULT_SETUP,  RESULT_FAILED };
	struct world *w = arg;
	int i = find_receiver(w, action);
	struct receiver *receiver = &w->receivers[i];
	struct carriage flight = { order->id, i, w->now.boot_ms, results[receiver->manner],
				   receiver->manner == ASKS_FOR_PATIENCE };

	if (ends_here(w))
		return 0;
	if (w->now.boot_ms < receiver->patient_until_ms)
		fail_msg("seed %u: %s had asked for patience", w->seed, action);
	if (order->lines && receiver->no_digests)
		return -ENOTSUP;
	if (receiver->manner == TAKES || receiver->manner == KEEPS_IN_SILENCE)
		keep_all(w, i, order);
	if (ends_here(w))
		return 0;
	flight.due_ms += draw(w, 4) * SECONDS + flight.asks_for_patience;
	if (receiver->manner == HANGS)
		flight.due_ms = OUTBOX_FOREVER;
	if (flight.due_ms > w->now.boot_ms)
		fly(w, &flight);
	else
		answer(w, &flight);
	return 0;
}

static void cancel(void *arg, uint64_t attempt)
{
	struct world *w = arg;

	for (int i = 0; i < FLIGHTS_MAX; i++)
		if (w->flights[i].attempt == attempt)
			w->flights[i].attempt = 0;
}

static int64_t find_maintenance(void *arg, const struct conf_gateway *gateway, int64_t wall_ms)
{
	(void)arg;
	return calendar_until(&gateway->maintenance, wall_ms);
}

static bool takes_digests(void *arg, const char *action)
{
	(void)arg;
	(void)action;
	return true;
}

/* --- lives */

static void accept_owed(struct world *w)
{
	if (posting_accept(w->outbox, w->now))
		w->accepted = w->outbox->changed = true;
}

static void owe(struct world *w, int order)
{
	posting_owe(w->outbox, &w->orders[order], "");
}

static void begin_life(struct world *w)
{
	const struct outbox_calls calls = { send_order,       cancel, takes_digests,
					    find_maintenance, save,   w };

	w->killed = w->accepted = false;
	w->steps_left = 0;
	memset(w->flights, 0, sizeof(w->flights));
	for (int i = 0; i < RECEIVERS; i++)
		w->receivers[i].patient_until_ms = 0;
	w->outbox = outbox_new(&w->log, &calls);
	assert_int_equal(spool_open(&w->spool, w->scratch.dir, &w->log), 0);
	read_ledger(w);
	spool_load(&w->spool, w->outbox);
	/* their age is by the true clocks, which would make no two runs alike */
	for (struct outbox_entry *entry = w->outbox->first; entry; entry = entry->next)
		entry->at_ms = w->now.boot_ms - (w->now.wall_ms - entry->message.wall_ms);
	outbox_configure(w->outbox, w->conf, w->now);
	/* of these orders the ledger did not know: the engine comes to the same ones again */
	for (int i = w->ledger_orders; i < w->orders_count; i++)
		owe(w, i);
}

static void end_life(struct world *w)
{
	outbox_free(w->outbox);
	spool_close(&w->spool);
}

static void live_on(struct world *w)
{
	while (w->killed) {
		w->kills++;
		end_life(w);
		begin_life(w);
	}
}

static void run(struct world *w)
{
	accept_owed(w);
	postman_run(w->outbox, w->now);
	live_on(w);
}

static struct carriage *first_flight(struct world *w)
{
	struct carriage *first = NULL;

	for (int i = 0; i < FLIGHTS_MAX; i++)
		if (w->flights[i].attempt && (!first || w->flights[i].due_ms < first->due_ms))
			first = &w->flights[i];
	return first;
}

static void land(struct world *w, struct carriage *flight)
{
	const struct carriage landed = *flight;

	flight->attempt = 0;
	answer(w, &landed);
}

static void pass(struct world *w, int64_t ms)
{
	int64_t end_ms = w->now.boot_ms + ms, next_ms;
	struct carriage *flight;

	run(w);
	for (int turns = 0;; turns++) {
		if (turns > 200000)
			fail_msg("seed %u: no end", w->seed);
		flight = first_flight(w);
		next_ms = w->outbox->ordered ? w->now.boot_ms : w->outbox->next_ms;
		if (flight && flight->due_ms < next_ms)
			next_ms = flight->due_ms;
		if (next_ms > end_ms)
			next_ms = end_ms;
		if (next_ms > w->now.boot_ms) {
			w->now.wall_ms += next_ms - w->now.boot_ms;
			w->now.boot_ms = next_ms;
		}
		if (flight && flight->due_ms <= w->now.boot_ms)
			land(w, flight);
		else if (next_ms == end_ms)
			break;
		run(w);
	}
}

#endif
