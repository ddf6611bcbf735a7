/* openmetrics.h - numbers as Prometheus reads them: text format 0.0.4, and OpenMetrics 1.0.0.
 * SPDX-License-Identifier: ISC
 *
 * They differ in little: in OpenMetrics the family of a counter is named without _total, there are
 * units, and a last line marks the end.
 */
#ifndef OPENMETRICS_H
#define OPENMETRICS_H

#include "growing.h"

enum openmetrics_type { OPENMETRICS_GAUGE = 1, OPENMETRICS_COUNTER, OPENMETRICS_HISTOGRAM };

#define OPENMETRICS_PLAIN_TYPE "text/plain; version=0.0.4; charset=utf-8"
#define OPENMETRICS_OPEN_TYPE "application/openmetrics-text; version=1.0.0; charset=utf-8"

struct openmetrics {
	struct growing text;
	bool open; /* true: OpenMetrics */
};

struct openmetrics_family {
	const char *name; /* without _total */
	const char *unit; /* ends the name, too; NULL: none */
	const char *help;
	enum openmetrics_type type;
};

/* One label; name NULL ends a list. */
struct openmetrics_label {
	const char *name, *value;
};

/* openmetrics_begin - the head of a family; its samples follow. */
void openmetrics_begin(struct openmetrics *out, const struct openmetrics_family *family);

/* openmetrics_sample - a sample of it; value is in ms if the family's unit is seconds. */
void openmetrics_sample(struct openmetrics *out, const struct openmetrics_family *family,
			const struct openmetrics_label *labels, int64_t value);

/* openmetrics_bucket - of a histogram: how many took at most bound_ms; negative: how many did. */
void openmetrics_bucket(struct openmetrics *out, const struct openmetrics_family *family,
			int64_t bound_ms, int64_t count);

/* openmetrics_sum - the last lines of a histogram. */
void openmetrics_sum(struct openmetrics *out, const struct openmetrics_family *family,
		     int64_t sum_ms, int64_t count);

/* openmetrics_end - the line that ends it all. */
void openmetrics_end(struct openmetrics *out);

#endif
