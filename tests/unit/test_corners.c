/* test_corners.c - what is seldom asked of the engine, asked one by one.  SPDX-License-Identifier: ISC
 *
 * What mutants of the engine survived in the tests of its modules.
 */
#include "story.h"

#include "assess.h"
#include "epoch.h"
#include "incident.h"
#include "ladder.h"
#include "reach.h"
#include "run.h"
#include "shared.h"
#include "silence.h"

#define WIDE "act g restart-container 2"
#define NOW_MS (TARGET_TIME_BASE + STORY_HOUR)

static struct target *find(struct story *story, const char *name)
{
	return roster_get(story->roster, name);
}

/* g/a, and the engine at NOW_MS. */
static struct target *at_now(struct story *story)
{
	story_init(story);
	roster_engine(story->roster)->now_ms = NOW_MS;
	return find(story, "g/a");
}

static void time_that_nobody_saw_is_not_the_clocks(void **state)
{
	struct story story;
	struct target *target = at_now(&story);
	struct run *run = &target->epoch.run;

	(void)state;
	*run = (struct run){ .open = true, .start_ms = NOW_MS - 60000, .uncounted_ms = 5000 };
	run->gap_until_ms = NOW_MS - 40000;
	target->epoch.bad_ms = NOW_MS;
	run_proof(roster_engine(story.roster), target, NOW_MS - 20000);
	assert_int_equal(run->clock_ms, 35000);
	story_fini(&story);
}

static void a_row_of_bad_claims_dates_from_its_first(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_claim(&story, 5000, "g/a", "down");
	story_claim(&story, 6000, "g/a", "starting");
	assert_int_equal(find(&story, "g/a")->epoch.not_up_since_ms, TARGET_TIME_BASE + 5000);
	story_claim(&story, 7000, "g/a", "up");
	story_claim(&story, 8000, "g/a", "down");
	story_claim(&story, 9000, "g/a", "down");
	assert_int_equal(find(&story, "g/a")->epoch.not_up_since_ms, TARGET_TIME_BASE + 8000);
	story_fini(&story);
}

static void whether_it_was_up_is_asked_in_counted_time(void **state)
{
	struct story story;
	struct target *target = at_now(&story);
	struct run *run = &target->epoch.run;

	(void)state;
	*run = (struct run){ .open = true, .start_ms = NOW_MS - 60000, .uncounted_ms = 30000 };
	run->switch_ms[1] = 20000; /* bad from 0, good from 20 s on */
	run->switches = 2;
	assert_false(run_up_at(target, NOW_MS - 20000));
	assert_true(run_up_at(target, NOW_MS - 10000));
	story_fini(&story);
}

static void the_second_source_may_be_the_blind_one(void **state)
{
	struct story story;
	struct gateway *gateway;

	(void)state;
	story_init(&story);
	gateway = find(&story, "g")->gateway;
	assert_int_equal(reach_last_fault_ms(gateway), 0);
	story_claim(&story, 0, "g/a", "up");
	story_line(&story, "{\"t\":5000,\"ev\":\"fault\",\"target\":\"g\","
			   "\"source\":\"second\",\"what\":\"path\"}");
	assert_int_equal(epoch_seen_until(&gateway->target, TARGET_TIME_BASE + 9000),
			 TARGET_TIME_BASE + 5000);
	story_fini(&story);
}

static void who_appears_after_a_start_earns_no_second_grace(void **state)
{
	struct story story;
	struct target *target = at_now(&story);

	(void)state;
	target->grace_from_ms = NOW_MS - 300000;
	epoch_started_before(target, NOW_MS - 10000, NOW_MS);
	assert_int_equal(target->grace_until_ms, 0);
	story_fini(&story);
}

static void the_last_rung_that_did_not_help_is_giving_up(void **state)
{
	struct story story;
	struct target *target = at_now(&story);

	(void)state;
	target->incident = (struct incident){ .id = 1, .phase = INCIDENT_VERIFY, .rung = 1 };
	ladder_unhelped(roster_engine(story.roster), target);
	assert_true(target->quarantine.on);
	story_fini(&story);
}

static void a_ladder_without_rungs_holds_until_nobody_knows_when(void **state)
{
	struct story story;
	struct target *target = at_now(&story);

	(void)state;
	target->gateway->conf.rungs = 0;
	target->quarantine.on = true;
	ladder_try(roster_engine(story.roster), target);
	assert_int_equal(target->pending.held_by, GUARD_QUARANTINE);
	assert_int_equal(target->pending.held_until_ms, 0);
	story_fini(&story);
}

static void what_mends_or_interrupts_forgets_what_held(void **state)
{
	struct story story;
	struct target *target = at_now(&story);

	(void)state;
	target->held_by = GUARD_VERIFY;
	target->incident = (struct incident){ .id = 1, .waited_ms = NOW_MS, .failures = 1 };
	incident_mend(roster_engine(story.roster), target);
	assert_int_equal(target->held_by, 0);
	assert_int_equal(target->incident.waited_ms, 0);
	assert_int_equal(target->incident.failures, 0);
	target->held_by = GUARD_VERIFY;
	incident_interrupt(target);
	assert_int_equal(target->held_by, 0);
	story_fini(&story);
}

static void an_old_proof_makes_no_probe_undone(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_proof(&story, 5000, "g/a");
	story_probe(&story, 6000, "g/a", false);
	story_proof_at(&story, 7000, 5000, "g/a");
	assert_int_equal(find(&story, "g/a")->epoch.silence.failures, 1);
	story_fini(&story);
}

static void probes_come_a_quarter_of_an_hour_apart(void **state)
{
	struct story story;
	struct target *target = at_now(&story);

	(void)state;
	silence_probe(roster_engine(story.roster), target, true, NOW_MS);
	assert_int_equal(target->epoch.silence.next_ms, NOW_MS + 900000);
	silence_proof(target, NOW_MS + 1);
	assert_int_equal(target->epoch.silence.next_ms, NOW_MS + 900001);
	target->incident.convicted_ms = NOW_MS;
	silence_probe(roster_engine(story.roster), target, false, NOW_MS + 1);
	assert_int_equal(target->epoch.silence.next_ms, NOW_MS + 900001);
	story_fini(&story);
}

static void whoever_was_probed_much_is_probed_less(void **state)
{
	(void)state;
	for (uint8_t fewer = 0; fewer < 2; fewer++) {
		struct story story;
		struct target *target = at_now(&story);

		target->probe_hour = NOW_MS / STORY_HOUR;
		target->probes[target->probe_hour % TARGET_PROBE_HOURS] =
			(uint8_t)(SILENCE_PROBES_SPARE - fewer);
		silence_probe(roster_engine(story.roster), target, true, NOW_MS);
		assert_int_equal(target->epoch.silence.next_ms,
				 NOW_MS + (fewer ? SILENCE_AFTER_MS : SILENCE_SPARE_MS));
		story_fini(&story);
	}
}

static void each_death_in_a_loop_casts_doubt_on_the_sessions(void **state)
{
	struct story story;
	struct target *session;

	(void)state;
	story_init(&story);
	for (int i = 0; i < 4; i++) {
		story_event(&story, i * 10000, "g", "die");
		story_event(&story, i * 10000 + 1, "g", "start");
	}
	session = find(&story, "g/a");
	session->incident =
		(struct incident){ .id = 9, .phase = INCIDENT_OPEN, .cause = CAUSE_RUN };
	session->incident.convicted_ms = TARGET_TIME_BASE;
	memset(&find(&story, "g")->incident, 0, sizeof(struct incident)); /* as if it had closed */
	story_event(&story, 40000, "g", "die");
	assert_int_equal(story_times(&story, "notify g opened"), 1);
	assert_int_equal(session->incident.convicted_ms, 0);
	story_fini(&story);
}

static void keep_order(void *ctx, const struct engine_order *order)
{
	*(struct engine_order *)ctx = *order;
}

static void a_setup_fault_is_no_ones_incident(void **state)
{
	struct engine_evidence fault = { .kind = EVIDENCE_FAULT, .what = FAULT_SETUP, .source = 1 };
	struct engine_order order = { .incident = 99 };
	struct story story;

	(void)state;
	story_init(&story);
	fault.target = find(&story, "g");
	engine_step(roster_engine(story.roster), &fault, keep_order, &order);
	assert_int_equal(order.what, NOTIFY_SETUP);
	assert_int_equal(order.incident, 0);
	story_fini(&story);
}

static void who_turns_out_to_look_blinds_since_its_first_fault(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_line(&story, "{\"t\":500,\"ev\":\"claim\",\"target\":\"g/a\",\"source\":\"second\","
			   "\"state\":\"up\"}");
	story_fault(&story, 1000, "g", "setup");
	assert_int_equal(find(&story, "g/a")->epoch.blind_ms, 0);
	assert_int_equal(epoch_seen_until(find(&story, "g"), NOW_MS), NOW_MS);
	story_fault(&story, 2000, "g", "path");
	assert_int_equal(find(&story, "g/a")->epoch.blind_ms, TARGET_TIME_BASE + 1000);
	story_fini(&story);
}

static void three_of_six_that_fall_together_are_one_fault(void **state)
{
	static const char *const names[] = { "g/a", "g/b", "g/c", "g/d", "g/e", "g/f" };
	struct story story;

	(void)state;
	story_init(&story);
	for (int64_t t_ms = 0; t_ms < 250000; t_ms += 5000)
		for (int i = 0; i < 6; i++)
			story_claim(&story, t_ms, names[i], t_ms < 100000 || i > 2 ? "up" : "down");
	assert_int_equal(story_times(&story, WIDE), 1);
	story_fini(&story);
}

static void two_that_fall_a_minute_apart_are_two_faults(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	for (int64_t t_ms = 0; t_ms < 200000; t_ms += 5000) {
		story_claim(&story, t_ms, "g/a", t_ms < 100000 ? "up" : "down");
		story_claim(&story, t_ms, "g/b", t_ms < 160000 ? "up" : "down");
		assert_false(find(&story, "g")->gateway->shared.open);
	}
	assert_int_equal(story_times(&story, "act g/a restart-session 1"), 1);
	story_fini(&story);
}

static void what_many_sessions_say_is_weighed_one_by_one(void **state)
{
	static const char *const names[] = { "g/a", "g/b", "g/c", "g/d" };
	struct story story;
	struct gateway *gateway;

	(void)state;
	story_init(&story);
	gateway = find(&story, "g")->gateway;
	for (int i = 0; i < 4; i++) {
		struct target *session = find(&story, names[i]);

		session->epoch.claim = STATE_UP;
		session->epoch.claim_ms = NOW_MS;
		session->epoch.proof_ms = NOW_MS;
	}
	gateway->shared = (struct shared){ .open = true, .sessions = 4, .need = 2 };
	assert_false(shared_bad(gateway, NOW_MS - 1000, NOW_MS));
	assert_true(shared_helped(gateway, NOW_MS - 1000, NOW_MS));
	find(&story, "g/a")->epoch.run.open = true;
	assert_true(shared_helped(gateway, NOW_MS - 1000, NOW_MS));
	find(&story, "g/b")->epoch.run.open = true;
	assert_false(shared_helped(gateway, NOW_MS - 1000, NOW_MS));
	story_fini(&story);
}

static void who_needs_a_person_is_not_well(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_claim(&story, 0, "g/a", "up");
	assert_true(assess_well(find(&story, "g/a"), NOW_MS));
	find(&story, "g/a")->human = true;
	assert_false(assess_well(find(&story, "g/a"), NOW_MS));
	story_fini(&story);
}

static void who_vanished_is_forgotten_after_ten_minutes_and_not_before(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	find(&story, "g/a")->configured = false;
	story_claim(&story, 0, "g/a", "absent");
	story_claim(&story, 599999, "g/a", "absent");
	assert_true(find(&story, "g/a")->epoch.begun);
	story_wait(&story, 600000);
	assert_false(find(&story, "g/a")->epoch.begun);
	story_fini(&story);
}

static void what_was_said_in_the_moment_of_the_question_counts_as_it_says(void **state)
{
	struct story story;
	struct target *target = at_now(&story);

	(void)state;
	target->epoch.claim = STATE_UP;
	target->epoch.claim_ms = target->epoch.up_since_ms = NOW_MS - 10000;
	assert_true(epoch_up_held(target, NOW_MS - 10000, NOW_MS));
	story_claim(&story, 5000, "g/b", "up");
	assert_int_equal(reach_good_for_ms(target->gateway, TARGET_TIME_BASE + 5000, NOW_MS), -1);
	assert_true(reach_good_for_ms(target->gateway, TARGET_TIME_BASE + 4999, NOW_MS) > 0);
	story_fini(&story);
}

static void only_a_conviction_is_an_opening(void **state)
{
	struct story story;
	struct target *target = at_now(&story);

	(void)state;
	target->policy = &story.policy;
	story.policy.notify_on = POLICY_OPENED;
	target->incident = (struct incident){ .id = 1, .phase = INCIDENT_OPEN, .acts = 1 };
	target->incident.told_ms = target->incident.opened_ms = NOW_MS;
	incident_tell(roster_engine(story.roster), target);
	assert_int_equal(target->pending.notifies, 0);
	target->incident.convicted_ms = NOW_MS;
	incident_tell(roster_engine(story.roster), target);
	assert_int_equal(target->pending.notifies, 1u << NOTIFY_OPENED);
	story_fini(&story);
}

static void a_word_that_was_reset_is_no_news_when_repeated(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_claim(&story, 5000, "g/a", "human");
	story_line(&story, "{\"t\":5000,\"ev\":\"command\",\"what\":\"reset\",\"target\":\"g/a\"}");
	story_claim(&story, 5000, "g/a", "human");
	assert_false(find(&story, "g/a")->human);
	story_claim(&story, 5001, "g/a", "human");
	assert_true(find(&story, "g/a")->human);
	story_fini(&story);
}

static void a_fault_or_a_shared_cause_each_end_the_health_of_a_gateway(void **state)
{
	struct story story;
	struct target *gateway;

	(void)state;
	story_init(&story);
	story_claim(&story, 0, "g/a", "up");
	gateway = find(&story, "g");
	assert_true(assess_well(gateway, NOW_MS));
	gateway->gateway->whole_fault = true;
	assert_false(assess_well(gateway, NOW_MS));
	gateway->gateway->whole_fault = false;
	gateway->gateway->shared.open = true;
	assert_false(assess_well(gateway, NOW_MS));
	story_fini(&story);
}

static void a_start_in_the_moment_of_the_human_word_does_not_end_it(void **state)
{
	(void)state;
	for (int late_ms = 0; late_ms < 2; late_ms++) {
		struct story story;

		story_init(&story);
		story_line(&story,
			   "{\"t\":0,\"ev\":\"event\",\"target\":\"g\",\"source\":\"docker\","
			   "\"what\":\"die\",\"code\":78}");
		story_tick(&story, 10000);
		assert_true(find(&story, "g")->human);
		story_event(&story, 10000 + late_ms, "g", "start");
		story_wait(&story, 60000);
		story_event(&story, 60000, "g", "oom"); /* somebody looks again */
		assert_int_equal(find(&story, "g")->human, !late_ms);
		story_fini(&story);
	}
}

static void sources_hurry_as_long_as_an_act_is_under_way(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_poll(&story, 0, 92000, "g/a down");
	assert_int_equal(story.acts, 1);
	story_proof(&story, 93000, "g/a");
	assert_int_equal(story_times(&story, "relax g"), 0);
	story_result(&story, 94000, "failed");
	assert_int_equal(story_times(&story, "relax g"), 1);
	story_fini(&story);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(time_that_nobody_saw_is_not_the_clocks),
		cmocka_unit_test(a_row_of_bad_claims_dates_from_its_first),
		cmocka_unit_test(whether_it_was_up_is_asked_in_counted_time),
		cmocka_unit_test(the_second_source_may_be_the_blind_one),
		cmocka_unit_test(who_appears_after_a_start_earns_no_second_grace),
		cmocka_unit_test(the_last_rung_that_did_not_help_is_giving_up),
		cmocka_unit_test(a_ladder_without_rungs_holds_until_nobody_knows_when),
		cmocka_unit_test(what_mends_or_interrupts_forgets_what_held),
		cmocka_unit_test(an_old_proof_makes_no_probe_undone),
		cmocka_unit_test(probes_come_a_quarter_of_an_hour_apart),
		cmocka_unit_test(whoever_was_probed_much_is_probed_less),
		cmocka_unit_test(each_death_in_a_loop_casts_doubt_on_the_sessions),
		cmocka_unit_test(a_setup_fault_is_no_ones_incident),
		cmocka_unit_test(who_turns_out_to_look_blinds_since_its_first_fault),
		cmocka_unit_test(three_of_six_that_fall_together_are_one_fault),
		cmocka_unit_test(two_that_fall_a_minute_apart_are_two_faults),
		cmocka_unit_test(what_many_sessions_say_is_weighed_one_by_one),
		cmocka_unit_test(who_needs_a_person_is_not_well),
		cmocka_unit_test(who_vanished_is_forgotten_after_ten_minutes_and_not_before),
		cmocka_unit_test(what_was_said_in_the_moment_of_the_question_counts_as_it_says),
		cmocka_unit_test(only_a_conviction_is_an_opening),
		cmocka_unit_test(a_word_that_was_reset_is_no_news_when_repeated),
		cmocka_unit_test(a_fault_or_a_shared_cause_each_end_the_health_of_a_gateway),
		cmocka_unit_test(a_start_in_the_moment_of_the_human_word_does_not_end_it),
		cmocka_unit_test(sources_hurry_as_long_as_an_act_is_under_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
