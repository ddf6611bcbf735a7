/* test_rules.c - each rule is seen to break, and to bear what is allowed.  SPDX-License-Identifier: ISC
 *
 * No engine: evidence and orders are made by hand, as an engine gone wrong would give them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rules.h"

#define HOUR SIM_HOUR_MS
#define MINUTE SIM_MINUTE_MS
#define SECOND SIM_SECOND_MS

struct story {
	struct watcher_config config;
	struct rules rules;
	struct watcher_tap tap;
	struct roster *roster;
	struct target *who[3]; /* waha, waha/s0, waha/s1 */
	uint64_t acts;
};

static int begin(void **state)
{
	static const char *const names[] = { "waha", "waha/s0", "waha/s1" };
	struct story *s = calloc(1, sizeof(*s));

	assert_non_null(s);
	watcher_config_default(&s->config);
	s->roster = roster_new(NULL);
	assert_non_null(s->roster);
	for (int i = 0; i < 3; i++)
		s->who[i] = roster_get(s->roster, names[i]);
	rules_init(&s->rules, &s->config);
	s->tap = rules_tap(&s->rules);
	s->tap.header(s->tap.ctx, s->roster, 0);
	*state = s;
	return 0;
}

static int end(void **state)
{
	struct story *s = *state;

	rules_fini(&s->rules);
	roster_free(s->roster);
	free(s);
	return 0;
}

static void see(struct story *s, struct engine_evidence evidence)
{
	s->tap.evidence(s->tap.ctx, &evidence, &(struct trace_words){ NULL });
}

static void tick(struct story *s, int64_t t_ms)
{
	see(s, (struct engine_evidence){ .kind = EVIDENCE_TICK, .t_ms = t_ms });
}

static void claim(struct story *s, int64_t t_ms, int who, enum words_state claimed)
{
	see(s, (struct engine_evidence){ .kind = EVIDENCE_CLAIM,
					 .t_ms = t_ms,
					 .at_ms = t_ms,
					 .target = s->who[who],
					 .what = (int)claimed });
}

static void event(struct story *s, int64_t t_ms, enum words_event what, uint64_t container)
{
	see(s, (struct engine_evidence){ .kind = EVIDENCE_EVENT,
					 .t_ms = t_ms,
					 .target = s->who[0],
					 .what = (int)what,
					 .id = container });
}

static void self(struct story *s, int64_t t_ms, enum words_self what, int64_t for_ms)
{
	see(s, (struct engine_evidence){
		       .kind = EVIDENCE_SELF, .t_ms = t_ms, .what = (int)what, .for_ms = for_ms });
}

static void command(struct story *s, int64_t t_ms, int who, enum words_command what)
{
	see(s, (struct engine_evidence){ .kind = EVIDENCE_COMMAND,
					 .t_ms = t_ms,
					 .target = s->who[who],
					 .what = (int)what,
					 .for_ms = HOUR,
					 .charges = true });
}

static void result(struct story *s, int64_t t_ms, bool ok)
{
	see(s, (struct engine_evidence){
		       .kind = EVIDENCE_RESULT, .t_ms = t_ms, .id = s->acts, .ok = ok });
}

static void order(struct story *s, const struct engine_order *given)
{
	s->tap.order(s->tap.ctx, given);
}

/* An act as it should be; the caller spoils it. */
static struct engine_order good_act(struct story *s, int64_t t_ms, int who)
{
	return (struct engine_order){ .kind = ORDER_ACT,
				      .t_ms = t_ms,
				      .target = s->who[who],
				      .owner = s->who[who],
				      .id = ++s->acts,
				      .rung = who ? 1 : 2,
				      .incident = 1,
				      .cause = CAUSE_RUN };
}

/* The act after a tick, and the result 10 s later. */
static void act(struct story *s, int64_t t_ms, int who, bool ok)
{
	struct engine_order given = good_act(s, t_ms, who);

	tick(s, t_ms);
	order(s, &given);
	result(s, t_ms + 10 * SECOND, ok);
}

static void notify(struct story *s, uint64_t incident, enum words_notify what)
{
	tick(s, ++s->rules.t_ms);
	order(s, &(struct engine_order){ .kind = ORDER_NOTIFY,
					 .t_ms = s->rules.t_ms,
					 .target = s->who[1],
					 .owner = s->who[1],
					 .incident = incident,
					 .what = what });
}

static void probe(struct story *s, int64_t t_ms)
{
	tick(s, t_ms);
	order(s,
	      &(struct engine_order){
		      .kind = ORDER_PROBE, .t_ms = t_ms, .target = s->who[1], .owner = s->who[1] });
}

#define ASSERT_WELL(s) assert_null((s)->rules.broken)
#define ASSERT_BROKEN(s, part)                                    \
	do {                                                      \
		assert_non_null((s)->rules.broken);               \
		assert_non_null(strstr((s)->rules.broken, part)); \
	} while (0)

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

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_act_as_it_should_be_breaks_no_rule),
		TEST(an_act_without_a_cause_is_seen_with_its_time),
		TEST(the_first_broken_rule_stays_the_one_that_is_told),
		TEST(a_session_is_not_restarted_by_a_rung_for_the_gateway),
		TEST(ids_go_on_counting_after_a_crash),
		TEST(who_begins_after_an_end_may_count_from_one_and_has_promised_nothing),
		TEST(a_second_act_waits_for_the_result_of_the_first),
		TEST(a_flight_ends_at_its_timeout),
		TEST(a_fourth_act_on_a_session_within_half_an_hour_breaks_its_budget),
		TEST(a_fourth_act_after_half_an_hour_is_within_it_and_a_crash_forgives_nothing),
		TEST(a_thirteenth_act_in_a_day_breaks_the_daily_budget),
		TEST(a_fourth_act_on_the_gateway_within_two_hours_breaks_its_budget),
		TEST(a_seventh_act_within_an_hour_breaks_the_budget_of_the_box),
		TEST(two_acts_on_one_target_keep_the_first_cooldown),
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
		TEST(one_who_only_observes_never_acts),
		TEST(an_incident_is_opened_and_closed_once),
		TEST(nothing_is_said_or_done_after_the_last_message),
		TEST(no_closing_of_what_nobody_heard_of),
		TEST(a_hundred_probes_a_day_are_allowed_and_no_more),
		TEST(probes_come_no_faster_than_every_twenty_seconds),
		TEST(the_orders_of_a_step_are_sorted_and_of_its_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
