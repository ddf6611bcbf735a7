/* test_lib_moment.c - times as logs write them.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "moment.h"

#define AT INT64_C(1795301015055) /* 2026-11-21T22:43:35.055Z */
#define WHOLE (AT / 1000 * 1000)
#define MINUTE INT64_C(60000)
#define HOUR (60 * MINUTE)

static void assert_reads(enum moment_form form, const char *text, int64_t wall_ms)
{
	int64_t read_ms = -1;

	if (!moment_read(form, text, 0, &read_ms))
		fail_msg("%s cannot be read", text);
	assert_int_equal(read_ms, wall_ms);
	assert_int_equal(moment_bytes(form, text, text + strlen(text)), strlen(text));
}

static void assert_fails(enum moment_form form, const char *text)
{
	int64_t read_ms;

	if (moment_read(form, text, 0, &read_ms))
		fail_msg("%s was read as %lld", text, (long long)read_ms);
}

static void forms_have_names(void **state)
{
	(void)state;
	assert_int_equal(moment_form_named("", 0), MOMENT_EPOCH);
	assert_int_equal(moment_form_named("s}", 1), MOMENT_S);
	assert_int_equal(moment_form_named("ms", 2), MOMENT_MS);
	assert_int_equal(moment_form_named("iso", 3), MOMENT_ISO);
	assert_int_equal(moment_form_named("is", 2), 0);
}

static void numbers_are_seconds_or_milliseconds(void **state)
{
	(void)state;
	assert_reads(MOMENT_EPOCH, "1795301015055", AT);
	assert_reads(MOMENT_EPOCH, "1795301015", WHOLE);
	assert_reads(MOMENT_MS, "1795301015055", AT);
	assert_reads(MOMENT_MS, "1795301015", 1795301015);
	assert_reads(MOMENT_S, "1795301015", WHOLE);
	assert_reads(MOMENT_S, "1795301015.055", AT);
	assert_reads(MOMENT_S, "1795301015.0559", AT);
	assert_reads(MOMENT_S, "1795301015.05", AT - 5);
}

static void what_is_no_number_of_the_form_is_no_time(void **state)
{
	(void)state;
	assert_fails(MOMENT_EPOCH, "");
	assert_fails(MOMENT_EPOCH, "-5");
	assert_fails(MOMENT_EPOCH, "1795301015.055");
	assert_fails(MOMENT_MS, "12x");
	assert_fails(MOMENT_MS, "1234567890123456");
	assert_fails(MOMENT_EPOCH, "99999999999999999999999999");
	assert_fails(MOMENT_S, "1795301015055");
	assert_fails(MOMENT_S, "1795301015.");
}

static void iso_times_are_read_with_every_zone(void **state)
{
	(void)state;
	assert_reads(MOMENT_ISO, "2026-11-21T22:43:35.055+00:00", AT);
	assert_reads(MOMENT_ISO, "2026-11-21T22:43:35.055Z", AT);
	assert_reads(MOMENT_ISO, "2026-11-21t22:43:35.055z", AT);
	assert_reads(MOMENT_ISO, "2026-11-21 22:43:35,055Z", AT);
	assert_reads(MOMENT_ISO, "2026-11-21T22:43:35.055123456Z", AT);
	assert_reads(MOMENT_ISO, "2026-11-22T00:43:35.055+02:00", AT);
	assert_reads(MOMENT_ISO, "2026-11-22T04:13:35.055+0530", AT);
	assert_reads(MOMENT_ISO, "2026-11-21 17:43:35-0500", WHOLE);
}

static void what_is_no_iso_time_is_refused(void **state)
{
	static const char *const bad[] = {
		"",
		"2026",
		"2026-11-21",
		"2026-11-21T22:43",
		"26-11-21T22:43:35Z",
		"2026-13-21T22:43:35Z",
		"2026-11-00T22:43:35Z",
		"2026-11-21T24:43:35Z",
		"2026-11-21T22:43:61Z",
		"1969-11-21T22:43:35Z",
		"2026-11-21T22:43:35+99:00",
		"2026-11-21T22:43:35.Z",
		"2026-11-21T22:43:35+1",
		"2026-11-21T22:43:35+12:3",
		"2026-11-21T22:43:35Z.",
		"2026-11-21T22:43:35", /* no zone, and nobody knows when it came */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_fails(MOMENT_ISO, bad[i]);
}

static void assert_zoneless(const char *text, int64_t arrived_ms, int64_t wall_ms)
{
	int64_t read_ms = -1;

	assert_true(moment_read(MOMENT_ISO, text, arrived_ms, &read_ms));
	assert_int_equal(read_ms, wall_ms);
}

static void a_time_without_a_zone_is_one_of_the_gateways_wall(void **state)
{
	int64_t read_ms;

	(void)state;
	assert_zoneless("2026-11-21 22:43:35.055", AT + 200, AT);
	assert_zoneless("2026-11-22 00:43:35.055", AT + 200, AT); /* two hours east */
	assert_zoneless("2026-11-21 17:43:35.055", AT + 200, AT);
	assert_zoneless("2026-11-22 04:28:35.055", AT + 200, AT); /* Nepal */
	assert_zoneless("2026-11-21 22:43:35.055", AT + 7 * MINUTE, AT);
	assert_zoneless("2026-11-21 22:43:35.055", AT - 3000, AT); /* its clock is ahead */
	assert_zoneless("2026-11-21 22:43:35.055", AT + 10 * MINUTE, AT + 15 * MINUTE);
	assert_false(moment_read(MOMENT_ISO, "2026-11-21 22:43:35", AT + 16 * HOUR, &read_ms));
	assert_false(moment_read(MOMENT_ISO, "2026-11-21 22:43:35", AT - 16 * HOUR, &read_ms));
}

static void only_what_has_the_form_belongs_to_the_time(void **state)
{
	static const char line[] = "2026-11-21 22:43:35 -1 item";
	static const char prompt[] = "1795301015.055. Next";

	(void)state;
	assert_int_equal(moment_bytes(MOMENT_ISO, line, line + strlen(line)), 19);
	assert_int_equal(moment_bytes(MOMENT_ISO, line, line + 18), 0);
	assert_int_equal(moment_bytes(MOMENT_S, prompt, prompt + strlen(prompt)), 14);
	assert_int_equal(moment_bytes(MOMENT_MS, prompt, prompt + strlen(prompt)), 10);
	assert_int_equal(moment_bytes(MOMENT_EPOCH, "x", "x" + 1), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forms_have_names),
		cmocka_unit_test(numbers_are_seconds_or_milliseconds),
		cmocka_unit_test(what_is_no_number_of_the_form_is_no_time),
		cmocka_unit_test(iso_times_are_read_with_every_zone),
		cmocka_unit_test(what_is_no_iso_time_is_refused),
		cmocka_unit_test(a_time_without_a_zone_is_one_of_the_gateways_wall),
		cmocka_unit_test(only_what_has_the_form_belongs_to_the_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
