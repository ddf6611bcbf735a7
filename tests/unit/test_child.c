/* test_child.c - real children: read, bounded, ended.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "child.h"
#include "looped.h"

#define BEGUN_MS 3000 /* in which any machine has begun a script */

struct fixture {
	struct loop loop;
	struct child *child;
	bool done, cancel_on_data;
	struct muzzle_exit how;
	char output[4096];
	size_t data_bytes;
};

static void on_done(void *arg, const struct muzzle_exit *how)
{
	struct fixture *f = arg;

	assert_false(f->done);
	assert_int_equal(how->output[how->output_bytes], '\0');
	f->done = true;
	f->how = *how;
	snprintf(f->output, sizeof(f->output), "%s", how->output);
}

static void on_data(void *arg, char *data, size_t bytes)
{
	struct fixture *f = arg;

	if (f->data_bytes == 0)
		snprintf(f->output, sizeof(f->output), "%.*s", (int)(bytes < 100 ? bytes : 100),
			 data);
	f->data_bytes += bytes;
	if (f->cancel_on_data)
		child_cancel(f->child);
}

static int make_loop(void **state)
{
	static struct fixture f; /* one test after the other */

	memset(&f, 0, sizeof(f));
	*state = &f;
	return loop_init(&f.loop, NULL);
}

static int end_loop(void **state)
{
	loop_fini(&((struct fixture *)*state)->loop);
	return 0;
}

static int start(struct fixture *f, const struct muzzle_spawn *what)
{
	const struct child_calls calls = { .done = on_done, .arg = f };

	return child_start(&f->loop, what, &calls, &f->child);
}

static void run_script(struct fixture *f, const char *script, struct muzzle_spawn what)
{
	const char *const argv[] = { "sh", "-c", script, NULL };

	what.size = sizeof(what);
	what.argv = argv;
	if (what.max_output_bytes == 0)
		what.max_output_bytes = 2000;
	assert_int_equal(start(f, &what), 0);
	assert_false(f->done);
	LOOPED_UNTIL(&f->loop, f->done);
}

/* An orphan may stay a zombie where nobody reaps it. */
static bool is_dead(pid_t pid)
{
	char path[40], stat[100] = "";
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	file = fopen(path, "r");
	if (!file)
		return true;
	if (!fgets(stat, sizeof(stat), file))
		stat[0] = '\0';
	fclose(file);
	return strstr(stat, ") Z ") != NULL;
}

static void output_and_exit_code_come_together(void **state)
{
	struct fixture *f = *state;

	run_script(f, "echo out; echo err >&2; exit 3", (struct muzzle_spawn){ 0 });
	assert_true(f->how.exited);
	assert_false(f->how.timed_out);
	assert_int_equal(f->how.code, 3);
	assert_string_equal(f->output, "out\nerr\n");
}

static void a_child_that_is_killed_tells_its_signal(void **state)
{
	struct fixture *f = *state;

	run_script(f, "kill -9 $$", (struct muzzle_spawn){ 0 });
	assert_false(f->how.exited);
	assert_false(f->how.timed_out);
	assert_int_equal(f->how.code, SIGKILL);
}

static void output_is_bounded_and_drained_all_the_same(void **state)
{
	struct fixture *f = *state;

	run_script(f, "head -c 300000 /dev/zero | tr '\\0' x; exit 4",
		   (struct muzzle_spawn){ .max_output_bytes = 100 });
	assert_int_equal(f->how.code, 4);
	assert_int_equal(f->how.output_bytes, 100);
}

static void the_environment_is_minimal_and_stdin_is_empty(void **state)
{
	struct fixture *f = *state;
	const char *const env[] = { "MUZZLE_TARGET=waha/omer", NULL };

	assert_int_equal(setenv("SECRET", "hunter2", 1), 0);
	run_script(f, "cat; echo $MUZZLE_TARGET; echo $LANG; echo [$SECRET]; test -n \"$PATH\"",
		   (struct muzzle_spawn){ .env = env });
	assert_int_equal(f->how.code, 0);
	assert_string_equal(f->output, "waha/omer\nC\n[]\n");
}

static void no_descriptor_but_the_first_three_is_passed_on(void **state)
{
	struct fixture *f = *state;
	int leaky = open("/dev/null", O_RDONLY); /* without O_CLOEXEC, as some library might */

	assert_true(leaky > 2);
	run_script(f, "for f in /proc/$$/fd/*; do [ -e $f ] && printf '%s ' ${f##*/}; done",
		   (struct muzzle_spawn){ 0 });
	assert_string_equal(f->output, "0 1 2 ");
	close(leaky);
}

static void signals_have_their_default_effect_in_a_child(void **state)
{
	struct fixture *f = *state;

	signal(SIGPIPE, SIG_IGN);
	run_script(f, "kill -PIPE $$; exit 0", (struct muzzle_spawn){ 0 });
	signal(SIGPIPE, SIG_DFL);
	assert_false(f->how.exited);
	assert_int_equal(f->how.code, SIGPIPE);
}

static void a_child_that_takes_too_long_is_terminated_with_its_group(void **state)
{
	struct fixture *f = *state;

	run_script(f, "sleep 100 & echo $!; wait", (struct muzzle_spawn){ .timeout_ms = BEGUN_MS });
	assert_true(f->how.timed_out);
	assert_false(f->how.exited);
	assert_int_equal(f->how.code, SIGTERM);

	pid_t sleeper = atoi(f->output);

	assert_true(sleeper > 0);
	LOOPED_UNTIL(&f->loop, is_dead(sleeper));
}

static void one_that_ignores_the_first_signal_is_killed_by_the_second(void **state)
{
	struct fixture *f = *state;
	int64_t from_ms = clock_boot_ms();

	run_script(f, "trap '' TERM; while :; do sleep 0.1; done",
		   (struct muzzle_spawn){ .timeout_ms = BEGUN_MS });
	assert_true(f->how.timed_out);
	assert_int_equal(f->how.code, SIGKILL);
	assert_true(clock_boot_ms() - from_ms >= BEGUN_MS + CHILD_KILL_AFTER_MS);
}

static void what_stays_in_the_background_does_not_delay_the_end(void **state)
{
	struct fixture *f = *state;

	run_script(f, "sleep 100 & echo $!; exit 0", (struct muzzle_spawn){ 0 });
	assert_int_equal(f->how.code, 0);

	pid_t sleeper = atoi(f->output);

	assert_int_equal(kill(sleeper, 0), 0);
	kill(sleeper, SIGKILL);
}

static void a_missing_command_is_told_by_the_start(void **state)
{
	struct fixture *f = *state;
	const char *const argv[] = { "no-such-command-at-all", NULL }, *const none[] = { NULL };

	assert_int_equal(start(f, &(struct muzzle_spawn){ .argv = argv }), -ENOENT);
	assert_int_equal(start(f, &(struct muzzle_spawn){ .argv = none }), -EINVAL);
	assert_int_equal(start(f, &(struct muzzle_spawn){ 0 }), -EINVAL);
	assert_false(f->done);
}

static void a_cancelled_child_is_killed_and_not_heard_of(void **state)
{
	struct fixture *f = *state;
	const char *const argv[] = { "sh", "-c", "echo $$; sleep 100", NULL };
	const struct muzzle_spawn what = { .argv = argv };
	const struct child_calls calls = { .data = on_data, .done = on_done, .arg = f };

	f->cancel_on_data = true;
	assert_int_equal(child_start(&f->loop, &what, &calls, &f->child), 0);
	LOOPED_UNTIL(&f->loop, f->data_bytes > 0);
	LOOPED_UNTIL(&f->loop, kill(atoi(f->output), 0) < 0 && errno == ESRCH);
	assert_false(f->done);
}

static void streamed_output_arrives_whole_before_the_end(void **state)
{
	struct fixture *f = *state;
	const char *const argv[] = { "head", "-c", "1000000", "/dev/zero", NULL };
	const struct muzzle_spawn what = { .argv = argv };
	const struct child_calls calls = { .data = on_data, .done = on_done, .arg = f };

	assert_int_equal(child_start(&f->loop, &what, &calls, &f->child), 0);
	LOOPED_UNTIL(&f->loop, f->done);
	assert_int_equal(f->data_bytes, 1000000);
	assert_int_equal(f->how.output_bytes, 0);
}

static void many_children_at_once_are_all_told(void **state)
{
	struct fixture *f = *state;
	static struct fixture each[30];
	const char *const argv[] = { "true", NULL };
	const struct muzzle_spawn what = { .argv = argv };
	size_t ended = 0;

	for (size_t i = 0; i < 30; i++) {
		const struct child_calls calls = { .done = on_done, .arg = &each[i] };

		assert_int_equal(child_start(&f->loop, &what, &calls, &each[i].child), 0);
	}
	for (size_t i = 0; i < 30; i++, ended++)
		LOOPED_UNTIL(&f->loop, each[i].done);
	assert_int_equal(ended, 30);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_loop, end_loop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(output_and_exit_code_come_together),
		TEST(a_child_that_is_killed_tells_its_signal),
		TEST(output_is_bounded_and_drained_all_the_same),
		TEST(the_environment_is_minimal_and_stdin_is_empty),
		TEST(no_descriptor_but_the_first_three_is_passed_on),
		TEST(signals_have_their_default_effect_in_a_child),
		TEST(a_child_that_takes_too_long_is_terminated_with_its_group),
		TEST(one_that_ignores_the_first_signal_is_killed_by_the_second),
		TEST(what_stays_in_the_background_does_not_delay_the_end),
		TEST(a_missing_command_is_told_by_the_start),
		TEST(a_cancelled_child_is_killed_and_not_heard_of),
		TEST(streamed_output_arrives_whole_before_the_end),
		TEST(many_children_at_once_are_all_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
