/* apply.c - see apply.h.  SPDX-License-Identifier: ISC */
#include "apply.h"

#include <stddef.h>
#include <string.h>

#include "agenda.h"
#include "container.h"
#include "epoch.h"
#include "flight.h"
#include "incident.h"
#include "learn.h"
#include "reach.h"
#include "run.h"
#include "shared.h"
#include "silence.h"

typedef void apply_one(struct engine *engine, const struct engine_evidence *evidence);

#define EACH_TARGET(target, engine) \
	for (target = (engine)->first; target; target = target->next_all)
#define EACH_GATEWAY(gateway, engine) \
	for (gateway = (engine)->gateways; gateway; gateway = gateway->next)
#define EACH_SESSION(session, gateway) \
	for (session = (gateway)->sessions; session; session = session->next)

/* A conviction by suspicion must be earned anew; a death that was seen stays one. */
static void doubt(struct target *target)
{
	if (target->incident.cause != CAUSE_DIE && target->incident.phase == INCIDENT_OPEN)
		incident_acquit(target);
}

static void restart_clocks(struct engine *engine, struct target *target)
{
	run_restart(target, engine->now_ms);
	silence_restart(target);
	doubt(target);
	if (target->incident.phase == INCIDENT_VERIFY)
		target->incident.verify_ms = engine->now_ms;
	agenda_touch(engine, target);
}

static void restart_all_clocks(struct engine *engine)
{
	struct target *target;

	engine->restarted_ms = engine->now_ms;
	EACH_TARGET(target, engine)
	{
		restart_clocks(engine, target);
		if (target->is_gateway)
			reach_forget_faults(target->gateway);
	}
}

static void raise_unwell(struct engine *engine)
{
	engine->unwell_until_ms = engine->now_ms + APPLY_UNWELL_MS;
	restart_all_clocks(engine);
}

/* What comes again and again must not keep the box from acting for ever. */
static void raise_unwell_at_times(struct engine *engine, int64_t *last_ms)
{
	if (*last_ms && engine->now_ms - *last_ms < APPLY_UNWELL_AGAIN_MS)
		return;
	*last_ms = engine->now_ms;
	raise_unwell(engine);
}

/* An act of ours that is not known to have helped: what is off now may be off because of it. */
static bool acted_in_vain(const struct target *target)
{
	return target->incident.acts && target->incident.phase != INCIDENT_MENDED;
}

/* The first line about a target begins its epoch; what lies before that is dropped.  A line about a
 * session is one about its gateway, too: without an epoch it could never be healthy again. */
static void begin_if_new(struct engine *engine, struct target *target)
{
	struct target *gateway = &target->gateway->target;

	if (!gateway->epoch.begun)
		epoch_begin(engine, gateway, BEGUN_FIRST_LINE, engine->now_ms);
	if (target->epoch.begun)
		return;
	epoch_begin(engine, target, BEGUN_FIRST_LINE, engine->now_ms);
	if (!target->is_gateway && target->gateway->container.running)
		epoch_started_before(target, target->gateway->container.start_ms, engine->now_ms);
	if (acted_in_vain(target) || acted_in_vain(gateway))
		target->epoch.revivable = true;
}

/* Somebody may wait for news of the gateway as such: its incident, or its health that begins. */
static void touch_waiting_gateway(struct engine *engine, struct gateway *gateway)
{
	const struct target *target = &gateway->target;
	bool ails = !target->epoch.well_since_ms && (target->cooldown || target->quarantine.on);

	if (gateway->shared.open || target->incident.id || ails)
		agenda_touch(engine, &gateway->target);
}

static void touch_sessions(struct engine *engine, struct gateway *gateway)
{
	struct target *session;

	EACH_SESSION(session, gateway)
	agenda_touch(engine, session);
}

/* Who could not be convicted, or was held, while the container was gone is judged again. */
static void answered(struct engine *engine, struct gateway *gateway, int64_t at_ms)
{
	bool was_gone = gateway->container.dead;

	container_answer(gateway, at_ms);
	if (was_gone && !gateway->container.dead)
		touch_sessions(engine, gateway);
}

static void apply_claim(struct engine *engine, const struct engine_evidence *evidence)
{
	struct target *target = evidence->target;
	struct gateway *gateway = target->gateway;
	int64_t at_ms = evidence->at_ms + TARGET_TIME_BASE;
	bool news = at_ms > target->epoch.claim_ms || evidence->what != (int)target->epoch.claim;
	struct run_said said = { (enum words_state)evidence->what, evidence->source, at_ms };

	begin_if_new(engine, target);
	if (at_ms < target->epoch.start_ms)
		return;
	answered(engine, gateway, at_ms);
	if (run_claim(engine, target, &said) && !target->is_gateway) {
		shared_run_began(target, engine->now_ms);
		agenda_touch_held(engine, gateway); /* by a shared cause from now on, it may be */
	}
	reach_answer(engine, gateway, evidence->source, true);
	if (evidence->what == STATE_HUMAN && news)
		incident_human(engine, target, false);
	touch_waiting_gateway(engine, gateway);
}

static void apply_proof(struct engine *engine, const struct engine_evidence *evidence)
{
	struct target *target = evidence->target;
	int64_t at_ms = evidence->at_ms + TARGET_TIME_BASE;

	begin_if_new(engine, target);
	if (at_ms < target->epoch.start_ms)
		return;
	if (run_proof(engine, target, at_ms))
		silence_proof(target, at_ms);
	if (!target->epoch.run.open && target->incident.cause == CAUSE_RUN &&
	    target->incident.phase == INCIDENT_OPEN)
		incident_acquit(target); /* late as it came, it closed the run that convicted */
	answered(engine, target->gateway, at_ms);
	reach_answer(engine, target->gateway, evidence->source, false);
	touch_waiting_gateway(engine, target->gateway);
}

static void apply_fault(struct engine *engine, const struct engine_evidence *evidence)
{
	struct gateway *gateway = evidence->target->gateway;

	begin_if_new(engine, &gateway->target);
	if (reach_fault(engine, gateway, evidence->source, (enum words_fault)evidence->what))
		raise_unwell_at_times(engine, &engine->company_ms);
}

static void apply_probe(struct engine *engine, const struct engine_evidence *evidence)
{
	begin_if_new(engine, evidence->target);
	reach_answer(engine, evidence->target->gateway, evidence->source, true);
	silence_probe(engine, evidence->target, evidence->ok, engine->now_ms);
	touch_waiting_gateway(engine, evidence->target->gateway);
}

/* A new life for all that lives in the container. */
static void container_started(struct engine *engine, struct gateway *gateway)
{
	struct target *session;

	epoch_begin(engine, &gateway->target, BEGUN_START, engine->now_ms);
	doubt(&gateway->target);
	EACH_SESSION(session, gateway)
	{
		doubt(session);
		if (session->epoch.begun)
			epoch_begin(engine, session, BEGUN_START, engine->now_ms);
	}
}

static void container_died(struct gateway *gateway)
{
	struct target *session;

	EACH_SESSION(session, gateway)
	doubt(session);
}

/* The container's own health check speaks for the gateway. */
static void claim_health(struct engine *engine, struct gateway *gateway, enum words_state state)
{
	struct run_said said = { state, gateway->container.health_source, engine->now_ms };

	run_claim(engine, &gateway->target, &said);
}

static void apply_event(struct engine *engine, const struct engine_evidence *evidence)
{
	struct gateway *gateway = evidence->target->gateway;
	struct container_said said = { (enum words_event)evidence->what, evidence->code,
				       evidence->id };
	enum container_news news = container_event(engine, gateway, &said);

	begin_if_new(engine, &gateway->target);
	if (news == CONTAINER_STARTED || news == CONTAINER_DIED || news == CONTAINER_LOOPS)
		leak_end(&gateway->leak, engine->now_ms);
	switch (news) {
	case CONTAINER_STARTED:
		container_started(engine, gateway);
		break;
	case CONTAINER_LOOPS:
		incident_crash_loop(engine, &gateway->target);
		container_died(gateway);
		break;
	case CONTAINER_DIED:
		container_died(gateway);
		break;
	case CONTAINER_UNHEALTHY:
		gateway->container.health_source = evidence->source;
		claim_health(engine, gateway, STATE_DOWN);
		break;
	case CONTAINER_HEALTHY:
		gateway->container.health_source = evidence->source;
		claim_health(engine, gateway, STATE_UP);
		break;
	default:
		break;
	}
	touch_sessions(engine, gateway); /* some guard of theirs may have changed */
}

static void uplink_up(struct engine *engine)
{
	if (!engine->uplink_down)
		return;
	engine->uplink_down = false;
	engine->uplink_back_ms = engine->now_ms;
	restart_all_clocks(engine);
}

static void uplink_down(struct engine *engine)
{
	struct target *target;

	if (engine->uplink_down)
		return;
	engine->uplink_down = true;
	if (!engine->uplink_back_ms) /* a line that flaps is one loss */
		engine->uplink_lost_ms = engine->now_ms;
	EACH_TARGET(target, engine)
	agenda_touch(engine, target);
}

static void lag(struct engine *engine, int64_t lag_ms)
{
	if (lag_ms >= APPLY_LAG_MS)
		raise_unwell_at_times(engine, &engine->lag_ms);
}

static void ledger(struct engine *engine, bool down)
{
	struct target *target;

	if (down && !engine->ledger_down && engine->first)
		agenda_notify(engine, engine->first, NOTIFY_SETUP, 0);
	engine->ledger_down = down;
	EACH_TARGET(target, engine)
	agenda_touch(engine, target);
}

static void apply_self(struct engine *engine, const struct engine_evidence *evidence)
{
	switch ((enum words_self)evidence->what) {
	case SELF_LAG:
		lag(engine, evidence->for_ms);
		break;
	case SELF_RESUME:
		raise_unwell(engine);
		break;
	case SELF_UPLINK_DOWN:
		uplink_down(engine);
		break;
	case SELF_UPLINK_UP:
		uplink_up(engine);
		break;
	case SELF_LEDGER_DOWN:
	case SELF_LEDGER_UP:
		ledger(engine, evidence->what == SELF_LEDGER_DOWN);
		break;
	default:
		break;
	}
}

static void apply_result(struct engine *engine, const struct engine_evidence *evidence)
{
	enum words_result what = evidence->ok ? 0 : (enum words_result)evidence->what;
	struct gateway *gateway;

	EACH_GATEWAY(gateway, engine)
	if (gateway->flight.id == evidence->id)
		flight_result(engine, gateway, evidence->id, what);
}

/* No proof, no claim, no answer: it only chooses the rung. */
static void apply_memory(struct engine *engine, const struct engine_evidence *evidence)
{
	struct gateway *gateway = evidence->target->gateway;
	const struct policy *policy = gateway->target.policy;
	bool barred = leak_bars(&gateway->leak);

	gateway->leak.grace_ms = target_later(policy->grace_ms, policy->settle_ms);
	if (leak_read(&gateway->leak, evidence->bytes, evidence->limit_bytes, engine->now_ms))
		agenda_notify(engine, &gateway->target, NOTIFY_LEAK, 0);
	if (leak_bars(&gateway->leak) != barred)
		agenda_touch_held(engine, gateway);
}

/* A conviction under a hold was made of what somebody was working on. */
void apply_end_hold(struct engine *engine, struct target *target)
{
	struct target *session;

	target->hold_until_ms = 0;
	restart_clocks(engine, target);
	if (target->is_gateway)
		EACH_SESSION(session, target->gateway)
	restart_clocks(engine, session);
	agenda_touch_held(engine, target->gateway);
}

static void reset(struct engine *engine, struct target *target,
		  const struct engine_evidence *evidence)
{
	struct incident *incident = &target->incident;

	memset(&target->quarantine, 0, sizeof(target->quarantine));
	target->human = false;
	target->cooldown = 0;
	target->budget_held_ms = 0;
	incident->rung = 0;
	incident->failures = 0;
	incident->waited_ms = 0;
	target->closed_ms = 0;
	if (evidence->charges)
		memset(&target->budget, 0, sizeof(target->budget));
	if (evidence->law)
		learn_forget(engine, target->gateway);
	if (target->is_gateway)
		leak_end(&target->gateway->leak, engine->now_ms);
	incident->order = incident_order(engine, target->gateway);
	agenda_touch(engine, target);
}

static void apply_command(struct engine *engine, const struct engine_evidence *evidence)
{
	struct target *target = evidence->target;

	if (evidence->what == COMMAND_HOLD)
		target->hold_until_ms =
			engine->now_ms +
			(evidence->for_ms < TARGET_TIME_BASE ? evidence->for_ms : TARGET_TIME_BASE);
	else if (evidence->what == COMMAND_RESET)
		reset(engine, target, evidence);
	else if (target->hold_until_ms)
		apply_end_hold(engine, target);
	agenda_touch(engine, target);
	agenda_touch_held(engine, target->gateway);
}

static void apply_nothing(struct engine *engine, const struct engine_evidence *evidence)
{
	(void)engine;
	(void)evidence;
}

static apply_one *const appliers[EVIDENCE_KINDS] = {
	[EVIDENCE_CLAIM] = apply_claim,   [EVIDENCE_PROOF] = apply_proof,
	[EVIDENCE_FAULT] = apply_fault,   [EVIDENCE_EVENT] = apply_event,
	[EVIDENCE_PROBE] = apply_probe,   [EVIDENCE_SELF] = apply_self,
	[EVIDENCE_RESULT] = apply_result, [EVIDENCE_COMMAND] = apply_command,
	[EVIDENCE_TICK] = apply_nothing,  [EVIDENCE_MEMORY] = apply_memory,
};

/* What failed because of the line is forgiven; the charges stay. */
static bool hit_by_loss(const struct engine *engine, const struct incident *incident)
{
	int64_t from_ms = engine->uplink_lost_ms - APPLY_BEFORE_LOSS_MS;
	int64_t until_ms = engine->uplink_back_ms;

	return incident->id &&
	       ((incident->opened_ms >= from_ms && incident->opened_ms <= until_ms) ||
		(incident->acted_ms >= from_ms && incident->acted_ms <= until_ms));
}

/* An act that the loss may have undone proves nothing of its rung. */
static void forgive_one(struct target *target)
{
	struct incident *incident = &target->incident;

	memset(&target->quarantine, 0, sizeof(target->quarantine));
	incident->rung = 0;
	incident->failures = 0;
	incident->tried = 0;
	if (incident->phase != INCIDENT_VERIFY)
		return;
	incident->phase = INCIDENT_OPEN;
	incident->convicted_ms = 0;
}

static void forgive(struct engine *engine)
{
	struct target *target;

	EACH_TARGET(target, engine)
	{
		if (!hit_by_loss(engine, &target->incident))
			continue;
		forgive_one(target);
		agenda_touch(engine, target);
		agenda_touch(engine, &target->gateway->target);
		agenda_touch(engine, &target->gateway->target);
	}
	engine->uplink_back_ms = 0;
}

/* An unhealthy container says so until it is healthy again, or starts. */
static void repeat_unhealthy(struct engine *engine)
{
	struct gateway *gateway;

	EACH_GATEWAY(gateway, engine)
	if (gateway->container.unhealthy)
		claim_health(engine, gateway, STATE_DOWN);
}

void apply_evidence(struct engine *engine, const struct engine_evidence *evidence)
{
	appliers[evidence->kind](engine, evidence);
	if (evidence->kind == EVIDENCE_TICK)
		repeat_unhealthy(engine);
	if (engine->uplink_back_ms && !engine->uplink_down &&
	    engine->now_ms - engine->uplink_back_ms >= APPLY_FORGIVE_MS)
		forgive(engine);
}
