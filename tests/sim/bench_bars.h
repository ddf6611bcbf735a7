/* bench_bars.h - what the engine must reach, and whether it did.  SPDX-License-Identifier: ISC */
#ifndef BENCH_BARS_H
#define BENCH_BARS_H

#include <stdio.h>

#include "bench_cells.h"

/* bench_bars_print - a line for each bar that the parts of the plan can tell of; sums[i] is that of
 * cell i.  How many failed; -ENOMEM. */
int bench_bars_print(FILE *out, const struct bench_plan *plan, const struct bench_sum *sums);

#endif
