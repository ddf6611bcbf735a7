/* baseline.h - the rules that people use today, to be judged on the same worlds.  SPDX-License-Identifier: ISC
 *
 * Each rule stands as it is published; what it leaves open is decided in its favour and said so at the
 * rule.  Rules that give up for good are put on again by a person a day later, else the length of a
 * world would decide how many deaths they miss.
 */
#ifndef BASELINE_H
#define BASELINE_H

#include <stddef.h>

#include "sim.h"

#define BASELINE_HANG_MS (60 * SIM_SECOND_MS) /* a restart without a result is waited for so long */
#define BASELINE_PERSON_MS SIM_DAY_MS /* from giving up to the person who puts it on again */

/* One row of the comparison. */
struct baseline {
	const char *id;    /* as in the table: B0 .. B11 */
	const char *notes; /* what a reader must know of it, one line */
	struct sim_decider decider;
};

/* One restart at a time: how a loop that waits for its call knows that it waits. */
struct baseline_flight {
	uint64_t id; /* 0: none under way */
	int64_t until_ms;
};

/* baselines_fill - all of them into rows, at most max; how many there are.  The deciders stay valid. */
int baselines_fill(struct baseline *rows, int max);

/* baseline_fly - act on who, and remember that a result is awaited. */
void baseline_fly(struct baseline_flight *flight, struct sim_hand *hand, int who, enum sim_act act);

/* baseline_landed - the news end this flight (or it has hung too long; news may be NULL). */
bool baseline_landed(struct baseline_flight *flight, const struct sim_news *news, int64_t now_ms);

/* baseline_all_up - every session answers within timeout_ms (0: no limit) that it works. */
bool baseline_all_up(struct sim_hand *hand, int sessions, int64_t timeout_ms);

#endif
