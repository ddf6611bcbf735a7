/* span.c - see span.h.  SPDX-License-Identifier: ISC */
#include "span.h"

#include <stddef.h>
#include <stdio.h>

struct unit {
	int64_t ms;
	const char *name;
};

static const struct unit units[] = {
	{ 86400000, "d" }, { 3600000, "h" }, { 60000, "m" }, { 1000, "s" }
};

const char *span_format(int64_t span_ms, char *text)
{
	const size_t last = sizeof(units) / sizeof(units[0]) - 1;
	size_t i = 0;

	if (span_ms > 0 && span_ms < 1000) {
		snprintf(text, SPAN_BYTES, "%dms", (int)span_ms);
		return text;
	}
	if (span_ms < 0)
		span_ms = 0;
	while (i < last && span_ms < units[i].ms)
		i++;

	int64_t whole = span_ms / units[i].ms;
	int64_t rest = i < last ? span_ms % units[i].ms / units[i + 1].ms : 0;

	if (rest)
		snprintf(text, SPAN_BYTES, "%lld%s %lld%s", (long long)whole, units[i].name,
			 (long long)rest, units[i + 1].name);
	else
		snprintf(text, SPAN_BYTES, "%lld%s", (long long)whole, units[i].name);
	return text;
}
