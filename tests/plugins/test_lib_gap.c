/* test_lib_gap.c - when a source is quiet for too long.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "gap.h"

#define MINUTE INT64_C(60000)
#define HOUR (60 * MINUTE)
#define WEEK (7 * 24 * HOUR)

/* A delivery every step_ms up to end_ms; the time of the last one. */
static int64_t deliver(struct gap *gap, int64_t from_ms, int64_t end_ms, int64_t step_ms)
{
	int64_t t = from_ms;

	for (; t <= end_ms; t += step_ms)
		assert_false(gap_note(gap, t));
	return t - step_ms;
}

static void a_habit_is_known_after_enough_deliveries_over_enough_time(void **state)
{
	struct gap few, brief, enough;

	(void)state;
	gap_init(&few, 0, 0);
	deliver(&few, 2 * MINUTE, 38 * MINUTE, 2 * MINUTE);
	assert_int_equal(gap_expected_ms(&few), 0);
	assert_int_equal(gap_due_ms(&few), INT64_MAX);
	gap_note(&few, 40 * MINUTE);
	assert_int_equal(gap_expected_ms(&few), 2 * MINUTE);

	gap_init(&brief, 0, 0);
	deliver(&brief, MINUTE, 30 * MINUTE - 1, MINUTE);
	assert_false(gap_is_over(&brief, WEEK));

	gap_init(&enough, 0, 0);
	deliver(&enough, MINUTE, 30 * MINUTE, MINUTE);
	assert_int_equal(gap_expected_ms(&enough), MINUTE);
}

static void a_burst_is_one_delivery(void **state)
{
	struct gap gap;

	(void)state;
	gap_init(&gap, 0, 0);
	deliver(&gap, 1, 900, 1);
	gap_note(&gap, 40 * MINUTE);
	assert_int_equal(gap_expected_ms(&gap), 0);
}

static void two_habits_without_a_delivery_are_too_long(void **state)
{
	struct gap gap;
	int64_t last;

	(void)state;
	gap_init(&gap, 0, 0);
	last = deliver(&gap, 7 * MINUTE, 3 * HOUR, 7 * MINUTE);
	assert_int_equal(gap_due_ms(&gap), last + 14 * MINUTE);
	assert_false(gap_is_over(&gap, last + 14 * MINUTE - 1));
	assert_true(gap_is_over(&gap, last + 14 * MINUTE));
	assert_true(gap_is_over(&gap, last + WEEK));
	assert_int_equal(gap_due_ms(&gap), INT64_MAX);
	assert_true(gap_note(&gap, last + WEEK));
	assert_false(gap_note(&gap, last + WEEK + 1));
	assert_false(gap_is_over(&gap, last + WEEK + 2));
}

static void a_busy_source_may_be_quiet_for_ten_minutes(void **state)
{
	struct gap gap;
	int64_t last;

	(void)state;
	gap_init(&gap, 0, 0);
	last = deliver(&gap, 1000, HOUR, 1000);
	assert_int_equal(gap_due_ms(&gap), last + GAP_LEAST_MS);
}

static void a_gap_that_was_too_long_makes_the_habit_longer_by_one_step(void **state)
{
	struct gap gap;
	int64_t last;

	(void)state;
	gap_init(&gap, 0, 0);
	last = deliver(&gap, 10 * MINUTE, 4 * HOUR, 10 * MINUTE);
	assert_true(gap_is_over(&gap, last + 20 * MINUTE));
	assert_true(gap_note(&gap, last + 5 * HOUR));
	assert_in_range(gap_expected_ms(&gap), 19 * MINUTE, 20 * MINUTE);
}

static void a_habit_without_another_as_long_halves_in_a_week(void **state)
{
	struct gap gap;
	int64_t last;

	(void)state;
	gap_init(&gap, 0, 0);
	gap_note(&gap, 8 * HOUR);
	last = deliver(&gap, 8 * HOUR + MINUTE, 8 * HOUR + WEEK, MINUTE);
	assert_in_range(gap_expected_ms(&gap), 39 * HOUR / 10, 41 * HOUR / 10);
	deliver(&gap, last + MINUTE, last + 52 * WEEK, MINUTE);
	assert_int_equal(gap_expected_ms(&gap), MINUTE);
}

static void the_operators_word_needs_no_learning(void **state)
{
	struct gap gap;

	(void)state;
	gap_init(&gap, 30000, 5000);
	assert_int_equal(gap_due_ms(&gap), 65000);
	assert_true(gap_is_over(&gap, 65000));
	assert_true(gap_note(&gap, HOUR));
	assert_int_equal(gap_expected_ms(&gap), 30000);
	assert_int_equal(gap_due_ms(&gap), HOUR + MINUTE);
}

static void a_sleep_of_the_box_is_nobodys_silence(void **state)
{
	struct gap gap;

	(void)state;
	gap_init(&gap, 30000, 0);
	assert_false(gap_is_over(&gap, 8 * HOUR));
	assert_int_equal(gap_due_ms(&gap), 8 * HOUR + MINUTE);
	assert_true(gap_is_over(&gap, 8 * HOUR + MINUTE));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_habit_is_known_after_enough_deliveries_over_enough_time),
		cmocka_unit_test(a_burst_is_one_delivery),
		cmocka_unit_test(two_habits_without_a_delivery_are_too_long),
		cmocka_unit_test(a_busy_source_may_be_quiet_for_ten_minutes),
		cmocka_unit_test(a_gap_that_was_too_long_makes_the_habit_longer_by_one_step),
		cmocka_unit_test(a_habit_without_another_as_long_halves_in_a_week),
		cmocka_unit_test(the_operators_word_needs_no_learning),
		cmocka_unit_test(a_sleep_of_the_box_is_nobodys_silence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
