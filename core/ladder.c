/* ladder.c - see ladder.h.  SPDX-License-Identifier: ISC */
#include "ladder.h"

#include <string.h>

#include "agenda.h"
#include "guard.h"
#include "incident.h"
#include "learn.h"
#include "run.h"

/* A gateway is never cured by restarting one of its sessions, nor is one that leaks kept by it. */
static uint32_t next_place(const struct target *target)
{
	const struct policy_gateway *conf = &target->gateway->conf;
	bool wide_only = target->is_gateway || leak_bars(&target->gateway->leak);
	uint32_t place = target->quarantine.on ? 0 : target->incident.rung;

	while (place < conf->rungs && wide_only &&
	       !conf->ladder[cost_rung(target->incident.order, place)].gateway_wide)
		place++;
	return place;
}

uint32_t ladder_rung(const struct target *target)
{
	uint32_t rungs = (uint32_t)target->gateway->conf.rungs;
	uint32_t place = next_place(target);

	return place < rungs ? cost_rung(target->incident.order, place) : rungs;
}

static void count_unhelped(const struct engine *engine, struct target *target)
{
	struct incident *incident = &target->incident;

	if (incident->tried)
		cost_unhelped(&target->gateway->costs[incident->tried - 1], engine->now_ms);
	incident->tried = 0;
}

/* The place behind the one that was tried; what may be tried can have changed since. */
static uint8_t place_after(const struct target *target)
{
	const struct incident *incident = &target->incident;
	size_t rungs = target->gateway->conf.rungs;
	uint32_t place = incident->tried ? 0 : next_place(target);

	while (incident->tried && place < rungs &&
	       cost_rung(incident->order, place) != incident->tried - 1u)
		place++;
	return (uint8_t)(place < rungs ? place + 1 : place);
}

void ladder_unhelped(struct engine *engine, struct target *target)
{
	struct incident *incident = &target->incident;
	uint8_t next = place_after(target);

	count_unhelped(engine, target);
	incident->phase = INCIDENT_OPEN;
	incident->unhelped = true;
	incident->failures = 0;
	agenda_touch(engine, target);
	agenda_touch(engine, &target->gateway->target);
	if (target->quarantine.on)
		return;
	incident->rung = next;
	if (ladder_rung(target) >= target->gateway->conf.rungs)
		incident_quarantine(engine, target, true);
}

void ladder_failed(struct engine *engine, struct target *target)
{
	target->incident.phase = INCIDENT_OPEN;
	agenda_touch(engine, target);
	if (++target->incident.failures >= LADDER_TRIES_PER_RUNG)
		ladder_unhelped(engine, target);
}

/* Its own budget held it for the second time in six hours; at most one time is counted a charge,
 * whether that went to the session or to its gateway. */
static bool held_twice(const struct engine *engine, struct target *target)
{
	int64_t before_ms = target->budget_held_ms;
	uint32_t charges = target->budget.total;

	if (!target->is_gateway)
		charges += target->gateway->target.budget.total;
	if (before_ms && target->budget_held_total == charges)
		return false;
	target->budget_held_ms = engine->now_ms;
	target->budget_held_total = charges;
	return before_ms && engine->now_ms - before_ms < LADDER_HELD_TWICE_MS;
}

static bool blast_waited(const struct engine *engine, struct target *target)
{
	if (!target->incident.waited_ms)
		target->incident.waited_ms = engine->now_ms;
	return engine->now_ms - target->incident.waited_ms >= GUARD_BLAST_WAIT_MS;
}

/* What holds will not let go for long enough that waiting for it is giving up. */
static bool gives_up(const struct engine *engine, const struct guard_act *act,
		     struct target *target, enum words_guard by)
{
	bool waits = by == GUARD_BLAST_RADIUS && leak_bars(&target->gateway->leak);

	if (waits)
		blast_waited(engine, target); /* since when is all that the guard asks for */
	if (waits || target->quarantine.on)
		return false;
	switch (by) {
	case GUARD_BLAST_RADIUS:
		return blast_waited(engine, target);
	case GUARD_BUDGET_SESSION:
		return guard_day_spent(act) || held_twice(engine, target);
	case GUARD_BUDGET_GATEWAY:
		return held_twice(engine, target);
	default:
		return false;
	}
}

static void charge(struct engine *engine, struct target *on)
{
	budget_charge(&on->budget, engine->now_ms);
	budget_charge(&engine->budget, engine->now_ms);
	on->last_act_ms = engine->now_ms;
	if (on->epoch.well_since_ms) /* health before the charge pays for no part of it */
		on->epoch.well_spent_ms = engine->now_ms - on->epoch.well_since_ms;
	if (on->cooldown < on->policy->cooldowns)
		on->cooldown++;
}

/* Intervals run from try to try: 1 h, 2 h, 4 h ... 24 h. */
static void count_try(struct engine *engine, struct target *target)
{
	struct quarantine *quarantine = &target->quarantine;
	int64_t interval_ms = INCIDENT_RETRY_MS;

	if (!quarantine->on)
		return;
	quarantine->tries++;
	for (uint32_t i = 0; i < quarantine->tries && interval_ms < INCIDENT_RETRY_MAX_MS; i++)
		interval_ms *= 2;
	if (interval_ms > INCIDENT_RETRY_MAX_MS)
		interval_ms = INCIDENT_RETRY_MAX_MS;
	quarantine->next_ms = engine->now_ms + interval_ms;
}

/* The charge, in observe mode too: its report is to be honest. */
static void account(struct engine *engine, struct target *target, bool wide)
{
	struct incident *incident = &target->incident;

	charge(engine, wide ? &target->gateway->target : target);
	count_try(engine, target);
	incident->wide = wide;
	incident->acts++;
	incident->acted_ms = engine->now_ms;
	incident->waited_ms = 0;
	target->held_by = 0;
}

static void mark_revivable(struct target *target, bool wide)
{
	target->epoch.revivable = true;
	for (struct target *session = wide ? target->gateway->sessions : NULL; session;
	     session = session->next)
		session->epoch.revivable = true;
}

static void order_act(struct engine *engine, struct target *target, uint32_t rung)
{
	struct gateway *gateway = target->gateway;
	const struct policy_rung *step = &gateway->conf.ladder[rung];
	struct target *on = step->gateway_wide ? &gateway->target : target;

	account(engine, target, step->gateway_wide);
	learn_cut(engine, target);
	mark_revivable(target, step->gateway_wide);
	leak_act(&gateway->leak, step->gateway_wide, engine->now_ms);
	gateway->flight = (struct flight){
		.flying = true,
		.wide = step->gateway_wide,
		.incident_of = target,
		.acts_on = on,
		.from_ms = engine->now_ms,
		.until_ms = engine->now_ms + step->timeout_ms,
		.own_until_ms = gateway->flight.own_until_ms,
	};
	target->incident.phase = INCIDENT_FLYING;
	target->incident.tried = (uint8_t)(rung + 1);
	on->pending.rung = rung;
	agenda_mark(engine, on, ORDER_ACT);
	agenda_touch(engine, &gateway->target);
	agenda_touch_held(engine, gateway);
}

static void report_held(struct engine *engine, struct target *target, enum words_guard by,
			int64_t until_ms)
{
	if (until_ms > engine->now_ms)
		agenda_wake(engine, target, until_ms);
	target->gateway->held = true;
	if (by == target->held_by || target->pending.held_by == GUARD_OBSERVE)
		return; /* what would have been done is said before what holds the next */
	target->held_by = by;
	target->pending.held_by = by;
	target->pending.held_until_ms = until_ms;
	target->pending.cause = target->incident.cause;
	agenda_mark(engine, target, ORDER_HELD);
}

/* Observe mode: as if it had been done, charged, and left unanswered. */
static void pretend(struct engine *engine, struct target *target, uint32_t rung)
{
	if (!engine->pretended_ms)
		engine->pretended_ms = engine->now_ms;
	account(engine, target, target->gateway->conf.ladder[rung].gateway_wide);
	target->incident.tried = 0;
	report_held(engine, target, GUARD_OBSERVE, 0);
	agenda_touch(engine, &target->gateway->target); /* who may have been charged */
	incident_verify(engine, target);
}

/* Where an order was learnt, a rung on the gateway may come before one on the session: who has waited for
 * the first in vain goes on to the other. */
static void give_up(struct engine *engine, struct target *target, enum words_guard by)
{
	if (by == GUARD_BLAST_RADIUS && target->incident.order) {
		target->incident.rung = (uint8_t)(next_place(target) + 1);
		target->incident.waited_ms = 0;
		agenda_touch(engine, target);
	} else {
		incident_quarantine(engine, target, true);
	}
}

/* No rung is left.  Whoever keeps hands off is not told that his ladder is spent while he does. */
static void try_nothing(struct engine *engine, struct target *target)
{
	struct guard_act act = { target, false, engine->now_ms };
	struct guard_verdict hold = guard_ask(engine, GUARD_HOLD, &act);

	if (target->quarantine.on)
		report_held(engine, target, GUARD_QUARANTINE, 0);
	else if (hold.holds)
		report_held(engine, target, GUARD_HOLD, hold.until_ms);
	else
		incident_quarantine(engine, target, true);
}

void ladder_try(struct engine *engine, struct target *target)
{
	int64_t until_ms = 0;
	uint32_t rung;

	leak_expire(&target->gateway->leak, engine->now_ms);
	rung = ladder_rung(target);
	if (rung >= target->gateway->conf.rungs) {
		try_nothing(engine, target);
		return;
	}

	struct guard_act act = { target, target->gateway->conf.ladder[rung].gateway_wide,
				 engine->now_ms };
	enum words_guard by = guard_first(engine, &act, &until_ms);

	if (!by)
		order_act(engine, target, rung);
	else if (gives_up(engine, &act, target, by))
		give_up(engine, target, by);
	else if (by == GUARD_OBSERVE)
		pretend(engine, target, rung);
	else
		report_held(engine, target, by, until_ms);
}

static void unpretend(struct target *target, int64_t from_ms)
{
	struct incident *incident = &target->incident;
	uint32_t gone = budget_forget(&target->budget, from_ms);
	uint32_t acts = target->budget.acts;

	target->cooldown = target->cooldown > gone ? target->cooldown - gone : 0;
	if (gone)
		target->last_act_ms = acts ? target->budget.at_ms[acts - 1] : 0;
	if (incident->acted_ms < from_ms)
		return;
	memset(&target->quarantine, 0, sizeof(target->quarantine));
	target->budget_held_ms = 0;
	incident->acts = 0;
	incident->acted_ms = 0;
	incident->rung = 0;
	incident->waited_ms = 0;
	incident->convicted_ms = 0;
	incident->unhelped = false;
	incident->interrupted = false;
	incident->wide = false;
	if (incident->phase == INCIDENT_VERIFY)
		incident->phase = INCIDENT_OPEN;
}

void ladder_unpretend(struct engine *engine)
{
	budget_forget(&engine->budget, engine->pretended_ms);
	for (struct target *target = engine->first; target; target = target->next_all) {
		unpretend(target, engine->pretended_ms);
		agenda_touch(engine, target);
	}
	engine->pretended_ms = 0;
}
