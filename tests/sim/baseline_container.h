/* baseline_container.h - rules that check a container as a whole and restart it.  SPDX-License-Identifier: ISC
 *
 * The check passes when every session works.  A check of the process alone (/ping) would see no dead
 * session at all.
 */
#ifndef BASELINE_CONTAINER_H
#define BASELINE_CONTAINER_H

#include "baseline.h"

struct baseline_container {
	int64_t period_ms;  /* between two checks */
	int64_t timeout_ms; /* a slower answer is a failed check; 0: any will do */
	int failures;       /* consecutive ones that convict */
	int64_t reap_ms; /* who restarts looks so often whether the check has failed; 0: at once */
	bool revives;    /* a container that died is started again, too */
	int64_t delay_ms[2]; /* before the first and the second restart; then it doubles */
	int64_t delay_max_ms;
	int64_t forget_ms; /* delays begin anew when the last restart is so long ago */
	int64_t start_max_ms; /* the first pass must come within it, and arms the check; 0: armed at once */
};

extern const struct baseline_container baseline_kubelet, baseline_autoheal, baseline_systemd;

/* baseline_container_decider - rule is borrowed. */
struct sim_decider baseline_container_decider(const char *name,
					      const struct baseline_container *rule);

#endif
