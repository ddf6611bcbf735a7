/* test_scenario_box.c - the watching box itself misbehaves.  SPDX-License-Identifier: ISC */
#include "onlooker.h"
#include "restarter.h"

struct clock {
	int64_t wall_ms, last_ms, longest_ms, first_ms; /* first_ms: what the wall clock said */
	long jumps;
};

static void watch_clock(struct onlooker *o, int who, const struct sim_look *look)
{
	struct clock *clock = o->own;
	int64_t wall_ms = sim_wall_ms(o->hand) - o->now_ms;

	(void)look;
	if (who)
		return;
	if (!o->now_ms)
		clock->first_ms = wall_ms;
	clock->jumps += wall_ms != clock->wall_ms;
	clock->wall_ms = wall_ms;
	if (o->now_ms - clock->last_ms > clock->longest_ms)
		clock->longest_ms = o->now_ms - clock->last_ms;
	clock->last_ms = o->now_ms;
}

/* Nobody writes to a box that sleeps. */
static void hear_gap(struct onlooker *o, const struct sim_news *news)
{
	struct clock *clock = o->own;

	if (news->kind == EVIDENCE_SELF && news->what == SELF_RESUME)
		assert_int_equal(news->for_ms, 8 * HOUR);
	else if (news->kind == EVIDENCE_PROOF)
		assert_false(news->at_ms > clock->last_ms + 12 * SECOND &&
			     news->at_ms < news->t_ms - MINUTE);
}

static void the_wall_clock_jumps_and_the_box_sleeps(void **state)
{
	struct clock clock = { .first_ms = -1 };
	struct onlooker o;

	(void)state;
	onlooker_init(&o, SCENARIO(13));
	o.setup.length_ms = YEAR;
	o.seen = watch_clock;
	o.heard = hear_gap;
	o.own = &clock;
	onlooker_run(&o);
	assert_nobody_died(&o);
	assert_int_equal(clock.first_ms, 0);
	assert_in_range(clock.jumps, 7, 20); /* monthly, and once by NTP */
	assert_in_range(o.selves[SELF_RESUME], 30, 75);
	assert_in_range(clock.longest_ms, 8 * HOUR, 8 * HOUR + 10 * SECOND);
}

static void the_watcher_is_killed_and_its_flash_fills(void **state)
{
	struct onlooker o;
	struct restarter restarts;

	(void)state;
	onlooker_run_scenario(&o, 20, 100 * DAY, HOUR);
	assert_in_range(o.begins, 80, 150); /* daily, and weekly by a reboot */
	assert_in_range(o.selves[SELF_LEDGER_DOWN], 5, 25);
	assert_in_range(o.selves[SELF_LEDGER_UP], o.selves[SELF_LEDGER_DOWN] - 2,
			o.selves[SELF_LEDGER_DOWN]);
	restarts = restarter_run(&o, 20, 1);
	assert_true(restarts.results < o.facts[SIM_ACTED]);
}

static void count_gateway_death(struct onlooker *o, const struct sim_fact *fact)
{
	long *deaths = o->own;

	*deaths += fact->kind == SIM_DIED && fact->who == SIM_GATEWAY;
}

/* What it missed meanwhile it is told when it begins again. */
static void a_new_life_hears_what_is_the_case(void **state)
{
	struct onlooker dead, offline;
	long deaths = 0;

	(void)state;
	onlooker_init(&dead, SCENARIO(9) | SCENARIO(20));
	dead.setup.length_ms = YEAR;
	dead.setup.traffic = SIM_VERY_QUIET;
	dead.period_ms = HOUR;
	offline = dead;
	offline.setup.scenarios = SCENARIO(11) | SCENARIO(20);
	offline.setup.length_ms = 10 * YEAR;
	dead.known = count_gateway_death;
	dead.own = &deaths;
	onlooker_run(&dead);
	assert_true(dead.events[EVENT_DIE] > deaths + 5);
	onlooker_run(&offline);
	assert_true(offline.selves[SELF_UPLINK_DOWN] > offline.selves[SELF_UPLINK_UP] + 3);
}

static void who_is_killed_sees_nothing_until_it_begins_again(void **state)
{
	struct clock clock = { 0 };
	struct onlooker o;

	(void)state;
	onlooker_init(&o, SCENARIO(20));
	o.setup.traffic = SIM_VERY_QUIET;
	o.period_ms = SECOND;
	o.seen = watch_clock;
	o.own = &clock;
	onlooker_run(&o);
	assert_in_range(clock.longest_ms, MINUTE, MINUTE + SECOND); /* a reboot */
}

static void hear_lag(struct onlooker *o, const struct sim_news *news)
{
	struct clock *clock = o->own;

	if (news->kind == EVIDENCE_SELF && news->what == SELF_LAG)
		assert_in_range(news->for_ms, 2 * SECOND, 60 * SECOND);
	if (news->t_ms - clock->last_ms > clock->longest_ms)
		clock->longest_ms = news->t_ms - clock->last_ms;
	clock->last_ms = news->t_ms;
}

static void a_starved_watcher_hears_nothing_for_up_to_a_minute(void **state)
{
	struct clock clock = { 0 };
	struct onlooker o, clean;

	(void)state;
	onlooker_init(&o, SCENARIO(24));
	o.setup.length_ms = 10 * DAY;
	o.setup.traffic = SIM_BUSY;
	clean = o;
	clean.setup.scenarios = 0;
	o.heard = hear_lag;
	o.own = &clock;
	onlooker_run(&o);
	onlooker_run(&clean);
	assert_nobody_died(&o);
	assert_in_range(o.selves[SELF_LAG], 4, 18);
	assert_in_range(clock.longest_ms, 40 * SECOND, 61 * SECOND);
	assert_true(labs(clean.news[EVIDENCE_PROOF] - o.news[EVIDENCE_PROOF]) <= 100);
}

static void each_day_is_a_cold_watchers_first(void **state)
{
	struct onlooker o;

	(void)state;
	onlooker_run_scenario(&o, 25, 30 * DAY, 10 * SECOND);
	assert_int_equal(o.begins, 30);
	assert_true(o.states[STATE_STARTING] > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_wall_clock_jumps_and_the_box_sleeps),
		cmocka_unit_test(the_watcher_is_killed_and_its_flash_fills),
		cmocka_unit_test(a_new_life_hears_what_is_the_case),
		cmocka_unit_test(who_is_killed_sees_nothing_until_it_begins_again),
		cmocka_unit_test(a_starved_watcher_hears_nothing_for_up_to_a_minute),
		cmocka_unit_test(each_day_is_a_cold_watchers_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
