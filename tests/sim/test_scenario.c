/* test_scenario.c - the table, and what every world may have.  SPDX-License-Identifier: ISC */
#include "scenario.h"
#include "onlooker.h"

static void a_world_without_scenarios_is_dull(void **state)
{
	struct onlooker o;

	(void)state;
	onlooker_run_scenario(&o, 0, 30 * DAY, 10 * SECOND);
	assert_nobody_died(&o);
	assert_int_equal(o.states[STATE_UP], o.looks);
	assert_int_equal(o.news[EVIDENCE_PROOF] > 0, 1);
	assert_int_equal(o.news[EVIDENCE_EVENT] + o.news[EVIDENCE_SELF], 0);
}

static void base_faults_come_at_the_rates_of_the_study(void **state)
{
	struct onlooker o;

	(void)state;
	onlooker_init(&o, 0);
	o.setup.base_faults = true;
	o.setup.length_ms = 40 * YEAR;
	o.setup.traffic = SIM_VERY_QUIET;
	o.period_ms = DAY;
	onlooker_run(&o);
	assert_in_range(o.died[SIM_LOUD], 850, 1250);  /* 960, and who gave up without a line */
	assert_in_range(o.died[SIM_ZOMBIE], 400, 800); /* 480, again after each other death */
	assert_in_range(o.died[SIM_CRASH], 600,
			1050); /* 240 of each of three, who are not all dead */
	assert_in_range(o.died[SIM_LINE], 1600, 2200);
	assert_int_equal(o.died[SIM_HUMAN] + o.died[SIM_STOPPED] + o.died[SIM_HANGS], 0);
}

static void every_number_has_a_name_and_a_purpose(void **state)
{
	(void)state;
	assert_null(scenario_get(0));
	assert_null(scenario_get(SCENARIO_MAX + 1));
	for (int n = 1; n <= SCENARIO_MAX; n++) {
		const struct scenario *scenario = scenario_get(n);

		assert_true(*scenario->name && *scenario->purpose && scenario->start);
		for (int other = 1; other < n; other++)
			assert_string_not_equal(scenario->name, scenario_get(other)->name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_world_without_scenarios_is_dull),
		cmocka_unit_test(base_faults_come_at_the_rates_of_the_study),
		cmocka_unit_test(every_number_has_a_name_and_a_purpose),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
