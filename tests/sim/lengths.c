/* lengths.c - see lengths.h.  SPDX-License-Identifier: ISC */
#include "lengths.h"

#include <math.h>

#define PHASES 40 /* of a poll's period, to average over */

static double log_normal_beyond(double t_s, double median_s, double sigma)
{
	return t_s <= 0 ? 1 : erfc(log(t_s / median_s) / sigma / sqrt(2)) / 2;
}

static double log_normal_draw(struct chance *chance, double median_s, double sigma)
{
	double radius = sqrt(-2 * log(chance_unit(chance)));

	return median_s * exp(sigma * radius * cos(2 * acos(-1) * chance_unit(chance)));
}

static double weibull_beyond(double t_s, double median_s, double shape)
{
	return t_s <= 0 ? 1 : exp(-log(2) * pow(t_s / median_s, shape));
}

static double weibull_draw(struct chance *chance, double median_s, double shape)
{
	return median_s * pow(-log(chance_unit(chance)) / log(2), 1 / shape);
}

static double pareto_beyond(double t_s, double median_s, double index)
{
	double share = t_s <= 0 ? 1 : pow(t_s / median_s, -index) / 2;

	return share < 1 ? share : 1;
}

static double pareto_draw(struct chance *chance, double median_s, double index)
{
	return median_s * pow(2 * chance_unit(chance), -1 / index);
}

static double log_logistic_beyond(double t_s, double median_s, double index)
{
	return t_s <= 0 ? 1 : 1 / (1 + pow(t_s / median_s, index));
}

static double log_logistic_draw(struct chance *chance, double median_s, double index)
{
	double share = chance_unit(chance);

	return median_s * pow((1 - share) / share, 1 / index);
}

/* Two exponential stages. */
static double gamma_beyond(double t_s, double stage_s, double unused)
{
	(void)unused;
	return t_s <= 0 ? 1 : exp(-t_s / stage_s) * (1 + t_s / stage_s);
}

static double gamma_draw(struct chance *chance, double stage_s, double unused)
{
	(void)unused;
	return -stage_s * (log(chance_unit(chance)) + log(chance_unit(chance)));
}

static double uniform_beyond(double t_s, double low_s, double high_s)
{
	if (t_s >= high_s)
		return 0;
	return t_s < low_s ? 1 : (high_s - t_s) / (high_s - low_s);
}

static double uniform_draw(struct chance *chance, double low_s, double high_s)
{
	return low_s + (high_s - low_s) * chance_unit(chance);
}

#define SHAPED(kind) kind##_beyond, kind##_draw
const struct lengths *lengths_at(size_t at)
{
	static const struct lengths all[] = {
		{ "log-normal 4 s, sigma 0.6", { { 1, SHAPED(log_normal), 4, 0.6 } } },
		{ "log-normal 4 s, sigma 1.0", { { 1, SHAPED(log_normal), 4, 1.0 } } },
		{ "Weibull 0.6, median 4 s", { { 1, SHAPED(weibull), 4, 0.6 } } },
		{ "9 of 10 about 4 s, 1 about 40 s",
		  { { 0.9, SHAPED(log_normal), 4, 0.3 }, { 0.1, SHAPED(log_normal), 40, 0.3 } } },
		{ "Pareto 2.5, median 4 s", { { 1, SHAPED(pareto), 4, 2.5 } } },
		{ "exponential, mean 10 s", { { 1, SHAPED(weibull), 6.93, 1 } } },
		{ "gamma, two stages of 4 s", { { 1, SHAPED(gamma), 4, 0 } } },
		{ "uniform, 2 to 60 s", { { 1, SHAPED(uniform), 2, 60 } } },
		{ "always 5 s", { { 1, SHAPED(uniform), 5, 5 } } },
		{ "log-logistic 3, median 4 s", { { 1, SHAPED(log_logistic), 4, 3 } } },
		{ "three kinds, 1 of 200 about 100 s",
		  { { 0.895, SHAPED(log_normal), 4, 0.4 },
		    { 0.1, SHAPED(log_normal), 20, 0.2 },
		    { 0.005, SHAPED(log_normal), 100, 0.1 } } },
		{ "log-normal, but 1 of 100 about 30 s",
		  { { 0.99, SHAPED(log_normal), 4, 0.6 }, { 0.01, SHAPED(log_normal), 30, 0.3 } } },
		{ "log-normal 8 s, sigma 0.6", { { 1, SHAPED(log_normal), 8, 0.6 } } },
	};

	return at < sizeof(all) / sizeof(all[0]) ? &all[at] : NULL;
}

double lengths_draw_s(const struct lengths *lengths, struct chance *chance)
{
	const struct lengths_part *part = lengths->parts;
	double rest = chance_unit(chance);

	for (; rest > part->share && part[1].share > 0; part++)
		rest -= part->share;
	return part->draw(chance, part->a, part->b);
}

static double beyond(const struct lengths *lengths, double t_s)
{
	double share = 0;

	for (const struct lengths_part *part = lengths->parts; part->share > 0; part++)
		share += part->share * part->beyond(t_s, part->a, part->b);
	return share;
}

/* A run is seen from the first poll in it on, and to last for as long as polls find it. */
double lengths_beyond(const struct lengths *lengths, double t_s)
{
	double polled_s = floor(t_s / LENGTHS_HURRY_S + 1e-9) * LENGTHS_HURRY_S, share = 0;

	for (int phase = 0; phase < PHASES; phase++)
		share += beyond(lengths, polled_s + (phase + 0.5) / PHASES * LENGTHS_POLL_S);
	return share / PHASES;
}

double lengths_best_s(const struct lengths *lengths, double share)
{
	double best_s = 0;

	while (lengths_beyond(lengths, best_s) > share)
		best_s += LENGTHS_HURRY_S;
	return best_s;
}
