/* test_poisson.c - upper limits of rates against the tables of textbooks.  SPDX-License-Identifier: ISC */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "poisson.h"

static void none_seen_allows_the_claim_of_three(void **state)
{
	(void)state;
	assert_true(fabs(poisson_upper(0, .95) - 2.995732) < 1e-5); /* -ln(0.05) */
	assert_true(fabs(poisson_upper(0, .99) - 4.605170) < 1e-5);
	assert_true(fabs(poisson_upper(0, .50) - 0.693147) < 1e-5);
}

/* Half the chi-square quantiles at 2 (n + 1) degrees of freedom, 95 %. */
static void few_and_many_events_agree_with_the_tables_of_chi_square(void **state)
{
	(void)state;
	assert_true(fabs(poisson_upper(1, .95) - 4.743865) < 1e-5);
	assert_true(fabs(poisson_upper(2, .95) - 6.295794) < 1e-5);
	assert_true(fabs(poisson_upper(10, .95) - 16.962219) < 1e-5);
	assert_true(fabs(poisson_upper(49, .95) - 124.342113 / 2) < 1e-4);
}

static void thousands_of_events_are_no_trouble(void **state)
{
	/* the normal approximation in cubes (Wilson and Hilferty) is good to 1e-4 there */
	double n = 18625, z = 1.644854, cube = 1 - 1 / (9 * n) + z / (3 * sqrt(n));

	(void)state;
	assert_true(fabs(poisson_upper(18624, .95) / (n * cube * cube * cube) - 1) < 1e-4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(none_seen_allows_the_claim_of_three),
		cmocka_unit_test(few_and_many_events_agree_with_the_tables_of_chi_square),
		cmocka_unit_test(thousands_of_events_are_no_trouble),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
