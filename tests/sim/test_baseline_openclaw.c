/* test_baseline_openclaw.c - its watchdogs, flaws included, on hand-made scripts.  SPDX-License-Identifier: ISC */
#include "baseline_openclaw.h"
#include "scripted.h"

#define S SIM_SECOND_MS
#define MIN SIM_MINUTE_MS

static void play(struct sim_hand *hand, const struct baseline_socket *rule, int64_t until_ms)
{
	struct sim_decider decider = baseline_socket_decider("test", rule);

	scripted_run(hand, &decider, 1, until_ms);
}

static void monitor(struct sim_hand *hand, int64_t until_ms)
{
	struct sim_decider decider = baseline_monitor_decider("test");

	scripted_run(hand, &decider, 1, until_ms);
}

static void before_the_fix_it_flaps_about_every_minute_for_ever(void **state)
{
	struct sim_hand *hand = scripted_hand(state);

	scripted_proof(hand, 10 * S, 0);
	play(hand, &baseline_openclaw_before, 31 * MIN + 10 * MIN);
	assert_in_range(hand->acts[0].t_ms, 31 * MIN, 31 * MIN + 4 * S);
	assert_in_range(hand->acts_count, 8, 10);
	for (int i = 1; i < hand->acts_count; i++)
		assert_in_range(hand->acts[i].t_ms - hand->acts[i - 1].t_ms, 63 * S, 80 * S);
	assert_int_equal(hand->told, 0); /* 12 attempts are never reached */
}

static void who_never_got_a_message_is_not_watched_before_the_fix(void **state)
{
	struct sim_hand *hand = scripted_hand(state);

	play(hand, &baseline_openclaw_before, SIM_DAY_MS);
	assert_int_equal(hand->acts_count, 0);
}

static void after_the_fix_a_quiet_account_is_closed_every_half_hour(void **state)
{
	struct sim_hand *hand = scripted_hand(state);

	scripted_proof(hand, 10 * S, 0);
	play(hand, &baseline_openclaw_after, 180 * MIN);
	assert_int_equal(hand->acts_count, 5);
	for (int i = 1; i < hand->acts_count; i++)
		assert_in_range(hand->acts[i].t_ms - hand->acts[i - 1].t_ms, 30 * MIN, 32 * MIN);
}

static void later_it_waits_two_hours_but_half_an_hour_soon_after_a_message(void **state)
{
	struct sim_hand *hand = scripted_hand(state);

	scripted_proof(hand, 10 * S, 0);
	play(hand, &baseline_openclaw_later, 500 * MIN);
	assert_in_range(hand->acts[0].t_ms, 120 * MIN, 122 * MIN);
	/* Opened 121 minutes after the message: patient again. */
	assert_in_range(hand->acts[1].t_ms - hand->acts[0].t_ms, 120 * MIN, 122 * MIN);

	hand = scripted_hand(state);
	scripted_proof(hand, 10 * S, 0);
	scripted_say(hand, 30 * MIN, 0, STATE_DOWN);
	scripted_say(hand, 30 * MIN + 5 * S, 0, STATE_UP);
	play(hand, &baseline_openclaw_later, 70 * MIN);
	assert_int_equal(hand->acts_count, 2);
	assert_in_range(hand->acts[1].t_ms - hand->acts[0].t_ms, 30 * MIN, 32 * MIN);
}

static void a_closed_connection_is_opened_again_with_growing_delays_and_given_up(void **state)
{
	struct sim_hand *hand = scripted_hand(state);

	scripted_say(hand, 95 * S, 0, STATE_DOWN);
	hand->refuses = true;
	play(hand, &baseline_openclaw_after, 20 * MIN);
	assert_int_equal(hand->acts_count, 11);
	assert_in_range(hand->acts[0].t_ms, 101500, 102500);
	assert_in_range(hand->acts[10].t_ms - hand->acts[9].t_ms, 22500, 43000);
	assert_int_equal(hand->told, 1);
}

static void who_needs_a_person_is_left_alone(void **state)
{
	struct sim_hand *hand = scripted_hand(state);

	scripted_say(hand, 95 * S, 0, STATE_HUMAN);
	scripted_say(hand, 200 * S, 0, STATE_DOWN);
	play(hand, &baseline_openclaw_after, 100 * MIN);
	assert_int_equal(hand->acts_count, 0);
}

static void the_monitor_restarts_a_quiet_channel_after_half_an_hour(void **state)
{
	struct sim_hand *hand = scripted_hand(state);

	scripted_proof(hand, 10 * S, 0);
	monitor(hand, 60 * MIN);
	assert_int_equal(hand->acts_count, 1);
	assert_int_equal(hand->acts[0].t_ms, 31 * MIN);
}

static void a_channel_that_connects_has_two_minutes(void **state)
{
	struct sim_hand *hand = scripted_hand(state);

	scripted_say(hand, 0, 0, STATE_STARTING);
	scripted_say(hand, 100 * S, 0, STATE_UP);
	monitor(hand, 20 * MIN);
	assert_int_equal(hand->acts_count, 0); /* it looks after one minute */

	hand = scripted_hand(state);
	scripted_say(hand, 100 * S, 0, STATE_STARTING);
	monitor(hand, 7 * MIN);
	assert_int_equal(hand->acts_count, 1);
}

static void its_cooldown_is_two_looks(void **state)
{
	struct sim_hand *hand = scripted_hand(state);

	scripted_say(hand, 3 * MIN, 0, STATE_OFF);
	monitor(hand, 60 * MIN);
	assert_int_equal(hand->acts[0].t_ms, 6 * MIN);
	assert_int_equal(hand->acts[1].t_ms,
			 21 * MIN); /* 16 min is within the ten after 6 min + 3 s */
}

static void its_failed_restarts_are_free(void **state)
{
	struct sim_hand *hand = scripted_hand(state);

	hand->refuses = true;
	scripted_say(hand, 3 * MIN, 0, STATE_OFF);
	monitor(hand, 60 * MIN + 30 * S);
	assert_int_equal(hand->acts_count,
			 11); /* one each look, 12 would be over its budget of 10 */
	for (int i = 1; i < hand->acts_count; i++)
		assert_int_equal(hand->acts[i].t_ms - hand->acts[i - 1].t_ms, 5 * MIN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(before_the_fix_it_flaps_about_every_minute_for_ever),
		cmocka_unit_test(who_never_got_a_message_is_not_watched_before_the_fix),
		cmocka_unit_test(after_the_fix_a_quiet_account_is_closed_every_half_hour),
		cmocka_unit_test(later_it_waits_two_hours_but_half_an_hour_soon_after_a_message),
		cmocka_unit_test(
			a_closed_connection_is_opened_again_with_growing_delays_and_given_up),
		cmocka_unit_test(who_needs_a_person_is_left_alone),
		cmocka_unit_test(the_monitor_restarts_a_quiet_channel_after_half_an_hour),
		cmocka_unit_test(a_channel_that_connects_has_two_minutes),
		cmocka_unit_test(its_cooldown_is_two_looks),
		cmocka_unit_test(its_failed_restarts_are_free),
	};

	return cmocka_run_group_tests(tests, scripted_make, scripted_drop);
}
