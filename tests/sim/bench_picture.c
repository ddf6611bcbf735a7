/* bench_picture.c - see bench_picture.h.  SPDX-License-Identifier: ISC */
#include "bench_picture.h"

#include <math.h>
#include <string.h>

#include "limit.h"
#include "plot.h"

/* Who never let a session live long enough to die has no time to show, and is left out. */
static void add_point(struct plot *plot, const struct bench_cell *cell, const struct tally *tally)
{
	struct plot_point *point = &plot->points[plot->points_count];
	struct tally_figures figures;

	tally_figure(tally, &figures);
	if (isnan(figures.found_p50_s[TALLY_LOUD]) || plot->points_count == PLOT_POINTS_MAX)
		return;
	point->name = cell->name;
	point->open = tally->false_acts == 0;
	point->x = point->open ? figures.false_upper_per_year : figures.false_per_year;
	point->y = figures.found_p50_s[TALLY_LOUD];
	point->kind = cell->ours                              ? PLOT_OURS
		      : strncmp(cell->name, "oracle", 6) == 0 ? PLOT_BOUND
							      : PLOT_OTHER;
	plot->points_count++;
}

static void add_curves(struct plot *plot, const struct sim_setup *setup)
{
	struct plot_curve *exact = &plot->curves[0], *sampled = &plot->curves[1];

	*exact = (struct plot_curve){ .name = "limit: no rule is faster", .count = PLOT_CURVE_MAX };
	*sampled = (struct plot_curve){ .name = "the same with a read every 10 s",
					.dashed = true,
					.count = PLOT_CURVE_MAX };
	for (int i = 0; i < PLOT_CURVE_MAX; i++) {
		double part = (double)i / (PLOT_CURVE_MAX - 1);
		double rate = plot->x_min * pow(LIMIT_RUNS_PER_YEAR / plot->x_min * 0.98, part);

		exact->x[i] = sampled->x[i] = rate;
		exact->y[i] = limit_exact_ms(setup->law, rate) / SIM_SECOND_MS;
		sampled->y[i] = (limit_sampled_ms(setup->law, rate, setup->poll_ms) +
				 (double)setup->poll_ms / 2) /
				SIM_SECOND_MS;
	}
	plot->curves_count = 2;
}

void bench_picture_write(FILE *out, const struct bench_plan *plan, const struct bench_sum *sums)
{
	struct plot plot = {
		.title =
			"Needless restarts against time to find a dead session (WhatsApp gateway, simulated)",
		.x_name = "false restarts per session-year (open: none seen, 95 % bound)",
		.y_name = "seconds until half of the loud deaths were found (triangle: never)",
		.x_min = 0.01,
		.x_max = 1e6,
		.y_min = 1,
		.y_max = 1e5,
	};

	for (int i = 0; i < plan->count; i++) {
		if (plan->cells[i].part != BENCH_RULES)
			continue;
		if (!plot.curves_count)
			add_curves(&plot, &plan->cells[i].setup);
		add_point(&plot, &plan->cells[i], &sums[i].tally);
	}
	plot_write(out, &plot);
}
