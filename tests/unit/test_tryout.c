/* test_tryout.c - one order to one action, in a loop and a host of its own.  SPDX-License-Identifier: ISC */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "fixtures.h"
#include "tryout.h"
#include "watched.h"

static const char text[] = "[muzzle]\nplugin_dir = %s\n"
			   "[action now]\nplugin = doer\nhow = chatty\n"
			   "[action later]\nplugin = doer\nhow = later\n"
			   "[action mute]\nplugin = doer\nhow = never\ntimeout = 1ms\n"
			   "[action wrong]\nplugin = doer\nhow = now\nkey = loud\n"
			   "[action no]\nplugin = doer\nhow = refuse\n";

static void prepare(struct fixture *fixture)
{
	char whole[1000];

	fixtures_copy(&fixture->scratch, "doer.so", NULL);
	snprintf(whole, sizeof(whole), text, fixture->scratch.dir);
	configure(fixture, whole);
}

static int try_action(struct fixture *fixture, const char *name, struct tryout_outcome *outcome)
{
	struct remarks *remarks = remarks_new();
	const struct host_wish wish = { fixture->conf->main.plugin_dir,
					conf_find_action(fixture->conf, name), remarks };
	const struct muzzle_order order = { .size = sizeof(order),
					    .id = 1,
					    .target = "waha/omer",
					    .gateway = "waha",
					    .session = "omer" };
	int rc = tryout_run(&wish, &order, outcome);

	assert_int_equal(remarks->errors != 0, rc == -EINVAL);
	remarks_free(remarks);
	return rc;
}

static void an_answer_from_inside_is_taken_with_what_it_printed(void **state)
{
	struct tryout_outcome outcome;

	prepare(*state);
	assert_int_equal(try_action(*state, "now", &outcome), 0);
	assert_true(outcome.done);
	assert_string_equal(outcome.result, "done");
	assert_non_null(strstr(outcome.output, "came up now"));
	assert_int_equal(try_action(*state, "now", &outcome), 0); /* and again */
}

static void an_answer_that_comes_later_is_waited_for(void **state)
{
	struct tryout_outcome outcome;

	prepare(*state);
	assert_int_equal(try_action(*state, "later", &outcome), 0);
	assert_false(outcome.done);
	assert_string_equal(outcome.result, "failed");
	assert_string_equal(outcome.why, "HTTP 500");
	assert_in_range(outcome.took_ms, 10, 60000);
}

static void what_cannot_start_is_an_error_and_what_refuses_has_failed(void **state)
{
	struct tryout_outcome outcome;

	prepare(*state);
	assert_int_equal(try_action(*state, "wrong", &outcome), -EINVAL);
	assert_null(outcome.result);
	assert_int_equal(try_action(*state, "no", &outcome), 0);
	assert_string_equal(outcome.result, "failed");
	assert_string_equal(outcome.why, "Invalid argument");
}

static void who_never_answers_is_given_up_after_its_timeout(void **state)
{
	struct tryout_outcome outcome;

	prepare(*state);
	assert_int_equal(try_action(*state, "mute", &outcome), 0);
	assert_string_equal(outcome.result, "timeout");
	assert_in_range(outcome.took_ms, TRYOUT_LATE_MS, TRYOUT_LATE_MS + 60000);
}

/* By what the kernel says of it: SigCgt has a bit for each signal that somebody takes. */
static bool takes_interrupts(pid_t pid)
{
	char path[40], line[200];
	unsigned long long caught = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	file = fopen(path, "r");
	while (file && fgets(line, sizeof(line), file))
		sscanf(line, "SigCgt: %llx", &caught);
	if (file)
		fclose(file);
	return caught & 1 << (SIGINT - 1);
}

static void an_interrupt_ends_it_in_order(void **state)
{
	struct tryout_outcome outcome;
	pid_t child, self = getpid();

	prepare(*state);
	child = fork();
	if (child == 0) {
		while (!takes_interrupts(self))
			usleep(10000);
		kill(self, SIGINT);
		_exit(0);
	}
	assert_int_equal(try_action(*state, "mute", &outcome), 0);
	kill(child, SIGKILL); /* it may wait for what never came */
	waitpid(child, NULL, 0);
	assert_string_equal(outcome.result, "interrupted");
	assert_false(outcome.done);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_answer_from_inside_is_taken_with_what_it_printed),
		TEST(an_answer_that_comes_later_is_waited_for),
		TEST(what_cannot_start_is_an_error_and_what_refuses_has_failed),
		TEST(who_never_answers_is_given_up_after_its_timeout),
		TEST(an_interrupt_ends_it_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
