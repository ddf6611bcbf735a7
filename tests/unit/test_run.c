/* test_run.c - how long a bad stretch may last, and what ends it.  SPDX-License-Identifier: ISC */
#include "story.h"

#define ACT "act g/a restart-session 1"

/* Bad claims about g/a at the given seconds, 0 ends them; then ticks for two minutes. */
static void bad_at(struct story *story, const int *seconds)
{
	int64_t last_ms = 0;

	story_init(story);
	for (; *seconds >= 0; seconds++) {
		last_ms = *seconds * STORY_SECOND;
		story_wait(story, last_ms - 1);
		story_claim(story, last_ms, "g/a", "down");
	}
	story_wait(story, last_ms + 120 * STORY_SECOND);
}

static void patience_convicts_at_its_last_millisecond(void **state)
{
	struct story story;

	(void)state;
	bad_at(&story, (const int[]){ 0, 40, 80, -1 });
	assert_int_equal(story_when(&story, ACT), 90000);
	story_fini(&story);
	story_init(&story);
	story_claims(&story, 0, 89999, "g/a", "down");
	story_tick(&story, 89999);
	assert_int_equal(story.acts, 0);
	story_tick(&story, 90000);
	assert_int_equal(story.acts, 1);
	story_fini(&story);
}

static void fewer_than_three_bad_claims_convict_nobody(void **state)
{
	struct story story;

	(void)state;
	bad_at(&story, (const int[]){ 0, 80, -1 });
	assert_int_equal(story.acts, 0);
	story_fini(&story);
	bad_at(&story, (const int[]){ 0, 80, 93, -1 });
	assert_int_equal(story_when(&story, ACT), 93000);
	story_fini(&story);
}

static void the_same_claim_again_is_no_third(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_claim(&story, 0, "g/a", "down");
	for (int i = 0; i < 4; i++)
		story_claim_at(&story, 80000 + i, 80000, "g/a", i % 2 ? "starting" : "down");
	story_tick(&story, 94000);
	assert_int_equal(story.acts, 0);
	story_claim(&story, 94000, "g/a", "down");
	assert_int_equal(story.acts, 1);
	story_fini(&story);
}

static void a_claim_of_fifteen_seconds_ago_is_too_old(void **state)
{
	struct story story;

	(void)state;
	bad_at(&story, (const int[]){ 0, 10, 75, -1 });
	assert_int_equal(story.acts, 0);
	story_fini(&story);
	bad_at(&story, (const int[]){ 0, 10, 76, -1 });
	assert_int_equal(story_when(&story, ACT), 90000);
	story_fini(&story);
}

static void a_slow_poll_keeps_its_claims_fresh_for_two_polls(void **state)
{
	struct story story;

	(void)state;
	for (int t_s = 50; t_s <= 51; t_s++) {
		story_init(&story);
		story_claim(&story, 0, "g/a", "down");
		roster_get(story.roster, "g")->gateway->conf.poll_ms = 20000;
		story_claim(&story, 10000, "g/a", "down");
		story_claim(&story, t_s * STORY_SECOND, "g/a", "down");
		story_tick(&story, 90000);
		assert_int_equal(story.acts, t_s == 51);
		story_fini(&story);
	}
}

static void a_switch_of_the_bad_class_keeps_the_run(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_poll(&story, 0, 30000, "g/a starting");
	story_poll(&story, 30000, 60000, "g/a down");
	story_poll(&story, 60000, 120000, "g/a starting");
	assert_int_equal(story_when(&story, ACT), 90000);
	story_fini(&story);
}

static void up_short_of_settle_keeps_the_run(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_poll(&story, 0, 40000, "g/a down");
	story_poll(&story, 40000, 49999, "g/a up");
	story_poll(&story, 49999, 120000, "g/a down");
	assert_int_equal(story_when(&story, ACT), 90000);
	story_fini(&story);
}

static void up_for_settle_ends_the_run_whether_or_not_it_was_judged(void **state)
{
	struct story story;

	(void)state;
	for (int ticks = 0; ticks < 2; ticks++) {
		story_init(&story);
		story_claims(&story, 0, 40000, "g/a", "down");
		story_claims(&story, 40000, 50000, "g/a", "up");
		if (ticks)
			story_tick(&story, 50000);
		story_claims(&story, 50000, 140000, "g/a", "down");
		assert_int_equal(story.acts, 0);
		story_claim(&story, 140000, "g/a", "down");
		assert_int_equal(story.acts, 1);
		story_fini(&story);
	}
}

static void a_session_that_was_not_bad_for_half_the_time_is_not_convicted(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	for (int64_t t_ms = 0; t_ms < 10 * STORY_MINUTE; t_ms += 16000) {
		story_poll(&story, t_ms, t_ms + 7000, "g/a down");
		story_poll(&story, t_ms + 7000, t_ms + 16000, "g/a up");
	}
	assert_int_equal(story.acts, 0);
	story_fini(&story);
	story_init(&story);
	for (int64_t t_ms = 0; t_ms < 10 * STORY_MINUTE; t_ms += 16000) {
		story_poll(&story, t_ms, t_ms + 9000, "g/a down");
		story_poll(&story, t_ms + 9000, t_ms + 16000, "g/a up");
	}
	assert_true(story.acts > 0);
	story_fini(&story);
}

static void a_proof_among_bad_claims_moves_the_clock(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_poll(&story, 0, 60000, "g/a down");
	story_proof_at(&story, 60000, 50000, "g/a");
	story_proof_at(&story, 60000, 30000, "g/a"); /* an older one changes nothing */
	story_poll(&story, 60001, 200000, "g/a down");
	assert_int_equal(story_when(&story, ACT), 140000);
	story_fini(&story);
}

static void a_session_with_traffic_is_never_convicted(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	for (int64_t t_ms = 0; t_ms < STORY_HOUR; t_ms += 85000) {
		story_proof(&story, t_ms, "g/a");
		story_poll(&story, t_ms + 1, t_ms + 85000, "g/a down");
	}
	assert_int_equal(story.acts, 0);
	story_fini(&story);
}

static void a_proof_after_the_last_bad_claim_ends_the_run(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_poll(&story, 0, 60000, "g/a down");
	story_proof(&story, 60000, "g/a");
	story_poll(&story, 62000, 200000, "g/a down");
	assert_int_equal(story_when(&story, ACT), 152000);
	assert_int_equal(story_when(&story, "relax g"), 60000);
	story_fini(&story);
}

static void a_bad_claim_older_than_a_proof_opens_nothing(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_claim(&story, 0, "g/a", "up");
	story_proof(&story, 20000, "g/a");
	story_claim_at(&story, 21000, 19000, "g/a", "down");
	assert_int_equal(story_times(&story, "hurry g"), 0);
	story_fini(&story);
}

static void an_older_claim_is_dropped_and_of_the_same_moment_the_later_line_wins(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_claim(&story, 0, "g/a", "up");
	story_claim_at(&story, 20000, 15000, "g/a", "up");
	story_claim_at(&story, 20000, 14999, "g/a", "down");
	assert_int_equal(story_times(&story, "hurry g"), 0);
	story_claim_at(&story, 20000, 15000, "g/a", "down");
	assert_int_equal(story_times(&story, "hurry g"), 1);
	story_fini(&story);
}

static void time_between_a_fault_and_the_next_claim_does_not_count(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_poll(&story, 0, 40000, "g/a down");
	story_fault(&story, 36000, "g", "path");
	story_fault(&story, 60000, "g", "path");
	story_poll(&story, 86000, 200000, "g/a down");
	assert_int_equal(story_when(&story, ACT), 140000); /* 90 s and 50 s of faults */
	story_fini(&story);
}

static void any_source_that_looks_may_be_the_one_that_faults(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_claim(&story, 0, "g/a", "down");
	story_line(
		&story,
		"{\"t\":36000,\"ev\":\"claim\",\"target\":\"g/a\",\"source\":\"log\",\"state\":\"down\"}");
	story_fault(&story, 36000, "g", "path");
	story_poll(&story, 86000, 200000, "g/a down");
	assert_int_equal(story_when(&story, ACT), 140000);
	story_fini(&story);
}

static void a_late_proof_from_before_a_gap_is_dated_rightly(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_poll(&story, 0, 25000, "g/a down");
	story_fault(&story, 25000, "g", "path");
	story_claim(&story, 85000, "g/a", "down");
	story_proof_at(&story, 86000, 22000, "g/a");
	story_poll(&story, 86001, 300000, "g/a down");
	assert_int_equal(story_when(&story, ACT), 22000 + 90000 + 60000);
	story_fini(&story);
	story_init(&story);
	story_poll(&story, 0, 25000, "g/a down");
	story_fault(&story, 25000, "g", "path");
	story_claim(&story, 85000, "g/a", "down");
	story_proof_at(&story, 86000, 55000, "g/a"); /* from within the gap */
	story_poll(&story, 86001, 300000, "g/a down");
	assert_int_equal(story_when(&story, ACT), 85000 + 90000);
	story_fini(&story);
}

static void a_hold_restarts_the_clock_when_it_ends(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_poll(&story, 0, 30000, "g/a down");
	story_line(
		&story,
		"{\"t\":30000,\"ev\":\"command\",\"what\":\"hold\",\"target\":\"g\",\"for_ms\":40000}");
	story_poll(&story, 30001, 300000, "g/a down");
	assert_int_equal(story_when(&story, ACT), 160000);
	story_fini(&story);
}

static void a_fixed_patience_is_obeyed(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story.policy.patience_ms = 30000;
	story_poll(&story, 0, 60000, "g/a down");
	assert_int_equal(story_when(&story, ACT), 30000);
	story_fini(&story);
}

/* Claims "state seconds" about g/a, with ticks between and for twenty seconds after. */
static void told(struct story *story, const char *const *claims)
{
	double seconds = 0;
	char state[16];

	for (; *claims; claims++) {
		assert_int_equal(sscanf(*claims, "%15s %lf", state, &seconds), 2);
		story_wait(story, (int64_t)(seconds * 1000) - 1);
		story_claim(story, (int64_t)(seconds * 1000), "g/a", state);
	}
	story_wait(story, (int64_t)(seconds * 1000) + 14000);
}

static void exactly_half_of_the_time_is_enough(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story.policy.patience_ms = 20000;
	told(&story,
	     (const char *const[]){ "down 0", "up 5", "down 10", "up 12", "down 17", NULL });
	assert_int_equal(story_when(&story, ACT), 20000);
	story_fini(&story);
}

static void half_is_looked_for_every_second_while_the_claim_is_fresh(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story.policy.patience_ms = 20000;
	told(&story,
	     (const char *const[]){ "down 0", "up 4.999", "down 10", "up 12", "down 17", NULL });
	assert_int_equal(story_when(&story, ACT), 25000);
	story_fini(&story);
}

static void a_long_flapping_run_is_remembered_long_enough(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story.policy.patience_ms = 120000;
	for (int64_t t_ms = 0; t_ms < 200000; t_ms += 4000) {
		story_wait(&story, t_ms - 1);
		story_claim(&story, t_ms, "g/a", "down");
		story_claim(&story, t_ms + 3000, "g/a", "up");
	}
	assert_int_equal(story_when(&story, ACT), 120000);
	story_fini(&story);
}

static void gaps_add_up(void **state)
{
	static const int64_t proofs_ms[] = { 0, 5000, 15000, 25000, 35000 };
	/* of a proof from before the last gap it is only known that it counts at least so much */
	static const int64_t acts_ms[] = { 110000, 115000, 125000, 130000, 130000 };
	struct story story;

	(void)state;
	for (int i = 0; i < 5; i++) {
		story_init(&story);
		story_poll(&story, 0, 10000, "g/a down");
		story_fault(&story, 10000, "g", "path");
		story_poll(&story, 20000, 30000, "g/a down");
		story_fault(&story, 30000, "g", "path");
		story_claim(&story, 40000, "g/a", "down");
		if (proofs_ms[i])
			story_proof_at(&story, 41000, proofs_ms[i], "g/a");
		story_poll(&story, 45000, 200000, "g/a down");
		assert_int_equal(story_when(&story, ACT), acts_ms[i]);
		story_fini(&story);
	}
}

static void a_proof_of_the_same_moment_as_the_last_bad_claim_only_moves_the_clock(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_poll(&story, 0, 61000, "g/a down");
	story_proof_at(&story, 61000, 60000, "g/a");
	story_poll(&story, 65000, 300000, "g/a down");
	assert_int_equal(story_when(&story, ACT), 150000);
	story_fini(&story);
	story_init(&story);
	story_proof(&story, 20000, "g/a");
	story_claim(&story, 20000, "g/a", "down");
	assert_int_equal(story_times(&story, "hurry g"), 1);
	story_fini(&story);
}

static void a_wavering_conviction_waits_for_what_comes(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_poll(&story, 0, 88000, "g/a down");
	story_self(&story, 88000, "ledger-down");
	story_poll(&story, 88001, 100000, "g/a down");
	assert_int_equal(story_when(&story, "held g/a ledger"), 90000);
	story_claim(&story, 100000, "g/a", "up");
	story_self(&story, 101000, "ledger-up");
	assert_int_equal(story.acts, 0);
	story_claim(&story, 105000, "g/a", "down");
	assert_int_equal(story.acts, 1);
	story_fini(&story);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(patience_convicts_at_its_last_millisecond),
		cmocka_unit_test(fewer_than_three_bad_claims_convict_nobody),
		cmocka_unit_test(the_same_claim_again_is_no_third),
		cmocka_unit_test(a_claim_of_fifteen_seconds_ago_is_too_old),
		cmocka_unit_test(a_slow_poll_keeps_its_claims_fresh_for_two_polls),
		cmocka_unit_test(a_switch_of_the_bad_class_keeps_the_run),
		cmocka_unit_test(up_short_of_settle_keeps_the_run),
		cmocka_unit_test(up_for_settle_ends_the_run_whether_or_not_it_was_judged),
		cmocka_unit_test(a_session_that_was_not_bad_for_half_the_time_is_not_convicted),
		cmocka_unit_test(a_proof_among_bad_claims_moves_the_clock),
		cmocka_unit_test(a_session_with_traffic_is_never_convicted),
		cmocka_unit_test(a_proof_after_the_last_bad_claim_ends_the_run),
		cmocka_unit_test(a_bad_claim_older_than_a_proof_opens_nothing),
		cmocka_unit_test(
			an_older_claim_is_dropped_and_of_the_same_moment_the_later_line_wins),
		cmocka_unit_test(time_between_a_fault_and_the_next_claim_does_not_count),
		cmocka_unit_test(any_source_that_looks_may_be_the_one_that_faults),
		cmocka_unit_test(a_late_proof_from_before_a_gap_is_dated_rightly),
		cmocka_unit_test(a_hold_restarts_the_clock_when_it_ends),
		cmocka_unit_test(a_fixed_patience_is_obeyed),
		cmocka_unit_test(exactly_half_of_the_time_is_enough),
		cmocka_unit_test(half_is_looked_for_every_second_while_the_claim_is_fresh),
		cmocka_unit_test(a_long_flapping_run_is_remembered_long_enough),
		cmocka_unit_test(gaps_add_up),
		cmocka_unit_test(
			a_proof_of_the_same_moment_as_the_last_bad_claim_only_moves_the_clock),
		cmocka_unit_test(a_wavering_conviction_waits_for_what_comes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
