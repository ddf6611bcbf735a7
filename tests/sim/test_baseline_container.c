/* test_baseline_container.c - rules that restart a container, on hand-made scripts.  SPDX-License-Identifier: ISC */
#include "baseline_container.h"
#include "scripted.h"

#define S SIM_SECOND_MS

static void play(struct sim_hand *hand, const struct baseline_container *rule, int64_t until_ms)
{
	struct sim_decider decider = baseline_container_decider("test", rule);

	scripted_run(hand, &decider, 4, until_ms);
}

static void kubelet_kills_at_the_third_failure(void **state)
{
	struct sim_hand *hand = scripted_hand(state);

	hand->heals_ms = 20 * S;
	scripted_say(hand, 95 * S, 2, STATE_DOWN);
	play(hand, &baseline_kubelet, 300 * S);
	assert_int_equal(hand->acts_count, 1);
	assert_int_equal(hand->acts[0].t_ms, 120 * S);
	assert_int_equal(hand->acts[0].who, SIM_GATEWAY);
}

static void two_failures_and_a_pass_are_nothing(void **state)
{
	struct sim_hand *hand = scripted_hand(state);

	scripted_say(hand, 95 * S, 2, STATE_DOWN);
	scripted_say(hand, 115 * S, 2, STATE_UP);
	scripted_say(hand, 125 * S, 2, STATE_DOWN);
	scripted_say(hand, 145 * S, 2, STATE_UP);
	play(hand, &baseline_kubelet, 300 * S);
	assert_int_equal(hand->acts_count, 0);
}

static void an_answer_after_a_second_is_a_failure_for_kubelet_only(void **state)
{
	struct sim_hand *hand = scripted_hand(state);

	hand->took_ms = 1500;
	play(hand, &baseline_kubelet, 31 * S);
	assert_int_equal(hand->acts_count, 1);

	hand = scripted_hand(state);
	hand->took_ms = 1500;
	play(hand, &baseline_autoheal, 300 * S);
	assert_int_equal(hand->acts_count, 0);
}

static void delays_of_a_crash_loop_double_up_to_five_minutes(void **state)
{
	struct sim_hand *hand = scripted_hand(state);
	const int64_t gaps_s[] = {
		43, 53, 73, 113, 193, 333, 333
	}; /* 3 + 30 + 10, 20, 40 .. 300 */

	scripted_say(hand, 0, 0, STATE_DOWN);
	play(hand, &baseline_kubelet, 30 * SIM_MINUTE_MS);
	assert_int_equal(hand->acts[0].t_ms, 30 * S);
	for (int i = 0; i < 7; i++)
		assert_int_equal(hand->acts[i + 1].t_ms - hand->acts[i].t_ms, gaps_s[i] * S);
}

static void ten_good_minutes_forget_the_delay(void **state)
{
	struct sim_hand *hand = scripted_hand(state);

	hand->heals_ms = 20 * S;
	scripted_say(hand, 95 * S, 0, STATE_DOWN);
	play(hand, &baseline_kubelet, 730 * S);
	scripted_say(hand, 735 * S, 0, STATE_DOWN);
	hand->now_ms = 0;
	hand->acts_count = 0;
	play(hand, &baseline_kubelet, 800 * S);
	assert_int_equal(hand->acts_count, 2);
	assert_true(hand->acts[1].t_ms <= 766 * S); /* the third failure, without a delay */
}

static void kubelet_starts_what_died_and_autoheal_does_not_see_it(void **state)
{
	struct sim_hand *hand = scripted_hand(state);

	scripted_event(hand, 95 * S, EVENT_DIE);
	for (int who = 0; who < 4; who++)
		scripted_say(hand, 95 * S, who, 0);
	play(hand, &baseline_kubelet, 97 * S);
	assert_int_equal(hand->acts_count, 1);
	assert_int_equal(hand->acts[0].t_ms, 95 * S);

	hand = scripted_hand(state);
	scripted_event(hand, 95 * S, EVENT_DIE);
	for (int who = 0; who < 4; who++)
		scripted_say(hand, 95 * S, who, 0);
	play(hand, &baseline_autoheal, 900 * S);
	assert_int_equal(hand->acts_count, 0);
}

static void autoheal_acts_five_seconds_after_the_third_failed_check_at_most(void **state)
{
	struct sim_hand *hand = scripted_hand(state);

	hand->heals_ms = 20 * S;
	scripted_say(hand, 31 * S, 0, STATE_DOWN);
	play(hand, &baseline_autoheal, 600 * S);
	assert_int_equal(hand->acts_count, 1);
	assert_in_range(hand->acts[0].t_ms, 120 * S, 125 * S);
}

static void autoheal_never_gives_up(void **state)
{
	struct sim_hand *hand = scripted_hand(state);

	scripted_say(hand, 0, 0, STATE_DOWN);
	play(hand, &baseline_autoheal, SIM_HOUR_MS);
	assert_in_range(hand->acts_count, 36, 40); /* every 93 s or a little more */
	assert_int_equal(hand->told, 0);
}

static void the_watchdog_is_armed_by_the_first_good_check(void **state)
{
	struct sim_hand *hand = scripted_hand(state);

	scripted_say(hand, 40 * S, 0, STATE_DOWN);
	play(hand, &baseline_systemd, 61 * S);
	assert_int_equal(hand->acts_count, 1);
	assert_int_equal(hand->acts[0].t_ms,
			 60 * S + 100); /* pings due at 45 s and 60 s are missed */

	hand = scripted_hand(state);
	scripted_say(hand, 0, 0, STATE_STARTING);
	play(hand, &baseline_systemd, 89 * S);
	assert_int_equal(hand->acts_count, 0); /* not ready yet: TimeoutStartSec */
	hand->now_ms = 0;
	play(hand, &baseline_systemd, 91 * S);
	assert_int_equal(hand->acts_count, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kubelet_kills_at_the_third_failure),
		cmocka_unit_test(two_failures_and_a_pass_are_nothing),
		cmocka_unit_test(an_answer_after_a_second_is_a_failure_for_kubelet_only),
		cmocka_unit_test(delays_of_a_crash_loop_double_up_to_five_minutes),
		cmocka_unit_test(ten_good_minutes_forget_the_delay),
		cmocka_unit_test(kubelet_starts_what_died_and_autoheal_does_not_see_it),
		cmocka_unit_test(autoheal_acts_five_seconds_after_the_third_failed_check_at_most),
		cmocka_unit_test(autoheal_never_gives_up),
		cmocka_unit_test(the_watchdog_is_armed_by_the_first_good_check),
	};

	return cmocka_run_group_tests(tests, scripted_make, scripted_drop);
}
