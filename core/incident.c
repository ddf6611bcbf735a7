/* incident.c - see incident.h.  SPDX-License-Identifier: ISC */
#include "incident.h"

#include <string.h>

#include "agenda.h"
#include "learn.h"
#include "run.h"

static void tell(struct engine *engine, struct target *target, enum words_notify what)
{
	agenda_notify(engine, target, what, target->incident.id);
	target->pending.cause = target->incident.cause;
	target->incident.told_ms = engine->now_ms;
}

uint32_t incident_order(const struct engine *engine, const struct gateway *gateway)
{
	const struct policy_gateway *conf = &gateway->conf;

	return conf->ladder_learned
		       ? cost_order(gateway->costs, (uint32_t)conf->rungs, engine->now_ms)
		       : 0;
}

static void open_incident(struct engine *engine, struct target *target)
{
	struct incident *incident = &target->incident;

	memset(incident, 0, sizeof(*incident));
	incident->id = ++engine->incidents;
	incident->phase = INCIDENT_OPEN;
	incident->opened_ms = engine->now_ms;
	incident->order = incident_order(engine, target->gateway);
	if (!target->closed_ms || engine->now_ms - target->closed_ms >= INCIDENT_AGAIN_MS)
		return;
	incident->order = target->closed_order;
	incident->rung = target->closed_rung;
}

/* It had been mended, and did not last. */
static void relapse(struct target *target)
{
	struct incident *incident = &target->incident;

	incident->phase = INCIDENT_OPEN;
	incident->unhelped |= incident->acts > 0;
	if (incident->tried)
		cost_relapsed(&target->gateway->costs[incident->tried - 1]);
}

void incident_convict(struct engine *engine, struct target *target, enum words_cause cause)
{
	struct incident *incident = &target->incident;

	if (incident->convicted_ms && (cause != CAUSE_DIE || incident->cause == CAUSE_DIE))
		return; /* but a death is certain, where all else may be doubted later */
	if (!incident->id)
		open_incident(engine, target);
	if (incident->phase == INCIDENT_MENDED)
		relapse(target);
	incident->unhelped |= incident->interrupted;
	incident->interrupted = false;
	incident->cause = cause;
	incident->convicted_ms = engine->now_ms;
	target->held_by = 0;
	agenda_touch(engine, target);
}

void incident_acquit(struct target *target)
{
	if (target->incident.phase != INCIDENT_FLYING)
		target->incident.convicted_ms = 0;
	target->held_by = 0;
}

void incident_interrupt(struct target *target)
{
	struct incident *incident = &target->incident;

	target->held_by = 0;
	incident->convicted_ms = 0;
	if (!incident->id || incident->phase == INCIDENT_MENDED)
		return;
	incident->interrupted = incident->acts > 0;
	incident->phase = INCIDENT_OPEN;
}

/* What mends while nothing is verified was not mended by the last act. */
static void count_helped(const struct engine *engine, struct target *target)
{
	struct incident *incident = &target->incident;

	if (incident->phase != INCIDENT_VERIFY)
		incident->tried = 0;
	if (incident->tried)
		cost_helped(&target->gateway->costs[incident->tried - 1],
			    engine->now_ms - incident->acted_ms, engine->now_ms);
}

void incident_mend(struct engine *engine, struct target *target)
{
	learn_cured(engine, target);
	count_helped(engine, target);
	target->incident.phase = INCIDENT_MENDED;
	target->incident.convicted_ms = 0;
	target->incident.waited_ms = 0;
	target->incident.failures = 0;
	target->held_by = 0;
	agenda_touch(engine, target);
	agenda_touch(engine, &target->gateway->target);
}

void incident_verify(struct engine *engine, struct target *target)
{
	target->incident.phase = INCIDENT_VERIFY;
	target->incident.verify_ms = engine->now_ms;
	agenda_touch(engine, target);
}

void incident_close(struct engine *engine, struct target *target)
{
	struct incident *incident = &target->incident;

	if (incident->told_opened || incident->told_quarantined)
		tell(engine, target, NOTIFY_CLOSED);
	target->closed_ms = engine->now_ms;
	target->closed_order = incident->order;
	target->closed_rung = target->quarantine.on || !incident->acts ? 0 : incident->rung;
	memset(incident, 0, sizeof(*incident));
	target->held_by = 0;
	agenda_touch(engine, &target->gateway->target);
}

void incident_healthy(struct engine *engine, struct target *target)
{
	if (target->incident.phase == INCIDENT_MENDED)
		incident_close(engine, target);
	memset(&target->quarantine, 0, sizeof(target->quarantine));
}

void incident_crash_loop(struct engine *engine, struct target *target)
{
	struct incident *incident = &target->incident;

	if (!incident->id)
		open_incident(engine, target);
	incident->crash_loop = true;
	if (incident->phase == INCIDENT_MENDED)
		incident->phase = INCIDENT_OPEN;
	if (!incident->told_opened) {
		incident->told_opened = true;
		incident->cause = CAUSE_DIE;
		tell(engine, target, NOTIFY_OPENED);
	}
}

void incident_human(struct engine *engine, struct target *target, bool stopped)
{
	if (target->human)
		return;
	target->human = true;
	target->human_stopped = stopped;
	target->human_ms = engine->now_ms;
	run_end(engine, target);
	if (!target->incident.id)
		target->incident.id = ++engine->incidents;
	tell(engine, target, NOTIFY_HUMAN);
	memset(&target->incident, 0, sizeof(target->incident));
	target->held_by = 0;
	agenda_touch(engine, &target->gateway->target);
	agenda_touch_held(engine, target->gateway);
}

void incident_quarantine(struct engine *engine, struct target *target, bool tell_it)
{
	struct incident *incident = &target->incident;

	target->quarantine =
		(struct quarantine){ .on = true, .next_ms = engine->now_ms + INCIDENT_RETRY_MS };
	incident->rung = 0;
	incident->failures = 0;
	incident->waited_ms = 0;
	if (tell_it && !incident->told_quarantined) {
		incident->told_quarantined = true;
		tell(engine, target, NOTIFY_QUARANTINED);
	}
	agenda_touch(engine, target);
}

int64_t incident_quarantined_ms(const struct target *target)
{
	uint32_t tries = target->quarantine.tries, doubled = tries < 4 ? tries : 4;

	return target->quarantine.next_ms - INCIDENT_RETRY_MS * ((2 << doubled) - 1) -
	       (int64_t)INCIDENT_RETRY_MAX_MS * (tries - doubled);
}

void incident_setup(struct engine *engine, struct target *target)
{
	if (!target->incident.told_setup)
		tell(engine, target, NOTIFY_SETUP);
	target->incident.told_setup = true;
	target->incident.phase = INCIDENT_OPEN;
	if (!target->quarantine.on)
		incident_quarantine(engine, target, false);
}

/* When the opening is due by time alone; TARGET_FOREVER: not so. */
static int64_t idle_at(const struct incident *incident)
{
	if (incident->phase != INCIDENT_OPEN || !incident->convicted_ms || incident->acts)
		return TARGET_FOREVER;
	return incident->opened_ms + INCIDENT_IDLE_MS;
}

static bool opening_due(const struct target *target, int64_t now_ms)
{
	const struct incident *incident = &target->incident;

	if (incident->told_opened || incident->told_quarantined)
		return false;
	if (target->policy->notify_on == POLICY_OPENED)
		return incident->convicted_ms != 0;
	return incident->unhelped || now_ms >= idle_at(incident);
}

void incident_tell(struct engine *engine, struct target *target)
{
	struct incident *incident = &target->incident;
	bool told;

	if (!incident->id)
		return;
	if (opening_due(target, engine->now_ms)) {
		incident->told_opened = true;
		tell(engine, target, NOTIFY_OPENED);
	}
	told = incident->told_opened || incident->told_quarantined;
	if (told && engine->now_ms - incident->told_ms >= INCIDENT_REMIND_MS)
		tell(engine, target, NOTIFY_REMINDER);
	agenda_wake(engine, target,
		    told ? incident->told_ms + INCIDENT_REMIND_MS : idle_at(incident));
}
