/* world_truth.h - who is alive, and what the witness is told of it.  SPDX-License-Identifier: ISC */
#ifndef WORLD_TRUTH_H
#define WORLD_TRUTH_H

#include "world.h"

/* world_truth_of - what a session, or the gateway, is dead of now; 0: it is alive. */
enum sim_death world_truth_of(const struct world *world, int who);

/* world_truth_update - tell the witness if it changed; a death wakes its owner in the end. */
void world_truth_update(struct world *world, int who);

/* world_truth_can_cure - whether this act could help just now. */
bool world_truth_can_cure(const struct world *world, int who, enum sim_act act);

/* world_truth_tell - a fact for the witness. */
void world_truth_tell(struct world *world, const struct sim_fact *fact);

#endif
