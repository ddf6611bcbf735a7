/* test_shrink.c - what is left still fails, and nothing of it can go.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "shrink.h"

/* Fails when all of those are there; counts how often it was asked. */
struct need {
	uint32_t all[8];
	size_t count;
	unsigned asked;
};

static bool has(const uint32_t *picks, size_t count, uint32_t wanted)
{
	for (size_t i = 0; i < count; i++)
		if (picks[i] == wanted)
			return true;
	return false;
}

static bool needs_all(void *ctx, const uint32_t *picks, size_t count)
{
	struct need *need = ctx;

	need->asked++;
	for (size_t i = 0; i < need->count; i++)
		if (!has(picks, count, need->all[i]))
			return false;
	return true;
}

static size_t shrink(struct need *need, uint32_t *picks, size_t count)
{
	for (size_t i = 0; i < count; i++)
		picks[i] = (uint32_t)i;
	return shrink_picks(picks, count, needs_all, need);
}

static void what_is_needed_is_left_in_order_and_nothing_else(void **state)
{
	struct need need = { .all = { 0, 17, 18, 500, 999 }, .count = 5 };
	uint32_t picks[1000];

	(void)state;
	assert_int_equal(shrink(&need, picks, 1000), 5);
	assert_memory_equal(picks, need.all, 5 * sizeof(*picks));
	assert_true(need.asked < 500);
}

static void every_size_down_to_one_and_none_is_shrunk(void **state)
{
	uint32_t picks[70];

	(void)state;
	for (uint32_t size = 1; size <= 70; size++) {
		struct need last = { .all = { size - 1 }, .count = 1 }, none = { .count = 0 };

		assert_int_equal(shrink(&last, picks, size), 1);
		assert_int_equal(picks[0], size - 1);
		assert_int_equal(shrink(&none, picks, size), 0);
	}
	assert_int_equal(shrink(&(struct need){ .count = 0 }, picks, 0), 0);
}

/* Needs two of its neighbours: what can go depends on what is gone. */
static bool is_chained(void *ctx, const uint32_t *picks, size_t count)
{
	(void)ctx;
	for (size_t i = 0; i < count; i++)
		if (picks[i] % 2 && !has(picks, count, picks[i] - 1))
			return false;
	return has(picks, count, 33);
}

static void a_second_pass_takes_what_the_first_had_to_leave(void **state)
{
	uint32_t picks[64];

	(void)state;
	for (uint32_t i = 0; i < 64; i++)
		picks[i] = i;
	assert_int_equal(shrink_picks(picks, 64, is_chained, NULL), 2);
	assert_int_equal(picks[0], 32);
	assert_int_equal(picks[1], 33);
}

/* The last needs the first, and its neighbour is needed: neither goes before single ones are tried. */
static bool is_tangled(void *ctx, const uint32_t *picks, size_t count)
{
	(void)ctx;
	return has(picks, count, 6) && (!has(picks, count, 7) || has(picks, count, 0));
}

static void single_ones_are_tried_again_as_long_as_one_of_them_goes(void **state)
{
	uint32_t picks[8] = { 0, 1, 2, 3, 4, 5, 6, 7 };

	(void)state;
	assert_int_equal(shrink_picks(picks, 8, is_tangled, NULL), 1);
	assert_int_equal(picks[0], 6);
}

/* Fails at 5000 ms with scenario 4, from two sessions on, unless it is too short. */
static int64_t fails_with_four(void *ctx, const struct sim_setup *setup)
{
	unsigned *asked = ctx;

	++*asked;
	return setup->scenarios >> 4 & 1 && setup->sessions >= 2 && setup->length_ms > 5000 ? 5000
											    : -1;
}

static void a_world_loses_all_that_it_does_not_need(void **state)
{
	struct sim_setup setup = { .seed = 9,
				   .scenarios = 0xF6,
				   .bursty = true,
				   .base_faults = true,
				   .sessions = 4,
				   .poll_ms = 1000,
				   .length_ms = 1000000 };
	unsigned asked = 0;

	(void)state;
	assert_int_equal(shrink_world(&setup, 5000, fails_with_four, &asked), 5000);
	assert_int_equal(setup.scenarios, 1U << 4);
	assert_int_equal(setup.sessions, 2);
	assert_false(setup.bursty || setup.base_faults);
	assert_int_equal(setup.length_ms, 6000);
	assert_int_equal(setup.seed, 9);
	assert_true(asked < 16);
}

static int64_t fails_only_whole(void *ctx, const struct sim_setup *setup)
{
	return memcmp(setup, ctx, sizeof(*setup)) == 0 ? 7000 : -1;
}

static void a_world_that_needs_everything_stays_as_it_is(void **state)
{
	struct sim_setup setup, whole;

	(void)state;
	memset(&setup, 0, sizeof(setup));
	setup.scenarios = 6;
	setup.bursty = true;
	setup.base_faults = true;
	setup.sessions = 2;
	setup.length_ms = 100000;
	memcpy(&whole, &setup, sizeof(whole));
	assert_int_equal(shrink_world(&setup, 7000, fails_only_whole, &whole), 7000);
	assert_memory_equal(&setup, &whole, sizeof(setup));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_needed_is_left_in_order_and_nothing_else),
		cmocka_unit_test(every_size_down_to_one_and_none_is_shrunk),
		cmocka_unit_test(a_second_pass_takes_what_the_first_had_to_leave),
		cmocka_unit_test(a_world_loses_all_that_it_does_not_need),
		cmocka_unit_test(a_world_that_needs_everything_stays_as_it_is),
		cmocka_unit_test(single_ones_are_tried_again_as_long_as_one_of_them_goes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
