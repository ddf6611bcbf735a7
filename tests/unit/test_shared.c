/* test_shared.c - many sessions that go bad together are one fault of their gateway.
 * SPDX-License-Identifier: ISC */
#include "story.h"

#define WIDE "act g restart-container 2"

/* The same claim about each of the letters in who, as sessions of g. */
static void claims(struct story *story, int64_t t_ms, const char *who, const char *state)
{
	char target[] = "g/?";

	for (; *who; who++) {
		target[2] = *who;
		story_claim(story, t_ms, target, state);
	}
}

/* Every 5 s of [from_ms, until_ms): bad ones are down, the good ones up; with the daemon's ticks. */
static void poll(struct story *story, const int64_t span_ms[2], const char *bad, const char *good)
{
	for (int64_t t_ms = span_ms[0]; t_ms < span_ms[1]; t_ms += 5000) {
		story_wait(story, t_ms - 1);
		claims(story, t_ms, bad, "down");
		claims(story, t_ms, good, "up");
	}
	story_wait(story, span_ms[1] - 1);
}

#define SPAN(from_ms, until_ms) ((const int64_t[]){ (from_ms), (until_ms) })

static void half_of_the_sessions_going_bad_together_are_one_fault(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	poll(&story, SPAN(0, 100000), "", "abcd");
	poll(&story, SPAN(100000, 250000), "ab", "cd");
	assert_int_equal(story_when(&story, WIDE), 190000);
	assert_int_equal(story.acts, 1);
	story_fini(&story);
}

static void fewer_than_half_are_their_own_faults(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	poll(&story, SPAN(0, 100000), "", "abcde");
	poll(&story, SPAN(100000, 194000), "ab", "cde");
	assert_int_equal(story_times(&story, WIDE), 0);
	assert_int_equal(story_when(&story, "act g/a restart-session 1"), 190000);
	story_fini(&story);
}

static void one_session_alone_is_never_a_shared_cause(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	poll(&story, SPAN(0, 100000), "", "a");
	poll(&story, SPAN(100000, 194000), "a", "");
	assert_int_equal(story_when(&story, "act g/a restart-session 1"), 190000);
	story_fini(&story);
}

static void runs_that_began_within_30_s_belong_together(void **state)
{
	struct story story;

	(void)state;
	for (int late = 0; late < 2; late++) {
		story_init(&story);
		poll(&story, SPAN(0, 100000), "", "ab");
		poll(&story, SPAN(100000, 130000), "a", "b");
		poll(&story, SPAN(130000 + late, 195000), "ab", "");
		assert_int_equal(story_when(&story, WIDE), late ? -1 : 190000);
		assert_int_equal(story_when(&story, "act g/a restart-session 1"),
				 late ? 190000 : -1);
		story_fini(&story);
	}
}

static void a_run_that_is_told_late_is_dated_by_its_claim(void **state)
{
	struct story story;

	(void)state;
	for (int late = 0; late < 2; late++) {
		story_init(&story);
		poll(&story, SPAN(0, 100000), "", "ab");
		poll(&story, SPAN(130000 + late, 131000), "b", "");
		story_claim_at(&story, 131000, 100000, "g/a", "down");
		poll(&story, SPAN(132000, 189000), "ab", "");
		story_wait(&story, 190000);
		assert_int_equal(story_when(&story, WIDE), late ? -1 : 190000);
		story_fini(&story);
	}
}

static void who_joins_is_measured_from_the_earliest(void **state)
{
	struct story story;

	(void)state;
	for (int late = 0; late < 2; late++) {
		story_init(&story);
		poll(&story, SPAN(0, 100000), "", "abcd");
		story_self(&story, 100000, "ledger-down");
		poll(&story, SPAN(100000, 125000), "a", "bcd");
		poll(&story, SPAN(125000, 130000 + late), "ab", "cd");
		poll(&story, SPAN(130000 + late, 240000), "abc", "d");
		assert_int_equal(story_when(&story, "held g ledger"), 190000);
		assert_int_equal(story_when(&story, "held g/c shared-cause"), late ? 220001 : -1);
		story_fini(&story);
	}
}

static void who_was_up_within_its_run_a_minute_ago_counts(void **state)
{
	struct story story;

	(void)state;
	for (int up_ms = 138000; up_ms <= 139000; up_ms += 1000) {
		story_init(&story);
		poll(&story, SPAN(0, 130000), "", "abcde");
		story_claim(&story, 130000, "g/e", "down");
		story_claim(&story, up_ms - 2000, "g/e", "up");
		story_claim(&story, up_ms + 2000, "g/e", "down");
		poll(&story, SPAN(150000, 200000), "", "abcd");
		poll(&story, SPAN(200000, 295000), "ab", "cd"); /* half of four, but less of five */
		assert_int_equal(story_when(&story, WIDE), up_ms == 138000 ? 290000 : -1);
		story_fini(&story);
	}
}

/* Both of a and b are bad among four until the container was restarted, at 193 s. */
static void restarted(struct story *story)
{
	story_init(story);
	poll(story, SPAN(0, 100000), "", "abcd");
	poll(story, SPAN(100000, 193000), "ab", "cd");
	story_result(story, 193000, NULL);
}

static void it_did_not_help_if_as_many_are_still_bad(void **state)
{
	struct story story;

	(void)state;
	restarted(&story);
	poll(&story, SPAN(194000, 500000), "ab", "cd");
	assert_int_equal(story_when(&story, "notify g quarantined"), 493000);
	story_fini(&story);
	restarted(&story);
	poll(&story, SPAN(194000, 478000), "ab", "cd");
	story_wait(&story, 600000); /* nobody looked for a while: nobody knows */
	assert_int_equal(story_times(&story, "notify g quarantined"), 0);
	poll(&story, SPAN(600000, 610000), "ab", "cd");
	assert_int_equal(story_when(&story, "notify g quarantined"), 600000);
	story_fini(&story);
}

static void it_helped_if_fewer_are_bad(void **state)
{
	struct story story;

	(void)state;
	restarted(&story);
	poll(&story, SPAN(194000, 283000), "a", "bcd");
	assert_int_equal(roster_get(story.roster, "g")->incident.phase, INCIDENT_MENDED);
	poll(&story, SPAN(284000, 600000), "a", "bcd");
	assert_int_equal(story_times(&story, "notify g quarantined"), 0);
	assert_true(story_times(&story, "act g/a restart-session 1") > 0);
	story_fini(&story);
}

static void who_was_not_up_a_minute_ago_does_not_count(void **state)
{
	struct story story;

	(void)state;
	for (int late = 0; late < 2; late++) {
		story_init(&story);
		claims(&story, 0, "abcd", "up");
		story_wait(&story, 70000);
		claims(&story, 70000, "cd", "starting");
		claims(&story, 75000, "cd", "up");
		story_wait(&story, 100000);
		/* c and d have been up again for a minute, or not quite; of four two would be half, of two all */
		poll(&story, SPAN(135000 - late, 240000), "ac", "bd");
		assert_int_equal(story_times(&story, WIDE), !late);
		story_fini(&story);
	}
}

static void a_young_epoch_counts(void **state)
{
	struct story story;

	(void)state;
	for (int late = 0; late < 2; late++) {
		story_init(&story);
		claims(&story, 0, "ab", "human");
		story_line(&story,
			   "{\"t\":1000,\"ev\":\"command\",\"what\":\"reset\",\"target\":\"g/a\"}");
		story_line(&story,
			   "{\"t\":1000,\"ev\":\"command\",\"what\":\"reset\",\"target\":\"g/b\"}");
		poll(&story, SPAN(59999 + late, 155000), "ab", "");
		assert_int_equal(story_times(&story, WIDE), !late);
		story_fini(&story);
	}
}

static void who_is_held_or_needs_a_person_does_not_count(void **state)
{
	struct story story;

	(void)state;
	for (int human = 0; human < 2; human++) {
		story_init(&story);
		poll(&story, SPAN(0, 100000), "", "abcde");
		if (human)
			claims(&story, 100000, "e", "human");
		else
			story_line(
				&story,
				"{\"t\":100000,\"ev\":\"command\",\"what\":\"hold\",\"target\":\"g/e\",\"for_ms\":900000}");
		poll(&story, SPAN(100001, 194000), "ab", "cd");
		assert_int_equal(story_when(&story, WIDE),
				 human ? 190001 : -1); /* the wide rung is held, too */
		assert_int_equal(story_times(&story, "held g hold"), !human);
		story_fini(&story);
	}
}

static void members_cannot_be_convicted_while_it_is_open(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	claims(&story, 0, "ab", "up");
	story.own_policies = true;
	story.policy.patience_ms = 300000;
	roster_get(story.roster, "g/b")->policy = &story.policy;
	poll(&story, SPAN(0, 100000), "", "ab");
	poll(&story, SPAN(100000, 500000), "ab", "");
	assert_int_equal(story_when(&story, WIDE), 400000); /* at the longest of their patiences */
	assert_int_equal(story.acts, 1);
	story_fini(&story);
}

static void when_fewer_are_bad_the_rest_convict_singly(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	poll(&story, SPAN(0, 100000), "", "ab");
	poll(&story, SPAN(100000, 150000), "ab", "");
	poll(&story, SPAN(150000, 250000), "a", "b");
	assert_int_equal(story_times(&story, WIDE), 0);
	assert_int_equal(story_when(&story, "act g/a restart-session 1"), 190000);
	story_fini(&story);
}

static void a_convicted_gateway_is_acquitted_when_fewer_are_bad(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	poll(&story, SPAN(0, 100000), "", "abcd");
	story_self(&story, 100000, "ledger-down");
	poll(&story, SPAN(100000, 200000), "ab", "cd");
	assert_int_equal(story_when(&story, "held g ledger"), 190000);
	poll(&story, SPAN(200000, 220000), "a", "bcd");
	story_self(&story, 220000, "ledger-up");
	story_wait(&story, 220000);
	assert_int_equal(story_times(&story, WIDE), 0);
	assert_int_equal(story_when(&story, "act g/a restart-session 1"), 220000);
	story_fini(&story);
}

static void the_uplinks_fault_is_not_the_gateways(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	poll(&story, SPAN(0, 100000), "", "ab");
	poll(&story, SPAN(100000, 150000), "ab", "");
	story_self(&story, 150000, "uplink-down");
	poll(&story, SPAN(150001, 600000), "ab", "");
	assert_int_equal(story.acts, 0);
	assert_int_equal(story_times(&story, "held g uplink"), 0);
	story_self(&story, 600000, "uplink-up");
	poll(&story, SPAN(600001, 700000), "ab", "");
	assert_int_equal(story_when(&story, WIDE), 690000);
	story_fini(&story);
}

static void sessions_that_somebody_stopped_are_no_shared_cause(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	poll(&story, SPAN(0, 100000), "", "ab");
	for (int64_t t_ms = 100000; t_ms < 300000; t_ms += 5000)
		claims(&story, t_ms, "ab", "off");
	assert_int_equal(story.acts, 0);
	assert_int_equal(story_times(&story, "notify g/a human"), 1);
	assert_int_equal(story_times(&story, "notify g/b human"), 1);
	story_fini(&story);
}

static void a_dying_container_is_given_its_settle(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	poll(&story, SPAN(0, 100000), "", "ab");
	poll(&story, SPAN(100000, 188000), "ab", "");
	story_event(&story, 188000, "g", "die");
	story_wait(&story, 197999);
	assert_int_equal(story.acts, 0);
	story_wait(&story, 198000);
	assert_int_equal(story.acts, 1);
	story_fini(&story);
}

static void listed_sessions_that_vanish_together_are_one_fault(void **state)
{
	(void)state;
	for (int listed = 0; listed < 2; listed++) {
		struct story story;

		story_init(&story);
		story_poll(&story, 0, 100000, "g/a up");
		story_poll(&story, 100001, 101000, "g/b up");
		for (int64_t t_ms = 105000; t_ms < 200000; t_ms += 5000) {
			roster_find(story.roster, "g/a")->configured = listed;
			roster_find(story.roster, "g/b")->configured = listed;
			story_claim(&story, t_ms, "g/a", "absent");
			story_claim(&story, t_ms, "g/b", "absent");
		}
		assert_int_equal(story_times(&story, "act g restart-container 2"), listed);
		assert_int_equal(story.acts, listed);
		story_fini(&story);
	}
}

static void one_incident_and_one_closing(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story.policy.notify_on = POLICY_OPENED;
	poll(&story, SPAN(0, 100000), "", "abc");
	poll(&story, SPAN(100000, 195000), "abc", "");
	story_result(&story, 200000, NULL);
	poll(&story, SPAN(201000, 1000000), "", "abc");
	assert_int_equal(story_times(&story, "notify g opened"), 1);
	assert_int_equal(story_when(&story, "notify g closed"), 801000);
	assert_int_equal(story.notifies, 2);
	assert_int_equal(story.acts, 1);
	story_fini(&story);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(half_of_the_sessions_going_bad_together_are_one_fault),
		cmocka_unit_test(fewer_than_half_are_their_own_faults),
		cmocka_unit_test(one_session_alone_is_never_a_shared_cause),
		cmocka_unit_test(runs_that_began_within_30_s_belong_together),
		cmocka_unit_test(a_run_that_is_told_late_is_dated_by_its_claim),
		cmocka_unit_test(who_joins_is_measured_from_the_earliest),
		cmocka_unit_test(who_was_up_within_its_run_a_minute_ago_counts),
		cmocka_unit_test(it_did_not_help_if_as_many_are_still_bad),
		cmocka_unit_test(it_helped_if_fewer_are_bad),
		cmocka_unit_test(who_was_not_up_a_minute_ago_does_not_count),
		cmocka_unit_test(a_young_epoch_counts),
		cmocka_unit_test(who_is_held_or_needs_a_person_does_not_count),
		cmocka_unit_test(members_cannot_be_convicted_while_it_is_open),
		cmocka_unit_test(when_fewer_are_bad_the_rest_convict_singly),
		cmocka_unit_test(a_convicted_gateway_is_acquitted_when_fewer_are_bad),
		cmocka_unit_test(the_uplinks_fault_is_not_the_gateways),
		cmocka_unit_test(sessions_that_somebody_stopped_are_no_shared_cause),
		cmocka_unit_test(a_dying_container_is_given_its_settle),
		cmocka_unit_test(listed_sessions_that_vanish_together_are_one_fault),
		cmocka_unit_test(one_incident_and_one_closing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
