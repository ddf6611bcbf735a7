/* baseline_socket.c - OpenClaw's watchdog of a connection, before and after its fixes.  SPDX-License-Identifier: ISC
 *
 * Numbers of its reconnect policy: 2 s, times 1.8, at most 30 s, jitter a quarter, 12 attempts; a
 * connection that lived for 60 s resets the attempts, and the watchdog looks every 60 s: before the
 * fix one resets what the other counts.
 */
#include "baseline_openclaw.h"
#include "chance.h"

#define LOOK_MS (60 * SIM_SECOND_MS)
#define STABLE_MS (60 * SIM_SECOND_MS)
#define RETRY_FIRST_MS 2000.0
#define RETRY_FACTOR 1.8
#define RETRY_MAX_MS 30000.0
#define RETRY_JITTER 0.25
#define ATTEMPTS 12

/* Issues 54263 and 62258: the clock is that of the last message, whichever connection it came by. */
const struct baseline_socket baseline_openclaw_before = {
	.inherits = true,
	.silent_ms = 30 * SIM_MINUTE_MS,
};

/* Pull request 60007: max(start of the connection, last message). */
const struct baseline_socket baseline_openclaw_after = {
	.silent_ms = 30 * SIM_MINUTE_MS,
};

/* Release 2026.9.6: four times as patient, save for a connection that was opened within two hours of a
 * message; issue 146065 says that it still closes idle ones. */
const struct baseline_socket baseline_openclaw_later = {
	.silent_ms = 120 * SIM_MINUTE_MS,
	.reopened_silent_ms = 30 * SIM_MINUTE_MS,
	.recent_ms = 120 * SIM_MINUTE_MS,
};

struct connection {
	int64_t inbound_ms; /* 0: never; then it is not watched */
	int64_t opened_ms, look_ms;
	int64_t retry_ms; /* INT64_MAX: no attempt waits */
	int64_t silent_ms;
	int attempts;
	bool ended; /* a person is needed */
	struct baseline_flight flight;
};

struct sockets {
	const struct baseline_socket *rule;
	int sessions;
	int64_t poll_ms, due_ms;
	uint64_t seed, closed; /* jitter is a function of both */
	struct connection connection[SIM_SESSIONS_MAX];
};

static void open_connection(const struct baseline_socket *rule, struct connection *c,
			    int64_t now_ms)
{
	bool recent = c->inbound_ms && now_ms - c->inbound_ms <= rule->recent_ms;

	c->opened_ms = now_ms;
	c->look_ms = now_ms + LOOK_MS;
	c->retry_ms = INT64_MAX;
	c->silent_ms =
		rule->reopened_silent_ms && recent ? rule->reopened_silent_ms : rule->silent_ms;
}

static int begin(void *self, struct sim_hand *hand, const struct sim_shape *shape)
{
	struct sockets *all = self;

	all->rule = shape->config;
	all->sessions = shape->sessions;
	all->poll_ms = shape->poll_ms;
	all->seed = shape->seed;
	for (int who = 0; who < all->sessions; who++)
		open_connection(all->rule, &all->connection[who], sim_now_ms(hand));
	all->due_ms = sim_now_ms(hand) + all->poll_ms;
	sim_wake(hand, all->due_ms);
	return 0;
}

/* The connection is closed, by itself or by the watchdog: wait and open another, or give up. */
static void close_connection(struct sockets *all, struct sim_hand *hand, int who)
{
	struct connection *c = &all->connection[who];
	int64_t now_ms = sim_now_ms(hand);
	struct chance chance = chance_of(all->seed, 0, who, ++all->closed);
	double delay = RETRY_FIRST_MS;

	if (now_ms - c->opened_ms >= STABLE_MS)
		c->attempts = 0;
	if (++c->attempts >= ATTEMPTS) {
		sim_notify(hand, who, NOTIFY_QUARANTINED);
		c->attempts = 0;
		c->retry_ms = now_ms + BASELINE_PERSON_MS;
		return;
	}
	for (int i = 1; i < c->attempts && delay < RETRY_MAX_MS; i++)
		delay *= RETRY_FACTOR;
	delay = delay < RETRY_MAX_MS ? delay : RETRY_MAX_MS;
	c->retry_ms =
		now_ms + (int64_t)(delay * (1 + RETRY_JITTER * (2 * chance_unit(&chance) - 1)));
}

static bool silent(const struct baseline_socket *rule, const struct connection *c, int64_t now_ms)
{
	int64_t since_ms = c->inbound_ms;

	if (rule->inherits && !c->inbound_ms)
		return false;
	if (!rule->inherits && c->opened_ms > since_ms)
		since_ms = c->opened_ms;
	return now_ms - since_ms > c->silent_ms;
}

static void attend(struct sockets *all, struct sim_hand *hand, int who)
{
	struct connection *c = &all->connection[who];
	int64_t now_ms = sim_now_ms(hand);
	struct sim_look look;

	if (baseline_landed(&c->flight, NULL, now_ms))
		open_connection(all->rule, c, now_ms);
	if (c->flight.id || c->retry_ms != INT64_MAX)
		return;
	sim_look(hand, who, &look);
	c->ended = look.answered &&
		   (look.state == STATE_HUMAN || (c->ended && look.state != STATE_UP));
	if (c->ended || !look.answered)
		return;
	if (look.state == STATE_DOWN) {
		close_connection(all, hand, who);
		return;
	}
	if (now_ms < c->look_ms)
		return;
	c->look_ms = now_ms + LOOK_MS;
	if (silent(all->rule, c, now_ms))
		close_connection(all, hand, who);
}

static void set_alarm(const struct sockets *all, struct sim_hand *hand)
{
	int64_t next_ms = all->due_ms;

	for (int who = 0; who < all->sessions; who++)
		if (all->connection[who].retry_ms < next_ms)
			next_ms = all->connection[who].retry_ms;
	sim_wake(hand, next_ms);
}

static void wake(void *self, struct sim_hand *hand)
{
	struct sockets *all = self;
	int64_t now_ms = sim_now_ms(hand);

	for (int who = 0; who < all->sessions; who++) {
		struct connection *c = &all->connection[who];

		if (now_ms >= c->retry_ms && !c->flight.id) {
			c->retry_ms = INT64_MAX;
			baseline_fly(&c->flight, hand, who, SIM_RESTART_SESSION);
		}
	}
	if (now_ms >= all->due_ms) {
		all->due_ms = now_ms + all->poll_ms;
		for (int who = 0; who < all->sessions; who++)
			attend(all, hand, who);
	}
	set_alarm(all, hand);
}

static void news(void *self, struct sim_hand *hand, const struct sim_news *what)
{
	struct sockets *all = self;

	if (what->kind == EVIDENCE_PROOF && what->who >= 0)
		all->connection[what->who].inbound_ms = what->t_ms;
	for (int who = 0; who < all->sessions && what->kind == EVIDENCE_RESULT; who++) {
		struct connection *c = &all->connection[who];

		if (!baseline_landed(&c->flight, what, what->t_ms))
			continue;
		open_connection(all->rule, c, what->t_ms);
		if (!what->ok)
			close_connection(all, hand, who);
		set_alarm(all, hand);
	}
}

struct sim_decider baseline_socket_decider(const char *name, const struct baseline_socket *rule)
{
	return (struct sim_decider){
		.name = name,
		.self_bytes = sizeof(struct sockets),
		.begin = begin,
		.news = news,
		.wake = wake,
		.config = rule,
	};
}
