/* baseline_openclaw.h - OpenClaw's two watchdogs: of a connection, and of its channels.  SPDX-License-Identifier: ISC
 *
 * The first sits in the connection and sees it close (a status `down`); what it sees of the socket's
 * frames nobody outside can see, so its later rule for a silent transport has no counterpart here.
 */
#ifndef BASELINE_OPENCLAW_H
#define BASELINE_OPENCLAW_H

#include "baseline.h"

/* The watchdog of a connection. */
struct baseline_socket {
	bool inherits;     /* a new connection keeps the time of the last message of the old one */
	int64_t silent_ms; /* closed after so long without a message */
	int64_t reopened_silent_ms; /* the same when opened soon after a message; 0: no difference */
	int64_t recent_ms;          /* what soon means */
};

extern const struct baseline_socket baseline_openclaw_before, baseline_openclaw_after,
	baseline_openclaw_later;

/* baseline_socket_decider - rule is borrowed. */
struct sim_decider baseline_socket_decider(const char *name, const struct baseline_socket *rule);

/* baseline_monitor_decider - the health monitor of its channels. */
struct sim_decider baseline_monitor_decider(const char *name);

#endif
