/* test_tail.c - lines of files and of commands, with their faults.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "looped.h"
#include "scratch.h"
#include "tail.h"

struct fixture {
	struct loop loop;
	struct scratch scratch;
	struct tail *tail;
	char file[SCRATCH_BYTES];
	char got[2 * TAIL_LINE_MAX_BYTES]; /* lines, each followed by |, late ones behind ~ */
	char why[256];
	char mark[TAIL_MARK_BYTES];
	enum muzzle_fault fault;
	int faults;
	bool close_on_line;
};

static void on_line(void *arg, const char *line, size_t bytes)
{
	struct fixture *f = arg;

	assert_int_equal(strlen(line), bytes);
	if (tail_late(f->tail))
		strcat(f->got, "~");
	strcat(f->got, line);
	strcat(f->got, "|");
	if (f->close_on_line)
		tail_close(f->tail);
}

static void on_fault(void *arg, enum muzzle_fault kind, const char *why)
{
	struct fixture *f = arg;

	f->fault = kind;
	f->faults++;
	snprintf(f->why, sizeof(f->why), "%s", why);
}

static void on_mark(void *arg, const char *mark)
{
	struct fixture *f = arg;

	assert_in_range(strlen(mark), 1, TAIL_MARK_BYTES - 1);
	snprintf(f->mark, sizeof(f->mark), "%s", mark);
}

static int make_fixture(void **state)
{
	static struct fixture f; /* one test after the other */

	memset(&f, 0, sizeof(f));
	f.scratch = scratch_make();
	snprintf(f.file, sizeof(f.file), "%s/log", f.scratch.dir);
	*state = &f;
	return loop_init(&f.loop, NULL);
}

static int end_fixture(void **state)
{
	struct fixture *f = *state;

	if (!f->close_on_line)
		tail_close(f->tail);
	loop_fini(&f->loop);
	scratch_remove(&f->scratch);
	return 0;
}

static int open_tail(struct fixture *f, const struct muzzle_lines *from)
{
	const struct tail_calls calls = { .line = on_line, .fault = on_fault, .arg = f };

	return tail_open(&f->tail, &f->loop, from, &calls);
}

static void open_command(struct fixture *f, const char *script)
{
	const char *const argv[] = { "sh", "-c", script, NULL };

	assert_int_equal(open_tail(f, &(struct muzzle_lines){ .argv = argv }), 0);
}

static void append(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_CREAT, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
}

static void wait_for(struct fixture *f, const char *got)
{
	LOOPED_UNTIL(&f->loop, strcmp(f->got, got) == 0);
}

static void close_tail(struct fixture *f)
{
	tail_close(f->tail);
	f->tail = NULL;
	f->got[0] = '\0';
}

/* As another process would, with the mark that this one left. */
static void reopen_tail(struct fixture *f)
{
	char mark[TAIL_MARK_BYTES];
	const struct tail_calls calls = { .line = on_line,
					  .fault = on_fault,
					  .mark = on_mark,
					  .resume_at = f->mark[0] ? mark : NULL,
					  .arg = f };

	strcpy(mark, f->mark);
	close_tail(f);
	assert_int_equal(
		tail_open(&f->tail, &f->loop, &(struct muzzle_lines){ .file = f->file }, &calls),
		0);
}

static void a_partial_line_is_completed_later(void **state)
{
	struct fixture *f = *state;

	scratch_write(&f->scratch, "log", "before\n");
	assert_int_equal(open_tail(f, &(struct muzzle_lines){ .file = f->file }), 0);
	append(f->file, "one\ntw");
	wait_for(f, "one|");
	append(f->file, "o\n");
	wait_for(f, "one|two|");
}

static void the_rest_of_a_line_that_was_there_before_us_is_no_line(void **state)
{
	struct fixture *f = *state;

	append(f->file, "begun befo");
	assert_int_equal(open_tail(f, &(struct muzzle_lines){ .file = f->file }), 0);
	append(f->file, "re us\nours\n");
	wait_for(f, "ours|");
}

static void a_line_cut_by_rotation_is_given_and_one_cut_by_truncation_is_lost(void **state)
{
	struct fixture *f = *state;
	char other[SCRATCH_BYTES];

	snprintf(other, sizeof(other), "%s/log.1", f->scratch.dir);
	append(f->file, "");
	assert_int_equal(open_tail(f, &(struct muzzle_lines){ .file = f->file }), 0);
	append(f->file, "1\nno newline at the end");
	wait_for(f, "1|");
	assert_int_equal(rename(f->file, other), 0);
	append(f->file, "2\nlost");
	wait_for(f, "1|no newline at the end|2|");
	assert_int_equal(truncate(f->file, 0), 0);
	loop_turn(&f->loop, 50);
	append(f->file, "3\n");
	wait_for(f, "1|no newline at the end|2|3|");
}

static void a_line_that_is_too_long_is_cut(void **state)
{
	struct fixture *f = *state;

	append(f->file, "");
	assert_int_equal(
		open_tail(f, &(struct muzzle_lines){ .file = f->file, .max_line_bytes = 5 }), 0);
	append(f->file, "1234567890\nnext\n");
	wait_for(f, "12345|next|");
}

static void a_missing_file_is_a_setup_fault_told_from_the_loop(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(open_tail(f, &(struct muzzle_lines){ .file = f->file }), 0);
	assert_int_equal(f->faults, 0);
	LOOPED_UNTIL(&f->loop, f->faults == 1);
	assert_int_equal(f->fault, MUZZLE_SETUP);
	append(f->file, "first\n");
	wait_for(f, "first|");
	assert_int_equal(f->faults, 1);
}

static void closing_inside_a_line_drops_those_that_follow(void **state)
{
	struct fixture *f = *state;

	f->close_on_line = true;
	append(f->file, "");
	assert_int_equal(open_tail(f, &(struct muzzle_lines){ .file = f->file }), 0);
	append(f->file, "1\n2\n3\n");
	wait_for(f, "1|");
	loop_turn(&f->loop, 50);
	assert_string_equal(f->got, "1|");
}

static void reading_goes_on_at_the_mark_and_what_stood_there_is_late(void **state)
{
	struct fixture *f = *state;

	append(f->file, "before\n");
	reopen_tail(f);
	append(f->file, "1\n2\nbeg");
	wait_for(f, "1|2|");
	reopen_tail(f);
	append(f->file, "un\n");
	wait_for(f, "begun|");
	tail_close(f->tail);
	f->tail = NULL;
	append(f->file, "3\n4\n");
	reopen_tail(f);
	append(f->file, "5\n");
	wait_for(f, "~3|~4|5|");
	reopen_tail(f);
	append(f->file, "6\n");
	wait_for(f, "6|");
}

static void where_reading_begins_is_marked_before_any_line_comes(void **state)
{
	struct fixture *f = *state;

	append(f->file, "before\n");
	reopen_tail(f);
	LOOPED_UNTIL(&f->loop, f->mark[0]);
	close_tail(f);
	append(f->file, "1\n");
	reopen_tail(f);
	wait_for(f, "~1|");
}

static void a_file_renamed_meanwhile_is_read_to_its_end_before_the_next(void **state)
{
	struct fixture *f = *state;
	char other[SCRATCH_BYTES];

	snprintf(other, sizeof(other), "%s/log-20261121", f->scratch.dir);
	append(f->file, "");
	reopen_tail(f);
	append(f->file, "1\n");
	wait_for(f, "1|");
	close_tail(f);
	append(f->file, "2\n");
	assert_int_equal(rename(f->file, other), 0);
	append(f->file, "3\n");
	reopen_tail(f);
	append(f->file, "4\n");
	wait_for(f, "~2|~3|4|");
}

static void another_file_under_the_name_is_read_from_its_beginning(void **state)
{
	struct fixture *f = *state;

	append(f->file, "");
	reopen_tail(f);
	append(f->file, "1\n");
	wait_for(f, "1|");
	close_tail(f);
	assert_int_equal(truncate(f->file, 0), 0);
	append(f->file, "2 is another\n");
	reopen_tail(f);
	append(f->file, "3\n");
	wait_for(f, "~2 is another|3|");
	close_tail(f);
	unlink(f->file);
	reopen_tail(f);
	loop_turn(&f->loop, 50);
	append(f->file, "4\n");
	wait_for(f, "4|");
}

static void a_mark_of_another_path_or_none_at_all_is_as_if_there_were_none(void **state)
{
	struct fixture *f = *state;

	append(f->file, "before\n");
	strcpy(f->mark, "no mark");
	reopen_tail(f);
	append(f->file, "1\n");
	wait_for(f, "1|");
	close_tail(f);
	snprintf(f->file, sizeof(f->file), "%s", scratch_write(&f->scratch, "second", "old\n"));
	reopen_tail(f);
	append(f->file, "2\n");
	wait_for(f, "2|");
}

static void the_rest_of_a_line_that_was_cut_is_no_line_in_the_next_process_either(void **state)
{
	struct fixture *f = *state;
	static char flood[TAIL_LINE_MAX_BYTES + 1000];

	memset(flood, 'x', sizeof(flood) - 1);
	append(f->file, "");
	reopen_tail(f);
	append(f->file, flood);
	LOOPED_UNTIL(&f->loop, strlen(f->got) == TAIL_LINE_MAX_BYTES + 1);
	reopen_tail(f);
	append(f->file, "rest\nnext\n");
	wait_for(f, "next|");
}

static void a_command_gives_both_its_outputs_and_is_started_again(void **state)
{
	struct fixture *f = *state;
	int64_t began_ms = clock_boot_ms();

	open_command(f, "echo out; echo err >&2; printf rest; exit 3");
	LOOPED_UNTIL(&f->loop, f->faults == 1);
	assert_string_equal(f->got, "out|err|rest|");
	assert_int_equal(f->fault, MUZZLE_PATH);
	assert_string_equal(f->why, "command sh ended: exit code 3");
	wait_for(f, "out|err|rest|out|err|rest|out|err|rest|");
	assert_true(clock_boot_ms() - began_ms >= 3 * TAIL_BACKOFF_MIN_MS); /* 1 s and 2 s */
	LOOPED_UNTIL(&f->loop, f->faults == 3);
}

static void a_missing_command_is_a_setup_fault_told_once(void **state)
{
	struct fixture *f = *state;
	const char *const argv[] = { "no-such-command-at-all", NULL };

	assert_int_equal(open_tail(f, &(struct muzzle_lines){ .argv = argv }), 0);
	assert_int_equal(f->faults, 0);
	LOOPED_UNTIL(&f->loop, f->faults == 1);
	assert_int_equal(f->fault, MUZZLE_SETUP);
	assert_non_null(strstr(f->why, "no-such-command"));
	for (int64_t end_ms = clock_boot_ms() + TAIL_BACKOFF_MIN_MS + 200;
	     clock_boot_ms() < end_ms;)
		loop_turn(&f->loop, 50);
	assert_int_equal(f->faults, 1);
}

static void closing_inside_a_line_of_a_command_ends_it(void **state)
{
	struct fixture *f = *state;

	f->close_on_line = true;
	open_command(f, "echo 1; echo 2; sleep 100");
	wait_for(f, "1|");
	loop_turn(&f->loop, 50);
	assert_string_equal(f->got, "1|");
	assert_int_equal(f->faults, 0);
}

static void exactly_one_of_file_and_command_is_wanted(void **state)
{
	struct fixture *f = *state;
	const char *const argv[] = { "true", NULL }, *const none[] = { NULL };

	assert_int_equal(open_tail(f, &(struct muzzle_lines){ 0 }), -EINVAL);
	assert_int_equal(open_tail(f, &(struct muzzle_lines){ .file = "x", .argv = argv }),
			 -EINVAL);
	assert_int_equal(open_tail(f, &(struct muzzle_lines){ .argv = none }), -EINVAL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_fixture, end_fixture)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_partial_line_is_completed_later),
		TEST(the_rest_of_a_line_that_was_there_before_us_is_no_line),
		TEST(a_line_cut_by_rotation_is_given_and_one_cut_by_truncation_is_lost),
		TEST(a_line_that_is_too_long_is_cut),
		TEST(a_missing_file_is_a_setup_fault_told_from_the_loop),
		TEST(closing_inside_a_line_drops_those_that_follow),
		TEST(reading_goes_on_at_the_mark_and_what_stood_there_is_late),
		TEST(where_reading_begins_is_marked_before_any_line_comes),
		TEST(a_file_renamed_meanwhile_is_read_to_its_end_before_the_next),
		TEST(another_file_under_the_name_is_read_from_its_beginning),
		TEST(a_mark_of_another_path_or_none_at_all_is_as_if_there_were_none),
		TEST(the_rest_of_a_line_that_was_cut_is_no_line_in_the_next_process_either),
		TEST(a_command_gives_both_its_outputs_and_is_started_again),
		TEST(a_missing_command_is_a_setup_fault_told_once),
		TEST(closing_inside_a_line_of_a_command_ends_it),
		TEST(exactly_one_of_file_and_command_is_wanted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
