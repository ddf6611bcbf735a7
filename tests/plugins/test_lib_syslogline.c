/* test_lib_syslogline.c - lines as syslog daemons take them.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "syslogline.h"

static struct syslogline plain_line(void)
{
	return (struct syslogline){ .facility = 3,
				    .severity = SYSLOGLINE_WARNING,
				    .wall_ms = INT64_C(1795302186042),
				    .host = "edge",
				    .what = "opened",
				    .target = "waha/omer",
				    .incident = "3",
				    .id = "0a1b2c-7",
				    .text = "waha/omer is in trouble\n(down for 95 s)" };
}

static void the_boxs_own_daemon_gets_local_time_and_one_line(void **state)
{
	const struct syslogline line = plain_line();
	char out[SYSLOGLINE_BYTES], want[200];
	size_t bytes;

	(void)state;
	setenv("TZ", "UTC-2", 1);
	tzset();
	bytes = syslogline_write_local(out, &line);
	assert_int_equal(bytes, strlen(out));
	snprintf(want, sizeof(want),
		 "<28>Nov 22 01:03:06 muzzle[%d]: waha/omer is in trouble (down for 95 s)",
		 (int)getpid());
	assert_string_equal(out, want);
}

static void others_get_structured_data_and_utc(void **state)
{
	const struct syslogline line = plain_line();
	char out[SYSLOGLINE_BYTES], want[300];
	size_t bytes;

	(void)state;
	bytes = syslogline_write_remote(out, &line);
	assert_int_equal(bytes, strlen(out));
	snprintf(
		want, sizeof(want),
		"<28>1 2026-11-21T23:03:06.042Z edge muzzle %d opened [muzzle@32473 incident=\"3\" "
		"target=\"waha/omer\" id=\"0a1b2c-7\"] waha/omer is in trouble (down for 95 s)",
		(int)getpid());
	assert_string_equal(out, want);
}

static void odd_values_stay_values_and_missing_ones_are_left_out(void **state)
{
	struct syslogline line = plain_line();
	char out[SYSLOGLINE_BYTES];

	(void)state;
	line.host = line.incident = "";
	line.target = "a\"b]c\\d";
	assert_true(syslogline_write_remote(out, &line) > 0);
	assert_non_null(strstr(out, "042Z - muzzle "));
	assert_non_null(strstr(out, "[muzzle@32473 target=\"a\\\"b\\]c\\\\d\" id="));
}

static void a_long_text_is_cut_between_characters(void **state)
{
	struct syslogline line = plain_line();
	char out[SYSLOGLINE_BYTES], text[6001];
	size_t bytes;

	(void)state;
	for (size_t i = 0; i < 6000; i += 3)
		memcpy(text + i, "\xe2\x82\xac", 4);
	line.text = text;
	for (size_t facility = 9; facility < 11; facility++) { /* one digit more or less */
		line.facility = (int64_t)facility * 2;
		bytes = syslogline_write_remote(out, &line);
		assert_in_range(bytes, SYSLOGLINE_BYTES - 4, SYSLOGLINE_BYTES - 1);
		assert_memory_equal(out + bytes - 3, "\xe2\x82\xac", 4);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_boxs_own_daemon_gets_local_time_and_one_line),
		cmocka_unit_test(others_get_structured_data_and_utc),
		cmocka_unit_test(odd_values_stay_values_and_missing_ones_are_left_out),
		cmocka_unit_test(a_long_text_is_cut_between_characters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
