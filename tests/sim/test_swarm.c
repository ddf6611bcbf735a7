/* test_swarm.c - which scenarios a seed has.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scenario.h"
#include "swarm.h"

static void the_same_seed_has_the_same_scenarios_and_another_has_others(void **state)
{
	unsigned same = 0;

	(void)state;
	for (uint64_t seed = 0; seed < 100; seed++) {
		assert_int_equal(swarm_scenarios(seed), swarm_scenarios(seed));
		same += swarm_scenarios(seed) == swarm_scenarios(seed + 1);
	}
	assert_true(same < 5);
}

static void every_scenario_is_there_and_away_and_their_number_varies(void **state)
{
	uint32_t ever = 0, always = UINT32_MAX;
	int least = 99, most = 0;

	(void)state;
	for (uint64_t seed = 0; seed < 1000; seed++) {
		uint32_t scenarios = swarm_scenarios(seed);
		int count = __builtin_popcount(scenarios);

		ever |= scenarios;
		always &= scenarios;
		least = count < least ? count : least;
		most = count > most ? count : most;
	}
	assert_int_equal(ever, (UINT32_C(1) << (SCENARIO_MAX + 1)) - 2);
	assert_int_equal(always, 0);
	assert_int_equal(least, 1);
	assert_int_equal(most, SCENARIO_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_seed_has_the_same_scenarios_and_another_has_others),
		cmocka_unit_test(every_scenario_is_there_and_away_and_their_number_varies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
