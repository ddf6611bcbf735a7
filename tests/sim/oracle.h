/* oracle.h - a decider that knows how its world is made, and nothing of the moment that others do not see.
 * SPDX-License-Identifier: ISC
 *
 * It knows the law of harmless runs and their rate, that Docker starts a crashed container within 5 s
 * or not at all, how long a restart takes, and that the line is told of within 30 s.  It acts when a run
 * has lasted as long as its rate of false restarts allows (limit.h); against silence it probes.
 */
#ifndef ORACLE_H
#define ORACLE_H

#include "baseline.h"

struct oracle {
	enum sim_law law;
	double false_per_year; /* per session */
};

/* oracle_decider - what it knows is borrowed. */
struct sim_decider oracle_decider(const char *name, const struct oracle *known);

#endif
