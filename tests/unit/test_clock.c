/* test_clock.c - clocks run, and wall time reads as it is written.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <string.h>

#include <cmocka.h>

#include "clock.h"

static void assert_text(int64_t wall_ms, const char *want)
{
	char text[CLOCK_WALL_TEXT_BYTES];
	int64_t back_ms = -1;

	clock_wall_text(text, sizeof(text), wall_ms);
	assert_string_equal(text, want);
	assert_int_equal(clock_wall_parse(text, &back_ms), 0);
	assert_int_equal(back_ms, wall_ms);
}

static void wall_time_is_iso_8601_in_utc_and_reads_back(void **state)
{
	(void)state;
	assert_text(0, "1970-01-01T00:00:00.000Z");
	assert_text(1785196800123, "2026-07-28T00:00:00.123Z");
	assert_text(-1, "1969-12-31T23:59:59.999Z");
	assert_text(1709164800000, "2024-02-29T00:00:00.000Z");
	assert_text(253402300799999, "9999-12-31T23:59:59.999Z");
	assert_text(-62135596800000, "0001-01-01T00:00:00.000Z");
}

static void other_spellings_of_wall_time_are_read(void **state)
{
	int64_t ms;

	(void)state;
	assert_int_equal(clock_wall_parse("2026-07-28T00:00:00Z", &ms), 0);
	assert_int_equal(ms, 1785196800000);
	assert_int_equal(clock_wall_parse("2026-07-28T02:00:00.5+02:00", &ms), 0);
	assert_int_equal(ms, 1785196800500);
	assert_int_equal(clock_wall_parse("2026-07-27T20:30:00-0330", &ms), 0);
	assert_int_equal(ms, 1785196800000);
	assert_int_equal(clock_wall_parse("2026-07-28T00:00:00.123456789Z", &ms), 0);
	assert_int_equal(ms, 1785196800123);
	assert_int_equal(clock_wall_parse("2026-07-28T00:00:00", &ms), 0);
	assert_int_equal(ms, 1785196800000);
}

static void what_is_no_wall_time_is_refused_and_changes_nothing(void **state)
{
	static const char *const broken[] = {
		"",
		"2026",
		"2026-07-28",
		"2026-13-01T00:00:00Z",
		"2026-00-01T00:00:00Z",
		"2026-07-28T24:00:00Z",
		"2026-07-28 00:00:00Z",
		"2026-07-28T00:00:00Zx",
		"2026-07-28T00:00:00+",
		"2026-07-28T00:00:00+2",
		"20x6-07-28T00:00:00Z",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		int64_t ms = 42;

		assert_int_equal(clock_wall_parse(broken[i], &ms), -EINVAL);
		assert_int_equal(ms, 42);
	}
}

static void a_time_beyond_the_calendar_is_invalid(void **state)
{
	char text[CLOCK_WALL_TEXT_BYTES];

	(void)state;
	clock_wall_text(text, sizeof(text), INT64_MAX);
	assert_string_equal(text, "invalid");
	clock_wall_text(text, sizeof(text), 253402300800000);
	assert_string_equal(text, "invalid");
}

static void boot_time_does_not_lag_behind_monotonic_time(void **state)
{
	int64_t mono_ms = clock_mono_ms();
	int64_t boot_ms = clock_boot_ms();

	(void)state;
	assert_true(mono_ms > 0);
	assert_true(boot_ms >= mono_ms);
	assert_true(clock_boot_ms() >= boot_ms);
	assert_true(clock_wall_ms() > 1577836800000);
}

static void a_boot_has_one_name(void **state)
{
	char id[CLOCK_BOOT_ID_BYTES], again[CLOCK_BOOT_ID_BYTES], small[8];

	(void)state;
	assert_int_equal(clock_boot_id(id, sizeof(id)), 0);
	assert_int_equal(strlen(id), CLOCK_BOOT_ID_BYTES - 1);
	assert_int_equal(clock_boot_id(again, sizeof(again)), 0);
	assert_string_equal(id, again);
	assert_int_equal(clock_boot_id(small, sizeof(small)), -EINVAL);
	assert_string_equal(small, "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wall_time_is_iso_8601_in_utc_and_reads_back),
		cmocka_unit_test(other_spellings_of_wall_time_are_read),
		cmocka_unit_test(what_is_no_wall_time_is_refused_and_changes_nothing),
		cmocka_unit_test(a_time_beyond_the_calendar_is_invalid),
		cmocka_unit_test(boot_time_does_not_lag_behind_monotonic_time),
		cmocka_unit_test(a_boot_has_one_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
