/* bench_jobs.h - many small jobs, spread over forked workers.  SPDX-License-Identifier: ISC
 *
 * Each worker has its own copy of the sums in memory that it shares with its parent, so nothing is sent
 * and nothing is locked; which worker does which job does not change the merged result.
 */
#ifndef BENCH_JOBS_H
#define BENCH_JOBS_H

#include <stddef.h>

struct bench_jobs {
	void *ctx;
	int count;                                  /* of jobs */
	int workers;                                /* at least 1; with 1 nothing is forked */
	size_t sum_bytes;                           /* of the sums of all jobs together */
	int (*run)(void *ctx, int job, void *sums); /* 0, -errno */
	void (*merge)(void *ctx, void *into, const void *from); /* sums of another worker */
	void (*done)(void *ctx, int job);                       /* told by workers; may be NULL */
};

/* bench_jobs_run - all of them; sums is zeroed by the caller.  0, or the first error of a worker. */
int bench_jobs_run(const struct bench_jobs *jobs, void *sums);

#endif
