/* test_leak.c - memory that restarts leak is told from memory that wobbles or grows, and spares sessions.
 * SPDX-License-Identifier: ISC */
#include "story.h"

#include "state.h"

#define MB INT64_C(1048576)
#define GB (1024 * MB)
#define HALF_MINUTE (30 * STORY_SECOND)
#define SESSION "act g/a restart-session 1"
#define CONTAINER "act g restart-container 2"
#define LEAK "notify g leak"

/* --- readings alone */

/* A process that is read every half minute. */
struct process {
	struct leak leak;
	int64_t now_ms, limit;
	double mb;     /* what it holds */
	double wobble; /* what its collector lets come and go, from top to bottom */
	double growth; /* MB an hour */
	uint32_t seed;
	unsigned told;
};

static struct process process(double mb, double limit_mb)
{
	return (struct process){ .now_ms = TARGET_TIME_BASE + STORY_HOUR,
				 .limit = (int64_t)limit_mb * MB,
				 .mb = mb,
				 .seed = 1 };
}

static double chance(struct process *p)
{
	p->seed = p->seed * 1664525 + 1013904223;
	return (p->seed >> 8) / 16777216.0;
}

static void let_live(struct process *p, int64_t for_ms)
{
	for (int64_t end_ms = p->now_ms + for_ms; p->now_ms < end_ms; p->now_ms += HALF_MINUTE) {
		double mb = p->mb + p->wobble * chance(p);

		p->mb += p->growth / 120;
		p->told += leak_read(&p->leak, (int64_t)(mb * MB), p->limit, p->now_ms);
	}
}

static void restart(struct process *p, double leaks_mb)
{
	leak_act(&p->leak, false, p->now_ms);
	p->now_ms += 3 * STORY_SECOND;
	p->mb += leaks_mb;
	leak_result(&p->leak, true);
}

static void three_restarts_that_each_cost_memory_leak(void **state)
{
	struct process p = process(412, 0);

	(void)state;
	for (int i = 0; i < 3; i++) {
		let_live(&p, 10 * STORY_MINUTE);
		assert_false(leak_bars(&p.leak));
		restart(&p, 60);
	}
	let_live(&p, 2 * HALF_MINUTE);
	assert_false(leak_bars(&p.leak)); /* its garbage may not have been collected yet */
	let_live(&p, HALF_MINUTE);
	assert_true(leak_bars(&p.leak));
	assert_int_equal(p.told, 1);
	assert_true(p.leak.from_bytes == 412 * MB);
	let_live(&p, STORY_HOUR);
	assert_int_equal(p.told, 1);
}

static void one_of_the_three_that_costs_nothing_breaks_the_row(void **state)
{
	struct process p = process(412, 0);

	(void)state;
	for (int i = 0; i < 20; i++) {
		let_live(&p, 10 * STORY_MINUTE);
		restart(&p, i % 3 == 2 ? 0 : 60);
	}
	assert_false(leak_bars(&p.leak));
}

static void less_than_a_64th_is_no_leak(void **state)
{
	static const double mb[] = { 100, 640 }, least[] = { 4, 10 };

	(void)state;
	for (int i = 0; i < 2; i++)
		for (int more = 0; more < 2; more++) {
			struct process p = process(mb[i], 0);

			for (int k = 0; k < 3; k++) {
				let_live(&p, 10 * STORY_MINUTE);
				restart(&p, least[i] + (more ? 1 : -0.5));
			}
			let_live(&p, 10 * STORY_MINUTE);
			assert_int_equal(leak_bars(&p.leak), more);
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
			let_live(&p, 20 * STORY_MINUTE);
			restart(&p, 60);
		}
		let_live(&p, 5 * STORY_MINUTE);
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
		let_live(&p, STORY_HOUR);
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
		let_live(&p, 10 * STORY_MINUTE);
		restart(&p, 60);
	}
	let_live(&p, 10 * STORY_MINUTE);
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
			let_live(&p, 10 * STORY_MINUTE);
			restart(&p, 60);
		}
		let_live(&p, 10 * STORY_MINUTE);
		assert_true(leak_bars(&p.leak));
		assert_int_equal(p.told, told[life]);
		leak_end(&p.leak);
		assert_false(leak_bars(&p.leak));
		p.mb = 412;
		p.now_ms += life ? 23 * STORY_HOUR : 0;
	}
}

/* --- the limit */

static void while_nothing_is_known_a_tenth_of_the_limit_is_left_alone(void **state)
{
	struct process p = process(921, 1024);

	(void)state;
	let_live(&p, STORY_MINUTE);
	assert_false(leak_bars(&p.leak));
	p.mb = 922;
	let_live(&p, STORY_MINUTE);
	assert_true(leak_bars(&p.leak));
	p.limit = 0;
	let_live(&p, STORY_MINUTE);
	assert_false(leak_bars(&p.leak));
}

static void one_restart_tells_what_the_next_costs(void **state)
{
	struct process p = process(400, 1024);

	(void)state;
	let_live(&p, 10 * STORY_MINUTE);
	restart(&p, 60);
	let_live(&p, STORY_MINUTE);
	assert_false(leak_bars(&p.leak));
	p.mb = 903;
	let_live(&p, STORY_MINUTE);
	assert_false(leak_bars(&p.leak));
	p.mb = 904; /* and two more of 60 are the limit */
	let_live(&p, STORY_MINUTE);
	assert_true(leak_bars(&p.leak));
	/* it is known of the next container, too */
	leak_end(&p.leak);
	let_live(&p, STORY_MINUTE);
	assert_true(leak_bars(&p.leak));
}

static void what_no_reading_knows_of_yet_counts_at_the_same_price(void **state)
{
	struct process p = process(400, 1024);

	(void)state;
	let_live(&p, 10 * STORY_MINUTE);
	restart(&p, 60);
	let_live(&p, STORY_MINUTE);
	p.mb = 843;
	let_live(&p, 10 * STORY_MINUTE);
	leak_act(&p.leak, false, p.now_ms);
	assert_false(leak_bars(&p.leak)); /* 843 + 3 * 60 */
	leak_result(&p.leak, true);
	leak_act(&p.leak, false, p.now_ms);
	assert_true(leak_bars(&p.leak)); /* 843 + 4 * 60 */
	leak_result(&p.leak, false);
	assert_false(leak_bars(&p.leak)); /* it was not done */
}

static void restarts_that_cost_nothing_may_go_near_it(void **state)
{
	struct process p = process(400, 1024);

	(void)state;
	let_live(&p, 10 * STORY_MINUTE);
	restart(&p, -10);
	let_live(&p, STORY_MINUTE);
	p.mb = 1007;
	let_live(&p, STORY_MINUTE);
	assert_false(leak_bars(&p.leak));
	p.mb = 1008; /* a 64th */
	let_live(&p, STORY_MINUTE);
	assert_true(leak_bars(&p.leak));
}

static void what_cannot_be_is_read_as_what_can(void **state)
{
	struct leak leak = { 0 };

	(void)state;
	leak_read(&leak, 0, INT64_MAX, TARGET_TIME_BASE);
	leak_act(&leak, false, TARGET_TIME_BASE + 1);
	leak_result(&leak, true);
	leak_read(&leak, INT64_MAX, INT64_MAX, TARGET_TIME_BASE + 2);
	assert_true(leak_bars(&leak));
	leak_read(&leak, 5, -1, TARGET_TIME_BASE + 3);
	assert_false(leak_bars(&leak));
}

/* --- what is remembered of acts */

static void before_and_after_of_the_last_eight_acts_are_known(void **state)
{
	struct process p = process(100, 0);

	(void)state;
	for (int i = 0; i < 10; i++) {
		let_live(&p, 15 * STORY_MINUTE);
		leak_act(&p.leak, i == 9, p.now_ms);
		leak_number(&p.leak, 7 + (uint64_t)i);
		leak_result(&p.leak, true);
		p.mb += 1;
	}
	let_live(&p, STORY_MINUTE);
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
	int64_t now_ms = TARGET_TIME_BASE + STORY_HOUR;
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
	assert_int_equal(before_after(dip, 5, STORY_MINUTE, &noise), 10);
	assert_int_equal(noise, 80);
	assert_int_equal(before_after(dip, 6, STORY_MINUTE, &noise), 10);
	assert_int_equal(before_after(dip, 10, STORY_MINUTE, &noise), 10);
	assert_int_equal(noise, 80);
	assert_int_equal(before_after(dip, 11, STORY_MINUTE, &noise), 50);
	assert_int_equal(noise, 0);
	/* of readings that are further apart only the last two, or the last */
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
		let_live(&p, 10 * STORY_MINUTE);
		restart(&p, 60);
	}
	let_live(&p, 10 * STORY_MINUTE);
	leak_act(&p.leak, false, p.now_ms);
	assert_int_equal(p.leak.life, 4);
	assert_true(leak_row(&p.leak, row)); /* those before the one in flight */
	assert_true(row[0] == 0 && row[1] == 1 && row[2] == 2);
	leak_result(&p.leak, false);
	assert_int_equal(p.leak.life, 3);
	assert_int_equal(p.leak.acts, 3);
	restart(&p, 0);
	assert_true(leak_row(&p.leak, row)); /* those before the one that is measured */
	leak_end(&p.leak);
	assert_int_equal(p.leak.life, 0);
	for (int i = 0; i < 2 * LEAK_ACTS_MAX; i++) {
		let_live(&p, 10 * STORY_MINUTE);
		restart(&p, 0);
		assert_int_equal(p.leak.life, i < LEAK_ACTS_MAX ? i + 1 : LEAK_ACTS_MAX);
	}
	/* one in flight when the container ends is of no life */
	let_live(&p, STORY_MINUTE);
	leak_act(&p.leak, false, p.now_ms);
	leak_end(&p.leak);
	leak_result(&p.leak, false);
	assert_int_equal(p.leak.life, 0);
}

static void a_floor_is_the_least_until_the_next_act_or_the_containers_end(void **state)
{
	struct process p = process(400, 0);

	(void)state;
	let_live(&p, 10 * STORY_MINUTE);
	restart(&p, 90);
	let_live(&p, STORY_MINUTE);
	assert_true(p.leak.floor[0] == 490 * MB);
	p.mb = 460;
	let_live(&p, STORY_MINUTE);
	p.mb = 500;
	let_live(&p, 10 * STORY_MINUTE);
	restart(&p, 0);
	p.mb = 430;
	let_live(&p, STORY_MINUTE);
	assert_true(p.leak.floor[0] == 460 * MB);
	assert_true(p.leak.before[1] == 500 * MB);
	leak_end(&p.leak);
	p.mb = 200;
	let_live(&p, STORY_MINUTE);
	assert_true(p.leak.floor[1] == 430 * MB);
}

/* Its start may be told before its result, and after. */
static void after_an_act_on_the_container_its_new_life_is_measured(void **state)
{
	(void)state;
	for (int late = 0; late < 2; late++) {
		struct process p = process(900, 0);

		let_live(&p, STORY_MINUTE);
		leak_act(&p.leak, true, p.now_ms);
		if (!late)
			leak_end(&p.leak);
		leak_result(&p.leak, true);
		leak_end(&p.leak);
		assert_int_equal(p.leak.read_ms, 0);
		p.mb = 400;
		let_live(&p, STORY_MINUTE);
		assert_true(p.leak.before[0] == 900 * MB);
		assert_true(p.leak.floor[0] == 400 * MB);
		leak_end(&p.leak); /* by itself */
		p.mb = 300;
		let_live(&p, STORY_MINUTE);
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
	let_live(&p, STORY_MINUTE);
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
		cmocka_unit_test(three_restarts_that_each_cost_memory_leak),
		cmocka_unit_test(one_of_the_three_that_costs_nothing_breaks_the_row),
		cmocka_unit_test(less_than_a_64th_is_no_leak),
		cmocka_unit_test(a_leak_shows_through_the_wobble_of_a_collector),
		cmocka_unit_test(a_wobble_alone_is_no_leak),
		cmocka_unit_test(growth_by_time_is_no_leak_of_restarts),
		cmocka_unit_test(it_ends_when_memory_is_given_back),
		cmocka_unit_test(the_next_container_is_told_of_a_day_later),
		cmocka_unit_test(while_nothing_is_known_a_tenth_of_the_limit_is_left_alone),
		cmocka_unit_test(one_restart_tells_what_the_next_costs),
		cmocka_unit_test(what_no_reading_knows_of_yet_counts_at_the_same_price),
		cmocka_unit_test(restarts_that_cost_nothing_may_go_near_it),
		cmocka_unit_test(what_cannot_be_is_read_as_what_can),
		cmocka_unit_test(before_and_after_of_the_last_eight_acts_are_known),
		cmocka_unit_test(what_was_before_is_five_to_ten_minutes_old_at_most),
		cmocka_unit_test(lives_are_counted_whatever_the_rings_lose_or_an_act_takes_back),
		cmocka_unit_test(a_floor_is_the_least_until_the_next_act_or_the_containers_end),
		cmocka_unit_test(after_an_act_on_the_container_its_new_life_is_measured),
		cmocka_unit_test(an_act_of_which_memory_was_not_known_is_not_remembered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
