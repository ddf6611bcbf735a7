/* test_oracle.c - what one does who knows the world, on hand-made scripts.  SPDX-License-Identifier: ISC */
#include "limit.h"
#include "oracle.h"
#include "scripted.h"

#define S SIM_SECOND_MS

static const struct oracle known = { .law = SIM_LOGNORMAL, .false_per_year = 1 };
static const struct oracle hasty = { .law = SIM_LOGNORMAL, .false_per_year = 100 };

static void play(struct sim_hand *hand, int64_t until_ms)
{
	struct sim_decider decider = oracle_decider("test", &known);

	scripted_run(hand, &decider, 1, until_ms);
}

static void it_acts_when_its_rate_allows_it(void **state)
{
	struct sim_hand *hand = scripted_hand(state);
	int64_t patience_ms = (int64_t)limit_sampled_ms(SIM_LOGNORMAL, 1, 10 * S);

	scripted_say(hand, 95 * S, 0, STATE_STARTING);
	play(hand, 100 * S + patience_ms - 1);
	assert_int_equal(hand->acts_count, 0);
	hand->now_ms = 0;
	play(hand, 100 * S + patience_ms);
	assert_int_equal(hand->acts_count, 1);
}

/* Alone it would act after 14 s; the line is told of within 30 s. */
static void two_at_once_may_be_the_line(void **state)
{
	struct sim_decider decider = oracle_decider("test", &hasty);
	struct sim_hand *hand = scripted_hand(state);

	scripted_say(hand, 95 * S, 0, STATE_STARTING);
	scripted_run(hand, &decider, 2, 134 * S);
	assert_int_equal(hand->acts_count, 1);
	assert_true(hand->acts[0].t_ms < 120 * S);

	hand = scripted_hand(state);
	scripted_say(hand, 95 * S, 0, STATE_STARTING);
	scripted_say(hand, 95 * S, 1, STATE_STARTING);
	scripted_run(hand, &decider, 2, 136 * S);
	assert_true(hand->acts_count > 0);
	assert_int_equal(hand->acts[0].t_ms, 135 * S);
}

static void a_run_that_ends_before_is_forgotten(void **state)
{
	struct sim_hand *hand = scripted_hand(state);

	scripted_say(hand, 95 * S, 0, STATE_STARTING);
	scripted_say(hand, 130 * S, 0, STATE_UP);
	scripted_say(hand, 141 * S, 0, STATE_STARTING);
	scripted_say(hand, 175 * S, 0, STATE_UP);
	play(hand, 300 * S);
	assert_int_equal(hand->acts_count, 0);
}

static void it_waits_for_docker_to_revive_and_starts_what_was_not(void **state)
{
	struct sim_hand *hand = scripted_hand(state);

	scripted_event(hand, 95 * S, EVENT_DIE);
	scripted_event(hand, 100 * S, EVENT_START);
	play(hand, 300 * S);
	assert_int_equal(hand->acts_count, 0);

	hand = scripted_hand(state);
	scripted_event(hand, 95 * S, EVENT_DIE);
	play(hand, 300 * S);
	assert_int_equal(hand->acts_count, 1);
	assert_int_equal(hand->acts[0].t_ms, 101 * S);
	assert_int_equal(hand->acts[0].who, SIM_GATEWAY);
}

static void without_a_line_and_for_a_person_it_waits(void **state)
{
	struct sim_hand *hand = scripted_hand(state);
	struct sim_news down = { .kind = EVIDENCE_SELF, .t_ms = 110 * S, .what = SELF_UPLINK_DOWN };

	scripted_say(hand, 95 * S, 0, STATE_STARTING);
	scripted_tell(hand, &down);
	play(hand, 600 * S);
	assert_int_equal(hand->acts_count, 0);

	hand = scripted_hand(state);
	scripted_say(hand, 95 * S, 0, STATE_HUMAN);
	scripted_say(hand, 195 * S, 0, STATE_DOWN);
	play(hand, 600 * S);
	assert_int_equal(hand->acts_count, 0);
}

static void four_probes_without_an_answer_restart_the_silent(void **state)
{
	struct sim_hand *hand = scripted_hand(state);

	play(hand, 15 * SIM_MINUTE_MS + 159 * S);
	assert_int_equal(hand->acts_count, 0);
	assert_int_equal(hand->probes, 4);
	hand->now_ms = 0;
	play(hand, 15 * SIM_MINUTE_MS + 170 * S);
	assert_int_equal(hand->acts_count, 1);
}

static void traffic_puts_probes_off(void **state)
{
	struct sim_hand *hand = scripted_hand(state);

	for (int minute = 1; minute < 100; minute++)
		scripted_proof(hand, minute * SIM_MINUTE_MS, 0);
	play(hand, 100 * SIM_MINUTE_MS);
	assert_int_equal(hand->probes, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_acts_when_its_rate_allows_it),
		cmocka_unit_test(two_at_once_may_be_the_line),
		cmocka_unit_test(a_run_that_ends_before_is_forgotten),
		cmocka_unit_test(it_waits_for_docker_to_revive_and_starts_what_was_not),
		cmocka_unit_test(without_a_line_and_for_a_person_it_waits),
		cmocka_unit_test(four_probes_without_an_answer_restart_the_silent),
		cmocka_unit_test(traffic_puts_probes_off),
	};

	return cmocka_run_group_tests(tests, scripted_make, scripted_drop);
}
