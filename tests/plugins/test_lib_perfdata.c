/* test_lib_perfdata.c - what monitoring plugins print.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "perfdata.h"

#define NONE INT64_MIN

static int64_t value_of(const char *output, const char *label)
{
	int64_t value = NONE;

	return perfdata_find(output, label, &value) ? value : NONE;
}

static void assert_text(const char *output, const char *text)
{
	char out[32];

	perfdata_copy_text(out, sizeof(out), output);
	assert_string_equal(out, text);
}

static void the_text_is_the_first_line_without_numbers(void **state)
{
	(void)state;
	assert_text("TCP OK - fine|time=0.1s\n", "TCP OK - fine");
	assert_text("TCP OK - fine\nmore\n", "TCP OK - fine");
	assert_text("no newline", "no newline");
	assert_text("", "");
	assert_text("\n\n", "");
	assert_text("| time=1", "");
	assert_text("\n  late\t text \n", "late text");
	assert_text("\x1b[31mred\x1b[0m \x01 and\xff cut | x=1", "red and cut");
	assert_text("0123456789012345678901234567890123456789 | x=1",
		    "0123456789012345678901234567890");
}

static void a_number_is_found_by_its_label(void **state)
{
	static const char real[] =
		"HTTP OK: HTTP/1.1 200 OK - 854 bytes in 0.003 second response time "
		"|time=0.003170s;;;0.000000;10.000000 size=854B;;;0\n";

	(void)state;
	assert_int_equal(value_of(real, "time"), 3);
	assert_int_equal(value_of(real, "size"), 854000);
	assert_int_equal(value_of(real, "siz"), NONE);
	assert_int_equal(value_of(real, "sizes"), NONE);
	assert_int_equal(value_of(real, "HTTP/1.1"), NONE);
	assert_int_equal(value_of("OK|a=1 b=-2.5;;; c=.5% d=1e3c", "b"), -2500);
	assert_int_equal(value_of("OK|a=1 b=-2.5;;; c=.5% d=1e3c", "c"), 500);
	assert_int_equal(value_of("OK|a=1 b=-2.5;;; c=.5% d=1e3c", "d"), 1000000);
}

static void labels_may_be_quoted(void **state)
{
	static const char output[] =
		"OK | 'messages in'=12c;; 'it''s'=3 'a=b'=4 'a|b'=5 ''=6 plain=7";

	(void)state;
	assert_int_equal(value_of(output, "messages in"), 12000);
	assert_int_equal(value_of(output, "it's"), 3000);
	assert_int_equal(value_of(output, "a=b"), 4000);
	assert_int_equal(value_of(output, "a|b"), 5000);
	assert_int_equal(value_of(output, "plain"), 7000);
	assert_int_equal(value_of(output, "in"), NONE);
	assert_int_equal(value_of(output, "a"), NONE);
}

static void numbers_stand_in_long_output_too(void **state)
{
	static const char output[] = "DISK OK | /=2643MB;5948;5958;0;5968\n"
				     "/ 15272 MB\n/boot 68 MB x=9\n"
				     "/var/log 819 MB | /boot=68MB;88;93;0;98\n"
				     "/home=69357MB;253404\n/var=818MB\n";

	(void)state;
	assert_int_equal(value_of(output, "/"), 2643000);
	assert_int_equal(value_of(output, "/boot"), 68000);
	assert_int_equal(value_of(output, "/home"), 69357000);
	assert_int_equal(value_of(output, "/var"), 818000);
	assert_int_equal(value_of(output, "x"), NONE);
	/* The library of a check warned before it spoke. */
	assert_int_equal(value_of("warning: x\nOK|a=1\nb=2\n", "a"), 1000);
}

static void what_is_no_number_is_no_value(void **state)
{
	static const char *const outputs[] = { "OK|a=U",   "OK|a=",     "OK|a=;1",   "OK|a",
					       "OK|'a",    "OK|'a'",    "OK|a=x1",   "OK|a=nan",
					       "OK|a=inf", "OK|a=1e99", "OK|a=-nan", "OK|a=-",
					       "OK|",      "|",         "",          "OK a=1",
					       "OK|a =1",  "OK|=1",     "OK|'a''=1" };

	(void)state;
	for (size_t i = 0; i < sizeof(outputs) / sizeof(outputs[0]); i++)
		assert_int_equal(value_of(outputs[i], "a"), NONE);
}

static void large_counters_keep_their_order(void **state)
{
	(void)state;
	assert_true(value_of("OK|a=9000000000000000", "a") >
		    value_of("OK|a=8999999999999999", "a"));
	assert_int_equal(value_of("OK|a=9000000000000002", "a"), NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_text_is_the_first_line_without_numbers),
		cmocka_unit_test(a_number_is_found_by_its_label),
		cmocka_unit_test(labels_may_be_quoted),
		cmocka_unit_test(numbers_stand_in_long_output_too),
		cmocka_unit_test(what_is_no_number_is_no_value),
		cmocka_unit_test(large_counters_keep_their_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
