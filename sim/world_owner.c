/* world_owner.c - see world_owner.h.  SPDX-License-Identifier: ISC */
#include "world_owner.h"

#include "world_gateway.h"
#include "world_queue.h"
#include "world_session.h"
#include "world_truth.h"

#define COMES_MIN_MS SIM_HOUR_MS
#define COMES_MAX_MS (6 * SIM_HOUR_MS)

/* After how long an owner notices alone; 0: there is nothing to mend. */
static const int64_t notices_ms[SIM_DEATHS] = {
	[SIM_LOUD] = SIM_DAY_MS,  [SIM_ZOMBIE] = 7 * SIM_DAY_MS, [SIM_HUMAN] = 3 * SIM_DAY_MS,
	[SIM_CRASH] = SIM_DAY_MS, [SIM_HANGS] = SIM_DAY_MS,
};

static uint64_t *deaths_of(struct world *world, int who)
{
	return who == SIM_GATEWAY ? &world->gateway.deaths : &world->sessions[who].deaths;
}

static bool is_own(const struct world *world, int who)
{
	enum sim_death death = world_truth_of(world, who);

	return notices_ms[death] &&
	       (who == SIM_GATEWAY || (death != SIM_CRASH && death != SIM_HANGS));
}

static void mend(struct world *world, const struct world_event *event)
{
	int who = event->who;

	if (event->index != *deaths_of(world, who) || !is_own(world, who))
		return;
	if (who != SIM_GATEWAY)
		world_session_mend(world, who);
	else if (world->gateway.power != WORLD_RESTARTING)
		world_gateway_restart(world);
}

static void come_after(struct world *world, int who, int64_t ms)
{
	struct world_event event = {
		.fire = mend, .index = *deaths_of(world, who), .process = WORLD_OWNER, .who = who
	};

	world_queue_after(world, event, ms);
}

void world_owner_expect(struct world *world, int who)
{
	++*deaths_of(world, who);
	if (is_own(world, who))
		come_after(world, who, notices_ms[world_truth_of(world, who)]);
}

static void come_soon(struct world *world, int who)
{
	struct chance chance = world_chance(world, WORLD_OWNER, who, *deaths_of(world, who));

	if (is_own(world, who))
		come_after(world, who, chance_between(&chance, COMES_MIN_MS, COMES_MAX_MS));
}

/* Who comes for the gateway looks at its sessions, too. */
void world_owner_told(struct world *world, int who)
{
	come_soon(world, who);
	for (int i = 0; who == SIM_GATEWAY && i < world->setup.sessions; i++)
		come_soon(world, i);
}
