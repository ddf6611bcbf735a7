/* test_lib_procfile.c - numbers out of files of the kernel's.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "fake_files.h"
#include "procfile.h"

/* What is read of such a file, or its error. */
static int64_t read_of(void **state, const char *text, const char *key)
{
	char path[FAKE_FILES_PATH];
	int64_t number = -1;
	int rc;

	fake_files_write(*state, "file", text);
	fake_files_path(path, *state, "file");
	rc = procfile_number(path, key, &number);
	return rc ? rc : number;
}

static void a_file_is_its_number(void **state)
{
	assert_int_equal(read_of(state, "319488\n", NULL), 319488);
	assert_int_equal(read_of(state, "  42", NULL), 42);
	assert_int_equal(read_of(state, "max\n", NULL), INT64_MAX);
	assert_int_equal(read_of(state, "9223372036854771712\n", NULL), 9223372036854771712);
	assert_int_equal(read_of(state, "18446744073709551615\n", NULL), INT64_MAX);
}

static void a_number_stands_behind_its_key_at_the_beginning_of_a_line(void **state)
{
	static const char text[] = "total_inactive_file 1\ninactive_file_x 2\ninactive_file 3\n"
				   "VmRSS:\t    1384 kB\nlast 7";

	assert_int_equal(read_of(state, text, "inactive_file"), 3);
	assert_int_equal(read_of(state, text, "total_inactive_file"), 1);
	assert_int_equal(read_of(state, text, "VmRSS:"), 1384);
	assert_int_equal(read_of(state, text, "last"), 7);
}

static void what_is_not_there_is_no_number(void **state)
{
	int64_t number = -1;

	assert_int_equal(read_of(state, "", NULL), -ENODATA);
	assert_int_equal(read_of(state, "\n", NULL), -ENODATA);
	assert_int_equal(read_of(state, "abc", NULL), -ENODATA);
	assert_int_equal(read_of(state, "a 1\n", "b"), -ENODATA);
	assert_int_equal(read_of(state, "b\n", "b"), -ENODATA);
	assert_int_equal(read_of(state, "b x\n", "b"), -ENODATA);
	assert_int_equal(procfile_number("/nowhere/at/all", NULL, &number), -ENOENT);
	assert_int_equal(procfile_number("/", NULL, &number), -EISDIR);
	assert_int_equal(number, -1);
}

static void of_a_long_file_the_beginning_counts(void **state)
{
	static char text[20000];

	memset(text, '\n', sizeof(text) - 1);
	memcpy(text + 8000, "near 1", 6);
	memcpy(text + 9000, "far 2", 5);
	assert_int_equal(read_of(state, text, "near"), 1);
	assert_int_equal(read_of(state, text, "far"), -ENODATA);
}

/* Nobody will ever write into it: a plain read would wait for ever. */
static void a_pipe_is_not_waited_for(void **state)
{
	char path[FAKE_FILES_PATH];
	int64_t number;

	fake_files_path(path, *state, "pipe");
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(procfile_number(path, NULL, &number), -ENODATA);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fake_files_open, fake_files_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_file_is_its_number),
		TEST(a_number_stands_behind_its_key_at_the_beginning_of_a_line),
		TEST(what_is_not_there_is_no_number),
		TEST(of_a_long_file_the_beginning_counts),
		TEST(a_pipe_is_not_waited_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
