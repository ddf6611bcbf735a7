/* jobs.c - see jobs.h.  SPDX-License-Identifier: ISC */
#include "jobs.h"

#include <string.h>

struct job *jobs_add(struct jobs *jobs, const struct muzzle_order *order, int64_t now_ms)
{
	struct job *job = jobs->list;

	while (job < jobs->list + JOBS_MAX && job->turn)
		job++;
	if (job == jobs->list + JOBS_MAX)
		return NULL;
	*job = (struct job){ .turn = ++jobs->turns, .since_ms = now_ms };
	order_keep(&job->order, order);
	return job;
}

static bool is_busy(const struct jobs *jobs, const char *gateway)
{
	for (const struct job *job = jobs->list; job < jobs->list + JOBS_MAX; job++)
		if (job->turn && job->handle && strcmp(job->order.gateway, gateway) == 0)
			return true;
	return false;
}

struct job *jobs_next(struct jobs *jobs)
{
	struct job *next = NULL;

	for (struct job *job = jobs->list; job < jobs->list + JOBS_MAX; job++)
		if (job->turn && !job->handle && (!next || job->turn < next->turn) &&
		    !is_busy(jobs, job->order.gateway))
			next = job;
	return next;
}

struct job *jobs_find(struct jobs *jobs, uint64_t id)
{
	for (struct job *job = jobs->list; job < jobs->list + JOBS_MAX; job++)
		if (job->turn && job->order.id == id)
			return job;
	return NULL;
}
