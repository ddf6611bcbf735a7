/* test_silence.c - a quiet session is asked, and only failed answers convict.  SPDX-License-Identifier: ISC */
#include "story.h"

#define MIN STORY_MINUTE
#define ACT "act g/a restart-session 1"
#define PROBE "probe g/a"

/* Up since 0, and said so as of until_ms. */
static void quiet(struct story *story, int64_t until_ms)
{
	story_init(story);
	story_poll(story, 0, until_ms, "g/a up");
}

/* Failing probes at the given seconds after the first, which is at 15 min; -1 ends them. */
static void failing(struct story *story, const int *seconds)
{
	quiet(story, 15 * MIN);
	for (; *seconds >= 0; seconds++)
		story_probe(story, 15 * MIN + *seconds * STORY_SECOND, "g/a", false);
}

static void silence_is_asked_about_after_a_quarter_of_an_hour(void **state)
{
	struct story story;

	(void)state;
	quiet(&story, 16 * MIN);
	assert_int_equal(story_when(&story, PROBE), 15 * MIN);
	story_fini(&story);
	quiet(&story, 5 * MIN);
	story_proof(&story, 5 * MIN, "g/a");
	story_poll(&story, 5 * MIN, 40 * MIN, "g/a up");
	assert_int_equal(story_when(&story, PROBE), 20 * MIN);
	assert_int_equal(story_times(&story, PROBE), 2);
	story_fini(&story);
}

static void who_is_not_up_or_offers_no_probe_is_not_asked(void **state)
{
	static const char *const others[] = { "g/a down", "g/a human", "g/a absent" };
	struct story story;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		story_init(&story);
		story_line(
			&story,
			"{\"t\":0,\"ev\":\"command\",\"what\":\"hold\",\"target\":\"g/a\",\"for_ms\":9000000}");
		story_poll(&story, 0, 5000, "g/a up");
		story_poll(&story, 5000, 40 * MIN, others[i]);
		assert_int_equal(story_times(&story, PROBE), 0);
		story_fini(&story);
	}
	story_init(&story);
	story.policy.silence_probe = false;
	story_poll(&story, 0, STORY_HOUR, "g/a up");
	assert_int_equal(story_times(&story, PROBE), 0);
	story_fini(&story);
}

static void silence_alone_never_convicts(void **state)
{
	struct story story;

	(void)state;
	quiet(&story, 30 * 24 * STORY_HOUR / 30);
	assert_int_equal(story.acts, 0);
	assert_true(story_times(&story, PROBE) <= 100);
	assert_true(story_times(&story, PROBE) >= 90);
	story_fini(&story);
}

static void four_failures_over_two_minutes_convict(void **state)
{
	struct story story;

	(void)state;
	failing(&story, (const int[]){ 0, 40, 80, 120, -1 });
	assert_int_equal(story_when(&story, ACT), 15 * MIN + 120000);
	story_fini(&story);
}

static void four_failures_in_less_time_do_not(void **state)
{
	struct story story;

	(void)state;
	failing(&story, (const int[]){ 0, 40, 80, 119, -1 });
	assert_int_equal(story.acts, 0);
	story_fini(&story);
}

static void three_failures_do_not(void **state)
{
	struct story story;

	(void)state;
	failing(&story, (const int[]){ 0, 80, 180, -1 });
	assert_int_equal(story.acts, 0);
	story_fini(&story);
}

static void the_same_answer_again_is_no_fourth(void **state)
{
	struct story story;

	(void)state;
	failing(&story, (const int[]){ 0, 60, 120, 120, 120, -1 });
	assert_int_equal(story.acts, 0);
	story_fini(&story);
}

static void of_two_answers_of_one_moment_the_later_counts(void **state)
{
	struct story story;

	(void)state;
	failing(&story, (const int[]){ 0, 40, 80, -1 });
	story_probe(&story, 15 * MIN + 120000, "g/a", true);
	story_probe(&story, 15 * MIN + 120000, "g/a", false);
	assert_int_equal(story.acts, 0);
	story_fini(&story);
}

static void a_good_answer_or_a_proof_ends_the_row(void **state)
{
	struct story story;

	(void)state;
	for (int proof = 0; proof < 2; proof++) {
		failing(&story, (const int[]){ 0, 40, 80, -1 });
		if (proof)
			story_proof(&story, 15 * MIN + 100000, "g/a");
		else
			story_probe(&story, 15 * MIN + 100000, "g/a", true);
		story_probe(&story, 15 * MIN + 120000, "g/a", false);
		story_probe(&story, 15 * MIN + 160000, "g/a", false);
		assert_int_equal(story.acts, 0);
		story_fini(&story);
	}
}

static void after_a_failure_it_is_asked_again_in_forty_seconds(void **state)
{
	struct story story;

	(void)state;
	quiet(&story, 15 * MIN + 1000);
	story_probe(&story, 15 * MIN + 1000, "g/a", false);
	story_poll(&story, 15 * MIN + 1001, 15 * MIN + 41000, "g/a up");
	assert_int_equal(story_times(&story, PROBE), 1);
	story_tick(&story, 15 * MIN + 41000);
	assert_int_equal(story_times(&story, PROBE), 2);
	story_fini(&story);
}

static void traffic_makes_the_next_question_later(void **state)
{
	struct story story;

	(void)state;
	quiet(&story, 15 * MIN + 1000);
	story_probe(&story, 15 * MIN + 1000, "g/a", true);
	story_poll(&story, 15 * MIN + 2000, 20 * MIN, "g/a up");
	story_proof(&story, 20 * MIN, "g/a");
	story_poll(&story, 20 * MIN, 35 * MIN, "g/a up");
	assert_int_equal(story_times(&story, PROBE), 1);
	story_tick(&story, 35 * MIN);
	assert_int_equal(story_times(&story, PROBE), 2);
	story_fini(&story);
}

static void a_late_proof_of_before_the_act_does_not_stop_the_asking(void **state)
{
	struct story story;
	int64_t acted_ms = 15 * MIN + 120000;

	(void)state;
	failing(&story, (const int[]){ 0, 40, 80, 120, -1 });
	story_result(&story, acted_ms + 20000, "timeout");
	story_proof_at(&story, acted_ms + 25000, acted_ms - 5000, "g/a");
	story_wait(&story, acted_ms + 70000);
	assert_true(story_times(&story, PROBE) >= 2);
	story_fini(&story);
}

static void who_was_restarted_for_a_run_is_not_asked(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_poll(&story, 0, 92000, "g/a down");
	story_result(&story, 92000, NULL);
	story_poll(&story, 92001, 180000, "g/a starting");
	assert_int_equal(story_times(&story, PROBE), 0);
	story_fini(&story);
}

static void failures_convict_only_who_says_up(void **state)
{
	struct story story;

	(void)state;
	for (int absent = 0; absent < 2; absent++) {
		failing(&story, (const int[]){ 0, 40, 80, -1 });
		story_claim(&story, 15 * MIN + 100000, "g/a", absent ? "absent" : "down");
		story_probe(&story, 15 * MIN + 120000, "g/a", false);
		assert_int_equal(story.acts, 0);
		story_fini(&story);
	}
}

static void what_was_asked_a_day_ago_is_forgotten(void **state)
{
	struct story story;
	unsigned asked;

	(void)state;
	quiet(&story, 15 * MIN);
	for (int64_t t_ms = 15 * MIN; t_ms < 12 * STORY_HOUR; t_ms += 60000) {
		story_claim(&story, t_ms, "g/a", "up");
		story_probe(&story, t_ms, "g/a", t_ms / 60000 % 3 == 0);
		story_wait(&story, t_ms + 59999);
	}
	story_probe(&story, 12 * STORY_HOUR, "g/a", true);
	asked = story_times(&story, PROBE);
	assert_int_equal(asked, 100);
	story_claim(&story, 12 * STORY_HOUR, "g/a", "human");
	story_poll(&story, 60 * STORY_HOUR, 61 * STORY_HOUR, "g/a up");
	assert_int_equal(story_times(&story, PROBE), 104);
	story_fini(&story);
}

static void a_proof_told_twice_asks_nothing(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_proof(&story, 0, "g/a");
	story_poll(&story, 0, 20 * MIN, "g/a up");
	story_probe(&story, 20 * MIN, "g/a", true);
	for (int i = 0; i < 5; i++)
		story_proof_at(&story, 20 * MIN + i, 0, "g/a");
	assert_int_equal(story_times(&story, PROBE), 1);
	story_fini(&story);
}

static void a_lag_forgets_failures_but_hastens_nothing(void **state)
{
	struct story story;

	(void)state;
	failing(&story, (const int[]){ 0, 40, 80, -1 });
	story_self(&story, 15 * MIN + 81000, "lag");
	assert_int_equal(story_times(&story, PROBE), 0);
	story_probe(&story, 15 * MIN + 120000, "g/a", false);
	story_wait(&story, 18 * MIN);
	assert_int_equal(story.acts, 0);
	story_fini(&story);
}

static void a_day_has_a_hundred_probes(void **state)
{
	struct story story;
	int64_t t_ms = 15 * MIN;

	(void)state;
	quiet(&story, t_ms);
	for (int day = 1; day <= 2; day++) {
		for (; t_ms < day * 24 * STORY_HOUR; t_ms += 60000) {
			story_wait(&story, t_ms - 1);
			story_claim(&story, t_ms, "g/a", "up");
			story_probe(&story, t_ms, "g/a", t_ms / 60000 % 3 == 0);
		}
		assert_true(story_times(&story, PROBE) <= (unsigned)day * 100);
		assert_true(story_times(&story, PROBE) >= (unsigned)day * 90);
	}
	assert_int_equal(story.acts, 0);
	story_fini(&story);
}

static void a_gateway_that_is_dead_stopped_or_faulting_is_not_asked(void **state)
{
	static const char *const whats[] = { "die", "pause", "path", "setup" };
	struct story story;

	(void)state;
	for (int i = 0; i < 4; i++) {
		story_init(&story);
		story.policy.restarts.acts = 0;
		story_claim(&story, 0, "g/a", "up");
		if (i < 2)
			story_event(&story, 10000, "g", whats[i]);
		else
			story_fault(&story, 10000, "g", whats[i]);
		story_wait(&story, STORY_HOUR);
		assert_int_equal(story_times(&story, PROBE), 0);
		story_fini(&story);
	}
}

static void a_gateway_that_answers_again_is_asked(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_claim(&story, 0, "g/a", "up");
	story_fault(&story, 10000, "g", "path");
	story_poll(&story, 15000, 16 * MIN, "g/a up");
	assert_int_equal(story_when(&story, PROBE), 15 * MIN);
	story_fini(&story);
}

static void a_dead_gateway_convicts_none_of_its_sessions(void **state)
{
	struct story story;

	(void)state;
	quiet(&story, 15 * MIN);
	for (int i = 0; i < 3; i++)
		story_probe(&story, 15 * MIN + i * 40000, "g/a", false);
	story_event(&story, 15 * MIN + 119000, "g", "die");
	story_probe(&story, 15 * MIN + 120000, "g/a", false);
	assert_int_equal(story.acts, 0);
	story_event(&story, 15 * MIN + 121000, "g", "start");
	story_wait(&story, 20 * MIN);
	assert_int_equal(story.acts, 0);
	story_fini(&story);
}

/* Claims every minute of [from_ms, until_ms), and each probe that is asked for is answered. */
static void answered(struct story *story, int64_t from_ms, int64_t until_ms, bool ok)
{
	unsigned asked = story_times(story, PROBE);

	for (int64_t t_ms = from_ms; t_ms < until_ms && !story->acts; t_ms += 5 * STORY_SECOND) {
		story_poll(story, t_ms, t_ms + 5 * STORY_SECOND, "g/a up");
		if (story_times(story, PROBE) > asked)
			story_probe(story, t_ms + 4999, "g/a", ok);
		asked = story_times(story, PROBE);
	}
}

static void a_death_after_two_days_of_silence_is_still_seen_soon(void **state)
{
	int64_t died_ms = 49 * STORY_HOUR;

	(void)state;
	for (int64_t later_ms = 0; later_ms < STORY_HOUR; later_ms += 5 * MIN) {
		struct story story;

		story_init(&story);
		answered(&story, 0, died_ms + later_ms, true);
		assert_in_range(story_times(&story, PROBE), 2 * 72, 2 * 100);
		answered(&story, died_ms + later_ms, died_ms + later_ms + 23 * MIN, false);
		assert_int_equal(story.acts, 1);
		story_fini(&story);
	}
}

static void who_is_convicted_of_silence_is_asked_no_oftener_than_others(void **state)
{
	struct story story;

	(void)state;
	failing(&story, (const int[]){ 0, 40, 80, 120, -1 });
	assert_int_equal(story.acts, 1);
	story_result(&story, 17 * MIN + 1, "failed");
	story_line(&story,
		   "{\"t\":%lld,\"ev\":\"command\",\"what\":\"hold\",\"target\":\"g/a\","
		   "\"for_ms\":36000000,\"by\":\"me\"}",
		   (long long)17 * MIN + 2);
	story.acts = 0;
	answered(&story, 18 * MIN, 138 * MIN, false);
	assert_in_range(story_times(&story, PROBE), 8, 14);
	story_fini(&story);
}

static void an_act_is_verified_by_probes_every_twenty_seconds(void **state)
{
	struct story story;
	int64_t acted_ms = 15 * MIN + 120000;

	(void)state;
	failing(&story, (const int[]){ 0, 40, 80, 120, -1 });
	story_result(&story, acted_ms + 3000, NULL);
	story_claim(&story, acted_ms + 3001, "g/a", "up");
	story_wait(&story, acted_ms + 23000 - 1);
	assert_int_equal(story_times(&story, PROBE), 0);
	story_wait(&story, acted_ms + 64000);
	assert_int_equal(story_times(&story, PROBE), 3);
	story_probe(&story, acted_ms + 64000, "g/a", true);
	story_poll(&story, acted_ms + 64001, acted_ms + 64000 + 15 * MIN, "g/a up");
	assert_int_equal(story_times(&story, PROBE), 3);
	story_wait(&story, acted_ms + 64000 + 20 * MIN);
	assert_int_equal(story_times(&story, PROBE), 4);
	assert_int_equal(story.acts, 1);
	story_fini(&story);
}

static void a_life_that_begins_during_verification_is_asked_twenty_seconds_later(void **state)
{
	struct story story;
	int64_t start_ms = 15 * MIN + 200000;
	unsigned asked;

	(void)state;
	failing(&story, (const int[]){ 0, 40, 80, 120, -1 });
	story_result(&story, 15 * MIN + 121000, NULL);
	story_wait(&story, start_ms - 1);
	asked = story_times(&story, PROBE);
	story_event(&story, start_ms, "g", "start");
	story_event(&story, start_ms, "g", "start");
	story_wait(&story, start_ms + 19999);
	assert_int_equal(story_times(&story, PROBE), asked);
	story_wait(&story, start_ms + 20000);
	assert_int_equal(story_times(&story, PROBE), asked + 1);
	story_fini(&story);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(silence_is_asked_about_after_a_quarter_of_an_hour),
		cmocka_unit_test(who_is_not_up_or_offers_no_probe_is_not_asked),
		cmocka_unit_test(silence_alone_never_convicts),
		cmocka_unit_test(four_failures_over_two_minutes_convict),
		cmocka_unit_test(four_failures_in_less_time_do_not),
		cmocka_unit_test(three_failures_do_not),
		cmocka_unit_test(the_same_answer_again_is_no_fourth),
		cmocka_unit_test(of_two_answers_of_one_moment_the_later_counts),
		cmocka_unit_test(a_good_answer_or_a_proof_ends_the_row),
		cmocka_unit_test(after_a_failure_it_is_asked_again_in_forty_seconds),
		cmocka_unit_test(traffic_makes_the_next_question_later),
		cmocka_unit_test(a_late_proof_of_before_the_act_does_not_stop_the_asking),
		cmocka_unit_test(who_was_restarted_for_a_run_is_not_asked),
		cmocka_unit_test(failures_convict_only_who_says_up),
		cmocka_unit_test(what_was_asked_a_day_ago_is_forgotten),
		cmocka_unit_test(a_proof_told_twice_asks_nothing),
		cmocka_unit_test(a_lag_forgets_failures_but_hastens_nothing),
		cmocka_unit_test(a_day_has_a_hundred_probes),
		cmocka_unit_test(a_gateway_that_is_dead_stopped_or_faulting_is_not_asked),
		cmocka_unit_test(a_gateway_that_answers_again_is_asked),
		cmocka_unit_test(a_dead_gateway_convicts_none_of_its_sessions),
		cmocka_unit_test(a_death_after_two_days_of_silence_is_still_seen_soon),
		cmocka_unit_test(who_is_convicted_of_silence_is_asked_no_oftener_than_others),
		cmocka_unit_test(an_act_is_verified_by_probes_every_twenty_seconds),
		cmocka_unit_test(
			a_life_that_begins_during_verification_is_asked_twenty_seconds_later),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
