/* test_follow.c - a growing file under every kind of rotation.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "clock.h"
#include "follow.h"
#include "looped.h"
#include "scratch.h"

struct fixture {
	struct loop loop;
	struct scratch scratch;
	struct follow *follow;
	char file[SCRATCH_BYTES], other[SCRATCH_BYTES];
	char got[4096]; /* data as it came; [R] [T] [M] for breaks, [F] for faults */
	char why[512];
	size_t bytes;
	bool close_on_data;
};

static void append(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_CREAT, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
}

static void on_data(void *arg, char *data, size_t bytes)
{
	struct fixture *f = arg;

	f->bytes += bytes;
	if (bytes < 1000)
		strncat(f->got, data, bytes);
	if (f->close_on_data)
		follow_close(f->follow);
}

static void on_break(void *arg, enum follow_break how)
{
	static const char *const marks[] = { "", "[R]", "[T]", "[M]" };

	strcat(((struct fixture *)arg)->got, marks[how]);
}

static void on_fault(void *arg, const char *why)
{
	struct fixture *f = arg;

	strcat(f->got, "[F]");
	snprintf(f->why, sizeof(f->why), "%s", why);
}

/* Takes the place of the C library's: what a writer does just before our look at the name. */
static struct fixture *meddler;
static int looks;

int stat(const char *path, struct stat *st)
{
	struct fixture *f = meddler;

	looks++;
	meddler = NULL;
	if (f) {
		append(f->file, "2\n");
		assert_int_equal(rename(f->file, f->other), 0);
		append(f->file, "3\n");
	}
	return fstatat(AT_FDCWD, path, st, 0);
}

static int make_fixture(void **state)
{
	static struct fixture f; /* one test after the other */

	memset(&f, 0, sizeof(f));
	f.scratch = scratch_make();
	snprintf(f.file, sizeof(f.file), "%s/log", f.scratch.dir);
	snprintf(f.other, sizeof(f.other), "%s/log.1", f.scratch.dir);
	*state = &f;
	return loop_init(&f.loop, NULL);
}

static int end_fixture(void **state)
{
	struct fixture *f = *state;

	if (!f->close_on_data)
		follow_close(f->follow);
	loop_fini(&f->loop);
	scratch_remove(&f->scratch);
	return 0;
}

static void open_follow(struct fixture *f)
{
	const struct follow_calls calls = {
		.data = on_data, .broken = on_break, .fault = on_fault, .arg = f
	};

	assert_int_equal(
		follow_open(&f->follow, &f->loop, &(struct follow_file){ .path = f->file }, &calls),
		0);
}

static void wait_for(struct fixture *f, const char *got)
{
	LOOPED_UNTIL(&f->loop, strcmp(f->got, got) == 0);
}

static void reading_starts_at_the_end(void **state)
{
	struct fixture *f = *state;

	append(f->file, "old\n");
	open_follow(f);
	append(f->file, "new\n");
	wait_for(f, "new\n");
	append(f->file, "more\n");
	wait_for(f, "new\nmore\n");
}

static void of_a_long_file_nothing_is_read_that_was_there(void **state)
{
	struct fixture *f = *state;
	char old[MARK_HEAD_BYTES + 2];

	memset(old, 'x', sizeof(old) - 2);
	strcpy(old + sizeof(old) - 2, "\n");
	append(f->file, old);
	append(f->file, old);
	open_follow(f);
	append(f->file, "new\n");
	wait_for(f, "new\n");
}

static void an_end_in_the_middle_of_a_line_is_told(void **state)
{
	struct fixture *f = *state;

	append(f->file, "old\nbegun");
	open_follow(f);
	assert_string_equal(f->got, "[M]");
}

static void a_missing_file_is_told_once_and_read_from_its_beginning_when_it_comes(void **state)
{
	struct fixture *f = *state;

	open_follow(f);
	assert_string_equal(f->got, "");
	wait_for(f, "[F]");
	assert_non_null(strstr(f->why, f->file));
	assert_non_null(strstr(f->why, "No such file"));
	assert_int_equal(symlink("nowhere", f->file), 0); /* it is looked for again, in vain */
	loop_turn(&f->loop, 50);
	unlink(f->file);
	loop_turn(&f->loop, 50);
	append(f->file, "first\n");
	wait_for(f, "[F]first\n");
}

static void a_file_in_a_missing_directory_is_found_when_it_comes(void **state)
{
	struct fixture *f = *state;

	snprintf(f->file, sizeof(f->file), "%s/sub/log", f->scratch.dir);
	open_follow(f);
	wait_for(f, "[F]");
	scratch_write(&f->scratch, "sub/log", "first\n");
	wait_for(f, "[F]first\n");
	append(f->file, "second\n");
	wait_for(f, "[F]first\nsecond\n");
}

static void a_renamed_file_is_read_to_its_end_before_its_successor(void **state)
{
	struct fixture *f = *state;

	append(f->file, "");
	open_follow(f);
	append(f->file, "1\n");
	wait_for(f, "1\n");
	assert_int_equal(rename(f->file, f->other), 0);
	append(f->other, "2\n");
	append(f->file, "3\n");
	wait_for(f, "1\n2\n[R]3\n");
	append(f->file, "4\n");
	wait_for(f, "1\n2\n[R]3\n4\n");
}

static void what_is_written_between_our_read_and_our_look_at_the_name_is_not_lost(void **state)
{
	struct fixture *f = *state;

	append(f->file, "");
	open_follow(f);
	loop_turn(&f->loop, 50);
	append(f->file, "1\n");
	meddler = f;
	wait_for(f, "1\n2\n[R]3\n");
}

static void a_writer_that_still_uses_the_renamed_file_is_heard(void **state)
{
	struct fixture *f = *state;

	append(f->file, "");
	open_follow(f);
	assert_int_equal(rename(f->file, f->other), 0);
	append(f->file, ""); /* as logrotate creates it, before the writer is told */
	loop_turn(&f->loop, 100);
	append(f->other, "late\n");
	wait_for(f, "late\n");
	append(f->file, "new\n");
	wait_for(f, "late\n[R]new\n");
}

static void turn_for(struct fixture *f, int64_t ms)
{
	int64_t until_ms = clock_boot_ms() + ms;

	while (clock_boot_ms() < until_ms)
		loop_turn(&f->loop, 50);
}

static void a_successor_that_cannot_be_read_leaves_us_with_the_old_file(void **state)
{
	struct fixture *f = *state;

	append(f->file, "");
	open_follow(f);
	assert_int_equal(rename(f->file, f->other), 0);
	assert_int_equal(mkdir(f->file, 0700), 0);
	wait_for(f, "[F]");
	looks = 0;
	turn_for(f, 500);
	assert_in_range(looks, 0, 4); /* and does not keep us busy */
	append(f->other, "be");
	wait_for(f, "[F]be");
	turn_for(f, 100);
	append(f->other, "gun\n");
	wait_for(f, "[F]begun\n");
	rmdir(f->file);
	append(f->file, "new\n");
	wait_for(f, "[F]begun\n[R]new\n");
}

static void a_name_that_is_gone_again_is_waited_for_in_peace(void **state)
{
	struct fixture *f = *state;

	append(f->file, "");
	open_follow(f);
	assert_int_equal(rename(f->file, f->other), 0);
	append(f->file, "");
	turn_for(f, 100);
	unlink(f->file);
	turn_for(f, 100);
	looks = 0;
	turn_for(f, 500);
	assert_in_range(looks, 0, 4);
}

static void a_truncated_file_is_read_from_its_beginning(void **state)
{
	struct fixture *f = *state;

	append(f->file, "");
	open_follow(f);
	append(f->file, "a long line before\n");
	wait_for(f, "a long line before\n");
	assert_int_equal(truncate(f->file, 0), 0);
	append(f->file, "after\n");
	wait_for(f, "a long line before\n[T]after\n");
}

static void a_deleted_file_that_is_created_anew_is_read_from_its_beginning(void **state)
{
	struct fixture *f = *state;

	append(f->file, "old\n");
	open_follow(f);
	append(f->file, "1\n");
	wait_for(f, "1\n");
	unlink(f->file);
	loop_turn(&f->loop, 50);
	append(f->file, "2\n");
	wait_for(f, "1\n[R]2\n");
}

static void a_link_that_is_turned_elsewhere_is_followed(void **state)
{
	struct fixture *f = *state;
	char first[SCRATCH_BYTES], second[SCRATCH_BYTES];

	snprintf(first, sizeof(first), "%s", scratch_write(&f->scratch, "first", "old\n"));
	snprintf(second, sizeof(second), "%s", scratch_write(&f->scratch, "second", "2\n"));
	assert_int_equal(symlink("first", f->file), 0);
	open_follow(f);
	append(first, "1\n");
	wait_for(f, "1\n");
	assert_int_equal(symlink("second", f->other), 0);
	assert_int_equal(rename(f->other, f->file), 0);
	wait_for(f, "1\n[R]2\n");
}

static void the_target_of_a_link_is_followed_where_it_is_rotated(void **state)
{
	struct fixture *f = *state;
	char target[SCRATCH_BYTES], old[SCRATCH_BYTES + 2];

	snprintf(target, sizeof(target), "%s", scratch_write(&f->scratch, "sub/log", ""));
	snprintf(old, sizeof(old), "%s.1", target);
	assert_int_equal(symlink(target, f->file), 0);
	open_follow(f);
	append(target, "1\n");
	wait_for(f, "1\n");
	assert_int_equal(rename(target, old), 0);
	loop_turn(&f->loop, 50);
	loop_turn(&f->loop, 50);
	append(target, "2\n"); /* in a directory that nobody watches */
	wait_for(f, "1\n[R]2\n");
}

static void what_is_no_regular_file_is_a_fault(void **state)
{
	struct fixture *f = *state;

	snprintf(f->file, sizeof(f->file), "%s", f->scratch.dir);
	open_follow(f);
	wait_for(f, "[F]");
	assert_non_null(strstr(f->why, "not a regular file"));
}

static void a_flood_is_read_in_turns(void **state)
{
	struct fixture *f = *state;
	static char flood[3 * FOLLOW_TURN_MAX_BYTES];

	memset(flood, 'x', sizeof(flood) - 1);
	append(f->file, "");
	open_follow(f);
	append(f->file, flood);
	for (size_t before = 0; f->bytes < sizeof(flood) - 1; before = f->bytes) {
		LOOPED_UNTIL(&f->loop, f->bytes > before);
		assert_true(f->bytes - before <= FOLLOW_TURN_MAX_BYTES + 32768);
	}
}

static void closing_inside_its_data_is_the_end(void **state)
{
	struct fixture *f = *state;

	f->close_on_data = true;
	append(f->file, "");
	open_follow(f);
	append(f->file, "1\n");
	wait_for(f, "1\n");
	append(f->file, "2\n");
	loop_turn(&f->loop, 50);
	assert_string_equal(f->got, "1\n");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_fixture, end_fixture)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(reading_starts_at_the_end),
		TEST(of_a_long_file_nothing_is_read_that_was_there),
		TEST(an_end_in_the_middle_of_a_line_is_told),
		TEST(a_missing_file_is_told_once_and_read_from_its_beginning_when_it_comes),
		TEST(a_file_in_a_missing_directory_is_found_when_it_comes),
		TEST(a_renamed_file_is_read_to_its_end_before_its_successor),
		TEST(what_is_written_between_our_read_and_our_look_at_the_name_is_not_lost),
		TEST(a_writer_that_still_uses_the_renamed_file_is_heard),
		TEST(a_successor_that_cannot_be_read_leaves_us_with_the_old_file),
		TEST(a_name_that_is_gone_again_is_waited_for_in_peace),
		TEST(a_truncated_file_is_read_from_its_beginning),
		TEST(a_deleted_file_that_is_created_anew_is_read_from_its_beginning),
		TEST(a_link_that_is_turned_elsewhere_is_followed),
		TEST(the_target_of_a_link_is_followed_where_it_is_rotated),
		TEST(what_is_no_regular_file_is_a_fault),
		TEST(a_flood_is_read_in_turns),
		TEST(closing_inside_its_data_is_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
