/* rounds.c - see rounds.h.  SPDX-License-Identifier: ISC */
#include "rounds.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "call.h"
#include "clock.h"
#include "trail.h"

enum { POLL_OWN, POLL_SIGNALS, POLL_CALL, POLLS };

struct rounds {
	const struct rounds_setting *setting;
	struct history_wish wish;
	struct history *history; /* owned */
	struct trail *trail;     /* owned */
	struct call call;
	int signals_fd; /* owned */
	int64_t next_ms;
	bool old; /* what is read from the journal was there before we began */
};

static void show_news(void *arg, const struct history_news *news)
{
	const struct rounds *rounds = arg;
	const struct face *face = &rounds->setting->face;

	face->news(face->arg, news, rounds->old);
}

static void take_line(void *arg, const char *line)
{
	history_line(arg, line);
}

/* Signals that end a program, as a descriptor: so there is time to restore the terminal. */
static int open_signals(void)
{
	sigset_t ends;
	int fd;

	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	sigaddset(&ends, SIGHUP);
	sigaddset(&ends, SIGQUIT);
	sigprocmask(SIG_BLOCK, &ends, NULL);
	fd = signalfd(-1, &ends, SFD_CLOEXEC | SFD_NONBLOCK);
	return fd < 0 ? -errno : fd;
}

static void begin_round(struct rounds *rounds, int64_t now_ms)
{
	const struct face *face = &rounds->setting->face;

	if (now_ms < rounds->next_ms)
		return;
	rounds->next_ms = now_ms + rounds->setting->every_ms;
	if (!face->begin(face->arg))
		return;
	face->journal(face->arg, trail_read_all(rounds->trail));
	rounds->old = false;
}

/* Sends requests until one is under way or none is left.  False: the last one reached nobody. */
static bool ask_next(struct rounds *rounds)
{
	const struct face *face = &rounds->setting->face;
	struct json_object *request;
	bool reached = true;

	while (rounds->call.fd < 0 && (request = face->ask(face->arg))) {
		int rc = call_begin(&rounds->call, rounds->setting->dir, request, clock_mono_ms());

		if (rc < 0)
			face->lose(face->arg, rc, clock_wall_ms());
		reached = rc == 0;
	}
	return reached;
}

static void hear(struct rounds *rounds)
{
	const struct face *face = &rounds->setting->face;
	struct json_object *answer;
	int rc;

	if (rounds->call.fd < 0)
		return;
	rc = call_go_on(&rounds->call, clock_mono_ms(), &answer);
	if (rc == 0)
		face->answer(face->arg, answer);
	else if (rc != -EAGAIN)
		face->lose(face->arg, rc, clock_wall_ms());
}

/* Until the next round, or the deadline of the request that is under way. */
static int wait_ms(const struct rounds *rounds)
{
	int64_t until_ms = rounds->next_ms, left_ms;

	if (rounds->call.fd >= 0 && rounds->call.until_ms < until_ms)
		until_ms = rounds->call.until_ms;
	left_ms = until_ms - clock_mono_ms();
	return left_ms > 0 ? (int)left_ms : 0;
}

/* False: a signal came.  poll(2) skips negative descriptors. */
static bool wait_on(struct rounds *rounds, short *revents)
{
	struct pollfd polls[POLLS] = {
		[POLL_OWN] = { rounds->setting->fd, rounds->setting->events, 0 },
		[POLL_SIGNALS] = { rounds->signals_fd, POLLIN, 0 },
		[POLL_CALL] = { rounds->call.fd, call_events(&rounds->call), 0 },
	};
	int got = poll(polls, POLLS, wait_ms(rounds));

	*revents = got > 0 ? polls[POLL_OWN].revents : 0;
	return got <= 0 || !polls[POLL_SIGNALS].revents;
}

/* A key may need a request, which is sent at once.  If that fails, the next turn comes at once. */
static void go_round(struct rounds *rounds)
{
	const struct rounds_setting *setting = rounds->setting;
	short revents = 0;
	bool goes_on = true;

	while (goes_on) {
		begin_round(rounds, clock_mono_ms());
		hear(rounds);
		ask_next(rounds);
		goes_on = setting->turn(setting->arg, revents);
		revents = 0;
		if (goes_on && ask_next(rounds))
			goes_on = wait_on(rounds, &revents);
	}
}

int rounds_run(const struct rounds_setting *setting)
{
	struct rounds rounds = {
		.setting = setting,
		.wish = { .target = setting->only, .show = show_news, .arg = &rounds },
		.call = { .fd = -1 },
		.old = true,
	};
	int rc = -ENOMEM;

	rounds.signals_fd = open_signals();
	if (rounds.signals_fd < 0)
		return rounds.signals_fd;
	rounds.history = history_new(&rounds.wish);
	rounds.trail =
		trail_open(setting->dir, &(struct trail_reader){ take_line, rounds.history });
	if (rounds.history && rounds.trail) {
		go_round(&rounds);
		rc = 0;
	}
	trail_close(rounds.trail);
	history_free(rounds.history);
	call_fini(&rounds.call);
	close(rounds.signals_fd);
	return rc;
}
