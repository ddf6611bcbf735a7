/* test_cost.c - what rungs cost and whether they help: counted, faded, put in order.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "cost.h"
#include "target.h"

#define DAY INT64_C(86400000)
#define NOW (TARGET_TIME_BASE + DAY)

static struct cost tried(uint32_t tries, uint32_t helped)
{
	struct cost cost = { 0 };

	while (helped-- > 0 && tries-- > 0)
		cost_helped(&cost, 1000, NOW);
	while (tries-- > 0)
		cost_unhelped(&cost, NOW);
	return cost;
}

static void a_mean_is_of_the_tries_that_helped(void **state)
{
	struct cost cost = { 0 };

	(void)state;
	cost_helped(&cost, 10000, NOW);
	cost_unhelped(&cost, NOW + 1);
	cost_helped(&cost, 20000, NOW + 2);
	assert_int_equal(cost.tries, 3);
	assert_int_equal(cost.helped, 2);
	assert_int_equal(cost.mean_ms, 15000);
	cost_helped(&cost, 3000, NOW + 3);
	assert_int_equal(cost.mean_ms, 11000);
	assert_true(cost.last_ms == NOW + 3);
	cost_helped(&cost, -1, NOW + 4);
	assert_int_equal(cost.mean_ms, 8250);
	cost_helped(&cost, INT64_MAX, NOW + 5);
	assert_in_range(cost.mean_ms, INT32_MAX / 5, INT32_MAX);
}

static void one_in_four_of_four_tries_is_rare(void **state)
{
	static const struct {
		uint32_t tries, helped;
		bool rare;
	} all[] = { { 0, 0, false }, { 3, 0, false }, { 4, 0, true },  { 4, 1, true },
		    { 4, 2, false }, { 7, 1, true },  { 7, 2, false }, { 8, 2, true } };

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		struct cost cost = tried(all[i].tries, all[i].helped);

		assert_int_equal(cost_is_rare(&cost, NOW), all[i].rare);
	}
}

static void half_of_it_is_forgotten_every_30_days(void **state)
{
	struct cost cost = tried(15, 4), left;

	(void)state;
	left = cost_at(&cost, NOW + 30 * DAY - 1);
	assert_int_equal(left.tries, 15);
	left = cost_at(&cost, NOW + 30 * DAY);
	assert_int_equal(left.tries, 7);
	assert_int_equal(left.helped, 2);
	assert_int_equal(cost_at(&cost, NOW + 60 * DAY - 1).tries, 7);
	assert_int_equal(cost_at(&cost, NOW + 60 * DAY).tries, 3);
	left = cost_at(&cost, NOW + 3650 * DAY);
	assert_int_equal(left.tries, 0);
	assert_int_equal(left.helped, 0);
	assert_int_equal(cost.tries, 15); /* asking changes nothing */
}

/* What is tried once a week would otherwise never be forgotten, or never by more than a week's. */
static void it_fades_by_time_while_tries_go_on(void **state)
{
	struct cost cost = tried(15, 0);

	(void)state;
	cost_helped(&cost, 1000, NOW + 29 * DAY);
	assert_int_equal(cost.tries, 16);
	cost_helped(&cost, 1000, NOW + 31 * DAY);
	assert_int_equal(cost.tries, 9);
	cost_helped(&cost, 1000, NOW + 59 * DAY);
	assert_int_equal(cost.tries, 10);
	cost_helped(&cost, 1000, NOW + 60 * DAY);
	assert_int_equal(cost.tries, 6);
}

static void no_more_than_sixteen_tries_are_known(void **state)
{
	struct cost cost = tried(16, 0);

	(void)state;
	assert_int_equal(cost.tries, COST_TRIES_MAX);
	cost_unhelped(&cost, NOW);
	assert_int_equal(cost.tries, COST_TRIES_MAX / 2 + 1);
	for (int i = 0; i < 1000; i++) {
		cost_helped(&cost, 1000, NOW);
		assert_true(cost.tries <= COST_TRIES_MAX && cost.helped <= cost.tries);
	}
	assert_false(cost_is_rare(&cost, NOW));
}

static void rounding_favours_the_ladder_as_it_is_written(void **state)
{
	struct cost cost = tried(9, 3);

	(void)state;
	assert_false(cost_is_rare(&cost, NOW));
	assert_false(cost_is_rare(&cost, NOW + 30 * DAY)); /* 2 of 4, not 1 */
	cost = tried(5, 5);
	assert_int_equal(cost_at(&cost, NOW + 30 * DAY).helped, 2); /* no more than tries */
}

static void what_is_rare_is_tried_last_and_all_else_as_written(void **state)
{
	struct cost costs[8] = { { 0 } };
	static const uint32_t expected[] = { 1, 3, 4, 5, 6, 7, 0, 2 };
	uint32_t order;

	(void)state;
	assert_int_equal(cost_order(costs, 8, NOW), 0);
	costs[0] = tried(4, 1);
	costs[2] = tried(6, 0);
	costs[5] = tried(3, 0);
	order = cost_order(costs, 8, NOW);
	for (uint32_t place = 0; place < 8; place++)
		assert_int_equal(cost_rung(order, place), expected[place]);
	assert_true(cost_fits(order, 8));
	assert_false(cost_fits(order, 7));
	for (int i = 0; i < 8; i++)
		costs[i] = tried(4, 0);
	assert_int_equal(cost_order(costs, 8, NOW), 0);
}

static void an_order_fits_only_a_ladder_of_its_length(void **state)
{
	struct cost costs[3] = { tried(4, 0), { 0 }, { 0 } };
	uint32_t order = cost_order(costs, 2, NOW);

	(void)state;
	assert_int_equal(cost_rung(order, 0), 1);
	assert_true(cost_fits(order, 2));
	assert_true(cost_fits(order, 3)); /* the new one is behind */
	assert_false(cost_fits(order, 1));
	assert_true(cost_fits(0, 0) && cost_fits(0, 8));
	assert_false(cost_fits(1, 2)); /* 1 1 */
	assert_true(cost_fits(cost_order(costs, 3, NOW), 3));
	assert_false(cost_fits(cost_order(costs, 3, NOW), 2));
}

static void what_is_damaged_is_brought_in(void **state)
{
	struct cost cost = { .tries = UINT32_MAX, .helped = UINT32_MAX, .faded_ms = 1 };

	(void)state;
	cost_repair(&cost);
	assert_int_equal(cost.tries, COST_TRIES_MAX);
	assert_int_equal(cost.helped, COST_TRIES_MAX);
	cost = (struct cost){ .tries = 3, .helped = 9 };
	cost_repair(&cost);
	assert_int_equal(cost.helped, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_mean_is_of_the_tries_that_helped),
		cmocka_unit_test(one_in_four_of_four_tries_is_rare),
		cmocka_unit_test(half_of_it_is_forgotten_every_30_days),
		cmocka_unit_test(it_fades_by_time_while_tries_go_on),
		cmocka_unit_test(no_more_than_sixteen_tries_are_known),
		cmocka_unit_test(rounding_favours_the_ladder_as_it_is_written),
		cmocka_unit_test(what_is_rare_is_tried_last_and_all_else_as_written),
		cmocka_unit_test(an_order_fits_only_a_ladder_of_its_length),
		cmocka_unit_test(what_is_damaged_is_brought_in),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
