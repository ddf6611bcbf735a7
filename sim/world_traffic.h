/* world_traffic.h - what people write to each other.  SPDX-License-Identifier: ISC */
#ifndef WORLD_TRAFFIC_H
#define WORLD_TRAFFIC_H

#include "world.h"

/* world_traffic_begin - a session's traffic, whoever lives to see it. */
void world_traffic_begin(struct world *world, int who);

#endif
