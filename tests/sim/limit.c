/* limit.c - see limit.h.  SPDX-License-Identifier: ISC */
#include "limit.h"

#include "chance.h"

#define LONGEST_MS (30.0 * SIM_DAY_MS)
#define PHASES 100 /* of a death between two reads */

/* Mean of F over all phases between the beginning of a run and the first read of it. */
static double beyond(enum sim_law law, double t_ms, int64_t poll_ms)
{
	double sum = 0;

	if (poll_ms == 0)
		return chance_law_beyond(law, true, t_ms);
	for (int i = 0; i < PHASES; i++)
		sum += chance_law_beyond(law, true, t_ms + (i + 0.5) / PHASES * (double)poll_ms);
	return sum / PHASES;
}

/* F falls, so halving finds the time. */
static double solve(enum sim_law law, double per_year, int64_t poll_ms)
{
	double low = 0, high = LONGEST_MS, aim = per_year / LIMIT_RUNS_PER_YEAR;

	for (int i = 0; i < 60; i++) {
		double middle = (low + high) / 2;

		if (beyond(law, middle, poll_ms) > aim)
			low = middle;
		else
			high = middle;
	}
	return high;
}

double limit_exact_ms(enum sim_law law, double per_year)
{
	return solve(law, per_year, 0);
}

double limit_sampled_ms(enum sim_law law, double per_year, int64_t poll_ms)
{
	return solve(law, per_year, poll_ms);
}
