/* swarm.c - see swarm.h.  SPDX-License-Identifier: ISC */
#include "swarm.h"

#include "chance.h"
#include "scenario.h"

#define PROCESS UINT32_MAX /* no process of a world has this number */

uint32_t swarm_scenarios(uint64_t seed)
{
	struct chance chance = chance_of(seed, PROCESS, 0, 0);
	double share = chance_unit(&chance);
	uint32_t scenarios = UINT32_C(1) << chance_between(&chance, 1, SCENARIO_MAX);

	for (int i = 1; i <= SCENARIO_MAX; i++)
		if (chance_hit(&chance, share))
			scenarios |= UINT32_C(1) << i;
	return scenarios;
}
