/* world_session.h - one session's truth, and what it shows.  SPDX-License-Identifier: ISC */
#ifndef WORLD_SESSION_H
#define WORLD_SESSION_H

#include "world.h"

/* world_session_init - working, well, and as old as the world. */
void world_session_init(struct world *world, int who);

/* world_session_show - what an honest status says. */
void world_session_show(const struct world_session *session, struct sim_look *look);

/* world_session_enter - for_ms < 0: until something else happens. */
void world_session_enter(struct world *world, int who, enum world_mode mode, int64_t for_ms);

/* world_session_arrive - connected as well as it can be: what it was doing is over. */
void world_session_arrive(struct world *world, int who);

/* world_session_pause - a harmless stretch; only of a session that works.  False: it does not. */
bool world_session_pause(struct world *world, int who, enum world_mode mode, int64_t for_ms);

/* world_session_fall - ill from now on; only of a session that works.  False: it does not. */
bool world_session_fall(struct world *world, int who, enum world_mode ill);

/* world_session_restart - 3 s STOPPED, then STARTING, then perhaps cured. */
void world_session_restart(struct world *world, int who);

/* world_session_boot - it starts because its gateway did. */
void world_session_boot(struct world *world, int who);

/* world_session_mend - whatever it had, a person cured it; it is restarted. */
void world_session_mend(struct world *world, int who);

/* world_session_emitted - whether traffic of that moment, shortly ago, was seen. */
bool world_session_emitted(const struct world_session *session, int64_t t_ms);

/* world_session_weigh - whether it emits, after something around it changed. */
void world_session_weigh(struct world *world, int who);

#endif
