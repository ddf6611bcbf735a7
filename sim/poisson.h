/* poisson.h - what so few events in so long a time allow to claim.  SPDX-License-Identifier: ISC */
#ifndef POISSON_H
#define POISSON_H

#include <stdint.h>

/* poisson_upper - the exact one-sided upper limit of the expected number of events when that many were
 * counted: half the chi-square quantile with 2 * (events + 1) degrees of freedom.  confidence in
 * (0, 1); 0 events at 0.95 give 2.996. */
double poisson_upper(uint64_t events, double confidence);

#endif
