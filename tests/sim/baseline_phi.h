/* baseline_phi.h - phi-accrual detectors, with webhooks for heartbeats.  SPDX-License-Identifier: ISC */
#ifndef BASELINE_PHI_H
#define BASELINE_PHI_H

#include "baseline.h"

#define BASELINE_PHI_SAMPLES_MAX 1000

enum baseline_phi_law { BASELINE_NORMAL = 1, BASELINE_EXPONENTIAL };

struct baseline_phi {
	enum baseline_phi_law law;
	double threshold;
	int samples;                         /* the window */
	double first_ms, first_deviation_ms; /* the estimate that seeds it */
	double deviation_min_ms, pause_ms;   /* normal only */
};

extern const struct baseline_phi baseline_akka, baseline_cassandra;

/* baseline_phi_gap_ms - how long a gap may last before phi passes the threshold, at that mean and
 * standard deviation of gaps. */
double baseline_phi_gap_ms(const struct baseline_phi *rule, double mean_ms, double deviation_ms);

/* baseline_phi_decider - rule is borrowed. */
struct sim_decider baseline_phi_decider(const char *name, const struct baseline_phi *rule);

#endif
