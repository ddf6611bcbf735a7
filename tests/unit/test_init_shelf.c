/* test_init_shelf.c - where a first configuration lies, for root, for others, and beside one that stands.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <unistd.h>

#include "scratch.h"
#include "shelf.h"

static struct shelf find(const char *conf, const char *output)
{
	const struct wish wish = { .conf = conf, .output = output };
	struct shelf shelf;

	assert_int_equal(shelf_find(&shelf, &wish), 0);
	shelf_place(&shelf, "waha");
	return shelf;
}

static void assert_in(const struct scratch *scratch, const char *path, const char *name)
{
	char want[SCRATCH_BYTES];

	snprintf(want, sizeof(want), "%s/%s", scratch->dir, name);
	assert_string_equal(path, want);
}

static void a_file_elsewhere_has_directories_of_its_own(void **state)
{
	struct scratch scratch = scratch_make();
	char path[SCRATCH_BYTES];
	struct shelf shelf;

	(void)state;
	snprintf(path, sizeof(path), "%s/own.ini", scratch.dir);
	shelf = find(path, NULL);
	assert_in(&scratch, shelf.file, "own.ini");
	assert_in(&scratch, shelf.key, "waha.key");
	assert_in(&scratch, shelf.state, "own.state");
	assert_in(&scratch, shelf.run, "own.run");
	assert_false(shelf.joins || shelf.usual || shelf.print);
	scratch_remove(&scratch);
}

static void beside_a_configuration_that_stands_it_is_a_file_of_conf_d(void **state)
{
	struct scratch scratch = scratch_make();
	struct shelf shelf;

	(void)state;
	scratch_write(&scratch, "own.ini", "");
	shelf = find(scratch.path, NULL);
	assert_true(shelf.joins);
	assert_in(&scratch, shelf.file, "conf.d/waha.ini");
	assert_in(&scratch, shelf.main, "own.ini");
	shelf = find(NULL, scratch.path);
	assert_false(shelf.joins);
	assert_in(&scratch, shelf.file, "own.ini");
	scratch_remove(&scratch);
}

static void what_is_only_printed_names_the_usual_places(void **state)
{
	struct shelf shelf = find(NULL, "-");

	(void)state;
	assert_true(shelf.print && shelf.usual);
	assert_string_equal(shelf.file, "/etc/muzzle/muzzle.ini");
	assert_string_equal(shelf.key, "/etc/muzzle/waha.key");
	assert_string_equal(shelf.state, "");
}

static void a_user_who_is_not_root_has_directories_at_home(void **state)
{
	struct shelf shelf;

	(void)state;
	setenv("HOME", "/home/somebody", 1);
	unsetenv("XDG_CONFIG_HOME");
	unsetenv("XDG_RUNTIME_DIR");
	assert_true(geteuid() != 0 || seteuid(65534) == 0);
	shelf = find(NULL, NULL);
	assert_string_equal(shelf.file, "/home/somebody/.config/muzzle/muzzle.ini");
	assert_string_equal(shelf.state, "/home/somebody/.local/state/muzzle");
	assert_string_equal(shelf.run, "/home/somebody/.local/state/muzzle-run");
	setenv("XDG_CONFIG_HOME", "/c", 1);
	setenv("XDG_RUNTIME_DIR", "/run/user/7", 1);
	shelf = find(NULL, NULL);
	assert_string_equal(shelf.file, "/c/muzzle/muzzle.ini");
	assert_string_equal(shelf.run, "/run/user/7/muzzle");
	assert_true(getuid() != 0 || seteuid(0) == 0);
}

static void a_directory_that_is_not_there_is_told(void **state)
{
	const struct wish wish = { .output = "/nonexistent/a.ini" };
	struct shelf shelf;

	(void)state;
	assert_int_not_equal(shelf_find(&shelf, &wish), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_elsewhere_has_directories_of_its_own),
		cmocka_unit_test(beside_a_configuration_that_stands_it_is_a_file_of_conf_d),
		cmocka_unit_test(what_is_only_printed_names_the_usual_places),
		cmocka_unit_test(a_user_who_is_not_root_has_directories_at_home),
		cmocka_unit_test(a_directory_that_is_not_there_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
