/* guard.c - see guard.h.  SPDX-License-Identifier: ISC */
#include "guard.h"

#include <stddef.h>

#include "epoch.h"

typedef struct guard_verdict guard_question(const struct engine *engine,
					    const struct guard_act *act);

static struct guard_verdict until(int64_t until_ms, int64_t now_ms)
{
	return (struct guard_verdict){ .holds = now_ms < until_ms, .until_ms = until_ms };
}

static struct guard_verdict while_true(bool holds)
{
	return (struct guard_verdict){ .holds = holds };
}

static const struct target *gateway_of(const struct guard_act *act)
{
	return &act->target->gateway->target;
}

/* The act goes beyond the session whose incident it is. */
static bool reaches_out(const struct guard_act *act)
{
	return act->wide && !act->target->is_gateway;
}

const struct target *guard_on(const struct guard_act *act)
{
	return act->wide ? gateway_of(act) : act->target;
}

static struct guard_verdict hold(const struct engine *engine, const struct guard_act *act)
{
	int64_t until_ms = target_later(act->target->hold_until_ms, gateway_of(act)->hold_until_ms);

	(void)engine;
	if (!act->wide)
		return until(until_ms, act->now_ms);
	for (const struct target *session = act->target->gateway->sessions; session;
	     session = session->next)
		until_ms = target_later(until_ms, session->hold_until_ms);
	return until(until_ms, act->now_ms);
}

static struct guard_verdict stopped(const struct engine *engine, const struct guard_act *act)
{
	(void)engine;
	return while_true(act->target->gateway->container.stopped);
}

static struct guard_verdict human(const struct engine *engine, const struct guard_act *act)
{
	(void)engine;
	return while_true(act->target->human || gateway_of(act)->human);
}

static struct guard_verdict quarantine(const struct engine *engine, const struct guard_act *act)
{
	const struct quarantine *own = &act->target->quarantine;
	const struct quarantine *wide = &gateway_of(act)->quarantine;

	(void)engine;
	if (own->on && act->now_ms < own->next_ms)
		return until(own->next_ms, act->now_ms);
	return while_true(reaches_out(act) && wide->on);
}

static struct guard_verdict unwell(const struct engine *engine, const struct guard_act *act)
{
	return until(engine->unwell_until_ms, act->now_ms);
}

static struct guard_verdict uplink(const struct engine *engine, const struct guard_act *act)
{
	(void)act;
	return while_true(engine->uplink_down);
}

static struct guard_verdict shared_cause(const struct engine *engine, const struct guard_act *act)
{
	(void)engine;
	return while_true(!act->target->is_gateway && act->target->gateway->shared.open);
}

static struct guard_verdict in_flight(const struct engine *engine, const struct guard_act *act)
{
	const struct flight *flight = &act->target->gateway->flight;

	(void)engine;
	return (struct guard_verdict){ .holds = flight->flying, .until_ms = flight->until_ms };
}

int64_t guard_verify_until(const struct target *target)
{
	const struct incident *incident = &target->incident;
	int64_t window_ms = target->policy->verify_ms;

	if (incident->wide || target->epoch.claim == STATE_STARTING)
		window_ms = target_later(window_ms, target->gateway->conf.start_max_ms);
	return incident->verify_ms + window_ms;
}

static struct guard_verdict verify(const struct engine *engine, const struct guard_act *act)
{
	const struct target *gateway = gateway_of(act);

	(void)engine;
	if (act->target->incident.phase == INCIDENT_VERIFY)
		return (struct guard_verdict){ true, guard_verify_until(act->target) };
	if (reaches_out(act) && gateway->incident.phase == INCIDENT_VERIFY)
		return (struct guard_verdict){ true, guard_verify_until(gateway) };
	return while_true(false);
}

static struct guard_verdict grace(const struct engine *engine, const struct guard_act *act)
{
	(void)engine;
	if (act->target->incident.cause == CAUSE_DIE)
		return while_true(false);
	return until(target_later(act->target->grace_until_ms, guard_on(act)->grace_until_ms),
		     act->now_ms);
}

/* Where no session may be restarted there is nothing else to try: others have had their time. */
static bool waited_enough(const struct guard_act *act)
{
	int64_t since_ms = act->target->incident.waited_ms;

	return leak_bars(&act->target->gateway->leak) && since_ms &&
	       act->now_ms - since_ms >= GUARD_BLAST_WAIT_MS;
}

static struct guard_verdict blast_radius(const struct engine *engine, const struct guard_act *act)
{
	int64_t since_ms = act->target->incident.waited_ms;
	int64_t spent_ms = (since_ms ? since_ms : act->now_ms) + GUARD_BLAST_WAIT_MS;
	int64_t alive_ms;

	(void)engine;
	if (!reaches_out(act) || act->target->policy->escalate_always || waited_enough(act))
		return while_true(false);
	alive_ms = epoch_others_until(act->target, GUARD_BLAST_MS);
	return (struct guard_verdict){ act->now_ms < alive_ms,
				       alive_ms < spent_ms ? alive_ms : spent_ms };
}

/* Before the act after n charges the n-th entry must have passed since the last act. */
static int64_t cool_at(const struct target *target)
{
	uint32_t charges = target->cooldown;

	if (!charges)
		return 0;
	if (charges > target->policy->cooldowns)
		charges = (uint32_t)target->policy->cooldowns;
	return target->last_act_ms + target->policy->cooldown_ms[charges - 1];
}

static struct guard_verdict cooldown(const struct engine *engine, const struct guard_act *act)
{
	(void)engine;
	return until(target_later(cool_at(act->target), act->wide ? cool_at(gateway_of(act)) : 0),
		     act->now_ms);
}

static struct guard_verdict budget_session(const struct engine *engine, const struct guard_act *act)
{
	const struct target *target = act->target;

	(void)engine;
	if (target->is_gateway)
		return while_true(false);
	return until(target_later(budget_free_at(&target->budget, &target->policy->restarts,
						 act->now_ms),
				  budget_free_at(&target->budget, &target->policy->restarts_day,
						 act->now_ms)),
		     act->now_ms);
}

static struct guard_verdict budget_gateway(const struct engine *engine, const struct guard_act *act)
{
	const struct target *gateway = gateway_of(act);

	(void)engine;
	if (!act->wide)
		return while_true(false);
	return until(
		budget_free_at(&gateway->budget, &gateway->policy->gateway_restarts, act->now_ms),
		act->now_ms);
}

static struct guard_verdict budget_global(const struct engine *engine, const struct guard_act *act)
{
	return until(budget_free_at(&engine->budget, &engine->restarts, act->now_ms), act->now_ms);
}

static struct guard_verdict ledger(const struct engine *engine, const struct guard_act *act)
{
	(void)act;
	return while_true(engine->ledger_down);
}

static struct guard_verdict observe(const struct engine *engine, const struct guard_act *act)
{
	(void)act;
	return while_true(engine->observe);
}

static guard_question *const questions[GUARDS] = {
	[GUARD_HOLD] = hold,
	[GUARD_STOPPED] = stopped,
	[GUARD_HUMAN] = human,
	[GUARD_QUARANTINE] = quarantine,
	[GUARD_UNWELL] = unwell,
	[GUARD_UPLINK] = uplink,
	[GUARD_SHARED_CAUSE] = shared_cause,
	[GUARD_IN_FLIGHT] = in_flight,
	[GUARD_VERIFY] = verify,
	[GUARD_GRACE] = grace,
	[GUARD_BLAST_RADIUS] = blast_radius,
	[GUARD_COOLDOWN] = cooldown,
	[GUARD_BUDGET_SESSION] = budget_session,
	[GUARD_BUDGET_GATEWAY] = budget_gateway,
	[GUARD_BUDGET_GLOBAL] = budget_global,
	[GUARD_LEDGER] = ledger,
	[GUARD_OBSERVE] = observe,
};

struct guard_verdict guard_ask(const struct engine *engine, enum words_guard guard,
			       const struct guard_act *act)
{
	return questions[guard](engine, act);
}

enum words_guard guard_first(const struct engine *engine, const struct guard_act *act,
			     int64_t *until_ms)
{
	for (enum words_guard guard = GUARD_HOLD; guard < GUARDS; guard++) {
		struct guard_verdict verdict = guard_ask(engine, guard, act);

		if (!verdict.holds)
			continue;
		*until_ms = verdict.until_ms;
		return guard;
	}
	return 0;
}

bool guard_day_spent(const struct guard_act *act)
{
	const struct target *target = act->target;

	return !target->is_gateway &&
	       budget_left(&target->budget, &target->policy->restarts_day, act->now_ms) == 0;
}
