/* world_box.h - the box that watches: it stalls, sleeps and is killed.  SPDX-License-Identifier: ISC */
#ifndef WORLD_BOX_H
#define WORLD_BOX_H

#include "world.h"

/* world_box_stall - nothing is heard and nothing done for so long; then all at once. */
void world_box_stall(struct world *world, int64_t for_ms);

/* world_box_suspend - everything on it sleeps, the gateway too. */
void world_box_suspend(struct world *world, int64_t for_ms);

/* world_box_kill - the decider's process ends, and begins again after so long. */
void world_box_kill(struct world *world, int64_t for_ms);

/* world_box_kills_at_act - an act has been decided on: whether it is never begun, as the process ends
 * between the intent and the act.  It may end later, too. */
bool world_box_kills_at_act(struct world *world);

/* world_box_renew - the decider begins anew with nothing, not even what it had saved. */
int world_box_renew(struct world *world);

#endif
