/* scenario_kit.c - see scenario_kit.h.  SPDX-License-Identifier: ISC */
#include "scenario_kit.h"

#include "world_queue.h"

#define PROCESSES 8 /* of one scenario */

uint32_t scenario_kit_process(int scenario, uint32_t own)
{
	return WORLD_SCENARIO + PROCESSES * (uint32_t)scenario + own;
}

void scenario_kit_each(struct world *world, world_fire *fire, uint32_t process, double mean_ms)
{
	struct world_event event = { .fire = fire, .process = process };

	for (event.who = 0; event.who < world->setup.sessions; event.who++)
		world_queue_again(world, &event, mean_ms);
}

void scenario_kit_once(struct world *world, world_fire *fire, uint32_t process, double mean_ms)
{
	struct world_event event = { .fire = fire, .process = process, .who = SIM_GATEWAY };

	world_queue_again(world, &event, mean_ms);
}

struct chance scenario_kit_chance(const struct world *world, const struct world_event *event)
{
	return world_chance(world, event->process, event->who, event->index);
}
