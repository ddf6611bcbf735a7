/* jobs.h - many worlds, on several processors.  SPDX-License-Identifier: ISC */
#ifndef JOBS_H
#define JOBS_H

#include <stddef.h>

#include "cells.h"
#include "trial.h"

#define JOBS_MAX 64

/* What is to be run; all borrowed. */
struct jobs {
	const struct watcher_config *config;
	const struct cells_cell *cells;
	size_t cells_count;
	const struct sim_setup *common;
	uint64_t seed, seeds;  /* each kind of world with seeds of them, from seed on */
	int processes;         /* 1: none but this one */
	struct scribe *scribe; /* NULL, or with a single process: hears every world */
};

/* jobs_run - adds to tallies (one a cell) what all worlds show, whatever the number of processes.  0;
 * -ECANCELED: a rule was broken, which stands on stderr with its last lines; -ENOMEM, -errno. */
int jobs_run(const struct jobs *jobs, struct tally *tallies);

#endif
