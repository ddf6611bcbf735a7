/* loop.h - the one event loop: timers, descriptors, signals, children.  SPDX-License-Identifier: ISC
 *
 * A thin layer on libev's default loop (only that one can watch children), so one loop at a time.
 * Watchers are embedded in what owns them, zeroed at first; fill .fire or the like and .arg, then
 * start.  A started watcher must not move, and must be stopped before its memory goes.  Starting one
 * that runs restarts it, stopping one that does not is nothing; both are allowed in any callback.
 * All timers share one timerfd on CLOCK_BOOTTIME: they stay right through suspend and clock steps.
 */
#ifndef LOOP_H
#define LOOP_H

#include <stdbool.h>
#include <stdint.h>

#define EV_COMPAT3 0
#include <ev.h>

#include "pulse.h"

#define LOOP_READ (1u << 0)
#define LOOP_WRITE (1u << 1)

struct loop_timer {
	void (*fire)(void *arg); /* once; the timer is stopped already */
	void *arg;
	int64_t at_ms;                  /* private from here */
	struct loop_timer *next, *prev; /* by at_ms, then by time of starting */
	uint64_t turn;                  /* in which it was started */
	bool running;
};

struct loop_fd {
	void (*ready)(void *arg, int fd, bool readable, bool writable); /* errors come as both */
	void *arg;
	ev_io io; /* private */
};

struct loop_signal {
	void (*caught)(void *arg, int signo);
	void *arg;
	ev_signal sig; /* private */
};

struct loop_child {
	void (*ended)(void *arg, int wait_status); /* once; the watcher is stopped already */
	void *arg;
	ev_child child; /* private */
};

/* Told when the loop itself was late or the machine slept; either may be NULL. */
struct loop_self {
	void (*lag)(void *arg, int64_t ms);
	void (*resume)(void *arg, int64_t ms);
	void *arg;
};

struct loop {
	struct ev_loop *ev; /* owned */
	struct loop_self self;
	struct pulse pulse;
	struct loop_timer *timers; /* earliest first */
	uint64_t turn;             /* of the loop, counted */
	int64_t alarm_ms;          /* what timer_fd is set to; INT64_MAX: to nothing */
	int timer_fd;              /* owned */
	ev_io timer_io;
	ev_prepare before_sleep;
	ev_check after_sleep;
};

/* loop_init - 0, or -errno with nothing to fini.  self may be NULL. */
int loop_init(struct loop *loop, const struct loop_self *self);

/* loop_fini - every watcher must have been stopped. */
void loop_fini(struct loop *loop);

/* loop_run - serve until loop_stop. */
void loop_run(struct loop *loop);

/* loop_turn - wait for something to happen, at most wait_ms, and serve it; for tests. */
void loop_turn(struct loop *loop, int64_t wait_ms);

/* loop_stop - loop_run returns when the present callbacks are done. */
void loop_stop(struct loop *loop);

/* loop_timer_start - fire at at_ms of CLOCK_BOOTTIME; at once, but never from inside, if past. */
void loop_timer_start(struct loop *loop, struct loop_timer *timer, int64_t at_ms);

/* loop_timer_stop - it will not fire. */
void loop_timer_stop(struct loop *loop, struct loop_timer *timer);

/* loop_fd_start - watch a descriptor that stays the caller's for LOOP_READ, LOOP_WRITE or both; stop
 * before closing it. */
void loop_fd_start(struct loop *loop, struct loop_fd *watch, int fd, unsigned events);

/* loop_fd_stop - no more calls for it. */
void loop_fd_stop(struct loop *loop, struct loop_fd *watch);

/* loop_signal_start - the signal no longer has its default effect. */
void loop_signal_start(struct loop *loop, struct loop_signal *watch, int signo);

/* loop_signal_stop - the signal has its default effect again. */
void loop_signal_stop(struct loop *loop, struct loop_signal *watch);

/* loop_child_start - to be called in the same turn as the fork. */
void loop_child_start(struct loop *loop, struct loop_child *watch, int pid);

/* loop_child_stop - no call; the loop reaps the child all the same. */
void loop_child_stop(struct loop *loop, struct loop_child *watch);

#endif
