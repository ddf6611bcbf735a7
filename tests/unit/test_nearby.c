/* test_nearby.c - files that somebody may have meant.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "nearby.h"
#include "scratch.h"

static void the_nearest_file_with_the_suffix_is_found(void **state)
{
	struct scratch scratch = scratch_make();
	char near[NEARBY_BYTES];

	(void)state;
	scratch_write(&scratch, "waha.ini", "");
	scratch_write(&scratch, "wahx.ini", "");
	scratch_write(&scratch, "wxya.so", "");
	scratch_write(&scratch, ".ini", "");
	assert_true(nearby_find(scratch.dir, ".ini", "waha2", near));
	assert_string_equal(near, "waha");
	assert_true(nearby_find(scratch.dir, ".so", "waha", near) == false);
	assert_true(nearby_find(scratch.dir, ".ini", "whaa", near));
	assert_string_equal(near, "waha");
	assert_false(nearby_find(scratch.dir, ".ini", "status_poll", near));
	assert_false(nearby_find("/nonexistent", ".ini", "waha", near));
	scratch_remove(&scratch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_nearest_file_with_the_suffix_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
