/* lengths.h - laws of how long harmless runs last, and what polling sees of them.  SPDX-License-Identifier: ISC
 *
 * For the report of estimators: more shapes than the simulator's worlds have, the greater part of
 * them unknown to whoever chose the estimator's constants.
 */
#ifndef LENGTHS_H
#define LENGTHS_H

#include <stddef.h>

#include "chance.h"

#define LENGTHS_POLL_S 10.0 /* from poll to poll while all is well, */
#define LENGTHS_HURRY_S 2.0 /* and in a run */
#define LENGTHS_UPDATED 12  /* at: the last one, what the first becomes by a software update */

struct lengths_part {
	double share;
	double (*beyond)(double t_s, double a, double b);
	double (*draw)(struct chance *chance, double a, double b);
	double a, b;
};

/* A mixture; parts end with a share of 0. */
struct lengths {
	const char *name;
	struct lengths_part parts[4];
};

/* lengths_at - the laws in order, NULL behind the last one. */
const struct lengths *lengths_at(size_t at);

/* lengths_draw_s - how long a run lasts. */
double lengths_draw_s(const struct lengths *lengths, struct chance *chance);

/* lengths_beyond - share of the runs that would be seen to be older than t_s. */
double lengths_beyond(const struct lengths *lengths, double t_s);

/* lengths_best_s - the least patience that no more than this share of the runs is seen to outlast. */
double lengths_best_s(const struct lengths *lengths, double share);

#endif
