/* test_delays.c - quantiles of what took so long, or never ended.  SPDX-License-Identifier: ISC */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "delays.h"

static int make_delays(void **state)
{
	*state = calloc(1, sizeof(struct delays));
	return *state ? 0 : -1;
}

static int free_delays(void **state)
{
	free(*state);
	return 0;
}

static void the_median_of_five_is_the_third(void **state)
{
	static const int64_t took_ms[] = { 40, 10, 250, 20, 30 };
	struct delays *d = *state;

	for (size_t i = 0; i < 5; i++)
		delays_add(d, took_ms[i]);
	assert_true(delays_quantile_ms(d, .5) == 30);
	assert_true(delays_quantile_ms(d, .2) == 10);
	assert_true(delays_quantile_ms(d, .21) == 20);
	assert_true(delays_quantile_ms(d, 1) == 250);
}

static void every_size_comes_back_within_four_per_mille(void **state)
{
	struct delays *d = *state;

	for (int64_t ms = 1; ms < INT64_C(1) << 40; ms = ms * 17 / 16 + 1) {
		memset(d, 0, sizeof(*d));
		delays_add(d, ms);
		assert_true(fabs(delays_quantile_ms(d, .5) / (double)ms - 1) <= .004);
	}
}

static void what_is_longer_than_all_slots_is_the_longest_and_nothing_is_below_zero(void **state)
{
	struct delays *d = *state;

	delays_add(d, -5);
	delays_add(d, INT64_MAX);
	assert_true(delays_quantile_ms(d, .5) == 0);
	assert_true(delays_quantile_ms(d, 1) > ldexp(1, 40) * .99);
}

static void one_in_a_hundred_missed_is_no_quantile_but_two_make_p99_infinite(void **state)
{
	struct delays *d = *state;

	for (int i = 0; i < 99; i++)
		delays_add(d, 7);
	delays_miss(d);
	assert_true(delays_quantile_ms(d, .99) == 7);
	assert_true(delays_quantile_ms(d, 1) == INFINITY);
	delays_miss(d);
	assert_true(delays_quantile_ms(d, .99) == INFINITY);
	assert_true(delays_quantile_ms(d, .5) == 7);
}

static void without_any_there_is_no_quantile(void **state)
{
	assert_true(isnan(delays_quantile_ms(*state, .5)));
}

static void merged_ones_are_as_if_counted_together(void **state)
{
	struct delays *both = *state, *other = calloc(1, sizeof(*other));

	assert_non_null(other);
	delays_add(both, 10);
	delays_add(other, 1000);
	delays_add(other, 1000);
	delays_miss(other);
	delays_add(both, 1000);
	delays_merge(both, other);
	assert_int_equal(both->ended, 4);
	assert_int_equal(both->missed, 1);
	assert_true(delays_quantile_ms(both, .20) == 10);
	assert_true(fabs(delays_quantile_ms(both, .80) - 1000) < 4);
	assert_true(delays_quantile_ms(both, .81) == INFINITY);
	delays_merge(both, other);
	assert_true(fabs(delays_quantile_ms(both, 6. / 8) - 1000) < 4);
	assert_true(delays_quantile_ms(both, 1. / 8) == 10);
	assert_int_equal(both->slots[10], 1);
	free(other);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_delays, free_delays)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_median_of_five_is_the_third),
		TEST(every_size_comes_back_within_four_per_mille),
		TEST(what_is_longer_than_all_slots_is_the_longest_and_nothing_is_below_zero),
		TEST(one_in_a_hundred_missed_is_no_quantile_but_two_make_p99_infinite),
		TEST(without_any_there_is_no_quantile),
		TEST(merged_ones_are_as_if_counted_together),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
