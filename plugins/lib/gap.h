/* gap.h - how long a source is quiet by habit, and when it is quiet for too long.
 * SPDX-License-Identifier: ISC
 *
 * Pure.  The habit is the longest gap between two deliveries of whatever kind; it halves in a week
 * without another as long.  Twice the habit is too long.  Where no habit is known nothing is said.
 */
#ifndef GAP_H
#define GAP_H

#include <stdbool.h>
#include <stdint.h>

#define GAP_DELIVERIES_MIN 20             /* a habit is known after so many ... */
#define GAP_APART_MS 1000                 /* ... that far apart ... */
#define GAP_WATCH_MIN_MS INT64_C(1800000) /* ... over that long */
#define GAP_LEAST_MS INT64_C(600000)      /* less is never too long, where the habit is learnt */
#define GAP_ASLEEP_MS INT64_C(60000)      /* asked that late, the box slept: nobody could deliver */

/* Private but to gap.c. */
struct gap {
	int64_t expect_ms; /* the operator's word for the habit; 0: learnt */
	int64_t since_ms;  /* watched since */
	int64_t last_ms;   /* the newest delivery, or .since_ms */
	int64_t counted_ms, decayed_ms, longest_ms;
	uint32_t deliveries; /* counted up to GAP_DELIVERIES_MIN */
	bool over;
};

/* gap_init - watching begins; expect 0: learn it.  All times are of CLOCK_BOOTTIME. */
void gap_init(struct gap *gap, int64_t expect_ms, int64_t now_ms);

/* gap_note - something was delivered; true if it was over, so that it is not any more.  A gap that
 * was over is learnt as one just at its limit: a habit grows by steps. */
bool gap_note(struct gap *gap, int64_t now_ms);

/* gap_due_ms - when to ask gap_is_over() next; INT64_MAX: not before another delivery. */
int64_t gap_due_ms(const struct gap *gap);

/* gap_is_over - whether it is quiet for too long now; stays so until gap_note(). */
bool gap_is_over(struct gap *gap, int64_t now_ms);

/* gap_expected_ms - the habit; 0: not known. */
int64_t gap_expected_ms(const struct gap *gap);

#endif
