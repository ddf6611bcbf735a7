/* scenario_gateway.h - gateways that crash, grow, hang, and are restarted by others.  SPDX-License-Identifier: ISC */
#ifndef SCENARIO_GATEWAY_H
#define SCENARIO_GATEWAY_H

#include "world.h"

/* scenario_gateway_base - the base rate of crashes of all worlds. */
void scenario_gateway_base(struct world *world);

/* The scenarios' starts; see their table. */
void scenario_gateway_crash(struct world *world);
void scenario_gateway_grow(struct world *world);
void scenario_gateway_leak(struct world *world);
void scenario_gateway_people(struct world *world);
void scenario_gateway_clash(struct world *world);

#endif
