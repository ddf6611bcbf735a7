/* test_epoch.c - a new life starts clean, in grace, and earns its health.  SPDX-License-Identifier: ISC */
#include "story.h"

#define ACT "act g/a restart-session 1"

/* Patience below grace, so that grace alone can hold. */
static void impatient(struct story *story)
{
	story_init(story);
	story->policy.patience_ms = 20000;
}

static void a_container_start_gives_its_sessions_grace_to_its_last_millisecond(void **state)
{
	struct story story;

	(void)state;
	impatient(&story);
	story_claim(&story, 0, "g/a", "up");
	story_event(&story, 10000, "g", "start");
	story_poll(&story, 11000, 90000, "g/a down");
	assert_int_equal(story_when(&story, "held g/a grace"), 31000);
	assert_int_equal(story_when(&story, ACT), 70000);
	story_fini(&story);
}

static void a_session_that_appears_after_a_start_shares_its_grace(void **state)
{
	struct story story;

	(void)state;
	impatient(&story);
	story_event(&story, 10000, "g", "start");
	story_poll(&story, 11000, 90000, "g/a down");
	assert_int_equal(story_when(&story, ACT), 70000);
	story_fini(&story);
}

static void the_first_line_opens_no_grace(void **state)
{
	struct story story;

	(void)state;
	impatient(&story);
	story_poll(&story, 0, 60000, "g/a down");
	assert_int_equal(story_when(&story, ACT), 20000);
	story_fini(&story);
}

static void an_unconfirmed_life_earns_no_new_grace(void **state)
{
	struct story story;

	(void)state;
	impatient(&story);
	story_claim(&story, 0, "g/a", "down");
	story_event(&story, 10000, "g", "start");
	story_event(&story, 40000, "g", "start");
	story_poll(&story, 41000, 120000, "g/a down");
	assert_int_equal(story_when(&story, ACT), 70000); /* the first grace runs to its end */
	story_fini(&story);
}

static void a_confirmed_life_earns_a_new_grace(void **state)
{
	struct story story;

	(void)state;
	impatient(&story);
	story_claim(&story, 0, "g/a", "down");
	story_event(&story, 10000, "g", "start");
	story_proof(&story, 20000, "g/a");
	story_event(&story, 40000, "g", "start");
	story_poll(&story, 41000, 120000, "g/a down");
	assert_int_equal(story_when(&story, ACT), 100000);
	story_fini(&story);
}

static void up_over_settle_confirms_and_less_does_not(void **state)
{
	struct story story;

	(void)state;
	for (int up_s = 9; up_s <= 10; up_s++) {
		impatient(&story);
		story_claim(&story, 0, "g/a", "down");
		story_event(&story, 10000, "g", "start");
		story_claim(&story, 20000, "g/a", "up");
		story_claim(&story, (20 + up_s) * STORY_SECOND, "g/a", "down");
		story_event(&story, 40000, "g", "start");
		story_poll(&story, 41000, 120000, "g/a down");
		assert_int_equal(story_when(&story, ACT), up_s == 10 ? 100000 : 70000);
		story_fini(&story);
	}
}

static void ten_minutes_later_grace_is_earned_again(void **state)
{
	struct story story;

	(void)state;
	for (int early_ms = 0; early_ms < 2; early_ms++) {
		impatient(&story);
		story_claim(&story, 0, "g/a", "down");
		story_event(&story, 10000, "g", "start");
		story_event(&story, 610000 - early_ms, "g", "start");
		story_poll(&story, 611000, 700000, "g/a down");
		assert_int_equal(story_when(&story, ACT), early_ms ? 631000 : 670000);
		story_fini(&story);
	}
}

static void a_life_begun_by_our_act_is_in_grace(void **state)
{
	struct story story;

	(void)state;
	impatient(&story);
	story.policy.verify_ms = 20000;
	story.policy.escalate_always = true;
	story_poll(&story, 0, 22000, "g/a down");
	story_result(&story, 22000, NULL);
	story_poll(&story, 22001, 120000, "g/a down");
	assert_int_equal(story_when(&story, "act g restart-container 2"), 82000);
	story_fini(&story);
}

static void the_old_life_is_forgotten_as_a_whole(void **state)
{
	struct story old, clean;

	(void)state;
	for (int with_past = 0; with_past < 2; with_past++) {
		struct story *story = with_past ? &old : &clean;

		story_init(story);
		story_claim(story, 0, "g/a", "up");
		story_claim(story, 0, "g/b", "up");
		for (int64_t t_ms = 1000; with_past && t_ms < 60000; t_ms += 5000) {
			story_claim(story, t_ms, "g/a", "down");
			story_proof(story, t_ms, "g/b");
			story_fault(story, t_ms, "g", "path");
		}
		story_wait(story, 99999);
		story_event(story, 100000, "g", "start");
		story->bytes = 0;
		story->orders[0] = 0;
		story_claim_at(story, 101000, 99999, "g/a", "down"); /* dated before it: dropped */
		story_proof_at(story, 101000, 99999, "g/b");
		story_poll(story, 102000, 300000, "g/a starting");
		for (int64_t t_ms = 300000; t_ms < 900000; t_ms += 5000)
			story_fault(story, t_ms, "g", "path");
		story_wait(story, 1000000);
	}
	/* a hurry that is already on needs no order */
	assert_string_equal(strstr(old.orders, "act"), strstr(clean.orders, "act"));
	assert_true(old.acts > 0);
	story_fini(&old);
	story_fini(&clean);
}

static void who_was_up_in_an_old_life_does_not_keep_the_container(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_claim(&story, 0, "g/b", "up");
	story_poll(&story, 0, 92000, "g/a down");
	story_result(&story, 92000, NULL);
	story_poll(&story, 92001, 110000, "g/a down");
	story_claim(&story, 110000, "g/b", "up");
	story_event(&story, 110000, "g", "start");
	story_poll(&story, 110001, 250000, "g/a down");
	assert_int_equal(story_when(&story, "act g restart-container 2"), 200001);
	story_fini(&story);
}

static void who_is_up_or_was_within_two_minutes_keeps_the_container(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_claim(&story, 0, "g/b", "up");
	story_poll(&story, 0, 92000, "g/a down");
	story_result(&story, 92000, NULL);
	story_poll(&story, 92001, 150000, "g/a down");
	story_claim(&story, 150000, "g/b", "absent");
	story_poll(&story, 150001, 400000, "g/a down");
	assert_int_equal(story_when(&story, "held g/a blast-radius"), 182001);
	assert_int_equal(story_when(&story, "act g restart-container 2"), 270000);
	story_fini(&story);
}

static void a_run_that_ends_with_its_life_needs_no_closer_look(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_claim(&story, 0, "g/a", "down");
	story_event(&story, 10000, "g", "start");
	assert_int_equal(story_when(&story, "relax g"), 10000);
	story_fini(&story);
}

static void health_that_a_proof_showed_ended_before_up_was_said(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story.policy.notify_on = POLICY_OPENED;
	story_claims(&story, 0, 95000, "g/a", "down");
	story_result(&story, 100000, NULL);
	story_proof(&story, 101000, "g/a");
	story_claim(&story, 600000, "g/a", "up");
	story_claim(&story, 701000, "g/a", "up");
	assert_int_equal(story_times(&story, "notify g/a closed"), 0);
	story_wait(&story, 1200000);
	assert_int_equal(story_when(&story, "notify g/a closed"), 1200000);
	story_fini(&story);
}

static void health_by_proofs_alone_breaks_when_they_stop(void **state)
{
	struct story story;

	(void)state;
	for (int gap_s = 119; gap_s <= 120; gap_s++) {
		int64_t t_ms = 101000;

		story_init(&story);
		story.policy.notify_on = POLICY_OPENED;
		story_claims(&story, 0, 95000, "g/a", "down");
		story_result(&story, 100000, NULL);
		for (int i = 0; i < 6; i++, t_ms += gap_s * STORY_SECOND)
			story_proof(&story, t_ms, "g/a");
		assert_int_equal(story_times(&story, "notify g/a closed"), 0);
		story_proof(&story, 101000 + 600000, "g/a");
		assert_int_equal(story_times(&story, "notify g/a closed"), gap_s == 119);
		story_fini(&story);
	}
}

static void faults_are_no_health(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story.policy.notify_on = POLICY_OPENED;
	story_claims(&story, 0, 95000, "g/a", "down");
	story_result(&story, 100000, NULL);
	story_poll(&story, 101000, 201000, "g/a up");
	story_fault(&story, 201000, "g", "path");
	story_poll(&story, 301000, 1000000, "g/a up");
	assert_int_equal(story_when(&story, "notify g/a closed"), 101000 + 600000 + 100000);
	story_fini(&story);
}

static void up_that_nobody_judged_confirms_too(void **state)
{
	struct story story;

	(void)state;
	for (int up_s = 9; up_s <= 10; up_s++) {
		impatient(&story);
		story_claim(&story, 0, "g/a", "down");
		story_event(&story, 10000, "g", "start");
		story_claim(&story, 20000, "g/a", "up");
		story_event(&story, (20 + up_s) * STORY_SECOND, "g", "start");
		story_poll(&story, 41000, 120000, "g/a down");
		assert_int_equal(story_when(&story, ACT), up_s == 10 ? 90000 : 70000);
		story_fini(&story);
	}
}

static void every_ten_minutes_of_health_forgive_one_charge(void **state)
{
	struct story story;
	const struct target *target;

	(void)state;
	story_init(&story);
	story_claims(&story, 0, 95000, "g/a", "down");
	story_result(&story, 92000, "failed");
	story_poll(&story, 95000, 121000, "g/a down");
	story_result(&story, 121000, NULL);
	target = roster_get(story.roster, "g/a");
	assert_int_equal(target->cooldown, 2);
	story_poll(&story, 122000, 122000 + 600000, "g/a up");
	assert_int_equal(target->cooldown, 2);
	story_tick(&story, 122000 + 600000);
	assert_int_equal(target->cooldown, 1);
	story_poll(&story, 740000, 122000 + 1200001, "g/a up");
	assert_int_equal(target->cooldown, 0);
	story_fini(&story);
}

static void a_run_breaks_health(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story.policy.notify_on = POLICY_OPENED;
	story_claims(&story, 0, 95000, "g/a", "down");
	story_result(&story, 100000, NULL);
	story_poll(&story, 101000, 400000, "g/a up");
	story_poll(&story, 400000, 410000, "g/a down");
	story_poll(&story, 410000, 1300000, "g/a up");
	assert_int_equal(story_when(&story, "notify g/a closed"), 420000 + 600000);
	story_fini(&story);
}

static void a_charge_amid_health_delays_only_the_reward(void **state)
{
	struct story story;
	struct target *target;

	(void)state;
	story_init(&story);
	story_claim(&story, 0, "g/a", "up");
	target = roster_get(story.roster, "g/a");
	target->cooldown = 1;
	target->quarantine.on = true;
	target->epoch.well_spent_ms = 300000; /* as a charge at 300 s leaves it */
	story_claim(&story, 1000, "g/a", "up");
	story_wait(&story, 599999);
	assert_true(target->quarantine.on);
	story_wait(&story, 600000);
	assert_false(target->quarantine.on);
	assert_int_equal(target->cooldown, 1);
	story_wait(&story, 900000);
	assert_int_equal(target->cooldown, 0);
	story_fini(&story);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_container_start_gives_its_sessions_grace_to_its_last_millisecond),
		cmocka_unit_test(a_session_that_appears_after_a_start_shares_its_grace),
		cmocka_unit_test(the_first_line_opens_no_grace),
		cmocka_unit_test(an_unconfirmed_life_earns_no_new_grace),
		cmocka_unit_test(a_confirmed_life_earns_a_new_grace),
		cmocka_unit_test(up_over_settle_confirms_and_less_does_not),
		cmocka_unit_test(ten_minutes_later_grace_is_earned_again),
		cmocka_unit_test(a_life_begun_by_our_act_is_in_grace),
		cmocka_unit_test(the_old_life_is_forgotten_as_a_whole),
		cmocka_unit_test(who_was_up_in_an_old_life_does_not_keep_the_container),
		cmocka_unit_test(who_is_up_or_was_within_two_minutes_keeps_the_container),
		cmocka_unit_test(a_run_that_ends_with_its_life_needs_no_closer_look),
		cmocka_unit_test(health_that_a_proof_showed_ended_before_up_was_said),
		cmocka_unit_test(health_by_proofs_alone_breaks_when_they_stop),
		cmocka_unit_test(faults_are_no_health),
		cmocka_unit_test(up_that_nobody_judged_confirms_too),
		cmocka_unit_test(every_ten_minutes_of_health_forgive_one_charge),
		cmocka_unit_test(a_run_breaks_health),
		cmocka_unit_test(a_charge_amid_health_delays_only_the_reward),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
