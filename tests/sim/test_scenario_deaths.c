/* test_scenario_deaths.c - sessions that really die.  SPDX-License-Identifier: ISC */
#include "onlooker.h"
#include "restarter.h"

static void loud_deaths_show_and_last_until_somebody_comes(void **state)
{
	struct onlooker o;

	(void)state;
	onlooker_run_scenario(&o, 6, YEAR, HOUR);
	assert_in_range(o.died[SIM_LOUD], 65, 110); /* 52 of each, who are not all dead */
	assert_true(o.dead_ms[SIM_LOUD] / o.died[SIM_LOUD] == DAY);
	assert_in_range(o.states[STATE_DOWN], o.states[STATE_STARTING] / 2,
			o.states[STATE_STARTING] * 2);
}

static void who_is_logged_out_says_so(void **state)
{
	struct onlooker o;

	(void)state;
	onlooker_run_scenario(&o, 7, YEAR, HOUR);
	assert_in_range(o.died[SIM_HUMAN], 25, 60);
	assert_in_range(o.states[STATE_HUMAN], o.died[SIM_HUMAN] * 70, o.died[SIM_HUMAN] * 74);
}

static void zombies_work_and_are_mute(void **state)
{
	struct onlooker o, talks;

	(void)state;
	onlooker_run_scenario(&o, 8, YEAR, HOUR);
	onlooker_run_scenario(&talks, 0, YEAR, HOUR);
	assert_in_range(o.died[SIM_ZOMBIE], 30, 70);
	assert_true(o.looks - o.states[STATE_UP] < 3);
	assert_true(o.news[EVIDENCE_PROOF] < 3 * talks.news[EVIDENCE_PROOF] / 4);
}

static void flapping_sessions_fall_and_rise_for_two_hours(void **state)
{
	struct onlooker o;

	(void)state;
	onlooker_run_scenario(&o, 16, YEAR, MINUTE);
	/* 52 times two hours of 2 minutes each, for each of two */
	assert_in_range(o.died[SIM_LOUD], 4000, 8500);
	assert_int_equal(o.lives, o.died[SIM_LOUD]);
	assert_in_range(o.dead_ms[SIM_LOUD] / o.died[SIM_LOUD], 25 * SECOND, 35 * SECOND);
}

static void no_restart_cures_the_incurable(void **state)
{
	struct onlooker o;
	struct restarter restarts;

	(void)state;
	restarts = restarter_run(&o, 17, 1);
	assert_true(o.died[SIM_LOUD] > 10 && restarts.results > 1000);
	assert_int_equal(o.false_acts, o.facts[SIM_ACTED]);
	assert_true(o.dead_ms[SIM_LOUD] / o.died[SIM_LOUD] >= 23 * HOUR);
}

static void restarts_fail_hang_or_are_refused(void **state)
{
	struct onlooker o;
	struct restarter restarts;

	(void)state;
	restarts = restarter_run(&o, 18, 3);
	assert_true(restarts.results > 300);
	assert_in_range(100 * restarts.failures / restarts.results, 5, 17);
	assert_in_range(100 * restarts.timeouts / restarts.results, 12, 29);
	/* half of those were done, and take 18 to 22 s, as the timeout takes 20 */
	assert_in_range(100 * restarts.done_late / restarts.timeouts, 10, 40);
}

static void restart_the_long_dead(struct onlooker *o, int who, const struct sim_look *look)
{
	(void)look;
	if (o->dead_of[who + 1] && o->now_ms - o->died_ms[who + 1] > 20 * MINUTE &&
	    o->now_ms % (30 * MINUTE) < o->period_ms)
		sim_act(o->hand, who, SIM_RESTART_SESSION);
}

/* Who flapped last week is not incurable today. */
static void flapping_leaves_nothing_behind(void **state)
{
	struct onlooker o;

	(void)state;
	onlooker_init(&o, SCENARIO(6) | SCENARIO(16));
	o.setup.length_ms = YEAR;
	o.period_ms = MINUTE;
	o.seen = restart_the_long_dead;
	onlooker_run(&o);
	assert_true(o.facts[SIM_ACTED] > 50);
	assert_int_equal(o.false_acts, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(loud_deaths_show_and_last_until_somebody_comes),
		cmocka_unit_test(who_is_logged_out_says_so),
		cmocka_unit_test(zombies_work_and_are_mute),
		cmocka_unit_test(flapping_sessions_fall_and_rise_for_two_hours),
		cmocka_unit_test(no_restart_cures_the_incurable),
		cmocka_unit_test(restarts_fail_hang_or_are_refused),
		cmocka_unit_test(flapping_leaves_nothing_behind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
