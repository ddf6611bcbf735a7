/* rules_sight.c - what the rules have seen, see rules_sight.h.  SPDX-License-Identifier: ISC */
#include "rules_sight.h"

#include <stdlib.h>
#include <string.h>

#define UNWELL_MS SIM_MINUTE_MS
#define LAG_MIN_MS (2 * SIM_SECOND_MS)
#define LAG_AGAIN_MS (10 * SIM_MINUTE_MS)
#define GRACE_AGAIN_MS (10 * SIM_MINUTE_MS) /* so long after one ended another surely begins */

int rules_sight_index(const struct target *target)
{
	return target->is_gateway ? 0 : atoi(roster_session_name(target) + 1) + 1;
}

static void see_claim(struct rules *rules, const struct engine_evidence *e)
{
	struct rules_target *one = &rules->who[rules_sight_index(e->target)];

	if (e->at_ms < one->claim_at_ms)
		return;
	one->claim_at_ms = e->at_ms;
	one->human_at_ms = e->what == STATE_HUMAN ? e->at_ms : -1;
}

static void see_proof(struct rules *rules, const struct engine_evidence *e)
{
	struct rules_target *one = &rules->who[rules_sight_index(e->target)];

	if (e->at_ms >= one->human_at_ms)
		one->human_at_ms = -1;
}

/* A grace that runs is not begun anew; whether one begins soon after it depends on more than is seen
 * here, so that only those that surely begin are held against the engine. */
static void begin_grace(struct rules *rules, int from, int to)
{
	int64_t again_ms = rules->policy.grace_ms + GRACE_AGAIN_MS;

	for (int i = from; i <= to; i++) {
		struct rules_target *one = &rules->who[i];

		if (one->grace_from_ms < 0 || rules->t_ms - one->grace_from_ms >= again_ms)
			one->grace_from_ms = rules->t_ms;
	}
}

static bool is_own(const struct rules *rules)
{
	return (rules->flight.id && rules->flight.wide) ||
	       (rules->t_ms <= rules->container.own_until_ms && !rules->container.restarted);
}

static void see_start(struct rules *rules, const struct engine_evidence *e)
{
	rules->container.id = e->id;
	rules->container.restarted = true;
	rules->container.stopped = false;
	rules->container.died_ms = -1;
	begin_grace(rules, 1, SIM_SESSIONS_MAX);
}

static void see_event(struct rules *rules, const struct engine_evidence *e)
{
	struct rules_container *container = &rules->container;
	bool foreign = container->id && e->id && e->id != container->id;

	if (e->what == EVENT_START)
		see_start(rules, e);
	else if (foreign || is_own(rules))
		return;
	else if (e->what == EVENT_DIE)
		container->died_ms = container->died_ms < 0 ? e->t_ms : container->died_ms;
	else if (e->what == EVENT_PAUSE)
		container->stopped = true;
	else if (e->what == EVENT_UNPAUSE)
		container->stopped = false;
	else if (e->what == EVENT_STOP && container->died_ms >= 0 &&
		 e->t_ms - container->died_ms < rules->policy.settle_ms)
		container->stopped = true;
}

static void see_lag(struct rules *rules, const struct engine_evidence *e)
{
	if (e->for_ms < LAG_MIN_MS ||
	    (rules->lag_ms >= 0 && e->t_ms - rules->lag_ms < LAG_AGAIN_MS))
		return;
	rules->lag_ms = e->t_ms;
	rules->unwell_until_ms = e->t_ms + UNWELL_MS;
}

static void see_self(struct rules *rules, const struct engine_evidence *e)
{
	switch ((enum words_self)e->what) {
	case SELF_LAG:
		see_lag(rules, e);
		break;
	case SELF_RESUME:
		rules->unwell_until_ms = e->t_ms + UNWELL_MS;
		break;
	case SELF_UPLINK_DOWN:
	case SELF_UPLINK_UP:
		rules->uplink_down = e->what == SELF_UPLINK_DOWN;
		break;
	case SELF_LEDGER_DOWN:
	case SELF_LEDGER_UP:
		rules->ledger_down = e->what == SELF_LEDGER_DOWN;
		break;
	default:
		break;
	}
}

static void see_result(struct rules *rules, const struct engine_evidence *e)
{
	struct rules_flight *flight = &rules->flight;

	if (e->id != flight->id)
		return;
	flight->id = 0;
	if (flight->wide)
		rules->container.own_until_ms = e->t_ms + rules->policy.settle_ms;
	if (e->ok)
		begin_grace(rules, flight->on, flight->wide ? SIM_SESSIONS_MAX : flight->on);
}

static void forgive(struct rules *rules, const struct engine_evidence *e)
{
	struct rules_target *one = &rules->who[rules_sight_index(e->target)];

	one->human_at_ms = -1;
	if (!e->charges)
		return;
	one->acts.count = 0;
	rules->box.count = 0; /* less is demanded than could be */
}

static void see_command(struct rules *rules, const struct engine_evidence *e)
{
	int64_t *hold_until_ms = &rules->who[rules_sight_index(e->target)].hold_until_ms;

	if (e->what == COMMAND_HOLD)
		*hold_until_ms = e->t_ms + e->for_ms;
	else if (e->what == COMMAND_RELEASE)
		*hold_until_ms = 0;
	else
		forgive(rules, e);
}

static void end_flight(struct rules *rules)
{
	struct rules_flight *flight = &rules->flight;

	if (!flight->id || rules->t_ms < flight->until_ms)
		return;
	flight->id = 0;
	if (flight->wide)
		rules->container.own_until_ms = flight->until_ms + rules->policy.settle_ms;
}

void rules_sight_see(void *ctx, const struct engine_evidence *e, const struct trace_words *words)
{
	static void (*const sees[EVIDENCE_KINDS])(struct rules *,
						  const struct engine_evidence *) = {
		[EVIDENCE_CLAIM] = see_claim,   [EVIDENCE_PROOF] = see_proof,
		[EVIDENCE_EVENT] = see_event,   [EVIDENCE_SELF] = see_self,
		[EVIDENCE_RESULT] = see_result, [EVIDENCE_COMMAND] = see_command,
	};
	struct rules *rules = ctx;

	(void)words;
	rules->t_ms = e->t_ms;
	rules->last_order = -1;
	if (sees[e->kind])
		sees[e->kind](rules, e);
	end_flight(rules);
}

void rules_sight_begin(void *ctx, struct roster *roster, int64_t t_ms)
{
	struct rules *rules = ctx;

	rules->box_limit = roster_engine(roster)->restarts;
	if (!rules->begun)
		rules->last_act = roster_engine(roster)->acts;
	rules->begun = true;
	rules->t_ms = t_ms;
	rules->flight.id = 0;
	rules->uplink_down = false;
	rules->ledger_down = false;
	rules->unwell_until_ms = 0;
	rules->container.id = 0;
	rules->container.died_ms = -1;
	for (int i = 0; i <= SIM_SESSIONS_MAX; i++) {
		rules->who[i].grace_from_ms = -1;
		rules->who[i].probes = 0;
	}
}

void rules_sight_end(void *ctx, struct roster *roster, int64_t t_ms)
{
	struct rules *rules = ctx;

	(void)roster;
	(void)t_ms;
	rules->begun = false;
	rules->box.count = 0;
	rules->container.stopped = false;
	if (rules->told_room)
		memset(rules->told, 0, rules->told_room);
	for (int i = 0; i <= SIM_SESSIONS_MAX; i++)
		rules->who[i] = (struct rules_target){ .grace_from_ms = -1, .human_at_ms = -1 };
}
