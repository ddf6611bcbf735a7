/* test_trust.c - whose files are believed.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "scratch.h"
#include "trust.h"

#define STRANGER 4711 /* a user that is neither root nor we */

struct place {
	struct scratch scratch;
	char dir[SCRATCH_BYTES], file[SCRATCH_BYTES], why[600];
};

static int make_place(void **state)
{
	static struct place place; /* one test after the other */

	place.scratch = scratch_make();
	snprintf(place.file, sizeof(place.file), "%s",
		 scratch_write_bytes(&place.scratch, "dir/file", "x", 1));
	snprintf(place.dir, sizeof(place.dir), "%s/dir", place.scratch.dir);
	*state = &place;
	return 0;
}

static int remove_place(void **state)
{
	scratch_remove(&((struct place *)*state)->scratch);
	return 0;
}

static int check(struct place *p, const char *path)
{
	p->why[0] = '\0';
	return trust_check_file(path, p->why, sizeof(p->why));
}

static void our_own_file_in_the_sticky_tmp_is_trusted(void **state)
{
	struct place *p = *state;

	assert_int_equal(check(p, p->file), 0);
	assert_int_equal(check(p, "/proc/self/../self/status"), 0);
}

static void a_file_that_others_may_write_is_refused_with_place_mode_and_remedy(void **state)
{
	struct place *p = *state;

	chmod(p->file, 0620);
	assert_int_equal(check(p, p->file), -EPERM);
	assert_non_null(strstr(p->why, p->file));
	assert_non_null(strstr(p->why, "0620"));
	assert_non_null(strstr(p->why, "chmod go-w"));
	chmod(p->file, 0602);
	assert_int_equal(check(p, p->file), -EPERM);
	chmod(p->file, 0644);
	assert_int_equal(check(p, p->file), 0);
}

static void a_directory_that_others_may_write_is_refused_unless_sticky(void **state)
{
	struct place *p = *state;

	chmod(p->dir, 0777);
	assert_int_equal(check(p, p->file), -EPERM);
	assert_non_null(strstr(p->why, p->dir));
	assert_null(strstr(p->why, p->file));
	chmod(p->dir, 01777);
	assert_int_equal(check(p, p->file), 0);
}

static void a_strangers_file_or_directory_is_refused(void **state)
{
	struct place *p = *state;

	if (geteuid() != 0)
		skip(); /* only root can give files away */
	assert_int_equal(chown(p->file, STRANGER, 0), 0);
	assert_int_equal(check(p, p->file), -EPERM);
	assert_non_null(strstr(p->why, "owner 4711"));
	assert_int_equal(chown(p->file, 0, 0), 0);
	assert_int_equal(chown(p->dir, STRANGER, 0), 0);
	assert_int_equal(check(p, p->file), -EPERM);
}

static void a_link_is_judged_where_it_leads_and_on_its_way(void **state)
{
	struct place *p = *state;
	char link[SCRATCH_BYTES], far[SCRATCH_BYTES], far_dir[SCRATCH_BYTES];

	snprintf(link, sizeof(link), "%s/link", p->scratch.dir);
	snprintf(far, sizeof(far), "%s", scratch_write(&p->scratch, "far/file", "x"));
	snprintf(far_dir, sizeof(far_dir), "%s/far", p->scratch.dir);
	assert_int_equal(symlink("dir/../far/file", link), 0);
	assert_int_equal(check(p, link), 0);
	chmod(far_dir, 0777);
	assert_int_equal(check(p, link), -EPERM);
	assert_non_null(strstr(p->why, far_dir));
	chmod(far_dir, 0755);
	chmod(p->dir, 0777);
	assert_int_equal(check(p, link), -EPERM);
	unlink(link);
	assert_int_equal(symlink(far, link), 0);
	assert_int_equal(check(p, link), 0);
}

static void links_in_a_circle_end(void **state)
{
	struct place *p = *state;
	char link[SCRATCH_BYTES];

	snprintf(link, sizeof(link), "%s/link", p->scratch.dir);
	assert_int_equal(symlink("link", link), 0);
	assert_int_equal(check(p, link), -ELOOP);
}

static void what_is_no_regular_file_is_refused(void **state)
{
	struct place *p = *state;

	assert_int_equal(check(p, p->dir), -EPERM);
	assert_non_null(strstr(p->why, "regular"));
	assert_int_equal(check(p, "/dev/null"), -EPERM);
}

static void a_missing_file_is_named(void **state)
{
	struct place *p = *state;

	assert_int_equal(check(p, "/nowhere/at/all"), -ENOENT);
	assert_non_null(strstr(p->why, "/nowhere"));
}

static void a_relative_path_is_judged_from_the_root(void **state)
{
	struct place *p = *state;
	char before[PATH_MAX];

	assert_non_null(getcwd(before, sizeof(before)));
	assert_int_equal(chdir(p->dir), 0);
	assert_int_equal(check(p, "file"), 0);
	assert_int_equal(check(p, "./../dir/file"), 0);
	chmod(p->dir, 0777);
	assert_int_equal(check(p, "file"), -EPERM);
	assert_int_equal(chdir(before), 0);
}

static void a_path_that_is_too_long_is_refused(void **state)
{
	struct place *p = *state;
	static char path[PATH_MAX + 100];

	memset(path, 'x', sizeof(path) - 1);
	path[0] = '/';
	assert_int_equal(check(p, path), -ENAMETOOLONG);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_place, remove_place)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(our_own_file_in_the_sticky_tmp_is_trusted),
		TEST(a_file_that_others_may_write_is_refused_with_place_mode_and_remedy),
		TEST(a_directory_that_others_may_write_is_refused_unless_sticky),
		TEST(a_strangers_file_or_directory_is_refused),
		TEST(a_link_is_judged_where_it_leads_and_on_its_way),
		TEST(links_in_a_circle_end),
		TEST(what_is_no_regular_file_is_refused),
		TEST(a_missing_file_is_named),
		TEST(a_relative_path_is_judged_from_the_root),
		TEST(a_path_that_is_too_long_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
