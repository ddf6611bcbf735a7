/* test_leak_lag.c - a restart is answered before its memory comes.  SPDX-License-Identifier: ISC */
#include "process.h"

#define LIMIT_MB 1024
#define RISE_MB 60
#define RESTARTS 60
#define NEVER INT64_MAX

/* --- what is read too early */

static void what_is_read_before_an_act_has_had_its_time_is_no_floor(void **state)
{
	struct process p = process(412, 0);

	(void)state;
	p.lag_ms = 15 * SECOND;
	p.every_ms = 5 * SECOND;
	for (int i = 0; i < 3; i++) {
		let_live(&p, 10 * MINUTE);
		restart(&p, RISE_MB);
		let_live(&p, MINUTE);
		assert_true(p.leak.floor[i] == 0);
	}
	let_live(&p, MINUTE);
	assert_int_equal(p.told, 1);
	for (int i = 0; i < 3; i++) {
		assert_true(p.leak.before[i] == (412 + RISE_MB * i) * MB);
		assert_true(p.leak.floor[i] == (412 + RISE_MB * (i + 1)) * MB);
	}
}

static void the_time_of_an_act_ends_to_the_millisecond(void **state)
{
	struct process p = process(412, 0);

	(void)state;
	let_live(&p, 10 * MINUTE);
	restart(&p, RISE_MB);
	leak_read(&p.leak, 400 * MB, 0, p.now_ms + MINUTE - 1);
	assert_true(p.leak.floor[0] == 0);
	assert_int_equal(p.leak.pending, 1);
	leak_read(&p.leak, 401 * MB, 0, p.now_ms + MINUTE);
	assert_true(p.leak.floor[0] == 401 * MB);
	assert_int_equal(p.leak.pending, 0);
}

static void nor_is_it_what_was_before_the_next(void **state)
{
	struct process p = process(412, 0);

	(void)state;
	let_live(&p, 10 * MINUTE);
	leak_end(&p.leak, p.now_ms); /* and what begins is small at first */
	p.mb = 50;
	let_live(&p, MINUTE);
	p.mb = 400;
	let_live(&p, MINUTE);
	restart(&p, RISE_MB);
	let_live(&p, 2 * MINUTE);
	assert_true(p.leak.before[0] == 400 * MB);
	assert_true(p.leak.noise[0] == 0);
	assert_true(p.leak.floor[0] == 460 * MB);
}

static void an_act_before_anything_counts_has_nothing_before_it(void **state)
{
	struct process p = process(400, 0);

	(void)state;
	let_live(&p, MINUTE); /* nobody knows what it was doing */
	restart(&p, RISE_MB);
	let_live(&p, 2 * MINUTE);
	assert_true(p.leak.before[0] == 0);
	assert_true(p.leak.floor[0] == 460 * MB);
}

static void acts_between_which_nothing_counts_share_what_they_cost(void **state)
{
	struct process p = process(400, LIMIT_MB);

	(void)state;
	p.lag_ms = 10 * SECOND;
	for (int i = 0; i < 3; i++) {
		let_live(&p, 10 * MINUTE);
		restart(&p, RISE_MB);
		let_live(&p, HALF_MINUTE);
		restart(&p, RISE_MB);
		assert_true(p.leak.before[2 * i + 1] == p.leak.before[2 * i]);
		assert_int_equal(p.told, 0);
	}
	let_live(&p, 4 * MINUTE);
	assert_true(p.leak.floor[4] == 0);
	assert_true(p.leak.floor[5] == 760 * MB);
	assert_int_equal(p.told, 1);
	p.leak.leaking = false;
	leak_read(&p.leak, 903 * MB, p.limit, p.now_ms);
	assert_false(p.leak.near_limit); /* 60 each, and not 120 */
	leak_read(&p.leak, 904 * MB, p.limit, p.now_ms);
	assert_true(p.leak.near_limit);
}

static void nothing_is_shared_with_what_is_known_or_with_the_containers(void **state)
{
	struct process p = process(400, 0);

	(void)state;
	let_live(&p, 10 * MINUTE);
	restart(&p, RISE_MB);
	let_live(&p, 10 * MINUTE);
	p.now_ms += HOUR;
	restart(&p, RISE_MB); /* unseen */
	leak_read(&p.leak, (int64_t)p.mb * MB, 0, p.now_ms);
	restart(&p, RISE_MB);
	assert_int_equal(p.leak.acts, 2);
	assert_true(p.leak.before[1] == 0);
	let_live(&p, 10 * MINUTE);
	restart(&p, RISE_MB);
	leak_act(&p.leak, true, p.now_ms);
	leak_result(&p.leak, true, p.now_ms);
	restart(&p, RISE_MB);
	assert_true(p.leak.before[2] > 0);
	assert_true(p.leak.before[4] == 0);

	p = process(400, LIMIT_MB); /* the same was before both, by chance */
	let_live(&p, 10 * MINUTE);
	restart(&p, 0);
	let_live(&p, 10 * MINUTE);
	restart(&p, RISE_MB);
	let_live(&p, 2 * MINUTE);
	leak_read(&p.leak, 904 * MB, p.limit, p.now_ms);
	assert_true(p.leak.near_limit);
}

static void pairs_that_wobble_do_not_leak(void **state)
{
	struct process p = process(400, 0);

	(void)state;
	for (int i = 0; i < 12; i++) {
		let_live(&p, 10 * MINUTE);
		restart(&p, 0);
		let_live(&p, HALF_MINUTE);
		restart(&p, 7); /* more than a 64th, but of two */
	}
	let_live(&p, 10 * MINUTE);
	assert_int_equal(p.told, 0);
}

static void the_noise_before_the_first_is_that_of_all_who_share(void **state)
{
	struct process p = process(400, 0);

	(void)state;
	p.wobble = 70;
	let_live(&p, 10 * MINUTE);
	restart(&p, 0);
	restart(&p, 0);
	assert_true(p.leak.noise[0] > 40 * MB);
	assert_true(p.leak.noise[1] == p.leak.noise[0]);
}

/* --- results that are late, or bad */

static void one_that_was_given_up_is_measured_anew_when_it_is_done_late(void **state)
{
	struct process p = process(400, 0);

	(void)state;
	for (int done = 0; done < 2; done++) {
		int64_t floor;

		let_live(&p, 10 * MINUTE);
		restart(&p, 0);
		let_live(&p, 2 * MINUTE);
		floor = p.leak.floor[done];
		assert_true(floor == (int64_t)p.mb * MB);
		leak_result(&p.leak, done, p.now_ms); /* late */
		assert_int_equal(p.leak.acts, done + 1);
		assert_int_equal(p.leak.pending, done);
		assert_true(p.leak.floor[done] == (done ? 0 : floor));
		p.mb += RISE_MB;
		let_live(&p, 2 * MINUTE);
		assert_true(p.leak.floor[done] == floor + (done ? RISE_MB * MB : 0));
	}
}

static void a_late_act_on_the_container_is_none_on_a_session(void **state)
{
	struct process p = process(400, 0);

	(void)state;
	let_live(&p, 10 * MINUTE);
	leak_act(&p.leak, true, p.now_ms);
	leak_result(&p.leak, true, p.now_ms); /* timed out */
	let_live(&p, 2 * MINUTE);
	leak_result(&p.leak, true, p.now_ms);
	assert_int_equal(p.leak.pending, 0);
}

static void who_was_measured_before_one_that_failed_is_measured_on(void **state)
{
	struct process p = process(400, 0);

	(void)state;
	let_live(&p, 10 * MINUTE);
	restart(&p, RISE_MB);
	leak_act(&p.leak, false, p.now_ms);
	leak_result(&p.leak, false, p.now_ms);
	assert_int_equal(p.leak.pending, 2);
	let_live(&p, 2 * MINUTE);
	assert_true(p.leak.floor[0] == 460 * MB);
	/* but not what is known */
	leak_act(&p.leak, false, p.now_ms);
	leak_result(&p.leak, false, p.now_ms);
	p.mb = 300;
	let_live(&p, 2 * MINUTE);
	assert_true(p.leak.floor[0] == 460 * MB);
	/* nor one of a life that is over */
	restart(&p, RISE_MB);
	leak_end(&p.leak, p.now_ms);
	leak_read(&p.leak, 200 * MB, 0, p.now_ms);
	leak_act(&p.leak, false, p.now_ms);
	assert_true(p.leak.before[2] == 0);
	leak_result(&p.leak, false, p.now_ms);
	let_live(&p, 2 * MINUTE);
	assert_true(p.leak.floor[1] == 0);
}

static void who_is_tried_again_has_what_was_before_the_first_time(void **state)
{
	struct process p = process(400, 0);

	(void)state;
	let_live(&p, 10 * MINUTE);
	leak_act(&p.leak, false, p.now_ms);
	leak_result(&p.leak, false, p.now_ms);
	let_live(&p, HALF_MINUTE);
	restart(&p, RISE_MB);
	let_live(&p, 2 * MINUTE);
	assert_true(p.leak.before[0] == 400 * MB);
	assert_true(p.leak.floor[0] == 460 * MB);
}

static void what_was_before_the_last_is_not_before_the_next(void **state)
{
	struct process p = process(400, 0);

	(void)state;
	let_live(&p, 10 * MINUTE);
	restart(&p, RISE_MB);
	let_live(&p, 2 * MINUTE);
	restart(&p, RISE_MB);
	assert_true(p.leak.before[1] == 460 * MB);
	assert_true(p.leak.noise[1] == 0);
}

static void what_ends_with_the_container_is_not_measured_in_the_next(void **state)
{
	struct process p = process(900, LIMIT_MB);

	(void)state;
	let_live(&p, 10 * MINUTE);
	leak_act(&p.leak, false, p.now_ms);
	leak_end(&p.leak, p.now_ms);
	leak_result(&p.leak, true, p.now_ms);
	p.mb = 400;
	let_live(&p, 2 * MINUTE);
	assert_true(p.leak.floor[0] == 0);
	leak_read(&p.leak, 923 * MB, p.limit, p.now_ms);
	assert_true(leak_bars(&p.leak)); /* it does not cost nothing: nobody knows */
}

/* --- what is not read */

static void acts_that_nobody_sees_bar_the_next(void **state)
{
	struct process p = process(700, LIMIT_MB);

	(void)state;
	let_live(&p, 10 * MINUTE);
	for (int i = 0; i < 2; i++) {
		p.now_ms += HOUR;
		restart(&p, RISE_MB);
		assert_false(leak_bars(&p.leak));
	}
	p.now_ms += HOUR;
	restart(&p, 0);
	assert_true(leak_bars(&p.leak)); /* 700 + 3 * 102.4 + 2 * 51.2 */
	assert_int_equal(p.leak.acts, 0);
	for (int i = 0; i < 100; i++)
		restart(&p, 0);
	assert_int_equal(p.leak.pending, LEAK_PENDING_MAX);
	p.now_ms = p.leak.read_ms + LEAK_OLD_MS - 1;
	leak_expire(&p.leak, p.now_ms);
	assert_true(leak_bars(&p.leak));
	leak_expire(&p.leak, p.now_ms + 1);
	assert_false(leak_bars(&p.leak));
	assert_true(p.leak.read_ms == 0);
}

static void a_source_that_comes_late_does_not_hide_what_was_before_it(void **state)
{
	struct process p = process(820, LIMIT_MB);

	(void)state;
	p.lag_ms = 15 * SECOND;
	restart(&p, RISE_MB);
	p.now_ms += SECOND;
	let_live(&p, HALF_MINUTE);
	assert_true(leak_bars(&p.leak)); /* 820 + 1 * 102.4 + 2 * 51.2 */
	let_live(&p, 2 * MINUTE);
	assert_false(leak_bars(&p.leak));
}

static void a_restart_of_ours_does_not_hide_it(void **state)
{
	struct process p = process(820, LIMIT_MB);

	(void)state;
	let_live(&p, 10 * MINUTE);
	p.lag_ms = 15 * SECOND;
	restart(&p, RISE_MB);
	leak_restart(&p.leak);
	assert_int_equal(p.leak.pending, 1);
	let_live(&p, 2 * HALF_MINUTE);
	assert_true(leak_bars(&p.leak));
	assert_true(p.leak.floor[0] == 0);
	let_live(&p, 2 * HALF_MINUTE);
	assert_true(p.leak.floor[0] == 880 * MB);
	leak_restart(&p.leak); /* nor forgets what is known */
	let_live(&p, 2 * HALF_MINUTE);
	assert_true(p.leak.floor[0] == 880 * MB);
}

static void what_rose_already_is_what_the_next_may_cost(void **state)
{
	struct process p = process(400, LIMIT_MB);

	(void)state;
	let_live(&p, 10 * MINUTE);
	restart(&p, 208); /* 608, and twice 208 more */
	let_live(&p, HALF_MINUTE);
	assert_true(leak_bars(&p.leak));
	p = process(400, LIMIT_MB);
	let_live(&p, 10 * MINUTE);
	restart(&p, 155); /* 555, and three times 155 more */
	let_live(&p, HALF_MINUTE);
	assert_false(leak_bars(&p.leak));
	restart(&p, 1);
	let_live(&p, HALF_MINUTE); /* 556, and four times 78, 102 for what is pending */
	assert_false(leak_bars(&p.leak));
}

/* What stops gives back 200 MB at once, and takes 260 when it starts. */
static void what_falls_after_an_act_comes_again(void **state)
{
	struct process p = process(850, LIMIT_MB);

	(void)state;
	let_live(&p, 10 * MINUTE);
	restart(&p, -200);
	let_live(&p, HALF_MINUTE);
	assert_true(leak_bars(&p.leak));
	let_live(&p, 2 * HALF_MINUTE);
	assert_false(leak_bars(&p.leak));
}

/* --- by our restarts it never comes to its limit */

struct habit {
	int64_t shortest_ms, longest_ms; /* from restart to restart */
	int64_t silent_every_ms,
		read_ms; /* so long, and then nothing of each such time; 0: always */
	int reborn;      /* muzzle, at one restart in so many; 0: never */
};

static int64_t between(struct process *p, int64_t a, int64_t b)
{
	return a + (int64_t)((double)(b - a) * chance(p)) / SECOND * SECOND;
}

static bool is_silent(const struct habit *habit, int64_t now_ms)
{
	return habit->read_ms &&
	       (now_ms - TARGET_TIME_BASE) % habit->silent_every_ms >= habit->read_ms;
}

/* What every moment shows; the true level is known at each second. */
static void watch(struct process *p, const struct habit *habit, int64_t for_ms)
{
	for (int64_t end_ms = p->now_ms + for_ms; p->now_ms < end_ms; p->now_ms += SECOND) {
		come(p);
		assert_true(p->mb + p->coming < LIMIT_MB);
		if ((p->now_ms - TARGET_TIME_BASE) % p->every_ms == 0 &&
		    !is_silent(habit, p->now_ms))
			p->told +=
				leak_read(&p->leak, (int64_t)((p->mb + p->wobble * chance(p)) * MB),
					  p->limit, p->now_ms);
	}
}

/* Sessions die, one after the other; where they are barred the container is restarted. */
static void wear_out(struct process *p, const struct habit *habit)
{
	unsigned containers = 0;

	for (int i = 0; i < RESTARTS; i++) {
		watch(p, habit, between(p, habit->shortest_ms, habit->longest_ms));
		if (habit->reborn && (int)(habit->reborn * chance(p)) == 0) {
			leak_restart(&p->leak);
			watch(p, habit, p->every_ms + SECOND);
		}
		if (!leak_bars(&p->leak)) {
			restart(p, RISE_MB);
			continue;
		}
		containers++;
		leak_act(&p->leak, true, p->now_ms);
		leak_end(&p->leak, p->now_ms);
		leak_result(&p->leak, true, p->now_ms);
		p->mb = 400;
		p->coming = 0;
	}
	assert_in_range(containers, 1, RESTARTS / 2);
}

static void whatever_the_lag_and_the_pace_of_readings_it_stays_below_its_limit(void **state)
{
	static const struct habit habits[] = {
		{ .shortest_ms = 5 * MINUTE, .longest_ms = 30 * MINUTE },
		{ .shortest_ms = 20 * SECOND, .longest_ms = 90 * SECOND },
		{ .shortest_ms = 20 * SECOND, .longest_ms = 10 * MINUTE, .reborn = 4 },
		{ .shortest_ms = 10 * MINUTE, /* the box allows no more */
		  .longest_ms = 20 * MINUTE,
		  .silent_every_ms = HOUR,
		  .read_ms = 10 * MINUTE },
	};

	(void)state;
	for (size_t h = 0; h < sizeof(habits) / sizeof(habits[0]); h++)
		for (int64_t lag_ms = 0; lag_ms <= 15 * SECOND; lag_ms += SECOND)
			for (int64_t every_ms = 5 * SECOND; every_ms <= 30 * SECOND;
			     every_ms += 5 * SECOND) {
				struct process p =
					process(400 + 30 * (double)(lag_ms / SECOND), LIMIT_MB);

				p.lag_ms = lag_ms;
				p.every_ms = every_ms;
				p.seed = (uint32_t)(lag_ms + every_ms);
				wear_out(&p, &habits[h]);
				assert_true(h > 0 || p.told);
			}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_read_before_an_act_has_had_its_time_is_no_floor),
		cmocka_unit_test(the_time_of_an_act_ends_to_the_millisecond),
		cmocka_unit_test(nor_is_it_what_was_before_the_next),
		cmocka_unit_test(an_act_before_anything_counts_has_nothing_before_it),
		cmocka_unit_test(acts_between_which_nothing_counts_share_what_they_cost),
		cmocka_unit_test(nothing_is_shared_with_what_is_known_or_with_the_containers),
		cmocka_unit_test(pairs_that_wobble_do_not_leak),
		cmocka_unit_test(the_noise_before_the_first_is_that_of_all_who_share),
		cmocka_unit_test(one_that_was_given_up_is_measured_anew_when_it_is_done_late),
		cmocka_unit_test(a_late_act_on_the_container_is_none_on_a_session),
		cmocka_unit_test(who_was_measured_before_one_that_failed_is_measured_on),
		cmocka_unit_test(who_is_tried_again_has_what_was_before_the_first_time),
		cmocka_unit_test(what_was_before_the_last_is_not_before_the_next),
		cmocka_unit_test(what_ends_with_the_container_is_not_measured_in_the_next),
		cmocka_unit_test(acts_that_nobody_sees_bar_the_next),
		cmocka_unit_test(a_source_that_comes_late_does_not_hide_what_was_before_it),
		cmocka_unit_test(a_restart_of_ours_does_not_hide_it),
		cmocka_unit_test(what_rose_already_is_what_the_next_may_cost),
		cmocka_unit_test(what_falls_after_an_act_comes_again),
		cmocka_unit_test(
			whatever_the_lag_and_the_pace_of_readings_it_stays_below_its_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
