/* baseline_monitor.c - OpenClaw's health monitor of its channels.  SPDX-License-Identifier: ISC
 *
 * As of release 2026.3.24: cooldown and hourly budget are written down only when a restart has
 * succeeded, so one that fails costs nothing and is tried again at every look.  The budget, 10 an hour,
 * lies behind the cooldown and is never reached.
 */
#include "baseline_openclaw.h"

#define LOOK_MS (5 * SIM_MINUTE_MS)
#define STARTUP_GRACE_MS (60 * SIM_SECOND_MS)
#define CONNECT_GRACE_MS (120 * SIM_SECOND_MS)
#define STALE_MS (30 * SIM_MINUTE_MS)
#define COOLDOWN_MS (2 * LOOK_MS)

struct channel {
	int64_t started_ms, event_ms;
	int64_t restarted_ms; /* the last one that succeeded */
	struct baseline_flight flight;
};

struct monitor {
	int sessions;
	struct channel channel[SIM_SESSIONS_MAX];
};

static int begin(void *self, struct sim_hand *hand, const struct sim_shape *shape)
{
	struct monitor *monitor = self;

	monitor->sessions = shape->sessions;
	for (int who = 0; who < shape->sessions; who++) {
		monitor->channel[who].started_ms = sim_now_ms(hand);
		monitor->channel[who].restarted_ms = INT64_MIN / 2;
	}
	sim_wake(hand, sim_now_ms(hand) + STARTUP_GRACE_MS);
	return 0;
}

static bool healthy(const struct channel *channel, const struct sim_look *look, int64_t now_ms)
{
	int64_t since_ms =
		channel->event_ms > channel->started_ms ? channel->event_ms : channel->started_ms;

	/* Its own process is gone, or the channel is not linked: not its business. */
	if (!look->answered || look->state == STATE_HUMAN)
		return true;
	if (look->state == STATE_OFF)
		return false;
	if (now_ms - channel->started_ms < CONNECT_GRACE_MS)
		return true;
	return look->state == STATE_UP && now_ms - since_ms <= STALE_MS;
}

static void attend(struct channel *channel, struct sim_hand *hand, int who)
{
	int64_t now_ms = sim_now_ms(hand);
	struct sim_look look;

	baseline_landed(&channel->flight, NULL, now_ms);
	if (channel->flight.id)
		return;
	sim_look(hand, who, &look);
	if (healthy(channel, &look, now_ms) || now_ms - channel->restarted_ms <= COOLDOWN_MS)
		return;
	baseline_fly(&channel->flight, hand, who, SIM_RESTART_SESSION);
}

static void wake(void *self, struct sim_hand *hand)
{
	struct monitor *monitor = self;

	for (int who = 0; who < monitor->sessions; who++)
		attend(&monitor->channel[who], hand, who);
	sim_wake(hand, sim_now_ms(hand) + LOOK_MS);
}

static void news(void *self, struct sim_hand *hand, const struct sim_news *what)
{
	struct monitor *monitor = self;

	(void)hand;
	if (what->kind == EVIDENCE_PROOF && what->who >= 0)
		monitor->channel[what->who].event_ms = what->t_ms;
	for (int who = 0; who < monitor->sessions && what->kind == EVIDENCE_RESULT; who++) {
		struct channel *channel = &monitor->channel[who];

		if (baseline_landed(&channel->flight, what, what->t_ms) && what->ok)
			channel->restarted_ms = channel->started_ms = what->t_ms;
	}
}

struct sim_decider baseline_monitor_decider(const char *name)
{
	return (struct sim_decider){
		.name = name,
		.self_bytes = sizeof(struct monitor),
		.begin = begin,
		.news = news,
		.wake = wake,
	};
}
