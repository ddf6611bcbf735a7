/* test_apply.c - what the uplink, the box itself and an operator change.  SPDX-License-Identifier: ISC */
#include "story.h"

#define ACT "act g/a restart-session 1"

static void lag(struct story *story, int64_t t_ms, int lag_ms)
{
	story_line(story, "{\"t\":%lld,\"ev\":\"self\",\"what\":\"lag\",\"ms\":%d}",
		   (long long)t_ms, lag_ms);
}

static void a_lag_of_two_seconds_restarts_every_clock(void **state)
{
	struct story story;

	(void)state;
	for (int lag_ms = 1999; lag_ms <= 2000; lag_ms++) {
		story_init(&story);
		story_poll(&story, 0, 50000, "g/a down");
		lag(&story, 50000, lag_ms);
		story_poll(&story, 50001, 200000, "g/a down");
		assert_int_equal(story_when(&story, ACT), lag_ms == 2000 ? 140000 : 90000);
		story_fini(&story);
	}
}

static void being_unwell_holds_for_a_minute(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story.policy.patience_ms = 20000;
	story_poll(&story, 0, 10000, "g/a down");
	story_self(&story, 10000, "resume");
	story_poll(&story, 10001, 200000, "g/a down");
	assert_int_equal(story_when(&story, "held g/a unwell"), 30000);
	assert_int_equal(story_when(&story, ACT), 70000);
	story_fini(&story);
}

static void lag_makes_unwell_once_in_ten_minutes(void **state)
{
	struct story story;

	(void)state;
	for (int late = 0; late < 2; late++) {
		story_init(&story);
		story_claim(&story, 0, "g/a", "up");
		lag(&story, 10000, 3000);
		story_poll(&story, 520000, 609999 + late, "g/a down");
		lag(&story, 609999 + late, 3000);
		story_poll(&story, 610001, 800000, "g/a down");
		assert_int_equal(story_when(&story, ACT), late ? 700000 : 610000);
		story_fini(&story);
	}
}

static void a_resume_always_does(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	for (int64_t t_ms = 0; t_ms < STORY_HOUR; t_ms += 80000) {
		story_self(&story, t_ms, "resume");
		story_poll(&story, t_ms + 1, t_ms + 80000, "g/a down");
	}
	assert_int_equal(story.acts, 0);
	story_fini(&story);
}

static void a_conviction_by_suspicion_must_be_earned_anew(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_self(&story, 0, "ledger-down");
	story_poll(&story, 0, 95000, "g/a down");
	assert_int_equal(story_when(&story, "held g/a ledger"), 90000);
	story_self(&story, 95000, "resume");
	story_self(&story, 95000, "ledger-up");
	story_poll(&story, 95001, 300000, "g/a down");
	assert_int_equal(story_when(&story, ACT), 185000);
	story_fini(&story);
}

static void a_lost_uplink_suspends_runs_and_its_return_restarts_them(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_poll(&story, 0, 50000, "g/a down");
	story_self(&story, 50000, "uplink-down");
	story_poll(&story, 50001, 500000, "g/a down");
	assert_int_equal(story.acts, 0);
	story_self(&story, 500000, "uplink-up");
	story_poll(&story, 500001, 700000, "g/a down");
	assert_int_equal(story_when(&story, ACT), 590000);
	story_fini(&story);
}

static void a_lost_uplink_suspends_verification(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_claims(&story, 0, 95000, "g/a", "down");
	story_result(&story, 92000, NULL);
	story_poll(&story, 93000, 150000, "g/a down");
	story_self(&story, 150000, "uplink-down");
	story_poll(&story, 150001, 600000, "g/a down");
	assert_int_equal(story.acts, 1);
	story_self(&story, 600000, "uplink-up");
	story_poll(&story, 600001, 689999, "g/a down");
	assert_int_equal(story.acts, 1);
	story_poll(&story, 690000, 700000, "g/a down");
	assert_int_equal(story.acts, 2);
	story_fini(&story);
}

static void what_failed_within_five_minutes_before_the_loss_is_forgiven(void **state)
{
	struct story story;

	(void)state;
	for (int late = 0; late < 2; late++) {
		int64_t lost_ms = story_quarantine(&story) + 300000 + late;
		const struct target *target = roster_get(story.roster, "g/a");

		story_self(&story, lost_ms, "uplink-down");
		story_self(&story, lost_ms + 1000, "uplink-up");
		story_tick(&story, lost_ms + 30999);
		assert_true(target->quarantine.on);
		story_wait(&story, lost_ms + 31000);
		assert_int_equal(target->quarantine.on, late);
		assert_int_equal(target->incident.rung, 0);
		assert_int_equal(target->budget.acts, 2); /* charges stay */
		story_fini(&story);
	}
}

static void what_fails_during_the_loss_is_forgiven_when_it_is_over(void **state)
{
	struct story story;
	const struct target *target;
	int64_t lost_ms;

	(void)state;
	story_init(&story);
	story_claims(&story, 0, 95000, "g/a", "down");
	target = roster_get(story.roster, "g/a");
	lost_ms = 90000;
	story_self(&story, lost_ms, "uplink-down");
	story_result(&story, lost_ms + 1000, "setup");
	assert_true(target->quarantine.on);
	story_self(&story, lost_ms + STORY_HOUR / 2, "uplink-up");
	story_self(&story, lost_ms + STORY_HOUR / 2 + 10000,
		   "uplink-down"); /* a line that flaps is one loss */
	story_wait(&story, lost_ms + STORY_HOUR / 2 + 50000);
	assert_true(target->quarantine.on);
	story_self(&story, lost_ms + STORY_HOUR / 2 + 50000, "uplink-up");
	story_wait(&story, lost_ms + STORY_HOUR / 2 + 80000);
	assert_false(target->quarantine.on);
	story_fini(&story);
}

/* A webhook that was retried for half a minute. */
static void a_late_proof_that_closes_the_run_acquits(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_poll(&story, 0, 86000, "g/a down");
	story_tick(&story, 90000);
	assert_int_equal(story.acts, 1);
	story_result(&story, 93000, "failed");
	story_line(
		&story,
		"{\"t\":94000,\"ev\":\"proof\",\"target\":\"g/a\",\"source\":\"log\",\"at\":88000}");
	story_wait(&story, 300000);
	assert_int_equal(story.acts, 1);
	story_fini(&story);
}

static void an_act_that_the_loss_of_the_line_may_have_undone_costs_no_rung(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_poll(&story, 0, 91000, "g/a down");
	assert_int_equal(story_when(&story, ACT), 90000);
	story_result(&story, 93000, NULL);
	story_self(&story, 94000, "uplink-down");
	story_poll(&story, 95000, 400000, "g/a down");
	story_self(&story, 400000, "uplink-up");
	story_poll(&story, 400001, 500000, "g/a down");
	assert_int_equal(story_times(&story, "act g/a restart-session 1"), 2);
	assert_int_equal(story_times(&story, "act g restart-container"), 0);
	story_fini(&story);
}

static void evidence_of_before_an_epoch_is_dropped(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_line(
		&story,
		"{\"t\":9000,\"at\":8999,\"ev\":\"claim\",\"target\":\"g/a\",\"source\":\"s\",\"state\":\"human\"}");
	assert_int_equal(story.notifies, 0);
	story_line(
		&story,
		"{\"t\":9000,\"at\":9000,\"ev\":\"claim\",\"target\":\"g/a\",\"source\":\"s\",\"state\":\"human\"}");
	assert_int_equal(story.notifies, 1);
	story_fini(&story);
}

static void an_answer_of_before_a_start_is_no_success_after_it(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_claim(&story, 0, "g/a", "up");
	story_event(&story, 10000, "g", "start");
	story_claim_at(&story, 11000, 9000, "g/a", "up");
	for (int64_t t_ms = 12000; t_ms < 400000; t_ms += 5000) {
		story_wait(&story, t_ms - 1);
		story_fault(&story, t_ms, "g", "path");
	}
	assert_int_equal(story_when(&story, "act g restart-container 2"), 310000);
	story_fini(&story);
}

static void a_ledger_that_cannot_be_written_is_told_and_stops_all_acts(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_poll(&story, 0, 50000, "g/a down");
	story_self(&story, 50000, "ledger-down");
	story_self(&story, 51000, "ledger-down");
	story_poll(&story, 51001, 200000, "g/a down");
	assert_int_equal(story_times(&story, "notify g setup"), 1);
	assert_int_equal(story_when(&story, "notify g setup"), 50000);
	assert_int_equal(story.acts, 0);
	story_self(&story, 200000, "ledger-up");
	assert_int_equal(story.acts, 1);
	story_fini(&story);
}

static void a_death_that_was_seen_stays_one(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_self(&story, 0, "ledger-down");
	story_event(&story, 1000, "g", "die");
	story_wait(&story, 20000);
	assert_int_equal(story_when(&story, "held g ledger"), 11000);
	story_self(&story, 20000, "resume");
	story_self(&story, 20000, "ledger-up");
	story_wait(&story, 100000);
	assert_int_equal(story_when(&story, "act g restart-container 2"), 80000);
	story_fini(&story);
}

static void being_unwell_restarts_verification(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story.policy.escalate_always = true;
	story.policy.verify_ms = 200000;
	story_poll(&story, 0, 92000, "g/a down");
	story_result(&story, 92000, NULL);
	story_poll(&story, 92001, 150000, "g/a down");
	story_self(&story, 150000, "resume");
	story_poll(&story, 150001, 400000, "g/a down");
	assert_int_equal(story_when(&story, "act g restart-container 2"), 350000);
	story_fini(&story);
}

static void a_start_or_a_die_ends_what_was_convicted_by_suspicion(void **state)
{
	struct story story;

	(void)state;
	for (int die = 0; die < 2; die++) {
		story_init(&story);
		story_self(&story, 0, "ledger-down");
		story_poll(&story, 0, 95000, "g/a down");
		assert_int_equal(story_when(&story, "held g/a ledger"), 90000);
		story_event(&story, 95000, "g", die ? "die" : "start");
		story_self(&story, 96000, "ledger-up");
		story_wait(&story, 104999);
		assert_int_equal(story.acts, 0);
		story_fini(&story);
	}
	story_init(&story);
	story_self(&story, 0, "ledger-down");
	for (int64_t t_ms = 0; t_ms < 310000; t_ms += 5000)
		story_fault(&story, t_ms, "g", "path");
	assert_int_equal(story_when(&story, "held g ledger"), 300000);
	story_event(&story, 310000, "g", "start");
	story_self(&story, 311000, "ledger-up");
	story_wait(&story, 400000);
	assert_int_equal(story.acts, 0);
	story_fini(&story);
}

static void a_human_claim_of_the_same_moment_wins_when_it_comes_later(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_claim(&story, 5000, "g/a", "up");
	story_claim(&story, 5000, "g/a", "human");
	assert_int_equal(story_times(&story, "notify g/a human"), 1);
	assert_false(roster_get(story.roster, "g/a")->human_stopped);
	story_claim_at(&story, 20000, 10000, "g/b", "up");
	story_claim_at(&story, 20000, 20000, "g/b", "up");
	story_claim_at(&story, 21000, 19999, "g/b", "human");
	assert_int_equal(story_times(&story, "notify g/b human"), 0);
	story_fini(&story);
}

static void a_proof_may_be_the_first_line(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_proof(&story, 0, "g/a");
	story_poll(&story, 60000, 20 * STORY_MINUTE, "g/a up");
	assert_int_equal(story_when(&story, "probe g/a"), 15 * STORY_MINUTE);
	story_fini(&story);
}

static void a_probe_that_is_answered_is_a_success(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_claim(&story, 0, "g/a", "up");
	for (int64_t t_ms = 5000; t_ms < 400000; t_ms += 5000) {
		story_wait(&story, t_ms - 1);
		story_fault(&story, t_ms, "g", "path");
		if (t_ms == 100000)
			story_probe(&story, t_ms, "g/a", false);
	}
	assert_int_equal(story_when(&story, "act g restart-container 2"), 280000);
	story_fini(&story);
}

static void a_guard_that_changes_is_told_when_it_does(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_self(&story, 0, "ledger-down");
	story_poll(&story, 0, 95000, "g/a down");
	story_self(&story, 95000, "uplink-down");
	story_self(&story, 96000, "uplink-down");
	assert_int_equal(story_when(&story, "held g/a uplink"), 95000);
	assert_int_equal(story_times(&story, "held g/a uplink"), 1);
	story_fini(&story);
}

static void a_rung_that_failed_with_the_uplink_is_tried_again(void **state)
{
	struct story story;
	int64_t t_ms;

	(void)state;
	t_ms = story_unhelped(&story);
	story_self(&story, t_ms, "uplink-down");
	story_self(&story, t_ms + 1000, "uplink-up");
	story_poll(&story, t_ms + 1001, t_ms + 100000, "g/a down");
	assert_int_equal(story_times(&story, ACT), 2);
	story_fini(&story);
}

static void the_health_of_a_gateway_begins_with_its_first_answer(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_proof(&story, 0, "g/a");
	roster_get(story.roster, "g")->cooldown = 1;
	story_claim(&story, 5000, "g/a", "up");
	story_wait(&story, 604999);
	assert_int_equal(roster_get(story.roster, "g")->cooldown, 1);
	story_wait(&story, 605000);
	assert_int_equal(roster_get(story.roster, "g")->cooldown, 0);
	story_fini(&story);
}

static void a_shared_cause_that_begins_is_what_holds_from_then_on(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_claim(&story, 0, "g/b", "up");
	story_claim(&story, 0, "g/c", "up");
	story_poll(&story, 0, 92000, "g/a down");
	story_result(&story, 92000, "timeout");
	story_poll(&story, 92001, 150000, "g/a down");
	assert_int_equal(story_times(&story, "held g/a verify"), 1);
	story_claim(&story, 150000, "g/b", "down");
	story_claim(&story, 151000, "g/c", "down");
	assert_int_equal(story_when(&story, "held g/a shared-cause"), 151000);
	story_fini(&story);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_lag_of_two_seconds_restarts_every_clock),
		cmocka_unit_test(being_unwell_holds_for_a_minute),
		cmocka_unit_test(lag_makes_unwell_once_in_ten_minutes),
		cmocka_unit_test(a_resume_always_does),
		cmocka_unit_test(a_conviction_by_suspicion_must_be_earned_anew),
		cmocka_unit_test(a_lost_uplink_suspends_runs_and_its_return_restarts_them),
		cmocka_unit_test(a_lost_uplink_suspends_verification),
		cmocka_unit_test(what_failed_within_five_minutes_before_the_loss_is_forgiven),
		cmocka_unit_test(what_fails_during_the_loss_is_forgiven_when_it_is_over),
		cmocka_unit_test(a_late_proof_that_closes_the_run_acquits),
		cmocka_unit_test(an_act_that_the_loss_of_the_line_may_have_undone_costs_no_rung),
		cmocka_unit_test(evidence_of_before_an_epoch_is_dropped),
		cmocka_unit_test(an_answer_of_before_a_start_is_no_success_after_it),
		cmocka_unit_test(a_ledger_that_cannot_be_written_is_told_and_stops_all_acts),
		cmocka_unit_test(a_death_that_was_seen_stays_one),
		cmocka_unit_test(being_unwell_restarts_verification),
		cmocka_unit_test(a_start_or_a_die_ends_what_was_convicted_by_suspicion),
		cmocka_unit_test(a_human_claim_of_the_same_moment_wins_when_it_comes_later),
		cmocka_unit_test(a_proof_may_be_the_first_line),
		cmocka_unit_test(a_probe_that_is_answered_is_a_success),
		cmocka_unit_test(a_guard_that_changes_is_told_when_it_does),
		cmocka_unit_test(a_rung_that_failed_with_the_uplink_is_tried_again),
		cmocka_unit_test(the_health_of_a_gateway_begins_with_its_first_answer),
		cmocka_unit_test(a_shared_cause_that_begins_is_what_holds_from_then_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
