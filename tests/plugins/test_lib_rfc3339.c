/* test_lib_rfc3339.c - moments as logs write them.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <time.h>

#include "rfc3339.h"

#define SECOND_NS INT64_C(1000000000)

static void assert_reads(const char *text, size_t bytes, int64_t s, int64_t ns)
{
	int64_t unix_ns = -1;

	assert_int_equal(rfc3339_read(text, strlen(text), &unix_ns), bytes);
	assert_int_equal(unix_ns, s * SECOND_NS + ns);
}

static void assert_refused(const char *text)
{
	int64_t unix_ns = 0;

	if (rfc3339_read(text, strlen(text), &unix_ns))
		fail_msg("read '%s'", text);
}

static void all_that_loggers_write_is_read(void **state)
{
	(void)state;
	assert_reads("2026-11-22T06:43:38.406676131Z", 30, 1795329818, 406676131);
	assert_reads("2026-11-22T06:43:38Z", 20, 1795329818, 0);
	assert_reads("2026-11-22 06:43:38,055", 23, 1795329818, 55000000);
	assert_reads("2026-11-22t06:43:38.5z", 22, 1795329818, 500000000);
	assert_reads("1970-01-01T00:00:00Z", 20, 0, 0);
	assert_reads("2261-12-31T23:59:59.999999999Z", 30, 9214646399, 999999999);
}

static void zones_are_taken_away(void **state)
{
	(void)state;
	assert_reads("2026-11-22T08:43:38.25+02:00", 28, 1795329818, 250000000);
	assert_reads("2026-11-22T01:13:38-0530", 24, 1795329818, 0);
	assert_reads("2026-11-22T06:43:38.055000000+00:00", RFC3339_BYTES_MAX, 1795329818,
		     55000000);
}

static void what_follows_is_left_alone(void **state)
{
	(void)state;
	assert_reads("2026-11-22T06:43:38Z {\"a\":1}", 20, 1795329818, 0);
	assert_reads("2026-11-22 06:43:38. Then", 19, 1795329818, 0);
	assert_reads("2026-11-22 06:43:38 -1", 19, 1795329818, 0);
	assert_reads("2026-11-22 06:43:38-1:00", 19, 1795329818, 0);
	assert_reads("2026-11-22 06:43:38+25:00", 19, 1795329818, 0);
	assert_reads("2026-11-22 06:43:38+01:60", 19, 1795329818, 0);
	assert_reads("2026-11-22 06:43:38+01:x", 19, 1795329818, 0);
	assert_reads("2026-11-22 06:43:38.1234567891", 29, 1795329818, 123456789);
}

static void what_is_no_moment_is_refused(void **state)
{
	const char *whole = "2026-11-22T06:43:38";
	int64_t unix_ns;

	(void)state;
	for (size_t bytes = 0; bytes < strlen(whole); bytes++)
		assert_int_equal(rfc3339_read(whole, bytes, &unix_ns), 0);
	assert_refused("0001-01-01T00:00:00Z");
	assert_refused("2262-01-01T00:00:00Z");
	assert_refused("2026-13-22T06:43:38Z");
	assert_refused("2026-00-22T06:43:38Z");
	assert_refused("2026-11-00T06:43:38Z");
	assert_refused("2026-11-32T06:43:38Z");
	assert_refused("2026-11-22T24:43:38Z");
	assert_refused("2026-11-22T06:60:38Z");
	assert_refused("2026-11-22T06:43:61Z");
	assert_refused("2026-11-22_06:43:38Z");
	assert_refused("2O26-11-22T06:43:38Z");
	assert_refused("+026-11-22T06:43:38Z");
}

static void every_day_is_the_one_that_the_library_knows(void **state)
{
	(void)state;
	for (time_t day_s = 43200; day_s < INT64_C(9214646400); day_s += 86400) {
		char text[64];
		struct tm tm;

		gmtime_r(&day_s, &tm);
		strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm);
		assert_reads(text, 20, day_s, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_that_loggers_write_is_read),
		cmocka_unit_test(zones_are_taken_away),
		cmocka_unit_test(what_follows_is_left_alone),
		cmocka_unit_test(what_is_no_moment_is_refused),
		cmocka_unit_test(every_day_is_the_one_that_the_library_knows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
