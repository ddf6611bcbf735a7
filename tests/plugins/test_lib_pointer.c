/* test_lib_pointer.c - what is a JSON pointer, and what it finds.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <json-c/json.h>
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

static void assert_finds(struct json_object *in, const char *pointer, const char *text)
{
	assert_string_equal(pointer_find_text(in, pointer), text);
}

static void the_text_there_is_found_unless_it_says_nothing(void **state)
{
	struct json_object *in =
		json_tokener_parse("{\"a\":[\"x\",7,true,null,\"\",{},[]],\"b\":{\"c/~\":\"y\"}}");
	struct json_object *text = json_object_new_string("z");

	(void)state;
	assert_finds(in, "/a/0", "x");
	assert_finds(in, "/a/1", "7");
	assert_finds(in, "/a/2", "true");
	for (int i = 3; i < 8; i++)
		assert_finds(in, (const char[]){ '/', 'a', '/', (char)('0' + i), '\0' }, "");
	assert_finds(in, "/b/c~1~0", "y");
	assert_finds(in, "", "");
	assert_finds(text, "", "z");
	assert_finds(in, NULL, "");
	assert_finds(NULL, "/a", "");
	json_object_put(in);
	json_object_put(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pointer_is_empty_or_begins_with_a_slash),
		cmocka_unit_test(a_tilde_escapes_a_slash_or_itself_and_nothing_else),
		cmocka_unit_test(no_byte_behind_the_pointer_is_read),
		cmocka_unit_test(the_text_there_is_found_unless_it_says_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
