/* test_pulse.c - lag and suspend, in invented time.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pulse.h"

#define BOOT 1000000
#define NEVER INT64_MAX

static void assert_finding(struct pulse_finding got, int64_t lag_ms, int64_t resume_ms)
{
	assert_int_equal(got.lag_ms, lag_ms);
	assert_int_equal(got.resume_ms, resume_ms);
}

static void a_loop_that_wakes_on_time_is_well(void **state)
{
	struct pulse p = { 0 };

	(void)state;
	assert_finding(pulse_sleep(&p, BOOT, 500), 0, 0);
	assert_finding(pulse_wake(&p, BOOT + 5000, 5500, BOOT + 5000), 0, 0);
	assert_finding(pulse_sleep(&p, BOOT + 5010, 5510), 0, 0);
	assert_finding(pulse_wake(&p, BOOT + 90000, 90500, NEVER), 0, 0);
}

static void waking_two_seconds_after_the_alarm_is_lag(void **state)
{
	struct pulse p = { 0 };

	(void)state;
	pulse_sleep(&p, BOOT, 500);
	assert_finding(pulse_wake(&p, BOOT + 2999, 3499, BOOT + 1000), 0, 0);
	pulse_sleep(&p, BOOT + 2999, 3499);
	assert_finding(pulse_wake(&p, BOOT + 6999, 7499, BOOT + 4999), 2000, 0);
}

static void a_callback_of_two_seconds_is_lag_once(void **state)
{
	struct pulse p = { 0 };

	(void)state;
	pulse_sleep(&p, BOOT, 500);
	pulse_wake(&p, BOOT + 10, 510, NEVER);
	assert_finding(pulse_sleep(&p, BOOT + 3010, 3510), 3000, 0);
	/* the timer that was due meanwhile is no second lag */
	assert_finding(pulse_wake(&p, BOOT + 3011, 3511, BOOT + 20), 0, 0);
}

static void a_suspend_is_no_lag(void **state)
{
	struct pulse p = { 0 };

	(void)state;
	pulse_sleep(&p, BOOT, 500);
	/* asleep for an hour; the timer was due after one second */
	assert_finding(pulse_wake(&p, BOOT + 3600100, 600, BOOT + 1000), 0, 3600000);
	assert_finding(pulse_sleep(&p, BOOT + 3600101, 601), 0, 0);
	assert_finding(pulse_wake(&p, BOOT + 3600200, 700, BOOT + 3600200), 0, 0);
}

static void a_short_suspend_is_not_worth_a_word(void **state)
{
	struct pulse p = { 0 };

	(void)state;
	pulse_sleep(&p, BOOT, 500);
	assert_finding(pulse_wake(&p, BOOT + 1999, 500, BOOT), 0, 0);
	pulse_sleep(&p, BOOT + 1999, 500);
	assert_finding(pulse_wake(&p, BOOT + 3999, 500, BOOT + 1999), 0, 2000);
}

static void a_suspend_in_the_middle_of_work_is_seen_as_well(void **state)
{
	struct pulse p = { 0 };

	(void)state;
	pulse_sleep(&p, BOOT, 500);
	pulse_wake(&p, BOOT + 10, 510, NEVER);
	assert_finding(pulse_sleep(&p, BOOT + 60010, 520), 0, 59990);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_loop_that_wakes_on_time_is_well),
		cmocka_unit_test(waking_two_seconds_after_the_alarm_is_lag),
		cmocka_unit_test(a_callback_of_two_seconds_is_lag_once),
		cmocka_unit_test(a_suspend_is_no_lag),
		cmocka_unit_test(a_short_suspend_is_not_worth_a_word),
		cmocka_unit_test(a_suspend_in_the_middle_of_work_is_seen_as_well),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
