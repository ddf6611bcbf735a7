/* test_flight.c - the one action in flight on a gateway, and how it may end.
 * SPDX-License-Identifier: ISC */
#include "story.h"

#include "incident.h"

#define SESSION "act g/a restart-session 1"
#define CONTAINER "act g restart-container 2"

static void result(struct story *story, int64_t t_ms, unsigned id, const char *what)
{
	story_line(story, "{\"t\":%lld,\"ev\":\"result\",\"id\":%u,\"ok\":%s,\"what\":\"%s\"}",
		   (long long)t_ms, id, what ? "false" : "true", what ? what : "");
}

/* g/a convicted and its restart under way since 90 s. */
static struct target *fly(struct story *story)
{
	story_init(story);
	story_poll(story, 0, 92000, "g/a down");
	assert_int_equal(story_when(story, SESSION), 90000);
	return roster_find(story->roster, "g/a");
}

static void without_a_result_it_ends_at_its_timeout(void **state)
{
	struct story story;
	const struct target *a = fly(&story);

	(void)state;
	story_tick(&story, 109999);
	assert_true(a->gateway->flight.flying);
	story_tick(&story, 110000);
	assert_false(a->gateway->flight.flying);
	assert_int_equal(a->incident.phase, INCIDENT_VERIFY);
	assert_int_equal(a->epoch.begun, BEGUN_FIRST_LINE); /* nobody knows whether a life began */
	assert_int_equal(a->budget.acts, 1);
	story_fini(&story);
}

static void a_late_result_of_the_newest_act_is_still_used(void **state)
{
	struct story story;
	const struct target *a = fly(&story);

	(void)state;
	story_tick(&story, 110000);
	result(&story, 120000, 1, NULL);
	assert_int_equal(a->epoch.begun, BEGUN_ACT);
	assert_int_equal(a->incident.verify_ms, TARGET_TIME_BASE + 120000);
	result(&story, 125000, 1, NULL); /* but only once */
	assert_int_equal(a->incident.verify_ms, TARGET_TIME_BASE + 120000);
	story_fini(&story);
}

static void a_late_failure_counts_while_the_act_is_verified_and_not_against_the_next(void **state)
{
	(void)state;
	for (int late = 0; late < 2; late++) {
		struct story story;
		const struct target *a = fly(&story);

		story_line(&story,
			   "{\"t\":93000,\"ev\":\"command\",\"what\":\"hold\",\"target\":\"g/a\"}");
		story_poll(&story, 95000, late ? 205000 : 120000, "g/a down");
		assert_int_equal(a->incident.rung, late);
		result(&story, 205000, 1, "failed");
		assert_int_equal(a->incident.failures, late ? 0 : 1);
		story_fini(&story);
	}
}

static void what_was_never_asked_for_is_no_result(void **state)
{
	struct story story;
	const struct target *a = fly(&story);

	(void)state;
	result(&story, 92000, 2, NULL);
	assert_true(a->gateway->flight.flying);
	result(&story, 93000, 1, "timeout");
	assert_false(a->gateway->flight.flying);
	result(&story, 94000, 1, "timeout");
	assert_int_equal(a->incident.verify_ms, TARGET_TIME_BASE + 93000);
	story_fini(&story);
}

static void success_begins_a_life_with_its_grace(void **state)
{
	struct story story;
	const struct target *a = fly(&story);

	(void)state;
	story_result(&story, 93000, NULL);
	assert_int_equal(a->epoch.begun, BEGUN_ACT);
	assert_int_equal(a->epoch.start_ms, TARGET_TIME_BASE + 93000);
	assert_int_equal(a->grace_until_ms, TARGET_TIME_BASE + 153000);
	assert_false(a->epoch.run.open);
	assert_int_equal(a->incident.convicted_ms, 0);
	story_fini(&story);
}

static void one_gateway_has_one_action_in_flight(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	for (int64_t t_ms = 0; t_ms < 150000;
	     t_ms += 5 * STORY_SECOND) { /* too far apart for a shared cause */
		story_poll(&story, t_ms, t_ms + 1, "g/a down");
		story_claim(&story, t_ms, "g/b", t_ms < 35000 ? "up" : "down");
		story_claim(&story, t_ms, "h/a", "down");
		story_claim(&story, t_ms, "g/c", "up");
	}
	assert_int_equal(story_when(&story, SESSION), 90000);
	assert_int_equal(story_when(&story, "act h/a restart-session 1"),
			 90000); /* another gateway */
	assert_int_equal(story_when(&story, "act g/b restart-session 1"), 125000);
	story_fini(&story);

	story_init(&story);
	for (int64_t t_ms = 0; t_ms < 150000; t_ms += 5 * STORY_SECOND) {
		story_poll(&story, t_ms, t_ms + 1, "g/a down");
		story_claim(&story, t_ms, "g/c", "up");
		if (t_ms == 90000)
			roster_find(story.roster, "g")->gateway->flight.until_ms += 40000;
		story_claim(&story, t_ms, "g/b", t_ms < 35000 ? "up" : "down");
	}
	assert_int_equal(story_when(&story, "held g/b in-flight"), 125000);
	assert_int_equal(story_when(&story, "act g/b restart-session 1"), -1);
	story_wait(&story, 150000);
	assert_int_equal(story_when(&story, "act g/b restart-session 1"), 150000);
	story_fini(&story);
}

/* g/a goes on to rung 2 while g/b is convicted, too, and held by its hold. */
static void fly_wide(struct story *story)
{
	story_init(story);
	story->policy.escalate_always = true;
	story_poll(story, 0, 92000, "g/a down");
	story_result(story, 92000, NULL);
	for (int64_t t_ms = 95000; t_ms < 190000; t_ms += 5 * STORY_SECOND) {
		story_claim(story, t_ms, "g/b", t_ms < 130000 ? "up" : "down");
		story_poll(story, t_ms, t_ms + 1, "g/a down");
	}
	assert_int_equal(story_when(story, CONTAINER), 185000);
	story_poll(story, 190000, 226000, "g/b down");
	assert_int_equal(story_when(story, "held g/b in-flight"), 220000);
}

static void a_gateway_wide_end_puts_every_open_incident_into_verification(void **state)
{
	(void)state;
	for (int timeout = 0; timeout < 2; timeout++) {
		struct story story;
		const struct target *a, *b;

		fly_wide(&story);
		a = roster_find(story.roster, "g/a");
		b = roster_find(story.roster, "g/b");
		incident_convict(roster_engine(story.roster), roster_find(story.roster, "g"),
				 CAUSE_RUN);
		story_result(&story, 226000, timeout ? "timeout" : NULL);
		assert_int_equal(a->incident.phase, INCIDENT_VERIFY);
		assert_int_equal(b->incident.phase, INCIDENT_VERIFY);
		assert_true(b->incident.wide);
		assert_int_equal(roster_find(story.roster, "g")->incident.phase, INCIDENT_VERIFY);
		assert_true(roster_find(story.roster, "g")->incident.wide);
		assert_int_equal(b->epoch.begun, timeout ? BEGUN_FIRST_LINE : BEGUN_ACT);
		assert_int_equal(story_times(&story, "act g/b restart-session 1"), 0);
		story_fini(&story);
	}
}

static void a_session_s_act_leaves_the_others_alone(void **state)
{
	struct story story;
	const struct target *b;

	(void)state;
	story_init(&story);
	for (int64_t t_ms = 0; t_ms < 92000; t_ms += 5 * STORY_SECOND) {
		story_claim(&story, t_ms, "g/b", "up");
		story_poll(&story, t_ms, t_ms + 1, "g/a down");
	}
	b = roster_find(story.roster, "g/b");
	story_result(&story, 92000, NULL);
	assert_int_equal(b->epoch.begun, BEGUN_FIRST_LINE);
	assert_int_equal(roster_find(story.roster, "g")->epoch.begun, BEGUN_FIRST_LINE);
	story_fini(&story);
}

static void what_the_container_does_up_to_settle_after_the_result_is_ours(void **state)
{
	(void)state;
	for (int late = 0; late < 2; late++) {
		struct story story;
		const struct gateway *gateway;

		fly_wide(&story);
		gateway = roster_find(story.roster, "g")->gateway;
		story_event(&story, 226000, "g", "die");
		assert_false(gateway->container.dead);
		story_result(&story, 227000, NULL);
		story_event(&story, 236999 + late, "g", "die");
		assert_int_equal(gateway->container.dead, late);
		story_fini(&story);
	}
}

static void a_start_that_was_lost_does_not_leave_the_container_dead_for_ever(void **state)
{
	struct story story;
	const struct gateway *gateway;

	(void)state;
	story_init(&story);
	story_event(&story, 0, "g", "start");
	story_event(&story, 1000, "g", "die");
	story_wait(&story, 20000);
	assert_int_equal(story_when(&story, CONTAINER), 11000);
	story_result(&story, 20000, NULL);
	gateway = roster_find(story.roster, "g")->gateway;
	assert_false(gateway->container.dead);
	for (int64_t t_ms = 30000; t_ms < 600000; t_ms += 10 * STORY_SECOND) {
		story_wait(&story, t_ms - 1);
		story_fault(&story, t_ms, "g", "path");
	}
	assert_int_equal(story_times(&story, "notify g quarantined"),
			 1); /* it is seen not to have helped */
	story_fini(&story);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_result_it_ends_at_its_timeout),
		cmocka_unit_test(a_late_result_of_the_newest_act_is_still_used),
		cmocka_unit_test(
			a_late_failure_counts_while_the_act_is_verified_and_not_against_the_next),
		cmocka_unit_test(what_was_never_asked_for_is_no_result),
		cmocka_unit_test(success_begins_a_life_with_its_grace),
		cmocka_unit_test(one_gateway_has_one_action_in_flight),
		cmocka_unit_test(a_gateway_wide_end_puts_every_open_incident_into_verification),
		cmocka_unit_test(a_session_s_act_leaves_the_others_alone),
		cmocka_unit_test(what_the_container_does_up_to_settle_after_the_result_is_ours),
		cmocka_unit_test(a_start_that_was_lost_does_not_leave_the_container_dead_for_ever),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
