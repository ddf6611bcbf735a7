/* silence.c - see silence.h.  SPDX-License-Identifier: ISC */
#include "silence.h"

#include <string.h>

#include "agenda.h"
#include "epoch.h"

#define HOUR_MS 3600000

static bool verifying(const struct target *target)
{
	return target->incident.phase == INCIDENT_VERIFY && target->incident.cause == CAUSE_SILENCE;
}

void silence_restart(struct target *target)
{
	target->epoch.silence.failures = 0;
}

void silence_proof(struct target *target, int64_t at_ms)
{
	struct silence *silence = &target->epoch.silence;

	silence->failures = 0;
	if (!verifying(target) && silence->next_ms < at_ms + SILENCE_AFTER_MS)
		silence->next_ms = at_ms + SILENCE_AFTER_MS;
}

/* Forget the hours that have left the ring. */
static void turn_ring(struct target *target, int64_t hour)
{
	if (hour - target->probe_hour >= TARGET_PROBE_HOURS)
		memset(target->probes, 0, sizeof(target->probes));
	else
		for (int64_t gone = target->probe_hour + 1; gone <= hour; gone++)
			target->probes[gone % TARGET_PROBE_HOURS] = 0;
	target->probe_hour = hour;
}

/* 24 whole hours and the present one never hold more than a day's allowance. */
static unsigned probes_spent(struct target *target, int64_t now_ms)
{
	unsigned spent = 0;

	turn_ring(target, now_ms / HOUR_MS);
	for (int i = 0; i < TARGET_PROBE_HOURS; i++)
		spent += target->probes[i];
	return spent;
}

static int64_t between_probes(struct target *target, int64_t now_ms)
{
	return probes_spent(target, now_ms) < SILENCE_PROBES_SPARE ? SILENCE_AFTER_MS
								   : SILENCE_SPARE_MS;
}

/* Who is convicted already is asked no oftener than others: it would only spend the day's allowance. */
static int64_t after_failure(const struct target *target)
{
	if (verifying(target))
		return SILENCE_VERIFY_MS;
	return target->incident.convicted_ms ? SILENCE_AFTER_MS : SILENCE_RETRY_MS;
}

void silence_probe(struct engine *engine, struct target *target, bool ok, int64_t now_ms)
{
	struct silence *silence = &target->epoch.silence;

	if (now_ms == (ok ? silence->good_ms : silence->failed_ms) && ok == !silence->failures)
		return; /* a repetition is no new probe */
	if (ok) {
		silence->good_ms = now_ms;
		silence->failures = 0;
		silence->next_ms = now_ms + between_probes(target, now_ms);
	} else {
		if (!silence->failures++)
			silence->first_failed_ms = now_ms;
		silence->failed_ms = now_ms;
		silence->next_ms = now_ms + after_failure(target);
	}
	agenda_touch(engine, target);
}

static bool may_be_probed(const struct target *target, int64_t now_ms)
{
	const struct gateway *gateway = target->gateway;

	return target->offers_probe && !target->human && !gateway->container.dead &&
	       !gateway->container.stopped && epoch_seen_until(target, now_ms) == now_ms;
}

/* When the next probe is due, TARGET_FOREVER if the session gives no reason to probe it. */
static int64_t due(const struct target *target, int64_t now_ms)
{
	const struct epoch *epoch = &target->epoch;
	const struct silence *silence = &epoch->silence;

	if (!may_be_probed(target, now_ms))
		return TARGET_FOREVER;
	if (verifying(target))
		return silence->next_ms
			       ? silence->next_ms
			       : target_later(target->incident.verify_ms, epoch->start_ms) +
					 SILENCE_VERIFY_MS;
	if (epoch->claim != STATE_UP || epoch->run.open)
		return TARGET_FOREVER;
	if (silence->next_ms)
		return silence->next_ms;
	return target_later(epoch->proof_ms, epoch->start_ms) + SILENCE_AFTER_MS;
}

static void ask(struct engine *engine, struct target *target, int64_t now_ms)
{
	struct silence *silence = &target->epoch.silence;

	if (verifying(target) || silence->failures)
		silence->next_ms = now_ms + after_failure(target);
	else
		silence->next_ms = now_ms + between_probes(target, now_ms);
	if (probes_spent(target, now_ms) >= SILENCE_PROBES_PER_DAY)
		return;
	target->probes[target->probe_hour % TARGET_PROBE_HOURS]++;
	agenda_mark(engine, target, ORDER_PROBE);
}

bool silence_judge(struct engine *engine, struct target *target, int64_t now_ms)
{
	const struct silence *silence = &target->epoch.silence;
	int64_t due_ms = due(target, now_ms);

	if (due_ms <= now_ms) {
		ask(engine, target, now_ms);
		due_ms = due(target, now_ms);
	}
	if (due_ms != TARGET_FOREVER)
		agenda_wake(engine, target, due_ms);
	if (target->epoch.claim != STATE_UP || target->epoch.run.open ||
	    target->gateway->container.dead)
		return false;
	return silence->failures >= SILENCE_FAILURES &&
	       silence->failed_ms - silence->first_failed_ms >= SILENCE_SPAN_MS;
}
