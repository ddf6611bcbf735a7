/* test_usage.c - the command line of muzzle-sim.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "usage.h"

#define WORDS_MAX 24

/* The words of line, in a copy that lives as long as the test. */
struct typed {
	char line[400];
	char *argv[WORDS_MAX];
	struct usage usage;
	char why[CELLS_WHY_BYTES];
};

static int make_typed(void **state)
{
	*state = calloc(1, sizeof(struct typed));
	return *state ? 0 : -1;
}

static int free_typed(void **state)
{
	free(*state);
	return 0;
}

static int parse(struct typed *typed, const char *line)
{
	char *rest = typed->line;
	int argc = 0;

	snprintf(typed->line, sizeof(typed->line), "muzzle-sim%s%s", *line ? " " : "", line);
	while ((typed->argv[argc] = strsep(&rest, " ")))
		argc++;
	return usage_parse(argc, typed->argv, &typed->usage, typed->why);
}

static void without_options_it_is_a_month_of_base_faults_at_medium_traffic(void **state)
{
	struct typed *t = *state;

	assert_int_equal(parse(t, ""), 0);
	assert_string_equal(t->usage.wish.scenarios, "base");
	assert_string_equal(t->usage.wish.traffic, "medium");
	assert_string_equal(t->usage.wish.laws, "lognormal");
	assert_int_equal(t->usage.common.sessions, 4);
	assert_int_equal(t->usage.common.poll_ms, 10000);
	assert_int_equal(t->usage.common.length_ms, 30 * SIM_DAY_MS);
	assert_int_equal(t->usage.seed, 1);
	assert_int_equal(t->usage.seeds, 1);
	assert_int_equal(t->usage.processes, 1);
	assert_int_equal(t->usage.form, REPORT_TEXT);
	assert_false(t->usage.shrink || t->usage.list || t->usage.help);
}

static void every_option_lands_where_it_belongs(void **state)
{
	struct typed *t = *state;

	assert_int_equal(parse(t,
			       "--scenarios 1,4 --traffic all --law pareto --bursty --sessions 16"
			       " --poll 2s --years 3 --seed 77 --seeds 9 --jobs 8 -c f.ini --csv"),
			 0);
	assert_string_equal(t->usage.wish.scenarios, "1,4");
	assert_string_equal(t->usage.wish.traffic, "all");
	assert_string_equal(t->usage.wish.laws, "pareto");
	assert_true(t->usage.common.bursty);
	assert_int_equal(t->usage.common.sessions, 16);
	assert_int_equal(t->usage.common.poll_ms, 2000);
	assert_int_equal(t->usage.common.length_ms, 3 * SIM_YEAR_MS);
	assert_int_equal(t->usage.seed, 77);
	assert_int_equal(t->usage.seeds, 9);
	assert_int_equal(t->usage.processes, 8);
	assert_string_equal(t->usage.conf, "f.ini");
	assert_int_equal(t->usage.form, REPORT_CSV);
	assert_false(t->usage.shrink);
	assert_int_equal(parse(t, "--sessions 1 --days 36500 --seed 0 --jobs 64"), 0);
}

static void shrink_is_a_seed_and_json_a_form_and_days_a_length(void **state)
{
	struct typed *t = *state;

	assert_int_equal(parse(t, "--shrink 5 --days 2 --json --trace out"), 0);
	assert_true(t->usage.shrink);
	assert_int_equal(t->usage.seed, 5);
	assert_int_equal(t->usage.common.length_ms, 2 * SIM_DAY_MS);
	assert_int_equal(t->usage.form, REPORT_JSON);
	assert_string_equal(t->usage.trace, "out");
	assert_int_equal(parse(t, "--list --help"), 0);
	assert_true(t->usage.list && t->usage.help);
}

static void refused(struct typed *typed, const char *line, const char *part)
{
	assert_int_equal(parse(typed, line), -EINVAL);
	assert_non_null(strstr(typed->why, part));
}

static void what_is_wrong_is_named(void **state)
{
	refused(*state, "--nonsense", "--nonsense");
	refused(*state, "4", "no option 4");
	refused(*state, "--seed", "value is missing: --seed");
	refused(*state, "--seed x", "--seed wants a whole number, at least 0, not x");
	refused(*state, "--seed -1", "--seed wants a whole number, at least 0, not -1");
	refused(*state, "--sessions 0", "--sessions wants a whole number, 1 to 16, not 0");
	refused(*state, "--sessions 17", "not 17");
	refused(*state, "--poll 10", "--poll wants a duration with its unit, 1s to 1h, not 10");
	refused(*state, "--days 0", "--days wants a whole number, 1 to 36500, not 0");
	refused(*state, "--days 36501", "not 36501");
	refused(*state, "--years 0.5", "--years wants a whole number, 1 to 100, not 0.5");
	refused(*state, "--seeds 0", "--seeds wants");
	refused(*state, "--jobs 65", "--jobs wants a whole number, 1 to 64, not 65");
	refused(*state, "--trace f --seeds 2", "--trace");
	refused(*state, "--trace f --jobs 2", "--trace");
}

static void two_options_for_the_same_thing_are_refused(void **state)
{
	refused(*state, "--json --csv", "one of --json and --csv is enough");
	refused(*state, "--years 1 --days 2", "one of --years and --days is enough");
	refused(*state, "--shrink 1 --seed 2", "one of --shrink and --seed is enough");
	assert_int_equal(parse(*state, "--json --json --days 1 --trace --csv"), 0);
}

static void help_names_every_option_and_the_exit_codes(void **state)
{
	char out[4000] = "";
	FILE *file = fmemopen(out, sizeof(out), "w");

	(void)state;
	assert_non_null(file);
	usage_print(file);
	fclose(file);
	assert_non_null(strstr(out, "--scenarios LIST "));
	assert_non_null(strstr(out, "--shrink    SEED "));
	assert_non_null(strstr(out, "between two polls (10s); 1s to 1h\n"));
	assert_non_null(strstr(out, "processes (1); 1 to 64\n"));
	assert_non_null(strstr(out, "of the first world (1); at least 0\n"));
	assert_non_null(strstr(out, "exit codes: 0 ok, 1 "));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_typed, free_typed)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(without_options_it_is_a_month_of_base_faults_at_medium_traffic),
		TEST(every_option_lands_where_it_belongs),
		TEST(shrink_is_a_seed_and_json_a_form_and_days_a_length),
		TEST(what_is_wrong_is_named),
		TEST(two_options_for_the_same_thing_are_refused),
		TEST(help_names_every_option_and_the_exit_codes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
