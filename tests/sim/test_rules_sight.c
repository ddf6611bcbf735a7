/* test_rules_sight.c - what is seen forbids acts: holds, people, grace, lost lines.  SPDX-License-Identifier: ISC */
#include "ruled.h"

static void ids_go_on_counting_after_a_crash(void **state)
{
	struct story *s = *state;

	act(s, HOUR, 1, true);
	s->tap.header(s->tap.ctx, s->roster, 2 * HOUR);
	s->acts = 0;
	act(s, 3 * HOUR, 1, true);
	ASSERT_BROKEN(s, "count up by one");
}

static void who_begins_after_an_end_may_count_from_one_and_has_promised_nothing(void **state)
{
	struct story *s = *state;

	for (int i = 1; i <= 3; i++)
		act(s, i * 5 * MINUTE, 1, false);
	s->tap.end(s->tap.ctx, s->roster, 16 * MINUTE);
	s->tap.header(s->tap.ctx, s->roster, 16 * MINUTE);
	s->acts = 0;
	act(s, 20 * MINUTE, 1, false);
	ASSERT_WELL(s);
}

static void no_act_on_a_held_session_until_the_hold_ends(void **state)
{
	struct story *s = *state;

	command(s, HOUR, 1, COMMAND_HOLD);
	act(s, 2 * HOUR, 1, false);
	ASSERT_WELL(s);
	command(s, 3 * HOUR, 1, COMMAND_HOLD);
	command(s, 3 * HOUR + 1, 1, COMMAND_RELEASE);
	act(s, 3 * HOUR + 2, 1, false);
	ASSERT_WELL(s);
	command(s, 5 * HOUR, 1, COMMAND_HOLD);
	act(s, 6 * HOUR - 1, 1, false);
	ASSERT_BROKEN(s, "held");
}

static void a_hold_on_a_session_holds_the_gateway_and_the_other_way_round(void **state)
{
	struct story *s = *state;

	command(s, HOUR, 0, COMMAND_HOLD);
	act(s, HOUR + 1, 2, false);
	ASSERT_BROKEN(s, "held");
	s->rules.broken = NULL;
	command(s, 3 * HOUR, 1, COMMAND_HOLD);
	act(s, 3 * HOUR + 1, 2, false); /* the other session is free */
	s->acts = s->rules.last_act;
	s->rules.broken = NULL;
	act(s, 3 * HOUR + MINUTE, 0, false);
	ASSERT_BROKEN(s, "held");
}

static void no_act_on_who_needs_a_person_until_a_claim_a_proof_or_a_reset_says_other(void **state)
{
	struct story *s = *state;

	claim(s, HOUR, 1, STATE_HUMAN);
	claim(s, HOUR + 1, 1, STATE_UP);
	act(s, HOUR + MINUTE, 1, false);
	claim(s, 2 * HOUR, 1, STATE_HUMAN);
	see(s, (struct engine_evidence){ .kind = EVIDENCE_PROOF,
					 .t_ms = 2 * HOUR + 2,
					 .at_ms = 2 * HOUR,
					 .target = s->who[1] });
	act(s, 2 * HOUR + MINUTE, 1, false);
	claim(s, 3 * HOUR, 1, STATE_HUMAN);
	command(s, 3 * HOUR + 1, 1, COMMAND_RESET);
	act(s, 3 * HOUR + MINUTE, 1, false);
	ASSERT_WELL(s);
	claim(s, 4 * HOUR, 1, STATE_HUMAN);
	act(s, 4 * HOUR + MINUTE, 1, false);
	ASSERT_BROKEN(s, "needs a person");
}

static void an_older_claim_that_comes_late_changes_nothing(void **state)
{
	struct story *s = *state;

	claim(s, HOUR, 1, STATE_HUMAN);
	see(s, (struct engine_evidence){ .kind = EVIDENCE_CLAIM,
					 .t_ms = HOUR + 5,
					 .at_ms = HOUR - 5,
					 .target = s->who[1],
					 .what = STATE_UP });
	act(s, HOUR + MINUTE, 1, false);
	ASSERT_BROKEN(s, "needs a person");
}

static void no_act_on_a_gateway_that_a_person_stopped_until_it_starts(void **state)
{
	struct story *s = *state;

	event(s, HOUR, EVENT_DIE, 5);
	event(s, HOUR + SECOND, EVENT_STOP, 5);
	event(s, HOUR + MINUTE, EVENT_START, 5);
	act(s, HOUR + 5 * MINUTE, 0, false);
	ASSERT_WELL(s);
	event(s, 2 * HOUR, EVENT_DIE, 6); /* another container's */
	event(s, 2 * HOUR + SECOND, EVENT_STOP, 6);
	act(s, 2 * HOUR + 5 * MINUTE, 1, false);
	ASSERT_WELL(s);
	event(s, 3 * HOUR, EVENT_PAUSE, 5);
	s->tap.header(s->tap.ctx, s->roster, 3 * HOUR + MINUTE); /* it stays stopped */
	act(s, 3 * HOUR + 5 * MINUTE, 0, false);
	ASSERT_BROKEN(s, "stopped");
}

static void a_stop_that_belongs_to_our_own_act_is_no_persons(void **state)
{
	struct story *s = *state;
	struct engine_order given = good_act(s, HOUR, 0);

	tick(s, HOUR);
	order(s, &given);
	event(s, HOUR + SECOND, EVENT_DIE, 0);
	event(s, HOUR + 2 * SECOND, EVENT_STOP, 0);
	result(s, HOUR + 3 * SECOND, true);
	event(s, HOUR + 13 * SECOND, EVENT_PAUSE, 0); /* up to settle after it */
	act(s, HOUR + 10 * MINUTE, 1, false);
	ASSERT_WELL(s);
}

static void no_act_in_grace_save_on_a_die(void **state)
{
	struct story *s = *state;
	struct engine_order certain;

	event(s, HOUR, EVENT_START, 1);
	certain = good_act(s, HOUR + SECOND, 0);
	certain.cause = CAUSE_DIE;
	tick(s, HOUR + SECOND);
	order(s, &certain);
	result(s, HOUR + 2 * SECOND, false);
	ASSERT_WELL(s);
	act(s, HOUR + MINUTE - 1, 1, false);
	ASSERT_BROKEN(s, "grace");
}

static void grace_lasts_a_minute_from_a_good_result_and_is_not_renewed_for_ten(void **state)
{
	struct story *s = *state;

	act(s, HOUR, 1, true);
	act(s, HOUR + 70 * SECOND, 1,
	    true); /* its result comes at 80 s: whether grace begins is open */
	act(s, HOUR + 130 * SECOND, 1, false);
	ASSERT_WELL(s);
	act(s, 2 * HOUR, 2, true);
	act(s, 2 * HOUR + 69 * SECOND, 2, true);
	ASSERT_BROKEN(s, "grace");
}

static void no_act_without_a_line_or_a_ledger(void **state)
{
	struct story *s = *state;

	self(s, HOUR, SELF_UPLINK_DOWN, 0);
	self(s, HOUR + 1, SELF_UPLINK_UP, 0);
	act(s, HOUR + 2, 1, false);
	ASSERT_WELL(s);
	self(s, 2 * HOUR, SELF_LEDGER_DOWN, 0);
	act(s, 2 * HOUR + 1, 1, false);
	ASSERT_BROKEN(s, "line or ledger");
}

static void no_act_for_a_minute_after_a_lag_or_a_resume(void **state)
{
	struct story *s = *state;

	self(s, HOUR, SELF_LAG, 1999);
	act(s, HOUR + 1, 1, false);
	self(s, 2 * HOUR, SELF_LAG, 2000);
	self(s, 2 * HOUR + 30 * SECOND, SELF_LAG, 2000); /* once in ten minutes */
	act(s, 2 * HOUR + MINUTE, 1, false);
	ASSERT_WELL(s);
	self(s, 3 * HOUR, SELF_RESUME, 0);
	act(s, 3 * HOUR + MINUTE - 1, 1, false);
	ASSERT_BROKEN(s, "unwell");
}

static void a_stop_soon_after_a_die_is_a_persons_and_a_later_one_is_not(void **state)
{
	struct story *s = *state;

	event(s, HOUR, EVENT_DIE, 0);
	event(s, HOUR + 10 * SECOND, EVENT_STOP, 0);
	act(s, HOUR + MINUTE, 1, false);
	ASSERT_WELL(s);
	event(s, 2 * HOUR, EVENT_START, 5);
	event(s, 3 * HOUR, EVENT_DIE, 0); /* no id: whose else? */
	event(s, 3 * HOUR + 10 * SECOND - 1, EVENT_STOP, 0);
	act(s, 4 * HOUR, 1, false);
	ASSERT_BROKEN(s, "stopped");
}

static void who_is_unpaused_may_be_restarted(void **state)
{
	struct story *s = *state;

	event(s, HOUR, EVENT_PAUSE, 0);
	event(s, HOUR + SECOND, EVENT_UNPAUSE, 0);
	act(s, HOUR + MINUTE, 1, false);
	ASSERT_WELL(s);
}

static void a_pause_while_only_a_session_is_restarted_is_a_persons(void **state)
{
	struct story *s = *state;
	struct engine_order given = good_act(s, HOUR, 1);

	tick(s, HOUR);
	order(s, &given);
	event(s, HOUR + SECOND, EVENT_PAUSE, 0);
	result(s, HOUR + 2 * SECOND, false);
	act(s, HOUR + 5 * MINUTE, 2, false);
	ASSERT_BROKEN(s, "stopped");
}

static void a_gateways_act_that_timed_out_owns_events_until_it_has_settled(void **state)
{
	struct story *s = *state;
	struct engine_order given = good_act(s, HOUR, 0);

	tick(s, HOUR);
	order(s, &given);
	tick(s, HOUR + 70 * SECOND);
	event(s, HOUR + 80 * SECOND, EVENT_PAUSE, 0);
	act(s, 2 * HOUR, 1, false);
	ASSERT_WELL(s);
	event(s, 3 * HOUR, EVENT_PAUSE, 0);
	act(s, 3 * HOUR + SECOND, 2, false);
	ASSERT_BROKEN(s, "stopped");
}

static void no_act_for_a_minute_after_a_lag(void **state)
{
	struct story *s = *state;

	self(s, HOUR, SELF_LAG, 2000);
	act(s, HOUR + MINUTE - 1, 1, false);
	ASSERT_BROKEN(s, "unwell");
}

static void a_second_lag_counts_after_ten_minutes(void **state)
{
	struct story *s = *state;

	self(s, HOUR, SELF_LAG, 2000);
	self(s, HOUR + 10 * MINUTE, SELF_LAG, 2000);
	act(s, HOUR + 11 * MINUTE - 1, 1, false);
	ASSERT_BROKEN(s, "unwell");
}

static void a_reset_forgives_charges_only_when_it_says_so(void **state)
{
	struct story *s = *state;
	struct engine_evidence reset = { .kind = EVIDENCE_COMMAND,
					 .t_ms = HOUR + 20 * MINUTE,
					 .target = s->who[1],
					 .what = COMMAND_RESET };

	for (int i = 0; i < 3; i++)
		act(s, HOUR + i * 5 * MINUTE, 1, false);
	command(s, HOUR + 15 * MINUTE, 1, COMMAND_RESET);
	for (int i = 0; i < 3; i++)
		act(s, HOUR + 15 * MINUTE + i * MINUTE, 1, false);
	ASSERT_WELL(s);
	see(s, reset);
	act(s, HOUR + 21 * MINUTE, 1, false);
	ASSERT_BROKEN(s, "within its budgets");
}

static void a_crash_forgets_what_was_seen_but_not_who_needs_a_person(void **state)
{
	struct story *s = *state;

	event(s, HOUR, EVENT_START, 0);
	self(s, HOUR, SELF_UPLINK_DOWN, 0);
	self(s, HOUR, SELF_LEDGER_DOWN, 0);
	self(s, HOUR, SELF_RESUME, 0);
	claim(s, HOUR, 2, STATE_HUMAN);
	s->tap.header(s->tap.ctx, s->roster, HOUR + SECOND);
	act(s, HOUR + 2 * SECOND, 1, false);
	ASSERT_WELL(s);
	act(s, HOUR + MINUTE, 2, false);
	ASSERT_BROKEN(s, "needs a person");
}

static void an_end_forgets_what_was_told(void **state)
{
	struct story *s = *state;

	notify(s, 1, NOTIFY_OPENED);
	notify(s, 1, NOTIFY_CLOSED);
	event(s, HOUR, EVENT_PAUSE, 0);
	claim(s, HOUR, 1, STATE_HUMAN);
	s->tap.end(s->tap.ctx, s->roster, HOUR);
	s->tap.header(s->tap.ctx, s->roster, HOUR);
	notify(s, 1, NOTIFY_OPENED);
	act(s, 2 * HOUR, 1, false);
	ASSERT_WELL(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(ids_go_on_counting_after_a_crash),
		TEST(who_begins_after_an_end_may_count_from_one_and_has_promised_nothing),
		TEST(no_act_on_a_held_session_until_the_hold_ends),
		TEST(a_hold_on_a_session_holds_the_gateway_and_the_other_way_round),
		TEST(no_act_on_who_needs_a_person_until_a_claim_a_proof_or_a_reset_says_other),
		TEST(an_older_claim_that_comes_late_changes_nothing),
		TEST(no_act_on_a_gateway_that_a_person_stopped_until_it_starts),
		TEST(a_stop_that_belongs_to_our_own_act_is_no_persons),
		TEST(no_act_in_grace_save_on_a_die),
		TEST(grace_lasts_a_minute_from_a_good_result_and_is_not_renewed_for_ten),
		TEST(no_act_without_a_line_or_a_ledger),
		TEST(no_act_for_a_minute_after_a_lag_or_a_resume),
		TEST(a_stop_soon_after_a_die_is_a_persons_and_a_later_one_is_not),
		TEST(who_is_unpaused_may_be_restarted),
		TEST(a_pause_while_only_a_session_is_restarted_is_a_persons),
		TEST(a_gateways_act_that_timed_out_owns_events_until_it_has_settled),
		TEST(no_act_for_a_minute_after_a_lag),
		TEST(a_second_lag_counts_after_ten_minutes),
		TEST(a_reset_forgives_charges_only_when_it_says_so),
		TEST(a_crash_forgets_what_was_seen_but_not_who_needs_a_person),
		TEST(an_end_forgets_what_was_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
