/* test_assess.c - off, human, absent: what a bad claim of these kinds leads to.  SPDX-License-Identifier: ISC */
#include "story.h"

#define ACT "act g/a restart-session 1"
#define HUMAN "notify g/a human"

static void reset(struct story *story, int64_t t_ms)
{
	story_line(story, "{\"t\":%lld,\"ev\":\"command\",\"what\":\"reset\",\"target\":\"g/a\"}",
		   (long long)t_ms);
}

static void what_somebody_stopped_is_told_and_left_alone(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_poll(&story, 0, 10000, "g/a up");
	story_poll(&story, 10000, STORY_HOUR, "g/a off");
	assert_int_equal(story_when(&story, HUMAN), 100000);
	assert_int_equal(story.notifies, 1);
	assert_int_equal(story.acts, 0);
	story_fini(&story);
}

static void off_after_a_start_is_acted_on_unless_it_was_up_since(void **state)
{
	struct story story;

	(void)state;
	for (int way = 0; way < 4; way++) {
		story_init(&story);
		if (way != 1) /* it may appear only after the start */
			story_claim(&story, 0, "g/a", "up");
		story_event(&story, 10000, "g", "start");
		if (way == 2)
			story_claim(&story, 11000, "g/a", "up");
		if (way == 3)
			story_proof(&story, 11000, "g/a");
		story_poll(&story, 12000, 110000, "g/a off");
		assert_int_equal(story_when(&story, ACT), way < 2 ? 102000 : -1);
		assert_int_equal(story_when(&story, HUMAN), way < 2 ? -1 : 102000);
		story_fini(&story);
	}
}

static void off_after_our_act_is_ours_to_mend(void **state)
{
	struct story story;

	(void)state;
	for (int header = 0; header < 2; header++) {
		story_init(&story);
		story.policy.escalate_always = true;
		story_claims(&story, 0, 95000, "g/a", "down");
		if (header)
			engine_restart(roster_engine(story.roster));
		else
			story_result(&story, 95000, NULL);
		story_poll(&story, 96000, 250000, "g/a off");
		assert_int_equal(story.acts, 2);
		assert_int_equal(story_times(&story, HUMAN), 0);
		story_fini(&story);
	}
}

static void a_policy_may_say_that_off_is_down(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story.policy.stopped_restart = true;
	story_poll(&story, 0, 10000, "g/a up");
	story_poll(&story, 10000, 110000, "g/a off");
	assert_int_equal(story_when(&story, ACT), 100000);
	story_fini(&story);
}

static void human_ends_the_run_at_once_and_is_told_once(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_poll(&story, 0, 50000, "g/a down");
	story_poll(&story, 50000, 60000, "g/a human");
	story_poll(&story, 60000, STORY_HOUR, "g/a down");
	story_poll(&story, STORY_HOUR, 2 * STORY_HOUR, "g/a human");
	assert_int_equal(story_when(&story, HUMAN), 50000);
	assert_int_equal(story.notifies, 1);
	assert_int_equal(story.acts, 0);
	story_fini(&story);
}

static void human_lasts_until_up_held_or_a_proof_or_a_reset(void **state)
{
	struct story story;

	(void)state;
	for (int way = 0; way < 4; way++) {
		story_init(&story);
		story_claim(&story, 0, "g/a", "human");
		if (way == 0)
			story_claims(&story, 5000, 14999, "g/a", "up");
		else if (way == 1)
			story_claims(&story, 5000, 15000, "g/a", "up");
		else if (way == 2)
			story_proof(&story, 5000, "g/a");
		else
			reset(&story, 5000);
		story_poll(&story, 15000 - (way == 0), 110000, "g/a down");
		assert_int_equal(story_when(&story, ACT), way == 0 ? -1 : 105000);
		story_fini(&story);
	}
}

static void each_human_period_is_told(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	for (int64_t t_ms = 0; t_ms < 3 * STORY_HOUR; t_ms += STORY_HOUR) {
		story_poll(&story, t_ms, t_ms + 60000, "g/a human");
		story_poll(&story, t_ms + 60000, t_ms + STORY_HOUR, "g/a up");
	}
	assert_int_equal(story_times(&story, HUMAN), 3);
	assert_int_equal(story.notifies, 3); /* it ends silently */
	story_fini(&story);
}

static void human_ends_the_incident_and_says_so_last(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story.policy.notify_on = POLICY_OPENED;
	story_claims(&story, 0, 95000, "g/a", "down");
	story_claim(&story, 95000, "g/a", "human");
	story_result(&story, 96000, NULL);
	story_poll(&story, 97000, STORY_HOUR, "g/a human");
	assert_int_equal(story_when(&story, "notify g/a opened"), 90000);
	assert_int_equal(story_when(&story, HUMAN), 95000);
	assert_int_equal(story.notifies, 2);
	assert_int_equal(story.acts, 1);
	story_fini(&story);
}

static void a_session_that_was_found_and_is_gone_is_forgotten(void **state)
{
	struct story story;
	const struct target *target;

	(void)state;
	story_init(&story);
	story_claim(&story, 0, "g/a", "up");
	target = roster_get(story.roster, "g/a");
	story_poll(&story, 5000, 604999, "g/a absent");
	story_tick(&story, 604999);
	assert_true(target->epoch.begun);
	story_tick(&story, 605000);
	assert_false(target->epoch.begun);
	assert_int_equal(story_times(&story, "hurry g"), 0);
	assert_int_equal(story.acts + story.notifies, 0);
	story_fini(&story);
}

static void a_session_that_is_configured_and_gone_is_down(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_claim(&story, 0, "g/a", "up");
	roster_get(story.roster, "g/a")->configured = true;
	story_poll(&story, 5000, 100000, "g/a absent");
	assert_int_equal(story_when(&story, ACT), 95000);
	story_fini(&story);
}

static void who_goes_bad_is_watched_closely_until_it_is_well(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_poll(&story, 0, 10000, "g/a up");
	story_poll(&story, 10000, 20000, "g/a starting");
	story_poll(&story, 20000, 60000, "g/a up");
	assert_int_equal(story_when(&story, "hurry g"), 10000);
	assert_int_equal(story_when(&story, "relax g"), 30000);
	story_poll(&story, 60000, 70000, "g/a starting");
	story_poll(&story, 70000, 100000, "g/a up");
	assert_int_equal(story_times(&story, "hurry g"), 2);
	assert_int_equal(story_times(&story, "relax g"), 2);
	story_fini(&story);
}

static void off_from_the_first_line_on_is_somebodys_doing(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_poll(&story, 0, 100000, "g/a off");
	assert_int_equal(story_when(&story, HUMAN), 90000);
	assert_true(roster_get(story.roster, "g/a")->human_stopped);
	assert_int_equal(story.acts, 0);
	story_fini(&story);
}

static void a_crash_loop_is_over_when_it_lasted_no_longer_for_ten_minutes(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	for (int64_t t_ms = 0; t_ms < 4 * 60000; t_ms += 60000) {
		story_event(&story, t_ms, "g", "die");
		story_event(&story, t_ms + 1000, "g", "start");
	}
	assert_int_equal(story_when(&story, "notify g opened"), 180000);
	story_wait(&story, 2 * STORY_HOUR);
	assert_int_equal(story_when(&story, "notify g closed"), 600000 + 600000);
	assert_int_equal(story.acts, 0);
	story_fini(&story);
}

static void an_act_is_watched_closely_until_it_is_verified(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_claims(&story, 0, 95000, "g/a", "down");
	story_result(&story, 100000, NULL);
	story_poll(&story, 105000, 130000, "g/a up");
	assert_int_equal(story_times(&story, "hurry g"), 1);
	assert_int_equal(story_when(&story, "relax g"), 115000);
	story_fini(&story);
}

static void human_by_an_exit_needs_more_than_an_old_start(void **state)
{
	struct story story;
	const struct target *target;

	(void)state;
	story_init(&story);
	story_claim(&story, 0, "g/a", "up");
	target = roster_get(story.roster, "g");
	target->gateway->conf.human_exits = 1;
	target->gateway->conf.human_exit[0] = 78;
	story_event(&story, 1000, "g", "start");
	story_line(
		&story,
		"{\"t\":2000,\"ev\":\"event\",\"target\":\"g\",\"source\":\"docker\",\"what\":\"die\",\"code\":78}");
	story_wait(&story, 12000);
	assert_true(target->human);
	assert_false(target->human_stopped);
	story_claim(&story, 20000, "g/a",
		    "up"); /* the start was lost: no proof that a person came */
	story_wait(&story, STORY_HOUR);
	assert_true(target->human);
	story_event(&story, STORY_HOUR, "g", "start");
	story_tick(&story, STORY_HOUR + 9999);
	assert_true(target->human);
	story_wait(&story, STORY_HOUR + 10000);
	assert_false(target->human);
	story_fini(&story);
}

static void a_forgotten_session_takes_its_incident_along(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story.policy.notify_on = POLICY_OPENED;
	story_self(&story, 0, "ledger-down");
	story_poll(&story, 0, 95000, "g/a down");
	story_poll(&story, 95000, 800000, "g/a absent");
	assert_int_equal(story_when(&story, "notify g/a opened"), 90000);
	assert_int_equal(story_when(&story, "notify g/a closed"), 695000);
	assert_int_equal(story.acts, 0);
	story_fini(&story);
}

static void a_gateway_is_not_well_while_its_container_is_gone(void **state)
{
	struct story story;

	(void)state;
	for (int pause = 0; pause < 2; pause++) {
		story_init(&story);
		story.policy.notify_on = POLICY_OPENED;
		story_event(&story, 0, "g", "die");
		story_wait(&story, 10000);
		story_event(&story, 12000, "g", "start");
		story_result(&story, 13000, NULL);
		story_wait(&story, 300000);
		story_event(&story, 300000, "g", pause ? "pause" : "die");
		story_event(&story, 305000, "g", pause ? "unpause" : "start");
		story_wait(&story, STORY_HOUR);
		assert_int_equal(story_when(&story, "notify g opened"), 10000);
		assert_int_equal(story_when(&story, "notify g closed"), 305000 + 600000);
		story_fini(&story);
	}
}

static void a_container_that_is_healthy_since_before_its_human_ends_it_settle_later(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_line(&story, "{\"t\":0,\"ev\":\"event\",\"target\":\"g\",\"source\":\"docker\","
			   "\"what\":\"die\",\"code\":78}");
	story_event(&story, 1000, "g", "healthy");
	story_wait(&story, 10000);
	assert_true(roster_get(story.roster, "g")->human);
	story_event(&story, 12000, "g", "healthy");
	story_wait(&story, 19999);
	assert_true(roster_get(story.roster, "g")->human);
	story_wait(&story, 20000);
	assert_false(roster_get(story.roster, "g")->human);
	story_fini(&story);
}

static void a_start_that_did_not_last_leaves_the_clock_alone(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_line(&story, "{\"t\":0,\"ev\":\"event\",\"target\":\"g\",\"source\":\"docker\","
			   "\"what\":\"die\",\"code\":78}");
	story_wait(&story, 10000);
	story_event(&story, 20000, "g", "start");
	story_event(&story, 21000, "g", "die");
	story_wait(&story, 100000); /* it would not come back */
	assert_true(roster_get(story.roster, "g")->human);
	story_fini(&story);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_somebody_stopped_is_told_and_left_alone),
		cmocka_unit_test(off_after_a_start_is_acted_on_unless_it_was_up_since),
		cmocka_unit_test(off_after_our_act_is_ours_to_mend),
		cmocka_unit_test(a_policy_may_say_that_off_is_down),
		cmocka_unit_test(human_ends_the_run_at_once_and_is_told_once),
		cmocka_unit_test(human_lasts_until_up_held_or_a_proof_or_a_reset),
		cmocka_unit_test(each_human_period_is_told),
		cmocka_unit_test(human_ends_the_incident_and_says_so_last),
		cmocka_unit_test(a_session_that_was_found_and_is_gone_is_forgotten),
		cmocka_unit_test(a_session_that_is_configured_and_gone_is_down),
		cmocka_unit_test(who_goes_bad_is_watched_closely_until_it_is_well),
		cmocka_unit_test(off_from_the_first_line_on_is_somebodys_doing),
		cmocka_unit_test(a_crash_loop_is_over_when_it_lasted_no_longer_for_ten_minutes),
		cmocka_unit_test(an_act_is_watched_closely_until_it_is_verified),
		cmocka_unit_test(human_by_an_exit_needs_more_than_an_old_start),
		cmocka_unit_test(a_forgotten_session_takes_its_incident_along),
		cmocka_unit_test(a_gateway_is_not_well_while_its_container_is_gone),
		cmocka_unit_test(
			a_container_that_is_healthy_since_before_its_human_ends_it_settle_later),
		cmocka_unit_test(a_start_that_did_not_last_leaves_the_clock_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
