/* test_rules.c - each rule about orders is seen to break, and to bear what is allowed.  SPDX-License-Identifier: ISC */
#include "ruled.h"

static void an_act_as_it_should_be_breaks_no_rule(void **state)
{
	act(*state, HOUR, 1, true);
	act(*state, 2 * HOUR, 0, true);
	ASSERT_WELL((struct story *)*state);
}

static void an_act_without_a_cause_is_seen_with_its_time(void **state)
{
	struct story *s = *state;
	struct engine_order given = good_act(s, HOUR, 1);

	given.cause = 0;
	tick(s, HOUR);
	order(s, &given);
	ASSERT_BROKEN(s, "names what convicted");
	assert_int_equal(s->rules.broken_ms, HOUR);
}

static void the_first_broken_rule_stays_the_one_that_is_told(void **state)
{
	struct story *s = *state;

	s->acts = 7;
	act(s, HOUR, 1, true);
	ASSERT_BROKEN(s, "count up by one");
	command(s, 2 * HOUR, 1, COMMAND_HOLD);
	act(s, 2 * HOUR, 1, true);
	ASSERT_BROKEN(s, "count up by one");
	assert_int_equal(s->rules.broken_ms, HOUR);
}

static void a_session_is_not_restarted_by_a_rung_for_the_gateway(void **state)
{
	struct story *s = *state;
	struct engine_order given = good_act(s, HOUR, 1);

	given.rung = 2;
	tick(s, HOUR);
	order(s, &given);
	ASSERT_BROKEN(s, "rung of the ladder");
}

static void a_second_act_waits_for_the_result_of_the_first(void **state)
{
	struct story *s = *state;
	struct engine_order first = good_act(s, HOUR, 1);
	struct engine_order second = good_act(s, HOUR + 19999, 2);

	tick(s, HOUR);
	order(s, &first);
	tick(s, HOUR + 19999);
	order(s, &second);
	ASSERT_BROKEN(s, "in flight");
}

static void a_flight_ends_at_its_timeout(void **state)
{
	struct story *s = *state;
	struct engine_order first = good_act(s, HOUR, 1);
	struct engine_order second = good_act(s, HOUR + 20000, 2);

	tick(s, HOUR);
	order(s, &first);
	tick(s, HOUR + 20000);
	order(s, &second);
	ASSERT_WELL(s);
}

static void a_fourth_act_on_a_session_within_half_an_hour_breaks_its_budget(void **state)
{
	struct story *s = *state;

	for (int i = 0; i < 3; i++)
		act(s, HOUR + i * 5 * MINUTE, 1, false);
	act(s, HOUR + 30 * MINUTE - 1, 1, false);
	ASSERT_BROKEN(s, "within its budgets");
}

static void a_fourth_act_after_half_an_hour_is_within_it_and_a_crash_forgives_nothing(void **state)
{
	struct story *s = *state;

	for (int i = 0; i < 3; i++)
		act(s, HOUR + i * 5 * MINUTE, 1, false);
	s->tap.header(s->tap.ctx, s->roster, HOUR + 29 * MINUTE);
	act(s, HOUR + 30 * MINUTE, 1, false);
	ASSERT_WELL(s);
	act(s, HOUR + 31 * MINUTE, 1, false);
	ASSERT_BROKEN(s, "within its budgets");
}

static void a_thirteenth_act_in_a_day_breaks_the_daily_budget(void **state)
{
	struct story *s = *state;

	for (int i = 0; i < 12; i++)
		act(s, i * HOUR, 1, false);
	ASSERT_WELL(s);
	act(s, 24 * HOUR - 1, 1, false);
	ASSERT_BROKEN(s, "within its budgets");
}

static void a_fourth_act_on_the_gateway_within_two_hours_breaks_its_budget(void **state)
{
	struct story *s = *state;

	for (int i = 0; i < 3; i++)
		act(s, i * 30 * MINUTE, 0, false);
	ASSERT_WELL(s);
	act(s, 2 * HOUR - 1, 0, false);
	ASSERT_BROKEN(s, "within its budgets");
}

static void a_seventh_act_within_an_hour_breaks_the_budget_of_the_box(void **state)
{
	struct story *s = *state;

	for (int i = 0; i < 6; i++)
		act(s, i * 11 * MINUTE, i % 3, false);
	ASSERT_WELL(s);
	act(s, HOUR - 1, 0, false);
	ASSERT_BROKEN(s, "box");
}

static void two_acts_on_one_target_keep_the_first_cooldown(void **state)
{
	struct story *s = *state;

	act(s, HOUR, 1, false);
	act(s, HOUR + 30 * SECOND - 1, 1, false);
	ASSERT_BROKEN(s, "distance");
}

static void one_who_only_observes_never_acts(void **state)
{
	struct story *s = *state;

	s->rules.observe = true;
	act(s, HOUR, 1, false);
	ASSERT_BROKEN(s, "observing");
}

static void an_incident_is_opened_and_closed_once(void **state)
{
	struct story *s = *state;

	notify(s, 1, NOTIFY_OPENED);
	notify(s, 1, NOTIFY_QUARANTINED);
	notify(s, 1, NOTIFY_REMINDER);
	notify(s, 1, NOTIFY_CLOSED);
	notify(s, 70, NOTIFY_HUMAN);
	notify(s, 0, NOTIFY_SETUP); /* a source's, of no incident */
	ASSERT_WELL(s);
	notify(s, 2, NOTIFY_OPENED);
	notify(s, 2, NOTIFY_OPENED);
	ASSERT_BROKEN(s, "told once");
}

static void nothing_is_said_or_done_after_the_last_message(void **state)
{
	struct story *s = *state;

	notify(s, 1, NOTIFY_HUMAN);
	act(s, HOUR, 1, false);
	ASSERT_BROKEN(s, "incident that is open");
	s->rules.broken = NULL;
	notify(s, 1, NOTIFY_CLOSED);
	ASSERT_BROKEN(s, "last message");
}

static void no_closing_of_what_nobody_heard_of(void **state)
{
	struct story *s = *state;

	notify(s, 1, NOTIFY_CLOSED);
	ASSERT_BROKEN(s, "nobody was told");
}

static void a_hundred_probes_a_day_are_allowed_and_no_more(void **state)
{
	struct story *s = *state;

	for (int i = 0; i < 100; i++)
		probe(s, i * 14 * MINUTE);
	probe(s, 24 * HOUR);
	ASSERT_WELL(s);
	probe(s, 24 * HOUR + MINUTE);
	ASSERT_BROKEN(s, "hundred times");
}

static void probes_come_no_faster_than_every_twenty_seconds(void **state)
{
	struct story *s = *state;

	probe(s, HOUR);
	probe(s, HOUR + 20 * SECOND);
	ASSERT_WELL(s);
	probe(s, HOUR + 40 * SECOND - 1);
	ASSERT_BROKEN(s, "distance");
}

static void the_orders_of_a_step_are_sorted_and_of_its_time(void **state)
{
	struct story *s = *state;
	struct engine_order hurry = {
		.kind = ORDER_HURRY, .t_ms = HOUR, .target = s->who[0], .owner = s->who[0]
	};
	struct engine_order relax = hurry;

	relax.kind = ORDER_RELAX;
	tick(s, HOUR);
	order(s, &relax);
	order(s, &hurry);
	ASSERT_WELL(s);
	order(s, &hurry);
	ASSERT_BROKEN(s, "sorted");
	s->rules.broken = NULL;
	tick(s, HOUR + 1);
	order(s, &hurry);
	ASSERT_BROKEN(s, "time of its step");
}

static void a_rung_beyond_the_ladder_is_seen(void **state)
{
	struct story *s = *state;
	struct engine_order given = good_act(s, HOUR, 1);

	given.rung = 3;
	tick(s, HOUR);
	order(s, &given);
	ASSERT_BROKEN(s, "rung of the ladder");
}

static void acts_and_messages_name_their_incident(void **state)
{
	struct story *s = *state;
	struct engine_order given = good_act(s, HOUR, 1);

	given.incident = 0;
	tick(s, HOUR);
	order(s, &given);
	ASSERT_BROKEN(s, "incident that is open");
	s->rules.broken = NULL;
	notify(s, 0, NOTIFY_OPENED);
	ASSERT_BROKEN(s, "names its incident");
}

static void quarantine_is_told_once(void **state)
{
	struct story *s = *state;

	notify(s, 1, NOTIFY_QUARANTINED);
	notify(s, 1, NOTIFY_QUARANTINED);
	ASSERT_BROKEN(s, "told once");
}

static void ten_minutes_of_health_forgive_a_longer_cooldown(void **state)
{
	struct story *s = *state;

	s->rules.policy.cooldown_ms[0] = HOUR;
	act(s, HOUR, 1, false);
	act(s, HOUR + 10 * MINUTE, 1, false);
	ASSERT_WELL(s);
	act(s, HOUR + 20 * MINUTE - 1, 1, false);
	ASSERT_BROKEN(s, "distance");
}

static void the_hundred_and_first_probe_waits_for_the_day_of_the_first_to_pass(void **state)
{
	struct story *s = *state;

	for (int i = 0; i < 100; i++)
		probe(s, i * 14 * MINUTE);
	probe(s, 24 * HOUR - 1);
	ASSERT_BROKEN(s, "hundred times");
}

static void orders_on_a_gateway_come_before_those_on_its_sessions(void **state)
{
	struct story *s = *state;
	struct engine_order hurry = {
		.kind = ORDER_HURRY, .t_ms = HOUR, .target = s->who[0], .owner = s->who[0]
	};

	tick(s, HOUR);
	order(s,
	      &(struct engine_order){
		      .kind = ORDER_RELAX, .t_ms = HOUR, .target = s->who[1], .owner = s->who[1] });
	order(s, &hurry);
	ASSERT_BROKEN(s, "sorted");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_act_as_it_should_be_breaks_no_rule),
		TEST(an_act_without_a_cause_is_seen_with_its_time),
		TEST(the_first_broken_rule_stays_the_one_that_is_told),
		TEST(a_session_is_not_restarted_by_a_rung_for_the_gateway),
		TEST(a_second_act_waits_for_the_result_of_the_first),
		TEST(a_flight_ends_at_its_timeout),
		TEST(a_fourth_act_on_a_session_within_half_an_hour_breaks_its_budget),
		TEST(a_fourth_act_after_half_an_hour_is_within_it_and_a_crash_forgives_nothing),
		TEST(a_thirteenth_act_in_a_day_breaks_the_daily_budget),
		TEST(a_fourth_act_on_the_gateway_within_two_hours_breaks_its_budget),
		TEST(a_seventh_act_within_an_hour_breaks_the_budget_of_the_box),
		TEST(two_acts_on_one_target_keep_the_first_cooldown),
		TEST(one_who_only_observes_never_acts),
		TEST(an_incident_is_opened_and_closed_once),
		TEST(nothing_is_said_or_done_after_the_last_message),
		TEST(no_closing_of_what_nobody_heard_of),
		TEST(a_hundred_probes_a_day_are_allowed_and_no_more),
		TEST(probes_come_no_faster_than_every_twenty_seconds),
		TEST(the_orders_of_a_step_are_sorted_and_of_its_time),
		TEST(a_rung_beyond_the_ladder_is_seen),
		TEST(acts_and_messages_name_their_incident),
		TEST(quarantine_is_told_once),
		TEST(ten_minutes_of_health_forgive_a_longer_cooldown),
		TEST(the_hundred_and_first_probe_waits_for_the_day_of_the_first_to_pass),
		TEST(orders_on_a_gateway_come_before_those_on_its_sessions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
