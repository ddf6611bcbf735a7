/* test_leak.c - memory that restarts leak is told from memory that wobbles or grows.
 * SPDX-License-Identifier: ISC */
#include "process.h"

static void three_restarts_that_each_cost_memory_leak(void **state)
{
	struct process p = process(412, 0);

	(void)state;
	for (int i = 0; i < 3; i++) {
		let_live(&p, 10 * MINUTE);
		assert_false(leak_bars(&p.leak));
		restart(&p, 60);
	}
	let_live(&p, 4 * HALF_MINUTE);
	assert_false(leak_bars(&p.leak)); /* its garbage may not have been collected yet */
	let_live(&p, HALF_MINUTE);
	assert_true(leak_bars(&p.leak));
	assert_int_equal(p.told, 1);
	assert_true(p.leak.from_bytes == 412 * MB);
	let_live(&p, HOUR);
	assert_int_equal(p.told, 1);
}

static void one_of_the_three_that_costs_nothing_breaks_the_row(void **state)
{
	struct process p = process(412, 0);

	(void)state;
	for (int i = 0; i < 20; i++) {
		let_live(&p, 10 * MINUTE);
		restart(&p, i % 3 == 2 ? 0 : 60);
	}
	assert_false(leak_bars(&p.leak));
}

static void less_than_a_64th_is_no_leak(void **state)
{
	static const double mb[] = { 100, 640 };

	(void)state;
	for (int i = 0; i < 2; i++)
		for (int more = 0; more < 2; more++) {
			struct process p = process(mb[i], 0);

			for (int k = 0; k < 3; k++) {
				let_live(&p, 10 * MINUTE);
				restart(&p, (i ? p.mb / LEAK_SHARE : 4) - (more ? 0 : 0.5));
			}
			let_live(&p, 10 * MINUTE);
			assert_int_equal(leak_bars(&p.leak), more);
		}
}

static void who_wobbles_more_before_any_of_the_three_must_rise_more_in_each(void **state)
{
	(void)state;
	for (int wobbly = 0; wobbly < 4; wobbly++) {
		struct process p = process(412, 0);

		for (int i = 0; i < 4; i++) {
			p.wobble = i == wobbly ? 80 : 0;
			let_live(&p, 10 * MINUTE);
			if (i < 3)
				restart(&p, 60);
		}
		assert_int_equal(leak_bars(&p.leak), wobbly == 3);
	}
}

static void a_leak_shows_through_the_wobble_of_a_collector(void **state)
{
	unsigned seen = 0;

	(void)state;
	for (uint32_t seed = 1; seed <= 100; seed++) {
		struct process p = process(412, 0);

		p.seed = seed;
		p.wobble = 40;
		for (int i = 0; i < 5; i++) {
			let_live(&p, 20 * MINUTE);
			restart(&p, 60);
		}
		let_live(&p, 5 * MINUTE);
		seen += p.told > 0;
	}
	assert_true(seen >= 95);
}

/* 100 gateways of which 100 restarts cost nothing, whatever wobbles, however soon they follow each other. */
static void a_wobble_alone_is_no_leak(void **state)
{
	unsigned seen = 0;

	(void)state;
	for (uint32_t seed = 1; seed <= 100; seed++) {
		struct process p = process(412, 0);

		p.seed = seed;
		p.wobble = 60;
		let_live(&p, HOUR);
		for (int i = 0; i < 100; i++) {
			restart(&p, 0);
			let_live(&p, HALF_MINUTE * (int64_t)(1 + 60 * chance(&p)));
		}
		seen += p.told > 0;
	}
	assert_in_range(seen, 0, 2);
}

static void growth_by_time_is_no_leak_of_restarts(void **state)
{
	(void)state;
	for (int wobble = 0; wobble <= 30; wobble += 30) {
		struct process p = process(412, 0);

		p.growth = 60;
		p.wobble = wobble;
		for (int i = 0; i < 200; i++) {
			let_live(&p, HALF_MINUTE * (int64_t)(4 + 60 * chance(&p)));
			restart(&p, 0);
		}
		assert_int_equal(p.told, 0);
	}
}

static void it_ends_when_memory_is_given_back(void **state)
{
	struct process p = process(412, 0);

	(void)state;
	for (int i = 0; i < 3; i++) {
		let_live(&p, 10 * MINUTE);
		restart(&p, 60);
	}
	let_live(&p, 10 * MINUTE);
	p.mb = 412;
	let_live(&p, HALF_MINUTE);
	assert_true(leak_bars(&p.leak));
	p.mb = 411;
	let_live(&p, HALF_MINUTE);
	assert_false(leak_bars(&p.leak));
}

static void the_next_container_is_told_of_a_day_later(void **state)
{
	struct process p = process(412, 0);
	unsigned told[] = { 1, 1, 2 };

	(void)state;
	for (int life = 0; life < 3; life++) {
		for (int i = 0; i < 3; i++) {
			let_live(&p, 10 * MINUTE);
			restart(&p, 60);
		}
		let_live(&p, 10 * MINUTE);
		assert_true(leak_bars(&p.leak));
		assert_int_equal(p.told, told[life]);
		leak_end(&p.leak, p.now_ms);
		assert_false(leak_bars(&p.leak));
		p.mb = 412;
		p.now_ms += life ? 23 * HOUR : 0;
	}
}

/* --- the limit */

static void while_nothing_is_known_a_tenth_of_the_limit_is_left_alone(void **state)
{
	struct process p = process(921, 1024);

	(void)state;
	let_live(&p, MINUTE);
	assert_false(leak_bars(&p.leak));
	p.mb = 922;
	let_live(&p, MINUTE);
	assert_true(leak_bars(&p.leak));
	p.limit = 0;
	let_live(&p, MINUTE);
	assert_false(leak_bars(&p.leak));
}

static void one_restart_tells_what_the_next_costs(void **state)
{
	struct process p = process(400, 1024);

	(void)state;
	let_live(&p, 10 * MINUTE);
	restart(&p, 60);
	let_live(&p, 2 * MINUTE);
	assert_false(leak_bars(&p.leak));
	p.mb = 903;
	let_live(&p, MINUTE);
	assert_false(leak_bars(&p.leak));
	p.mb = 904; /* and two more of 60 are the limit */
	let_live(&p, MINUTE);
	assert_true(leak_bars(&p.leak));
	/* it is known of the next container, too */
	leak_end(&p.leak, p.now_ms);
	let_live(&p, MINUTE);
	assert_true(leak_bars(&p.leak));
}

static void the_dearest_restart_that_is_known_counts(void **state)
{
	struct process p = process(400, 1024);
	static const int leaks_mb[] = { 0, 60, 1 };

	(void)state;
	for (int i = 0; i < 3; i++) {
		let_live(&p, 10 * MINUTE);
		restart(&p, leaks_mb[i]);
	}
	let_live(&p, 2 * MINUTE);
	p.mb = 903;
	let_live(&p, MINUTE);
	assert_false(leak_bars(&p.leak));
	p.mb = 904;
	let_live(&p, MINUTE);
	assert_true(leak_bars(&p.leak));
}

/* Two more of 60, and a tenth of the limit for each that is pending. */
static void what_no_reading_knows_of_yet_counts_as_a_tenth_of_the_limit(void **state)
{
	struct process p = process(400, 1024);

	(void)state;
	let_live(&p, 10 * MINUTE);
	restart(&p, 60);
	p.mb = 699;
	let_live(&p, 3 * MINUTE);
	p.leak.floor[0] = p.leak.before[0] + 60 * MB;
	leak_act(&p.leak, false, p.now_ms);
	assert_false(leak_bars(&p.leak)); /* 699 + 120 + 102.4 */
	leak_result(&p.leak, true, p.now_ms);
	leak_act(&p.leak, false, p.now_ms);
	assert_false(leak_bars(&p.leak)); /* 699 + 120 + 204.8 */
	leak_result(&p.leak, true, p.now_ms);
	p.mb = 700;
	p.leak.grace_ms = 2 * HALF_MINUTE + 1;
	let_live(&p, 3 * HALF_MINUTE);
	assert_true(leak_bars(&p.leak));
	let_live(&p, HALF_MINUTE); /* there they are */
	assert_false(leak_bars(&p.leak));
}

static void one_that_failed_may_have_cost_memory_all_the_same(void **state)
{
	struct process p = process(900, 1024);

	(void)state;
	let_live(&p, 10 * MINUTE);
	leak_act(&p.leak, false, p.now_ms);
	assert_true(leak_bars(&p.leak)); /* 900 + 3 * a tenth */
	leak_result(&p.leak, false, p.now_ms);
	assert_true(leak_bars(&p.leak));
	let_live(&p, 2 * HALF_MINUTE);
	assert_true(leak_bars(&p.leak));
	let_live(&p, HALF_MINUTE);
	assert_false(leak_bars(&p.leak));
	assert_int_equal(p.leak.acts, 0);
}

static void restarts_that_cost_nothing_may_go_near_it(void **state)
{
	struct process p = process(400, 1024);

	(void)state;
	let_live(&p, 10 * MINUTE);
	restart(&p, -10);
	let_live(&p, 2 * MINUTE);
	p.mb = 1007;
	let_live(&p, MINUTE);
	assert_false(leak_bars(&p.leak));
	p.mb = 1008; /* a 64th */
	let_live(&p, MINUTE);
	assert_true(leak_bars(&p.leak));
}

static void what_cannot_be_is_read_as_what_can(void **state)
{
	struct leak leak = { 0 };

	(void)state;
	leak_read(&leak, 0, INT64_MAX, TARGET_TIME_BASE);
	leak_act(&leak, false, TARGET_TIME_BASE + 1);
	leak_result(&leak, true, TARGET_TIME_BASE + 1);
	leak_read(&leak, INT64_MAX, INT64_MAX, TARGET_TIME_BASE + 2);
	assert_true(leak_bars(&leak));
	leak_read(&leak, 5, -1, TARGET_TIME_BASE + 3);
	assert_false(leak_bars(&leak));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(three_restarts_that_each_cost_memory_leak),
		cmocka_unit_test(one_of_the_three_that_costs_nothing_breaks_the_row),
		cmocka_unit_test(less_than_a_64th_is_no_leak),
		cmocka_unit_test(who_wobbles_more_before_any_of_the_three_must_rise_more_in_each),
		cmocka_unit_test(a_leak_shows_through_the_wobble_of_a_collector),
		cmocka_unit_test(a_wobble_alone_is_no_leak),
		cmocka_unit_test(growth_by_time_is_no_leak_of_restarts),
		cmocka_unit_test(it_ends_when_memory_is_given_back),
		cmocka_unit_test(the_next_container_is_told_of_a_day_later),
		cmocka_unit_test(while_nothing_is_known_a_tenth_of_the_limit_is_left_alone),
		cmocka_unit_test(one_restart_tells_what_the_next_costs),
		cmocka_unit_test(the_dearest_restart_that_is_known_counts),
		cmocka_unit_test(what_no_reading_knows_of_yet_counts_as_a_tenth_of_the_limit),
		cmocka_unit_test(one_that_failed_may_have_cost_memory_all_the_same),
		cmocka_unit_test(restarts_that_cost_nothing_may_go_near_it),
		cmocka_unit_test(what_cannot_be_is_read_as_what_can),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
