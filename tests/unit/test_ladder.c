/* test_ladder.c - which action comes next, and when giving up is all that is left.
 * SPDX-License-Identifier: ISC */
#include "story.h"

#define SESSION "act g/a restart-session 1"
#define CONTAINER "act g restart-container 2"
#define QUARANTINED "notify g/a quarantined"

/* g/a says what it says every 5 s; every act ends at once, with what (NULL: well). */
static void live(struct story *story, int64_t from_ms, int64_t until_ms, const char *claim,
		 const char *what)
{
	uint64_t answered = story->last_act;

	for (int64_t t_ms = from_ms; t_ms < until_ms; t_ms += 5 * STORY_SECOND) {
		story_poll(story, t_ms, t_ms + 1, claim);
		while (story->last_act != answered) {
			answered = story->last_act;
			story_result(story, t_ms, what);
		}
	}
}

/* The n-th act of all; -1: there were fewer. */
static int64_t act_at(const struct story *story, unsigned n)
{
	for (const char *line = story->orders; *line; line = strchr(line, '\n') + 1)
		if (strncmp(strchr(line, ' '), " act ", 5) == 0 && n-- == 0)
			return strtoll(line, NULL, 10);
	return -1;
}

static void what_never_helps_ends_in_quarantine_and_is_tried_again_ever_more_rarely(void **state)
{
	static const int64_t hours[] = { 1, 2, 4, 8, 16, 24, 24, 24 };
	struct story story;
	int64_t last_ms;

	(void)state;
	story_init(&story);
	live(&story, 0, 100 * STORY_HOUR, "g/a down", NULL);
	assert_int_equal(act_at(&story, 0), 90000);
	assert_int_equal(act_at(&story, 1), 185000);
	assert_true(story_has(&story, "185000 " CONTAINER));
	last_ms = story_when(&story, QUARANTINED);
	assert_int_equal(last_ms, 485000);
	for (unsigned i = 0; i < 7; i++) {
		assert_int_equal(act_at(&story, 2 + i), last_ms + hours[i] * STORY_HOUR);
		last_ms = act_at(&story, 2 + i);
	}
	assert_int_equal(story_times(&story, CONTAINER), 1); /* tries are of the first rung only */
	assert_int_equal(story_times(&story, QUARANTINED), 1);
	assert_int_equal(story_times(&story, "notify g/a opened"), 1);
	assert_int_equal(story_times(&story, "notify g/a reminder") + 2, story.notifies);
	story_fini(&story);
}

static void a_failed_action_is_tried_once_more_after_its_cooldown(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	live(&story, 0, 20 * STORY_MINUTE, "g/a down", "failed");
	assert_int_equal(act_at(&story, 0), 90000);
	assert_int_equal(act_at(&story, 1), 120000);
	assert_true(story_has(&story, "120000 " SESSION));
	assert_int_equal(act_at(&story, 2), 180000);
	assert_true(story_has(&story, "180000 " CONTAINER));
	assert_int_equal(act_at(&story, 3), 210000);
	assert_int_equal(story_when(&story, QUARANTINED), 210000);
	assert_int_equal(story.acts, 4);
	story_fini(&story);
}

static void one_failure_is_forgiven_once_the_rung_could_be_done(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_poll(&story, 0, 92000, "g/a down");
	story_result(&story, 92000, "failed");
	story_poll(&story, 95000, 122000, "g/a down");
	story_result(&story, 122000, NULL);
	assert_int_equal(story_times(&story, SESSION), 2);
	story_poll(&story, 125000, 300000, "g/a down"); /* verified badly: rung 2 */
	story_result(&story, 300000, "failed");
	story_poll(&story, 300000, 400000, "g/a down");
	assert_int_equal(story_times(&story, CONTAINER), 2); /* its own second try */
	story_fini(&story);
}

static void what_is_set_up_wrong_is_told_and_not_escalated(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	live(&story, 0, STORY_HOUR, "g/a down", "setup");
	assert_int_equal(story_when(&story, "notify g/a setup"), 90000);
	assert_int_equal(story.notifies, 1);
	assert_int_equal(story.acts, 1);
	live(&story, STORY_HOUR, 8 * STORY_HOUR, "g/a down", "setup");
	assert_int_equal(story_times(&story, CONTAINER), 0);
	assert_int_equal(act_at(&story, 1), 90000 + STORY_HOUR); /* somebody may have mended it */
	assert_int_equal(act_at(&story, 2), 90000 + 3 * STORY_HOUR);
	story_fini(&story);
}

static void waiting_half_an_hour_for_others_to_die_is_the_end_of_the_ladder(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	for (int64_t t_ms = 0; t_ms < STORY_HOUR; t_ms += 5 * STORY_SECOND) {
		live(&story, t_ms, t_ms + 1, "g/a down", NULL);
		story_claim(&story, t_ms, "g/b", "up");
	}
	assert_int_equal(story_when(&story, "held g/a blast-radius"), 185000);
	assert_int_equal(story_when(&story, QUARANTINED), 185000 + 30 * STORY_MINUTE);
	assert_int_equal(story_times(&story, CONTAINER), 0);
	story_fini(&story);
}

static void a_gateway_takes_only_rungs_that_reach_it(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	for (int64_t t_ms = 0; t_ms < 600000; t_ms += 10 * STORY_SECOND)
		story_fault(&story, t_ms, "g", "path");
	assert_int_equal(story_when(&story, CONTAINER), 300000);
	assert_int_equal(story.acts, 1);
	story_fini(&story);
}

/* An upgrade takes the gateway away, and its ladder has nothing for a gateway. */
static void who_keeps_hands_off_is_not_told_that_the_ladder_is_spent(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_claim(&story, 0, "g/a", "up");
	roster_find(story.roster, "g")->gateway->conf.rungs = 1;
	story_line(&story, "{\"t\":1000,\"ev\":\"command\",\"what\":\"hold\",\"target\":\"g\","
			   "\"for_ms\":360000}");
	for (int64_t t_ms = 5000; t_ms < 600000; t_ms += 5000)
		story_fault(&story, t_ms, "g", "path");
	assert_true(story_has(&story, "held g hold"));
	assert_in_range(story_when(&story, "notify g quarantined"), 361000, 600000);
	assert_int_equal(story_times(&story, "notify g quarantined"), 1);
	story_fini(&story);
}

static void who_is_held_is_told_once_and_again_when_the_reason_changes(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_line(
		&story,
		"{\"t\":0,\"ev\":\"command\",\"what\":\"hold\",\"target\":\"g/a\",\"for_ms\":300000}");
	story_poll(&story, 0, 200000, "g/a down");
	assert_int_equal(story_when(&story, "held g/a hold"), 90000);
	assert_int_equal(story_times(&story, "held g/a"), 1);
	story_self(&story, 200000, "uplink-down");
	assert_int_equal(story_times(&story, "held g/a"), 1); /* hold is asked first */
	story_line(&story,
		   "{\"t\":201000,\"ev\":\"command\",\"what\":\"release\",\"target\":\"g/a\"}");
	story_poll(&story, 201000, 600000,
		   "g/a down"); /* the run is suspended, so nobody is convicted */
	assert_int_equal(story_times(&story, "held g/a"), 1);
	story_fini(&story);
}

/* Restarted, up for a minute, down again: cured each time, and never well. */
static void relapse(struct story *story, int64_t until_ms)
{
	int64_t up_until_ms = 0;

	for (int64_t t_ms = 0; t_ms < until_ms; t_ms += 5 * STORY_SECOND) {
		uint64_t before = story->last_act;

		story_poll(story, t_ms, t_ms + 1, t_ms < up_until_ms ? "g/a up" : "g/a down");
		if (story->last_act == before)
			continue;
		story_result(story, t_ms, NULL);
		up_until_ms = t_ms + STORY_MINUTE;
	}
}

static void held_twice_by_its_own_budget_is_quarantine(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	relapse(&story, 6 * STORY_HOUR);
	assert_int_equal(story_times(&story, "held g/a budget-session"), 1);
	assert_true(story_when(&story, QUARANTINED) >
		    story_when(&story, "held g/a budget-session"));
	assert_true(story_when(&story, QUARANTINED) < 2 * STORY_HOUR);
	assert_true(story_times(&story, SESSION) <= 3 + 3 + 3);
	assert_int_equal(story_times(&story, CONTAINER), 0);
	story_fini(&story);
}

static void the_day_s_budget_held_once_is_quarantine(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story.policy.restarts_day = (struct policy_rate){ 2, 24 * STORY_HOUR };
	relapse(&story, 2 * STORY_HOUR);
	assert_true(story_when(&story, "held g/a budget-session") >
		    story_when(&story, QUARANTINED));
	assert_int_equal(story_times(&story, SESSION), 2);
	assert_true(story_when(&story, QUARANTINED) > act_at(&story, 1));
	assert_true(story_when(&story, QUARANTINED) < act_at(&story, 1) + 5 * STORY_MINUTE);
	story_fini(&story);
}

/* g is well since its first answer; eleven minutes later its only rung is charged to it. */
static void health_before_a_charge_does_not_shorten_the_cooldown(void **state)
{
	static const char *const actions[] = { "restart-container" };
	struct policy_gateway limits;
	struct target *gateway;
	struct story story;

	(void)state;
	story_init(&story);
	story.policy.escalate_always = true;
	policy_gateway_default(&limits);
	limits.ladder[0] = limits.ladder[1];
	limits.rungs = 1;
	gateway = roster_get(story.roster, "g");
	roster_set_gateway(story.roster, gateway, &limits, actions);
	for (int64_t t_ms = 0; t_ms < 665000; t_ms += 5 * STORY_SECOND) {
		story_claim(&story, t_ms, "g/b", "up");
		story_claim(&story, t_ms, "g/a", t_ms < 570000 ? "up" : "down");
	}
	assert_int_equal(story_when(&story, "act g restart-container 1"), 660000);
	story_result(&story, 665000, "failed");
	assert_int_equal(gateway->cooldown, 1);
	story_fini(&story);
}

static void held_by_the_budget_twice_in_more_than_six_hours_is_none(void **state)
{
	(void)state;
	for (int late = 0; late < 2; late++) {
		struct story story;
		struct target *a;

		story_init(&story);
		story_poll(&story, 0, 90000, "g/a down");
		a = roster_find(story.roster, "g/a");
		a->budget_held_ms = TARGET_TIME_BASE + 90000 - 6 * STORY_HOUR + !late;
		a->budget_held_total = 1;
		for (int i = 0; i < 3; i++)
			budget_charge(&a->budget, TARGET_TIME_BASE + 80000);
		story_poll(&story, 90000, 100000, "g/a down");
		assert_int_equal(story_times(&story, QUARANTINED), !late);
		assert_int_equal(story_times(&story, "held g/a budget-session"), late);
		story_poll(&story, 100000, 200000, "g/a down"); /* still the same charge */
		assert_int_equal(story_times(&story, QUARANTINED), !late);
		story_fini(&story);
	}
}

static void who_waits_is_told_that_another_flies(void **state)
{
	struct story story;
	struct target *b;

	(void)state;
	story_init(&story);
	story_poll(&story, 0, 1, "g/c up");
	b = roster_get(story.roster, "g/b");
	b->cooldown = 7;
	b->last_act_ms = TARGET_TIME_BASE;
	story_poll(&story, 0, 40000, "g/b down");
	for (int64_t t_ms = 40000; t_ms < 140000; t_ms += 5 * STORY_SECOND) {
		story_poll(&story, t_ms, t_ms + 1, "g/b down");
		story_claim(&story, t_ms, "g/a", "down");
	}
	assert_int_equal(story_when(&story, "held g/b cooldown"), 90000);
	assert_int_equal(story_when(&story, SESSION), 130000);
	assert_int_equal(story_when(&story, "held g/b in-flight"), 130000);
	story_fini(&story);
}

static void observing_charges_what_it_would_have_done(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	roster_engine(story.roster)->observe = true;
	story_poll(&story, 0, 20 * STORY_MINUTE, "g/a down");
	assert_int_equal(story.acts, 0);
	assert_int_equal(story_when(&story, "held g/a observe"), 90000);
	assert_int_equal(roster_find(story.roster, "g/a")->budget.acts, 1);
	assert_int_equal(roster_find(story.roster, "g")->budget.acts, 1);
	assert_int_equal(story_times(&story, QUARANTINED),
			 1); /* the report goes on as the acts would */
	story_fini(&story);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			what_never_helps_ends_in_quarantine_and_is_tried_again_ever_more_rarely),
		cmocka_unit_test(a_failed_action_is_tried_once_more_after_its_cooldown),
		cmocka_unit_test(one_failure_is_forgiven_once_the_rung_could_be_done),
		cmocka_unit_test(what_is_set_up_wrong_is_told_and_not_escalated),
		cmocka_unit_test(waiting_half_an_hour_for_others_to_die_is_the_end_of_the_ladder),
		cmocka_unit_test(a_gateway_takes_only_rungs_that_reach_it),
		cmocka_unit_test(who_keeps_hands_off_is_not_told_that_the_ladder_is_spent),
		cmocka_unit_test(who_is_held_is_told_once_and_again_when_the_reason_changes),
		cmocka_unit_test(held_twice_by_its_own_budget_is_quarantine),
		cmocka_unit_test(the_day_s_budget_held_once_is_quarantine),
		cmocka_unit_test(health_before_a_charge_does_not_shorten_the_cooldown),
		cmocka_unit_test(held_by_the_budget_twice_in_more_than_six_hours_is_none),
		cmocka_unit_test(who_waits_is_told_that_another_flies),
		cmocka_unit_test(observing_charges_what_it_would_have_done),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
