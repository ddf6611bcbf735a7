/* shared.c - see shared.h.  SPDX-License-Identifier: ISC */
#include "shared.h"

#include <string.h>

#include "agenda.h"
#include "epoch.h"
#include "run.h"

#define EACH_SESSION(session, gateway) \
	for (session = (gateway)->sessions; session; session = session->next)

static bool counts(const struct target *session, int64_t now_ms)
{
	const struct epoch *epoch = &session->epoch;
	int64_t ago_ms = now_ms - SHARED_UP_AGO_MS;

	if (!epoch->begun || session->human || session->hold_until_ms)
		return false;
	if (epoch->claim == STATE_ABSENT && !session->configured)
		return false;
	return epoch->start_ms > ago_ms || run_up_at(session, ago_ms);
}

static bool together(const struct target *session, int64_t start_ms)
{
	const struct run *run = &session->epoch.run;

	return run->open && run->start_ms - start_ms <= SHARED_TOGETHER_MS &&
	       start_ms - run->start_ms <= SHARED_TOGETHER_MS;
}

static void open_shared(struct gateway *gateway, uint32_t sessions, uint32_t need,
			struct target *last)
{
	struct shared *shared = &gateway->shared;
	struct target *session;
	int64_t start_ms = last->epoch.run.start_ms;

	memset(shared, 0, sizeof(*shared));
	shared->open = true;
	shared->sessions = sessions;
	shared->need = need;
	shared->from_ms = start_ms;
	EACH_SESSION(session, gateway)
	{
		if (!together(session, start_ms) || session->hold_until_ms)
			continue;
		session->epoch.run.shared = true;
		if (session->epoch.run.start_ms < shared->from_ms)
			shared->from_ms = session->epoch.run.start_ms;
	}
}

void shared_run_began(struct target *target, int64_t now_ms)
{
	struct gateway *gateway = target->gateway;
	struct run *run = &target->epoch.run;
	struct target *session;
	uint32_t sessions = 0, bad = 0;

	if (gateway->shared.open) {
		run->shared = run->start_ms - gateway->shared.from_ms <= SHARED_TOGETHER_MS;
		return;
	}
	if (gateway->open_runs < 2)
		return;
	EACH_SESSION(session, gateway)
	{
		if (!counts(session, now_ms))
			continue;
		sessions++;
		bad += together(session, run->start_ms);
	}

	uint32_t need = (sessions + 1) / 2 > 2 ? (sessions + 1) / 2 : 2;

	if (bad >= need)
		open_shared(gateway, sessions, need, target);
}

bool shared_covers(const struct target *target)
{
	return target->gateway->shared.open && target->epoch.run.shared;
}

/* Fewer are bad: the rest convict singly. */
static void close_shared(struct engine *engine, struct gateway *gateway)
{
	struct target *session;

	EACH_SESSION(session, gateway)
	{
		session->epoch.run.shared = false;
		agenda_touch(engine, session);
	}
	gateway->shared.open = false;
}

bool shared_judge(struct engine *engine, struct gateway *gateway, int64_t now_ms)
{
	const struct target *session;
	uint32_t open = 0, convincing = 0;
	int64_t patience_ms = 0, age_ms = 0;

	if (!gateway->shared.open)
		return false;
	EACH_SESSION(session, gateway)
	{
		if (!session->epoch.run.shared)
			continue;
		open++;
		convincing += !run_stopped(session) &&
			      run_convincing(session, run_patience_ms(session), now_ms);
		if (run_patience_ms(session) > patience_ms)
			patience_ms = run_patience_ms(session);
		if (run_age_ms(session, now_ms) > age_ms)
			age_ms = run_age_ms(session, now_ms);
	}
	if (open < gateway->shared.need) {
		close_shared(engine, gateway);
		return false;
	}
	if (age_ms < patience_ms) {
		agenda_wake(engine, &gateway->target, now_ms + patience_ms - age_ms);
		return false;
	}
	return convincing >= gateway->shared.need && !gateway->container.dead;
}

bool shared_helped(const struct gateway *gateway, int64_t since_ms, int64_t now_ms)
{
	const struct target *session;
	uint32_t good = 0, bad = 0;

	EACH_SESSION(session, gateway)
	{
		good += session->epoch.proof_ms > since_ms ||
			epoch_up_held(session, since_ms, now_ms);
		bad += session->epoch.run.open;
	}
	return good + gateway->shared.need > gateway->shared.sessions && bad < gateway->shared.need;
}

bool shared_bad(const struct gateway *gateway, int64_t since_ms, int64_t now_ms)
{
	const struct target *session;
	uint32_t bad = 0;

	EACH_SESSION(session, gateway)
	bad += epoch_bad(session) && session->epoch.claim_ms > since_ms &&
	       now_ms - session->epoch.claim_ms < epoch_fresh_ms(session);
	return bad >= gateway->shared.need;
}
