/* test_text.c - foreign text becomes harmless.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "text.h"

static void assert_clean(const char *src, const char *want)
{
	char got[TEXT_BYTES];

	assert_int_equal(text_clean(got, sizeof(got), src), strlen(want));
	assert_string_equal(got, want);
}

static void plain_text_and_proper_utf8_stay_as_they_are(void **state)
{
	(void)state;
	assert_clean("HTTP 500", "HTTP 500");
	assert_clean("grün \xe2\x82\xac \xf0\x9f\xa4\x96", "grün \xe2\x82\xac \xf0\x9f\xa4\x96");
	assert_clean("", "");
	assert_clean(NULL, "");
}

static void control_characters_go_and_white_space_becomes_one_blank(void **state)
{
	(void)state;
	assert_clean("a\r\n\tb", "a b");
	assert_clean(" \n a \xe2\x80\xa8 b \n", "a b");
	assert_clean("a\x01\x02\x7f"
		     "b\b",
		     "ab");
	assert_clean("waha: act\nforged: line", "waha: act forged: line");
}

static void escape_sequences_go_as_a_whole(void **state)
{
	(void)state;
	assert_clean("\033[31mred\033[0m", "red");
	assert_clean("\033[38;5;196mred", "red");
	assert_clean("\033]0;title\a", "]0;title");
	assert_clean("end\033[", "end");
}

static void broken_utf8_loses_only_its_broken_bytes(void **state)
{
	(void)state;
	assert_clean("a\xff\xfe"
		     "b",
		     "ab");
	assert_clean("a\xe2\x82", "a");
	assert_clean("\xc0\xaf"
		     "x",
		     "x"); /* overlong */
	assert_clean("\xed\xa0\x80"
		     "x",
		     "x"); /* a surrogate */
	assert_clean("\xf4\x90\x80\x80"
		     "x",
		     "x"); /* beyond Unicode */
	assert_clean("\x80x", "x");
}

static void marks_that_turn_the_direction_go(void **state)
{
	(void)state;
	assert_clean("a\xe2\x80\xae"
		     "b\xe2\x81\xa6"
		     "c\xe2\x80\x8f",
		     "abc");
	assert_clean("a\xc2\x9b"
		     "b",
		     "ab"); /* a C1 control */
}

static void text_is_cut_at_200_bytes_between_characters(void **state)
{
	char src[300], got[300];

	(void)state;
	memset(src, 'x', sizeof(src));
	src[299] = '\0';
	assert_int_equal(text_clean(got, sizeof(got), src), TEXT_MAX_BYTES);
	memcpy(src + 199, "\xe2\x82\xac", 3);
	assert_int_equal(text_clean(got, sizeof(got), src), 199);
	assert_int_equal(text_clean(got, 4, "abcdef"), 3);
	assert_string_equal(got, "abc");
	assert_int_equal(text_clean(got, 0, "abcdef"), 0);
}

static void scrubbing_cuts_only_where_the_room_ends(void **state)
{
	char src[300], got[300];

	(void)state;
	memset(src, 'x', sizeof(src));
	src[299] = '\0';
	assert_int_equal(text_scrub(got, sizeof(got), src), 299);
	assert_string_equal(got, src);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_text_and_proper_utf8_stay_as_they_are),
		cmocka_unit_test(control_characters_go_and_white_space_becomes_one_blank),
		cmocka_unit_test(escape_sequences_go_as_a_whole),
		cmocka_unit_test(broken_utf8_loses_only_its_broken_bytes),
		cmocka_unit_test(marks_that_turn_the_direction_go),
		cmocka_unit_test(text_is_cut_at_200_bytes_between_characters),
		cmocka_unit_test(scrubbing_cuts_only_where_the_room_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
