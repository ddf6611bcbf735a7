/* metrics.h - all that Prometheus is told, from what the daemon says.  SPDX-License-Identifier: ISC */
#ifndef METRICS_H
#define METRICS_H

#include "snapshot.h"

/* What the web section says of itself. */
struct metrics_own {
	int64_t viewers, dropped;
};

/* metrics_make - the page of numbers, open: as OpenMetrics has it; borrowed until the next one.
 * NULL: no memory. */
struct blob *metrics_make(struct snapshot *snapshot, const struct metrics_own *own, bool open);

#endif
