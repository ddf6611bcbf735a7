/* bench_picture.h - the comparison of all rules as a plot.  SPDX-License-Identifier: ISC */
#ifndef BENCH_PICTURE_H
#define BENCH_PICTURE_H

#include <stdio.h>

#include "bench_cells.h"

/* bench_picture_write - loud deaths of part BENCH_RULES: median time to detection over false restarts,
 * with the limit; sums[i] is that of cell i. */
void bench_picture_write(FILE *out, const struct bench_plan *plan, const struct bench_sum *sums);

#endif
