/* scenario_lies.h - nobody is dead, whatever the status says.  SPDX-License-Identifier: ISC */
#ifndef SCENARIO_LIES_H
#define SCENARIO_LIES_H

#include "world.h"

/* The scenarios' starts; see their table. */
void scenario_lies_consumer(struct world *world);
void scenario_lies_config(struct world *world);
void scenario_lies_activity(struct world *world);
void scenario_lies_reinit(struct world *world);

/* scenario_lies_read - a read shortly after the consumer's restart may lie. */
void scenario_lies_read(struct world *world, int who, struct sim_look *look);

/* scenario_lies_hide_activity - the field may be absent. */
void scenario_lies_hide_activity(struct world *world, int who, struct sim_look *look);

#endif
