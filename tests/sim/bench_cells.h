/* bench_cells.h - which deciders live in which worlds, and what comes of it.  SPDX-License-Identifier: ISC
 *
 * A cell is a decider in worlds of one kind, a few seeds of it.  The shipped engine runs with its
 * default policy.
 */
#ifndef BENCH_CELLS_H
#define BENCH_CELLS_H

#include "baseline.h"
#include "oracle.h"
#include "sim.h"
#include "tally.h"
#include "watcher.h"

#define BENCH_POLL_MS (10 * SIM_SECOND_MS) /* P of all worlds */
#define BENCH_CELLS_MAX 160
#define BENCH_ORACLES 4
#define BENCH_LEARNT_MS (8 * SIM_DAY_MS) /* laws are learnt by then: 512 runs and 7 days */
#define BENCH_WEEK_MS (7 * SIM_DAY_MS)

/* What a cell is for. */
enum bench_part {
	BENCH_ZERO = 1, /* a scenario in which nobody may be restarted needlessly */
	BENCH_LAW,      /* re-initialisations whose lengths follow a law, and the base faults */
	BENCH_WEEK,     /* the first week of it */
	BENCH_FAULTS,   /* the base faults in one class of traffic */
	BENCH_RULES,    /* all deciders in the same worlds */
	BENCH_PARTS
};

struct bench_cell {
	enum bench_part part;
	const char *name;  /* of the row */
	const char *notes; /* may be NULL */
	struct sim_decider decider;
	struct sim_setup setup; /* of the first world */
	int worlds;
	bool ours; /* the shipped engine */
};

struct bench_sum {
	struct tally tally;
	uint64_t late_false; /* false acts after BENCH_LEARNT_MS */
	int64_t late_session_ms;
	int64_t cpu_ns;
};

struct bench_plan {
	struct watcher_config config; /* borrowed by the deciders: a plan must not be moved */
	struct oracle oracles[BENCH_ORACLES];
	struct bench_cell cells[BENCH_CELLS_MAX];
	int count;
};

/* bench_cells_fill - a plan of about years session-years a cell; parts: bit n is enum bench_part n. */
void bench_cells_fill(struct bench_plan *plan, double years, uint32_t parts);

/* bench_cells_run - the index-th world of a cell.  0, -errno. */
int bench_cells_run(const struct bench_cell *cell, int index, struct bench_sum *sum);

/* bench_cells_merge - add what from has. */
void bench_cells_merge(struct bench_sum *into, const struct bench_sum *from);

/* bench_traffic_name, bench_law_name - for rows; static. */
const char *bench_traffic_name(enum sim_traffic traffic);
const char *bench_law_name(enum sim_law law);

#endif
