/* test_lib_pointer.c - what is a JSON pointer.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "pointer.h"

static bool is_valid(const char *text)
{
	return pointer_is_valid(text, strlen(text));
}

static void a_pointer_is_empty_or_begins_with_a_slash(void **state)
{
	(void)state;
	assert_true(is_valid(""));
	assert_true(is_valid("/"));
	assert_true(is_valid("/a/0/b c"));
	assert_false(is_valid("a"));
	assert_false(is_valid("#/a"));
	assert_false(is_valid(" /a"));
}

static void a_tilde_escapes_a_slash_or_itself_and_nothing_else(void **state)
{
	(void)state;
	assert_true(is_valid("/a~1b/~0"));
	assert_true(is_valid("/~01"));
	assert_false(is_valid("/a~2b"));
	assert_false(is_valid("/~~"));
	assert_false(is_valid("/a~"));
	assert_true(is_valid("/a~0~1"));
}

static void no_byte_behind_the_pointer_is_read(void **state)
{
	(void)state;
	assert_true(pointer_is_valid("/a~2", 2));
	assert_false(pointer_is_valid("/a~1", 3));
	assert_true(pointer_is_valid("x", 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pointer_is_empty_or_begins_with_a_slash),
		cmocka_unit_test(a_tilde_escapes_a_slash_or_itself_and_nothing_else),
		cmocka_unit_test(no_byte_behind_the_pointer_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
