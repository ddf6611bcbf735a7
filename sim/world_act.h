/* world_act.h - what the decider does to the world.  SPDX-License-Identifier: ISC */
#ifndef WORLD_ACT_H
#define WORLD_ACT_H

#include "world.h"

/* world_act_begin - the act's id; its result comes as news. */
uint64_t world_act_begin(struct world *world, int who, enum sim_act act);

/* world_act_probe - the answer comes as news, or never. */
void world_act_probe(struct world *world, int who);

#endif
