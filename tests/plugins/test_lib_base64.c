/* test_lib_base64.c - the examples of RFC 4648, and all bytes.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base64.h"

static void the_examples_of_the_rfc_are_written(void **state)
{
	static const char *const examples[][2] = {
		{ "", "" },
		{ "f", "Zg==" },
		{ "fo", "Zm8=" },
		{ "foo", "Zm9v" },
		{ "foob", "Zm9vYg==" },
		{ "fooba", "Zm9vYmE=" },
		{ "foobar", "Zm9vYmFy" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {
		char out[16];
		size_t bytes = base64_write(out, examples[i][0], strlen(examples[i][0]));

		assert_string_equal(out, examples[i][1]);
		assert_int_equal(bytes, strlen(examples[i][1]));
		assert_true(bytes < BASE64_BYTES(strlen(examples[i][0])));
	}
}

static void bytes_are_not_characters(void **state)
{
	const char odd[] = { '\xff', '\xef', '\0', '\xfb', '\xff' };
	char out[BASE64_BYTES(sizeof(odd))];

	(void)state;
	base64_write(out, odd, sizeof(odd));
	assert_string_equal(out, "/+8A+/8=");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_examples_of_the_rfc_are_written),
		cmocka_unit_test(bytes_are_not_characters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
