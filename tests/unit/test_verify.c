/* test_verify.c - only evidence dated after conviction and result says that an act helped.
 * SPDX-License-Identifier: ISC */
#include "story.h"

/* g/a convicted at 90 s; its restart ends well at 93 s. */
static const struct incident *restart(struct story *story)
{
	story_init(story);
	story_poll(story, 0, 92000, "g/a down");
	story_result(story, 93000, NULL);
	return &roster_find(story->roster, "g/a")->incident;
}

static void a_run_is_contradicted_by_up_that_holds_for_settle(void **state)
{
	struct story story;
	const struct incident *incident = restart(&story);

	(void)state;
	story_claim(&story, 95000, "g/a", "up");
	story_tick(&story, 104999);
	assert_int_equal(incident->phase, INCIDENT_VERIFY);
	story_tick(&story, 105000);
	assert_int_equal(incident->phase, INCIDENT_MENDED);
	story_fini(&story);
}

static void a_proof_contradicts_only_if_it_is_younger_than_the_result(void **state)
{
	struct story story;
	const struct incident *incident = restart(&story);

	(void)state;
	story_proof_at(&story, 95000, 92999, "g/a");
	story_proof_at(&story, 95000, 93000, "g/a");
	assert_int_equal(incident->phase, INCIDENT_VERIFY);
	story_proof_at(&story, 95000, 93001, "g/a");
	assert_int_equal(incident->phase, INCIDENT_MENDED);
	story_fini(&story);
}

static void it_did_not_help_when_fresh_bad_evidence_stands_at_its_end(void **state)
{
	struct story story;
	const struct incident *incident = restart(&story);

	(void)state;
	story_poll(&story, 95000, 182999, "g/a down");
	story_tick(&story, 182999);
	assert_int_equal(incident->phase, INCIDENT_VERIFY);
	story_tick(&story, 183000);
	assert_int_equal(incident->phase, INCIDENT_OPEN);
	assert_int_equal(incident->rung, 1);
	assert_true(incident->unhelped);
	story_fini(&story);
}

static void without_fresh_evidence_it_waits(void **state)
{
	struct story story;
	const struct incident *incident = restart(&story);

	(void)state;
	story_claim(&story, 100000, "g/a", "down"); /* no longer fresh at 183 s */
	story_wait(&story, STORY_HOUR);
	assert_int_equal(incident->phase, INCIDENT_VERIFY);
	story_claim(&story, STORY_HOUR, "g/a", "down");
	assert_int_equal(incident->phase, INCIDENT_OPEN);
	story_fini(&story);
}

static void a_claim_of_fifteen_seconds_ago_is_no_longer_fresh(void **state)
{
	(void)state;
	for (int fresh = 0; fresh < 2; fresh++) {
		struct story story;
		const struct incident *incident = restart(&story);

		story_claim(&story, 168000 + fresh, "g/a", "down");
		story_tick(&story, 183000);
		assert_int_equal(incident->unhelped, fresh);
		story_fini(&story);
	}
}

static void a_claim_of_the_very_moment_of_the_result_is_not_younger(void **state)
{
	struct story story;
	const struct incident *incident;

	(void)state;
	story_init(&story);
	story.policy.verify_ms = 10 * STORY_SECOND;
	story_poll(&story, 0, 92000, "g/a down");
	story_result(&story, 93000, NULL);
	incident = &roster_find(story.roster, "g/a")->incident;
	story_claim(&story, 93000, "g/a", "down");
	story_tick(&story, 103000);
	assert_false(incident->unhelped);
	story_claim(&story, 104000, "g/a", "down");
	assert_true(incident->unhelped);
	story_fini(&story);
}

static void bad_evidence_from_before_the_result_is_none(void **state)
{
	struct story story;
	const struct incident *incident = restart(&story);

	(void)state;
	story_claim_at(&story, 183000, 92000, "g/a", "down");
	story_tick(&story, 184000);
	assert_int_equal(incident->phase, INCIDENT_VERIFY);
	story_fini(&story);
}

static void who_is_still_starting_has_more_time(void **state)
{
	struct story story;
	const struct incident *incident = restart(&story);

	(void)state;
	story_poll(&story, 95000, 392999, "g/a starting");
	assert_int_equal(incident->phase, INCIDENT_VERIFY);
	assert_false(incident->unhelped);
	story_poll(&story, 393000, 393001, "g/a starting");
	assert_true(incident->unhelped);
	story_fini(&story);

	incident = restart(&story);
	story_poll(&story, 95000, 200000, "g/a starting");
	assert_int_equal(incident->phase, INCIDENT_VERIFY);
	story_claim(&story, 200000, "g/a", "down"); /* no longer starting, and the 90 s are over */
	assert_true(incident->unhelped);
	story_fini(&story);
}

static void silence_goes_on_by_failed_probes_which_are_asked_meanwhile(void **state)
{
	struct story story;
	const struct incident *incident;

	(void)state;
	story_init(&story);
	story_claim(&story, 0, "g/a", "up");
	for (int64_t t_ms = 900000; t_ms <= 1020000; t_ms += 40000) {
		story_wait(&story, t_ms);
		story_probe(&story, t_ms, "g/a", false);
	}
	assert_int_equal(story_when(&story, "act g/a restart-session 1"), 1020000);
	incident = &roster_find(story.roster, "g/a")->incident;
	assert_int_equal(incident->cause, CAUSE_SILENCE);
	story_result(&story, 1022000, NULL);
	story_poll(&story, 1023000, 1045000, "g/a up"); /* up is what it said all the time */
	assert_int_equal(incident->phase, INCIDENT_VERIFY);
	assert_true(story_has(&story, "1042000 probe g/a"));
	story_probe(&story, 1022000 + 40000, "g/a", false);
	story_probe(&story, 1022000 + 60000, "g/a", false);
	story_tick(&story, 1022000 + 90000);
	assert_true(incident->unhelped);
	story_fini(&story);
}

static void fall_silent(struct story *story)
{
	story_init(story);
	story_claim(story, 0, "g/a", "up");
	for (int64_t t_ms = 900000; t_ms <= 1020000; t_ms += 40000) {
		story_wait(story, t_ms);
		story_probe(story, t_ms, "g/a", false);
	}
	story_result(story, 1022000, NULL);
}

static void a_good_probe_ends_it(void **state)
{
	struct story story;
	const struct incident *incident;

	(void)state;
	fall_silent(&story);
	incident = &roster_find(story.roster, "g/a")->incident;
	story_probe(&story, 1022000, "g/a",
		    true); /* asked before the result, as far as anybody knows */
	assert_int_equal(incident->phase, INCIDENT_VERIFY);
	story_probe(&story, 1023000, "g/a", true);
	assert_int_equal(incident->phase, INCIDENT_MENDED);
	story_fini(&story);
}

static void an_unreachable_gateway_must_answer_well_for_settle(void **state)
{
	struct story story;
	const struct incident *incident;

	(void)state;
	story_init(&story);
	for (int64_t t_ms = 0; t_ms <= 300000; t_ms += 10 * STORY_SECOND)
		story_fault(&story, t_ms, "g", "path");
	assert_int_equal(story_when(&story, "act g restart-container 2"), 300000);
	incident = &roster_find(story.roster, "g")->incident;
	story_result(&story, 310000, NULL);
	story_claim(&story, 320000, "g/a", "down"); /* whatever it says, it answers */
	story_wait(&story, 329999);
	assert_int_equal(incident->phase, INCIDENT_VERIFY);
	story_wait(&story, 330000);
	assert_int_equal(incident->phase, INCIDENT_MENDED);
	story_fini(&story);
}

static void an_answer_between_faults_is_not_good_for_settle(void **state)
{
	struct story story;
	const struct incident *incident;

	(void)state;
	story_init(&story);
	for (int64_t t_ms = 0; t_ms <= 300000; t_ms += 10 * STORY_SECOND)
		story_fault(&story, t_ms, "g", "path");
	incident = &roster_find(story.roster, "g")->incident;
	story_result(&story, 310000, NULL);
	story_claim(&story, 320000, "g/a", "up");
	story_fault(&story, 325000, "g", "path");
	story_claim(&story, 329000, "g/a", "up");
	story_wait(&story, 335000);
	assert_int_equal(incident->phase, INCIDENT_VERIFY);
	story_fault(&story, 605000, "g", "path");
	story_wait(&story, 610000);
	assert_int_equal(incident->phase, INCIDENT_OPEN); /* 300 s, and a fault that is fresh */
	story_fini(&story);
}

static const struct incident *die(struct story *story)
{
	story_init(story);
	story_event(story, 0, "g", "start");
	story_event(story, 5000, "g", "die");
	story_wait(story, 16000);
	assert_int_equal(story_when(story, "act g restart-container 2"), 15000);
	return &roster_find(story->roster, "g")->incident;
}

static void a_death_is_contradicted_by_a_start(void **state)
{
	struct story story;
	const struct incident *incident = die(&story);

	(void)state;
	story_result(&story, 20000, NULL);
	assert_int_equal(incident->phase, INCIDENT_VERIFY);
	story_event(&story, 21000, "g", "start");
	assert_int_equal(incident->phase, INCIDENT_MENDED);
	story_fini(&story);

	incident = die(&story); /* docker tells of the start before the action says that it ended */
	story_event(&story, 18000, "g", "start");
	story_result(&story, 20000, NULL);
	assert_int_equal(incident->phase, INCIDENT_MENDED);
	story_fini(&story);
}

static void dying_again_is_fresh_bad_evidence(void **state)
{
	struct story story;
	const struct incident *incident = die(&story);

	(void)state;
	story_result(&story, 20000, NULL);
	story_event(&story, 40000, "g", "die");
	story_wait(&story, 319999);
	assert_int_equal(incident->phase, INCIDENT_VERIFY);
	story_wait(&story, 320000);
	assert_true(incident->unhelped);
	story_fini(&story);
}

static void faults_of_an_hour_ago_are_not_fresh(void **state)
{
	struct story story;
	const struct incident *incident = die(&story);

	(void)state;
	story_result(&story, 20000, NULL);
	story_fault(&story, 30000, "g", "path");
	story_wait(&story, STORY_HOUR);
	assert_int_equal(incident->phase, INCIDENT_VERIFY);
	story_fault(&story, STORY_HOUR, "g", "path");
	assert_true(incident->unhelped);
	story_fini(&story);
}

static void a_death_is_contradicted_by_answers_when_the_start_was_lost(void **state)
{
	struct story story;
	const struct incident *incident = die(&story);

	(void)state;
	story_result(&story, 20000, NULL);
	story_claim(&story, 30000, "g/a", "starting");
	story_wait(&story, 39999);
	assert_int_equal(incident->phase, INCIDENT_VERIFY);
	story_wait(&story, 40000);
	assert_int_equal(incident->phase, INCIDENT_MENDED);
	story_fini(&story);
}

static void poll_all(struct story *story, int64_t t_ms, const char *good, unsigned goods)
{
	static const char *const names[] = { "g/a", "g/b", "g/c", "g/d" };

	for (unsigned i = 0; i < 4; i++)
		story_claim(story, t_ms, names[i], i < goods ? good : "down");
}

static void a_shared_cause_is_gone_when_fewer_are_bad(void **state)
{
	(void)state;
	for (unsigned goods = 2; goods < 4; goods++) {
		struct story story;
		const struct incident *incident;

		story_init(&story);
		for (int64_t t_ms = 0; t_ms < 50000; t_ms += 5000)
			poll_all(&story, t_ms, "up", 4);
		for (int64_t t_ms = 50000; t_ms <= 140000; t_ms += 5000)
			poll_all(&story, t_ms, "up", 0);
		assert_int_equal(story_when(&story, "act g restart-container 2"), 140000);
		incident = &roster_find(story.roster, "g")->incident;
		assert_int_equal(incident->cause, CAUSE_SHARED);
		story_result(&story, 142000, NULL);
		for (int64_t t_ms = 145000; t_ms < 155000; t_ms += 5000)
			poll_all(&story, t_ms, "up", goods);
		assert_int_equal(incident->phase, INCIDENT_VERIFY);
		story_wait(&story, 155000); /* up since 145 s, by themselves */
		assert_int_equal(incident->phase, goods == 3 ? INCIDENT_MENDED : INCIDENT_VERIFY);
		story_fini(&story);
	}
}

static void fault_until(struct story *story, int64_t from_ms, int64_t until_ms)
{
	for (int64_t t_ms = from_ms; t_ms < until_ms; t_ms += 10 * STORY_SECOND)
		story_fault(story, t_ms, "g", "path");
}

/* The loss comes more than five minutes after the act, so that nothing is forgiven. */
static void the_uplink_suspends_it_and_restarts_its_clock(void **state)
{
	struct story story;
	const struct incident *incident;

	(void)state;
	story_init(&story);
	fault_until(&story, 0, 305000);
	incident = &roster_find(story.roster, "g")->incident;
	story_result(&story, 365000, NULL); /* would be verified until 665 s */
	fault_until(&story, 370000, 610000);
	story_self(&story, 610000, "uplink-down");
	fault_until(&story, 620000, 800000);
	assert_int_equal(incident->phase, INCIDENT_VERIFY);
	story_self(&story, 800000, "uplink-up");
	fault_until(&story, 810000, 1099999);
	assert_int_equal(incident->phase, INCIDENT_VERIFY);
	fault_until(&story, 1100000, 1100001);
	assert_true(incident->unhelped);
	story_fini(&story);
}

static void what_gets_well_while_it_is_held_is_mended_without_an_act(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_line(&story, "{\"t\":0,\"ev\":\"command\",\"what\":\"hold\",\"target\":\"g/a\"}");
	story_poll(&story, 0, 100000, "g/a down");
	story_poll(&story, 100000, 112000, "g/a up");
	assert_int_equal(roster_find(story.roster, "g/a")->incident.phase, INCIDENT_MENDED);
	story_line(&story,
		   "{\"t\":112000,\"ev\":\"command\",\"what\":\"release\",\"target\":\"g/a\"}");
	story_poll(&story, 115000, STORY_HOUR, "g/a up");
	assert_int_equal(story.acts, 0);
	assert_int_equal(roster_find(story.roster, "g/a")->incident.id, 0);
	story_fini(&story);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_run_is_contradicted_by_up_that_holds_for_settle),
		cmocka_unit_test(a_proof_contradicts_only_if_it_is_younger_than_the_result),
		cmocka_unit_test(it_did_not_help_when_fresh_bad_evidence_stands_at_its_end),
		cmocka_unit_test(without_fresh_evidence_it_waits),
		cmocka_unit_test(a_claim_of_fifteen_seconds_ago_is_no_longer_fresh),
		cmocka_unit_test(a_claim_of_the_very_moment_of_the_result_is_not_younger),
		cmocka_unit_test(bad_evidence_from_before_the_result_is_none),
		cmocka_unit_test(who_is_still_starting_has_more_time),
		cmocka_unit_test(silence_goes_on_by_failed_probes_which_are_asked_meanwhile),
		cmocka_unit_test(a_good_probe_ends_it),
		cmocka_unit_test(an_unreachable_gateway_must_answer_well_for_settle),
		cmocka_unit_test(an_answer_between_faults_is_not_good_for_settle),
		cmocka_unit_test(a_death_is_contradicted_by_a_start),
		cmocka_unit_test(dying_again_is_fresh_bad_evidence),
		cmocka_unit_test(faults_of_an_hour_ago_are_not_fresh),
		cmocka_unit_test(a_death_is_contradicted_by_answers_when_the_start_was_lost),
		cmocka_unit_test(a_shared_cause_is_gone_when_fewer_are_bad),
		cmocka_unit_test(the_uplink_suspends_it_and_restarts_its_clock),
		cmocka_unit_test(what_gets_well_while_it_is_held_is_mended_without_an_act),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
