/* guard.h - the named reasons for not acting now, in their order.  SPDX-License-Identifier: ISC
 *
 * Pure questions: asking changes nothing, so `why` may ask them too.
 */
#ifndef GUARD_H
#define GUARD_H

#include "target.h"

#define GUARD_BLAST_MS 120000 /* another session up or proven within this waits for it */
/* After so much waiting the ladder counts as spent; or, where restarts of sessions leak, the wait
 * is over. */
#define GUARD_BLAST_WAIT_MS 1800000

/* The act that is asked about. */
struct guard_act {
	const struct target *target; /* whose incident */
	bool wide;                   /* the rung acts on the gateway */
	int64_t now_ms;
};

/* A guard's answer. */
struct guard_verdict {
	bool holds;
	int64_t until_ms; /* when it is worth asking again; 0: unknown */
};

/* guard_ask - what one guard says. */
struct guard_verdict guard_ask(const struct engine *engine, enum words_guard guard,
			       const struct guard_act *act);

/* guard_first - the first guard that holds, 0 if none does; *until_ms is then its until. */
enum words_guard guard_first(const struct engine *engine, const struct guard_act *act,
			     int64_t *until_ms);

/* guard_day_spent - it is the daily budget of the session that holds. */
bool guard_day_spent(const struct guard_act *act);

/* guard_verify_until - when the verification of target's incident ends. */
int64_t guard_verify_until(const struct target *target);

/* guard_on - the target that the act acts on. */
const struct target *guard_on(const struct guard_act *act);

#endif
