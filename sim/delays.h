/* delays.h - how long something took, many times over, with those that never ended.
 * SPDX-License-Identifier: ISC
 *
 * Plain data of a fixed size, so that it can be copied, sent through a pipe and added up.  Slots are
 * 1/128 of an octave wide: what comes out is within 0.4 % of what went in.
 */
#ifndef DELAYS_H
#define DELAYS_H

#include <stdint.h>

#define DELAYS_FINE 128
#define DELAYS_SLOTS (DELAYS_FINE * 34) /* up to 2^40 ms */

struct delays {
	uint64_t ended;
	uint64_t missed; /* never: infinitely long */
	uint32_t slots[DELAYS_SLOTS];
};

/* delays_add - one that ended; beyond 2^40 ms it counts as the longest. */
void delays_add(struct delays *delays, int64_t took_ms);

/* delays_miss - one that never did. */
void delays_miss(struct delays *delays);

/* delays_merge - add those of from. */
void delays_merge(struct delays *into, const struct delays *from);

/* delays_quantile_ms - the smallest time within which that part of all, missed ones among them, had
 * ended.  INFINITY: so many never did; NAN: there were none. */
double delays_quantile_ms(const struct delays *delays, double part);

#endif
