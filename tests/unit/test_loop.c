/* test_loop.c - timers, descriptors, signals, children on real clocks.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "looped.h"

struct fixture {
	struct loop loop;
	int64_t lag_ms, resume_ms;
	char order[64]; /* which timers fired */
	struct loop_timer a, b, c;
	int calls;
	int64_t fired_ms;
	pid_t stopper;
};

static void on_lag(void *arg, int64_t ms)
{
	struct fixture *f = arg;

	f->lag_ms = ms;
	loop_stop(&f->loop);
}

static void on_resume(void *arg, int64_t ms)
{
	((struct fixture *)arg)->resume_ms = ms;
}

static void fire_a(void *arg)
{
	struct fixture *f = arg;

	strcat(f->order, "a");
	f->fired_ms = clock_boot_ms();
}

static void fire_b(void *arg)
{
	strcat(((struct fixture *)arg)->order, "b");
}

static void fire_again(void *arg)
{
	struct fixture *f = arg;

	f->calls++;
	loop_timer_start(&f->loop, &f->c, 0);
}

static int make_loop(void **state)
{
	static struct fixture f; /* one test after the other */
	struct loop_self self = { .lag = on_lag, .resume = on_resume, .arg = &f };

	memset(&f, 0, sizeof(f));
	f.a = (struct loop_timer){ .fire = fire_a, .arg = &f };
	f.b = (struct loop_timer){ .fire = fire_b, .arg = &f };
	f.c = (struct loop_timer){ .fire = fire_again, .arg = &f };
	*state = &f;
	return loop_init(&f.loop, &self);
}

static int end_loop(void **state)
{
	struct fixture *f = *state;

	loop_timer_stop(&f->loop, &f->a);
	loop_timer_stop(&f->loop, &f->b);
	loop_timer_stop(&f->loop, &f->c);
	loop_fini(&f->loop);
	return 0;
}

static void timers_fire_in_the_order_of_their_times_and_never_early(void **state)
{
	struct fixture *f = *state;
	int64_t at_ms = clock_boot_ms() + 30;

	loop_timer_start(&f->loop, &f->a, at_ms);
	loop_timer_start(&f->loop, &f->b, at_ms - 20);
	LOOPED_UNTIL(&f->loop, strlen(f->order) == 2);
	assert_string_equal(f->order, "ba");
	assert_true(f->fired_ms >= at_ms);
}

static void timers_of_one_time_fire_in_the_order_of_starting(void **state)
{
	struct fixture *f = *state;

	loop_timer_start(&f->loop, &f->b, 5);
	loop_timer_start(&f->loop, &f->a, 5);
	loop_timer_start(&f->loop, &f->b, 5);
	LOOPED_UNTIL(&f->loop, strlen(f->order) == 2);
	assert_string_equal(f->order, "ab");
}

static void a_stopped_timer_does_not_fire(void **state)
{
	struct fixture *f = *state;

	loop_timer_start(&f->loop, &f->a, 0);
	loop_timer_start(&f->loop, &f->b, 0);
	loop_timer_stop(&f->loop, &f->a);
	loop_timer_stop(&f->loop, &f->a);
	LOOPED_UNTIL(&f->loop, *f->order);
	assert_string_equal(f->order, "b");
}

static void a_timer_that_starts_itself_anew_leaves_room_for_the_others(void **state)
{
	struct fixture *f = *state;

	loop_timer_start(&f->loop, &f->c, 0);
	loop_timer_start(&f->loop, &f->a, clock_boot_ms() + 5);
	LOOPED_UNTIL(&f->loop, *f->order);
	assert_true(f->calls > 1);
}

static void pipe_ready(void *arg, int fd, bool readable, bool writable)
{
	struct fixture *f = arg;
	char byte;

	assert_true(readable);
	assert_false(writable);
	assert_int_equal(read(fd, &byte, 1), 1);
	f->calls++;
}

static void a_descriptor_is_told_until_it_is_stopped(void **state)
{
	struct fixture *f = *state;
	struct loop_fd watch = { .ready = pipe_ready, .arg = f };
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	loop_fd_start(&f->loop, &watch, ends[0], LOOP_READ);
	assert_int_equal(write(ends[1], "xy", 2), 2);
	LOOPED_UNTIL(&f->loop, f->calls == 2);
	loop_fd_stop(&f->loop, &watch);
	assert_int_equal(write(ends[1], "z", 1), 1);
	loop_turn(&f->loop, 20);
	assert_int_equal(f->calls, 2);
	close(ends[0]);
	close(ends[1]);
}

static void caught(void *arg, int signo)
{
	struct fixture *f = arg;

	assert_int_equal(signo, SIGHUP);
	f->calls++;
	loop_stop(&f->loop);
}

static void a_signal_reaches_the_loop_and_can_end_it(void **state)
{
	struct fixture *f = *state;
	struct loop_signal watch = { .caught = caught, .arg = f };

	loop_signal_start(&f->loop, &watch, SIGHUP);
	raise(SIGHUP);
	loop_run(&f->loop);
	assert_int_equal(f->calls, 1);
	loop_signal_stop(&f->loop, &watch);
}

static void child_ended(void *arg, int wait_status)
{
	*(int *)arg = WEXITSTATUS(wait_status);
}

static void a_child_is_reaped_and_told(void **state)
{
	struct fixture *f = *state;
	int code = -1;
	struct loop_child watch = { .ended = child_ended, .arg = &code };
	pid_t pid = fork();

	if (pid == 0)
		_exit(7);
	loop_child_start(&f->loop, &watch, pid);
	LOOPED_UNTIL(&f->loop, code >= 0);
	assert_int_equal(code, 7);
	assert_int_equal(waitpid(pid, NULL, WNOHANG), -1);
}

static void block_the_loop(void *arg)
{
	struct timespec long_ms = { .tv_sec = 2, .tv_nsec = 10000000 };

	(void)arg;
	nanosleep(&long_ms, NULL); /* the fault that is looked for, not a wait */
}

static void a_callback_of_two_seconds_is_told_as_lag(void **state)
{
	struct fixture *f = *state;

	f->a.fire = block_the_loop;
	loop_timer_start(&f->loop, &f->a, 0);
	LOOPED_UNTIL(&f->loop, f->lag_ms > 0);
	assert_in_range(f->lag_ms, 2000, LOOPED_DEADLINE_MS);
	assert_int_equal(f->resume_ms, 0);
}

static void end_of_wait(void *arg)
{
	loop_stop(&((struct fixture *)arg)->loop);
}

/* A process that stops us, after_ms from now; the times are what is tested, not a wait. */
static pid_t stop_us(int after_ms, int for_ms)
{
	const struct timespec after = { after_ms / 1000, after_ms % 1000 * 1000000 };
	const struct timespec length = { for_ms / 1000, for_ms % 1000 * 1000000 };
	pid_t tested = getpid(), stopper = fork();

	if (stopper)
		return stopper;
	nanosleep(&after, NULL);
	kill(tested, SIGSTOP);
	nanosleep(&length, NULL);
	kill(tested, SIGCONT);
	_exit(0);
}

static void begin_to_be_stopped(void *arg)
{
	((struct fixture *)arg)->stopper = stop_us(0, 2000);
}

/* Nothing was due but a beat, and that only in the middle: SIGCONT tells that it was the whole time. */
static void a_stop_is_told_as_lag_though_no_timer_was_late(void **state)
{
	struct fixture *f = *state;

	f->a = (struct loop_timer){ .fire = end_of_wait, .arg = f };
	f->b = (struct loop_timer){ .fire = begin_to_be_stopped, .arg = f };
	loop_timer_start(&f->loop, &f->a, clock_boot_ms() + LOOPED_DEADLINE_MS);
	loop_timer_start(&f->loop, &f->b, 0);
	loop_run(&f->loop);
	assert_in_range(f->lag_ms, 2000, LOOPED_DEADLINE_MS);
	assert_int_equal(f->resume_ms, 0);
	waitpid(f->stopper, NULL, 0); /* the loop may have reaped it */
}

/* Once more where the machine itself stood still meanwhile: what is wrong is told each time. */
static void a_short_stop_after_a_long_sleep_is_no_lag(void **state)
{
	struct fixture *f = *state;

	f->a = (struct loop_timer){ .fire = end_of_wait, .arg = f };
	for (int i = 0; i == 0 || (i < 4 && f->lag_ms); i++) {
		pid_t stopper = stop_us(PULSE_LIMIT_MS + PULSE_BEAT_MS / 2, 50);

		f->lag_ms = 0;
		loop_timer_start(&f->loop, &f->a, clock_boot_ms() + 2 * PULSE_LIMIT_MS);
		loop_run(&f->loop);
		waitpid(stopper, NULL, 0);
	}
	assert_int_equal(f->lag_ms, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_loop, end_loop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(timers_fire_in_the_order_of_their_times_and_never_early),
		TEST(timers_of_one_time_fire_in_the_order_of_starting),
		TEST(a_stopped_timer_does_not_fire),
		TEST(a_timer_that_starts_itself_anew_leaves_room_for_the_others),
		TEST(a_descriptor_is_told_until_it_is_stopped),
		TEST(a_signal_reaches_the_loop_and_can_end_it),
		TEST(a_child_is_reaped_and_told),
		TEST(a_callback_of_two_seconds_is_told_as_lag),
		TEST(a_stop_is_told_as_lag_though_no_timer_was_late),
		TEST(a_short_stop_after_a_long_sleep_is_no_lag),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
