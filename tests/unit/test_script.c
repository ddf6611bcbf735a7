/* test_script.c - a dialogue's blocks.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "script.h"

static void blocks_are_found_again(void **state)
{
	struct script script = { .count = 0 };
	size_t bytes;

	(void)state;
	script_add_line(&script, "MAIL FROM:<", "a@b", ">\r\n");
	script_add(&script, "a\0b", 3);
	script_add(&script, "c", 1);
	script_end_block(&script);
	assert_int_equal(script.count, 2);
	assert_memory_equal(script_block(&script, 0, &bytes), "MAIL FROM:<a@b>\r\n", 17);
	assert_int_equal(bytes, 17);
	assert_memory_equal(script_block(&script, 1, &bytes), "a\0bc", 4);
	assert_int_equal(bytes, 4);
	buffer_fini(&script.bytes);
}

static void too_many_blocks_are_an_error_that_stays(void **state)
{
	struct script script = { .count = 0 };

	(void)state;
	for (size_t i = 0; i < SCRIPT_BLOCKS_MAX; i++)
		script_add_line(&script, "x", "", "");
	assert_false(script.bytes.failed);
	script_add_line(&script, "x", "", "");
	assert_true(script.bytes.failed);
	assert_int_equal(script.count, SCRIPT_BLOCKS_MAX);
	buffer_fini(&script.bytes);
}

static void the_last_words_are_cut_to_fit(void **state)
{
	struct script_course course = { .at = 2 };
	char text[SCRIPT_TEXT_BYTES * 2];

	(void)state;
	memset(text, 'x', sizeof(text));
	script_finish(&course, 250, text, sizeof(text));
	assert_true(course.over);
	assert_int_equal(course.status, 250);
	assert_int_equal(strlen(course.text), SCRIPT_TEXT_BYTES - 1);
	script_finish(&course, 550, "no such user\r\n", 12);
	assert_string_equal(course.text, "no such user");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blocks_are_found_again),
		cmocka_unit_test(too_many_blocks_are_an_error_that_stays),
		cmocka_unit_test(the_last_words_are_cut_to_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
