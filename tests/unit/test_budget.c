/* test_budget.c - windows slide to the millisecond.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "budget.h"

static const struct policy_rate three_in_ten = { 3, 10 };

static void an_empty_budget_allows_all_of_it(void **state)
{
	struct budget budget = { 0 };

	(void)state;
	assert_int_equal(budget_left(&budget, &three_in_ten, 5), 3);
	assert_int_equal(budget_free_at(&budget, &three_in_ten, 5), 5);
}

static void an_act_leaves_its_window_when_it_is_as_old_as_the_window(void **state)
{
	struct budget budget = { 0 };

	(void)state;
	budget_charge(&budget, 100);
	budget_charge(&budget, 104);
	budget_charge(&budget, 104);
	assert_int_equal(budget_left(&budget, &three_in_ten, 109), 0);
	assert_int_equal(budget_free_at(&budget, &three_in_ten, 109), 110);
	assert_int_equal(budget_left(&budget, &three_in_ten, 110), 1);
	assert_int_equal(budget_free_at(&budget, &three_in_ten, 110), 110);
	budget_charge(&budget, 110);
	assert_int_equal(budget_free_at(&budget, &three_in_ten, 110), 114);
	assert_int_equal(budget_left(&budget, &three_in_ten, 114), 2);
	assert_int_equal(budget.total, 4);
}

static void a_budget_of_one_is_free_a_window_later(void **state)
{
	const struct policy_rate one = { 1, 10 };
	struct budget budget = { 0 };

	(void)state;
	assert_int_equal(budget_free_at(&budget, &one, 5), 5);
	budget_charge(&budget, 5);
	assert_int_equal(budget_free_at(&budget, &one, 6), 15);
}

static void a_budget_of_none_never_allows_any(void **state)
{
	const struct policy_rate none = { 0, 10 };
	struct budget budget = { 0 };

	(void)state;
	assert_int_equal(budget_left(&budget, &none, 5), 0);
	assert_true(budget_free_at(&budget, &none, 5) > 5);
	budget_charge(&budget, 5);
	assert_true(budget_free_at(&budget, &none, 50) > 50);
}

static void no_window_ever_holds_more_than_its_acts(void **state)
{
	struct policy_rate rate = { POLICY_ACTS_MAX, 1000 };

	(void)state;
	for (unsigned seed = 1; seed <= 40; seed++) {
		struct budget budget = { 0 };
		int64_t acts[2000], now_ms = 1;
		int count = 0;

		srand(seed);
		rate.acts = 1 + rand() % POLICY_ACTS_MAX;
		while (count < 2000) {
			now_ms += rand() % 60;
			if (budget_left(&budget, &rate, now_ms) > 0) {
				budget_charge(&budget, now_ms);
				acts[count++] = now_ms;
			} else {
				int64_t free_ms = budget_free_at(&budget, &rate, now_ms);

				assert_int_equal(budget_left(&budget, &rate, free_ms - 1), 0);
				assert_true(budget_left(&budget, &rate, free_ms) > 0);
			}
			if (count > rate.acts)
				assert_true(acts[count - 1] - acts[count - 1 - rate.acts] >=
					    rate.window_ms);
		}
	}
}

static void another_boot_moves_every_act(void **state)
{
	struct budget budget = { 0 };

	(void)state;
	budget_charge(&budget, 100);
	budget_charge(&budget, 105);
	budget_shift(&budget, -50);
	assert_int_equal(budget.at_ms[0], 50);
	assert_int_equal(budget.at_ms[1], 55);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_budget_allows_all_of_it),
		cmocka_unit_test(an_act_leaves_its_window_when_it_is_as_old_as_the_window),
		cmocka_unit_test(a_budget_of_one_is_free_a_window_later),
		cmocka_unit_test(a_budget_of_none_never_allows_any),
		cmocka_unit_test(no_window_ever_holds_more_than_its_acts),
		cmocka_unit_test(another_boot_moves_every_act),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
