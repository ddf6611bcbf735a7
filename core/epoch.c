/* epoch.c - see epoch.h.  SPDX-License-Identifier: ISC */
#include "epoch.h"

#include <string.h>

#include "agenda.h"

/* Since when a source that looks has been faulting, after known_ms; TARGET_FOREVER: none does. */
static int64_t faulting_since(const struct gateway *gateway, uint32_t but, int64_t known_ms)
{
	const struct source *sources = gateway->sources;
	int64_t since_ms = TARGET_FOREVER;

	for (int i = 0; i < TARGET_SOURCES_MAX && sources[i].id; i++)
		if (sources[i].claims && sources[i].id != but &&
		    sources[i].fault_from_ms >= known_ms && sources[i].fault_from_ms < since_ms)
			since_ms = sources[i].fault_from_ms;
	return since_ms;
}

int64_t epoch_seen_until(const struct target *target, int64_t now_ms)
{
	const struct epoch *epoch = &target->epoch;
	int64_t until_ms = epoch->blind_ms ? epoch->blind_ms : TARGET_FOREVER;

	if (target->is_gateway)
		until_ms = faulting_since(target->gateway, 0,
					  target_later(epoch->claim_ms, epoch->start_ms));
	return until_ms < now_ms ? until_ms : now_ms;
}

void epoch_see(struct target *target, uint32_t source)
{
	int64_t since_ms = faulting_since(target->gateway, source, target->epoch.claim_ms);

	target->epoch.blind_ms = since_ms == TARGET_FOREVER ? 0 : since_ms;
}

void epoch_blind(struct gateway *gateway, int64_t since_ms)
{
	for (struct target *session = gateway->sessions; session; session = session->next)
		if (session->epoch.claim && !session->epoch.blind_ms &&
		    since_ms >= session->epoch.claim_ms)
			session->epoch.blind_ms = since_ms;
}

bool epoch_up_held(const struct target *target, int64_t since_ms, int64_t now_ms)
{
	const struct epoch *epoch = &target->epoch;
	int64_t from_ms = epoch->up_since_ms > since_ms ? epoch->up_since_ms : since_ms;

	if (epoch->claim != STATE_UP || epoch->claim_ms < since_ms)
		return false;
	return epoch_seen_until(target, now_ms) - from_ms >= target->policy->settle_ms;
}

static void confirm(struct target *target, int64_t now_ms)
{
	if (target->epoch.confirmed)
		return;
	if (target->epoch.proof_ms || epoch_up_held(target, 0, now_ms))
		target->epoch.confirmed = true;
}

static void begin_grace(struct target *target, bool confirmed_before, int64_t now_ms)
{
	if (!confirmed_before && now_ms - target->grace_from_ms < EPOCH_GRACE_AGAIN_MS)
		return;
	target->grace_from_ms = now_ms;
	target->grace_until_ms =
		target_later(target->grace_until_ms, now_ms + target->policy->grace_ms);
}

static bool opens_grace(const struct target *target, enum target_begun begun)
{
	return begun == BEGUN_ACT || (begun == BEGUN_START && !target->is_gateway);
}

void epoch_drop(struct engine *engine, struct target *target)
{
	if (target->epoch.run.open && !target->is_gateway)
		target->gateway->open_runs--;
	memset(&target->epoch, 0, sizeof(target->epoch));
	for (int i = 0; i < TARGET_SOURCES_MAX && target->is_gateway; i++)
		target->gateway->sources[i].path_faults = 0;
	agenda_touch(engine, target);
	agenda_touch(engine, &target->gateway->target);
}

void epoch_begin(struct engine *engine, struct target *target, enum target_begun begun,
		 int64_t now_ms)
{
	confirm(target, now_ms);

	bool confirmed_before = target->epoch.confirmed;

	epoch_drop(engine, target);
	target->epoch.begun = begun;
	target->epoch.start_ms = now_ms;
	target->epoch.revivable = begun != BEGUN_FIRST_LINE;
	if (opens_grace(target, begun))
		begin_grace(target, confirmed_before, now_ms);
}

void epoch_started_before(struct target *target, int64_t start_ms, int64_t now_ms)
{
	target->epoch.revivable = true;
	if (now_ms - start_ms < target->policy->grace_ms)
		begin_grace(target, false, start_ms);
}

struct source *epoch_source(struct gateway *gateway, uint32_t id)
{
	for (int i = 0; i < TARGET_SOURCES_MAX; i++) {
		struct source *source = &gateway->sources[i];

		if (!source->id)
			source->id = id;
		if (source->id == id)
			return source;
	}
	return NULL;
}

int64_t epoch_fresh_ms(const struct target *target)
{
	int64_t polls_ms = 2 * target->gateway->conf.poll_ms;

	return polls_ms > EPOCH_FRESH_MS ? polls_ms : EPOCH_FRESH_MS;
}

bool epoch_bad(const struct target *target)
{
	switch (target->epoch.claim) {
	case STATE_STARTING:
	case STATE_DOWN:
	case STATE_OFF:
		return true;
	case STATE_ABSENT:
		return target->configured;
	default:
		return false;
	}
}

void epoch_alive(struct target *target, int64_t at_ms)
{
	target->epoch.alive_ms = target_later(target->epoch.alive_ms, at_ms);
}

int64_t epoch_others_until(const struct target *target, int64_t window_ms)
{
	int64_t until_ms = 0;

	for (const struct target *other = target->gateway->sessions; other; other = other->next) {
		if (other == target)
			continue;
		if (other->epoch.claim == STATE_UP)
			return TARGET_FOREVER;
		if (other->epoch.alive_ms)
			until_ms = target_later(until_ms, other->epoch.alive_ms + window_ms);
	}
	return until_ms;
}

/* Every 10 min of unbroken health take one charge off the cooldown. */
static void reward(struct target *target, int64_t healthy_ms)
{
	struct epoch *epoch = &target->epoch;

	while (healthy_ms - epoch->well_spent_ms >= EPOCH_HEALTH_MS) {
		epoch->well_spent_ms += EPOCH_HEALTH_MS;
		if (target->cooldown)
			target->cooldown--;
	}
}

static bool gains_by_health(const struct target *target)
{
	return target->cooldown || target->incident.id || target->quarantine.on ||
	       target->epoch.lessons;
}

bool epoch_judge(struct engine *engine, struct target *target, bool well, int64_t now_ms)
{
	struct epoch *epoch = &target->epoch;

	confirm(target, now_ms);
	if (!epoch->confirmed && epoch->claim == STATE_UP &&
	    epoch_seen_until(target, now_ms) == now_ms)
		agenda_wake(engine, target, epoch->up_since_ms + target->policy->settle_ms);
	if (!well) {
		epoch->well_since_ms = 0;
		epoch->well_spent_ms = 0;
		return false;
	}
	if (!epoch->well_since_ms)
		epoch->well_since_ms = now_ms;

	int64_t seen_ms = epoch_seen_until(target, now_ms);
	int64_t healthy_ms = seen_ms - epoch->well_since_ms;

	reward(target, healthy_ms);
	if (seen_ms == now_ms && gains_by_health(target)) {
		agenda_wake(engine, target,
			    epoch->well_since_ms + epoch->well_spent_ms + EPOCH_HEALTH_MS);
		/* a charge delays the reward, not what else health ends */
		if (healthy_ms < EPOCH_HEALTH_MS)
			agenda_wake(engine, target, epoch->well_since_ms + EPOCH_HEALTH_MS);
	}
	return healthy_ms >= EPOCH_HEALTH_MS;
}
