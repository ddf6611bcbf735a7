/* test_lib_skew.c - a gateway's clock.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "skew.h"

#define WALL_MS INT64_C(1795302186000)
#define BOOT_MS INT64_C(1000000)
#define MINUTE_MS INT64_C(60000)

/* So long after the start of the test. */
static struct skew_now after(int64_t ms)
{
	return (struct skew_now){ BOOT_MS + ms, WALL_MS + ms };
}

/* An event arrives, which by the gateway's clock is so old; gives how old it is taken for. */
static int64_t note(struct skew *skew, int64_t now_ms, int64_t age_ms)
{
	struct skew_now now = after(now_ms);

	skew_note(skew, now, (struct skew_event){ now.wall_ms - age_ms, 0 });
	return now.boot_ms - skew_boot_ms(skew, now, now.wall_ms - age_ms);
}

static int64_t note_dated(struct skew *skew, int64_t now_ms, int64_t age_ms, int64_t sent_ago_ms)
{
	struct skew_now now = after(now_ms);

	skew_note(skew, now,
		  (struct skew_event){ now.wall_ms - age_ms, now.wall_ms - sent_ago_ms });
	return now.boot_ms - skew_boot_ms(skew, now, now.wall_ms - age_ms);
}

static void at_first_both_clocks_are_one(void **state)
{
	struct skew skew = { .learnt = false };

	(void)state;
	assert_int_equal(note(&skew, 0, 1500), 1500);
	assert_int_equal(skew_ahead_ms(&skew, after(0)), 0);
}

static void a_little_ahead_is_believed_at_once(void **state)
{
	struct skew skew = { .learnt = false }, other = { .learnt = false };

	(void)state;
	assert_int_equal(note(&skew, 0, -1999), 0);
	assert_int_equal(note(&skew, 1000, -1999 + 700), 700);
	assert_int_equal(note(&skew, 2000, -2000), 0);
	assert_int_equal(skew_ahead_ms(&skew, after(2000)), 2000);
	assert_int_equal(note(&other, 2000, 100), 100);
	assert_int_equal(note(&other, 3000, -2000), -2000);
}

/* Until then all that seems to come from the future is as new as it can be. */
static void far_ahead_is_believed_when_it_is_said_again(void **state)
{
	struct skew skew = { .learnt = false };

	(void)state;
	assert_int_equal(note(&skew, 0, -3600000), -3600000);
	assert_int_equal(note(&skew, 1000, -3599000), -3599000);
	assert_int_equal(note(&skew, 2000, -3602000), -3000);
	assert_int_equal(skew_ahead_ms(&skew, after(2000)), 3599000);
	assert_int_equal(note(&skew, 3000, -3600000), 0);
	assert_int_equal(note(&skew, 4000, -3600000 + 700), 700);
}

static void a_misdated_event_changes_nothing(void **state)
{
	struct skew skew = { .learnt = false };
	int64_t year_ms = INT64_C(31536000000);

	(void)state;
	for (int i = 0; i < 100; i++) {
		assert_int_equal(note(&skew, i * MINUTE_MS, -year_ms - i), -year_ms - i);
		assert_int_equal(note(&skew, i * MINUTE_MS + 1, -year_ms), -year_ms);
		assert_int_equal(note(&skew, i * MINUTE_MS + 2, 100), 100);
	}
	assert_int_equal(note(&skew, 0, -year_ms), -year_ms);
	assert_int_equal(note(&skew, 1, -1), 0);
	assert_int_equal(skew_ahead_ms(&skew, after(0)), 1);
}

static void lateness_is_not_the_clock_before_enough_events_and_time(void **state)
{
	struct skew skew = { .learnt = false };

	(void)state;
	for (int i = 0; i < 100; i++)
		assert_int_equal(note(&skew, i * 5999, 5000), 5000);
	assert_int_equal(note(&skew, SKEW_WATCH_MIN_MS - 1, 5000), 5000);
	assert_int_equal(note(&skew, SKEW_WATCH_MIN_MS, 5000), 0);
	assert_int_equal(note(&skew, SKEW_WATCH_MIN_MS + 1, 7000), 2000);
	assert_int_equal(skew_ahead_ms(&skew, after(SKEW_WATCH_MIN_MS)), -5000);
}

/* Two that happened at once are one; the last of eight is as late as the way may be. */
static void bounds_are_where_they_are_said_to_be(void **state)
{
	struct skew skew = { .learnt = false };

	(void)state;
	for (int i = 0; i < SKEW_EVENTS_MIN - 1; i++)
		assert_int_equal(note(&skew, i * 10 * MINUTE_MS, SKEW_LATE_MS), SKEW_LATE_MS);
	assert_int_equal(note(&skew, 60 * MINUTE_MS + 1, SKEW_LATE_MS + 1), SKEW_LATE_MS + 1);
	assert_int_equal(note(&skew, 70 * MINUTE_MS, SKEW_LATE_MS), 0);
}

static void what_comes_at_once_teaches_nothing(void **state)
{
	struct skew skew = { .learnt = false };
	struct skew_now stepped = { BOOT_MS, WALL_MS + 5000 };

	(void)state;
	assert_int_equal(note(&skew, 0, 0), 0);
	assert_int_equal(skew_boot_ms(&skew, stepped, WALL_MS), BOOT_MS - 5000);
}

static void the_least_late_of_them_shows_the_clock(void **state)
{
	static const int64_t ages_ms[] = { 9000, 5000, 7000, 8000, 5500, 30000, 6000 };
	struct skew skew = { .learnt = false };

	(void)state;
	for (int i = 0; i < 7; i++)
		assert_int_equal(note(&skew, i * 10 * MINUTE_MS, ages_ms[i]), ages_ms[i]);
	assert_int_equal(note(&skew, 70 * MINUTE_MS, 9000), 4000);
	assert_int_equal(skew_ahead_ms(&skew, after(0)), -5000);
}

static void few_events_do_not_make_a_clock(void **state)
{
	struct skew skew = { .learnt = false };

	(void)state;
	for (int i = 0; i < SKEW_EVENTS_MIN - 1; i++)
		assert_int_equal(note(&skew, i * 10 * MINUTE_MS, 5000), 5000);
	assert_int_equal(note(&skew, 100 * MINUTE_MS, 5000), 0);
}

static void one_event_in_time_ends_the_suspicion(void **state)
{
	struct skew skew = { .learnt = false };

	(void)state;
	for (int i = 0; i < 20; i++)
		assert_int_equal(note(&skew, i * MINUTE_MS, i == 9 ? 1999 : 5000), i == 9 ? 1999
										   : i == 20
											   ? 0
											   : 5000);
	assert_int_equal(note(&skew, 20 * MINUTE_MS, 5000), 0);
}

static void old_events_sent_again_teach_nothing(void **state)
{
	struct skew skew = { .learnt = false };

	(void)state;
	assert_int_equal(note(&skew, 0, 0), 0);
	for (int i = 1; i < 50; i++)
		assert_int_equal(note(&skew, i * MINUTE_MS, i * MINUTE_MS + 50 - i),
				 i * MINUTE_MS + 50 - i);
	assert_int_equal(skew_ahead_ms(&skew, after(50 * MINUTE_MS)), 0);
}

/* As a gateway that goes by the wall does when summer ends. */
static void a_clock_that_was_ahead_may_be_put_right(void **state)
{
	struct skew skew = { .learnt = false };
	int64_t hour_ms = 3600000;

	(void)state;
	for (int i = 0; i < SKEW_EARLY_MIN; i++)
		note(&skew, 0, -hour_ms - i);
	assert_int_equal(skew_ahead_ms(&skew, after(0)), hour_ms);
	for (int i = 0; i < 10; i++)
		assert_int_equal(note(&skew, i * MINUTE_MS, 100), hour_ms + 100);
	assert_int_equal(note(&skew, 10 * MINUTE_MS, 100), 100);
	assert_int_equal(skew_ahead_ms(&skew, after(0)), 0);
}

/* What was overheard long ago makes itself no younger than its date. */
static void old_events_put_no_clock_right(void **state)
{
	struct skew skew = { .learnt = false };
	int64_t hour_ms = 3600000, day_ms = 24 * hour_ms;

	(void)state;
	for (int i = 0; i < SKEW_EARLY_MIN; i++)
		note(&skew, 0, -hour_ms);
	for (int i = 1; i < 11; i++)
		assert_int_equal(note(&skew, i * MINUTE_MS, day_ms), hour_ms + day_ms);
	for (int i = 11; i < 100; i++)
		assert_int_equal(note(&skew, i * MINUTE_MS, day_ms), day_ms);
	assert_int_equal(skew_ahead_ms(&skew, after(0)), 0);
}

/* An old event among them does not count, nor end the row. */
static void what_is_put_right_is_shown_by_newer_events_only(void **state)
{
	struct skew skew = { .learnt = false };
	int64_t hour_ms = 3600000;

	(void)state;
	for (int i = 0; i < SKEW_EARLY_MIN; i++)
		note(&skew, 0, -hour_ms);
	for (int i = 0; i < 20; i++)
		assert_int_equal(note(&skew, i * MINUTE_MS, 100 + i * MINUTE_MS),
				 hour_ms + 100 + i * MINUTE_MS);
}

static void a_date_tells_a_slow_clock_from_late_events(void **state)
{
	struct skew skew = { .learnt = false }, late = { .learnt = false };

	(void)state;
	for (int i = 0; i < SKEW_EVENTS_MIN - 1; i++)
		assert_int_equal(note_dated(&skew, i, 31000, 30000), 31000);
	assert_int_equal(note_dated(&skew, 100, 31000, 30000), 1000);
	for (int i = 0; i < 20; i++)
		assert_int_equal(note_dated(&late, i * MINUTE_MS, 31000, 1000), 31000);
}

/* It is not signed: an old request could be sent again with any. */
static void a_date_makes_nothing_later_than_the_event_says(void **state)
{
	struct skew skew = { .learnt = false };

	(void)state;
	for (int i = 0; i < SKEW_EVENTS_MIN; i++)
		note_dated(&skew, i, 3000, 900000);
	assert_int_equal(skew_ahead_ms(&skew, after(100)), -3000);
	assert_int_equal(note_dated(&skew, 200, 3000, -900000), 0);
	assert_int_equal(skew_ahead_ms(&skew, after(200)), -3000);
}

static void a_step_of_our_wall_clock_changes_nothing_that_is_learnt(void **state)
{
	struct skew skew = { .learnt = false };
	struct skew_now wrong = { BOOT_MS, 1000 }, right = { BOOT_MS + 5000, WALL_MS };

	(void)state;
	for (int i = 0; i < SKEW_EARLY_MIN; i++)
		skew_note(&skew, wrong, (struct skew_event){ WALL_MS - 5000, 0 });
	assert_int_equal(skew_boot_ms(&skew, wrong, WALL_MS - 5000), BOOT_MS);
	assert_int_equal(skew_boot_ms(&skew, right, WALL_MS), BOOT_MS + 5000);
	assert_int_equal(skew_ahead_ms(&skew, right), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(at_first_both_clocks_are_one),
		cmocka_unit_test(a_little_ahead_is_believed_at_once),
		cmocka_unit_test(far_ahead_is_believed_when_it_is_said_again),
		cmocka_unit_test(a_misdated_event_changes_nothing),
		cmocka_unit_test(lateness_is_not_the_clock_before_enough_events_and_time),
		cmocka_unit_test(bounds_are_where_they_are_said_to_be),
		cmocka_unit_test(what_comes_at_once_teaches_nothing),
		cmocka_unit_test(the_least_late_of_them_shows_the_clock),
		cmocka_unit_test(few_events_do_not_make_a_clock),
		cmocka_unit_test(one_event_in_time_ends_the_suspicion),
		cmocka_unit_test(old_events_sent_again_teach_nothing),
		cmocka_unit_test(a_clock_that_was_ahead_may_be_put_right),
		cmocka_unit_test(old_events_put_no_clock_right),
		cmocka_unit_test(what_is_put_right_is_shown_by_newer_events_only),
		cmocka_unit_test(a_date_tells_a_slow_clock_from_late_events),
		cmocka_unit_test(a_date_makes_nothing_later_than_the_event_says),
		cmocka_unit_test(a_step_of_our_wall_clock_changes_nothing_that_is_learnt),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
