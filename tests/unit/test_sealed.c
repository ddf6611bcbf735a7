/* test_sealed.c - a file that is believed as a whole or not at all.  SPDX-License-Identifier: ISC */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "scratch.h"
#include "sealed.h"
#include "sealing.h"
#include "trace.h"

struct fixture {
	struct scratch scratch;
	struct log log;
	struct sealed file;
	struct sealed_head head;
	char taken[2000];         /* lines, as they were handed out */
	char data[SEALING_BYTES]; /* the file */
};

static int make(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->scratch = scratch_make();
	log_init(&f->log, STDERR_FILENO, 0);
	f->file = (struct sealed){
		.dir = f->scratch.dir, .name = "deed", .loss = "so be it", .log = &f->log
	};
	*state = f;
	return sealed_open(&f->file);
}

static int end(void **state)
{
	struct fixture *f = *state;

	sealed_close(&f->file);
	scratch_remove(&f->scratch);
	free(f);
	return 0;
}

static const char *path_of(struct fixture *f, const char *name)
{
	snprintf(f->scratch.path, sizeof(f->scratch.path), "%s/%s", f->scratch.dir, name);
	return f->scratch.path;
}

static bool exists(struct fixture *f, const char *name)
{
	return access(path_of(f, name), F_OK) == 0;
}

static int take(void *arg, struct json_object *line, char *why, size_t why_bytes)
{
	struct fixture *f = arg;
	size_t bytes = strlen(f->taken);

	snprintf(f->taken + bytes, sizeof(f->taken) - bytes, "%s ",
		 json_object_get_string(json_object_object_get(line, "ev")));
	if (!json_object_object_get_ex(line, "bad", NULL))
		return 0;
	snprintf(why, why_bytes, "it is bad");
	return -EINVAL;
}

static int save(struct fixture *f, const char *const *texts)
{
	struct sealed_page page;

	sealed_begin(&page);
	for (; *texts; texts++) {
		struct json_object *line = json_tokener_parse(*texts);

		sealed_put(&page, line);
		json_object_put(line);
	}
	return sealed_save(&f->file, &page);
}

static int load(struct fixture *f)
{
	f->taken[0] = '\0';
	return sealed_load(&f->file, &f->head, take, f);
}

static const char *const two[] = { "{\"ev\":\"ledger\",\"n\":1}", "{\"ev\":\"own\",\"x\":\"y\"}",
				   NULL };

static size_t leave_two(struct fixture *f)
{
	f->file.saved = 0;
	assert_int_equal(save(f, two), 0);
	return sealing_read(&f->scratch, "deed", f->data);
}

static void what_was_put_in_comes_out_in_order(void **state)
{
	struct fixture *f = *state;

	leave_two(f);
	assert_int_equal(load(f), 0);
	assert_string_equal(f->taken, "ledger own ");
	assert_true(sealed_of_this_boot(&f->head));
	assert_in_range(sealed_age_ms(&f->head), 0, 60000);
}

static void another_boot_is_aged_by_the_wall_clock(void **state)
{
	struct fixture *f = *state;

	leave_two(f);
	sealing_rewrite_header(&f->scratch, "deed", 3600000, 0);
	assert_int_equal(load(f), 0);
	assert_false(sealed_of_this_boot(&f->head));
	assert_in_range(sealed_age_ms(&f->head), 3600000, 3660000);
	sealing_rewrite_header(&f->scratch, "deed", -3600000, 0);
	assert_int_equal(load(f), 0);
	assert_true(sealed_age_ms(&f->head) < 0);
}

static void no_file_is_no_damage(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(load(f), -ENOENT);
	assert_false(exists(f, "deed.bad-0"));
}

static void what_has_not_changed_is_not_written_again(void **state)
{
	static const char *const one[] = { "{\"ev\":\"ledger\",\"n\":2}", NULL };
	struct fixture *f = *state;

	leave_two(f);
	assert_int_equal(unlink(path_of(f, "deed")), 0);
	assert_int_equal(save(f, two), 0);
	assert_false(exists(f, "deed"));
	assert_int_equal(save(f, one), 0);
	assert_true(exists(f, "deed"));
	assert_false(exists(f, "deed.new"));
}

static void a_directory_that_cannot_be_written_is_told(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(mkdir(path_of(f, "deed.new"), 0700), 0);
	assert_true(save(f, two) < 0);
	assert_int_equal(rmdir(path_of(f, "deed.new")), 0);
	assert_int_equal(save(f, two), 0); /* and nothing is taken for saved */
	assert_true(exists(f, "deed"));
}

static void it_is_nobody_elses_business(void **state)
{
	struct fixture *f = *state;
	struct stat st;

	leave_two(f);
	assert_int_equal(stat(path_of(f, "deed"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
}

/* --- damage */

static void expect_set_aside(struct fixture *f)
{
	assert_int_equal(load(f), -EBADMSG);
	assert_false(exists(f, "deed"));
	assert_true(exists(f, "deed.bad-0"));
	assert_int_equal(unlink(path_of(f, "deed.bad-0")), 0);
}

/* Every byte, one after the other: none may be something else. */
static void any_changed_byte_is_noticed_before_anything_is_taken(void **state)
{
	struct fixture *f = *state;
	size_t bytes = leave_two(f);

	for (size_t i = 0; i < bytes - 1; i++) {
		char kept = f->data[i];

		f->data[i] = kept == '7' ? '8' : '7';
		scratch_write_bytes(&f->scratch, "deed", f->data, bytes);
		expect_set_aside(f);
		assert_string_equal(f->taken, "");
		f->data[i] = kept;
	}
}

/* A line that is missing at the end is damage; one that is torn is dropped. */
static void a_cut_is_damage_at_a_line_and_a_torn_line_within_it(void **state)
{
	struct fixture *f = *state;
	size_t bytes = leave_two(f);

	scratch_write_bytes(&f->scratch, "deed", f->data, bytes - 10);
	assert_int_equal(load(f), 0);
	assert_string_equal(f->taken, "ledger own ");
	bytes = (size_t)((char *)memrchr(f->data, '\n', bytes - 1) + 1 - f->data);
	scratch_write_bytes(&f->scratch, "deed", f->data, bytes);
	expect_set_aside(f);
}

/* Lines whose own sums are right, but which are not a whole file. */
static void a_line_too_few_or_too_many_is_damage(void **state)
{
	struct fixture *f = *state;
	static char spoilt[2 * SEALING_BYTES];
	size_t bytes = leave_two(f);
	const char *second = strchr(f->data, '\n') + 1, *third = strchr(second, '\n') + 1;
	const char *last = (const char *)memrchr(f->data, '\n', bytes - 1) + 1;

	snprintf(spoilt, sizeof(spoilt), "%.*s%s", (int)(second - f->data), f->data, third);
	scratch_write(&f->scratch, "deed", spoilt);
	expect_set_aside(f);
	snprintf(spoilt, sizeof(spoilt), "%s%.*s", f->data, (int)(third - second), second);
	scratch_write(&f->scratch, "deed", spoilt);
	expect_set_aside(f);
	scratch_write(&f->scratch, "deed", last);
	expect_set_aside(f);
}

static void without_a_header_it_is_damage(void **state)
{
	static const char only[] = "{\"ev\":\"end\",\"lines\":0}";
	struct fixture *f = *state;
	char line[100];

	snprintf(line, sizeof(line), "%.*s,\"sum\":\"%016llx\"}\n", (int)strlen(only) - 1, only,
		 (unsigned long long)sealing_sum(only));
	scratch_write(&f->scratch, "deed", line);
	expect_set_aside(f);
}

static void a_line_that_its_reader_refuses_is_damage(void **state)
{
	static const char *const bad[] = { "{\"ev\":\"own\",\"bad\":true}", NULL };
	struct fixture *f = *state;

	assert_int_equal(save(f, bad), 0);
	expect_set_aside(f);
}

static void empty_garbage_and_strangers_files_are_set_aside(void **state)
{
	static const char *const texts[] = { "", "\n", "hello\n", "{}\n", "{\"muzzle\":1}\n" };
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		scratch_write(&f->scratch, "deed", texts[i]);
		expect_set_aside(f);
	}
	scratch_write_bytes(&f->scratch, "deed", "\0\0\n", 3);
	expect_set_aside(f);
	leave_two(f);
	assert_int_equal(chmod(path_of(f, "deed"), 0666), 0);
	expect_set_aside(f);
}

static void damage_is_logged_with_what_follows_and_where_it_went(void **state)
{
	struct fixture *f = *state;
	char log[1000] = "";
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	log_init(&f->log, ends[1], MUZZLE_INFO);
	scratch_write(&f->scratch, "deed", "hello\n");
	expect_set_aside(f);
	assert_true(read(ends[0], log, sizeof(log) - 1) > 0);
	assert_non_null(strstr(log, "deed: error: damaged, so be it dir=/"));
	assert_non_null(strstr(log, "aside=deed.bad-0 why=\"line 1: no sum\""));
	close(ends[0]);
	close(ends[1]);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_was_put_in_comes_out_in_order),
		TEST(another_boot_is_aged_by_the_wall_clock),
		TEST(no_file_is_no_damage),
		TEST(what_has_not_changed_is_not_written_again),
		TEST(a_directory_that_cannot_be_written_is_told),
		TEST(it_is_nobody_elses_business),
		TEST(any_changed_byte_is_noticed_before_anything_is_taken),
		TEST(a_cut_is_damage_at_a_line_and_a_torn_line_within_it),
		TEST(a_line_too_few_or_too_many_is_damage),
		TEST(without_a_header_it_is_damage),
		TEST(a_line_that_its_reader_refuses_is_damage),
		TEST(empty_garbage_and_strangers_files_are_set_aside),
		TEST(damage_is_logged_with_what_follows_and_where_it_went),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
