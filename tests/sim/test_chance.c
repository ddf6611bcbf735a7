/* test_chance.c - chance by place, and the laws' figures.  SPDX-License-Identifier: ISC */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "chance.h"

#define DRAWS 40000
#define NEAR(value, wanted, share) assert_true(fabs((double)(value) / (wanted)-1) < (share))

static void the_same_place_has_the_same_chance(void **state)
{
	struct chance a = chance_of(7, 3, 1, 99), b = chance_of(7, 3, 1, 99);

	(void)state;
	for (int i = 0; i < 10; i++)
		assert_true(chance_bits(&a) == chance_bits(&b));
}

static void each_part_of_a_place_matters(void **state)
{
	struct chance all[] = { chance_of(7, 3, 1, 99),  chance_of(8, 3, 1, 99),
				chance_of(7, 4, 1, 99),  chance_of(7, 3, 2, 99),
				chance_of(7, 3, -1, 99), chance_of(7, 3, 1, 100) };
	uint64_t first[6];

	(void)state;
	for (int i = 0; i < 6; i++)
		first[i] = chance_bits(&all[i]);
	for (int i = 0; i < 6; i++)
		for (int j = 0; j < i; j++)
			assert_true(first[i] != first[j]);
}

/* Streams that began at neighbouring places must not be shifted copies of each other. */
static void neighbours_are_independent(void **state)
{
	double sum = 0;

	(void)state;
	for (uint64_t i = 0; i < DRAWS; i++) {
		struct chance here = chance_of(1, 2, 3, i), next = chance_of(1, 2, 3, i + 1);

		chance_bits(&here);
		sum += (chance_unit(&here) - 0.5) * (chance_unit(&next) - 0.5);
	}
	assert_true(fabs(sum / DRAWS) < 4.0 / 12 / sqrt(DRAWS));
}

static void a_unit_is_uniform_and_never_an_end(void **state)
{
	struct chance chance = chance_of(1, 1, 1, 1);
	double sum = 0, squares = 0;

	(void)state;
	for (int i = 0; i < DRAWS; i++) {
		double unit = chance_unit(&chance);

		assert_true(unit > 0 && unit < 1);
		sum += unit;
		squares += unit * unit;
	}
	NEAR(sum / DRAWS, 0.5, 0.02);
	NEAR(squares / DRAWS, 1.0 / 3, 0.02);
}

static void between_includes_both_ends(void **state)
{
	struct chance chance = chance_of(1, 1, 1, 1);
	int counts[3] = { 0 };

	(void)state;
	for (int i = 0; i < 3000; i++)
		counts[chance_between(&chance, -1, 1) + 1]++;
	for (int i = 0; i < 3; i++)
		assert_in_range(counts[i], 900, 1100);
	assert_int_equal(chance_between(&chance, 5, 5), 5);
}

static void exponentials_have_their_mean(void **state)
{
	struct chance chance = chance_of(1, 1, 1, 1);
	double sum = 0;
	int beyond = 0;

	(void)state;
	for (int i = 0; i < DRAWS; i++) {
		int64_t ms = chance_exp_ms(&chance, 5000);

		assert_true(ms >= 1);
		sum += (double)ms;
		beyond += ms > 15000;
	}
	NEAR(sum / DRAWS, 5000, 0.03);
	NEAR(beyond, DRAWS * exp(-3), 0.1);
}

static void a_weibull_has_its_scale(void **state)
{
	struct chance chance = chance_of(1, 1, 1, 1);
	int beyond = 0;

	(void)state;
	for (int i = 0; i < DRAWS; i++)
		beyond += chance_weibull_ms(&chance, 0.7, 10000) > 10000;
	NEAR(beyond, DRAWS * exp(-1), 0.03);
}

/* What is drawn lies beyond t as often as the law says, at the middle and far out. */
static void draws_follow_their_law(void **state)
{
	static const double shares[] = { 0.5, 0.1, 0.01 };

	(void)state;
	for (enum sim_law law = SIM_LOGNORMAL; law < SIM_LAWS; law++) {
		for (int late = 0; late < 2; late++) {
			for (int i = 0; i < 3; i++) {
				struct chance chance = chance_of(1, 1, law, 1);
				double t_ms = 1000;
				int beyond = 0;

				while (chance_law_beyond(law, late, t_ms) > shares[i])
					t_ms *= 1.01;
				for (int n = 0; n < DRAWS; n++)
					beyond += (double)chance_law_ms(&chance, law, late) > t_ms;
				NEAR(beyond, DRAWS * chance_law_beyond(law, late, t_ms), 0.2);
			}
		}
	}
}

/* All but the bimodal one, whose near mode is at 4 s. */
static void all_laws_have_their_median_at_4_s(void **state)
{
	(void)state;
	for (enum sim_law law = SIM_LOGNORMAL; law < SIM_LAWS; law++)
		NEAR(chance_law_beyond(law, false, 4000), law == SIM_BIMODAL ? 0.55 : 0.5, 0.001);
	NEAR(chance_law_beyond(SIM_UPDATED, true, 8000), 0.5, 0.001);
}

/* The optimal patience at 18,624 runs a year and 0.5 false restarts, as the study has it. */
static void far_tails_are_those_of_the_study(void **state)
{
	static const double patience_ms[SIM_LAWS] = {
		[SIM_LOGNORMAL] = 45000,
		[SIM_LOGNORMAL_WIDE] = 227000,
		[SIM_WEIBULL] = 371000,
		[SIM_PARETO] = 203000,
	};

	(void)state;
	for (enum sim_law law = SIM_LOGNORMAL; law < SIM_LAWS; law++)
		if (patience_ms[law] > 0)
			NEAR(18624 * chance_law_beyond(law, false, patience_ms[law]), 0.5, 0.1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_place_has_the_same_chance),
		cmocka_unit_test(each_part_of_a_place_matters),
		cmocka_unit_test(neighbours_are_independent),
		cmocka_unit_test(a_unit_is_uniform_and_never_an_end),
		cmocka_unit_test(between_includes_both_ends),
		cmocka_unit_test(exponentials_have_their_mean),
		cmocka_unit_test(a_weibull_has_its_scale),
		cmocka_unit_test(draws_follow_their_law),
		cmocka_unit_test(all_laws_have_their_median_at_4_s),
		cmocka_unit_test(far_tails_are_those_of_the_study),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
