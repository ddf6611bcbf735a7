/* test_watch_trail.c - a journal that grows, is swapped, cut and missing.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <unistd.h>

#include "recent.h"
#include "scratch.h"
#include "tell.h"
#include "trail.h"

#define HEADER "{\"muzzle\":1,\"boot\":\"b\",\"wall\":\"2026-01-01T00:00:00Z\",\"t\":1000}\n"
#define HELD(why) \
	"{\"t\":2000,\"order\":\"held\",\"target\":\"g/a\",\"by\":\"x\",\"why\":\"" why "\"}\n"

struct fixture {
	struct scratch scratch;
	struct history_wish wish;
	struct trail *trail;
	char told[2000]; /* the texts, a blank behind each */
};

static void take(void *arg, const struct history_news *news)
{
	struct fixture *f = arg;
	size_t used = strlen(f->told);

	snprintf(f->told + used, sizeof(f->told) - used, "%s ", tell_get_text(news->line, "why"));
}

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->scratch = scratch_make();
	f->wish = (struct history_wish){ .show = take, .arg = f };
	f->trail = trail_open(f->scratch.dir, &f->wish);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	trail_close(f->trail);
	scratch_remove(&f->scratch);
	free(f);
	return 0;
}

static void append(struct fixture *f, const char *text)
{
	FILE *file;

	snprintf(f->scratch.path, sizeof(f->scratch.path), "%s/journal", f->scratch.dir);
	file = fopen(f->scratch.path, "a");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

/* As the daemon does it. */
static void swap(struct fixture *f)
{
	char older[SCRATCH_BYTES];

	snprintf(older, sizeof(older), "%s/journal.1", f->scratch.dir);
	snprintf(f->scratch.path, sizeof(f->scratch.path), "%s/journal", f->scratch.dir);
	assert_int_equal(rename(f->scratch.path, older), 0);
}

static void what_is_there_is_told_the_older_file_first_then_what_comes(void **state)
{
	struct fixture *f = *state;

	scratch_write(&f->scratch, "journal.1", HEADER HELD("one"));
	append(f, HEADER HELD("two"));
	assert_int_equal(trail_read(f->trail), 0);
	assert_string_equal(f->told, "one two ");
	append(f, HELD("three"));
	assert_int_equal(trail_read(f->trail), 0);
	assert_int_equal(trail_read(f->trail), 0);
	assert_string_equal(f->told, "one two three ");
}

static void half_a_line_waits_for_its_end(void **state)
{
	struct fixture *f = *state;

	append(f, HEADER "{\"t\":2000,\"order\":\"held\",\"target\":\"g/a\",");
	trail_read(f->trail);
	assert_string_equal(f->told, "");
	append(f, "\"by\":\"x\",\"why\":\"late\"}\n");
	trail_read(f->trail);
	assert_string_equal(f->told, "late ");
}

static void a_swap_loses_no_line(void **state)
{
	struct fixture *f = *state;

	append(f, HEADER HELD("one"));
	trail_read(f->trail);
	append(f, HELD("last"));
	swap(f);
	append(f, HEADER HELD("first"));
	trail_read(f->trail);
	assert_string_equal(f->told, "one last first ");
}

static void what_the_daemon_took_back_is_not_waited_for(void **state)
{
	struct fixture *f = *state;

	append(f, HEADER HELD("one") "{\"t\":2000,\"torn");
	trail_read(f->trail);
	assert_int_equal(truncate(f->scratch.path, (off_t)strlen(HEADER HELD("one"))), 0);
	trail_read(f->trail);
	append(f, HELD("two"));
	trail_read(f->trail);
	assert_string_equal(f->told, "one two ");
}

static void a_journal_may_come_later_and_go(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(trail_read(f->trail), -ENOENT);
	append(f, HEADER HELD("one"));
	assert_int_equal(trail_read(f->trail), 0);
	unlink(f->scratch.path);
	assert_int_equal(trail_read(f->trail), -ENOENT);
	append(f, HEADER HELD("two"));
	assert_int_equal(trail_read(f->trail), 0);
	assert_string_equal(f->told, "one two ");
}

/* --- what is kept of it */

static void keep(struct recent *recent, const char *json, const char *text)
{
	struct json_object *line = json_tokener_parse(json);

	recent_take(recent, &(struct history_news){ 5, NULL, text, line });
	json_object_put(line);
}

static void decisions_are_kept_and_what_sources_say_is_not(void **state)
{
	struct recent *recent = calloc(1, sizeof(*recent));

	(void)state;
	keep(recent, "{\"ev\":\"claim\"}", "is up");
	keep(recent, "{\"order\":\"held\"}", "not acted on");
	keep(recent, "{\"ev\":\"fault\"}", "cannot look");
	keep(recent, "{\"ev\":\"result\"}", "act 1 ended");
	keep(recent, "{\"ev\":\"command\"}", "hold");
	assert_string_equal(recent_get(recent, 0)->text, "hold");
	assert_string_equal(recent_get(recent, 0)->target, "muzzle");
	assert_string_equal(recent_get(recent, 2)->text, "not acted on");
	assert_null(recent_get(recent, 3));
	free(recent);
}

static void the_oldest_gives_way(void **state)
{
	struct recent *recent = calloc(1, sizeof(*recent));
	char text[20];

	(void)state;
	for (int i = 0; i <= RECENT_MAX; i++) {
		snprintf(text, sizeof(text), "%d", i);
		keep(recent, "{\"order\":\"act\"}", text);
	}
	assert_string_equal(recent_get(recent, RECENT_MAX - 1)->text, "1");
	assert_null(recent_get(recent, RECENT_MAX));
	free(recent);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_there_is_told_the_older_file_first_then_what_comes),
		TEST(half_a_line_waits_for_its_end),
		TEST(a_swap_loses_no_line),
		TEST(what_the_daemon_took_back_is_not_waited_for),
		TEST(a_journal_may_come_later_and_go),
		cmocka_unit_test(decisions_are_kept_and_what_sources_say_is_not),
		cmocka_unit_test(the_oldest_gives_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
