/* test_lengths.c - the laws of the report of estimators, and the rivals in it.  SPDX-License-Identifier: ISC */
#include "lengths.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "rivals.h"

#define DRAWS 20000

static double seen_s(const struct lengths *lengths, struct chance *chance)
{
	double left_s = lengths_draw_s(lengths, chance) - LENGTHS_POLL_S * chance_unit(chance);

	return left_s > 0 ? ceil(left_s / LENGTHS_HURRY_S) * LENGTHS_HURRY_S : 0;
}

static void what_is_drawn_is_seen_as_often_as_the_law_says(void **state)
{
	struct chance chance = chance_of(1, 2, 3, 4);
	const struct lengths *lengths;

	(void)state;
	for (size_t at = 0; (lengths = lengths_at(at)); at++) {
		int beyond[3] = { 0 };

		for (int i = 0; i < DRAWS; i++) {
			double length_s = seen_s(lengths, &chance);

			for (int t = 0; t < 3; t++)
				beyond[t] += length_s > 5 * t * t;
		}
		for (int t = 0; t < 3; t++)
			assert_true(fabs((double)beyond[t] / DRAWS -
					 lengths_beyond(lengths, 5 * t * t)) < 0.02);
	}
}

static void the_best_patience_is_the_least_that_keeps_the_share(void **state)
{
	const struct lengths *lengths;

	(void)state;
	for (size_t at = 0; (lengths = lengths_at(at)); at++) {
		double best_s = lengths_best_s(lengths, 1e-4);

		assert_true(lengths_beyond(lengths, best_s) <= 1e-4);
		assert_true(lengths_beyond(lengths, best_s - LENGTHS_HURRY_S) > 1e-4);
	}
}

static void the_updated_law_is_the_first_at_twice_the_length(void **state)
{
	(void)state;
	assert_null(lengths_at(LENGTHS_UPDATED + 1));
	for (double t_s = 1; t_s < 100; t_s *= 2)
		assert_true(fabs(lengths_at(LENGTHS_UPDATED)->parts[0].beyond(2 * t_s, 8, 0.6) -
				 lengths_at(0)->parts[0].beyond(t_s, 4, 0.6)) < 1e-12);
}

/* 5000 runs of a power law or a log-normal one, 51 a day. */
static void learn(struct law *law, size_t at)
{
	struct chance chance = chance_of(7, 2, 3, 4);

	memset(law, 0, sizeof(*law));
	for (int i = 0; i < 5000; i++)
		law_learn(law, law_bin((int64_t)(1000 * lengths_draw_s(lengths_at(at), &chance))),
			  86400000 / 51, 1);
}

static int64_t guess_s(const char *name, const struct law *law)
{
	for (size_t at = 0; rivals_at(at); at++)
		if (!strcmp(rivals_at(at)->name, name))
			return rivals_patience_ms(rivals_at(at), law, 0.5) / 1000;
	return -1;
}

/* Where one run in 37,000 lasts longer: 45 s and 203 s. */
static void each_rival_is_good_at_what_it_was_made_for(void **state)
{
	struct law law;

	(void)state;
	learn(&law, 0);
	assert_in_range(guess_s("log-normal, moments", &law), 48, 65);
	assert_in_range(guess_s("log-normal, tail", &law), 40, 75);
	learn(&law, 4);
	assert_in_range(guess_s("Hill, 32 longest", &law), 100, 350);
	assert_in_range(guess_s("peaks over threshold", &law), 100, 400);
	assert_in_range(guess_s("the same, log time", &law), 100, 600);
	assert_int_equal(guess_s("rule of succession", &law), 600);
	learn(&law, 8);
	assert_int_equal(guess_s("log-normal, moments", &law), 30);
}

/* Fourteen weeks of one session, so nine of a hundred are taken for deaths. */
static void rivals_see_the_runs_that_were_cut_for_nothing(void **state)
{
	struct law law;
	int64_t before_s;

	(void)state;
	learn(&law, 0);
	before_s = guess_s("Hill, 32 longest", &law);
	for (int i = 0; i < 9; i++)
		law_end(&law, law_bin(90000), 0, 1);
	assert_in_range(guess_s("Hill, 32 longest", &law), before_s - 1, before_s + 1);
	for (int i = 0; i < 91; i++)
		law_end(&law, law_bin(90000), 0, 1);
	assert_true(guess_s("Hill, 32 longest", &law) > before_s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_drawn_is_seen_as_often_as_the_law_says),
		cmocka_unit_test(the_best_patience_is_the_least_that_keeps_the_share),
		cmocka_unit_test(the_updated_law_is_the_first_at_twice_the_length),
		cmocka_unit_test(each_rival_is_good_at_what_it_was_made_for),
		cmocka_unit_test(rivals_see_the_runs_that_were_cut_for_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
