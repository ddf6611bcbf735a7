/* test_cells.c - which kinds of world a command line asks for.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cells.h"
#include "scenario.h"
#include "swarm.h"

static struct cells_cell *make(const char *scenarios, const char *traffic, const char *laws,
			       size_t *count)
{
	struct cells_wish wish = { scenarios, traffic, laws };
	struct cells_cell *cells;
	char why[CELLS_WHY_BYTES];

	assert_int_equal(cells_make(&wish, &cells, count, why), 0);
	return cells;
}

static void each_scenario_is_crossed_with_each_traffic_and_law(void **state)
{
	size_t count;
	struct cells_cell *cells = make("1,reinit", "busy,quiet", "weibull,lognormal", &count);

	(void)state;
	assert_int_equal(count, 8);
	assert_string_equal(cells[0].label, "1 busy weibull");
	assert_int_equal(cells[0].scenarios, 1U << 1);
	assert_int_equal(cells[0].law, SIM_WEIBULL);
	assert_string_equal(cells[7].label, "reinit quiet ");
	assert_int_equal(cells[7].scenarios, 1U << 4);
	assert_int_equal(cells[7].traffic, SIM_QUIET);
	assert_int_equal(cells[7].law, SIM_LOGNORMAL);
	free(cells);
}

static void all_are_every_scenario_by_name_and_the_base_rates(void **state)
{
	size_t count;
	struct cells_cell *cells = make("all", "all", "all", &count);
	size_t each = (SIM_TRAFFICS - 1) * (SIM_LAWS - 1);

	(void)state;
	assert_int_equal(count, (SCENARIO_MAX + 1) * each);
	assert_string_equal(cells[0].scenario, scenario_get(1)->name);
	assert_int_equal(cells[24 * each].scenarios, 1U << 25);
	assert_true(cells[25 * each].base && !cells[25 * each].scenarios);
	free(cells);
}

static void what_is_joined_happens_in_one_world(void **state)
{
	struct sim_setup common = { .sessions = 3, .poll_ms = 5000, .length_ms = 77 }, setup;
	size_t count;
	struct cells_cell *cells = make("1+4+base", "medium", "pareto", &count);

	(void)state;
	assert_int_equal(count, 1);
	cells_setup(&cells[0], 12, &common, &setup);
	assert_int_equal(setup.scenarios, 1U << 1 | 1U << 4);
	assert_true(setup.base_faults);
	assert_int_equal(setup.seed, 12);
	assert_int_equal(setup.sessions, 3);
	assert_int_equal(setup.length_ms, 77);
	assert_int_equal(setup.traffic, SIM_MEDIUM);
	assert_int_equal(setup.law, SIM_PARETO);
	free(cells);
}

static void a_swarm_has_the_scenarios_of_its_seed(void **state)
{
	struct sim_setup common = { .sessions = 1 }, setup;
	size_t count;
	struct cells_cell *cells = make("swarm", "medium", "pareto", &count);

	(void)state;
	cells_setup(&cells[0], 12, &common, &setup);
	assert_int_equal(setup.scenarios, swarm_scenarios(12));
	assert_false(setup.base_faults);
	free(cells);
}

static void names_end_with_the_last_number(void **state)
{
	(void)state;
	assert_null(cells_traffic_name(0));
	assert_null(cells_traffic_name(SIM_TRAFFICS));
	assert_null(cells_law_name(0));
	assert_null(cells_law_name(SIM_LAWS));
	assert_string_equal(cells_traffic_name(SIM_TRAFFICS - 1), "very-quiet");
	assert_string_equal(cells_law_name(SIM_LAWS - 1), "updated");
}

static void refused(const char *scenarios, const char *traffic, const char *reason)
{
	struct cells_wish wish = { scenarios, traffic, "all" };
	struct cells_cell *cells;
	char why[CELLS_WHY_BYTES];
	size_t count;

	assert_int_equal(cells_make(&wish, &cells, &count, why), -EINVAL);
	assert_null(cells);
	assert_string_equal(why, reason);
}

static void a_word_that_nobody_knows_is_named(void **state)
{
	(void)state;
	refused("1,nonsense", "all", "there is no scenario `nonsense`");
	refused("26", "all", "there is no scenario `26`");
	refused("0", "all", "there is no scenario `0`");
	refused("1+", "all", "there is no scenario `1+`");
	refused("", "all", "there is no scenario ``");
	refused("1", "medium,loud",
		"there is no traffic `loud`, but busy medium quiet very-quiet all");
}

static void a_law_that_nobody_knows_is_named_too(void **state)
{
	struct cells_wish wish = { "25", "medium", "pareto,normal" };
	struct cells_cell *cells;
	char why[CELLS_WHY_BYTES];
	size_t count;

	(void)state;
	assert_int_equal(cells_make(&wish, &cells, &count, why), -EINVAL);
	assert_string_equal(
		why,
		"there is no law `normal`, but lognormal wide weibull bimodal pareto updated all");
	wish.laws = "pareto";
	assert_int_equal(cells_make(&wish, &cells, &count, why), 0);
	assert_int_equal(cells[0].scenarios, 1U << 25);
	free(cells);
}

static void a_list_that_is_too_long_is_refused_not_cut(void **state)
{
	char list[200] = "1", kinds[200] = "all";

	(void)state;
	for (int i = 1; i < 65; i++)
		strcat(list, ",1");
	refused(list, "medium", "there is no room for a list like `a,b,c ...`");
	list[2 * 64 - 1] = '\0';
	for (int i = 1; i < 10; i++)
		strcat(kinds, ",all");
	refused(list, kinds, "more than 1024 kinds of world");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_scenario_is_crossed_with_each_traffic_and_law),
		cmocka_unit_test(all_are_every_scenario_by_name_and_the_base_rates),
		cmocka_unit_test(what_is_joined_happens_in_one_world),
		cmocka_unit_test(a_swarm_has_the_scenarios_of_its_seed),
		cmocka_unit_test(names_end_with_the_last_number),
		cmocka_unit_test(a_word_that_nobody_knows_is_named),
		cmocka_unit_test(a_law_that_nobody_knows_is_named_too),
		cmocka_unit_test(a_list_that_is_too_long_is_refused_not_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
