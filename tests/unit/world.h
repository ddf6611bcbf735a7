/* world.h - two gateways of four sessions each that live, lie, die and are restarted at random.
 * SPDX-License-Identifier: ISC
 *
 * A closed loop: acts are answered well, badly, late or never, and sometimes cure.  The world keeps
 * its own account of acts, holds and incidents, in a time that never starts anew: t + before_ms.
 */
#ifndef WORLD_H
#define WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "roster.h"
#include "state.h"
#include "trace.h"

#define WORLD_SECOND INT64_C(1000)
#define WORLD_MINUTE (60 * WORLD_SECOND)
#define WORLD_HOUR (60 * WORLD_MINUTE)
#define WORLD_DAY (24 * WORLD_HOUR)
#define WORLD_GATEWAYS 2
#define WORLD_SESSIONS 4
#define WORLD_TARGETS (WORLD_GATEWAYS * (1 + WORLD_SESSIONS))
#define WORLD_ORDERS 256
#define WORLD_ACTS 4096
#define WORLD_INCIDENTS 65536

/* What the engine was told and ordered in one step, by numbers that two rosters share. */
struct world_order {
	struct engine_order order; /* .target and .owner stay NULL */
	uint32_t on, owner;        /* ordinals */
};

struct world_orders {
	struct world_order all[WORLD_ORDERS];
	unsigned count;
};

/* The acts on one target, or of the whole box, by wide time. */
struct world_acts {
	int64_t at_ms[WORLD_ACTS];
	unsigned count;
	unsigned from, cool_from; /* those before were forgiven: by reset --charges, by reset */
};

/* What somebody was told of one incident. */
struct world_incident {
	uint8_t opened, quarantined, human, closed;
};

struct world_gateway {
	bool unreachable, misconfigured;
	uint64_t flying;    /* id of the act in flight, 0 none */
	int64_t timeout_ms; /* its end at the latest */
	uint64_t answer_id; /* the world's answer that is on its way */
	int64_t answer_ms;  /* -1: never */
	unsigned answer_on;
	int64_t mb; /* that restarts of its sessions leaked */
};

struct world {
	uint64_t seed, random;
	unsigned long step;
	struct roster *roster, *shadow;
	struct policy policy;
	FILE *trace;             /* NULL, or everything is written here as a trace */
	int64_t t_ms, before_ms; /* wide time = t + before */
	unsigned boot;
	enum words_state truth[WORLD_TARGETS];
	bool mute[WORLD_TARGETS]; /* says up, but is not */
	struct world_gateway gateways[WORLD_GATEWAYS];
	struct world_orders orders, shadow_orders;
	struct world_acts acts[WORLD_TARGETS], box;
	int64_t hold_until_ms[WORLD_TARGETS]; /* by t; 0 none */
	struct world_incident incidents[WORLD_INCIDENTS];
	uint64_t last_act;
	bool uplink_down, ledger_down;
	int64_t unwell_until_ms;
	bool policy_observe;
	int64_t cured_ms[WORLD_TARGETS]; /* wide time of the last act that went well on it */
	/* totals, so that a test can see that its world was not a dull one */
	unsigned long total_acts, total_notifies, total_held, total_headers, total_swaps;
};

static const char *const world_names[WORLD_TARGETS] = {
	"g", "g/a", "g/b", "g/c", "g/d", "h", "h/a", "h/b", "h/c", "h/d",
};

static inline uint32_t world_random(struct world *w, uint32_t below)
{
	w->random = w->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)((w->random >> 33) % below);
}

static inline bool world_chance(struct world *w, uint32_t per_thousand)
{
	return world_random(w, 1000) < per_thousand;
}

static inline bool world_is_gateway(unsigned index)
{
	return index % (1 + WORLD_SESSIONS) == 0;
}

static inline struct world_gateway *world_gateway_of(struct world *w, unsigned index)
{
	return &w->gateways[index / (1 + WORLD_SESSIONS)];
}

static inline unsigned world_gateway_index(unsigned index)
{
	return index - index % (1 + WORLD_SESSIONS);
}

static inline struct target *world_target(const struct roster *roster, unsigned index)
{
	return roster_find(roster, world_names[index]);
}

#define WORLD_MUST(w, what)                                                                      \
	do {                                                                                     \
		if (!(what))                                                                     \
			fail_msg("seed %llu step %lu t %lld: not %s",                            \
				 (unsigned long long)(w)->seed, (w)->step, (long long)(w)->t_ms, \
				 #what);                                                         \
	} while (0)

/* A roster whose targets stand in the order of their numbers, judged by the world's policy. */
static inline struct roster *world_new_roster(const struct world *w)
{
	struct roster *roster = roster_new(NULL);

	roster_engine(roster)->observe = w->policy_observe;
	for (unsigned i = 0; i < WORLD_TARGETS; i++) {
		struct target *target = roster_get(roster, world_names[i]);

		assert_int_equal(roster_set_policy(roster, target, &w->policy), 0);
		target->offers_probe = !target->is_gateway && w->policy.silence_probe;
		target->gateway->conf.ladder_learned = w->seed % 6 == 5;
	}
	return roster;
}

static inline void world_init(struct world *w, uint64_t seed)
{
	memset(w, 0, sizeof(*w));
	w->seed = seed;
	w->random = seed * UINT64_C(0x9E3779B97F4A7C15) + 1;
	policy_default(&w->policy);
	w->policy.patience_ms = seed % 3 ? 0 : 30 * WORLD_SECOND;
	w->policy.notify_on = seed % 2 ? POLICY_OPENED : POLICY_UNHELPED;
	w->policy.escalate_always = seed % 5 == 4;
	w->policy.stopped_restart = seed % 7 == 6;
	w->policy.silence_probe = seed % 4 != 3;
	for (unsigned i = 0; i < WORLD_TARGETS; i++)
		w->truth[i] = STATE_UP, w->cured_ms[i] = -WORLD_DAY;
	w->roster = world_new_roster(w);
	w->t_ms = world_random(w, 1000);
}

static inline void world_fini(struct world *w)
{
	roster_free(w->roster);
	roster_free(w->shadow);
}

static inline void world_note_order(void *ctx, const struct engine_order *order)
{
	struct world_orders *orders = ctx;
	struct world_order *noted = &orders->all[orders->count];

	assert_true(orders->count < WORLD_ORDERS);
	orders->count++;
	memset(noted, 0, sizeof(*noted));
	noted->order = *order;
	noted->on = order->target->ordinal;
	noted->owner = order->owner->ordinal;
	noted->order.target = NULL;
	noted->order.owner = NULL;
}

static inline void world_step_one(struct roster *roster, struct engine_evidence evidence,
				  const struct trace_words *words, struct world_orders *orders)
{
	orders->count = 0;
	evidence.target = words->target ? roster_get(roster, words->target) : NULL;
	evidence.source = words->source ? roster_source(roster, words->source) : 0;
	engine_step(roster_engine(roster), &evidence, world_note_order, orders);
}

static inline void world_write(struct world *w, struct json_object *line)
{
	if (w->trace)
		fprintf(w->trace, "%s\n", json_object_to_json_string_ext(line, TRACE_JSON_FLAGS));
	json_object_put(line);
}

#endif
