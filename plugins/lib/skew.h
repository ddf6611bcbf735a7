/* skew.h - how far a gateway's clock is from ours, learnt from what it sends.
 * SPDX-License-Identifier: ISC
 *
 * Pure.  Nothing arrives before it happened: a clock that is ahead shows at once, but a few events
 * may just be misdated.  A clock that is behind looks like lateness, and an old proof must not be made young:
 * it is believed only after so many events, each newer than all before, over so long a time, of which
 * not one came in time.  Old requests that somebody sends again are not newer and teach nothing.
 * A clock that was ahead and is put right is believed likewise, though its events are not newer, but
 * never beyond our own wall clock.
 * All is reckoned in CLOCK_BOOTTIME: once something is learnt, a step of our wall clock changes nothing.
 */
#ifndef SKEW_H
#define SKEW_H

#include <stdbool.h>
#include <stdint.h>

#define SKEW_LATE_MS 2000 /* less is the way here, not the clock */
#define SKEW_EARLY_MIN 3  /* events in a row that are ahead by more make a clock */
#define SKEW_EVENTS_MIN 8 /* likewise of late ones */
#define SKEW_WATCH_MIN_MS INT64_C(600000)

/* Zeroed: nothing is learnt, and the gateway's clock is taken for ours.  Private but to skew.c. */
struct skew {
	int64_t offset_ms; /* boottime less the gateway's clock; if .learnt */
	bool learnt;
	uint32_t early, late; /* events in a row */
	int64_t since_ms,
		least_ms; /* of that row: its start, and by how much it was late, or early, at least */
	int64_t last_ms, newest_ms; /* by the gateway's clock: of that row, and of all */
};

/* What our clocks show. */
struct skew_now {
	int64_t boot_ms, wall_ms;
};

/* Unix times by the gateway's clock. */
struct skew_event {
	int64_t at_ms;
	int64_t sent_ms; /* when it was sent, from its Date, to the second; 0: not said */
};

/* skew_boot_ms - CLOCK_BOOTTIME when the gateway's clock showed at_ms; may lie in the future. */
int64_t skew_boot_ms(const struct skew *skew, struct skew_now now, int64_t at_ms);

/* skew_note - an event that never came before is here.  A Date is not signed: it can only tell a late
 * event from a slow clock, for which then no long watch is needed. */
void skew_note(struct skew *skew, struct skew_now now, struct skew_event event);

/* skew_ahead_ms - how far the gateway's clock is before ours; negative: behind. */
int64_t skew_ahead_ms(const struct skew *skew, struct skew_now now);

#endif
