/* test_slurp.c - a trusted file as a whole.  SPDX-License-Identifier: ISC */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scratch.h"
#include "slurp.h"

static void a_file_comes_whole_and_terminated(void **state)
{
	struct scratch scratch = scratch_make();
	struct slurp slurp;

	(void)state;
	assert_int_equal(slurp_file(&slurp, scratch_write_bytes(&scratch, "a", "x\0y", 3), 3), 0);
	assert_int_equal(slurp.bytes, 3);
	assert_memory_equal(slurp.text, "x\0y", 4);
	slurp_fini(&slurp);
	assert_int_equal(slurp_file(&slurp, scratch_write(&scratch, "b", ""), 3), 0);
	assert_string_equal(slurp.text, "");
	slurp_fini(&slurp);
	scratch_remove(&scratch);
}

static void a_byte_too_many_is_refused_with_the_limit(void **state)
{
	struct scratch scratch = scratch_make();
	struct slurp slurp;

	(void)state;
	assert_int_equal(slurp_file(&slurp, scratch_write(&scratch, "a", "1234"), 3), -E2BIG);
	assert_non_null(strstr(slurp.why, "longer than 3 bytes"));
	assert_null(strstr(slurp.why, "1234"));
	assert_null(slurp.text);
	scratch_remove(&scratch);
}

static void what_others_may_write_is_not_read(void **state)
{
	struct scratch scratch = scratch_make();
	struct slurp slurp;

	(void)state;
	scratch_write(&scratch, "a", "x");
	chmod(scratch.path, 0622);
	assert_int_not_equal(slurp_file(&slurp, scratch.path, 9), 0);
	assert_non_null(strstr(slurp.why, scratch.path));
	chmod(scratch.path, 0600);
	assert_int_equal(slurp_file(&slurp, scratch.path, 9), 0);
	slurp_fini(&slurp);
	assert_int_not_equal(slurp_file(&slurp, scratch.dir, 9), 0); /* a directory */
	scratch_remove(&scratch);
}

static void the_file_is_named_when_a_directory_is_missing(void **state)
{
	struct slurp slurp;

	(void)state;
	assert_int_equal(slurp_file(&slurp, "/nonexistent/key", 9), -ENOENT);
	assert_non_null(strstr(slurp.why, "/nonexistent/key"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_comes_whole_and_terminated),
		cmocka_unit_test(a_byte_too_many_is_refused_with_the_limit),
		cmocka_unit_test(what_others_may_write_is_not_read),
		cmocka_unit_test(the_file_is_named_when_a_directory_is_missing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
