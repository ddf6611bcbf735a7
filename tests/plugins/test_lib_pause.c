/* test_lib_pause.c - how long a request waits before it is sent again.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pause.h"

static void pauses_double_up_to_a_minute(void **state)
{
	(void)state;
	assert_int_equal(pause_after_ms(1), 1000);
	assert_int_equal(pause_after_ms(2), 2000);
	assert_int_equal(pause_after_ms(6), 32000);
	assert_int_equal(pause_after_ms(7), 60000);
	assert_int_equal(pause_after_ms(INT64_MAX), 60000);
}

static void a_wish_is_granted_for_an_hour_at_most_and_never_taken_back(void **state)
{
	int64_t until_ms = 0;

	(void)state;
	pause_grant(&until_ms, 5000, -1);
	pause_grant(&until_ms, 5000, 0);
	assert_int_equal(until_ms, 0);
	pause_grant(&until_ms, 5000, 30000);
	assert_int_equal(until_ms, 35000);
	pause_grant(&until_ms, 6000, 1000);
	assert_int_equal(until_ms, 35000);
	pause_grant(&until_ms, 6000, INT64_MAX);
	assert_int_equal(until_ms, 3606000);
}

static void a_pause_is_over_once_and_begins_anew(void **state)
{
	int64_t last_ms = 0;

	(void)state;
	assert_true(pause_is_over(&last_ms, 5000, 1000));
	assert_false(pause_is_over(&last_ms, 5999, 1000));
	assert_true(pause_is_over(&last_ms, 6000, 1000));
	assert_false(pause_is_over(&last_ms, 6500, 1000));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pauses_double_up_to_a_minute),
		cmocka_unit_test(a_wish_is_granted_for_an_hour_at_most_and_never_taken_back),
		cmocka_unit_test(a_pause_is_over_once_and_begins_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
