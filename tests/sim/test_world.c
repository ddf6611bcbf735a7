/* test_world.c - worlds are the same for all who only look.  SPDX-License-Identifier: ISC */
#include "onlooker.h"

#include <errno.h>

#define ALL_SCENARIOS UINT32_C(0x3fffffe)

static void the_same_seed_is_the_same_world(void **state)
{
	struct onlooker a, b;

	(void)state;
	for (uint64_t seed = 1; seed <= 3; seed++) {
		onlooker_init(&a, ALL_SCENARIOS);
		a.setup.base_faults = true;
		a.setup.seed = seed;
		b = a;
		onlooker_run(&a);
		onlooker_run(&b);
		assert_true(a.truth == b.truth && a.tidings == b.tidings);
		assert_memory_equal(a.states, b.states, sizeof(a.states));
	}
}

static void another_seed_is_another_world(void **state)
{
	struct onlooker a, b;

	(void)state;
	onlooker_init(&a, SCENARIO(6));
	onlooker_init(&b, SCENARIO(6));
	b.setup.seed = 2;
	onlooker_run(&a);
	onlooker_run(&b);
	assert_true(a.truth != b.truth && a.tidings != b.tidings);
}

static void who_only_looks_changes_nothing_however_often(void **state)
{
	struct onlooker seldom, often;

	(void)state;
	for (uint64_t seed = 1; seed <= 3; seed++) {
		onlooker_init(&seldom, ALL_SCENARIOS);
		seldom.setup.base_faults = true;
		seldom.setup.bursty = seed == 2;
		seldom.setup.seed = seed;
		seldom.period_ms = 61 * SECOND;
		often = seldom;
		often.period_ms = 1700;
		onlooker_run(&seldom);
		onlooker_run(&often);
		assert_true(seldom.facts[SIM_DIED] > 20);
		assert_true(seldom.truth == often.truth);
		assert_true(seldom.tidings == often.tidings);
	}
}

static void remember_state(struct onlooker *o, int who, const struct sim_look *look)
{
	(void)who;
	((uint8_t *)o->own)[o->now_ms / SECOND] |= (uint8_t)(1u << look->state);
}

/* Both see the same lies where both look: chance is asked by time, not by turn. */
static void lies_do_not_depend_on_who_reads_them(void **state)
{
	uint8_t *rare = calloc(DAY / SECOND, 1), *dense = calloc(DAY / SECOND, 1);
	int lies = 0;

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct onlooker o;

		onlooker_init(&o, SCENARIO(1));
		o.setup.sessions = 1;
		o.setup.length_ms = DAY;
		o.period_ms = (i ? 4 : 1) * SECOND;
		o.seen = remember_state;
		o.own = i ? rare : dense;
		onlooker_run(&o);
	}
	for (int i = 0; i < DAY / SECOND; i += 4) {
		assert_int_equal(rare[i], dense[i]);
		lies += rare[i] != 1u << STATE_UP;
	}
	assert_true(lies > 0);
	free(rare);
	free(dense);
}

static void impossible_worlds_are_refused(void **state)
{
	struct sim_decider nobody = { .name = "nobody" };
	struct onlooker o;

	(void)state;
	onlooker_init(&o, 0);
	o.setup.sessions = SIM_SESSIONS_MAX + 1;
	assert_int_equal(sim_run(&o.setup, &nobody, NULL, NULL), -EINVAL);
	onlooker_init(&o, 0);
	o.setup.sessions = 0;
	assert_int_equal(sim_run(&o.setup, &nobody, NULL, NULL), -EINVAL);
	onlooker_init(&o, 0);
	o.setup.traffic = SIM_TRAFFICS;
	assert_int_equal(sim_run(&o.setup, &nobody, NULL, NULL), -EINVAL);
	onlooker_init(&o, 0);
	o.setup.poll_ms = 0;
	assert_int_equal(sim_run(&o.setup, &nobody, NULL, NULL), -EINVAL);
}

static int refuse(void *self, struct sim_hand *hand, const struct sim_shape *shape)
{
	(void)self;
	(void)hand;
	(void)shape;
	return -EIO;
}

static void a_decider_that_cannot_begin_ends_the_world(void **state)
{
	struct sim_decider broken = { .name = "broken", .begin = refuse };
	struct onlooker o;

	(void)state;
	onlooker_init(&o, 0);
	assert_int_equal(sim_run(&o.setup, &broken, NULL, NULL), -EIO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_seed_is_the_same_world),
		cmocka_unit_test(another_seed_is_another_world),
		cmocka_unit_test(who_only_looks_changes_nothing_however_often),
		cmocka_unit_test(lies_do_not_depend_on_who_reads_them),
		cmocka_unit_test(impossible_worlds_are_refused),
		cmocka_unit_test(a_decider_that_cannot_begin_ends_the_world),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
