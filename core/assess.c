/* assess.c - see assess.h.  SPDX-License-Identifier: ISC */
#include "assess.h"

#include "agenda.h"
#include "apply.h"
#include "container.h"
#include "epoch.h"
#include "flight.h"
#include "incident.h"
#include "ladder.h"
#include "learn.h"
#include "reach.h"
#include "run.h"
#include "shared.h"
#include "silence.h"
#include "verify.h"

static bool gateway_well(const struct gateway *gateway, int64_t now_ms)
{
	const struct container *container = &gateway->container;

	if (container->dead || container->stopped || container_loops(gateway, now_ms))
		return false;
	if (gateway->whole_fault || gateway->shared.open)
		return false;
	return gateway->target.epoch.claim == STATE_UP || container->running ||
	       reach_last_answer_ms(gateway) >= gateway->target.epoch.start_ms;
}

bool assess_well(const struct target *target, int64_t now_ms)
{
	const struct epoch *epoch = &target->epoch;

	if (epoch->run.open || target->human || !epoch->begun)
		return false;
	if (target->incident.cause == CAUSE_SILENCE && target->incident.phase != INCIDENT_MENDED)
		return false; /* up is what a silent session says, too */
	if (target->is_gateway)
		return gateway_well(target->gateway, now_ms);
	return epoch->claim == STATE_UP ||
	       (epoch->proof_ms && now_ms - epoch->proof_ms < EPOCH_PROOF_FRESH_MS);
}

/* Health that only a proof shows ends with its freshness, seen or not. */
static void wake_when_stale(struct engine *engine, struct target *target, bool well)
{
	if (well && !target->is_gateway && target->epoch.claim != STATE_UP)
		agenda_wake(engine, target, target->epoch.proof_ms + EPOCH_PROOF_FRESH_MS);
}

static void judge_hold(struct engine *engine, struct target *target)
{
	if (!target->hold_until_ms)
		return;
	if (target->hold_until_ms <= engine->now_ms)
		apply_end_hold(engine, target);
	else
		agenda_wake(engine, target, target->hold_until_ms);
}

static bool human_over(const struct target *target, int64_t now_ms)
{
	const struct container *container = &target->gateway->container;

	if (target->epoch.proof_ms > target->human_ms ||
	    epoch_up_held(target, target->human_ms, now_ms))
		return true;
	return target->is_gateway && container->running && container->start_ms > target->human_ms &&
	       now_ms - container->start_ms >= target->policy->settle_ms;
}

static void wake_if_ahead(struct engine *engine, struct target *target, int64_t at_ms)
{
	if (at_ms > engine->now_ms)
		agenda_wake(engine, target, at_ms);
}

static void judge_human(struct engine *engine, struct target *target)
{
	const struct container *container = &target->gateway->container;
	int64_t settle_ms = target->policy->settle_ms;

	if (!target->human)
		return;
	if (human_over(target, engine->now_ms)) {
		target->human = false;
		return;
	}
	if (target->epoch.claim == STATE_UP)
		wake_if_ahead(engine, target,
			      target_later(target->epoch.up_since_ms, target->human_ms) +
				      settle_ms);
	if (target->is_gateway && container->start_ms > target->human_ms)
		wake_if_ahead(engine, target, container->start_ms + settle_ms);
}

/* A session that was found, not configured, and is no longer there. */
static void judge_absent(struct engine *engine, struct target *target)
{
	const struct epoch *epoch = &target->epoch;

	if (epoch->claim != STATE_ABSENT || target->configured)
		return;
	if (engine->now_ms - epoch->absent_since_ms < ASSESS_FORGET_MS) {
		agenda_wake(engine, target, epoch->absent_since_ms + ASSESS_FORGET_MS);
		return;
	}
	if (target->incident.id && target->incident.phase != INCIDENT_FLYING)
		incident_close(engine, target);
	epoch_drop(engine, target);
}

static void judge_run(struct engine *engine, struct target *target)
{
	run_judge(engine, target, engine->now_ms);
	if (target->human || engine->uplink_down || target->incident.convicted_ms)
		return;
	if (target->gateway->container.dead ||
	    !run_ripe(target, run_patience_ms(target), engine->now_ms))
		return;
	if (run_stopped(target))
		incident_human(engine, target, true);
	else if (!shared_covers(target))
		incident_convict(engine, target, CAUSE_RUN);
}

/* A conviction by claims that the present claim no longer bears out, and that up has not yet disproved. */
static bool wavers(const struct target *target)
{
	return target->incident.cause == CAUSE_RUN && !epoch_bad(target);
}

/* What sessions and gateways have in common once their evidence is weighed. */
static void judge_incident(struct engine *engine, struct target *target)
{
	const struct incident *incident = &target->incident;
	bool well = assess_well(target, engine->now_ms);

	verify_judge(engine, target);
	if (epoch_judge(engine, target, well, engine->now_ms)) {
		incident_healthy(engine, target);
		learn_teach(engine, target);
	}
	wake_when_stale(engine, target, well);
	if (incident->convicted_ms && !wavers(target) &&
	    (incident->phase == INCIDENT_OPEN || incident->phase == INCIDENT_VERIFY))
		ladder_try(engine, target);
	incident_tell(engine, target);
}

static void assess_session(struct engine *engine, struct target *target)
{
	judge_hold(engine,
		   &target->gateway->target); /* its end restarts our run before we are judged */
	judge_hold(engine, target);
	judge_absent(engine, target);
	judge_human(engine, target);
	judge_run(engine, target);
	if (silence_judge(engine, target, engine->now_ms) && !engine->uplink_down && !target->human)
		incident_convict(engine, target, CAUSE_SILENCE);
	judge_incident(engine, target);
}

static void judge_container(struct engine *engine, struct gateway *gateway)
{
	if (gateway->container.unhealthy)
		agenda_wake(engine, &gateway->target, engine->now_ms + gateway->conf.poll_ms);
	if (container_loops(gateway, engine->now_ms))
		agenda_wake(engine, &gateway->target,
			    gateway->container.die_at_ms[0] + CONTAINER_LOOP_MS);
	if (!container_dead_too_long(engine, gateway, engine->now_ms))
		return;
	if (container_needs_human(gateway))
		incident_human(engine, &gateway->target, false);
	else if (!gateway->target.human)
		incident_convict(engine, &gateway->target, CAUSE_DIE);
}

/* When fewer are bad it is no longer the gateway's fault: the rest convict singly. */
static void judge_shared(struct engine *engine, struct gateway *gateway, bool suspects)
{
	struct target *target = &gateway->target;

	if (shared_judge(engine, gateway, engine->now_ms) && suspects)
		incident_convict(engine, target, CAUSE_SHARED);
	else if (!gateway->shared.open && target->incident.cause == CAUSE_SHARED &&
		 target->incident.phase == INCIDENT_OPEN)
		incident_acquit(target);
}

static bool anybody_waits(const struct gateway *gateway)
{
	if (gateway->open_runs || gateway->target.epoch.run.open || gateway->flight.flying ||
	    gateway->target.incident.phase == INCIDENT_VERIFY)
		return true;
	for (const struct target *session = gateway->sessions; session; session = session->next)
		if (session->incident.phase == INCIDENT_VERIFY)
			return true;
	return false;
}

static void judge_hurry(struct engine *engine, struct gateway *gateway)
{
	if (!gateway->hurried && (gateway->open_runs || gateway->target.epoch.run.open)) {
		gateway->hurried = true;
		agenda_mark(engine, &gateway->target, ORDER_HURRY);
	} else if (gateway->hurried && !anybody_waits(gateway)) {
		gateway->hurried = false;
		agenda_mark(engine, &gateway->target, ORDER_RELAX);
	}
}

/* What guards of a gateway's sessions ask of the gateway. */
struct shelter {
	enum incident_phase phase;
	uint32_t cooldown;
	bool human, quarantined, shared;
};

static struct shelter shelter_of(const struct gateway *gateway)
{
	return (struct shelter){
		.phase = gateway->target.incident.phase,
		.cooldown = gateway->target.cooldown,
		.human = gateway->target.human,
		.quarantined = gateway->target.quarantine.on,
		.shared = gateway->shared.open,
	};
}

static bool is_same(const struct shelter *a, const struct shelter *b)
{
	return a->phase == b->phase && a->cooldown == b->cooldown && a->human == b->human &&
	       a->quarantined == b->quarantined && a->shared == b->shared;
}

static void judge_gateway(struct engine *engine, struct gateway *gateway)
{
	struct target *target = &gateway->target;
	bool suspects = !engine->uplink_down && !target->human;

	judge_hold(engine, target);
	judge_human(engine, target);
	flight_judge(engine, gateway);
	judge_container(engine, gateway);
	judge_shared(engine, gateway, suspects);
	if (reach_judge(engine, gateway, engine->now_ms) && suspects)
		incident_convict(engine, target, CAUSE_UNREACHABLE);
	judge_run(engine, target);
	judge_incident(engine, target);
	judge_hurry(engine, gateway);
}

static void assess_gateway(struct engine *engine, struct gateway *gateway)
{
	struct shelter before = shelter_of(gateway), after;

	judge_gateway(engine, gateway);
	after = shelter_of(gateway);
	if (!is_same(&before, &after))
		agenda_touch_held(engine, gateway);
}

void assess_target(struct engine *engine, struct target *target)
{
	if (target->is_gateway)
		assess_gateway(engine, target->gateway);
	else
		assess_session(engine, target);
}
