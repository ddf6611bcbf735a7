/* baseline_streak.h - rules that count bad reads of a session's status.  SPDX-License-Identifier: ISC */
#ifndef BASELINE_STREAK_H
#define BASELINE_STREAK_H

#include "baseline.h"

/* What makes a single STARTING or STOPPED doubtful. */
enum baseline_excuse { BASELINE_NO_EXCUSE = 1, BASELINE_ACTIVITY, BASELINE_WEBHOOK };

/* When it gives up. */
enum baseline_limit {
	BASELINE_NO_LIMIT = 1,
	BASELINE_CYCLES,   /* a session, after .acts within .within of its own checks */
	BASELINE_INTENSITY /* all of them, after more than .acts within .within milliseconds */
};

struct baseline_streak {
	int64_t period_ms; /* 0: the P of the world */
	int times, cycles; /* so many bad reads among the last so many, at most 64 */
	enum baseline_excuse excuse;
	int excused_times; /* consecutive bad reads that convict an excused session */
	int64_t fresh_ms;  /* how old an excuse may be */
	enum baseline_limit limit;
	int acts;
	int64_t within;
	int64_t pause_ms; /* after a restart nobody looks for so long */
};

extern const struct baseline_streak baseline_fail_loud, baseline_fail_loud_pause,
	baseline_two_reads, baseline_two_reads_webhook, baseline_monit, baseline_erlang;

/* baseline_streak_decider - rule is borrowed. */
struct sim_decider baseline_streak_decider(const char *name, const struct baseline_streak *rule);

#endif
