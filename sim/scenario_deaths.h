/* scenario_deaths.h - sessions that really die.  SPDX-License-Identifier: ISC */
#ifndef SCENARIO_DEATHS_H
#define SCENARIO_DEATHS_H

#include "world.h"

/* scenario_deaths_base - the base rates of faults of all worlds. */
void scenario_deaths_base(struct world *world);

/* The scenarios' starts; see their table. */
void scenario_deaths_loud(struct world *world);
void scenario_deaths_human(struct world *world);
void scenario_deaths_zombie(struct world *world);
void scenario_deaths_flapping(struct world *world);
void scenario_deaths_incurable(struct world *world);
void scenario_deaths_trouble(struct world *world);

#endif
