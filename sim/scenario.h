/* scenario.h - the scenarios of the study, as a table.  SPDX-License-Identifier: ISC
 *
 * A scenario posts events, turns knobs and bends what is read; several may run in one world.
 */
#ifndef SCENARIO_H
#define SCENARIO_H

#include "world.h"

#define SCENARIO_MAX 25

struct scenario {
	const char *name;    /* one word */
	const char *purpose; /* what a watchdog should do in it */
	void (*start)(struct world *world);
	world_read *read; /* NULL: what is read is not bent */
};

/* scenario_get - by its number, 1 .. SCENARIO_MAX; NULL: there is none. */
const struct scenario *scenario_get(int number);

/* scenario_start - all that the world's setup names, and the base rates of faults if it wants them. */
void scenario_start(struct world *world);

#endif
