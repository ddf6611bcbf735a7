/* jobs.c - see jobs.h.  SPDX-License-Identifier: ISC */
#include "jobs.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define LAST_MS (2 * SIM_MINUTE_MS) /* so much of what led to a broken rule is shown */

/* The world once more, as far as it tells why: it is the same one. */
static void show_last_lines(const struct jobs *jobs, const struct sim_setup *setup, int64_t t_ms)
{
	struct sim_setup shorter = *setup;
	struct trial_verdict verdict;
	struct scribe scribe;
	struct trial trial = { .config = jobs->config, .setup = &shorter, .scribe = &scribe };

	scribe_init(&scribe, stderr);
	scribe.from_ms = t_ms > LAST_MS ? t_ms - LAST_MS : 0;
	scribe.until_ms = t_ms;
	trial_run(&trial, &verdict);
}

static void report(const struct jobs *jobs, const struct cells_cell *cell,
		   const struct sim_setup *setup, const struct trial_verdict *verdict)
{
	fprintf(stderr, "muzzle-sim: seed %" PRIu64 ", %s: broken at %" PRId64 " ms: %s\n",
		setup->seed, cell->label, verdict->t_ms, verdict->rule);
	show_last_lines(jobs, setup, verdict->t_ms);
	fprintf(stderr,
		"muzzle-sim: --shrink %" PRIu64 " --scenarios %s --traffic %s --law %s makes a "
		"minimal trace of it\n",
		setup->seed, cell->scenario, cells_traffic_name(cell->traffic),
		cells_law_name(cell->law));
}

static int run_world(const struct jobs *jobs, uint64_t number, struct tally *tallies)
{
	size_t index = number / jobs->seeds;
	const struct cells_cell *cell = &jobs->cells[index];
	struct sim_setup setup;
	struct trial_verdict verdict;
	struct trial trial = { .config = jobs->config,
			       .setup = &setup,
			       .tally = &tallies[index],
			       .scribe = jobs->scribe };
	int rc;

	cells_setup(cell, jobs->seed + number % jobs->seeds, jobs->common, &setup);
	rc = trial_run(&trial, &verdict);
	if (rc || !verdict.rule)
		return rc;
	report(jobs, cell, &setup, &verdict);
	return -ECANCELED;
}

static int run_share(const struct jobs *jobs, int process, struct tally *tallies)
{
	uint64_t worlds = jobs->cells_count * jobs->seeds;
	int rc = 0;

	for (uint64_t i = (uint64_t)process; i < worlds && !rc; i += (uint64_t)jobs->processes)
		rc = run_world(jobs, i, tallies);
	return rc;
}

/* Those that still run have no longer a purpose. */
static void stop_all(const pid_t *children, int count)
{
	for (int i = 0; i < count; i++)
		if (children[i] > 0)
			kill(children[i], SIGTERM);
}

static void forget(pid_t *children, int count, pid_t pid)
{
	for (int i = 0; i < count; i++)
		if (children[i] == pid)
			children[i] = 0;
}

/* A child's exit status is its error number. */
static int wait_for(pid_t *children, int count)
{
	int rc = 0, status;
	pid_t pid;

	for (int i = 0; i < count; i++) {
		pid = wait(&status);
		forget(children, count, pid);
		if (pid > 0 && status == 0)
			continue;
		if (!rc) {
			rc = pid > 0 && WIFEXITED(status) ? -WEXITSTATUS(status) : -EIO;
			stop_all(children, count);
		}
	}
	return rc;
}

static int run_forked(const struct jobs *jobs, struct tally *shares)
{
	pid_t children[JOBS_MAX] = { 0 };
	int rc;

	for (int i = 0; i < jobs->processes; i++) {
		children[i] = fork();
		if (children[i] == 0)
			_exit(-run_share(jobs, i, shares + (size_t)i * jobs->cells_count));
		if (children[i] < 0) {
			rc = -errno;
			stop_all(children, i);
			wait_for(children, i);
			return rc;
		}
	}
	return wait_for(children, jobs->processes);
}

/* The children's tallies lie in memory that they share with us. */
static int run_shared(const struct jobs *jobs, struct tally *tallies)
{
	size_t count = jobs->cells_count * (size_t)jobs->processes;
	size_t bytes = count * sizeof(struct tally);
	struct tally *shares = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
				    MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	int rc;

	if (shares == MAP_FAILED)
		return -errno;
	rc = run_forked(jobs, shares);
	for (size_t i = 0; i < count && !rc; i++)
		tally_merge(&tallies[i % jobs->cells_count], &shares[i]);
	munmap(shares, bytes);
	return rc;
}

int jobs_run(const struct jobs *jobs, struct tally *tallies)
{
	return jobs->processes == 1 ? run_share(jobs, 0, tallies) : run_shared(jobs, tallies);
}
