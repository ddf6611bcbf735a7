/* test_lines.c - bytes in any pieces become the same lines.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lines.h"

struct got {
	char text[2000]; /* lines, each followed by | */
	int stop_after;
};

static bool take(void *arg, const char *line, size_t bytes)
{
	struct got *got = arg;

	assert_int_equal(line[bytes], '\0');
	strcat(got->text, line);
	strcat(got->text, "|");
	return --got->stop_after != 0;
}

/* Feeds text in pieces of that size. */
static void feed(struct lines *lines, const char *text, size_t piece)
{
	char data[2000];

	for (size_t at = 0, n; at < strlen(text); at += n) {
		n = strlen(text) - at < piece ? strlen(text) - at : piece;
		memcpy(data, text + at, n);
		lines_feed(lines, data, n);
	}
}

static void pieces_of_any_size_give_the_same_lines(void **state)
{
	(void)state;
	for (size_t piece = 1; piece < 40; piece++) {
		struct got got = { "", 0 };
		struct lines lines;

		lines_init(&lines, 10, take, &got);
		feed(&lines, "one\ntwo\r\n\nexactly10!\nmuch too long\nfour\nbegun", piece);
		assert_string_equal(got.text, "one|two||exactly10!|much too l|four|");
		lines_end(&lines);
		assert_string_equal(got.text, "one|two||exactly10!|much too l|four|begun|");
		lines_fini(&lines);
	}
}

static void a_line_that_is_too_long_is_given_before_it_ends(void **state)
{
	struct got got = { "", 0 };
	struct lines lines;

	(void)state;
	lines_init(&lines, 4, take, &got);
	feed(&lines, "abcd", 9);
	assert_string_equal(got.text, "");
	feed(&lines, "e", 9);
	assert_string_equal(got.text, "abcd|");
	feed(&lines, "fgh\nnext\n", 9);
	assert_string_equal(got.text, "abcd|next|");
	lines_fini(&lines);
}

static void a_begun_line_can_be_dropped_with_its_rest_or_without(void **state)
{
	struct got got = { "", 0 };
	struct lines lines;

	(void)state;
	lines_init(&lines, 100, take, &got);
	feed(&lines, "lost", 9);
	lines_skip(&lines, false);
	feed(&lines, "kept\nlost", 9);
	lines_skip(&lines, true);
	feed(&lines, " as well\nkept too\n", 99);
	assert_string_equal(got.text, "kept|kept too|");
	lines_end(&lines);
	assert_string_equal(got.text, "kept|kept too|");
	lines_fini(&lines);
}

static void nothing_is_given_after_the_taker_has_enough(void **state)
{
	struct got got = { "", 2 };
	struct lines lines;

	(void)state;
	lines_init(&lines, 100, take, &got);
	feed(&lines, "a\nb\nc\nd\n", 99);
	assert_string_equal(got.text, "a|b|");
	lines_fini(&lines);
}

static bool measure(void *arg, const char *line, size_t bytes)
{
	(void)line;
	*(size_t *)arg = bytes;
	return true;
}

static void a_nul_byte_is_a_byte_like_any_other(void **state)
{
	char data[] = "a\0b\n";
	size_t bytes = 0;
	struct lines lines;

	(void)state;
	lines_init(&lines, 100, measure, &bytes);
	lines_feed(&lines, data, 4);
	assert_int_equal(bytes, 3);
	lines_fini(&lines);
}

static void lines_that_come_together_are_given_together_if_wanted(void **state)
{
	struct got got = { "", 0 };
	struct lines lines;

	(void)state;
	lines_init(&lines, 4, take, &got);
	lines.together = true;
	feed(&lines, "1\n2\n\nlonger than four\nbeg", 100);
	assert_string_equal(got.text, "1\n2\n\nlonger than four|");
	feed(&lines, "un\n3\r\n4\r\n", 100);
	assert_string_equal(got.text, "1\n2\n\nlonger than four|begu|3\r\n4|");
	feed(&lines, "too long\n5\n", 6);
	assert_string_equal(got.text, "1\n2\n\nlonger than four|begu|3\r\n4|too |5|");
	lines_fini(&lines);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_of_any_size_give_the_same_lines),
		cmocka_unit_test(a_line_that_is_too_long_is_given_before_it_ends),
		cmocka_unit_test(a_begun_line_can_be_dropped_with_its_rest_or_without),
		cmocka_unit_test(nothing_is_given_after_the_taker_has_enough),
		cmocka_unit_test(a_nul_byte_is_a_byte_like_any_other),
		cmocka_unit_test(lines_that_come_together_are_given_together_if_wanted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
