/* scenario_net.h - what lies between the watcher, the gateway and its upstream.  SPDX-License-Identifier: ISC */
#ifndef SCENARIO_NET_H
#define SCENARIO_NET_H

#include "world.h"

/* scenario_net_base - the base rate of uplink losses of all worlds. */
void scenario_net_base(struct world *world);

/* The scenarios' starts; see their table. */
void scenario_net_uplink(struct world *world);
void scenario_net_slow(struct world *world);
void scenario_net_lossy(struct world *world);

/* scenario_net_read - some polls fail or are slow. */
void scenario_net_read(struct world *world, int who, struct sim_look *look);

#endif
