/* world_gateway.h - the process or container that holds the sessions.  SPDX-License-Identifier: ISC */
#ifndef WORLD_GATEWAY_H
#define WORLD_GATEWAY_H

#include "world.h"

#define WORLD_EXIT_CRASH 1
#define WORLD_EXIT_KILLED 137
#define WORLD_EXIT_TERM 143

/* world_gateway_init - running, and as old as the world. */
void world_gateway_init(struct world *world);

/* world_gateway_crash - it ends by itself; Docker may start it again.  False: it does not run. */
bool world_gateway_crash(struct world *world, int32_t code, bool oom);

/* world_gateway_hang - it runs and answers nothing any more. */
void world_gateway_hang(struct world *world);

/* world_gateway_halt - a person stops it. */
void world_gateway_halt(struct world *world);

/* world_gateway_start - of one that does not run; anew: another container takes its place. */
void world_gateway_start(struct world *world, bool anew);

/* world_gateway_restart - stop it if it runs, and start it.  How long until it runs again. */
int64_t world_gateway_restart(struct world *world);

/* world_gateway_event - Docker's news of it, now. */
void world_gateway_event(struct world *world, enum words_event what, int32_t code);

/* world_gateway_mb - its memory. */
double world_gateway_mb(const struct world *world);

#endif
