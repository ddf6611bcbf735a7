/* test_journal.c - two files that take turns, and what befalls them.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

#include "journal.h"
#include "scratch.h"
#include "tell.h"

#define BYTES 65536

struct fixture {
	struct scratch scratch;
	struct log log;
	struct journal *journal;
	int begun;           /* headers written */
	size_t header_bytes; /* how long each shall be */
	int64_t lines;       /* put so far */
};

static void begin(void *arg, struct journal *journal)
{
	struct fixture *f = arg;
	struct json_object *header = json_object_new_object();
	char filler[40000];

	memset(filler, 'x', sizeof(filler));
	filler[f->header_bytes] = '\0';
	f->begun++;
	tell_number(header, "header", f->begun);
	tell_number(header, "after", f->lines);
	tell_text(header, "filler", filler);
	journal_put(journal, header);
	json_object_put(header);
}

static void open_journal(struct fixture *f)
{
	const struct journal_setting setting = {
		.dir = f->scratch.dir,
		.bytes = BYTES,
		.log = &f->log,
		.begin = begin,
		.arg = f,
	};

	f->journal = journal_open(&setting);
	assert_non_null(f->journal);
}

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->scratch = scratch_make();
	log_init(&f->log, STDERR_FILENO, 0);
	f->header_bytes = 10;
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	journal_close(f->journal);
	scratch_remove(&f->scratch);
	free(f);
	return 0;
}

static void put(struct fixture *f, int64_t now_ms)
{
	struct json_object *line = json_object_new_object();

	tell_number(line, "line", ++f->lines);
	journal_put(f->journal, line);
	json_object_put(line);
	journal_commit(f->journal, now_ms);
}

static char *content(struct fixture *f, const char *name)
{
	static char text[4 * BYTES];
	char path[600];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", f->scratch.dir, name);
	file = fopen(path, "r");
	text[0] = '\0';
	if (file) {
		text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
		fclose(file);
	}
	return text;
}

static void a_start_writes_a_header_and_then_lines(void **state)
{
	struct fixture *f = *state;

	open_journal(f);
	journal_begin(f->journal);
	put(f, 1);
	put(f, 2);
	assert_string_equal(
		content(f, JOURNAL_FILE),
		"{\"header\":1,\"after\":0,\"filler\":\"xxxxxxxxxx\"}\n{\"line\":1}\n{\"line\":2}\n");
}

static void a_torn_last_line_is_cut_off_and_what_was_whole_stays(void **state)
{
	struct fixture *f = *state;

	scratch_write(&f->scratch, JOURNAL_FILE, "{\"old\":1}\n{\"old\":2}\n{\"torn");
	open_journal(f);
	journal_begin(f->journal);
	assert_string_equal(
		content(f, JOURNAL_FILE),
		"{\"old\":1}\n{\"old\":2}\n{\"header\":1,\"after\":0,\"filler\":\"xxxxxxxxxx\"}\n");
}

static void a_file_that_is_one_torn_line_is_begun_anew(void **state)
{
	struct fixture *f = *state;
	static char text[10000];

	memset(text, 'y', sizeof(text) - 1);
	scratch_write(&f->scratch, JOURNAL_FILE, text);
	open_journal(f);
	journal_begin(f->journal);
	assert_memory_equal(content(f, JOURNAL_FILE), "{\"header\":1", 11);
}

/* Each file begins with a header that knows exactly the lines before it, and no line is in neither. */
static void the_files_swap_at_a_header_and_stay_within_their_bytes(void **state)
{
	struct fixture *f = *state;
	long long after = 0, first = 0;
	const char *text;

	open_journal(f);
	journal_begin(f->journal);
	while (f->begun < 3)
		put(f, 1);
	assert_true(strlen(content(f, JOURNAL_OLD_FILE)) <= BYTES / 2);
	text = content(f, JOURNAL_FILE);
	assert_int_equal(sscanf(text, "{\"header\":3,\"after\":%lld", &after), 1);
	assert_int_equal(after, f->lines);
	text = strchr(content(f, JOURNAL_OLD_FILE), '\n') + 1;
	assert_int_equal(sscanf(text, "{\"line\":%lld}", &first), 1);
	text = strrchr(text, ':');
	assert_int_equal(atoll(text + 1), f->lines);
	assert_true(first > 1);
}

static void a_smaller_size_holds_from_the_next_line_on(void **state)
{
	struct fixture *f = *state;

	open_journal(f);
	journal_begin(f->journal);
	while (strlen(content(f, JOURNAL_FILE)) < BYTES / 4)
		put(f, 1);
	assert_int_equal(f->begun, 1);
	journal_resize(f->journal, BYTES / 4);
	put(f, 1);
	assert_int_equal(f->begun, 2);
	assert_true(strlen(content(f, JOURNAL_FILE)) < 1000);
}

static void a_snapshot_larger_than_the_file_does_not_swap_at_every_line(void **state)
{
	struct fixture *f = *state;

	f->header_bytes = 30000;
	open_journal(f);
	journal_begin(f->journal);
	for (int i = 0; i < 100; i++)
		put(f, 1);
	assert_true(f->begun < 3);
}

/* RLIMIT_FSIZE is a disk that is full at a byte of our choice. */
static void limit_files(rlim_t bytes)
{
	const struct rlimit limit = { bytes, RLIM_INFINITY };

	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void a_full_disk_leaves_whole_lines_and_a_header_bridges_the_gap(void **state)
{
	struct fixture *f = *state;
	const char *text;

	open_journal(f);
	journal_begin(f->journal);
	put(f, 1);
	assert_false(journal_fails(f->journal));
	limit_files(strlen(content(f, JOURNAL_FILE)) + 3);
	put(f, 2);
	put(f, 3);
	assert_true(journal_fails(f->journal));
	limit_files(RLIM_INFINITY);
	text = content(f, JOURNAL_FILE);
	assert_non_null(strstr(text, "{\"line\":1}\n"));
	assert_string_equal(strrchr(text, '{'), "{\"line\":1}\n");
	put(f, 4); /* too early to try again */
	assert_string_equal(strrchr(content(f, JOURNAL_FILE), '{'), "{\"line\":1}\n");
	put(f, 4 + JOURNAL_RETRY_MS);
	put(f, 5 + JOURNAL_RETRY_MS);
	text = content(f, JOURNAL_FILE);
	assert_non_null(strstr(text, "{\"line\":1}\n{\"header\":"));
	assert_non_null(strstr(text, "\"after\":5"));
	assert_string_equal(strrchr(text, '{'), "{\"line\":6}\n");
	assert_false(journal_fails(f->journal));
}

static void a_link_in_its_place_is_not_followed(void **state)
{
	struct fixture *f = *state;
	char path[600], target[600];

	snprintf(path, sizeof(path), "%s/%s", f->scratch.dir, JOURNAL_FILE);
	snprintf(target, sizeof(target), "%s", scratch_write(&f->scratch, "victim", "precious\n"));
	assert_int_equal(symlink(target, path), 0);
	open_journal(f);
	journal_begin(f->journal);
	put(f, 1);
	assert_string_equal(content(f, "victim"), "precious\n");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_start_writes_a_header_and_then_lines),
		TEST(a_torn_last_line_is_cut_off_and_what_was_whole_stays),
		TEST(a_file_that_is_one_torn_line_is_begun_anew),
		TEST(the_files_swap_at_a_header_and_stay_within_their_bytes),
		TEST(a_smaller_size_holds_from_the_next_line_on),
		TEST(a_snapshot_larger_than_the_file_does_not_swap_at_every_line),
		TEST(a_full_disk_leaves_whole_lines_and_a_header_bridges_the_gap),
		TEST(a_link_in_its_place_is_not_followed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
