/* main.c - muzzle-sim: the shipped engine in worlds whose truth is known.  SPDX-License-Identifier: ISC */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "conf.h"
#include "jobs.h"
#include "minimal.h"
#include "remarks.h"
#include "scenario.h"
#include "usage.h"

enum exit_code { DONE = 0, FAILED = 1, USAGE = 2 };

static int complain(const char *what, const char *why)
{
	fprintf(stderr, "muzzle-sim: %s: %s\n", what, why);
	return FAILED;
}

static int print_scenarios(void)
{
	for (int i = 1; i <= SCENARIO_MAX; i++)
		printf("%2d  %-14s %s\n", i, scenario_get(i)->name, scenario_get(i)->purpose);
	return DONE;
}

/* The numbers of the first gateway; how often the world is polled is the world's matter. */
static void take_conf(const struct conf *conf, struct watcher_config *config)
{
	const struct conf_gateway *gateway = conf->gateways;

	config->policy = conf->policies[gateway ? gateway->policy : 0].policy;
	config->observe = conf->main.observe;
	if (gateway && gateway->limits.rungs)
		config->gateway = gateway->limits;
}

static int load_conf(const char *file, struct watcher_config *config)
{
	struct remarks *remarks = remarks_new();
	struct conf *conf = NULL;
	int rc = remarks ? conf_load(file, &conf, remarks) : -ENOMEM;

	if (remarks)
		remarks_print(remarks, stderr);
	remarks_free(remarks);
	if (!rc)
		take_conf(conf, config);
	conf_free(conf);
	return rc;
}

static void print_report(const struct jobs *jobs, const struct tally *tallies,
			 enum report_form form)
{
	struct report_row *rows = calloc(jobs->cells_count, sizeof(*rows));

	for (size_t i = 0; rows && i < jobs->cells_count; i++)
		rows[i] = (struct report_row){
			.label = jobs->cells[i].label,
			.scenario = jobs->cells[i].scenario,
			.traffic = cells_traffic_name(jobs->cells[i].traffic),
			.law = cells_law_name(jobs->cells[i].law),
			.decider = "muzzle",
			.tally = &tallies[i],
		};
	if (rows)
		report_print(form, rows, jobs->cells_count, stdout);
	free(rows);
}

static int run_and_report(const struct jobs *jobs, enum report_form form)
{
	struct tally *tallies = calloc(jobs->cells_count, sizeof(*tallies));
	int rc = tallies ? jobs_run(jobs, tallies) : -ENOMEM;

	if (!rc)
		print_report(jobs, tallies, form);
	else if (rc != -ECANCELED)
		complain("the worlds cannot be run", strerror(-rc));
	free(tallies);
	return rc ? FAILED : DONE;
}

static int run_traced(const struct jobs *jobs, const struct usage *usage)
{
	FILE *file = fopen(usage->trace, "we");
	struct jobs traced = *jobs;
	struct scribe scribe;
	bool lost;
	int code;

	if (!file)
		return complain(usage->trace, strerror(errno));
	scribe_init(&scribe, file);
	traced.scribe = &scribe;
	code = run_and_report(&traced, usage->form);
	lost = ferror(file);
	if (fclose(file) || lost)
		return complain(usage->trace, "cannot be written");
	return code;
}

static int shrink(const struct jobs *jobs)
{
	struct minimal minimal = { .config = jobs->config };
	int rc;

	cells_setup(&jobs->cells[0], jobs->seed, jobs->common, &minimal.setup);
	rc = minimal_find(&minimal, stdout);
	if (rc == -ENOENT)
		return complain("nothing to shrink", "no rule is broken, no restart is false");
	if (rc == -ENODATA)
		return complain("cannot shrink", "what matters lies before the recorded lines");
	if (rc)
		return complain("cannot shrink", strerror(-rc));
	fprintf(stderr,
		"muzzle-sim: seed %" PRIu64 ": broken at %" PRId64 " ms: %s; %zu of %zu lines are "
		"left, %d sessions\n",
		minimal.setup.seed, minimal.verdict.t_ms, minimal.verdict.rule, minimal.kept,
		minimal.heard, minimal.setup.sessions);
	return DONE;
}

static int run_worlds(const struct usage *usage, const struct watcher_config *config,
		      const struct cells_cell *cells, size_t count)
{
	struct jobs jobs = {
		.config = config,
		.cells = cells,
		.cells_count = count,
		.common = &usage->common,
		.seed = usage->seed,
		.seeds = usage->seeds,
		.processes = usage->processes,
	};

	if ((usage->shrink || usage->trace) && count != 1) {
		complain(usage->shrink ? "--shrink" : "--trace",
			 "wants one scenario, one traffic, one law");
		return USAGE;
	}
	if (usage->shrink)
		return shrink(&jobs);
	return usage->trace ? run_traced(&jobs, usage) : run_and_report(&jobs, usage->form);
}

static int run(const struct usage *usage)
{
	struct watcher_config config;
	struct cells_cell *cells;
	char why[CELLS_WHY_BYTES] = "out of memory";
	size_t count;
	int code;

	watcher_config_default(&config);
	if (usage->conf && load_conf(usage->conf, &config))
		return USAGE;
	if (cells_make(&usage->wish, &cells, &count, why)) {
		complain("what should be run", why);
		return USAGE;
	}
	code = run_worlds(usage, &config, cells, count);
	free(cells);
	return code;
}

int main(int argc, char **argv)
{
	char why[CELLS_WHY_BYTES];
	struct usage usage;
	int code = DONE;

	if (usage_parse(argc, argv, &usage, why)) {
		complain(why, "see muzzle-sim --help");
		return USAGE;
	}
	if (usage.help)
		usage_print(stdout);
	else
		code = usage.list ? print_scenarios() : run(&usage);
	if (fflush(stdout) || ferror(stdout))
		return complain("standard output", "cannot be written");
	return code;
}
