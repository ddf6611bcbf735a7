/* poisson.c - see poisson.h.  SPDX-License-Identifier: ISC */
#include "poisson.h"

#include <math.h>

#define TERMS_MAX 100000
#define HALVINGS 100
#define PRECISE 1e-15

/* The lower regularized incomplete gamma function by its power series; good for x < a + 1. */
static double lower_series(double a, double x)
{
	double term = 1 / a, sum = term;

	for (int i = 1; i < TERMS_MAX && term > sum * PRECISE; i++) {
		term *= x / (a + i);
		sum += term;
	}
	return sum * exp(a * log(x) - x - lgamma(a));
}

/* The upper one by its continued fraction (modified Lentz); good for x >= a + 1. */
static double upper_fraction(double a, double x)
{
	double b = x + 1 - a, c = INFINITY, d = 1 / b, value = d, step = 0;

	for (int i = 1; i < TERMS_MAX && fabs(step - 1) > PRECISE; i++) {
		double factor = -i * (i - a);

		b += 2;
		d = 1 / (factor * d + b);
		c = b + factor / c;
		step = c * d;
		value *= step;
	}
	return value * exp(a * log(x) - x - lgamma(a));
}

/* The probability of at most a - 1 events when x are expected. */
static double at_most(double a, double x)
{
	return x < a + 1 ? 1 - lower_series(a, x) : upper_fraction(a, x);
}

double poisson_upper(uint64_t events, double confidence)
{
	double a = (double)events + 1;
	double low = 0,
	       high = a + 10 * sqrt(a) + 60; /* far beyond any confidence that is asked for */

	for (int i = 0; i < HALVINGS; i++) {
		double middle = (low + high) / 2;

		if (at_most(a, middle) > 1 - confidence)
			low = middle;
		else
			high = middle;
	}
	return (low + high) / 2;
}
