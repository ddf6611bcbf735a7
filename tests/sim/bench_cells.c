/* bench_cells.c - see bench_cells.h.  SPDX-License-Identifier: ISC */
#include "bench_cells.h"

#include <math.h>
#include <stdio.h>
#include <time.h>

#define SESSIONS 4
#define BASELINES_MAX 24
#define BIT(n) (UINT32_C(1) << (n))

/* The worlds in which rules are compared: consumers that restart, changes of configuration, a field
 * that comes and goes, re-initialisations; and the base faults. */
#define COMMON (BIT(1) | BIT(2) | BIT(3) | BIT(4))

static const char *const traffic_names[SIM_TRAFFICS] = {
	[SIM_BUSY] = "busy",
	[SIM_MEDIUM] = "medium",
	[SIM_QUIET] = "quiet",
	[SIM_VERY_QUIET] = "very quiet",
};

static const char *const law_names[SIM_LAWS] = {
	[SIM_LOGNORMAL] = "log-normal 0.6", [SIM_LOGNORMAL_WIDE] = "log-normal 1.0",
	[SIM_WEIBULL] = "Weibull 0.6",      [SIM_BIMODAL] = "4 s and 40 s",
	[SIM_PARETO] = "Pareto 2.5",        [SIM_UPDATED] = "4 s then 8 s",
};

/* Scenarios without a false restart. */
static const struct {
	int number;
	const char *name;
} zeros[] = {
	{ 1, "S1 consumer restarts" }, { 2, "S2 configuration" }, { 3, "S3 field absent" },
	{ 5, "S5 quiet account" },     { 7, "S7 logged out" },    { 11, "S11 line lost" },
	{ 13, "S13 clock and sleep" }, { 14, "S14 webhooks" },    { 22, "S22 a person acts" },
	{ 24, "S24 loop stalls" },
};

/* Of the session-years of a cell: the busy class costs as much time as all others together. */
static const double traffic_share[SIM_TRAFFICS] = {
	[SIM_BUSY] = 0.04,
	[SIM_MEDIUM] = 0.32,
	[SIM_QUIET] = 0.32,
	[SIM_VERY_QUIET] = 0.32,
};

static const double oracle_rates[BENCH_ORACLES] = { 100, 10, 1, 0.1 };
static const char *const oracle_names[BENCH_ORACLES] = { "oracle 100/year", "oracle 10/year",
							 "oracle 1/year", "oracle 0.1/year" };

const char *bench_traffic_name(enum sim_traffic traffic)
{
	return traffic_names[traffic];
}

const char *bench_law_name(enum sim_law law)
{
	return law_names[law];
}

static struct sim_setup setup_of(uint32_t scenarios, enum sim_traffic traffic, enum sim_law law)
{
	return (struct sim_setup){
		.seed = 1,
		.scenarios = scenarios,
		.traffic = traffic,
		.law = law,
		.sessions = SESSIONS,
		.poll_ms = BENCH_POLL_MS,
	};
}

/* Worlds of a year at most, as many as give that many session-years. */
static void add(struct bench_plan *plan, struct bench_cell cell, double session_years)
{
	double years = session_years / SESSIONS;

	if (plan->count == BENCH_CELLS_MAX)
		return;
	if (cell.setup.length_ms) {
		cell.worlds = (int)ceil(years * (double)SIM_YEAR_MS / (double)cell.setup.length_ms);
	} else {
		cell.worlds = (int)ceil(years);
		cell.setup.length_ms = (int64_t)(years / cell.worlds * (double)SIM_YEAR_MS);
	}
	plan->cells[plan->count++] = cell;
}

static void add_ours(struct bench_plan *plan, struct bench_cell cell, double session_years)
{
	cell.decider = watcher_decider(&plan->config);
	cell.ours = true;
	add(plan, cell, session_years);
}

static void add_zeros(struct bench_plan *plan, double years)
{
	for (size_t i = 0; i < sizeof(zeros) / sizeof(zeros[0]); i++)
		for (enum sim_traffic t = SIM_BUSY; t < SIM_TRAFFICS; t++)
			add_ours(plan,
				 (struct bench_cell){
					 .part = BENCH_ZERO,
					 .name = zeros[i].name,
					 .setup = setup_of(BIT(zeros[i].number), t, SIM_LOGNORMAL),
				 },
				 years * traffic_share[t]);
}

static void add_laws(struct bench_plan *plan, double years, enum bench_part part)
{
	for (enum sim_law law = SIM_LOGNORMAL; law < SIM_LAWS; law++) {
		struct bench_cell cell = {
			.part = part,
			.name = law_names[law],
			.setup = setup_of(BIT(4), SIM_MEDIUM, law),
		};

		cell.setup.base_faults = true;
		if (part == BENCH_WEEK)
			cell.setup.length_ms = BENCH_WEEK_MS;
		add_ours(plan, cell, part == BENCH_WEEK ? years / 10 : years);
	}
}

static void add_faults(struct bench_plan *plan, double years)
{
	for (enum sim_traffic t = SIM_BUSY; t < SIM_TRAFFICS; t++) {
		struct bench_cell cell = {
			.part = BENCH_FAULTS,
			.name = traffic_names[t],
			.setup = setup_of(0, t, SIM_LOGNORMAL),
		};

		cell.setup.base_faults = true;
		add_ours(plan, cell, t == SIM_BUSY ? years * traffic_share[t] : years);
	}
}

static void add_rules(struct bench_plan *plan, double years)
{
	struct baseline rows[BASELINES_MAX];
	int count = baselines_fill(rows, BASELINES_MAX);
	struct bench_cell cell = {
		.part = BENCH_RULES,
		.setup = setup_of(COMMON, SIM_MEDIUM, SIM_LOGNORMAL),
	};

	cell.setup.base_faults = true;
	cell.name = "muzzle";
	add_ours(plan, cell, years);
	for (int i = 0; i < BENCH_ORACLES; i++) {
		plan->oracles[i] = (struct oracle){ SIM_LOGNORMAL, oracle_rates[i] };
		cell.name = oracle_names[i];
		cell.notes = "B12 knows how the world is made";
		cell.decider = oracle_decider(cell.name, &plan->oracles[i]);
		add(plan, cell, years);
	}
	for (int i = 0; i < count; i++) {
		cell.name = rows[i].decider.name;
		cell.notes = rows[i].notes;
		cell.decider = rows[i].decider;
		add(plan, cell, years);
	}
}

void bench_cells_fill(struct bench_plan *plan, double years, uint32_t parts)
{
	plan->count = 0;
	watcher_config_default(&plan->config);
	if (parts & BIT(BENCH_RULES))
		add_rules(plan, years);
	if (parts & BIT(BENCH_LAW))
		add_laws(plan, years, BENCH_LAW);
	if (parts & BIT(BENCH_WEEK))
		add_laws(plan, years, BENCH_WEEK);
	if (parts & BIT(BENCH_FAULTS))
		add_faults(plan, years);
	if (parts & BIT(BENCH_ZERO))
		add_zeros(plan, years);
}

struct witness {
	struct tally_watch watch;
	struct bench_sum *sum;
};

static void witness(void *ctx, const struct sim_fact *fact)
{
	struct witness *all = ctx;

	if (fact->kind == SIM_ACTED && fact->false_act && fact->t_ms >= BENCH_LEARNT_MS)
		all->sum->late_false++;
	tally_note(&all->watch, fact);
}

static int64_t cpu_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int bench_cells_run(const struct bench_cell *cell, int index, struct bench_sum *sum)
{
	struct sim_setup setup = cell->setup;
	struct witness all = { .sum = sum };
	int64_t began_ns = cpu_ns();
	int rc;

	setup.seed += (uint64_t)index;
	tally_begin(&all.watch, &sum->tally, &setup);
	rc = sim_run(&setup, &cell->decider, witness, &all);
	tally_end(&all.watch);
	if (setup.length_ms > BENCH_LEARNT_MS)
		sum->late_session_ms += setup.sessions * (setup.length_ms - BENCH_LEARNT_MS);
	sum->cpu_ns += cpu_ns() - began_ns;
	return rc;
}

void bench_cells_merge(struct bench_sum *into, const struct bench_sum *from)
{
	tally_merge(&into->tally, &from->tally);
	into->late_false += from->late_false;
	into->late_session_ms += from->late_session_ms;
	into->cpu_ns += from->cpu_ns;
}
