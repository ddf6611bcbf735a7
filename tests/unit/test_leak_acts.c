/* test_leak_acts.c - what is remembered of memory before and after each act.  SPDX-License-Identifier: ISC */
#include "process.h"

static void before_and_after_of_the_last_eight_acts_are_known(void **state)
{
	struct process p = process(100, 0);

	(void)state;
	for (int i = 0; i < 10; i++) {
		let_live(&p, 15 * MINUTE);
		leak_act(&p.leak, i == 9, p.now_ms);
		leak_number(&p.leak, 7 + (uint64_t)i);
		leak_result(&p.leak, true, p.now_ms);
		p.mb += 1;
	}
	let_live(&p, 2 * MINUTE);
	assert_int_equal(p.leak.acts, LEAK_ACTS_MAX);
	for (int i = 0; i < LEAK_ACTS_MAX; i++) {
		assert_int_equal(p.leak.id[i], 9 + i);
		assert_true(p.leak.before[i] == (102 + i) * MB);
		assert_true(p.leak.floor[i] == (103 + i) * MB);
		assert_int_equal(p.leak.wide[i], i == 7);
	}
}

static int64_t before_after(const int64_t *mb, int count, int64_t step_ms, int64_t *noise)
{
	int64_t now_ms = TARGET_TIME_BASE + HOUR;
	struct leak leak = { 0 };

	for (int i = 0; i < count; i++)
		leak_read(&leak, mb[i] * MB, 0, now_ms + i * step_ms);
	leak_act(&leak, false, now_ms + (count - 1) * step_ms);
	*noise = leak.noise[0] / MB;
	return leak.before[0] / MB;
}

/* At a reading a minute: the windows of this test begin at the first, the sixth, the eleventh ... */
static void what_was_before_is_five_to_ten_minutes_old_at_most(void **state)
{
	static const int64_t dip[] = { 10, 90, 90, 90, 90, 50, 50, 50, 50, 50, 50 };
	int64_t noise;

	(void)state;
	assert_int_equal(before_after(dip, 5, MINUTE, &noise), 10);
	assert_int_equal(noise, 80);
	assert_int_equal(before_after(dip, 6, MINUTE, &noise), 10);
	assert_int_equal(before_after(dip, 10, MINUTE, &noise), 10);
	assert_int_equal(noise, 80);
	assert_int_equal(before_after(dip, 11, MINUTE, &noise), 50);
	assert_int_equal(noise, 0);
	assert_int_equal(before_after(dip, 3, LEAK_WINDOW_MS - 1, &noise), 10);
	assert_int_equal(before_after(dip, 2, 2 * LEAK_WINDOW_MS - 1, &noise), 10);
	assert_int_equal(before_after(dip, 2, 2 * LEAK_WINDOW_MS, &noise), 90);
	assert_int_equal(noise, 0);
}

static void lives_are_counted_whatever_the_rings_lose_or_an_act_takes_back(void **state)
{
	struct process p = process(400, 0);
	uint32_t row[LEAK_ROW];

	(void)state;
	for (int i = 0; i < 3; i++) {
		let_live(&p, 10 * MINUTE);
		restart(&p, 60);
	}
	let_live(&p, 10 * MINUTE);
	leak_act(&p.leak, false, p.now_ms);
	assert_int_equal(p.leak.life, 4);
	assert_true(leak_row(&p.leak, row)); /* those before the one in flight */
	assert_true(row[0] == 0 && row[1] == 1 && row[2] == 2);
	leak_result(&p.leak, false, p.now_ms);
	assert_int_equal(p.leak.life, 3);
	assert_int_equal(p.leak.acts, 3);
	restart(&p, 0);
	assert_true(leak_row(&p.leak, row)); /* those before the one that is measured */
	restart(&p, 0);
	assert_true(p.leak.before[4] == p.leak.before[3]); /* nobody read it between the two */
	leak_end(&p.leak, p.now_ms);
	assert_int_equal(p.leak.life, 0);
	for (int i = 0; i < 2 * LEAK_ACTS_MAX; i++) {
		let_live(&p, 10 * MINUTE);
		restart(&p, 0);
		assert_int_equal(p.leak.life, i < LEAK_ACTS_MAX ? i + 1 : LEAK_ACTS_MAX);
	}
	/* one in flight when the container ends is of no life */
	let_live(&p, MINUTE);
	leak_act(&p.leak, false, p.now_ms);
	leak_end(&p.leak, p.now_ms);
	leak_result(&p.leak, false, p.now_ms);
	assert_int_equal(p.leak.life, 0);
}

static void a_floor_is_the_least_until_the_next_act_or_the_containers_end(void **state)
{
	struct process p = process(400, 0);

	(void)state;
	let_live(&p, 10 * MINUTE);
	restart(&p, 90);
	let_live(&p, 2 * MINUTE);
	assert_true(p.leak.floor[0] == 490 * MB);
	p.mb = 460;
	let_live(&p, 2 * MINUTE);
	p.mb = 500;
	let_live(&p, 10 * MINUTE);
	restart(&p, 0);
	p.mb = 430;
	let_live(&p, 2 * MINUTE);
	assert_true(p.leak.floor[0] == 460 * MB);
	assert_true(p.leak.before[1] == 500 * MB);
	leak_end(&p.leak, p.now_ms);
	p.mb = 200;
	let_live(&p, 2 * MINUTE);
	assert_true(p.leak.floor[1] == 430 * MB);
}

/* Its start may be told before its result, and after. */
static void after_an_act_on_the_container_its_new_life_is_measured(void **state)
{
	(void)state;
	for (int late = 0; late < 2; late++) {
		struct process p = process(900, 0);

		let_live(&p, 2 * MINUTE);
		leak_act(&p.leak, true, p.now_ms);
		if (!late)
			leak_end(&p.leak, p.now_ms);
		leak_result(&p.leak, true, p.now_ms);
		leak_end(&p.leak, p.now_ms);
		assert_int_equal(p.leak.read_ms, 0);
		p.mb = 400;
		let_live(&p, 2 * MINUTE);
		assert_true(p.leak.before[0] == 900 * MB);
		assert_true(p.leak.floor[0] == 400 * MB);
		leak_end(&p.leak, p.now_ms); /* by itself */
		p.mb = 300;
		let_live(&p, 2 * MINUTE);
		assert_true(p.leak.floor[0] == 400 * MB);
		assert_int_equal(p.leak.life, 0);
	}
}

static void an_act_of_which_memory_was_not_known_is_not_remembered(void **state)
{
	struct process p = process(400, 0);

	(void)state;
	restart(&p, 60);
	assert_int_equal(p.leak.acts, 0);
	let_live(&p, MINUTE);
	p.now_ms = p.leak.read_ms + LEAK_FRESH_MS;
	restart(&p, 60);
	assert_int_equal(p.leak.acts, 0);
	p.now_ms = p.leak.read_ms + LEAK_FRESH_MS - 1;
	restart(&p, 60);
	assert_int_equal(p.leak.acts, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(before_and_after_of_the_last_eight_acts_are_known),
		cmocka_unit_test(what_was_before_is_five_to_ten_minutes_old_at_most),
		cmocka_unit_test(lives_are_counted_whatever_the_rings_lose_or_an_act_takes_back),
		cmocka_unit_test(a_floor_is_the_least_until_the_next_act_or_the_containers_end),
		cmocka_unit_test(after_an_act_on_the_container_its_new_life_is_measured),
		cmocka_unit_test(an_act_of_which_memory_was_not_known_is_not_remembered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
