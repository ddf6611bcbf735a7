/* test_law.c - what runs teach, and what patience is made of it.  SPDX-License-Identifier: ISC */
#include "law.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#define DAY_MS INT64_C(86400000)
#define NOW_MS (30 * DAY_MS)

static const struct policy_rate two_years = { 1, 730 * DAY_MS };
/* Lengths in seconds that a share of the runs exceeds. */
static double log_normal(double share)
{
	double low = -9, high = 9;

	for (int i = 0; i < 60; i++) {
		double middle = (low + high) / 2;

		if (erfc(middle / sqrt(2)) / 2 > share)
			low = middle;
		else
			high = middle;
	}
	return 4 * exp(0.6 * low);
}

static double weibull(double share)
{
	return 4 * pow(-log(share) / log(2), 1 / 0.6);
}

static double pareto(double share)
{
	return 4 * pow(2 * share, -0.4);
}

static double two_kinds(double share)
{
	return share < 0.1 ? 40 * pow(log_normal(10 * share) / 4, 0.5) : 4;
}

static double rare_kind(double share)
{
	return share < 0.01 ? 30 * pow(log_normal(100 * share) / 4, 0.5) : log_normal(share);
}

/* So many runs, as evenly spread as a law allows, as polls every 2 s see them; 51 a day. */
static void learn(struct law *law, double (*length_s)(double share), int runs)
{
	memset(law, 0, sizeof(*law));
	for (int i = 0; i < runs; i++) {
		double seen_s = 2 * ceil(length_s((i + 0.5) / runs) / 2);

		law_learn(law, law_bin((int64_t)(1000 * seen_s)), DAY_MS / 51, 1);
	}
}

static void learn_same(struct law *law, int64_t length_ms, int runs)
{
	for (int i = 0; i < runs; i++)
		law_learn(law, law_bin(length_ms), DAY_MS / 51, 1);
}

static void end(struct law *law, int64_t length_ms, int runs)
{
	for (int i = 0; i < runs; i++)
		law_end(law, law_bin(length_ms), 0, 1);
}

static int64_t patience(const struct law *law)
{
	return law_patience_ms(law, &two_years, NOW_MS);
}

static uint64_t weight(const struct law *law)
{
	uint64_t sum = 0;

	for (int bin = 0; bin < LAW_BINS; bin++)
		sum += law->runs[bin];
	return sum;
}

static void an_octave_has_eight_bins(void **state)
{
	(void)state;
	assert_int_equal(law_bin(INT64_MIN), 0);
	assert_int_equal(law_bin(1000), 0);
	assert_int_equal(law_bin(2000), 8);
	assert_int_equal(law_bin(64000), 48);
	assert_int_equal(law_bin(INT64_MAX), LAW_BINS - 1);
	for (uint32_t bin = 1; bin < LAW_BINS; bin++) {
		assert_int_equal(law_bin(law_bin_ms(bin)), bin);
		assert_int_equal(law_bin(law_bin_ms(bin) - 1), bin - 1);
	}
}

static void the_fall_back_stands_until_its_last_run(void **state)
{
	struct law law;

	(void)state;
	learn(&law, log_normal, LAW_RUNS_MIN - 1);
	assert_false(law_learnt(&law, NOW_MS));
	assert_int_equal(patience(&law), POLICY_PATIENCE_FALLBACK_MS);
	law_learn(&law, law_bin(4000), DAY_MS / 51, NOW_MS);
	assert_true(law_learnt(&law, NOW_MS));
	assert_int_not_equal(patience(&law), POLICY_PATIENCE_FALLBACK_MS);
}

static void the_fall_back_stands_until_its_last_millisecond(void **state)
{
	struct law law = { .began_ms = 0 };

	(void)state;
	for (int i = 0; i < 1000; i++)
		law_learn(&law, law_bin(4000), DAY_MS / 51, 77 + i);
	assert_int_equal(law_patience_ms(&law, &two_years, 77 + 7 * DAY_MS - 1),
			 POLICY_PATIENCE_FALLBACK_MS);
	assert_int_equal(law_patience_ms(&law, &two_years, 77 + 7 * DAY_MS), LAW_PATIENCE_MIN_MS);
}

/* The length that one run in 37,000 exceeds is the optimum: 45, 371, 203 and 79 s. */
static void patience_lies_above_the_optimum_and_not_far(void **state)
{
	static const struct {
		double (*length_s)(double share);
		int runs;
		int low_s, high_s;
	} cases[] = {
		{ log_normal, 2000, 45, 80 },  { log_normal, 20000, 45, 65 },
		{ weibull, 2000, 371, 600 },   { weibull, 20000, 371, 550 },
		{ pareto, 2000, 203, 400 },    { pareto, 20000, 203, 300 },
		{ two_kinds, 2000, 109, 240 }, { two_kinds, 20000, 109, 200 },
	};
	struct law law;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		learn(&law, cases[i].length_s, cases[i].runs);
		assert_in_range(patience(&law), 1000 * cases[i].low_s, 1000 * cases[i].high_s);
	}
}

/* To the hundredth, so that nobody changes the estimator without seeing it. */
static void patience_of_these_runs_is_known(void **state)
{
	static const struct {
		double (*length_s)(double share);
		int runs;
		int cut, let; /* ended after 90 s, after 10 min */
		int64_t patience_ms;
	} cases[] = {
		{ log_normal, 512, 0, 0, 100965 },    { log_normal, 1500, 0, 0, 80113 },
		{ log_normal, 1500, 5, 0, 210991 },   { log_normal, 5000, 12, 0, 258833 },
		{ log_normal, 20000, 31, 0, 106868 }, { log_normal, 20000, 40, 9, 107139 },
		{ weibull, 9000, 0, 0, 503411 },      { weibull, 9000, 30, 3, 562282 },
		{ pareto, 700, 0, 0, 352672 },        { pareto, 30000, 0, 0, 257604 },
		{ pareto, 30000, 50, 7, 322532 },     { two_kinds, 3000, 0, 0, 166270 },
		{ two_kinds, 900, 0, 0, 258629 },     { rare_kind, 20000, 0, 0, 116626 },
	};
	struct law law;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		learn(&law, cases[i].length_s, cases[i].runs);
		end(&law, 90000, cases[i].cut);
		end(&law, LAW_PATIENCE_MAX_MS, cases[i].let);
		assert_in_range(patience(&law), cases[i].patience_ms * 99 / 100,
				cases[i].patience_ms * 101 / 100);
	}
}

static void patience_is_never_below_30_s_nor_above_10_min(void **state)
{
	struct law law = { .began_ms = 0 };

	(void)state;
	learn_same(&law, 2000, 10000);
	assert_int_equal(patience(&law), LAW_PATIENCE_MIN_MS);
	learn_same(&law, 500000, 10000);
	end(&law, 500000, UINT8_MAX);
	assert_int_equal(patience(&law), LAW_PATIENCE_MAX_MS);
}

static void the_longest_runs_never_shorten_patience(void **state)
{
	static const int64_t lengths_ms[] = { 100000, 200000, 400000, 550000 };
	struct law law;

	(void)state;
	for (size_t i = 0; i < sizeof(lengths_ms) / sizeof(lengths_ms[0]); i++) {
		learn(&law, log_normal, 5000);
		for (int64_t runs = 0, before = 0; runs < 40; runs++) {
			assert_true(patience(&law) >= before);
			before = patience(&law);
			learn_same(&law, lengths_ms[i], 1);
		}
		assert_true(patience(&law) > 100000);
	}
}

static void fewer_runs_are_more_doubt(void **state)
{
	struct law few, many;

	(void)state;
	learn(&few, log_normal, 600);
	learn(&many, log_normal, 6000);
	assert_true(patience(&few) > patience(&many));
	learn(&few, pareto, 600);
	learn(&many, pareto, 6000);
	assert_true(patience(&few) > patience(&many));
}

static void who_allows_more_waits_less(void **state)
{
	struct policy_rate rate = { 0, 730 * DAY_MS };
	struct law law;

	(void)state;
	learn(&law, log_normal, 5000);
	assert_int_equal(law_patience_ms(&law, &rate, NOW_MS), LAW_PATIENCE_MAX_MS);
	for (int64_t before = LAW_PATIENCE_MAX_MS, now; rate.acts < 100000; before = now) {
		rate.acts = 2 * rate.acts + 1;
		now = law_patience_ms(&law, &rate, NOW_MS);
		assert_true(now <= before);
	}
	assert_int_equal(law_patience_ms(&law, &rate, NOW_MS), LAW_PATIENCE_MIN_MS);
}

static void runs_that_are_rarer_need_less_patience(void **state)
{
	struct law law;
	int64_t often;

	(void)state;
	learn(&law, log_normal, 5000);
	often = patience(&law);
	law.watched_ms *= 50;
	assert_true(patience(&law) < often);
	learn(&law, two_kinds, 5000);
	law.watched_ms *= 2500; /* what one run in 15 exceeds needs no guessing */
	assert_in_range(patience(&law), 36000, 41000);
}

/* 2000 runs take 39 days of one session: nearly three fortnights, and two more. */
static void as_many_deaths_as_are_plausible_teach_nothing(void **state)
{
	struct law law;
	int64_t before;

	(void)state;
	learn(&law, log_normal, 2000);
	before = patience(&law);
	end(&law, 90000, 4);
	assert_int_equal(patience(&law), before);
	end(&law, 90000, 1);
	assert_true(patience(&law) > before);
}

static void what_exceeds_them_raises_patience_beyond_where_it_was_cut(void **state)
{
	struct law law;

	(void)state;
	learn(&law, log_normal, 2000);
	end(&law, 90000, 10);
	assert_true(patience(&law) > 90000);
	end(&law, 200000, 10);
	assert_true(patience(&law) > 200000);
	end(&law, 400000, 30);
	assert_true(patience(&law) > 400000);
}

/* 102 runs are two days of one session: no fortnight, so two deaths are plausible, and no week. */
static void the_fall_back_is_left_early_when_it_ends_more_runs_than_die(void **state)
{
	struct law law;

	(void)state;
	learn(&law, log_normal, 102);
	end(&law, 90000, 2);
	assert_false(law_learnt(&law, 2 * DAY_MS));
	assert_int_equal(law_patience_ms(&law, &two_years, 2 * DAY_MS),
			 POLICY_PATIENCE_FALLBACK_MS);
	end(&law, 90000, 1);
	assert_true(law_patience_ms(&law, &two_years, 2 * DAY_MS) > 120000);
	learn(&law, log_normal, 31);
	end(&law, 90000, 30);
	assert_int_equal(law_patience_ms(&law, &two_years, 2 * DAY_MS),
			 POLICY_PATIENCE_FALLBACK_MS);
	learn_same(&law, 4000, 1);
	assert_true(law_patience_ms(&law, &two_years, 2 * DAY_MS) > 120000);
}

static void a_rare_class_is_believed_sooner_beside_a_common_one_but_may_only_shorten(void **state)
{
	struct law law;

	(void)state;
	learn(&law, log_normal, 128);
	assert_int_equal(patience(&law), POLICY_PATIENCE_FALLBACK_MS);
	law.beside = LAW_RUNS_MIN - 129;
	assert_false(law_learnt(&law, NOW_MS));
	law.beside++;
	assert_true(law_learnt(&law, NOW_MS));
	assert_int_equal(patience(&law), POLICY_PATIENCE_FALLBACK_MS); /* would be longer */
	law.watched_ms *= 100;
	assert_in_range(patience(&law), LAW_PATIENCE_MIN_MS, 60000);
	end(&law, 90000, 255);
	end(&law, 85000, 255);
	law.watched_ms /= 100;
	assert_true(patience(&law) > POLICY_PATIENCE_FALLBACK_MS);
	learn(&law, log_normal, 127);
	law.beside = 100000;
	assert_int_equal(patience(&law), POLICY_PATIENCE_FALLBACK_MS);
	assert_false(law_learnt(&law, NOW_MS));
}

static void the_second_kind_of_run_is_found_behind_the_fall_back(void **state)
{
	struct law law;

	(void)state;
	learn(&law, log_normal, 2000);
	end(&law, 90000, 20);
	assert_true(patience(&law) > 130000);
	learn_same(&law, 100000, 200);
	learn_same(&law, 4000, 15000);
	assert_in_range(patience(&law), 110000, 250000);
}

static void who_was_let_last_10_min_was_dead_and_so_were_those_cut_earlier(void **state)
{
	struct law law;
	int64_t before, cut;

	(void)state;
	learn(&law, log_normal, 5000);
	before = patience(&law);
	end(&law, 55000, 60);
	cut = patience(&law);
	assert_int_equal(cut, LAW_PATIENCE_MAX_MS);
	end(&law, LAW_PATIENCE_MAX_MS, 2);
	assert_in_range(patience(&law), cut / 3, cut);
	end(&law, LAW_PATIENCE_MAX_MS, 98);
	assert_true(patience(&law) < before * 3 / 2);
	learn_same(&law, 120000, 100);
	assert_true(patience(&law) > 130000);
}

static void a_run_of_10_min_is_a_death_whatever_ended_it(void **state)
{
	struct law law;
	int64_t before;

	(void)state;
	learn(&law, log_normal, 5000);
	before = patience(&law);
	learn_same(&law, LAW_PATIENCE_MAX_MS, 20);
	learn_same(&law, INT64_MAX, 20);
	assert_in_range(patience(&law), before - 1000, before);
	assert_int_equal(law_describe(&law).runs, 5000);
	assert_int_equal(law_describe(&law).ended, 0);
}

static void old_lessons_fade_by_half(void **state)
{
	struct law law = { .began_ms = 0 };

	(void)state;
	end(&law, 50000, 300);
	assert_int_equal(law.ended[law_bin(50000)], UINT8_MAX);
	learn_same(&law, 4000, 32768);
	assert_int_equal(weight(&law), LAW_WEIGHT_MAX);
	learn_same(&law, 8000, 1);
	assert_int_equal(weight(&law), LAW_WEIGHT_MAX / 2 + LAW_RUN);
	assert_int_equal(law.ended[law_bin(50000)], UINT8_MAX / 2);
	assert_in_range(law.watched_ms, 321 * DAY_MS, 322 * DAY_MS);
	learn_same(&law, 8000, 200000);
	assert_true(law.runs[law_bin(4000)] < 10 * LAW_RUN);
	assert_true(weight(&law) <= LAW_WEIGHT_MAX);
}

static void runs_that_become_longer_are_followed(void **state)
{
	struct law law;
	int64_t before;

	(void)state;
	learn(&law, log_normal, 5000);
	before = patience(&law);
	for (int i = 0; i < 100; i++) {
		double seen_s = 2 * ceil(2 * log_normal((i + 0.5) / 100) / 2);

		learn_same(&law, (int64_t)(1000 * seen_s), 1);
	}
	assert_true(patience(&law) > before);
}

static void watching_saturates_and_never_runs_backwards(void **state)
{
	struct law law;

	(void)state;
	learn(&law, log_normal, 600);
	law_learn(&law, 0, -DAY_MS, 1);
	assert_in_range(law.watched_ms, 11 * DAY_MS, 12 * DAY_MS);
	law_learn(&law, 0, INT64_MAX, 1);
	law.watched_ms = INT64_MAX - 5;
	law_learn(&law, 0, 10, 1);
	assert_int_equal(law.watched_ms, INT64_MAX - 5);
	assert_int_equal(patience(&law), LAW_PATIENCE_MIN_MS);
}

static void a_law_says_how_often_and_how_long(void **state)
{
	struct law_numbers numbers;
	struct law law = { .began_ms = 0 };

	(void)state;
	assert_int_equal(law_describe(&law).day_milli, 0);
	assert_int_equal(law_describe(&law).longest_ms, 0);
	learn_same(&law, 4000, 1020);
	learn_same(&law, 20000, 1);
	end(&law, 90000, 3);
	end(&law, LAW_PATIENCE_MAX_MS, 2);
	numbers = law_describe(&law);
	assert_int_equal(numbers.runs, 1021);
	assert_int_equal(numbers.ended, 3);
	assert_in_range(numbers.day_milli, 50990, 51010);
	assert_in_range(numbers.longest_ms, 20000, 22000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_octave_has_eight_bins),
		cmocka_unit_test(the_fall_back_stands_until_its_last_run),
		cmocka_unit_test(the_fall_back_stands_until_its_last_millisecond),
		cmocka_unit_test(patience_lies_above_the_optimum_and_not_far),
		cmocka_unit_test(patience_of_these_runs_is_known),
		cmocka_unit_test(patience_is_never_below_30_s_nor_above_10_min),
		cmocka_unit_test(the_longest_runs_never_shorten_patience),
		cmocka_unit_test(fewer_runs_are_more_doubt),
		cmocka_unit_test(who_allows_more_waits_less),
		cmocka_unit_test(runs_that_are_rarer_need_less_patience),
		cmocka_unit_test(as_many_deaths_as_are_plausible_teach_nothing),
		cmocka_unit_test(what_exceeds_them_raises_patience_beyond_where_it_was_cut),
		cmocka_unit_test(the_fall_back_is_left_early_when_it_ends_more_runs_than_die),
		cmocka_unit_test(
			a_rare_class_is_believed_sooner_beside_a_common_one_but_may_only_shorten),
		cmocka_unit_test(the_second_kind_of_run_is_found_behind_the_fall_back),
		cmocka_unit_test(who_was_let_last_10_min_was_dead_and_so_were_those_cut_earlier),
		cmocka_unit_test(a_run_of_10_min_is_a_death_whatever_ended_it),
		cmocka_unit_test(old_lessons_fade_by_half),
		cmocka_unit_test(runs_that_become_longer_are_followed),
		cmocka_unit_test(watching_saturates_and_never_runs_backwards),
		cmocka_unit_test(a_law_says_how_often_and_how_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
