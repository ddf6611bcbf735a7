/* fast_clock.c - time passes FAST_SPEED times as fast for the process that it is preloaded into.  SPDX-License-Identifier: ISC
 *
 * So that a real daemon lives through hours within a test.  All its clocks have gained since FAST_FROM, a
 * moment of CLOCK_BOOTTIME in ms: processes with the same two settings agree on the time.  With FAST_WALL=no
 * the wall clock stays the world's, for those who talk with others of dates.
 */
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define SECOND_NS INT64_C(1000000000)
#define FDS_MAX 1024

static clockid_t clock_of[FDS_MAX]; /* of a timerfd */

static int64_t setting(const char *name)
{
	const char *value = getenv(name);

	return value ? atoll(value) : 0;
}

static int64_t speed(void)
{
	int64_t times = setting("FAST_SPEED");

	return times > 0 ? times : 1;
}

static int64_t to_ns(const struct timespec *at)
{
	return at->tv_sec * SECOND_NS + at->tv_nsec;
}

static struct timespec to_timespec(int64_t ns)
{
	return (struct timespec){ ns / SECOND_NS, ns % SECOND_NS };
}

static int64_t true_ns(clockid_t id)
{
	struct timespec now = { 0 };

	syscall(SYS_clock_gettime, id, &now);
	return to_ns(&now);
}

static bool is_fast(clockid_t id)
{
	const char *wall = getenv("FAST_WALL");

	if (id == CLOCK_PROCESS_CPUTIME_ID || id == CLOCK_THREAD_CPUTIME_ID)
		return false;
	return id != CLOCK_REALTIME || !wall || strcmp(wall, "no") != 0;
}

static int64_t fast_ns(clockid_t id)
{
	int64_t passed_ns = true_ns(CLOCK_BOOTTIME) - setting("FAST_FROM") * 1000000;

	return true_ns(id) + (!is_fast(id) ? 0 : passed_ns * (speed() - 1));
}

int clock_gettime(clockid_t id, struct timespec *now)
{
	*now = to_timespec(fast_ns(id));
	return 0;
}

int gettimeofday(struct timeval *now, void *zone)
{
	int64_t ns = fast_ns(CLOCK_REALTIME);

	(void)zone;
	*now = (struct timeval){ ns / SECOND_NS, ns % SECOND_NS / 1000 };
	return 0;
}

time_t time(time_t *now)
{
	time_t seconds = (time_t)(fast_ns(CLOCK_REALTIME) / SECOND_NS);

	if (now)
		*now = seconds;
	return seconds;
}

int timerfd_create(int id, int flags)
{
	int fd = (int)syscall(SYS_timerfd_create, id, flags);

	if (fd >= 0 && fd < FDS_MAX)
		clock_of[fd] = id;
	return fd;
}

int timerfd_settime(int fd, int flags, const struct itimerspec *to, struct itimerspec *was)
{
	int64_t ns = to_ns(&to->it_value);
	struct itimerspec true_to = { .it_interval =
					      to_timespec(to_ns(&to->it_interval) / speed()) };

	if (ns && (flags & TFD_TIMER_ABSTIME))
		ns -= fast_ns(fd >= 0 && fd < FDS_MAX ? clock_of[fd] : CLOCK_BOOTTIME);
	if (to_ns(&to->it_value))
		true_to.it_value = to_timespec(ns > 0 ? ns / speed() + 1 : 1);
	return (int)syscall(SYS_timerfd_settime, fd, 0, &true_to, was);
}

static int true_wait(int ms)
{
	return ms <= 0 ? ms : (int)((ms + speed() - 1) / speed());
}

int epoll_wait(int fd, struct epoll_event *events, int count, int ms)
{
	return (int)syscall(SYS_epoll_pwait, fd, events, count, true_wait(ms), NULL, 8);
}

int poll(struct pollfd *fds, nfds_t count, int ms)
{
	struct timespec wait = to_timespec((int64_t)true_wait(ms) * 1000000);

	return (int)syscall(SYS_ppoll, fds, count, ms < 0 ? NULL : &wait, NULL, 8);
}
