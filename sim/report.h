/* report.h - tallies as a table for people, as JSON and as CSV.  SPDX-License-Identifier: ISC
 *
 * JSON and CSV have the same columns, whose names carry their units: one table in report.c.  What never
 * came is "inf"; what there is nothing to tell from is null, or empty.
 */
#ifndef REPORT_H
#define REPORT_H

#include <stddef.h>
#include <stdio.h>

#include "tally.h"

enum report_form { REPORT_TEXT = 1, REPORT_JSON, REPORT_CSV };

/* One kind of world, and what a decider made of it; all borrowed. */
struct report_row {
	const char *label; /* text: its name, cut at 26 columns */
	const char *scenario, *traffic, *law, *decider;
	const struct tally *tally;
};

/* report_print - the rows in that form, with a head. */
void report_print(enum report_form form, const struct report_row *rows, size_t count, FILE *out);

#endif
