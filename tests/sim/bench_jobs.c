/* bench_jobs.c - see bench_jobs.h.  SPDX-License-Identifier: ISC */
#include "bench_jobs.h"

#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORKERS_MAX 64

/* What workers share; their sums follow, one after the other. */
struct board {
	atomic_int next; /* job not yet taken */
	atomic_int rc;
};

static void *sums_of(const struct bench_jobs *jobs, struct board *board, int worker)
{
	return (char *)(board + 1) + jobs->sum_bytes * (size_t)worker;
}

static void work(const struct bench_jobs *jobs, struct board *board, void *sums)
{
	int job, rc;

	while (!board->rc && (job = atomic_fetch_add(&board->next, 1)) < jobs->count) {
		rc = jobs->run(jobs->ctx, job, sums);
		if (rc)
			board->rc = rc;
		if (jobs->done)
			jobs->done(jobs->ctx, job);
	}
}

static pid_t start(const struct bench_jobs *jobs, struct board *board, int worker)
{
	pid_t pid = fork();

	if (pid == 0) {
		work(jobs, board, sums_of(jobs, board, worker));
		_exit(0);
	}
	return pid;
}

/* A worker that was killed has lost what it counted. */
static void reap(struct board *board, pid_t pid)
{
	int status = 0;

	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	if (pid < 0 || !WIFEXITED(status) || WEXITSTATUS(status))
		board->rc = -ECHILD;
}

static int run_forked(const struct bench_jobs *jobs, void *sums, int workers)
{
	size_t bytes = sizeof(struct board) + jobs->sum_bytes * (size_t)workers;
	struct board *board =
		mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t pids[WORKERS_MAX];
	int rc;

	if (board == MAP_FAILED)
		return -errno;
	for (int i = 0; i < workers; i++)
		pids[i] = start(jobs, board, i);
	for (int i = 0; i < workers; i++)
		reap(board, pids[i]);
	for (int i = 0; i < workers; i++)
		jobs->merge(jobs->ctx, sums, sums_of(jobs, board, i));
	rc = board->rc;
	munmap(board, bytes);
	return rc;
}

int bench_jobs_run(const struct bench_jobs *jobs, void *sums)
{
	struct board board = { 0 };
	int workers = jobs->workers < jobs->count ? jobs->workers : jobs->count;

	if (workers > 1)
		return run_forked(jobs, sums, workers < WORKERS_MAX ? workers : WORKERS_MAX);
	work(jobs, &board, sums);
	return board.rc;
}
