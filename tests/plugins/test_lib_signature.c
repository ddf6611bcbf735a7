/* test_lib_signature.c - keys and HMACs.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ctype.h>
#include <string.h>

#include "signature.h"

/* RFC 4231, test case 2. */
#define KEY "Jefe"
#define TEXT "what do ya want for nothing?"
#define SHA256 "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
#define SHA512                                                             \
	"164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554" \
	"9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"

static const char *const keys[] = { "other", KEY, NULL };
static const struct signature sha512 = { keys, 0 }, sha256 = { keys, 1 };
static const struct sign_bytes text = { TEXT, sizeof(TEXT) - 1 };

static void published_vectors_fit(void **state)
{
	(void)state;
	assert_true(signature_fits(&sha512, SHA512, text));
	assert_true(signature_fits(&sha512, "sha512=" SHA512, text));
	assert_true(signature_fits(&sha256, SHA256, text));
	assert_true(signature_fits(&sha256, "sha256=" SHA256, text));
}

static void upper_case_fits_too(void **state)
{
	char upper[] = SHA512;

	(void)state;
	for (char *c = upper; *c; c++)
		*c = (char)toupper((unsigned char)*c);
	assert_true(signature_fits(&sha512, upper, text));
}

static void the_other_hash_and_other_forms_do_not(void **state)
{
	(void)state;
	assert_false(signature_fits(&sha512, SHA256, text));
	assert_false(signature_fits(&sha256, SHA512, text));
	assert_false(signature_fits(&sha256, "sha512=" SHA256, text));
	assert_false(signature_fits(&sha256, "sha256=sha256=" SHA256, text));
	assert_false(signature_fits(&sha256, " " SHA256, text));
	assert_false(signature_fits(&sha256, SHA256 "0", text));
	assert_false(signature_fits(&sha256, "", text));
	assert_false(signature_fits(&sha256, NULL, text));
}

static void every_digit_counts(void **state)
{
	static const char others[] = "0123456789abcdefg@`/:G\x80";
	char given[sizeof(SHA256)];

	(void)state;
	for (size_t i = 0; i < sizeof(given) - 1; i++)
		for (const char *c = others; *c; c++) {
			strcpy(given, SHA256);
			given[i] = *c;
			assert_int_equal(signature_fits(&sha256, given, text), *c == SHA256[i]);
		}
}

static void every_byte_of_the_text_counts(void **state)
{
	char other[] = TEXT;

	(void)state;
	for (size_t i = 0; i < sizeof(other) - 1; i++) {
		other[i] ^= 0x20;
		assert_false(
			signature_fits(&sha256, SHA256, (struct sign_bytes){ other, text.bytes }));
		other[i] ^= 0x20;
	}
	assert_false(signature_fits(&sha256, SHA256, (struct sign_bytes){ TEXT, text.bytes - 1 }));
}

static void without_a_key_nothing_fits(void **state)
{
	static const char *const none[] = { NULL };

	(void)state;
	assert_false(signature_fits(&(struct signature){ none, 1 }, SHA256, text));
	assert_false(signature_fits(&(struct signature){ NULL, 1 }, SHA256, text));
	assert_false(signature_is_key(&(struct signature){ NULL, 1 }, ""));
}

static void a_key_itself_is_known_whole(void **state)
{
	(void)state;
	assert_true(signature_is_key(&sha512, KEY));
	assert_true(signature_is_key(&sha512, "other"));
	assert_false(signature_is_key(&sha512, "Jef"));
	assert_false(signature_is_key(&sha512, "jefe"));
	assert_false(signature_is_key(&sha512, ""));
	assert_false(signature_is_key(&sha512, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(published_vectors_fit),
		cmocka_unit_test(upper_case_fits_too),
		cmocka_unit_test(the_other_hash_and_other_forms_do_not),
		cmocka_unit_test(every_digit_counts),
		cmocka_unit_test(every_byte_of_the_text_counts),
		cmocka_unit_test(without_a_key_nothing_fits),
		cmocka_unit_test(a_key_itself_is_known_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
