/* test_moments.c - the moment at which a story turns, and the one before.
 * SPDX-License-Identifier: ISC
 *
 * What mutants of the engine survived in the tests of its modules.
 */
#include "story.h"

#define WIDE "act g restart-container 2"

static struct target *find(struct story *story, const char *name)
{
	return roster_get(story->roster, name);
}

static void a_proof_puts_the_probe_off_to_the_millisecond(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_claim(&story, 0, "g/a", "up");
	story_proof(&story, 1000, "g/a");
	story_wait(&story, 900999);
	assert_int_equal(story_times(&story, "probe g/a"), 0);
	story_wait(&story, 901000);
	assert_int_equal(story_times(&story, "probe g/a"), 1);
	story_fini(&story);
}

/* Each of the hours that a day may touch counts. */
static void a_day_of_probes_may_lie_in_any_hour(void **state)
{
	(void)state;
	for (int hour = 0; hour < TARGET_PROBE_HOURS; hour++) {
		struct story story;
		struct target *target;

		story_init(&story);
		story_claim(&story, 0, "g/a", "up");
		target = find(&story, "g/a");
		target->probe_hour = (TARGET_TIME_BASE + 15 * STORY_MINUTE) / STORY_HOUR;
		target->probes[hour] = 100;
		story_wait(&story, 15 * STORY_MINUTE);
		assert_int_equal(story_times(&story, "probe g/a"), 0);
		story_fini(&story);
	}
}

static void a_die_of_an_unnamed_container_is_that_of_the_known_one(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_line(&story, "{\"t\":0,\"ev\":\"event\",\"target\":\"g\",\"source\":\"docker\","
			   "\"what\":\"start\",\"id\":\"4407\"}");
	story_event(&story, 1000, "g", "die");
	story_wait(&story, 60000);
	assert_int_equal(story_when(&story, WIDE), 11000);
	story_fini(&story);
}

static void deaths_are_a_loop_up_to_the_last_millisecond(void **state)
{
	(void)state;
	for (int late_ms = 0; late_ms < 2; late_ms++) {
		struct story story;

		story_init(&story);
		for (int i = 0; i < 4; i++) {
			int64_t t_ms = i < 3 ? i * 20000 : 599999 + late_ms;

			story_event(&story, t_ms, "g", "die");
			story_event(&story, t_ms + 1, "g", "start");
		}
		assert_int_equal(story_times(&story, "notify g opened"), !late_ms);
		story_fini(&story);
	}
}

static void source_faults(struct story *story, int64_t from_ms, int64_t until_ms)
{
	for (int64_t t_ms = from_ms; t_ms < until_ms; t_ms += 5000) {
		story_wait(story, t_ms - 1);
		story_line(story,
			   "{\"t\":%lld,\"ev\":\"fault\",\"target\":\"g\",\"source\":\"second\","
			   "\"what\":\"path\"}",
			   (long long)t_ms);
	}
	story_wait(story, until_ms - 1);
}

static void a_setup_fault_that_is_over_says_nothing_any_more(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_fault(&story, 0, "g", "setup");
	story_claim(&story, 1000, "g/a", "up");
	source_faults(&story, 5000, 300000);
	assert_int_equal(story_when(&story, WIDE), 181000);
	story_fini(&story);
}

static void a_setup_fault_of_one_that_looks_is_an_answer(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_claim(&story, 0, "g/a", "up");
	story_fault(&story, 100000, "g", "setup");
	for (int64_t t_ms = 105000; t_ms < 400000; t_ms += 5000) {
		story_wait(&story, t_ms - 1);
		story_fault(&story, t_ms, "g", "path");
	}
	assert_int_equal(story_when(&story, WIDE), 280000);
	story_fini(&story);
}

static void a_paused_gateway_is_not_called_unreachable(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_event(&story, 0, "g", "pause");
	source_faults(&story, 5000, 500000);
	assert_int_equal(story_times(&story, "held g stopped"), 0);
	story_fini(&story);
}

static void a_start_in_the_moment_of_the_order_is_not_yet_its_effect(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_event(&story, 0, "g", "die");
	story_wait(&story, 10000);
	assert_int_equal(story.acts, 1);
	story_event(&story, 10000, "g", "start");
	story_result(&story, 12000, NULL);
	assert_int_equal(find(&story, "g")->incident.phase, INCIDENT_VERIFY);
	story_fini(&story);
}

static void company_that_leaves_is_waited_for_no_longer_than_it_must(void **state)
{
	static const char *const ways[] = { "down", "absent" };

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct story story;

		story_unhelped(&story);
		find(&story, "g/b")->configured = false; /* absent is no bad claim of it */
		story_claim(&story, 200000, "g/b", ways[i]);
		story_wait(&story, 400000);
		assert_int_equal(story_when(&story, WIDE), 320000);
		story_fini(&story);
	}
}

/* What is off after an act that nobody answered may be off because of it. */
static void off_after_an_act_of_ours_is_nobodys_will(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_claim(&story, 0, "g/a", "up");
	story_poll(&story, 1000, 92000, "g/a down");
	assert_int_equal(story.acts, 1);
	assert_true(find(&story, "g/a")->epoch.revivable);
	story_poll(&story, 120000, 400000, "g/a off");
	assert_int_equal(story_times(&story, "notify g/a human"), 0);
	story_fini(&story);
	story_init(&story);
	story_claim(&story, 0, "g/a", "up");
	story_event(&story, 1000, "g", "die");
	story_wait(&story, 90000);
	assert_int_equal(story_times(&story, WIDE), 1);
	story_poll(&story, 90001, 300000, "g/a off");
	assert_int_equal(story_times(&story, "notify g/a human"), 0);
	story_fini(&story);
}

static void a_gateway_without_a_rung_of_its_own_is_given_up_and_told(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	find(&story, "g")->gateway->conf.rungs = 1;
	story_event(&story, 1000, "g", "die");
	story_wait(&story, 5 * STORY_HOUR);
	assert_int_equal(story_when(&story, "notify g quarantined"), 11000);
	assert_int_equal(story_times(&story, "notify g quarantined"), 1);
	assert_int_equal(story_times(&story, "held g quarantine"), 1);
	assert_int_equal(story.acts, 0);
	story_fini(&story);
}

/* Four probes in vain convict g/a at 1021 s. */
static void fall_silent(struct story *story)
{
	story_init(story);
	story_claim(story, 0, "g/a", "up");
	for (int64_t t_ms = 901000; t_ms <= 1021000; t_ms += 40000) {
		story_wait(story, t_ms);
		story_probe(story, t_ms, "g/a", false);
	}
}

static void a_late_proof_acquits_only_whom_claims_convicted(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_line(&story, "{\"t\":0,\"ev\":\"self\",\"what\":\"ledger-down\"}");
	story_claim(&story, 0, "g/a", "up");
	for (int64_t t_ms = 901000; t_ms <= 1021000; t_ms += 40000)
		story_probe(&story, t_ms, "g/a", false);
	assert_true(find(&story, "g/a")->incident.convicted_ms);
	story_proof_at(&story, 1022000, 500000, "g/a");
	assert_true(find(&story, "g/a")->incident.convicted_ms);
	story_fini(&story);
}

/* The act was answered at 1022 s, so verification ends at 1112 s; the last failure of a probe comes then. */
static enum incident_phase verified_after(int64_t failure_ms)
{
	struct story story;
	enum incident_phase phase;

	fall_silent(&story);
	assert_int_equal(story.acts, 1);
	story_result(&story, 1022000, NULL);
	story_claim(&story, 1023000, "g/a", "up");
	story_wait(&story, failure_ms - 1);
	story_probe(&story, failure_ms, "g/a", false);
	story_wait(&story, 1112000);
	phase = find(&story, "g/a")->incident.phase;
	story_fini(&story);
	return phase;
}

static void a_failure_of_two_probes_ago_is_no_fresh_evidence(void **state)
{
	(void)state;
	assert_int_equal(verified_after(1072000), INCIDENT_VERIFY);
	assert_int_equal(verified_after(1072001), INCIDENT_OPEN);
}

static void a_silent_session_is_asked_every_20_s_whether_it_was_helped(void **state)
{
	struct story story;

	(void)state;
	fall_silent(&story);
	story_result(&story, 1022000, NULL);
	story_claim(&story, 1023000, "g/a", "up");
	story.orders[story.bytes = 0] = '\0';
	story_wait(&story, 1041999);
	assert_int_equal(story_times(&story, "probe g/a"), 0);
	story_wait(&story, 1042000);
	assert_int_equal(story_times(&story, "probe g/a"), 1);
	story_probe(&story, 1043000, "g/a", false);
	story_wait(&story, 1062999);
	assert_int_equal(story_times(&story, "probe g/a"), 1);
	story_wait(&story, 1063000);
	assert_int_equal(story_times(&story, "probe g/a"), 2);
	story_wait(&story, 1083000);
	assert_int_equal(story_times(&story, "probe g/a"), 3);
	story_fini(&story);
}

static void a_proof_in_the_moment_of_the_result_did_not_follow_it(void **state)
{
	struct story story;

	(void)state;
	fall_silent(&story);
	story_result(&story, 1022000, NULL);
	story_proof_at(&story, 1023000, 1022000, "g/a");
	assert_int_equal(find(&story, "g/a")->incident.phase, INCIDENT_VERIFY);
	story_proof_at(&story, 1023000, 1022001, "g/a");
	assert_int_equal(find(&story, "g/a")->incident.phase, INCIDENT_MENDED);
	story_fini(&story);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_proof_puts_the_probe_off_to_the_millisecond),
		cmocka_unit_test(a_day_of_probes_may_lie_in_any_hour),
		cmocka_unit_test(a_die_of_an_unnamed_container_is_that_of_the_known_one),
		cmocka_unit_test(deaths_are_a_loop_up_to_the_last_millisecond),
		cmocka_unit_test(a_setup_fault_that_is_over_says_nothing_any_more),
		cmocka_unit_test(a_setup_fault_of_one_that_looks_is_an_answer),
		cmocka_unit_test(a_paused_gateway_is_not_called_unreachable),
		cmocka_unit_test(a_start_in_the_moment_of_the_order_is_not_yet_its_effect),
		cmocka_unit_test(company_that_leaves_is_waited_for_no_longer_than_it_must),
		cmocka_unit_test(off_after_an_act_of_ours_is_nobodys_will),
		cmocka_unit_test(a_gateway_without_a_rung_of_its_own_is_given_up_and_told),
		cmocka_unit_test(a_late_proof_acquits_only_whom_claims_convicted),
		cmocka_unit_test(a_failure_of_two_probes_ago_is_no_fresh_evidence),
		cmocka_unit_test(a_silent_session_is_asked_every_20_s_whether_it_was_helped),
		cmocka_unit_test(a_proof_in_the_moment_of_the_result_did_not_follow_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
