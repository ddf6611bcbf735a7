/* world_traffic.c - see world_traffic.h.  SPDX-License-Identifier: ISC
 *
 * A Poisson process whose rate changes with the hour and with bursts: an exponential of mean 1 is used
 * up at the present rate, piece by piece.
 */
#include "world_traffic.h"

#include <math.h>

#include "world_mail.h"
#include "world_queue.h"
#include "world_session.h"

#define NIGHT_ENDS_MS (7 * SIM_HOUR_MS)
#define NIGHT_FACTOR 0.1
#define BURST_FACTOR 20.0
#define BURST_MS (2.0 * SIM_MINUTE_MS)
#define LULL_MS (38.0 * SIM_MINUTE_MS) /* so that the mean rate stays */
#define LAG_MAX_MS 50
#define USES_SHARE 0.3 /* of the traffic that goes out by the API */
#define RETRY_MS (2 * SIM_SECOND_MS)
#define RETRIES 15

static const double per_ms[SIM_TRAFFICS] = {
	[SIM_BUSY] = 1.0 / SIM_SECOND_MS,
	[SIM_MEDIUM] = 1.0 / SIM_MINUTE_MS,
	[SIM_QUIET] = 1.0 / SIM_HOUR_MS,
	[SIM_VERY_QUIET] = 4.0 / SIM_DAY_MS,
};

/* Bursts and lulls follow each other; t_ms never goes back. */
static void turn_burst(struct world *world, int who, int64_t t_ms)
{
	struct world_session *session = &world->sessions[who];

	while (session->burst_until_ms <= t_ms) {
		struct chance chance = world_chance(world, WORLD_BURST, who, session->bursts++);

		session->burst = !session->burst;
		session->burst_until_ms +=
			chance_exp_ms(&chance, session->burst ? BURST_MS : LULL_MS);
	}
}

/* The rate at t_ms, and until when it stays so. */
static double rate_at(struct world *world, int who, int64_t t_ms, int64_t *until_ms)
{
	const struct world_session *session = &world->sessions[who];
	int64_t of_day_ms = t_ms % SIM_DAY_MS;
	bool night = of_day_ms < NIGHT_ENDS_MS;
	double rate = per_ms[world->setup.traffic] * (night ? NIGHT_FACTOR : 1);

	*until_ms = t_ms - of_day_ms + (night ? NIGHT_ENDS_MS : SIM_DAY_MS);
	if (!world->setup.bursty)
		return rate;
	turn_burst(world, who, t_ms);
	if (session->burst_until_ms < *until_ms)
		*until_ms = session->burst_until_ms;
	return session->burst ? rate * BURST_FACTOR : 0;
}

static int64_t next_after(struct world *world, int who, int64_t t_ms, double unit)
{
	for (;;) {
		int64_t until_ms;
		double rate = rate_at(world, who, t_ms, &until_ms);
		double spent = rate * (double)(until_ms - t_ms);

		if (spent >= unit)
			return t_ms + (int64_t)(unit / rate) + 1;
		unit -= spent;
		t_ms = until_ms;
		if (t_ms > world->setup.length_ms)
			return t_ms;
	}
}

/* When a webhook reaches whom it is for; 0: never, the sender has given up. */
static int64_t arrives_ms(const struct world *world, int64_t at_ms)
{
	int64_t wait_ms = world->knobs.receiver_down_until_ms - at_ms;

	if (wait_ms <= 0)
		return world->now_ms;
	if (wait_ms > RETRIES * RETRY_MS)
		return 0;
	return at_ms + (wait_ms + RETRY_MS - 1) / RETRY_MS * RETRY_MS;
}

static void be_seen(struct world *world, int who, int64_t at_ms)
{
	struct sim_news news = { .kind = EVIDENCE_PROOF, .at_ms = at_ms, .who = who };
	int64_t arrives = arrives_ms(world, at_ms);

	if (arrives && world->now_ms >= world->knobs.log_silent_until_ms)
		world_mail_send(world, &news, arrives);
}

static bool is_weekend(int64_t t_ms)
{
	return t_ms / SIM_DAY_MS % 7 >= 5;
}

/* The next event, seen as late as its notice takes. */
static void go_on(struct world *world, struct world_event event)
{
	struct world_session *session = &world->sessions[event.who];
	struct chance chance = world_chance(world, WORLD_TRAFFIC, event.who, ++event.index);

	session->traffic_ms =
		next_after(world, event.who, session->traffic_ms, -log(chance_unit(&chance)));
	event.t_ms = session->traffic_ms + chance_between(&chance, 0, LAG_MAX_MS);
	world_queue_post(world, &event);
}

static void happen(struct world *world, const struct world_event *event)
{
	struct world_session *session = &world->sessions[event->who];
	int64_t at_ms = session->traffic_ms;
	bool idle = session->quiet || (world->knobs.weekends && is_weekend(at_ms));

	if (!idle && world_session_emitted(session, at_ms)) {
		struct chance chance = world_chance(world, WORLD_USE, event->who, event->index);

		if (chance_hit(&chance, USES_SHARE))
			session->used_ms = at_ms + world->box.wall_ms;
		be_seen(world, event->who, at_ms);
	}
	go_on(world, *event);
}

void world_traffic_begin(struct world *world, int who)
{
	go_on(world, (struct world_event){ .fire = happen, .process = WORLD_TRAFFIC, .who = who });
}
