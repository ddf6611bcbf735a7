/* test_limit.c - the limit of detection, against figures worked out by hand.  SPDX-License-Identifier: ISC */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "chance.h"
#include "limit.h"

static void near(double value, double expected, double slack)
{
	assert_true(fabs(value - expected) <= slack);
}

/* 18,600 runs a year, ln t normal with mean ln 4 s and deviation 0.6. */
static void log_normal_runs_allow_what_the_study_says(void **state)
{
	(void)state;
	near(limit_exact_ms(SIM_LOGNORMAL, 10), 28500, 200);
	near(limit_exact_ms(SIM_LOGNORMAL, 1), 40900, 200);
	near(limit_exact_ms(SIM_LOGNORMAL, 0.1), 56100, 300);
	near(limit_exact_ms(SIM_LOGNORMAL, 0.01), 74700, 400);
}

static void a_rate_beyond_that_of_the_runs_needs_no_patience(void **state)
{
	(void)state;
	near(limit_exact_ms(SIM_LOGNORMAL, 20000), 0, 1);
}

/* Pareto: F(t) = (m / t)^2.5, median 4 s, so m = 4 s / 2^0.4. */
static void the_tail_of_a_power_law_is_solved_exactly(void **state)
{
	double scale = 4000 / pow(2, 0.4);

	(void)state;
	near(limit_exact_ms(SIM_PARETO, 0.5) / (scale * pow(LIMIT_RUNS_PER_YEAR / 0.5, 0.4)), 1,
	     0.001);
}

/* Reading every 10 s loses the phase: less patience after the first bad read, a later median. */
static void sampling_shifts_patience_by_less_than_half_a_poll(void **state)
{
	double exact = limit_exact_ms(SIM_LOGNORMAL, 1);
	double sampled = limit_sampled_ms(SIM_LOGNORMAL, 1, 10000);

	(void)state;
	assert_true(sampled < exact);
	assert_true(sampled + 5000 > exact);
	near(limit_sampled_ms(SIM_LOGNORMAL, 1, 1), exact, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(log_normal_runs_allow_what_the_study_says),
		cmocka_unit_test(a_rate_beyond_that_of_the_runs_needs_no_patience),
		cmocka_unit_test(the_tail_of_a_power_law_is_solved_exactly),
		cmocka_unit_test(sampling_shifts_patience_by_less_than_half_a_poll),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
