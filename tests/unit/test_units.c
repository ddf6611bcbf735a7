/* test_units.c - durations, rates, sizes, names, near misses.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "units.h"

static void every_unit_of_time_is_milliseconds(void **state)
{
	static const struct {
		const char *text;
		int64_t msec;
	} cases[] = {
		{ "0s", 0 },
		{ "1ms", 1 },
		{ "500ms", 500 },
		{ "30s", 30000 },
		{ "5m", 300000 },
		{ "2h", 7200000 },
		{ "7d", 604800000 },
		{ "730d", 63072000000 },
		{ "007s", 7000 },
		{ "106751991167d", 9223372036828800000 },
		{ "1h30m", 5400000 },
		{ "1h 30m", 5400000 },
		{ "1d2h3m4s5ms", 93784005 },
	};
	const char *why;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t msec = -1;

		assert_int_equal(units_parse_msec(cases[i].text, &msec, &why), 0);
		assert_int_equal(msec, cases[i].msec);
	}
}

static void a_number_without_a_unit_is_refused_and_told_so(void **state)
{
	int64_t msec;
	const char *why = "";

	(void)state;
	assert_int_not_equal(units_parse_msec("30", &msec, &why), 0);
	assert_non_null(strstr(why, "needs a unit"));
}

static void what_is_no_duration_is_refused(void **state)
{
	static const char *const cases[] = {
		"",
		"s",
		"-5s",
		"5 s",
		" 5s",
		"5s ",
		"1.5s",
		"5S",
		"5sec",
		"30m1h",
		"5m5m",
		"1h30",
		"1h  30m",
		"1h 30m ",
		"1h,30m",
		"106751991167d8h",
		"1e3s",
		"0x5s",
		"+5s",
		"ms",
		"5mss",
		"5w",
		"99999999999999999999s",
		"106751991168d",
		"9223372036854775807d",
	};
	const char *why;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t msec;

		assert_int_not_equal(units_parse_msec(cases[i], &msec, &why), 0);
		assert_non_null(why);
	}
}

static void a_rate_is_a_count_and_a_window(void **state)
{
	static const char *const bad[] = { "",     "3",     "/30m",  "3/",    "3/30",
					   "3/0s", "3 /5m", "-1/5m", "3/5m/", "a/5m" };
	int64_t count, window_ms;
	const char *why;

	(void)state;
	assert_int_equal(units_parse_rate("3/30m", &count, &window_ms, &why), 0);
	assert_int_equal(count, 3);
	assert_int_equal(window_ms, 1800000);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_not_equal(units_parse_rate(bad[i], &count, &window_ms, &why), 0);
}

static void sizes_count_in_powers_of_1024(void **state)
{
	static const struct {
		const char *text;
		int64_t bytes;
	} cases[] = {
		{ "512", 512 },    { "64k", 65536 },   { "64K", 65536 },     { "64kB", 65536 },
		{ "4M", 4194304 }, { "4MB", 4194304 }, { "1G", 1073741824 }, { "7B", 7 },
	};
	int64_t bytes;
	const char *why;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(units_parse_bytes(cases[i].text, &bytes, &why), 0);
		assert_int_equal(bytes, cases[i].bytes);
	}
	assert_int_not_equal(units_parse_bytes("4T", &bytes, &why), 0);
	assert_int_not_equal(units_parse_bytes("9223372036854775807k", &bytes, &why), 0);
}

static void yes_and_no_have_three_spellings_each(void **state)
{
	static const char *const yes[] = { "yes", "true", "on" };
	static const char *const no[] = { "no", "false", "off" };
	const char *why;
	bool value;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(units_parse_bool(yes[i], &value, &why), 0);
		assert_true(value);
		assert_int_equal(units_parse_bool(no[i], &value, &why), 0);
		assert_false(value);
	}
	assert_int_not_equal(units_parse_bool("1", &value, &why), 0);
	assert_int_not_equal(units_parse_bool("Yes", &value, &why), 0);
}

static void whole_numbers_may_have_a_sign(void **state)
{
	int64_t number;
	const char *why;

	(void)state;
	assert_int_equal(units_parse_int("-137", &number, &why), 0);
	assert_int_equal(number, -137);
	assert_int_equal(units_parse_int("+78", &number, &why), 0);
	assert_int_equal(number, 78);
	assert_int_not_equal(units_parse_int("", &number, &why), 0);
	assert_int_not_equal(units_parse_int("-", &number, &why), 0);
	assert_int_not_equal(units_parse_int("7.0", &number, &why), 0);
	assert_int_not_equal(units_parse_int("--7", &number, &why), 0);
}

static void a_name_has_64_bytes_at_most(void **state)
{
	char name[66];

	(void)state;
	memset(name, 'x', sizeof(name));
	name[64] = '\0';
	assert_true(units_is_name(name));
	name[64] = 'x';
	name[65] = '\0';
	assert_false(units_is_name(name));
}

static void a_name_begins_with_no_dot_at_or_colon(void **state)
{
	static const char *const good[] = { "a",   "-",     "_x",
					    "0",   "a.b",   "49151@s.whatsapp.net",
					    "a:b", "A-Z_9", "azAZ09" };
	static const char *const bad[] = { "",    ".a",  "@a",       ":a", "a/b",
					   "a b", "a\n", "\xc3\xa4", "..", "a%" };

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_true(units_is_name(good[i]));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(units_is_name(bad[i]));
}

static void a_duration_is_written_in_its_largest_exact_unit(void **state)
{
	static const struct {
		int64_t msec;
		const char *text;
	} cases[] = {
		{ 0, "0s" },
		{ 1, "1ms" },
		{ 90000, "90s" },
		{ 60000, "1m" },
		{ 3600000, "1h" },
		{ 86400000, "1d" },
		{ 86400001, "86400001ms" },
		{ -30000, "-30s" },
		{ INT64_MAX, "9223372036854775807ms" },
	};
	char text[UNITS_TEXT_BYTES];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		units_format_msec(cases[i].msec, text);
		assert_string_equal(text, cases[i].text);
	}
}

static void distance_counts_changed_bytes(void **state)
{
	char longer[80];

	(void)state;
	assert_int_equal(units_distance("patience", "patience", 9), 0);
	assert_int_equal(units_distance("patence", "patience", 9), 1);
	assert_int_equal(units_distance("", "abc", 9), 3);
	assert_int_equal(units_distance("kitten", "sitting", 9), 3);
	assert_int_equal(units_distance("kitten", "sitting", 1), 2);
	assert_int_equal(units_distance("flaw", "lawn", 9), 2);
	assert_int_equal(units_distance("abc", "xabc", 9), 1);
	assert_int_equal(units_distance("xyabc", "abc", 9), 2);
	assert_int_equal(units_distance("abc", "", 9), 3);
	memset(longer, 'x', sizeof(longer) - 1);
	longer[79] = '\0';
	assert_int_equal(units_distance(longer, "x", 4), 5);
}

static void about_a_third_of_a_word_may_be_wrong(void **state)
{
	(void)state;
	assert_true(units_is_near("evry", "every"));
	assert_true(units_is_near("statuspoll", "status_poll"));
	assert_true(units_is_near("alret", "alert"));
	assert_true(units_is_near("mial", "mail"));
	assert_false(units_is_near("miol", "mail"));
	assert_false(units_is_near("amil2", "mail"));
	assert_true(units_is_near("ab", "ba"));
	assert_false(units_is_near("alrte_", "alert"));
	assert_false(units_is_near("url", "header"));
	assert_false(units_is_near("cat", "url"));
	assert_false(units_is_near("", "every"));
	assert_true(units_is_near("t", "to"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_unit_of_time_is_milliseconds),
		cmocka_unit_test(a_number_without_a_unit_is_refused_and_told_so),
		cmocka_unit_test(what_is_no_duration_is_refused),
		cmocka_unit_test(a_rate_is_a_count_and_a_window),
		cmocka_unit_test(sizes_count_in_powers_of_1024),
		cmocka_unit_test(yes_and_no_have_three_spellings_each),
		cmocka_unit_test(whole_numbers_may_have_a_sign),
		cmocka_unit_test(a_name_has_64_bytes_at_most),
		cmocka_unit_test(a_name_begins_with_no_dot_at_or_colon),
		cmocka_unit_test(a_duration_is_written_in_its_largest_exact_unit),
		cmocka_unit_test(distance_counts_changed_bytes),
		cmocka_unit_test(about_a_third_of_a_word_may_be_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
