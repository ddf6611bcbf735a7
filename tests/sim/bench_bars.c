/* bench_bars.c - see bench_bars.h.  SPDX-License-Identifier: ISC */
#include "bench_bars.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "limit.h"
#include "poisson.h"

#define FALSE_PER_YEAR 0.5
#define FALSE_FIRST_WEEK 2.0
#define LIMIT_RATIO 1.25
#define DIE_S 11.0 /* die_settle and a second */
#define SILENT_S (35 * 60.0)
#define PROBES_PER_DAY 100.0
#define ACTS_PER_FAILURE 1.2
#define CHAIN 3.0
#define ALERTS_PER_INCIDENT 1.2
#define SESSION_HOURS_PER_S 5000.0
#define ROW_BYTES 64
#define WEEKS_PER_YEAR ((double)SIM_YEAR_MS / (double)BENCH_WEEK_MS)

struct bars {
	FILE *out;
	const struct bench_plan *plan;
	const struct bench_sum *sums;
	struct bench_sum *merged; /* owned */
	int failed;
};

static void __attribute__((format(printf, 3, 4)))
judge(struct bars *bars, bool passed, const char *text, ...)
{
	va_list values;

	fputs(passed ? "PASS  " : "FAIL  ", bars->out);
	va_start(values, text);
	vfprintf(bars->out, text, values);
	va_end(values);
	fputc('\n', bars->out);
	bars->failed += !passed;
}

/* True when there is a number to judge; else it is neither passed nor failed. */
static bool was_seen(const struct bars *bars, double number, const char *name, const char *what)
{
	if (isnan(number))
		fprintf(bars->out, "NONE  %-22s no %s in so few years\n", name, what);
	return !isnan(number);
}

/* The sum over our cells of a part, or of those with that name; how many there were. */
static int merge(struct bars *bars, enum bench_part part, const char *name)
{
	const struct bench_plan *plan = bars->plan;
	int count = 0;

	memset(bars->merged, 0, sizeof(*bars->merged));
	for (int i = 0; i < plan->count; i++) {
		const struct bench_cell *cell = &plan->cells[i];

		if (!cell->ours || cell->part != part || (name && strcmp(name, cell->name) != 0))
			continue;
		bench_cells_merge(bars->merged, &bars->sums[i]);
		count++;
	}
	return count;
}

static double years_of(int64_t session_ms)
{
	return (double)session_ms / (double)SIM_YEAR_MS;
}

static void judge_zeros(struct bars *bars)
{
	const char *last = "";

	for (int i = 0; i < bars->plan->count; i++) {
		const struct bench_cell *cell = &bars->plan->cells[i];

		if (cell->part != BENCH_ZERO || strcmp(cell->name, last) == 0)
			continue;
		last = cell->name;
		merge(bars, BENCH_ZERO, last);
		judge(bars, bars->merged->tally.false_acts == 0,
		      "%-22s %llu false restarts in %.0f session-years (none)", last,
		      (unsigned long long)bars->merged->tally.false_acts,
		      years_of(bars->merged->tally.session_ms));
	}
}

static void judge_law(struct bars *bars, enum sim_law law)
{
	const struct bench_sum *sum = bars->merged;
	char row[ROW_BYTES];
	double years, rate;

	if (merge(bars, BENCH_LAW, bench_law_name(law))) {
		years = years_of(sum->late_session_ms);
		rate = (double)sum->late_false / years;
		snprintf(row, sizeof(row), "S4 %s", bench_law_name(law));
		if (was_seen(bars, rate, row, "time once learnt"))
			judge(bars, rate <= FALSE_PER_YEAR,
			      "%-22s %.2f false restarts a session-year once learnt, < %.2f (%.1f)",
			      row, rate, poisson_upper(sum->late_false, TALLY_CONFIDENCE) / years,
			      FALSE_PER_YEAR);
	}
	if (merge(bars, BENCH_WEEK, bench_law_name(law))) {
		rate = (double)sum->tally.false_acts / years_of(sum->tally.session_ms);
		judge(bars, rate / WEEKS_PER_YEAR <= FALSE_FIRST_WEEK,
		      "S4 %-19s %.2f false restarts a session in the first week, %.0f a year (%.0f)",
		      bench_law_name(law), rate / WEEKS_PER_YEAR, rate, FALSE_FIRST_WEEK);
	}
}

/* The limit of who polls, at the rate that the count allows, not at the count: with none seen it would be
 * no limit.  The death comes half a poll before its first bad read. */
static void judge_limit(struct bars *bars, enum bench_part part, enum sim_law law)
{
	const char *name = part == BENCH_RULES ? "muzzle" : bench_law_name(law);
	struct tally_figures figures;
	char row[ROW_BYTES];
	double limit_s;

	if (!merge(bars, part, name))
		return;
	tally_figure(&bars->merged->tally, &figures);
	snprintf(row, sizeof(row), "loud %s", part == BENCH_RULES ? "all of it" : name);
	if (!was_seen(bars, figures.found_p50_s[TALLY_LOUD], row, "such death"))
		return;
	limit_s = (limit_sampled_ms(law, figures.false_upper_per_year, BENCH_POLL_MS) +
		   BENCH_POLL_MS / 2.0) /
		  SIM_SECOND_MS;
	judge(bars, figures.found_p50_s[TALLY_LOUD] <= LIMIT_RATIO * limit_s,
	      "%-22s %.1f s p50, %.2f of the limit %.1f s at < %.2f a year (%.2f)", row,
	      figures.found_p50_s[TALLY_LOUD], figures.found_p50_s[TALLY_LOUD] / limit_s, limit_s,
	      figures.false_upper_per_year, LIMIT_RATIO);
}

static void judge_silence(struct bars *bars, enum sim_traffic traffic)
{
	struct tally_figures figures;
	char row[ROW_BYTES];

	if (!merge(bars, BENCH_FAULTS, bench_traffic_name(traffic)))
		return;
	tally_figure(&bars->merged->tally, &figures);
	snprintf(row, sizeof(row), "mute %s", bench_traffic_name(traffic));
	if (was_seen(bars, figures.found_p99_s[TALLY_SILENT], row, "such death"))
		judge(bars, figures.found_p99_s[TALLY_SILENT] <= SILENT_S,
		      "%-22s %.0f s p50, %.0f s p99 (%.0f)", row, figures.found_p50_s[TALLY_SILENT],
		      figures.found_p99_s[TALLY_SILENT], SILENT_S);
	judge(bars, figures.probes_per_day <= PROBES_PER_DAY,
	      "probes %-15s %.1f a day and session (%.0f)", bench_traffic_name(traffic),
	      figures.probes_per_day, PROBES_PER_DAY);
}

static void judge_faults(struct bars *bars)
{
	struct tally_figures figures;

	if (!merge(bars, BENCH_FAULTS, NULL))
		return;
	tally_figure(&bars->merged->tally, &figures);
	if (was_seen(bars, figures.found_p99_s[TALLY_CERTAIN], "container died", "such death"))
		judge(bars, figures.found_p99_s[TALLY_CERTAIN] <= DIE_S,
		      "container died         %.1f s p50, %.1f s p99 (%.0f)",
		      figures.found_p50_s[TALLY_CERTAIN], figures.found_p99_s[TALLY_CERTAIN],
		      DIE_S);
	if (was_seen(bars, figures.acts_per_failure, "restarts per failure", "such death"))
		judge(bars, figures.acts_per_failure <= ACTS_PER_FAILURE,
		      "restarts per failure   %.3f, one cures 0.9 (%.1f)", figures.acts_per_failure,
		      ACTS_PER_FAILURE);
	judge(bars, figures.longest_chain <= CHAIN, "longest chain          %.0f (%.0f)",
	      figures.longest_chain, CHAIN);
	if (was_seen(bars, figures.alerts_per_incident, "alerts per incident", "such incident"))
		judge(bars, figures.alerts_per_incident <= ALERTS_PER_INCIDENT,
		      "alerts per incident    %.2f (%.1f)", figures.alerts_per_incident,
		      ALERTS_PER_INCIDENT);
}

static void judge_speed(struct bars *bars)
{
	double hours, rate;

	if (!merge(bars, BENCH_FAULTS, bench_traffic_name(SIM_MEDIUM)))
		return;
	hours = (double)bars->merged->tally.session_ms / SIM_HOUR_MS;
	rate = hours / ((double)bars->merged->cpu_ns / 1e9);
	judge(bars, rate >= SESSION_HOURS_PER_S,
	      "speed                  %.0f session-hours a second of CPU, medium traffic (%.0f)",
	      rate, SESSION_HOURS_PER_S);
}

int bench_bars_print(FILE *out, const struct bench_plan *plan, const struct bench_sum *sums)
{
	struct bars bars = { .out = out, .plan = plan, .sums = sums };

	bars.merged = malloc(sizeof(*bars.merged));
	if (!bars.merged)
		return -ENOMEM;
	judge_zeros(&bars);
	for (enum sim_law law = SIM_LOGNORMAL; law < SIM_LAWS; law++)
		judge_law(&bars, law);
	judge_limit(&bars, BENCH_RULES, SIM_LOGNORMAL);
	judge_limit(&bars, BENCH_LAW, SIM_LOGNORMAL);
	for (enum sim_traffic t = SIM_BUSY; t < SIM_TRAFFICS; t++)
		judge_silence(&bars, t);
	judge_faults(&bars);
	judge_speed(&bars);
	free(bars.merged);
	return bars.failed;
}
