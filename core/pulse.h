/* pulse.h - did the loop itself stand still?  SPDX-License-Identifier: ISC
 *
 * Pure: the clocks come in as arguments.  A watchdog that was asleep must not take the silence it
 * slept through for the silence of others.
 */
#ifndef PULSE_H
#define PULSE_H

#include <stdbool.h>
#include <stdint.h>

#define PULSE_LIMIT_MS 2000 /* standing still for less is not worth a word */
/* A loop that wakes so often is seen to stand still, whatever it waits for. */
#define PULSE_BEAT_MS 1000

struct pulse {
	bool beating;
	int64_t ahead_ms; /* CLOCK_BOOTTIME - CLOCK_MONOTONIC, as last seen */
	int64_t awake_ms; /* when the loop last woke, or went to sleep */
};

/* What pulse_wake and pulse_sleep found out; 0: nothing. */
struct pulse_finding {
	int64_t lag_ms;    /* the loop was late or busy that long */
	int64_t resume_ms; /* the machine was suspended that long */
};

/* pulse_wake - the loop woke; due_ms is when its earliest timer should have, or INT64_MAX. */
struct pulse_finding pulse_wake(struct pulse *pulse, int64_t boot_ms, int64_t mono_ms,
				int64_t due_ms);

/* pulse_sleep - the loop has done its work and is about to sleep. */
struct pulse_finding pulse_sleep(struct pulse *pulse, int64_t boot_ms, int64_t mono_ms);

#endif
