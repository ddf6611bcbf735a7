/* baseline_container.c - see baseline_container.h.  SPDX-License-Identifier: ISC */
#include "baseline_container.h"

struct container {
	const struct baseline_container *rule;
	int sessions, failures, restarts;
	bool dead;      /* the process is gone */
	bool unhealthy; /* the check has failed often enough */
	bool armed;
	int64_t began_ms;                  /* this life of the container */
	int64_t check_ms, reap_ms, act_ms; /* next time of each, INT64_MAX: not now */
	int64_t last_act_ms;
	struct baseline_flight flight;
};

/* Defaults of a liveness probe: period 10 s, time-out 1 s, 3 failures; held from the kill until the new
 * container is there.  Delays of a crash loop: none, 10 s, 20 s .. 300 s, forgotten after 10 minutes.
 * Sources: API reference of Probe, prober/worker.go, KEP-4603. */
const struct baseline_container baseline_kubelet = {
	.period_ms = 10 * SIM_SECOND_MS,
	.timeout_ms = 1 * SIM_SECOND_MS,
	.failures = 3,
	.revives = true,
	.delay_ms = { 0, 10 * SIM_SECOND_MS },
	.delay_max_ms = 300 * SIM_SECOND_MS,
	.forget_ms = 10 * SIM_MINUTE_MS,
};

/* HEALTHCHECK's defaults (30 s, time-out 30 s, 3 retries, no start period) under docker-autoheal's:
 * a look every 5 s, whatever is unhealthy is restarted; no cooldown, no limit, dead ones are not seen.
 * Source: its docker-entrypoint. */
const struct baseline_container baseline_autoheal = {
	.period_ms = 30 * SIM_SECOND_MS,
	.timeout_ms = 30 * SIM_SECOND_MS,
	.failures = 3,
	.reap_ms = 5 * SIM_SECOND_MS,
};

/* Type=notify, WatchdogSec=30 with a ping every half of it, as sd_watchdog_enabled(3) advises, given
 * only while the check passes; Restart=on-failure with the defaults RestartSec=100ms,
 * TimeoutStartSec=90s.  Two pings missed are 30 s.  Its limit of 5 starts in 10 s cannot be reached by
 * starts that take longer than 2 s. */
const struct baseline_container baseline_systemd = {
	.period_ms = 15 * SIM_SECOND_MS,
	.failures = 2,
	.revives = true,
	.delay_ms = { 100, 100 },
	.delay_max_ms = 100,
	.forget_ms = 0,
	.start_max_ms = 90 * SIM_SECOND_MS,
};

static void set_alarm(const struct container *box, struct sim_hand *hand)
{
	int64_t next_ms = box->check_ms;

	if (box->reap_ms < next_ms)
		next_ms = box->reap_ms;
	if (box->act_ms < next_ms)
		next_ms = box->act_ms;
	if (box->flight.id && box->flight.until_ms < next_ms)
		next_ms = box->flight.until_ms;
	sim_wake(hand, next_ms);
}

/* A new life of the container: nothing of the old one counts. */
static void renew(struct container *box, int64_t now_ms)
{
	box->began_ms = now_ms;
	box->failures = 0;
	box->unhealthy = box->dead = false;
	box->armed = !box->rule->start_max_ms;
	box->check_ms = now_ms + box->rule->period_ms;
	box->act_ms = INT64_MAX;
}

static int begin(void *self, struct sim_hand *hand, const struct sim_shape *shape)
{
	struct container *box = self;

	box->rule = shape->config;
	box->sessions = shape->sessions;
	renew(box, sim_now_ms(hand));
	box->reap_ms = box->rule->reap_ms ? sim_now_ms(hand) + box->rule->reap_ms : INT64_MAX;
	box->last_act_ms = INT64_MIN / 2;
	set_alarm(box, hand);
	return 0;
}

static int64_t delay_ms(const struct container *box)
{
	const struct baseline_container *rule = box->rule;
	int64_t delay = rule->delay_ms[box->restarts > 0];

	for (int i = 1; i < box->restarts && delay < rule->delay_max_ms; i++)
		delay *= 2;
	return delay < rule->delay_max_ms ? delay : rule->delay_max_ms;
}

/* It shall be restarted: when its delay has passed, and not checked before. */
static void condemn(struct container *box, int64_t now_ms)
{
	if (box->act_ms != INT64_MAX)
		return;
	if (now_ms - box->last_act_ms > box->rule->forget_ms)
		box->restarts = 0;
	box->act_ms = now_ms + delay_ms(box);
	box->check_ms = INT64_MAX;
}

static void restart(struct container *box, struct sim_hand *hand)
{
	int64_t now_ms = sim_now_ms(hand);

	box->act_ms = box->check_ms = INT64_MAX;
	box->last_act_ms = now_ms;
	box->restarts++;
	baseline_fly(&box->flight, hand, SIM_GATEWAY, SIM_RESTART_GATEWAY);
}

static void check(struct container *box, struct sim_hand *hand)
{
	const struct baseline_container *rule = box->rule;
	int64_t now_ms = sim_now_ms(hand);
	bool passed = baseline_all_up(hand, box->sessions, rule->timeout_ms);

	box->check_ms = now_ms + rule->period_ms;
	box->failures = passed ? 0 : box->failures + 1;
	box->armed = box->armed || passed;
	if (passed)
		box->unhealthy = false;
	else if (box->armed ? box->failures >= rule->failures
			    : now_ms - box->began_ms >= rule->start_max_ms)
		box->unhealthy = true;
	if (box->unhealthy && !rule->reap_ms)
		condemn(box, now_ms);
}

static void reap(struct container *box, int64_t now_ms)
{
	box->reap_ms = now_ms + box->rule->reap_ms;
	if (box->unhealthy && !box->dead && !box->flight.id)
		condemn(box, now_ms);
}

static void wake(void *self, struct sim_hand *hand)
{
	struct container *box = self;
	int64_t now_ms = sim_now_ms(hand);

	if (baseline_landed(&box->flight, NULL, now_ms))
		renew(box, now_ms);
	if (now_ms >= box->check_ms)
		check(box, hand);
	if (now_ms >= box->reap_ms)
		reap(box, now_ms);
	if (now_ms >= box->act_ms)
		restart(box, hand);
	set_alarm(box, hand);
}

static void take_event(struct container *box, const struct sim_news *what)
{
	if (what->what == EVENT_START && !box->flight.id)
		renew(box, what->t_ms);
	if (what->what != EVENT_DIE || box->flight.id)
		return;
	box->dead = true;
	box->check_ms = INT64_MAX;
	if (box->rule->revives)
		condemn(box, what->t_ms);
}

static void news(void *self, struct sim_hand *hand, const struct sim_news *what)
{
	struct container *box = self;

	if (baseline_landed(&box->flight, what, what->t_ms))
		renew(box, what->t_ms);
	else if (what->kind == EVIDENCE_EVENT && what->who == SIM_GATEWAY)
		take_event(box, what);
	else
		return;
	set_alarm(box, hand);
}

struct sim_decider baseline_container_decider(const char *name,
					      const struct baseline_container *rule)
{
	return (struct sim_decider){
		.name = name,
		.self_bytes = sizeof(struct container),
		.begin = begin,
		.news = news,
		.wake = wake,
		.config = rule,
	};
}
