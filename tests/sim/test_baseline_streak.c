/* test_baseline_streak.c - rules that count bad reads, on hand-made scripts.  SPDX-License-Identifier: ISC */
#include "baseline_streak.h"
#include "scripted.h"

#define S SIM_SECOND_MS

static void play(struct sim_hand *hand, const struct baseline_streak *rule, int sessions,
		 int64_t until_ms)
{
	struct sim_decider decider = baseline_streak_decider("test", rule);

	scripted_run(hand, &decider, sessions, until_ms);
}

static void fail_loud_restarts_at_the_first_bad_read(void **state)
{
	struct sim_hand *hand = scripted_hand(state);

	scripted_say(hand, 95 * S, 1, STATE_STARTING);
	scripted_say(hand, 105 * S, 1, STATE_UP);
	play(hand, &baseline_fail_loud, 2, 1000 * S);
	assert_int_equal(hand->acts_count, 1);
	assert_int_equal(hand->acts[0].t_ms, 100 * S);
	assert_int_equal(hand->acts[0].who, 1);
}

static void fail_loud_restarts_its_own_restart_for_ever(void **state)
{
	struct sim_hand *hand = scripted_hand(state);

	hand->heals_ms = 20 * S;
	scripted_say(hand, 95 * S, 0, STATE_DOWN);
	play(hand, &baseline_fail_loud, 1, 1000 * S);
	assert_int_equal(hand->acts_count, 91); /* every poll from 100 s to 1000 s */
}

static void with_a_pause_it_restarts_once(void **state)
{
	struct sim_hand *hand = scripted_hand(state);

	hand->heals_ms = 20 * S;
	scripted_say(hand, 95 * S, 0, STATE_DOWN);
	play(hand, &baseline_fail_loud_pause, 1, 1000 * S);
	assert_int_equal(hand->acts_count, 1);
}

static void no_answer_is_a_bad_read(void **state)
{
	struct sim_hand *hand = scripted_hand(state);

	scripted_say(hand, 95 * S, 0, 0);
	scripted_say(hand, 101 * S, 0, STATE_UP);
	play(hand, &baseline_fail_loud, 1, 200 * S);
	assert_int_equal(hand->acts_count, 1);
}

static void the_round_goes_on_after_a_restart_returned(void **state)
{
	struct sim_hand *hand = scripted_hand(state);

	scripted_say(hand, 95 * S, 0, STATE_DOWN);
	scripted_say(hand, 95 * S, 1, STATE_DOWN);
	play(hand, &baseline_fail_loud_pause, 2, 104 * S);
	assert_int_equal(hand->acts_count, 2);
	assert_int_equal(hand->acts[1].t_ms, 100 * S + SCRIPTED_CALL_MS);
	assert_int_equal(hand->acts[1].who, 1);
}

static void fresh_activity_asks_for_a_second_read(void **state)
{
	struct sim_hand *hand = scripted_hand(state);

	hand->activity_ms = 90 * S;
	scripted_say(hand, 95 * S, 0, STATE_STARTING);
	scripted_say(hand, 105 * S, 0, STATE_UP);
	play(hand, &baseline_two_reads, 1, 200 * S);
	assert_int_equal(hand->acts_count, 0);

	scripted_say(hand, 105 * S, 0, STATE_STARTING);
	hand->now_ms = 0;
	play(hand, &baseline_two_reads, 1, 111 * S);
	assert_int_equal(hand->acts_count, 1);
	assert_int_equal(hand->acts[0].t_ms, 110 * S);
}

static void without_the_field_the_first_read_restarts(void **state)
{
	struct sim_hand *hand = scripted_hand(state);

	scripted_say(hand, 95 * S, 0, STATE_STARTING);
	play(hand, &baseline_two_reads, 1, 104 * S);
	assert_int_equal(hand->acts_count, 1);
}

static void stale_activity_and_failed_are_no_excuse(void **state)
{
	struct sim_hand *hand = scripted_hand(state);

	hand->activity_ms = 30 * S; /* 70 s old at the read */
	scripted_say(hand, 95 * S, 0, STATE_STARTING);
	play(hand, &baseline_two_reads, 1, 104 * S);
	assert_int_equal(hand->acts_count, 1);

	hand = scripted_hand(state);
	hand->activity_ms = 95 * S;
	scripted_say(hand, 95 * S, 0, STATE_DOWN);
	play(hand, &baseline_two_reads, 1, 104 * S);
	assert_int_equal(hand->acts_count, 1);
}

static void a_webhook_within_a_minute_excuses_one_read(void **state)
{
	struct sim_hand *hand = scripted_hand(state);

	scripted_proof(hand, 50 * S, 0);
	scripted_say(hand, 95 * S, 0, STATE_OFF);
	play(hand, &baseline_two_reads_webhook, 1, 104 * S);
	assert_int_equal(hand->acts_count, 0); /* 50 s old at the first read */

	hand = scripted_hand(state);
	scripted_proof(hand, 39 * S, 0);
	scripted_say(hand, 95 * S, 0, STATE_OFF);
	play(hand, &baseline_two_reads_webhook, 1, 104 * S);
	assert_int_equal(hand->acts_count, 1); /* 61 s old */
}

static void monit_needs_three_of_five(void **state)
{
	struct sim_hand *hand = scripted_hand(state);
	const int bad[] = { 1, 0, 1, 0, 0, 1, 0, 1, 0, 1 }; /* cycles of 30 s, from 30 s on */

	for (int i = 0; i < 10; i++)
		scripted_say(hand, (30 * i + 20) * S, 0, bad[i] ? STATE_DOWN : STATE_UP);
	scripted_say(hand, 320 * S, 0, STATE_UP);
	play(hand, &baseline_monit, 1, 600 * S);
	assert_int_equal(hand->acts_count, 1);
	assert_int_equal(hand->acts[0].t_ms, 300 * S); /* bad in cycles 6, 8 and 10 */
}

static void monit_acts_again_in_every_failed_cycle_until_one_is_good(void **state)
{
	struct sim_hand *hand = scripted_hand(state);

	scripted_say(hand, 20 * S, 0, STATE_DOWN);
	scripted_say(hand, 140 * S, 0, STATE_UP); /* one good cycle */
	scripted_say(hand, 170 * S, 0, STATE_DOWN);
	scripted_say(hand, 230 * S, 0, STATE_UP);
	play(hand, &baseline_monit, 1, 600 * S);
	assert_int_equal(hand->acts_count, 2);
	assert_int_equal(hand->acts[0].t_ms, 90 * S);
	assert_int_equal(hand->acts[1].t_ms, 120 * S); /* and the two bad ones later count anew */
}

static void monit_gives_up_after_five_restarts(void **state)
{
	struct sim_hand *hand = scripted_hand(state);

	scripted_say(hand, 20 * S, 0, STATE_DOWN);
	play(hand, &baseline_monit, 1, SIM_DAY_MS);
	assert_int_equal(hand->acts_count, 5);
	assert_int_equal(hand->acts[4].t_ms, 210 * S);
	assert_int_equal(hand->told, 1);
}

static void erlang_gives_up_at_the_second_restart_within_five_seconds(void **state)
{
	struct sim_hand *hand = scripted_hand(state);

	scripted_say(hand, 95 * S, 0, STATE_DOWN);
	scripted_say(hand, 95 * S, 1, STATE_DOWN);
	play(hand, &baseline_erlang, 2, 600 * S);
	assert_int_equal(hand->acts_count, 1);
	assert_int_equal(hand->told, 1);
}

static void erlang_alone_goes_on_for_ever(void **state)
{
	struct sim_hand *hand = scripted_hand(state);

	scripted_say(hand, 95 * S, 0, STATE_DOWN);
	play(hand, &baseline_erlang, 2, 200 * S);
	assert_int_equal(hand->acts_count, 11); /* one each poll: never two within 5 s */
	assert_int_equal(hand->told, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fail_loud_restarts_at_the_first_bad_read),
		cmocka_unit_test(fail_loud_restarts_its_own_restart_for_ever),
		cmocka_unit_test(with_a_pause_it_restarts_once),
		cmocka_unit_test(no_answer_is_a_bad_read),
		cmocka_unit_test(the_round_goes_on_after_a_restart_returned),
		cmocka_unit_test(fresh_activity_asks_for_a_second_read),
		cmocka_unit_test(without_the_field_the_first_read_restarts),
		cmocka_unit_test(stale_activity_and_failed_are_no_excuse),
		cmocka_unit_test(a_webhook_within_a_minute_excuses_one_read),
		cmocka_unit_test(monit_needs_three_of_five),
		cmocka_unit_test(monit_acts_again_in_every_failed_cycle_until_one_is_good),
		cmocka_unit_test(monit_gives_up_after_five_restarts),
		cmocka_unit_test(erlang_gives_up_at_the_second_restart_within_five_seconds),
		cmocka_unit_test(erlang_alone_goes_on_for_ever),
	};

	return cmocka_run_group_tests(tests, scripted_make, scripted_drop);
}
