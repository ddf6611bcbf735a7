/* test_learn.c - which runs teach a law, when, and how long they are taken for.
 * SPDX-License-Identifier: ISC */
#include "learn.h"

#include "law.h"
#include "story.h"

#define ACT "act g/a restart-session 1"

#define WELL (11 * STORY_MINUTE) /* health long enough to have lasted */

static const struct law *law_at(const struct story *story, enum law_class class)
{
	return &roster_get(story->roster, "g/a")->gateway->laws[class - 1];
}

/* The only bin with runs; -1: none; -2: several. */
static int taught(const struct story *story, enum law_class class)
{
	int found = -1;

	for (int bin = 0; bin < LAW_BINS; bin++)
		if (law_at(story, class)->runs[bin])
			found = found == -1 ? bin : -2;
	return found;
}

/* Up until 60 s, bad as said for bad_ms from then on, and up until health has lasted. */
static void one_run(struct story *story, const char *claim, int64_t bad_ms)
{
	story_init(story);
	story_poll(story, 0, 60000, "g/a up");
	story_poll(story, 60000, 60000 + bad_ms, claim);
	story_poll(story, 60000 + bad_ms, 60000 + bad_ms + WELL, "g/a up");
}

static void a_run_teaches_the_law_of_its_class_its_length(void **state)
{
	struct story story;

	(void)state;
	one_run(&story, "g/a starting", 40000);
	assert_int_equal(taught(&story, LAW_STARTING), law_bin(40000));
	assert_int_equal(taught(&story, LAW_DOWN), -1);
	story_fini(&story);
	one_run(&story, "g/a off", 25000);
	assert_int_equal(taught(&story, LAW_DOWN), law_bin(25000));
	assert_int_equal(taught(&story, LAW_STARTING), -1);
	story_fini(&story);
}

static void nothing_is_learnt_before_health_has_lasted(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_poll(&story, 0, 60000, "g/a up");
	story_poll(&story, 60000, 100000, "g/a starting");
	story_poll(&story, 100000, 709000, "g/a up");
	assert_int_equal(taught(&story, LAW_STARTING), -1);
	story_poll(&story, 710000, 730000, "g/a up");
	assert_int_equal(taught(&story, LAW_STARTING), law_bin(40000));
	story_fini(&story);
}

static void runs_before_a_death_that_follows_teach_nothing(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_poll(&story, 0, 60000, "g/a up");
	story_poll(&story, 60000, 100000, "g/a starting");
	story_poll(&story, 100000, 200000, "g/a up");
	story_poll(&story, 200000, 292000, "g/a down");
	assert_int_equal(story.acts, 1);
	story_result(&story, 292000, NULL);
	story_poll(&story, 292001, 292001 + 3 * WELL, "g/a up");
	assert_int_equal(taught(&story, LAW_STARTING), -1);
	assert_int_equal(taught(&story, LAW_DOWN), -1);
	story_fini(&story);
}

static void runs_with_little_health_between_wait_for_it_together(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_poll(&story, 0, 60000, "g/a up");
	for (int64_t t_ms = 60000; t_ms < 60000 + 3 * 5 * STORY_MINUTE; t_ms += 5 * STORY_MINUTE) {
		story_poll(&story, t_ms, t_ms + 40000, "g/a starting");
		story_poll(&story, t_ms + 40000, t_ms + 5 * STORY_MINUTE, "g/a up");
	}
	assert_int_equal(taught(&story, LAW_STARTING), -1);
	story_poll(&story, 60000 + 15 * STORY_MINUTE, 60000 + 15 * STORY_MINUTE + WELL, "g/a up");
	assert_int_equal(taught(&story, LAW_STARTING), law_bin(40000));
	assert_int_equal(law_at(&story, LAW_STARTING)->runs[law_bin(40000)] % 3, 0);
	story_fini(&story);
}

static void a_mixed_run_teaches_each_class_the_age_that_it_reached(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_poll(&story, 0, 60000, "g/a up");
	story_poll(&story, 60000, 75000, "g/a down");
	story_poll(&story, 75000, 100000, "g/a starting");
	story_poll(&story, 100000, 100000 + WELL, "g/a up");
	assert_int_equal(taught(&story, LAW_DOWN), law_bin(15000));
	assert_int_equal(taught(&story, LAW_STARTING), law_bin(40000));
	story_fini(&story);
}

static void what_patience_never_saw_is_not_learnt_as_length(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_poll(&story, 0, 60000, "g/a up");
	story_poll(&story, 60000, 90000, "g/a starting");
	story_proof_at(&story, 90000, 84000, "g/a");
	story_poll(&story, 90001, 110001, "g/a starting");
	story_poll(&story, 110001, 110001 + WELL, "g/a up");
	assert_int_equal(taught(&story, LAW_STARTING), law_bin(26000));
	story_fini(&story);
}

static void a_fault_within_taints_a_run(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_poll(&story, 0, 60000, "g/a up");
	story_poll(&story, 60000, 80000, "g/a starting");
	story_fault(&story, 80000, "g", "path");
	story_poll(&story, 85000, 95000, "g/a starting");
	story_poll(&story, 95000, 95000 + WELL, "g/a up");
	assert_int_equal(taught(&story, LAW_STARTING), -1);
	story_fini(&story);
}

/* A run with one line in its middle that makes it nobody's lesson; without its time and braces. */
static void disturbed(const char *line)
{
	struct story story;

	story_init(&story);
	story_poll(&story, 0, 60000, "g/a up");
	story_poll(&story, 60000, 80000, "g/a starting");
	story_line(&story, "{\"t\":80000,%s}", line);
	story_poll(&story, 80001, 95001, "g/a starting");
	story_poll(&story, 95001, 95001 + WELL, "g/a up");
	assert_int_equal(taught(&story, LAW_STARTING), -1);
	story_fini(&story);
}

static void holds_and_a_lame_loop_and_a_lost_line_taint_a_run(void **state)
{
	(void)state;
	disturbed("\"ev\":\"self\",\"what\":\"lag\",\"ms\":3000");
	disturbed("\"ev\":\"self\",\"what\":\"resume\",\"ms\":3000");
	disturbed("\"ev\":\"self\",\"what\":\"uplink-down\"");
	disturbed("\"ev\":\"command\",\"what\":\"hold\",\"target\":\"g/a\","
		  "\"for_ms\":900000,\"by\":\"me\"");
	disturbed("\"ev\":\"command\",\"what\":\"hold\",\"target\":\"g\","
		  "\"for_ms\":1000,\"by\":\"me\"");
}

static void a_run_in_grace_teaches_nothing(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_poll(&story, 0, 60000, "g/a up");
	story_event(&story, 60000, "g", "start");
	story_poll(&story, 60001, 90001, "g/a starting");
	story_poll(&story, 90001, 90001 + WELL, "g/a up");
	assert_int_equal(taught(&story, LAW_STARTING), -1);
	story_fini(&story);
}

/* A death that the first or the second act cures; g has no other session that the container's restart
 * would have to wait for. */
static void die_and_be_cured(struct story *story, unsigned acts)
{
	int64_t t_ms = 60000;

	story_init(story);
	story_poll(story, 0, t_ms, "g/a up");
	for (unsigned i = 1; i <= acts; i++) {
		for (; story->acts < i; t_ms += 5000)
			story_poll(story, t_ms, t_ms + 5000, "g/a down");
		story_result(story, t_ms, NULL);
		t_ms += 5000;
	}
	story_poll(story, t_ms, t_ms + WELL, "g/a up");
}

static void an_act_that_cured_at_once_is_told_to_the_law(void **state)
{
	struct story story;

	(void)state;
	die_and_be_cured(&story, 1);
	assert_int_equal(taught(&story, LAW_DOWN), -1);
	assert_int_equal(law_at(&story, LAW_DOWN)->ended[law_bin(90000)], 1);
	assert_int_equal(law_describe(law_at(&story, LAW_DOWN)).ended, 1);
	story_fini(&story);
}

static void what_only_a_second_act_cured_was_no_harmless_run(void **state)
{
	struct story story;

	(void)state;
	die_and_be_cured(&story, 2);
	assert_int_equal(taught(&story, LAW_DOWN), -1);
	assert_int_equal(law_describe(law_at(&story, LAW_DOWN)).ended, 0);
	story_fini(&story);
}

static void who_only_observes_sees_how_long_runs_really_are(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	roster_engine(story.roster)->observe = true;
	story_poll(&story, 0, 60000, "g/a up");
	story_poll(&story, 60000, 260000, "g/a starting");
	story_poll(&story, 260000, 260000 + WELL, "g/a up");
	assert_int_equal(story_times(&story, "held g/a observe"), 1);
	assert_int_equal(taught(&story, LAW_STARTING), law_bin(200000));
	story_fini(&story);
}

static void what_the_gateway_itself_shows_is_nobody_s_law(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_claim(&story, 0, "g/a", "up");
	story_event(&story, 1000, "g", "unhealthy");
	story_wait(&story, 40000);
	story_event(&story, 41000, "g", "healthy");
	story_poll(&story, 45000, 45000 + WELL, "g/a up");
	assert_int_equal(taught(&story, LAW_DOWN), -1);
	story_fini(&story);
}

/* Four sessions' week in one: a run of length_ms every half hour, and the health after it. */
static int64_t teach(struct story *story, unsigned runs, int64_t length_ms)
{
	int64_t t_ms = 60000;

	story_init(story);
	story_poll(story, 0, t_ms, "g/a up");
	for (unsigned i = 0; i < runs; i++, t_ms += 30 * STORY_MINUTE) {
		story_poll(story, t_ms, t_ms + length_ms, "g/a starting");
		story_poll(story, t_ms + length_ms, t_ms + length_ms + 15000, "g/a up");
		story_wait(story, t_ms + 30 * STORY_MINUTE - 1);
	}
	return t_ms;
}

static void a_law_once_learnt_gives_patience_to_the_runs_that_begin_then(void **state)
{
	struct story story;
	int64_t t_ms, patience_ms;

	(void)state;
	t_ms = teach(&story, 520, 5000);
	patience_ms = law_patience_ms(law_at(&story, LAW_STARTING),
				      &(struct policy_rate){ 1, 2 * 730 * 24 * STORY_HOUR },
				      t_ms + TARGET_TIME_BASE);
	assert_in_range(patience_ms, LAW_PATIENCE_MIN_MS, 40000);
	story_poll(&story, t_ms, t_ms + 120000, "g/a starting");
	assert_int_equal(story.acts, 1);
	assert_int_equal(story_when(&story, ACT), t_ms + patience_ms);
	story_fini(&story);
	t_ms = teach(&story, 400, 5000);
	story_poll(&story, t_ms, t_ms + 120000, "g/a starting");
	assert_int_equal(story_when(&story, ACT), t_ms + 90000);
	story_fini(&story);
}

static void the_law_of_one_class_says_nothing_of_the_other(void **state)
{
	struct story story;
	int64_t t_ms;

	(void)state;
	t_ms = teach(&story, 520, 5000);
	story_poll(&story, t_ms, t_ms + 120000, "g/a down");
	assert_int_equal(story_when(&story, ACT), t_ms + 90000);
	story_fini(&story);
}

/* A second law, of short STOPPED, is learnt in the days that follow. */
static int64_t teach_down(struct story *story, int64_t t_ms, int64_t length_ms)
{
	for (unsigned i = 0; i < 350; i++, t_ms += 30 * STORY_MINUTE) {
		story_poll(story, t_ms, t_ms + length_ms, "g/a down");
		story_poll(story, t_ms + length_ms, t_ms + length_ms + 15000, "g/a up");
		story_wait(story, t_ms + 30 * STORY_MINUTE - 1);
	}
	return t_ms;
}

static void a_run_of_both_classes_has_the_longer_patience_of_the_two(void **state)
{
	struct story story;
	int64_t t_ms;

	(void)state;
	t_ms = teach_down(&story, teach(&story, 520, 60000), 5000);
	story_poll(&story, t_ms, t_ms + 50000, "g/a starting");
	story_poll(&story, t_ms + 50000, t_ms + 62000, "g/a down");
	assert_int_equal(story.acts, 0);
	story_fini(&story);
	t_ms = teach_down(&story, teach(&story, 520, 60000), 5000);
	story_poll(&story, t_ms, t_ms + 62000, "g/a down");
	assert_int_equal(story.acts, 1);
	story_fini(&story);
	t_ms = teach(&story, 520, 5000);
	story_poll(&story, t_ms, t_ms + 10000, "g/a starting");
	story_poll(&story, t_ms + 10000, t_ms + 120000, "g/a down");
	assert_int_equal(story_when(&story, ACT), t_ms + 90000);
	story_fini(&story);
}

static void a_fixed_patience_asks_no_law(void **state)
{
	struct story story;
	int64_t t_ms;

	(void)state;
	t_ms = teach(&story, 520, 5000);
	story.policy.patience_ms = 70000;
	story_poll(&story, t_ms, t_ms + 120000, "g/a starting");
	assert_int_equal(story_when(&story, ACT), t_ms + 70000);
	story_fini(&story);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_run_teaches_the_law_of_its_class_its_length),
		cmocka_unit_test(nothing_is_learnt_before_health_has_lasted),
		cmocka_unit_test(runs_before_a_death_that_follows_teach_nothing),
		cmocka_unit_test(runs_with_little_health_between_wait_for_it_together),
		cmocka_unit_test(a_mixed_run_teaches_each_class_the_age_that_it_reached),
		cmocka_unit_test(what_patience_never_saw_is_not_learnt_as_length),
		cmocka_unit_test(a_fault_within_taints_a_run),
		cmocka_unit_test(holds_and_a_lame_loop_and_a_lost_line_taint_a_run),
		cmocka_unit_test(a_run_in_grace_teaches_nothing),
		cmocka_unit_test(an_act_that_cured_at_once_is_told_to_the_law),
		cmocka_unit_test(what_only_a_second_act_cured_was_no_harmless_run),
		cmocka_unit_test(who_only_observes_sees_how_long_runs_really_are),
		cmocka_unit_test(what_the_gateway_itself_shows_is_nobody_s_law),
		cmocka_unit_test(a_law_once_learnt_gives_patience_to_the_runs_that_begin_then),
		cmocka_unit_test(the_law_of_one_class_says_nothing_of_the_other),
		cmocka_unit_test(a_run_of_both_classes_has_the_longer_patience_of_the_two),
		cmocka_unit_test(a_fixed_patience_asks_no_law),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
