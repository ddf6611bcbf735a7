/* test_command.c - what an operator's hold, release and reset change.  SPDX-License-Identifier: ISC */
#include "story.h"

#define ACT "act g/a restart-session 1"

static void command(struct story *story, int64_t t_ms, const char *what, const char *more)
{
	story_line(story, "{\"t\":%lld,\"ev\":\"command\",\"what\":\"%s\",\"target\":\"g/a\"%s}",
		   (long long)t_ms, what, more);
}

static void a_hold_ends_by_itself_and_what_ran_under_it_begins_anew(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	command(&story, 0, "hold", ",\"for_ms\":200000");
	story_poll(&story, 0, 400000, "g/a down");
	assert_int_equal(story_when(&story, "held g/a hold"), 90000);
	assert_int_equal(story_when(&story, ACT), 290000);
	story_fini(&story);
	story_init(&story);
	command(&story, 0, "hold", ",\"for_ms\":200000");
	story_poll(&story, 0, 120000, "g/a down");
	command(&story, 120000, "release", "");
	story_poll(&story, 120001, 400000, "g/a down");
	assert_int_equal(story_when(&story, ACT), 210000);
	story_fini(&story);
}

static void releasing_what_nobody_holds_changes_nothing(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_poll(&story, 0, 60000, "g/a down");
	command(&story, 60000, "release", "");
	story_poll(&story, 60001, 400000, "g/a down");
	assert_int_equal(story_when(&story, ACT), 90000);
	story_fini(&story);
}

/* Sessions are judged before their gateway, but its hold must have ended before them. */
static void the_end_of_a_gateways_hold_begins_its_sessions_runs_anew(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_line(
		&story,
		"{\"t\":0,\"ev\":\"command\",\"what\":\"hold\",\"target\":\"g\",\"for_ms\":200000}");
	story_poll(&story, 0, 400000, "g/a down");
	assert_int_equal(story_when(&story, "held g/a hold"), 90000);
	assert_int_equal(story_when(&story, ACT), 290000);
	story_fini(&story);
}

static void a_reset_clears_what_an_operator_may_clear(void **state)
{
	struct story story;
	struct target *target;

	(void)state;
	for (int charges = 0; charges < 2; charges++) {
		int64_t t_ms = story_quarantine(&story) + 10000;

		target = roster_get(story.roster, "g/a");
		assert_true(target->cooldown > 0);
		command(&story, t_ms, "reset", charges ? ",\"charges\":true" : "");
		assert_int_equal(story.acts, 5); /* at once, and at the first rung */
		assert_int_equal(story_times(&story, ACT), 3);
		assert_false(target->quarantine.on);
		assert_int_equal(target->cooldown, 1);
		assert_int_equal(target->budget.acts, charges ? 1 : 3);
		story_claim(&story, t_ms, "g/a", "human");
		assert_true(target->human);
		command(&story, t_ms + 1, "reset", "");
		assert_false(target->human);
		story_fini(&story);
	}
}

static void a_reset_begins_at_the_first_rung(void **state)
{
	struct story story;
	int64_t t_ms;

	(void)state;
	t_ms = story_unhelped(&story);
	command(&story, t_ms, "reset", "");
	assert_int_equal(story_times(&story, ACT), 2);
	story_fini(&story);
}

/* Of the whole gateway, whichever of its sessions is named; and what was about to be learnt as well. */
static void only_a_reset_with_law_forgets_what_was_learnt(void **state)
{
	for (int law = 0; law < 2; law++) {
		struct story story;
		struct target *target;
		struct law *laws;

		(void)state;
		story_init(&story);
		story_poll(&story, 0, 60000, "g/a up");
		story_poll(&story, 60000, 100000, "g/a starting");
		story_poll(&story, 100000, 300000, "g/a up");
		target = roster_get(story.roster, "g/a");
		laws = target->gateway->laws;
		law_learn(&laws[LAW_DOWN - 1], 5, 1000, 1000);
		assert_int_equal(target->epoch.lessons, 1);
		command(&story, 300000, "reset", law ? ",\"law\":true" : ",\"charges\":true");
		assert_int_equal(laws[LAW_DOWN - 1].began_ms, law ? 0 : 1000);
		assert_int_equal(target->epoch.lessons, law ? 0 : 1);
		story_poll(&story, 310000, 1000000, "g/a up");
		assert_int_equal(laws[LAW_STARTING - 1].began_ms == 0, law);
		story_fini(&story);
	}
}

/* It lasted under the old ways of its gateway. */
static void a_run_that_is_open_at_a_reset_of_the_law_teaches_nothing(void **state)
{
	struct story story;
	const struct law *law;

	(void)state;
	story_init(&story);
	story_poll(&story, 0, 60000, "g/a up");
	story_poll(&story, 60000, 80000, "g/a starting");
	command(&story, 80000, "reset", ",\"law\":true");
	story_poll(&story, 80000, 100000, "g/a starting");
	story_poll(&story, 100000, 800000, "g/a up");
	law = &roster_get(story.roster, "g/a")->gateway->laws[LAW_STARTING - 1];
	assert_int_equal(law->began_ms, 0);
	story_poll(&story, 800000, 820000, "g/a starting");
	story_poll(&story, 820000, 1500000, "g/a up");
	assert_true(law->began_ms > 0);
	story_fini(&story);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_hold_ends_by_itself_and_what_ran_under_it_begins_anew),
		cmocka_unit_test(releasing_what_nobody_holds_changes_nothing),
		cmocka_unit_test(the_end_of_a_gateways_hold_begins_its_sessions_runs_anew),
		cmocka_unit_test(a_reset_clears_what_an_operator_may_clear),
		cmocka_unit_test(a_reset_begins_at_the_first_rung),
		cmocka_unit_test(only_a_reset_with_law_forgets_what_was_learnt),
		cmocka_unit_test(a_run_that_is_open_at_a_reset_of_the_law_teaches_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
