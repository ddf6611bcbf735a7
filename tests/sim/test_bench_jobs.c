/* test_bench_jobs.c - jobs are done once, whoever does them.  SPDX-License-Identifier: ISC */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include "bench_jobs.h"

#define JOBS 200

struct sums {
	int done[JOBS];
};

static int count(void *ctx, int job, void *sums)
{
	struct sums *all = sums;
	const int *bad = ctx;

	if (bad && job == *bad)
		return -EIO;
	all->done[job]++;
	return 0;
}

static int die(void *ctx, int job, void *sums)
{
	(void)ctx;
	(void)sums;
	if (job == 3)
		_exit(1);
	return 0;
}

static void merge(void *ctx, void *into, const void *from)
{
	struct sums *ours = into;
	const struct sums *theirs = from;

	(void)ctx;
	for (int i = 0; i < JOBS; i++)
		ours->done[i] += theirs->done[i];
}

static struct bench_jobs jobs_of(int workers, void *ctx)
{
	return (struct bench_jobs){
		.ctx = ctx,
		.count = JOBS,
		.workers = workers,
		.sum_bytes = sizeof(struct sums),
		.run = count,
		.merge = merge,
	};
}

static void each_job_is_done_once_by_however_many(void **state)
{
	const int workers[] = { 1, 2, 5, 300 };

	(void)state;
	for (int i = 0; i < 4; i++) {
		struct bench_jobs jobs = jobs_of(workers[i], NULL);
		struct sums sums = { { 0 } };

		assert_int_equal(bench_jobs_run(&jobs, &sums), 0);
		for (int job = 0; job < JOBS; job++)
			assert_int_equal(sums.done[job], 1);
	}
}

static void a_job_that_fails_is_told(void **state)
{
	int bad = 7;
	struct bench_jobs alone = jobs_of(1, &bad), forked = jobs_of(3, &bad);
	struct sums sums = { { 0 } };

	(void)state;
	assert_int_equal(bench_jobs_run(&alone, &sums), -EIO);
	assert_int_equal(bench_jobs_run(&forked, &sums), -EIO);
}

static void a_worker_that_dies_is_told(void **state)
{
	struct bench_jobs jobs = jobs_of(2, NULL);
	struct sums sums = { { 0 } };

	(void)state;
	jobs.run = die;
	assert_int_equal(bench_jobs_run(&jobs, &sums), -ECHILD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_job_is_done_once_by_however_many),
		cmocka_unit_test(a_job_that_fails_is_told),
		cmocka_unit_test(a_worker_that_dies_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
