/* test_expand.c - ${env:} and ${file:}.  SPDX-License-Identifier: ISC */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "expand.h"
#include "scratch.h"

#define SECRET "s3cr3t"

static void expect(const char *text, const char *wanted)
{
	char why[600] = "", *value;

	assert_int_equal(expand_text(text, &value, why, sizeof(why)), 0);
	assert_string_equal(value, wanted);
	expand_free(value);
}

static void expect_error(const char *text, const char *part)
{
	char why[600] = "", *value;

	assert_int_equal(expand_text(text, &value, why, sizeof(why)), -EINVAL);
	assert_null(value);
	assert_non_null(strstr(why, part));
	assert_null(strstr(why, SECRET));
}

static void text_without_references_stays(void **state)
{
	(void)state;
	expect("", "");
	expect("a $ b {session} }", "a $ b {session} }");
	expect("$", "$");
	expect("$$", "$$");
	assert_false(expand_has_reference("a $ {b}"));
}

static void a_literal_reference_is_written_with_two_dollars(void **state)
{
	(void)state;
	expect("$${env:X}", "${env:X}");
	expect("a$${b", "a${b");
}

static void environment_variables_are_put_in(void **state)
{
	(void)state;
	setenv("MUZZLE_TEST", SECRET, 1);
	setenv("MUZZLE_EMPTY", "", 1);
	expect("X-Api-Key: ${env:MUZZLE_TEST}!", "X-Api-Key: " SECRET "!");
	expect("${env:MUZZLE_TEST}${env:MUZZLE_TEST}", SECRET SECRET);
	expect("a${env:MUZZLE_EMPTY}b", "ab");
	assert_true(expand_has_reference("${env:MUZZLE_TEST}"));
}

static void what_was_put_in_is_not_expanded_again(void **state)
{
	(void)state;
	setenv("MUZZLE_TEST", "${env:HOME}", 1);
	expect("${env:MUZZLE_TEST}", "${env:HOME}");
}

static void an_unset_variable_is_named(void **state)
{
	(void)state;
	unsetenv("MUZZLE_UNSET");
	expect_error("${env:MUZZLE_UNSET}", "MUZZLE_UNSET is not set");
}

static void broken_references_are_refused(void **state)
{
	(void)state;
	setenv("MUZZLE_TEST", SECRET, 1);
	expect_error("${env:MUZZLE_TEST", "not closed");
	expect_error("${", "not closed");
	expect_error("${}", "only ${env:NAME}");
	expect_error("${session}", "only ${env:NAME}");
	expect_error("${session} a:b}", "only ${env:NAME}");
	expect_error("${exec:id}", "only ${env:NAME}");
	expect_error("${env:}", "is not set");
	expect_error("${file:}", "absolute");
	expect_error("${file:key}", "absolute");
	expect_error("${env:MUZZLE_TEST} ${env:MUZZLE_UNSET}", "MUZZLE_UNSET");
}

static void a_file_loses_one_newline(void **state)
{
	struct scratch scratch = scratch_make();
	char text[SCRATCH_BYTES + 20];

	(void)state;
	snprintf(text, sizeof(text), "${file:%s}", scratch_write(&scratch, "key", SECRET "\n"));
	expect(text, SECRET);
	scratch_write(&scratch, "key", SECRET);
	expect(text, SECRET);
	scratch_write(&scratch, "key", SECRET "\r\n");
	expect(text, SECRET);
	scratch_write(&scratch, "key", "");
	expect(text, "");
	scratch_write(&scratch, "key", SECRET "\n\n");
	expect_error(text, "one line");
	scratch_write_bytes(&scratch, "key", SECRET "\0x", sizeof(SECRET) + 1);
	expect_error(text, "one line");
	scratch_remove(&scratch);
}

static void a_line_break_never_reaches_a_header(void **state)
{
	(void)state;
	setenv("MUZZLE_TEST", SECRET "\r\nX-Evil: 1", 1);
	expect_error("${env:MUZZLE_TEST}", "line break");
}

static void a_file_that_others_may_write_is_refused(void **state)
{
	struct scratch scratch = scratch_make();
	char text[SCRATCH_BYTES + 20];

	(void)state;
	snprintf(text, sizeof(text), "${file:%s}", scratch_write(&scratch, "key", SECRET));
	chmod(scratch.path, 0602);
	expect_error(text, scratch.path);
	expect_error("${file:/nonexistent/key}", "/nonexistent/key");
	scratch_remove(&scratch);
}

static void long_names_and_values_are_held(void **state)
{
	char *name = malloc(10000), *text = malloc(10020), why[600], *value;

	(void)state;
	memset(name, 'N', 9999);
	name[9999] = '\0';
	sprintf(text, "${env:%s}", name);
	assert_int_equal(expand_text(text, &value, why, sizeof(why)), -EINVAL);
	setenv("MUZZLE_TEST", name, 1);
	expect("${env:MUZZLE_TEST}", name);
	free(name);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_without_references_stays),
		cmocka_unit_test(a_literal_reference_is_written_with_two_dollars),
		cmocka_unit_test(environment_variables_are_put_in),
		cmocka_unit_test(what_was_put_in_is_not_expanded_again),
		cmocka_unit_test(an_unset_variable_is_named),
		cmocka_unit_test(broken_references_are_refused),
		cmocka_unit_test(a_file_loses_one_newline),
		cmocka_unit_test(a_line_break_never_reaches_a_header),
		cmocka_unit_test(a_file_that_others_may_write_is_refused),
		cmocka_unit_test(long_names_and_values_are_held),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
