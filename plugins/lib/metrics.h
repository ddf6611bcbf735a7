/* metrics.h - all metrics, made of what the daemon answers.  SPDX-License-Identifier: ISC */
#ifndef METRICS_H
#define METRICS_H

#include "snapshot.h"

/* What the web section says of itself. */
struct metrics_own {
	int64_t viewers, dropped;
};

/* metrics_make - all metrics; open: as OpenMetrics.  Borrowed until the next call.  NULL: no
 * memory. */
struct blob *metrics_make(struct snapshot *snapshot, const struct metrics_own *own, bool open);

#endif
