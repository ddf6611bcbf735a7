/* test_trail.c - a journal that grows, is swapped, cut and missing.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <unistd.h>

#include "journaled.h"
#include "trail.h"

struct fixture {
	struct scratch scratch;
	struct trail *trail, *other; /* other: of a directory without a journal */
	char told[2000];             /* the lines, a blank behind each */
};

static void take(void *arg, const char *line)
{
	struct fixture *f = arg;
	size_t used = strlen(f->told);

	snprintf(f->told + used, sizeof(f->told) - used, "%.20s ", line);
}

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->scratch = scratch_make();
	f->trail = trail_open(f->scratch.dir, &(struct trail_reader){ take, f });
	f->other = trail_open("/nonexistent", &(struct trail_reader){ take, f });
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(trail_read_all(f->other), -ENOENT);
	trail_close(f->trail);
	trail_close(f->other);
	scratch_remove(&f->scratch);
	free(f);
	return 0;
}

static void what_is_there_is_told_the_older_file_first_then_what_comes(void **state)
{
	struct fixture *f = *state;

	scratch_write(&f->scratch, "journal.1", "one\n");
	journaled_append(&f->scratch, "two\n");
	assert_int_equal(trail_read_all(f->trail), 0);
	assert_string_equal(f->told, "one two ");
	journaled_append(&f->scratch, "three\n");
	assert_int_equal(trail_read_all(f->trail), 0);
	assert_int_equal(trail_read_all(f->trail), 0);
	assert_string_equal(f->told, "one two three ");
}

static void half_a_line_waits_for_its_end(void **state)
{
	struct fixture *f = *state;

	journaled_append(&f->scratch, "la");
	trail_read_all(f->trail);
	assert_string_equal(f->told, "");
	journaled_append(&f->scratch, "te\n");
	trail_read_all(f->trail);
	assert_string_equal(f->told, "late ");
}

static void swaps_lose_no_line(void **state)
{
	struct fixture *f = *state;

	journaled_append(&f->scratch, "one\n");
	trail_read_all(f->trail);
	journaled_append(&f->scratch, "last\n");
	journaled_swap(&f->scratch);
	journaled_append(&f->scratch, "first\n");
	trail_read_all(f->trail);
	assert_string_equal(f->told, "one last first ");
}

static void a_file_between_two_swaps_is_read_when_nobody_looked_meanwhile(void **state)
{
	struct fixture *f = *state;

	journaled_append(&f->scratch, "one\n");
	trail_read_all(f->trail);
	journaled_swap(&f->scratch);
	journaled_append(&f->scratch, "two\n");
	journaled_swap(&f->scratch);
	journaled_append(&f->scratch, "three\n");
	trail_read_all(f->trail);
	assert_string_equal(f->told, "one two three ");
}

static void what_the_writer_took_back_is_not_waited_for(void **state)
{
	struct fixture *f = *state;

	journaled_append(&f->scratch, "one\ntorn");
	trail_read_all(f->trail);
	journaled_cut(&f->scratch, strlen("one\n"));
	trail_read_all(f->trail);
	journaled_append(&f->scratch, "two\n");
	trail_read_all(f->trail);
	assert_string_equal(f->told, "one two ");
}

static void a_journal_may_come_later_and_go(void **state)
{
	struct fixture *f = *state;
	char path[SCRATCH_BYTES];

	assert_int_equal(trail_read_all(f->trail), -ENOENT);
	journaled_append(&f->scratch, "one\n");
	assert_int_equal(trail_read_all(f->trail), 0);
	snprintf(path, sizeof(path), "%s/journal", f->scratch.dir);
	unlink(path);
	assert_int_equal(trail_read_all(f->trail), -ENOENT);
	journaled_append(&f->scratch, "two\n");
	assert_int_equal(trail_read_all(f->trail), 0);
	assert_string_equal(f->told, "one two ");
}

static void a_portion_is_told_at_a_time_and_what_never_ends_is_no_line(void **state)
{
	struct fixture *f = *state;
	char blanks[TRAIL_PORTION_BYTES + 1];

	snprintf(blanks, sizeof(blanks), "%*s", TRAIL_PORTION_BYTES, "");
	journaled_append(&f->scratch, "one\n");
	for (int i = 0; i <= (1 << 20) / TRAIL_PORTION_BYTES; i++)
		journaled_append(&f->scratch, blanks);
	assert_int_equal(trail_read(f->trail), 1); /* it was opened */
	assert_string_equal(f->told, "");
	assert_int_equal(trail_read(f->trail), 1);
	assert_string_equal(f->told, "one ");
	assert_int_equal(trail_read_all(f->trail), 0);
	journaled_append(&f->scratch, "\ntwo\n");
	assert_int_equal(trail_read(f->trail), 0);
	/* of the endless one only its end is left */
	assert_true(strlen(f->told) < strlen("one two ") + 20);
	assert_string_equal(strstr(f->told, "two"), "two ");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_there_is_told_the_older_file_first_then_what_comes),
		TEST(half_a_line_waits_for_its_end),
		TEST(swaps_lose_no_line),
		TEST(a_file_between_two_swaps_is_read_when_nobody_looked_meanwhile),
		TEST(what_the_writer_took_back_is_not_waited_for),
		TEST(a_journal_may_come_later_and_go),
		TEST(a_portion_is_told_at_a_time_and_what_never_ends_is_no_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
