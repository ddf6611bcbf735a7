/* verify.c - see verify.h.  SPDX-License-Identifier: ISC */
#include "verify.h"

#include "agenda.h"
#include "epoch.h"
#include "guard.h"
#include "incident.h"
#include "ladder.h"
#include "reach.h"
#include "run.h"
#include "shared.h"
#include "silence.h"

typedef bool verify_question(const struct target *target, int64_t since_ms, int64_t now_ms);

static bool run_helped(const struct target *target, int64_t since_ms, int64_t now_ms)
{
	return target->epoch.proof_ms > since_ms || epoch_up_held(target, since_ms, now_ms);
}

static bool silence_helped(const struct target *target, int64_t since_ms, int64_t now_ms)
{
	(void)now_ms;
	return target->epoch.proof_ms > since_ms || target->epoch.silence.good_ms > since_ms;
}

static bool reach_helped(const struct target *target, int64_t since_ms, int64_t now_ms)
{
	return reach_good_for_ms(target->gateway, since_ms, now_ms) >= target->policy->settle_ms;
}

/* The start belongs to the restart that we ordered, so it may come before its result. */
static bool die_helped(const struct target *target, int64_t since_ms, int64_t now_ms)
{
	const struct container *container = &target->gateway->container;

	if (container->dead)
		return false;
	return container->start_ms > target_later(container->die_ms, target->incident.acted_ms) ||
	       reach_helped(target, since_ms, now_ms);
}

static bool shared_cause_helped(const struct target *target, int64_t since_ms, int64_t now_ms)
{
	return shared_helped(target->gateway, since_ms, now_ms);
}

static verify_question *const helped[CAUSES] = {
	[CAUSE_RUN] = run_helped,
	[CAUSE_SILENCE] = silence_helped,
	[CAUSE_DIE] = die_helped,
	[CAUSE_UNREACHABLE] = reach_helped,
	[CAUSE_SHARED] = shared_cause_helped,
};

static bool contradicted(const struct target *target, int64_t since_ms, int64_t now_ms)
{
	enum words_cause cause = target->incident.cause;

	return cause && helped[cause](target, since_ms, now_ms);
}

static bool fresh(int64_t at_ms, int64_t since_ms, int64_t fresh_from_ms)
{
	return at_ms > since_ms && at_ms > fresh_from_ms;
}

/* Bad evidence after the result that is still fresh: without any, nobody knows yet. */
static bool still_bad(const struct target *target, int64_t since_ms, int64_t now_ms)
{
	const struct gateway *gateway = target->gateway;
	int64_t from_ms = now_ms - epoch_fresh_ms(target);

	if (epoch_bad(target) && fresh(target->epoch.claim_ms, since_ms, from_ms))
		return true;
	if (!target->is_gateway)
		return fresh(target->epoch.silence.failed_ms, since_ms,
			     now_ms - 2 * SILENCE_VERIFY_MS);
	if (gateway->container.dead && gateway->container.die_ms > since_ms)
		return true;
	if (target->incident.cause == CAUSE_SHARED && shared_bad(gateway, since_ms, now_ms))
		return true;
	return gateway->whole_fault && fresh(reach_last_fault_ms(gateway), since_ms, from_ms);
}

/* The moment at which up has held for settle since since_ms; 0 if that is no longer to come. */
static int64_t up_settles_at(const struct target *target, int64_t since_ms, int64_t now_ms)
{
	int64_t at_ms =
		target_later(target->epoch.up_since_ms, since_ms) + target->policy->settle_ms;

	return target->epoch.claim == STATE_UP && at_ms > now_ms ? at_ms : 0;
}

static void wake_when_up(struct engine *engine, struct target *target, const struct target *who,
			 int64_t since_ms)
{
	int64_t at_ms = up_settles_at(who, since_ms, engine->now_ms);

	if (at_ms)
		agenda_wake(engine, target, at_ms);
}

/* The moment at which what is good so far has been good for settle. */
static void wake_when_settled(struct engine *engine, struct target *target, int64_t since_ms)
{
	int64_t now_ms = engine->now_ms;
	int64_t settle_ms = target->policy->settle_ms;
	int64_t good_ms =
		target->is_gateway ? reach_good_for_ms(target->gateway, since_ms, now_ms) : -1;

	wake_when_up(engine, target, target, since_ms);
	if (target->incident.cause == CAUSE_SHARED)
		for (const struct target *who = target->gateway->sessions; who; who = who->next)
			wake_when_up(engine, target, who, since_ms);
	if (good_ms >= 0 && good_ms < settle_ms)
		agenda_wake(engine, target, now_ms + settle_ms - good_ms);
}

static int64_t since(const struct incident *incident)
{
	int64_t since_ms = target_later(incident->verify_ms, incident->convicted_ms);

	return since_ms ? since_ms : incident->opened_ms;
}

static void judge_verification(struct engine *engine, struct target *target)
{
	int64_t until_ms = guard_verify_until(target);

	if (engine->now_ms < until_ms)
		agenda_wake(engine, target, until_ms);
	else if (still_bad(target, target->incident.verify_ms, engine->now_ms))
		ladder_unhelped(engine, target);
}

void verify_judge(struct engine *engine, struct target *target)
{
	const struct incident *incident = &target->incident;

	if (!incident->id || engine->uplink_down)
		return;
	if (incident->phase != INCIDENT_VERIFY && incident->phase != INCIDENT_OPEN)
		return;
	if (contradicted(target, since(incident), engine->now_ms)) {
		incident_mend(engine, target);
		return;
	}
	wake_when_settled(engine, target, since(incident));
	if (incident->phase == INCIDENT_VERIFY)
		judge_verification(engine, target);
}
