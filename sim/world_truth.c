/* world_truth.c - see world_truth.h.  SPDX-License-Identifier: ISC */
#include "world_truth.h"

#include "world_owner.h"

static const enum sim_death death_by_ill[WORLD_MODES] = {
	[WORLD_FAILED] = SIM_LOUD, [WORLD_STUCK] = SIM_LOUD,     [WORLD_MUTE] = SIM_ZOMBIE,
	[WORLD_SCAN] = SIM_HUMAN,  [WORLD_PARKED] = SIM_STOPPED,
};

static enum sim_death gateway_death(const struct world_gateway *gateway)
{
	switch (gateway->power) {
	case WORLD_DIED:
		return SIM_CRASH;
	case WORLD_HALTED:
		return SIM_STOPPED;
	case WORLD_RESTARTING: /* until it runs nothing has changed */
		return gateway->told;
	default:
		return gateway->hangs ? SIM_HANGS : 0;
	}
}

/* What needs a person comes first; what somebody else did to it hides what it has of its own. */
static enum sim_death session_death(const struct world_session *session)
{
	if (session->ill == WORLD_SCAN || session->ill == WORLD_PARKED || !session->down_of)
		return death_by_ill[session->ill];
	return session->down_of;
}

enum sim_death world_truth_of(const struct world *world, int who)
{
	return who == SIM_GATEWAY ? gateway_death(&world->gateway)
				  : session_death(&world->sessions[who]);
}

void world_truth_tell(struct world *world, const struct sim_fact *fact)
{
	if (world->witness)
		world->witness(world->witness_ctx, fact);
}

void world_truth_update(struct world *world, int who)
{
	enum sim_death *told =
		who == SIM_GATEWAY ? &world->gateway.told : &world->sessions[who].told;
	enum sim_death death = world_truth_of(world, who);
	struct sim_fact fact = {
		.kind = death ? SIM_DIED : SIM_LIVES,
		.t_ms = world->now_ms,
		.who = who,
		.death = death ? death : *told,
	};

	if (death == *told)
		return;
	*told = death;
	world_truth_tell(world, &fact);
	if (death)
		world_owner_expect(world, who);
}

static bool is_starting(const struct world_session *session)
{
	return session->mode == WORLD_STOPPING || session->mode == WORLD_BOOTING;
}

static bool session_curable(const struct world *world, const struct world_session *session)
{
	enum sim_death death = death_by_ill[session->ill];

	return (death == SIM_LOUD || death == SIM_ZOMBIE) && !session->incurable &&
	       !is_starting(session) && !world->line.down && world->gateway.power == WORLD_ON;
}

bool world_truth_can_cure(const struct world *world, int who, enum sim_act act)
{
	const struct world_gateway *gateway = &world->gateway;

	if (act == SIM_RESTART_SESSION)
		return !gateway->hangs && session_curable(world, &world->sessions[who]);
	if (gateway->power == WORLD_DIED)
		return !gateway->reviving;
	if (gateway->hangs && gateway->power == WORLD_ON)
		return true;
	for (int i = 0; i < world->setup.sessions; i++)
		if (session_curable(world, &world->sessions[i]))
			return true;
	return false;
}
