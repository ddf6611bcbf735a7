/* minimal.h - from a failing seed to the fewest lines that show why.  SPDX-License-Identifier: ISC */
#ifndef MINIMAL_H
#define MINIMAL_H

#include <stdio.h>

#include "trial.h"

/* What was found. */
struct minimal {
	const struct watcher_config *config;   /* in; borrowed */
	const struct watcher_config *promised; /* in: as in struct trial */
	struct sim_setup setup;       /* in: the world that may fail; out: the smallest that does */
	struct trial_verdict verdict; /* in it */
	size_t heard, kept;           /* lines of evidence, and those that are left */
};

/* minimal_find - writes a trace to out that `muzzle replay --sync` answers with the same act, or that
 * breaks the same rule.  0; -ENOENT: nothing fails; -ENODATA: what matters lies longer ago than is
 * recorded; else what sim_run gave. */
int minimal_find(struct minimal *minimal, FILE *out);

#endif
