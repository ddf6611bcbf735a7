/* scenario_kit.h - what scenarios are made of.  SPDX-License-Identifier: ISC */
#ifndef SCENARIO_KIT_H
#define SCENARIO_KIT_H

#include "world.h"

#define SCENARIO_WEEKLY_MS ((double)(7 * SIM_DAY_MS))

/* scenario_kit_process - the number of a scenario's own process, 0 .. 7. */
uint32_t scenario_kit_process(int scenario, uint32_t own);

/* scenario_kit_each - begin a Poisson process for each session; fire posts what follows. */
void scenario_kit_each(struct world *world, world_fire *fire, uint32_t process, double mean_ms);

/* scenario_kit_once - the same for the gateway. */
void scenario_kit_once(struct world *world, world_fire *fire, uint32_t process, double mean_ms);

/* scenario_kit_chance - what chance says of this very event. */
struct chance scenario_kit_chance(const struct world *world, const struct world_event *event);

#endif
