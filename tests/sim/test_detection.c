/* test_detection.c - a small part of make bench-detection: enough to see the engine fall behind.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench_cells.h"
#include "bench_jobs.h"

#define YEARS 0.5 /* session-years of each cell */

struct trial {
	struct bench_plan plan;
	struct bench_sum sums[BENCH_CELLS_MAX];
};

static int run_cell(void *ctx, int cell, void *sums)
{
	struct trial *trial = ctx;
	struct bench_sum *sum = sums;
	int rc = 0;

	for (int i = 0; i < trial->plan.cells[cell].worlds && !rc; i++)
		rc = bench_cells_run(&trial->plan.cells[cell], i, &sum[cell]);
	return rc;
}

static void merge_cells(void *ctx, void *into, const void *from)
{
	struct trial *trial = ctx;
	const struct bench_sum *theirs = from;
	struct bench_sum *ours = into;

	for (int i = 0; i < trial->plan.count; i++)
		bench_cells_merge(&ours[i], &theirs[i]);
}

static void run(struct trial *trial, enum bench_part part)
{
	struct bench_jobs jobs = {
		.ctx = trial,
		.workers = 2,
		.sum_bytes = sizeof(trial->sums),
		.run = run_cell,
		.merge = merge_cells,
	};

	memset(trial, 0, sizeof(*trial));
	bench_cells_fill(&trial->plan, YEARS, UINT32_C(1) << part);
	jobs.count = trial->plan.count;
	assert_int_equal(bench_jobs_run(&jobs, trial->sums), 0);
}

static void nobody_is_restarted_needlessly_where_nothing_is_wrong(void **state)
{
	struct trial *trial = *state;

	run(trial, BENCH_ZERO);
	assert_int_equal(trial->plan.count, 40); /* ten scenarios in four classes of traffic */
	for (int i = 0; i < trial->plan.count; i++) {
		assert_true(trial->sums[i].tally.session_ms > 0);
		if (trial->sums[i].tally.false_acts)
			fail_msg("%s, %s: %llu false restarts", trial->plan.cells[i].name,
				 bench_traffic_name(trial->plan.cells[i].setup.traffic),
				 (unsigned long long)trial->sums[i].tally.false_acts);
	}
}

static void every_rule_in_use_restarts_the_living_more_often(void **state)
{
	struct trial *trial = *state;
	uint64_t ours;

	run(trial, BENCH_RULES);
	assert_true(trial->plan.cells[0].ours);
	ours = trial->sums[0].tally.false_acts;
	for (int i = 1 + BENCH_ORACLES; i < trial->plan.count; i++)
		if (trial->sums[i].tally.false_acts <= ours)
			fail_msg("%s: %llu false restarts, ours %llu", trial->plan.cells[i].name,
				 (unsigned long long)trial->sums[i].tally.false_acts,
				 (unsigned long long)ours);
}

static int make(void **state)
{
	*state = calloc(1, sizeof(struct trial));
	return *state ? 0 : -1;
}

static int drop(void **state)
{
	free(*state);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_is_restarted_needlessly_where_nothing_is_wrong),
		cmocka_unit_test(every_rule_in_use_restarts_the_living_more_often),
	};

	return cmocka_run_group_tests(tests, make, drop);
}
