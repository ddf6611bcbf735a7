/* world_act.c - see world_act.h.  SPDX-License-Identifier: ISC */
#include "world_act.h"

#include "world_box.h"
#include "world_gateway.h"
#include "world_mail.h"
#include "world_queue.h"
#include "world_session.h"
#include "world_truth.h"

#define ANSWER_MS 100
#define SESSION_DONE_MS 3100              /* it answers when the start has begun */
#define MEMORY_MIN_MS (3 * SIM_SECOND_MS) /* behind the answer */
#define MEMORY_MAX_MS (15 * SIM_SECOND_MS)
#define SESSION_TIMEOUT_MS (20 * SIM_SECOND_MS)
#define GATEWAY_TIMEOUT_MS (70 * SIM_SECOND_MS)
#define DOWN_SESSION_MS (20 * SIM_SECOND_MS)
#define DOWN_GATEWAY_MS (30 * SIM_SECOND_MS)
#define PROBE_FAILS_MS (10 * SIM_SECOND_MS)
#define PROBE_MIN_MS 100
#define PROBE_MAX_MS (2 * SIM_SECOND_MS)
#define PROBE_FALSE 0.002 /* the share of living sessions that fail one */

/* How an act goes. */
enum fate { FATE_DONE = 1, FATE_FAILS, FATE_HANGS, FATE_HANGS_DONE };

static void answer(struct world *world, uint64_t id, enum words_result what, int64_t after_ms)
{
	struct sim_news news = {
		.kind = EVIDENCE_RESULT,
		.who = SIM_GATEWAY,
		.what = (int)what,
		.ok = !what,
		.id = id,
	};

	world_mail_post(world, &news, world->now_ms + after_ms);
}

static enum fate fate_of(struct world *world, int who, enum sim_act act)
{
	const struct world_gateway *gateway = &world->gateway;
	struct chance chance = world_chance(world, WORLD_ACT, who, world->acts);

	if (chance_hit(&chance, world->knobs.trouble))
		return (enum fate)chance_between(&chance, FATE_FAILS, FATE_HANGS_DONE);
	if (act == SIM_RESTART_GATEWAY)
		return gateway->power == WORLD_RESTARTING ? FATE_FAILS : FATE_DONE;
	if (gateway->power != WORLD_ON)
		return FATE_FAILS;
	if (gateway->hangs)
		return FATE_HANGS;
	return world->sessions[who].mode == WORLD_STOPPING ? FATE_FAILS : FATE_DONE;
}

static int interrupts(const struct world *world, int who, enum sim_act act)
{
	int healthy = 0;

	if (act == SIM_RESTART_SESSION)
		return !world_truth_of(world, who);
	for (int i = 0; i < world->setup.sessions; i++)
		healthy += !world_truth_of(world, i);
	return healthy;
}

static void tell(struct world *world, int who, enum sim_act act)
{
	struct sim_fact fact = {
		.kind = SIM_ACTED,
		.t_ms = world->now_ms,
		.who = who,
		.death = world_truth_of(world, who),
		.act = act,
		.false_act = !world_truth_can_cure(world, who, act),
		.interrupted = interrupts(world, who, act),
		.down_ms = act == SIM_RESTART_SESSION ? DOWN_SESSION_MS : DOWN_GATEWAY_MS,
	};

	world_truth_tell(world, &fact);
}

static void leak(struct world *world, const struct world_event *event)
{
	if (event->index == world->gateway.life)
		world->gateway.leaked_mb += world->knobs.leak_mb_per_restart;
}

/* A gateway answers a restart before it has loaded what it restarts. */
static void leak_later(struct world *world, int who)
{
	struct chance chance = world_chance(world, WORLD_GATEWAY_STEP, who, world->acts);
	struct world_event event = { .fire = leak,
				     .index = world->gateway.life,
				     .process = WORLD_GATEWAY_STEP,
				     .who = who };

	world_queue_after(world, event,
			  SESSION_DONE_MS + chance_between(&chance, MEMORY_MIN_MS, MEMORY_MAX_MS));
}

static int64_t carry_out(struct world *world, int who, enum sim_act act)
{
	if (act == SIM_RESTART_GATEWAY)
		return world_gateway_restart(world) + ANSWER_MS;
	world_session_restart(world, who);
	if (world->knobs.leak_mb_per_restart > 0)
		leak_later(world, who);
	return SESSION_DONE_MS;
}

uint64_t world_act_begin(struct world *world, int who, enum sim_act act)
{
	int64_t timeout_ms = act == SIM_RESTART_GATEWAY ? GATEWAY_TIMEOUT_MS : SESSION_TIMEOUT_MS;
	uint64_t id = ++world->acts;
	enum fate fate = fate_of(world, who, act);

	if (world_box_kills_at_act(world))
		return id;
	tell(world, who, act);
	if (fate == FATE_DONE)
		answer(world, id, 0, carry_out(world, who, act));
	else if (fate == FATE_FAILS)
		answer(world, id, RESULT_FAILED, ANSWER_MS);
	else
		answer(world, id, RESULT_TIMEOUT, timeout_ms);
	if (fate == FATE_HANGS_DONE)
		carry_out(world, who, act);
	return id;
}

/* It must reach the upstream: who does not emit does not pass. */
void world_act_probe(struct world *world, int who)
{
	const struct world_session *session = &world->sessions[who];
	struct sim_fact fact = { .kind = SIM_ASKED, .t_ms = world->now_ms, .who = who };
	struct sim_news news = { .kind = EVIDENCE_PROBE, .who = who };
	struct chance chance = world_chance(world, WORLD_PROBE, who, (uint64_t)world->now_ms);
	int64_t took_ms = chance_between(&chance, PROBE_MIN_MS, PROBE_MAX_MS);

	world_truth_tell(world, &fact);
	if (world->gateway.power != WORLD_ON || world->gateway.hangs)
		return;
	news.ok = session->emits && !chance_hit(&chance, PROBE_FALSE);
	world_mail_send(world, &news, world->now_ms + (news.ok ? took_ms : PROBE_FAILS_MS));
}
