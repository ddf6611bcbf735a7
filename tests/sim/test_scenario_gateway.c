/* test_scenario_gateway.c - gateways crash, grow, and are restarted by others.  SPDX-License-Identifier: ISC */
#include "onlooker.h"
#include "restarter.h"

struct revivals {
	int64_t died_ms, lived_ms;
	long quick, others, again; /* again: within 20 s of a start */
};

static void know_revival(struct onlooker *o, const struct sim_fact *fact)
{
	struct revivals *revivals = o->own;

	if (fact->who != SIM_GATEWAY)
		return;
	if (fact->kind == SIM_DIED) {
		revivals->died_ms = fact->t_ms;
		revivals->again +=
			revivals->lived_ms && fact->t_ms - revivals->lived_ms <= 20 * SECOND;
		return;
	}
	revivals->lived_ms = fact->t_ms;
	if (fact->t_ms - revivals->died_ms == 5 * SECOND)
		revivals->quick++;
	else
		revivals->others++;
}

static void docker_starts_seven_of_ten_crashed_containers(void **state)
{
	struct revivals revivals = { 0 };
	struct onlooker o;

	(void)state;
	onlooker_init(&o, SCENARIO(9));
	o.setup.length_ms = 5 * YEAR;
	o.setup.traffic = SIM_VERY_QUIET;
	o.period_ms = HOUR;
	o.known = know_revival;
	o.own = &revivals;
	onlooker_run(&o);
	assert_true(revivals.quick + revivals.others > 150);
	assert_in_range(100 * revivals.quick / (revivals.quick + revivals.others), 62, 78);
	assert_in_range(100 * revivals.again / (revivals.quick + revivals.others), 5, 16);
	assert_int_equal(o.events[EVENT_OOM], 0);
}

static void who_grows_is_killed_for_its_memory(void **state)
{
	struct onlooker o;

	(void)state;
	onlooker_run_scenario(&o, 10, 100 * DAY, HOUR);
	assert_in_range(o.events[EVENT_OOM], 40, 80); /* each 31 h that it runs */
	assert_in_range(o.events[EVENT_DIE] - o.events[EVENT_OOM], 0, 15);
}

static void each_restart_leaks(void **state)
{
	struct onlooker o, touched;

	(void)state;
	onlooker_run_scenario(&o, 19, YEAR, HOUR);
	restarter_run(&touched, 19, 1);
	assert_int_equal(o.events[EVENT_OOM], 0);
	/* 11 restarts fill it */
	assert_in_range(touched.facts[SIM_ACTED] / touched.events[EVENT_OOM], 10, 14);
}

static void hear_container(struct onlooker *o, const struct sim_news *news)
{
	uint64_t *newest = o->own;

	if (news->kind == EVIDENCE_EVENT && news->id > *newest)
		*newest = news->id;
}

static void people_stop_and_restart_what_they_like(void **state)
{
	struct onlooker o;
	uint64_t newest = 0;

	(void)state;
	onlooker_init(&o, SCENARIO(22));
	o.setup.length_ms = YEAR;
	o.period_ms = 5 * MINUTE;
	o.heard = hear_container;
	o.own = &newest;
	onlooker_run(&o);
	assert_in_range(newest, 5, 22); /* an upgrade a month makes another container */
	assert_in_range(o.events[EVENT_STOP], 35, 75);
	assert_int_equal(o.events[EVENT_STOP], o.events[EVENT_DIE]);
	assert_in_range(o.events[EVENT_START], o.events[EVENT_STOP] - 1, o.events[EVENT_STOP]);
	assert_true(o.died[SIM_STOPPED] > 30 && o.died[SIM_STOPPED] == o.facts[SIM_DIED]);
	assert_true(o.states[STATE_OFF] > 200);
}

/* Who is refused knows it at once; who hangs is waited for. */
static void watch_hang(struct onlooker *o, int who, const struct sim_look *look)
{
	(void)who;
	if (!look->answered && o->dead_of[0] == SIM_CRASH)
		assert_int_equal(look->took_ms, 1);
	else if (!look->answered)
		assert_true(look->took_ms == 10 * SECOND || look->took_ms == 1);
	*(long *)o->own += !look->answered && look->took_ms == 10 * SECOND;
}

static void others_restart_it_too(void **state)
{
	struct onlooker o;
	long waits = 0;

	(void)state;
	onlooker_init(&o, SCENARIO(23));
	o.setup.length_ms = 100 * DAY;
	o.period_ms = MINUTE;
	o.seen = watch_hang;
	o.own = &waits;
	onlooker_run(&o);
	assert_true(waits >= 6);
	assert_true(o.events[EVENT_UNHEALTHY] >= 3);
	assert_int_equal(o.died[SIM_HANGS], 3 * o.events[EVENT_UNHEALTHY]);
	assert_true(o.dead_ms[SIM_HANGS] < o.died[SIM_HANGS] * 3 * MINUTE);
	assert_true(o.dead_ms[SIM_CRASH] < o.died[SIM_CRASH] * MINUTE);
	assert_true(o.states[STATE_STARTING] > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(docker_starts_seven_of_ten_crashed_containers),
		cmocka_unit_test(who_grows_is_killed_for_its_memory),
		cmocka_unit_test(each_restart_leaks),
		cmocka_unit_test(people_stop_and_restart_what_they_like),
		cmocka_unit_test(others_restart_it_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
