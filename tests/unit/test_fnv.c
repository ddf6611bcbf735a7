/* test_fnv.c - sums are those of everybody else.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fnv.h"

static void a_sum_goes_on_where_another_ended(void **state)
{
	uint64_t whole = fnv_add(FNV_START, "foobar", 6);

	(void)state;
	assert_true(whole == UINT64_C(0x85944171f73967e8)); /* of the published vectors */
	assert_true(fnv_add(fnv_add(FNV_START, "foo", 3), "bar", 3) == whole);
	assert_true(fnv_add(FNV_START, "", 0) == FNV_START);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sum_goes_on_where_another_ended),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
