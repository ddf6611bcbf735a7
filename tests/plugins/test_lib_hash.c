/* test_lib_hash.c - hashes are those of everybody else.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "hash.h"

static void a_hash_goes_on_where_another_ended(void **state)
{
	uint64_t whole = hash_add(HASH_START, "foobar", 6);

	(void)state;
	assert_true(whole == UINT64_C(0x85944171f73967e8)); /* of the published vectors */
	assert_true(hash_add(hash_add(HASH_START, "foo", 3), "bar", 3) == whole);
	assert_true(hash_add(HASH_START, "", 0) == HASH_START);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_hash_goes_on_where_another_ended),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
