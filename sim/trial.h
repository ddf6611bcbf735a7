/* trial.h - the shipped engine in one world, with all who listen.  SPDX-License-Identifier: ISC */
#ifndef TRIAL_H
#define TRIAL_H

#include "scribe.h"
#include "tally.h"
#include "tape.h"
#include "watcher.h"

/* Who listens besides the rules; each may be NULL.  All borrowed. */
struct trial {
	const struct watcher_config *config;   /* its tap is not asked */
	const struct watcher_config *promised; /* what the rules hold it to; NULL: config */
	const struct sim_setup *setup;
	struct tally *tally;
	struct scribe *scribe;
	struct tape *tape;   /* stops at the first failure */
	bool minds_mistakes; /* a false act is a failure, too */
};

/* The first failure. */
struct trial_verdict {
	const char *rule; /* static: what was broken; NULL: nothing failed */
	int64_t t_ms;
	int who;      /* false act: on whom; else unused */
	bool mistake; /* a false act */
};

/* trial_run - lives through the world.  0 whether or not something failed; else what sim_run gave. */
int trial_run(const struct trial *trial, struct trial_verdict *verdict);

#endif
