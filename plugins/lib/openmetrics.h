/* openmetrics.h - numbers as Prometheus reads them: text format 0.0.4, and OpenMetrics 1.0.0.
 * SPDX-License-Identifier: ISC
 *
 * The two differ in little: a counter's family has no _total in OpenMetrics, units and an end are said.
 */
#ifndef OPENMETRICS_H
#define OPENMETRICS_H

#include "growing.h"

enum openmetrics_type { OPENMETRICS_GAUGE = 1, OPENMETRICS_COUNTER, OPENMETRICS_HISTOGRAM };

#define OPENMETRICS_PLAIN_TYPE "text/plain; version=0.0.4; charset=utf-8"
#define OPENMETRICS_OPEN_TYPE "application/openmetrics-text; version=1.0.0; charset=utf-8"

struct openmetrics {
	struct growing text;
	bool open; /* as OpenMetrics has it */
};

struct openmetrics_family {
	const char *name; /* without _total */
	const char *unit; /* the end of the name; NULL: none */
	const char *help;
	enum openmetrics_type type;
};

/* One label; name NULL ends a list. */
struct openmetrics_label {
	const char *name, *value;
};

/* openmetrics_begin - what a family is; its samples follow. */
void openmetrics_begin(struct openmetrics *out, const struct openmetrics_family *family);

/* openmetrics_number - a sample of it. */
void openmetrics_number(struct openmetrics *out, const struct openmetrics_family *family,
			const struct openmetrics_label *labels, int64_t value);

/* openmetrics_seconds - the same of a time in ms. */
void openmetrics_seconds(struct openmetrics *out, const struct openmetrics_family *family,
			 const struct openmetrics_label *labels, int64_t value_ms);

/* openmetrics_bucket - of a histogram: at most so long (negative: however long) it took so many. */
void openmetrics_bucket(struct openmetrics *out, const struct openmetrics_family *family,
			int64_t bound_ms, int64_t count);

/* openmetrics_sum - a histogram's last lines. */
void openmetrics_sum(struct openmetrics *out, const struct openmetrics_family *family,
		     int64_t sum_ms, int64_t count);

/* openmetrics_end - nothing follows. */
void openmetrics_end(struct openmetrics *out);

#endif
