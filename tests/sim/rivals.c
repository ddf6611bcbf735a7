/* rivals.c - see rivals.h.  SPDX-License-Identifier: ISC */
#include "rivals.h"

#include <math.h>

#define BIN (log(2) / 8) /* in natural units of log time */
#define DEATH_DAYS 14    /* what we ended beyond one in so many days, and two, was harmless */
#define YEAR_MS (365 * 86400000.0)
#define SAFETY 1.15 /* of the fits that have no other margin */

static double edge_s(int bin)
{
	return exp(bin * BIN);
}

static double middle_s(int bin)
{
	return exp((bin + 0.5) * BIN);
}

/* The first bin of the longest runs, as many as wanted or a few more. */
static int longest(const struct rivals_sight *sight, double wanted, double *found)
{
	int bin = LAW_BINS;

	for (*found = 0; bin > 1 && *found < wanted;)
		*found += sight->runs[--bin];
	return bin;
}

/* z with that share of a normal law beyond it. */
static double normal(double share)
{
	double low = -9, high = 9;

	for (int i = 0; i < 30; i++) {
		double z = (low + high) / 2;

		if (erfc(z / sqrt(2)) / 2 > share)
			low = z;
		else
			high = z;
	}
	return low;
}

/* Hill's estimate of a power law from the 32 longest. */
static double hill_s(const struct rivals_sight *sight, double share)
{
	double found, sum = 0;
	int first = longest(sight, 32, &found);

	for (int bin = first; bin < LAW_BINS; bin++)
		sum += sight->runs[bin] * (bin + 0.5 - first) * BIN;
	return edge_s(first) * exp(sum / found * log(found / sight->all / share));
}

/* The observed share, by the rule of succession: beyond the longest it has nothing to say. */
static double succession_s(const struct rivals_sight *sight, double share)
{
	double beyond = 0;

	for (int bin = LAW_BINS; bin--; beyond += sight->runs[bin])
		if ((beyond + 1) / (sight->all + 2) > share)
			return bin == LAW_BINS - 1 ? INFINITY : edge_s(bin + 1);
	return 0;
}

/* Peaks over a threshold, generalised Pareto by probability-weighted moments, on time or on its log. */
static double peaks(const struct rivals_sight *sight, double share, double (*scale)(double))
{
	double found, mean = 0, weighted = 0, above = 0;
	int first = longest(sight, fmax(64, sight->all / 20), &found);
	double threshold = scale(edge_s(first));

	for (int bin = LAW_BINS; bin-- > first; above += sight->runs[bin]) {
		double peak = scale(middle_s(bin)) - threshold;

		mean += sight->runs[bin] * peak / found;
		weighted +=
			sight->runs[bin] * peak * (above + sight->runs[bin] / 2) / found / found;
	}

	double shape = 2 - mean / (mean - 2 * weighted);
	double width = 2 * mean * weighted / (mean - 2 * weighted);
	double times = found / sight->all / share;

	if (fabs(shape) < 1e-3)
		return threshold + width * log(times);
	return threshold + width / shape * (pow(times, shape) - 1);
}

static double as_it_is(double t_s)
{
	return t_s;
}

static double peaks_s(const struct rivals_sight *sight, double share)
{
	return peaks(sight, share, as_it_is);
}

static double log_peaks_s(const struct rivals_sight *sight, double share)
{
	return exp(peaks(sight, share, log));
}

/* Log-normal by the moments of all. */
static double log_normal_s(const struct rivals_sight *sight, double share)
{
	double mean = 0, square = 0;

	for (int bin = 0; bin < LAW_BINS; bin++) {
		mean += sight->runs[bin] / sight->all * (bin + 0.5) * BIN;
		square += sight->runs[bin] / sight->all * pow((bin + 0.5) * BIN, 2);
	}
	return exp(mean + SAFETY * sqrt(fmax(square - mean * mean, 0)) * normal(share));
}

/* Sums of a weighted line through x over z. */
struct line {
	double w, x, z, zz, xz;
};

static void line_add(struct line *line, double w, double x, double z)
{
	line->w += w;
	line->x += w * x;
	line->z += w * z;
	line->zz += w * z * z;
	line->xz += w * x * z;
}

/* Log-normal by the quantiles of the tail, from where 1 in 5 is left to where 8 are. */
static double log_normal_tail_s(const struct rivals_sight *sight, double share)
{
	struct line line = { 0 };
	double beyond = sight->all, last_x = 0, last_z = -9;

	for (int bin = 0; bin < LAW_BINS && beyond - sight->runs[bin] >= 8; bin++) {
		beyond -= sight->runs[bin];
		if (sight->runs[bin] <= 0 || beyond > sight->all / 5)
			continue;
		last_x = (bin + 1) * BIN;
		last_z = normal(beyond / sight->all);
		line_add(&line, beyond * last_z * last_z, last_x, last_z);
	}

	double spread = line.zz * line.w - line.z * line.z;
	double slope = spread > 1e-9 ? (line.xz * line.w - line.x * line.z) / spread : 0;
	double level = line.w > 0 ? (line.x - slope * line.z) / line.w : 0;

	return exp(fmax(last_x, level + slope * last_z) +
		   SAFETY * slope * (normal(share) - last_z));
}

const struct rival *rivals_at(size_t at)
{
	static const struct rival all[] = {
		{ "Hill, 32 longest", hill_s },          { "rule of succession", succession_s },
		{ "peaks over threshold", peaks_s },     { "the same, log time", log_peaks_s },
		{ "log-normal, moments", log_normal_s }, { "log-normal, tail", log_normal_tail_s },
	};

	return at < sizeof(all) / sizeof(all[0]) ? &all[at] : NULL;
}

static void see(const struct law *law, struct rivals_sight *sight)
{
	double ended = 0, harmless = 0;

	for (int bin = 0; bin < LAW_BINS; bin++)
		ended += law->ended[bin];
	if (ended > 0)
		harmless = fmax(0, 1 - (2 + law->watched_ms / 86400000.0 / DEATH_DAYS) / ended);
	sight->all = 0;
	for (int bin = 0; bin < LAW_BINS; bin++) {
		sight->runs[bin] = (double)law->runs[bin] / LAW_RUN + harmless * law->ended[bin];
		sight->all += sight->runs[bin];
	}
}

int64_t rivals_patience_ms(const struct rival *rival, const struct law *law, double false_a_year)
{
	struct rivals_sight sight;
	double share, patience_ms;

	see(law, &sight);
	share = false_a_year * (double)law->watched_ms / YEAR_MS / sight.all;
	patience_ms = 1000 * rival->length_s(&sight, share);
	if (patience_ms < LAW_PATIENCE_MIN_MS)
		return LAW_PATIENCE_MIN_MS;
	return patience_ms < LAW_PATIENCE_MAX_MS ? (int64_t)patience_ms : LAW_PATIENCE_MAX_MS;
}
