/* test_rundir.c - the daemon is found although its configuration is broken by now.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rundir.h"
#include "scratch.h"

static int set_up(void **state)
{
	struct scratch *scratch = calloc(1, sizeof(*scratch));

	*scratch = scratch_make();
	*state = scratch;
	return 0;
}

static int tear_down(void **state)
{
	scratch_remove(*state);
	free(*state);
	return 0;
}

static const char *find(struct scratch *scratch, const char *text)
{
	static char dir[200];
	const struct cmd_args args = { .file = scratch_write(scratch, "muzzle.ini", text),
				       .file_given = true };

	assert_int_equal(rundir_find(&args, dir, sizeof(dir)), 0);
	return dir;
}

static void it_is_what_the_file_says(void **state)
{
	assert_string_equal(find(*state, "[muzzle]\nrun_dir = /run/elsewhere ; there\n"),
			    "/run/elsewhere");
	setenv("MUZZLE_TEST_DIR", "/run/by-env", 1);
	assert_string_equal(find(*state, "[muzzle]\nrun_dir = ${env:MUZZLE_TEST_DIR}\n"),
			    "/run/by-env");
}

static void it_is_the_default_when_nothing_is_said(void **state)
{
	assert_string_equal(find(*state, ""), "/run/muzzle");
	assert_string_equal(find(*state, "[gateway waha]\nrun_dir = /tmp\n"), "/run/muzzle");
}

static void errors_elsewhere_hide_nothing(void **state)
{
	assert_string_equal(find(*state,
				 "nonsense\n[gate waha\n[muzzle]\nkey = 5\nrun_dir = /run/here\n"
				 "[policy x]\npatiense = 3s\n[action\n"),
			    "/run/here");
}

static void a_file_beside_it_counts_too(void **state)
{
	scratch_write(*state, "conf.d/a.ini", "[muzzle]\nrun_dir = /run/beside\n");
	assert_string_equal(find(*state, "[gateway waha]\n"), "/run/beside");
}

static void a_missing_file_is_an_error_only_if_it_was_named(void **state)
{
	struct cmd_args args = { .file = "/no/such/file", .file_given = true };
	char dir[200];

	(void)state;
	assert_true(rundir_find(&args, dir, sizeof(dir)) < 0);
	args.file_given = false;
	assert_int_equal(rundir_find(&args, dir, sizeof(dir)), 0);
	assert_string_equal(dir, "/run/muzzle");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(it_is_what_the_file_says),
		TEST(it_is_the_default_when_nothing_is_said),
		TEST(errors_elsewhere_hide_nothing),
		TEST(a_file_beside_it_counts_too),
		TEST(a_missing_file_is_an_error_only_if_it_was_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
