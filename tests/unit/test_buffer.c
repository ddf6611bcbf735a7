/* test_buffer.c - bytes that grow.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "buffer.h"
#include "tell.h"

static void what_is_added_stands_in_order_over_many_growths(void **state)
{
	struct buffer buffer = { NULL };

	(void)state;
	for (int i = 0; i < 10000; i++)
		buffer_add(&buffer, i % 2 ? "b" : "a", 1);
	assert_int_equal(buffer.bytes, 10000);
	for (int i = 0; i < 10000; i++)
		assert_int_equal(buffer.data[i], i % 2 ? 'b' : 'a');
	buffer_fini(&buffer);
	assert_null(buffer.data);
}

static void nothing_added_to_nothing_is_nothing(void **state)
{
	struct buffer buffer = { NULL };

	(void)state;
	buffer_add(&buffer, NULL, 0);
	buffer_drop(&buffer, 0);
	assert_int_equal(buffer.bytes, 0);
	assert_false(buffer.failed);
}

static void dropping_the_front_keeps_the_rest(void **state)
{
	struct buffer buffer = { NULL };

	(void)state;
	buffer_add(&buffer, "one two", 7);
	buffer_drop(&buffer, 4);
	assert_int_equal(buffer.bytes, 3);
	assert_memory_equal(buffer.data, "two", 3);
	buffer_fini(&buffer);
}

static void json_is_one_line_with_slashes_as_they_are(void **state)
{
	struct buffer buffer = { NULL };
	struct json_object *object = json_object_new_object();

	(void)state;
	tell_text(object, "target", "a/b");
	tell_text(object, "why", "two\nlines");
	buffer_add_json(&buffer, object);
	json_object_put(object);
	buffer_add(&buffer, "", 1);
	assert_string_equal(buffer.data, "{\"target\":\"a/b\",\"why\":\"two\\nlines\"}\n");
	buffer_fini(&buffer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_added_stands_in_order_over_many_growths),
		cmocka_unit_test(nothing_added_to_nothing_is_nothing),
		cmocka_unit_test(dropping_the_front_keeps_the_rest),
		cmocka_unit_test(json_is_one_line_with_slashes_as_they_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
