/* scenario_traffic.h - traffic that nobody sees, or that is none.  SPDX-License-Identifier: ISC */
#ifndef SCENARIO_TRAFFIC_H
#define SCENARIO_TRAFFIC_H

#include "world.h"

/* The scenarios' starts; see their table. */
void scenario_traffic_quiet(struct world *world);
void scenario_traffic_receiver(struct world *world);
void scenario_traffic_log(struct world *world);

#endif
