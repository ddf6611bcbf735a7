/* chance.c - see chance.h.  SPDX-License-Identifier: ISC */
#include "chance.h"

#include <math.h>

#define MEDIAN_MS 4000.0
#define UPDATED_MEDIAN_MS 8000.0
#define FAR_MODE_MS 40000.0
#define FAR_SHARE 0.1
#define MODE_SIGMA 0.3
#define WEIBULL_SHAPE 0.6
#define PARETO_INDEX 2.5
#define LENGTH_MAX_MS 1e12 /* what a heavy tail may give at most */

/* The finaliser of splitmix64. */
static uint64_t mix(uint64_t x)
{
	x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
	return x ^ (x >> 31);
}

struct chance chance_of(uint64_t seed, uint32_t process, int who, uint64_t index)
{
	uint64_t place = (uint64_t)process << 32 | (uint32_t)who;

	return (struct chance){ mix(mix(mix(seed + UINT64_C(0x9E3779B97F4A7C15)) ^ place) +
				    index * UINT64_C(0xD1B54A32D192ED03)) };
}

uint64_t chance_bits(struct chance *chance)
{
	chance->state += UINT64_C(0x9E3779B97F4A7C15);
	return mix(chance->state);
}

double chance_unit(struct chance *chance)
{
	return ((double)(chance_bits(chance) >> 12) + 0.5) / 4503599627370496.0; /* 2^52 */
}

bool chance_hit(struct chance *chance, double probability)
{
	return chance_unit(chance) < probability;
}

int64_t chance_between(struct chance *chance, int64_t low, int64_t high)
{
	return low + (int64_t)(chance_bits(chance) % (uint64_t)(high - low + 1));
}

static int64_t whole_ms(double ms)
{
	return ms < 1 ? 1 : (int64_t)fmin(ms, LENGTH_MAX_MS);
}

int64_t chance_exp_ms(struct chance *chance, double mean_ms)
{
	return whole_ms(-mean_ms * log(chance_unit(chance)));
}

int64_t chance_weibull_ms(struct chance *chance, double shape, double scale_ms)
{
	return whole_ms(scale_ms * pow(-log(chance_unit(chance)), 1 / shape));
}

static double normal(struct chance *chance)
{
	double radius = sqrt(-2 * log(chance_unit(chance)));

	return radius * cos(2 * M_PI * chance_unit(chance));
}

static int64_t lognormal_ms(struct chance *chance, double median_ms, double sigma)
{
	return whole_ms(median_ms * exp(sigma * normal(chance)));
}

/* With the median where all laws have it. */
static double weibull_scale_ms(void)
{
	return MEDIAN_MS / pow(log(2), 1 / WEIBULL_SHAPE);
}

static double pareto_least_ms(void)
{
	return MEDIAN_MS / pow(2, 1 / PARETO_INDEX);
}

int64_t chance_law_ms(struct chance *chance, enum sim_law law, bool late)
{
	double median_ms = late ? UPDATED_MEDIAN_MS : MEDIAN_MS;

	switch (law) {
	case SIM_LOGNORMAL_WIDE:
		return lognormal_ms(chance, MEDIAN_MS, 1.0);
	case SIM_WEIBULL:
		return chance_weibull_ms(chance, WEIBULL_SHAPE, weibull_scale_ms());
	case SIM_BIMODAL:
		median_ms = chance_hit(chance, FAR_SHARE) ? FAR_MODE_MS : MEDIAN_MS;
		return lognormal_ms(chance, median_ms, MODE_SIGMA);
	case SIM_PARETO:
		return whole_ms(pareto_least_ms() * pow(chance_unit(chance), -1 / PARETO_INDEX));
	case SIM_UPDATED:
		return lognormal_ms(chance, median_ms, 0.6);
	default:
		return lognormal_ms(chance, MEDIAN_MS, 0.6);
	}
}

static double lognormal_beyond(double t_ms, double median_ms, double sigma)
{
	return erfc(log(t_ms / median_ms) / sigma / M_SQRT2) / 2;
}

static double bimodal_beyond(double t_ms)
{
	return (1 - FAR_SHARE) * lognormal_beyond(t_ms, MEDIAN_MS, MODE_SIGMA) +
	       FAR_SHARE * lognormal_beyond(t_ms, FAR_MODE_MS, MODE_SIGMA);
}

double chance_law_beyond(enum sim_law law, bool late, double t_ms)
{
	if (t_ms <= 0)
		return 1;
	switch (law) {
	case SIM_LOGNORMAL_WIDE:
		return lognormal_beyond(t_ms, MEDIAN_MS, 1.0);
	case SIM_WEIBULL:
		return exp(-pow(t_ms / weibull_scale_ms(), WEIBULL_SHAPE));
	case SIM_BIMODAL:
		return bimodal_beyond(t_ms);
	case SIM_PARETO:
		return fmin(1, pow(t_ms / pareto_least_ms(), -PARETO_INDEX));
	case SIM_UPDATED:
		return lognormal_beyond(t_ms, late ? UPDATED_MEDIAN_MS : MEDIAN_MS, 0.6);
	default:
		return lognormal_beyond(t_ms, MEDIAN_MS, 0.6);
	}
}
