/* engine.c - see engine.h.  SPDX-License-Identifier: ISC */
#include "engine.h"

#include <string.h>

#include "agenda.h"
#include "apply.h"
#include "assess.h"
#include "budget.h"
#include "epoch.h"
#include "heap.h"
#include "incident.h"
#include "ladder.h"
#include "run.h"

#define ROUNDS_MAX 64 /* judging ends by itself; this only bounds what a bug could do */

void engine_init(struct engine *engine, const struct policy_rate *restarts, bool observe)
{
	memset(engine, 0, sizeof(*engine));
	engine->restarts = *restarts;
	engine->observe = observe;
}

void engine_room(struct engine *engine, struct target **heap, uint32_t cap)
{
	engine->heap = heap;
	engine->heap_cap = cap;
}

static void add(struct engine *engine, struct target *target, const struct policy *policy)
{
	target->policy = policy;
	target->due_ms = TARGET_FOREVER;
	target->ordinal = engine->targets++;
	if (engine->last)
		engine->last->next_all = target;
	else
		engine->first = target;
	engine->last = target;
}

void engine_add_gateway(struct engine *engine, struct gateway *gateway, const struct policy *policy)
{
	gateway->target.gateway = gateway;
	gateway->target.is_gateway = true;
	gateway->next = engine->gateways;
	engine->gateways = gateway;
	add(engine, &gateway->target, policy);
}

void engine_add_session(struct engine *engine, struct gateway *gateway, struct target *session,
			const struct policy *policy)
{
	session->gateway = gateway;
	if (gateway->sessions_tail)
		gateway->sessions_tail->next = session;
	else
		gateway->sessions = session;
	gateway->sessions_tail = session;
	add(engine, session, policy);
}

/* Everybody whose deadline has come is judged in this step. */
static void touch_due(struct engine *engine)
{
	struct target *target;

	while ((target = heap_first(engine)) && target->due_ms <= engine->now_ms) {
		heap_set(engine, target, TARGET_FOREVER);
		agenda_touch(engine, target);
	}
}

static void judge(struct engine *engine)
{
	for (int round = 0; round < ROUNDS_MAX; round++) {
		touch_due(engine);

		struct target *target = agenda_take(engine);

		if (!target)
			return;
		while (target) {
			struct target *next = target->next_touched;

			target->touched = false;
			heap_set(engine, target, TARGET_FOREVER);
			assess_target(engine, target);
			target = next;
		}
	}
}

static void fill_held(const struct target *target, struct engine_order *order)
{
	order->by = target->pending.held_by;
	order->until_ms = target_label_ms(target->pending.held_until_ms);
	order->rung = ladder_rung(target) + 1;
}

/* The flight that began in this step; its owner may be one of the gateway's sessions. */
static void fill_act(struct engine *engine, const struct target *target, struct engine_order *order)
{
	struct flight *flight = &target->gateway->flight;

	flight->id = ++engine->acts; /* so that ids count in the order in which they are given */
	leak_number(&target->gateway->leak, flight->id);
	order->id = flight->id;
	order->owner = flight->incident_of;
	order->rung = target->pending.rung + 1;
	order->incident = order->owner->incident.id;
	order->cause = order->owner->incident.cause;
}

/* A leak belongs to the gateway's incident, as far as it has one. */
static uint64_t incident_of(const struct target *target, enum words_notify what)
{
	switch (what) {
	case NOTIFY_SETUP:
		return target->pending.setup_of;
	case NOTIFY_LEAK:
		return target->incident.id;
	default:
		return target->pending.incident;
	}
}

static void emit_one(struct engine *engine, struct engine_order *order, engine_emit *emit,
		     void *ctx)
{
	const struct target *target = order->target;

	order->t_ms = target_label_ms(engine->now_ms);
	order->owner = target;
	order->cause = target->pending.cause;
	order->incident = incident_of(target, order->what);
	if (order->kind == ORDER_HELD)
		fill_held(target, order);
	else if (order->kind == ORDER_ACT)
		fill_act(engine, target, order);
	order->age_ms = run_age_ms(order->owner, engine->now_ms);
	order->limit_ms = run_patience_ms(order->owner);
	emit(ctx, order);
}

static void emit_target(struct engine *engine, struct target *target, engine_emit *emit, void *ctx)
{
	for (enum words_order kind = ORDER_RELAX; kind < ORDER_NOTIFY; kind++) {
		struct engine_order order = { .kind = kind, .target = target };

		if (target->pending.orders & (1u << kind))
			emit_one(engine, &order, emit, ctx);
	}
	for (enum words_notify what = NOTIFY_OPENED; what < NOTIFIES; what++) {
		struct engine_order order = { .kind = ORDER_NOTIFY,
					      .target = target,
					      .what = what };

		if (target->pending.notifies & (1u << what))
			emit_one(engine, &order, emit, ctx);
	}
}

static void give_orders(struct engine *engine, engine_emit *emit, void *ctx)
{
	struct target *target = agenda_orders(engine);

	while (target) {
		struct target *next = target->next_pending;

		emit_target(engine, target, emit, ctx);
		memset(&target->pending, 0, sizeof(target->pending));
		target = next;
	}
}

void engine_step(struct engine *engine, const struct engine_evidence *evidence, engine_emit *emit,
		 void *ctx)
{
	int64_t now_ms = evidence->t_ms + TARGET_TIME_BASE;

	if (!engine->running)
		engine->start_ms = now_ms;
	engine->running = true;
	engine->now_ms = now_ms;
	apply_evidence(engine, evidence);
	judge(engine);
	give_orders(engine, emit, ctx);
}

static void restart_target(struct engine *engine, struct target *target)
{
	epoch_drop(engine, target);
	incident_interrupt(target);
}

static void restart_gateway(struct gateway *gateway)
{
	bool stopped = gateway->container.stopped;

	memset(&gateway->container, 0, sizeof(gateway->container));
	memset(&gateway->shared, 0, sizeof(gateway->shared));
	memset(gateway->sources, 0, sizeof(gateway->sources));
	memset(&gateway->flight, 0, sizeof(gateway->flight));
	leak_restart(&gateway->leak);
	gateway->container.stopped = stopped;
	gateway->hurried = false;
	gateway->held = false;
	gateway->whole_fault = false;
}

void engine_restart(struct engine *engine)
{
	for (struct target *target = engine->first; target; target = target->next_all) {
		restart_target(engine, target);
		if (target->is_gateway)
			restart_gateway(target->gateway);
	}
	engine->running = false;
	engine->ledger_down = false;
	engine->uplink_down = false;
	engine->uplink_lost_ms = 0;
	engine->uplink_back_ms = 0;
	engine->restarted_ms = 0;
	engine->unwell_until_ms = 0;
	engine->lag_ms = 0;
	engine->company_ms = 0;
	engine->fault_gateway = NULL;
	engine->fault_gateway_ms = 0;
}

static void shift(int64_t *time_ms, int64_t delta_ms)
{
	if (*time_ms)
		*time_ms += delta_ms;
}

static void shift_target(struct target *target, int64_t delta_ms)
{
	int64_t *const times[] = {
		&target->grace_from_ms,      &target->grace_until_ms,
		&target->last_act_ms,        &target->budget_held_ms,
		&target->hold_until_ms,      &target->human_ms,
		&target->quarantine.next_ms, &target->incident.opened_ms,
		&target->incident.acted_ms,  &target->incident.told_ms,
		&target->incident.waited_ms, &target->incident.verify_ms,
		&target->closed_ms,
	};

	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++)
		shift(times[i], delta_ms);
	budget_shift(&target->budget, delta_ms);
}

static void shift_gateway(struct gateway *gateway, int64_t delta_ms)
{
	leak_shift(&gateway->leak, delta_ms);
	for (int i = 0; i < POLICY_RUNGS_MAX; i++) {
		shift(&gateway->costs[i].last_ms, delta_ms);
		shift(&gateway->costs[i].faded_ms, delta_ms);
	}
}

void engine_shift_laws(struct engine *engine, int64_t delta_ms)
{
	for (struct gateway *gateway = engine->gateways; gateway; gateway = gateway->next)
		for (int i = 0; i < LAW_CLASSES - 1; i++)
			shift(&gateway->laws[i].began_ms, delta_ms);
}

void engine_shift(struct engine *engine, int64_t delta_ms)
{
	for (struct target *target = engine->first; target; target = target->next_all)
		shift_target(target, delta_ms);
	for (struct gateway *gateway = engine->gateways; gateway; gateway = gateway->next)
		shift_gateway(gateway, delta_ms);
	engine_shift_laws(engine, delta_ms);
	budget_shift(&engine->budget, delta_ms);
	shift(&engine->pretended_ms, delta_ms);
}

int64_t engine_next_ms(const struct engine *engine)
{
	const struct target *first = heap_first(engine);
	int64_t next_ms = first ? first->due_ms : TARGET_FOREVER;

	if (engine->uplink_back_ms && !engine->uplink_down &&
	    engine->uplink_back_ms + APPLY_FORGIVE_MS < next_ms)
		next_ms = engine->uplink_back_ms + APPLY_FORGIVE_MS;
	return next_ms == TARGET_FOREVER ? next_ms : next_ms - TARGET_TIME_BASE;
}
