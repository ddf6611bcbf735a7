/* test_world_owner.c - the person who comes in the end.  SPDX-License-Identifier: ISC */
#include "onlooker.h"

struct deaths {
	int64_t since_ms, shortest_ms;
};

static void know_shortest(struct onlooker *o, const struct sim_fact *fact)
{
	struct deaths *deaths = o->own;

	if (fact->who != 0)
		return;
	if (fact->kind == SIM_DIED)
		deaths->since_ms = fact->t_ms;
	else if (fact->kind == SIM_LIVES && fact->t_ms - deaths->since_ms < deaths->shortest_ms)
		deaths->shortest_ms = fact->t_ms - deaths->since_ms;
}

static void tell_of_the_dead(struct onlooker *o, int who, const struct sim_look *look)
{
	if (look->state == STATE_HUMAN && o->now_ms - o->died_ms[who + 1] <= o->period_ms)
		sim_notify(o->hand, who, NOTIFY_HUMAN);
}

static void an_owner_who_is_told_comes_within_hours_and_else_within_days(void **state)
{
	struct deaths deaths = { .shortest_ms = DAY };
	struct onlooker told, untold;

	(void)state;
	onlooker_init(&untold, SCENARIO(7));
	untold.setup.length_ms = YEAR;
	untold.period_ms = HOUR;
	told = untold;
	told.setup.length_ms = 10 * YEAR;
	told.seen = tell_of_the_dead;
	told.known = know_shortest;
	told.own = &deaths;
	onlooker_run(&told);
	onlooker_run(&untold);
	assert_true(deaths.shortest_ms >= HOUR); /* who came for the death before does not count */
	assert_in_range(told.dead_ms[SIM_HUMAN] / told.died[SIM_HUMAN], HOUR, 7 * HOUR);
	assert_in_range(untold.dead_ms[SIM_HUMAN] / untold.died[SIM_HUMAN], 2 * DAY,
			3 * DAY + HOUR);
}

/* Who hears that the gateway is in trouble looks at its sessions, too. */
static void tell_of_the_gateway(struct onlooker *o, int who, const struct sim_look *look)
{
	if (look->state != STATE_UP && o->now_ms - o->died_ms[who + 1] <= o->period_ms)
		sim_notify(o->hand, SIM_GATEWAY, NOTIFY_OPENED);
}

static void a_word_about_the_gateway_is_one_about_its_sessions(void **state)
{
	struct onlooker o;

	(void)state;
	onlooker_init(&o, SCENARIO(6));
	o.setup.length_ms = YEAR;
	o.period_ms = HOUR;
	o.seen = tell_of_the_gateway;
	onlooker_run(&o);
	assert_in_range(o.dead_ms[SIM_LOUD] / o.died[SIM_LOUD], HOUR, 7 * HOUR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_owner_who_is_told_comes_within_hours_and_else_within_days),
		cmocka_unit_test(a_word_about_the_gateway_is_one_about_its_sessions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
