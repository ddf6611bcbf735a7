/* test_scenario_traffic.c - traffic that nobody sees.  SPDX-License-Identifier: ISC */
#include "onlooker.h"

static void quiet_accounts_are_quiet_for_days_and_alive(void **state)
{
	struct onlooker o, talks;

	(void)state;
	onlooker_run_scenario(&o, 5, 100 * DAY, HOUR);
	onlooker_run_scenario(&talks, 0, 100 * DAY, HOUR);
	assert_nobody_died(&o);
	assert_int_equal(o.states[STATE_UP], o.looks);
	assert_in_range(100 * o.news[EVIDENCE_PROOF] / talks.news[EVIDENCE_PROOF], 12, 50);
}

static void hear_late(struct onlooker *o, const struct sim_news *news)
{
	long *late = o->own;

	if (news->kind != EVIDENCE_PROOF)
		return;
	assert_true(news->t_ms - news->at_ms <= 30 * SECOND);
	late[news->t_ms - news->at_ms > 50]++;
}

static void webhooks_come_late_or_never_while_nobody_receives_them(void **state)
{
	long late[2] = { 0 };
	struct onlooker o, clean;

	(void)state;
	onlooker_init(&o, SCENARIO(14));
	o.setup.length_ms = 40 * DAY;
	o.setup.sessions = 1;
	o.setup.traffic = SIM_BUSY;
	o.period_ms = HOUR;
	clean = o;
	clean.setup.scenarios = 0;
	o.heard = hear_late;
	o.own = late;
	onlooker_run(&o);
	onlooker_run(&clean);
	assert_nobody_died(&o);
	assert_true(late[1] > 100 && late[1] < late[0] / 1000);
	/* two a week of 95 minutes: 1.9 % */
	assert_in_range(1000 * o.news[EVIDENCE_PROOF] / clean.news[EVIDENCE_PROOF], 965, 995);
}

static void the_log_stops_for_good_in_the_middle(void **state)
{
	struct onlooker o, clean;

	(void)state;
	onlooker_run_scenario(&o, 15, 100 * DAY, HOUR);
	onlooker_run_scenario(&clean, 0, 100 * DAY, HOUR);
	assert_nobody_died(&o);
	assert_in_range(100 * o.news[EVIDENCE_PROOF] / clean.news[EVIDENCE_PROOF], 33, 67);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quiet_accounts_are_quiet_for_days_and_alive),
		cmocka_unit_test(webhooks_come_late_or_never_while_nobody_receives_them),
		cmocka_unit_test(the_log_stops_for_good_in_the_middle),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
