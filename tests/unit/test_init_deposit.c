/* test_init_deposit.c - files that are written whole, and the old ones that are kept.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "deposit.h"
#include "scratch.h"

static char *path_of(const struct scratch *scratch, const char *name, char path[SCRATCH_BYTES])
{
	snprintf(path, SCRATCH_BYTES, "%s/%s", scratch->dir, name);
	return path;
}

static void assert_holds(const char *path, const char *text)
{
	char have[64] = "";
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	assert_true(fread(have, 1, sizeof(have) - 1, file) < sizeof(have));
	fclose(file);
	assert_string_equal(have, text);
}

static int put(const char *path, const char *text, bool force)
{
	const struct deposit deposit = { path, text, strlen(text), 0600, force };

	return deposit_file(&deposit);
}

static void a_file_and_its_directories_are_made_for_us_alone(void **state)
{
	struct scratch scratch = scratch_make();
	char path[SCRATCH_BYTES];
	struct stat st;

	(void)state;
	umask(0);
	assert_int_equal(put(path_of(&scratch, "a/b/c.ini", path), "x\n", false), 0);
	assert_holds(path, "x\n");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(stat(path_of(&scratch, "a/b", path), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	assert_int_not_equal(access(path_of(&scratch, "a/b/c.ini.new", path), F_OK), 0);
	scratch_remove(&scratch);
}

static void a_file_that_exists_is_replaced_only_by_force_and_kept(void **state)
{
	struct scratch scratch = scratch_make();
	char path[SCRATCH_BYTES], old[SCRATCH_BYTES];

	(void)state;
	path_of(&scratch, "a.ini", path);
	path_of(&scratch, "a.ini.old", old);
	assert_int_equal(put(path, "1\n", false), 0);
	assert_int_equal(put(path, "2\n", false), -EEXIST);
	assert_holds(path, "1\n");
	assert_int_equal(put(path, "2\n", true), 0);
	assert_holds(path, "2\n");
	assert_holds(old, "1\n");
	assert_int_equal(put(path, "3\n", true), 0);
	assert_holds(old, "2\n");
	scratch_remove(&scratch);
}

static void what_cannot_be_written_leaves_nothing_behind(void **state)
{
	struct scratch scratch = scratch_make();
	char path[SCRATCH_BYTES];

	(void)state;
	scratch_write(&scratch, "file", "");
	assert_int_not_equal(put(path_of(&scratch, "file/a.ini", path), "1\n", false), 0);
	mkdir(path_of(&scratch, "b.ini", path), 0700);
	assert_int_not_equal(put(path, "1\n", true), 0);
	assert_int_not_equal(access(path_of(&scratch, "b.ini.new", path), F_OK), 0);
	scratch_remove(&scratch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_and_its_directories_are_made_for_us_alone),
		cmocka_unit_test(a_file_that_exists_is_replaced_only_by_force_and_kept),
		cmocka_unit_test(what_cannot_be_written_leaves_nothing_behind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
