/* loop.c - see loop.h.  SPDX-License-Identifier: ISC */
#include "loop.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <time.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "clock.h"

/* A resume comes before a lag: it explains the larger part of what was late. */
static void tell(const struct loop *loop, struct pulse_finding found)
{
	if (found.resume_ms > 0 && loop->self.resume)
		loop->self.resume(loop->self.arg, found.resume_ms);
	if (found.lag_ms > 0 && loop->self.lag)
		loop->self.lag(loop->self.arg, found.lag_ms);
}

static void set_alarm(const struct loop *loop, int64_t at_ms)
{
	/* an alarm at 0 would be none: a time that is past rings at once */
	struct itimerspec when = { .it_value = { .tv_sec = at_ms > 0 ? at_ms / 1000 : 0,
						 .tv_nsec =
							 at_ms > 0 ? at_ms % 1000 * 1000000 : 1 } };

	timerfd_settime(loop->timer_fd, TFD_TIMER_ABSTIME, &when, NULL);
}

static void clear_alarm(const struct loop *loop)
{
	struct itimerspec never = { 0 };

	timerfd_settime(loop->timer_fd, 0, &never, NULL);
}

/* Rings for the earliest timer, whatever it is by now; and in between for nothing, so that who is told of
 * lags can be late for something.  What already rings soon enough is left as it is. */
static int64_t next_alarm(const struct loop *loop, int64_t now_ms)
{
	int64_t at_ms = loop->timers ? loop->timers->at_ms : INT64_MAX;
	int64_t beat_ms = now_ms + PULSE_BEAT_MS;

	if (!loop->self.lag || at_ms <= beat_ms)
		return at_ms;
	return loop->alarm_ms > now_ms && loop->alarm_ms < beat_ms ? loop->alarm_ms : beat_ms;
}

static void sleep_begins(struct ev_loop *ev, ev_prepare *watcher, int revents)
{
	struct loop *loop = watcher->data;
	int64_t now_ms = clock_boot_ms(), at_ms;

	(void)ev;
	(void)revents;
	tell(loop, pulse_sleep(&loop->pulse, now_ms, clock_mono_ms()));
	at_ms = next_alarm(loop, now_ms);
	if (at_ms == INT64_MAX && loop->alarm_ms != INT64_MAX)
		clear_alarm(loop);
	else if (at_ms != loop->alarm_ms)
		set_alarm(loop, at_ms);
	loop->alarm_ms = at_ms;
}

/* SIGCONT is kept pending from loop_init on: then it was not the alarm that was late, we were stopped,
 * and maybe long before it. */
static bool was_stopped(void)
{
	const struct timespec at_once = { 0 };
	sigset_t cont;

	sigemptyset(&cont);
	sigaddset(&cont, SIGCONT);
	return sigtimedwait(&cont, NULL, &at_once) == SIGCONT;
}

/* Runs before what the loop woke up for, so that nobody is blamed for our sleep. */
static void sleep_ends(struct ev_loop *ev, ev_check *watcher, int revents)
{
	struct loop *loop = watcher->data;
	int64_t now_ms = clock_boot_ms(), due_ms = loop->alarm_ms;

	(void)ev;
	(void)revents;
	loop->turn++;
	if (now_ms - loop->pulse.awake_ms >= PULSE_LIMIT_MS && was_stopped())
		due_ms = loop->pulse.awake_ms;
	tell(loop, pulse_wake(&loop->pulse, now_ms, clock_mono_ms(), due_ms));
}

void loop_timer_stop(struct loop *loop, struct loop_timer *timer)
{
	if (!timer->running)
		return;
	if (timer->prev)
		timer->prev->next = timer->next;
	else
		loop->timers = timer->next;
	if (timer->next)
		timer->next->prev = timer->prev;
	timer->next = timer->prev = NULL;
	timer->running = false;
}

/* What is started in this turn waits for the next, so that a timer which always starts itself anew
 * can keep nobody waiting. */
static struct loop_timer *find_due(const struct loop *loop, int64_t now_ms)
{
	struct loop_timer *timer = loop->timers;

	while (timer && timer->at_ms <= now_ms && timer->turn == loop->turn)
		timer = timer->next;
	return timer && timer->at_ms <= now_ms ? timer : NULL;
}

static void alarm_rings(struct ev_loop *ev, ev_io *watcher, int revents)
{
	struct loop *loop = watcher->data;
	int64_t now_ms = clock_boot_ms();
	uint64_t rings;

	(void)ev;
	(void)revents;
	if (read(loop->timer_fd, &rings, sizeof(rings)) < 0)
		return;
	loop->alarm_ms = INT64_MAX;
	for (struct loop_timer *timer; (timer = find_due(loop, now_ms));) {
		loop_timer_stop(loop, timer);
		timer->fire(timer->arg);
	}
}

void loop_timer_start(struct loop *loop, struct loop_timer *timer, int64_t at_ms)
{
	struct loop_timer *after = NULL, *before;

	loop_timer_stop(loop, timer);
	for (before = loop->timers; before && before->at_ms <= at_ms; before = before->next)
		after = before;
	timer->at_ms = at_ms;
	timer->turn = loop->turn;
	timer->running = true;
	timer->prev = after;
	timer->next = before;
	if (before)
		before->prev = timer;
	if (after)
		after->next = timer;
	else
		loop->timers = timer;
}

/* libev keeps its own clock for its own timers; we use none of them. */
static void start_own_watchers(struct loop *loop)
{
	ev_io_init(&loop->timer_io, alarm_rings, loop->timer_fd, EV_READ);
	ev_prepare_init(&loop->before_sleep, sleep_begins);
	ev_check_init(&loop->after_sleep, sleep_ends);
	ev_set_priority(&loop->after_sleep, EV_MAXPRI); /* before what it woke up for */
	loop->timer_io.data = loop->before_sleep.data = loop->after_sleep.data = loop;
	ev_io_start(loop->ev, &loop->timer_io);
	ev_prepare_start(loop->ev, &loop->before_sleep);
	ev_check_start(loop->ev, &loop->after_sleep);
}

int loop_init(struct loop *loop, const struct loop_self *self)
{
	sigset_t cont;

	*loop = (struct loop){ .alarm_ms = INT64_MAX };
	if (self)
		loop->self = *self;
	sigemptyset(&cont);
	sigaddset(&cont, SIGCONT);
	if (sigprocmask(SIG_BLOCK, &cont, NULL) < 0)
		return -errno;
	loop->timer_fd = timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC);
	if (loop->timer_fd < 0)
		return -errno;
	loop->ev = ev_default_loop(EVFLAG_NOENV);
	if (!loop->ev) {
		close(loop->timer_fd);
		return -ENOSYS;
	}
	start_own_watchers(loop);
	return 0;
}

void loop_fini(struct loop *loop)
{
	ev_io_stop(loop->ev, &loop->timer_io);
	ev_prepare_stop(loop->ev, &loop->before_sleep);
	ev_check_stop(loop->ev, &loop->after_sleep);
	ev_loop_destroy(loop->ev);
	close(loop->timer_fd);
}

void loop_run(struct loop *loop)
{
	ev_run(loop->ev, 0);
}

static void nothing(void *arg)
{
	(void)arg;
}

void loop_turn(struct loop *loop, int64_t wait_ms)
{
	struct loop_timer limit = { .fire = nothing };

	loop_timer_start(loop, &limit, clock_boot_ms() + wait_ms);
	ev_run(loop->ev, EVRUN_ONCE);
	loop_timer_stop(loop, &limit);
}

void loop_stop(struct loop *loop)
{
	ev_break(loop->ev, EVBREAK_ALL);
}

static void fd_ready(struct ev_loop *ev, ev_io *io, int revents)
{
	struct loop_fd *watch = io->data;

	(void)ev;
	watch->ready(watch->arg, io->fd, revents & (EV_READ | EV_ERROR),
		     revents & (EV_WRITE | EV_ERROR));
}

void loop_fd_start(struct loop *loop, struct loop_fd *watch, int fd, unsigned events)
{
	loop_fd_stop(loop, watch);
	ev_io_init(&watch->io, fd_ready, fd,
		   (events & LOOP_READ ? EV_READ : 0) | (events & LOOP_WRITE ? EV_WRITE : 0));
	watch->io.data = watch;
	ev_io_start(loop->ev, &watch->io);
}

void loop_fd_stop(struct loop *loop, struct loop_fd *watch)
{
	ev_io_stop(loop->ev, &watch->io);
}

static void signal_caught(struct ev_loop *ev, ev_signal *sig, int revents)
{
	struct loop_signal *watch = sig->data;

	(void)ev;
	(void)revents;
	watch->caught(watch->arg, sig->signum);
}

void loop_signal_start(struct loop *loop, struct loop_signal *watch, int signo)
{
	loop_signal_stop(loop, watch);
	ev_signal_init(&watch->sig, signal_caught, signo);
	watch->sig.data = watch;
	ev_signal_start(loop->ev, &watch->sig);
}

void loop_signal_stop(struct loop *loop, struct loop_signal *watch)
{
	ev_signal_stop(loop->ev, &watch->sig);
}

static void child_ended(struct ev_loop *ev, ev_child *child, int revents)
{
	struct loop_child *watch = child->data;

	(void)revents;
	ev_child_stop(ev, child);
	watch->ended(watch->arg, child->rstatus);
}

void loop_child_start(struct loop *loop, struct loop_child *watch, int pid)
{
	loop_child_stop(loop, watch);
	ev_child_init(&watch->child, child_ended, pid, 0);
	watch->child.data = watch;
	ev_child_start(loop->ev, &watch->child);
}

void loop_child_stop(struct loop *loop, struct loop_child *watch)
{
	ev_child_stop(loop->ev, &watch->child);
}
