/* test_cmd_test.c - what `muzzle test` tries, and what it refuses.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include "cmd_test.h"
#include "fixtures.h"
#include "watched.h"

/* No terminal, and no daemon: run_dir is empty. */
static const char text[] =
	"[muzzle]\nplugin_dir = %s\nrun_dir = %s\n"
	"[gateway waha]\nsessions = omer dana\nladder = again all\nnotify = page\n"
	"[gateway box]\nsessions = *\nladder = all\n"
	"[action again]\nplugin = doer\nhow = now\n"
	"[action all]\nplugin = doer\nscope = gateway\nhow = later\n"
	"[action page]\nplugin = doer\nhow = now\n"
	"[action spare]\nplugin = doer\nhow = now\n";

static int prepare(void **state)
{
	struct fixture *fixture;
	char whole[1000];

	set_up(state);
	fixture = *state;
	fixtures_copy(&fixture->scratch, "doer.so", NULL);
	snprintf(whole, sizeof(whole), text, fixture->scratch.dir, fixture->scratch.dir);
	configure(fixture, whole);
	freopen("/dev/null", "r", stdin);
	return 0;
}

static char said[4096];

/* Up to five words behind `test`; what is printed stands in said, what is complained of does not. */
static int try_it(struct fixture *fixture, const char *a, const char *b, const char *c)
{
	char words[4][64] = { "test" };
	char *argv[] = { words[0], words[1], words[2], words[3], NULL };
	const char *given[] = { a, b, c };
	struct cmd_args args = { .file = fixture->conf->file, .file_given = true, .argc = 1 };
	int code;

	memset(said, 0, sizeof(said));
	for (int i = 0; i < 3; i++)
		if (given[i])
			snprintf(argv[args.argc++], sizeof(words[0]), "%s", given[i]);
	argv[args.argc] = NULL;
	args.argv = argv;
	args.out = fmemopen(said, sizeof(said), "w");
	code = cmd_test_run(&args);
	fclose(args.out);
	return code;
}

static void an_act_that_is_sure_is_carried_out_without_a_daemon(void **state)
{
	assert_int_equal(try_it(*state, "again", "waha/omer", "--yes"), CMD_OK);
	assert_non_null(strstr(said, "again: done in "));
	assert_non_null(strstr(said, "whether waha/omer is up again, muzzle status"));
	assert_int_equal(try_it(*state, "all", "box", "--yes"), CMD_FAILED);
	assert_non_null(strstr(said, "all: failed in "));
	assert_non_null(strstr(said, "HTTP 500"));
}

static void what_stands_in_no_ladder_and_restarts_nothing_tells(void **state)
{
	assert_int_equal(try_it(*state, "page", "--yes", NULL), CMD_OK);
	assert_non_null(strstr(said, "look whether it arrived"));
	assert_int_equal(try_it(*state, "spare", "waha/dana", "--yes"), CMD_OK);
}

static void who_is_not_sure_and_cannot_be_asked_does_nothing(void **state)
{
	assert_int_equal(try_it(*state, "again", "waha/omer", NULL), CMD_USAGE);
	assert_int_equal(try_it(*state, "page", NULL, NULL), CMD_USAGE);
	assert_string_equal(said, "");
}

static void targets_are_of_the_actions_scope_and_of_its_gateways(void **state)
{
	assert_int_equal(try_it(*state, "again", "--yes", NULL), CMD_USAGE);
	assert_int_equal(try_it(*state, "again", "waha", "--yes"), CMD_USAGE);
	assert_int_equal(try_it(*state, "again", "waha/noa", "--yes"), CMD_USAGE);
	assert_int_equal(try_it(*state, "again", "box/one", "--yes"), CMD_USAGE);
	assert_int_equal(try_it(*state, "all", "waha/omer", "--yes"), CMD_USAGE);
	assert_int_equal(try_it(*state, "all", "nobody", "--yes"), CMD_USAGE);
	assert_int_equal(try_it(*state, "all", "box/a b", "--yes"), CMD_USAGE);
	assert_string_equal(said, "");
}

static void a_command_line_that_says_nothing_known_is_refused(void **state)
{
	assert_int_equal(try_it(*state, NULL, NULL, NULL), CMD_MISUSED);
	assert_int_equal(try_it(*state, "nothing", NULL, NULL), CMD_USAGE);
	assert_int_equal(try_it(*state, "again", "--sure", "waha/omer"), CMD_MISUSED);
	assert_int_equal(try_it(*state, "again", "waha/omer", "more"), CMD_MISUSED);
}

#undef TEST
#define TEST(name) cmocka_unit_test_setup_teardown(name, prepare, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_act_that_is_sure_is_carried_out_without_a_daemon),
		TEST(what_stands_in_no_ladder_and_restarts_nothing_tells),
		TEST(who_is_not_sure_and_cannot_be_asked_does_nothing),
		TEST(targets_are_of_the_actions_scope_and_of_its_gateways),
		TEST(a_command_line_that_says_nothing_known_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
