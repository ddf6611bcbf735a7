/* limit.h - how fast any rule can be that makes so few false restarts.  SPDX-License-Identifier: ISC
 *
 * Harmless runs begin at rate b, one lasts longer than t with probability F(t).  As long as one lasts it
 * looks like a death; so who acts t after the beginning of a death does so in every longer harmless run,
 * and makes r = b * F(t) false restarts.  The true law of the simulated gateway is known here.
 */
#ifndef LIMIT_H
#define LIMIT_H

#include "sim.h"

/* Re-initialisations: every 1680 s + U(0, 30) s. */
#define LIMIT_RUNS_PER_YEAR ((double)SIM_YEAR_MS / (1695.0 * SIM_SECOND_MS))

/* limit_exact_ms - the smallest time to detection at that rate (per session-year) for who sees the
 * status at every moment. */
double limit_exact_ms(enum sim_law law, double per_year);

/* limit_sampled_ms - the time from the first bad read to the act, at that rate, for who reads every
 * poll_ms: the median detection is half a poll more. */
double limit_sampled_ms(enum sim_law law, double per_year, int64_t poll_ms);

#endif
