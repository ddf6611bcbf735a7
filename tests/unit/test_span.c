/* test_span.c - spans as a person reads them.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "span.h"

static void two_units_are_enough_and_nothing_is_rounded_up(void **state)
{
	static const struct {
		int64_t ms;
		const char *text;
	} rows[] = {
		{ -5000, "0s" },
		{ 0, "0s" },
		{ 1, "1ms" },
		{ 999, "999ms" },
		{ 1000, "1s" },
		{ 59999, "59s" },
		{ 60000, "1m" },
		{ 61000, "1m 1s" },
		{ 3599999, "59m 59s" },
		{ 3600000, "1h" },
		{ 3659999, "1h" },
		{ 3660000, "1h 1m" },
		{ 86399999, "23h 59m" },
		{ 86400000, "1d" },
		{ 90000000, "1d 1h" },
		{ INT64_C(400) * 86400000, "400d" },
	};
	char text[SPAN_BYTES];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(span_format(rows[i].ms, text), rows[i].text);
}

static void the_longest_span_fits(void **state)
{
	char text[SPAN_BYTES];

	(void)state;
	assert_string_equal(span_format(INT64_MAX, text), "106751991167d 7h");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_units_are_enough_and_nothing_is_rounded_up),
		cmocka_unit_test(the_longest_span_fits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
