/* test_mark.c - how far a file is read, in print and on the disk.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <cmocka.h>

#include "mark.h"
#include "scratch.h"

struct fixture {
	struct scratch scratch;
	char file[SCRATCH_BYTES];
	int fd;
};

static int make_fixture(void **state)
{
	static struct fixture f; /* one test after the other */

	f.scratch = scratch_make();
	snprintf(f.file, sizeof(f.file), "%s", scratch_write(&f.scratch, "log", "one\ntwo\n"));
	f.fd = open(f.file, O_RDONLY);
	*state = &f;
	return f.fd < 0;
}

static int end_fixture(void **state)
{
	struct fixture *f = *state;

	close(f->fd);
	scratch_remove(&f->scratch);
	return 0;
}

/* Behind the first line. */
static struct mark marked(const struct fixture *f)
{
	struct mark mark;

	assert_int_equal(mark_init(&mark, f->file, f->fd), 0);
	mark_advance(&mark, "one\n", 4);
	return mark;
}

static void a_mark_survives_its_print(void **state)
{
	const struct fixture *f = *state;
	struct mark mark = marked(f), read;
	char text[MARK_PRINT_BYTES], again[MARK_PRINT_BYTES];

	mark.offset = INT64_MAX;
	mark.ino = mark.dev = mark.name = mark.head = UINT64_MAX;
	mark_print(&mark, text);
	assert_int_equal(strlen(text), 5 * 16 + 1 + 5); /* the longest there is */

	mark = marked(f);
	mark_print(&mark, text);
	assert_true(mark_parse(&read, text, f->file));
	mark_print(&read, again);
	assert_string_equal(again, text);
}

static void what_is_no_mark_is_refused(void **state)
{
	const struct fixture *f = *state;
	struct mark mark = marked(f), read;
	char text[MARK_PRINT_BYTES + 1];

	mark_print(&mark, text);
	assert_false(mark_parse(&read, text, "/another/path"));
	strcat(text, " ");
	assert_false(mark_parse(&read, text, f->file));
	assert_false(mark_parse(&read, "", f->file));
	assert_false(mark_parse(&read, "1:2:3", f->file));
	assert_false(mark_parse(&read, "no mark at all", f->file));
	mark.head_bytes = MARK_HEAD_BYTES + 1;
	mark_print(&mark, text);
	assert_false(mark_parse(&read, text, f->file));
	mark = marked(f);
	mark.offset = -1;
	mark_print(&mark, text);
	assert_false(mark_parse(&read, text, f->file));
}

static void a_file_that_grows_is_still_the_one(void **state)
{
	struct fixture *f = *state;
	struct mark mark = marked(f);

	assert_true(mark_fits(&mark, f->fd));
	scratch_write(&f->scratch, "log", "one\nthree is longer\n");
	assert_true(mark_fits(&mark, f->fd));
}

static void a_file_that_was_emptied_is_another(void **state)
{
	struct fixture *f = *state;
	struct mark mark = marked(f);

	scratch_write(&f->scratch, "log", "one");
	assert_false(mark_holds(&mark, f->fd));
	scratch_write(&f->scratch, "log", "four and more\n");
	assert_false(mark_holds(&mark, f->fd));
}

static void a_file_that_cannot_be_read_was_not_emptied_by_that(void **state)
{
	struct mark mark = marked(*state);

	assert_true(mark_holds(&mark, -1));
	assert_false(mark_fits(&mark, -1));
}

static void another_file_with_the_same_bytes_is_another(void **state)
{
	struct fixture *f = *state;
	struct mark mark = marked(f);
	int fd = open(scratch_write(&f->scratch, "log.1", "one\ntwo\n"), O_RDONLY);

	assert_false(mark_fits(&mark, fd));
	close(fd);
	assert_int_equal(mark_init(&mark, "/", open("/", O_RDONLY)), -EINVAL);
}

static void the_head_is_summed_up_however_it_was_read(void **state)
{
	const struct fixture *f = *state;
	char data[2 * MARK_HEAD_BYTES];
	struct mark whole, parts;

	memset(data, 'x', sizeof(data));
	mark_init(&whole, f->file, f->fd);
	mark_init(&parts, f->file, f->fd);
	mark_advance(&whole, data, sizeof(data));
	mark_advance(&parts, data, 1);
	mark_advance(&parts, data + 1, MARK_HEAD_BYTES - 2);
	mark_advance(&parts, data + MARK_HEAD_BYTES - 1, MARK_HEAD_BYTES + 1);
	assert_int_equal(whole.head_bytes, MARK_HEAD_BYTES);
	assert_int_equal(whole.head, parts.head);
	assert_int_equal(whole.offset, parts.offset);
}

static void a_renamed_file_is_found_beside_its_name(void **state)
{
	struct fixture *f = *state;
	struct mark mark = marked(f);
	char other[SCRATCH_BYTES];
	int fd;

	snprintf(other, sizeof(other), "%s/old-log.of.yesterday", f->scratch.dir);
	assert_int_equal(rename(f->file, other), 0);
	scratch_write(&f->scratch, "log", "one\nand others\n");
	fd = mark_find(&mark, f->file);
	assert_true(fd >= 0);
	assert_true(mark_fits(&mark, fd));
	close(fd);
	unlink(other);
	assert_int_equal(mark_find(&mark, f->file), -1);
	assert_int_equal(mark_find(&mark, "/no/such/directory"), -1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_fixture, end_fixture)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_mark_survives_its_print),
		TEST(what_is_no_mark_is_refused),
		TEST(a_file_that_grows_is_still_the_one),
		TEST(a_file_that_was_emptied_is_another),
		TEST(a_file_that_cannot_be_read_was_not_emptied_by_that),
		TEST(another_file_with_the_same_bytes_is_another),
		TEST(the_head_is_summed_up_however_it_was_read),
		TEST(a_renamed_file_is_found_beside_its_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
