/* scenario_box.h - the watcher's own box misbehaves.  SPDX-License-Identifier: ISC */
#ifndef SCENARIO_BOX_H
#define SCENARIO_BOX_H

#include "world.h"

/* The scenarios' starts; see their table. */
void scenario_box_clock(struct world *world);
void scenario_box_killed(struct world *world);
void scenario_box_starved(struct world *world);
void scenario_box_cold(struct world *world);

#endif
