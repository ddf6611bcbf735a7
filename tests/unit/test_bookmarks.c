/* test_bookmarks.c - where sources stopped reading, over restarts.  SPDX-License-Identifier: ISC */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "bookmarks.h"
#include "watched.h"

static const char text[] = "[gateway waha]\n"
			   "[source log]\nplugin = webhook_log\ngateway = waha\n"
			   "[source other]\nplugin = webhook_log\ngateway = waha\n"
			   "[action log]\nplugin = noop\n";

struct life {
	struct log log;
	struct bookmarks *marks;
};

static void live(struct life *life, struct fixture *fixture)
{
	log_init(&life->log, STDERR_FILENO, 0);
	life->marks = bookmarks_new(fixture->scratch.dir, &life->log);
	assert_non_null(life->marks);
}

static void die(struct life *life, struct fixture *fixture)
{
	assert_int_equal(bookmarks_save(life->marks, fixture->scratch.dir, fixture->conf), 0);
	bookmarks_free(life->marks);
}

static const struct conf_instance *source(const struct fixture *fixture, size_t i)
{
	return &fixture->conf->sources[i];
}

static bool is_there(struct fixture *fixture)
{
	char path[300];

	snprintf(path, sizeof(path), "%s/%s", fixture->scratch.dir, BOOKMARKS_FILE);
	return access(path, F_OK) == 0;
}

static void each_section_finds_its_own_mark_in_the_next_life(void **state)
{
	struct fixture *fixture = *state;
	struct life life;

	configure(fixture, text);
	live(&life, fixture);
	assert_null(bookmarks_get(life.marks, source(fixture, 0)));
	assert_int_equal(bookmarks_set(life.marks, source(fixture, 0), "1 \"2\" 3"), 0);
	assert_int_equal(bookmarks_set(life.marks, source(fixture, 1), "b"), 0);
	assert_int_equal(bookmarks_set(life.marks, &fixture->conf->actions[0], "c"), 0);
	assert_int_equal(bookmarks_set(life.marks, source(fixture, 1), "b2"), 0);
	die(&life, fixture);

	live(&life, fixture);
	assert_string_equal(bookmarks_get(life.marks, source(fixture, 0)), "1 \"2\" 3");
	assert_string_equal(bookmarks_get(life.marks, source(fixture, 1)), "b2");
	assert_string_equal(bookmarks_get(life.marks, &fixture->conf->actions[0]), "c");
	die(&life, fixture);
}

static void what_nobody_has_marked_leaves_no_file(void **state)
{
	struct fixture *fixture = *state;
	struct life life;

	configure(fixture, text);
	live(&life, fixture);
	die(&life, fixture);
	assert_false(is_there(fixture));
}

static void a_section_that_is_gone_is_forgotten(void **state)
{
	struct fixture *fixture = *state;
	struct life life;

	configure(fixture, text);
	live(&life, fixture);
	bookmarks_set(life.marks, source(fixture, 0), "a");
	bookmarks_set(life.marks, source(fixture, 1), "b");
	configure(fixture,
		  "[gateway waha]\n[source other]\nplugin = webhook_log\ngateway = waha\n");
	die(&life, fixture);

	configure(fixture, text);
	live(&life, fixture);
	assert_null(bookmarks_get(life.marks, source(fixture, 0)));
	assert_string_equal(bookmarks_get(life.marks, source(fixture, 1)), "b");
	die(&life, fixture);
}

static void a_mark_is_one_line_of_bounded_length(void **state)
{
	char longest[MUZZLE_MEMORY_MAX + 2] = "";
	struct fixture *fixture = *state;
	struct life life;

	configure(fixture, text);
	live(&life, fixture);
	memset(longest, 'x', sizeof(longest) - 1);
	assert_int_equal(bookmarks_set(life.marks, source(fixture, 0), longest), -EINVAL);
	assert_int_equal(bookmarks_set(life.marks, source(fixture, 0), "a\nb"), -EINVAL);
	longest[MUZZLE_MEMORY_MAX] = '\0';
	assert_int_equal(bookmarks_set(life.marks, source(fixture, 0), longest), 0);
	die(&life, fixture);
	live(&life, fixture);
	assert_string_equal(bookmarks_get(life.marks, source(fixture, 0)), longest);
	die(&life, fixture);
}

static void a_damaged_file_is_no_mark_at_all(void **state)
{
	struct fixture *fixture = *state;
	struct life life;

	configure(fixture, text);
	scratch_write(&fixture->scratch, BOOKMARKS_FILE,
		      "{\"muzzle\":1}\n{\"kind\":1,\"mark\":\"a\"}\n");
	live(&life, fixture);
	assert_null(bookmarks_get(life.marks, source(fixture, 0)));
	die(&life, fixture);
}

static void a_directory_that_is_not_there_is_an_error_until_it_is(void **state)
{
	struct fixture *fixture = *state;
	char dir[300];
	struct life life;

	configure(fixture, text);
	snprintf(dir, sizeof(dir), "%s/gone", fixture->scratch.dir);
	live(&life, fixture);
	bookmarks_set(life.marks, source(fixture, 0), "a");
	assert_int_equal(bookmarks_save(life.marks, dir, fixture->conf), -ENOENT);
	die(&life, fixture);
	assert_true(is_there(fixture));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_section_finds_its_own_mark_in_the_next_life),
		TEST(what_nobody_has_marked_leaves_no_file),
		TEST(a_section_that_is_gone_is_forgotten),
		TEST(a_mark_is_one_line_of_bounded_length),
		TEST(a_damaged_file_is_no_mark_at_all),
		TEST(a_directory_that_is_not_there_is_an_error_until_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
