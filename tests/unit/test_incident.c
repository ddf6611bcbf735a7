/* test_incident.c - what a person is told from conviction to lasting recovery.
 * SPDX-License-Identifier: ISC */
#include "story.h"

#include "incident.h"

#define SESSION "act g/a restart-session 1"
#define CONTAINER "act g restart-container 2"
#define OPENED "notify g/a opened"
#define CLOSED "notify g/a closed"
#define DAY (24 * STORY_HOUR)

/* Bad from from_ms, restarted after patience, up 5 s later and until until_ms. */
static void cure(struct story *story, int64_t from_ms, int64_t until_ms)
{
	unsigned acts = story->acts;
	int64_t t_ms = from_ms;

	for (; story->acts == acts && t_ms < from_ms + STORY_HOUR; t_ms += 5 * STORY_SECOND)
		story_poll(story, t_ms, t_ms + 1, "g/a down");
	assert_int_equal(story->acts, acts + 1);
	story_result(story, t_ms, NULL);
	story_poll(story, t_ms + 5 * STORY_SECOND, until_ms, "g/a up");
}

static void what_the_first_rung_helps_is_told_to_nobody(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	cure(&story, 0, STORY_HOUR);
	assert_int_equal(story.acts, 1);
	assert_int_equal(story.notifies, 0);
	story_fini(&story);
}

static void who_wants_every_opening_gets_one_and_one_close(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story.policy.notify_on = POLICY_OPENED;
	cure(&story, 0, STORY_HOUR);
	assert_int_equal(story_when(&story, OPENED), 90000);
	/* result 95 s, up 100 s, mended 110 s; health is as old as up */
	assert_int_equal(story_when(&story, CLOSED), 700000);
	assert_int_equal(story.notifies, 2);
	story_fini(&story);
}

static void a_rung_that_did_not_help_opens_and_recovery_closes(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_poll(&story, 0, 92000, "g/a down");
	story_result(&story, 92000, NULL);
	story_poll(&story, 95000, 200000, "g/a down");
	assert_int_equal(story_when(&story, OPENED), 182000); /* ninety seconds of verification */
	story_result(&story, 200000, NULL);
	story_poll(&story, 205000, 2 * STORY_HOUR, "g/a up");
	assert_int_equal(story_times(&story, CLOSED), 1);
	assert_int_equal(story.notifies, 2);
	story_fini(&story);
}

static void half_an_hour_without_an_act_is_told(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_line(
		&story,
		"{\"t\":0,\"ev\":\"command\",\"what\":\"hold\",\"target\":\"g/a\",\"for_ms\":7200000}");
	story_poll(&story, 0, STORY_HOUR, "g/a down");
	assert_int_equal(story.acts, 0);
	assert_int_equal(story_when(&story, OPENED), 90000 + 30 * STORY_MINUTE);
	assert_int_equal(story.notifies, 1);
	story_fini(&story);
}

static void what_stays_open_is_remembered_once_a_day(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story_line(
		&story,
		"{\"t\":0,\"ev\":\"command\",\"what\":\"hold\",\"target\":\"g/a\",\"for_ms\":%lld}",
		(long long)(4 * DAY));
	story_poll(&story, 0, 3 * DAY, "g/a down");
	assert_int_equal(story_times(&story, "notify g/a reminder"), 2);
	assert_int_equal(story_when(&story, "notify g/a reminder"),
			 90000 + 30 * STORY_MINUTE + DAY);
	story_fini(&story);
}

static void nobody_is_reminded_of_what_was_never_told(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	cure(&story, 0, 8 * STORY_MINUTE);
	story_poll(&story, 8 * STORY_MINUTE, 3 * DAY, "g/a up");
	assert_int_equal(story.notifies, 0);
	story_fini(&story);
}

static void bad_again_before_ten_minutes_is_the_same_incident_that_was_not_helped(void **state)
{
	struct story story;
	const struct target *a;

	(void)state;
	story_init(&story);
	cure(&story, 0, 600000); /* mended at 110 s, ten minutes would be over at 710 s */
	a = roster_find(story.roster, "g/a");
	assert_int_equal(a->incident.id, 1);
	assert_int_equal(a->incident.phase, INCIDENT_MENDED);
	story_poll(&story, 600000, 692000, "g/a down");
	assert_int_equal(a->incident.id, 1);
	assert_int_equal(story_when(&story, OPENED), 690000);
	assert_int_equal(story_times(&story, SESSION), 2); /* at the same rung */
	story_fini(&story);
}

static void bad_again_soon_after_the_close_goes_on_at_the_same_rung(void **state)
{
	(void)state;
	for (int late = 0; late < 2; late++) {
		struct story story;
		int64_t again_ms = STORY_HOUR;

		story_init(&story);
		story_poll(&story, 0, 92000, "g/a down");
		story_result(&story, 92000, NULL);
		story_poll(&story, 95000, 200000, "g/a down"); /* rung 2 at 187 s */
		assert_int_equal(story_times(&story, CONTAINER), 1);
		story_result(&story, 200000, NULL);
		story_poll(&story, 205000, again_ms, "g/a up"); /* closed at 805 s */
		assert_int_equal(story_when(&story, CLOSED), 805000);
		again_ms = 805000 + 30 * STORY_MINUTE - 90 * STORY_SECOND - 5 * STORY_SECOND +
			   late * 5 * STORY_SECOND;
		story_fini(&story);

		story_init(&story);
		story_poll(&story, 0, 92000, "g/a down");
		story_result(&story, 92000, NULL);
		story_poll(&story, 95000, 200000, "g/a down");
		story_result(&story, 200000, NULL);
		story_poll(&story, 205000, again_ms, "g/a up");
		story_poll(&story, again_ms, again_ms + 100000, "g/a down");
		assert_int_equal(roster_find(story.roster, "g/a")->incident.id, 2);
		assert_int_equal(story_times(&story, CONTAINER), late ? 1 : 2);
		assert_int_equal(story_times(&story, SESSION), late ? 2 : 1);
		story_fini(&story);
	}
}

static void human_is_the_last_word_and_its_period_ends_in_silence(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	story.policy.notify_on = POLICY_OPENED;
	story_poll(&story, 0, 92000, "g/a down");
	story_result(&story, 92000, NULL);
	story_claim(&story, 95000, "g/a", "human");
	story_claim(&story, 96000, "g/a", "human");
	story_poll(&story, 100000, STORY_HOUR, "g/a down");
	story_poll(&story, STORY_HOUR, 2 * STORY_HOUR, "g/a up");
	assert_int_equal(story_when(&story, "notify g/a human"), 95000);
	assert_int_equal(story_times(&story, "notify g/a human"), 1);
	assert_int_equal(story_times(&story, CLOSED), 0);
	assert_int_equal(story.notifies, 2);
	assert_int_equal(story.acts, 1);
	assert_false(roster_find(story.roster, "g/a")->human);
	story_claim(&story, 2 * STORY_HOUR, "g/a", "human"); /* a new period */
	assert_int_equal(story_times(&story, "notify g/a human"), 2);
	story_fini(&story);
}

static void a_crash_loop_is_opened_once_and_closed_when_it_is_well(void **state)
{
	struct story story;
	int64_t t_ms = 0;

	(void)state;
	story_init(&story);
	for (int i = 0; i < 6; i++, t_ms += 20000) {
		story_event(&story, t_ms, "g", "die");
		story_event(&story, t_ms + 5000, "g", "start");
	}
	assert_int_equal(story_when(&story, "notify g opened"), 60000);
	assert_int_equal(story_times(&story, "notify g opened"), 1);
	assert_int_equal(story.acts, 0);
	story_poll(&story, t_ms, 2 * STORY_HOUR, "g/a up");
	assert_int_equal(story_times(&story, "notify g closed"), 1);
	assert_int_equal(story.notifies, 2);
	story_fini(&story);
}

static void a_quarantine_ends_with_ten_minutes_of_health_and_closes(void **state)
{
	struct story story;
	const struct target *a;

	(void)state;
	story_init(&story);
	story_poll(&story, 0, 92000, "g/a down");
	story_result(&story, 92000, "setup");
	a = roster_find(story.roster, "g/a");
	assert_true(a->quarantine.on);
	story_poll(&story, 95000, 200000, "g/a down");
	story_poll(&story, 200000, 809000, "g/a up");
	assert_true(a->quarantine.on);
	story_poll(&story, 809000, 815000, "g/a up");
	assert_false(a->quarantine.on);
	assert_int_equal(a->incident.id, 0);
	story_fini(&story);
}

static void an_interrupted_incident_must_convict_again(void **state)
{
	struct story story;
	struct target *a;

	(void)state;
	story_init(&story);
	story_poll(&story, 0, 92000, "g/a down");
	a = roster_find(story.roster, "g/a");
	assert_int_equal(a->incident.phase, INCIDENT_FLYING);
	incident_interrupt(a);
	assert_int_equal(a->incident.phase, INCIDENT_OPEN);
	assert_int_equal(a->incident.convicted_ms, 0);
	a->incident.phase = INCIDENT_MENDED;
	incident_interrupt(a);
	assert_int_equal(a->incident.phase, INCIDENT_MENDED);
	story_fini(&story);
}

static void a_death_outranks_what_may_be_doubted(void **state)
{
	struct story story;
	struct target *gateway;

	(void)state;
	story_init(&story);
	story_event(&story, 0, "g", "start");
	gateway = roster_find(story.roster, "g");
	incident_convict(roster_engine(story.roster), gateway, CAUSE_UNREACHABLE);
	incident_convict(roster_engine(story.roster), gateway, CAUSE_RUN);
	assert_int_equal(gateway->incident.cause, CAUSE_UNREACHABLE);
	incident_convict(roster_engine(story.roster), gateway, CAUSE_DIE);
	assert_int_equal(gateway->incident.cause, CAUSE_DIE);
	assert_int_equal(gateway->incident.id, 1);
	story_fini(&story);
}

static void hold(struct story *story, int64_t t_ms)
{
	story_line(
		story,
		"{\"t\":%lld,\"ev\":\"command\",\"what\":\"hold\",\"target\":\"g/a\",\"for_ms\":%lld}",
		(long long)t_ms, (long long)DAY);
}

static void what_mends_by_itself_must_convict_again(void **state)
{
	struct story story;

	(void)state;
	story_init(&story);
	hold(&story, 0);
	story_poll(&story, 0, 100000, "g/a down");
	story_poll(&story, 100000, 200000, "g/a up");
	assert_int_equal(roster_find(story.roster, "g/a")->incident.convicted_ms, 0);
	story_poll(&story, 200000, 289000, "g/a down");
	assert_int_equal(story_times(&story, "held g/a hold"), 1);
	story_poll(&story, 290000, 300000, "g/a down");
	assert_int_equal(story_times(&story, "held g/a hold"),
			 2); /* and is told again what holds it */
	assert_int_equal(roster_find(story.roster, "g/a")->incident.id, 1);
	assert_false(roster_find(story.roster, "g/a")->incident.unhelped); /* nothing was tried */
	story_fini(&story);
}

static void what_mended_forgets_its_failures_and_its_waiting(void **state)
{
	struct story story;
	struct target *a;

	(void)state;
	story_init(&story);
	story_poll(&story, 0, 92000, "g/a down");
	story_result(&story, 92000, "failed");
	a = roster_find(story.roster, "g/a");
	assert_int_equal(a->incident.failures, 1);
	a->incident.waited_ms = TARGET_TIME_BASE + 92000;
	story_poll(&story, 95000, 110000, "g/a up");
	assert_int_equal(a->incident.phase, INCIDENT_MENDED);
	assert_int_equal(a->incident.failures, 0);
	assert_int_equal(a->incident.waited_ms, 0);
	story_fini(&story);
}

static void human_ends_the_run_and_with_it_the_hurry(void **state)
{
	struct story story;
	const struct target *a;

	(void)state;
	story_init(&story);
	hold(&story, 0);
	story_poll(&story, 0, 100000, "g/a down");
	story_claim(&story, 100000, "g/a", "human");
	a = roster_find(story.roster, "g/a");
	assert_false(a->epoch.run.open);
	assert_false(a->human_stopped);
	assert_int_equal(a->held_by, 0);
	assert_int_equal(story_when(&story, "relax g"), 100000);
	story_poll(&story, 105000, 120000, "g/a up");
	story_poll(&story, 120000, 230000, "g/a down");
	assert_int_equal(story_times(&story, "held g/a hold"), 2);
	story_fini(&story);
}

static void since_when_a_quarantine_lasts_follows_from_its_tries_and_the_next(void **state)
{
	static const int64_t next_h[] = { 1, 3, 7, 15, 31, 55, 79 };
	const int64_t from_ms = 5000, hour_ms = 3600000;

	(void)state;
	for (uint32_t tries = 0; tries < sizeof(next_h) / sizeof(next_h[0]); tries++) {
		const struct target target = {
			.quarantine = { .on = true,
					.tries = tries,
					.next_ms = from_ms + next_h[tries] * hour_ms },
		};

		assert_int_equal(incident_quarantined_ms(&target), from_ms);
	}
}

static void a_quarantine_that_closed_begins_at_the_first_rung(void **state)
{
	struct story story;
	int64_t t_ms = 4 * STORY_HOUR;

	(void)state;
	story_init(&story);
	for (int64_t poll_ms = 0; poll_ms < t_ms;
	     poll_ms += 5 * STORY_SECOND) { /* the whole ladder */
		uint64_t before = story.last_act;

		story_poll(&story, poll_ms, poll_ms + 1, "g/a down");
		if (story.last_act != before)
			story_result(&story, poll_ms, NULL);
	}
	assert_int_equal(story_times(&story, "notify g/a quarantined"), 1);
	story_poll(&story, t_ms, t_ms + 700000, "g/a up");
	assert_int_equal(story_times(&story, CLOSED), 1);
	assert_int_equal(roster_find(story.roster, "g/a")->closed_rung, 0);
	story_fini(&story);
}

static void a_crash_loop_opens_what_seemed_mended_again(void **state)
{
	struct story story;
	struct target *gateway;

	(void)state;
	story_init(&story);
	story_event(&story, 0, "g", "start");
	gateway = roster_find(story.roster, "g");
	incident_convict(roster_engine(story.roster), gateway, CAUSE_UNREACHABLE);
	incident_mend(roster_engine(story.roster), gateway);
	for (int64_t t_ms = 1000; t_ms < 5000; t_ms += 1000) {
		story_event(&story, t_ms, "g", "die");
		if (t_ms < 4000)
			story_event(&story, t_ms, "g", "start");
	}
	assert_int_equal(gateway->incident.id, 1);
	assert_int_equal(gateway->incident.phase, INCIDENT_OPEN);
	assert_true(gateway->incident.crash_loop);
	assert_int_equal(story_times(&story, "notify g opened"), 1);
	story_fini(&story);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_the_first_rung_helps_is_told_to_nobody),
		cmocka_unit_test(who_wants_every_opening_gets_one_and_one_close),
		cmocka_unit_test(a_rung_that_did_not_help_opens_and_recovery_closes),
		cmocka_unit_test(half_an_hour_without_an_act_is_told),
		cmocka_unit_test(what_stays_open_is_remembered_once_a_day),
		cmocka_unit_test(nobody_is_reminded_of_what_was_never_told),
		cmocka_unit_test(
			bad_again_before_ten_minutes_is_the_same_incident_that_was_not_helped),
		cmocka_unit_test(bad_again_soon_after_the_close_goes_on_at_the_same_rung),
		cmocka_unit_test(human_is_the_last_word_and_its_period_ends_in_silence),
		cmocka_unit_test(a_crash_loop_is_opened_once_and_closed_when_it_is_well),
		cmocka_unit_test(a_quarantine_ends_with_ten_minutes_of_health_and_closes),
		cmocka_unit_test(an_interrupted_incident_must_convict_again),
		cmocka_unit_test(a_death_outranks_what_may_be_doubted),
		cmocka_unit_test(what_mends_by_itself_must_convict_again),
		cmocka_unit_test(what_mended_forgets_its_failures_and_its_waiting),
		cmocka_unit_test(human_ends_the_run_and_with_it_the_hurry),
		cmocka_unit_test(since_when_a_quarantine_lasts_follows_from_its_tries_and_the_next),
		cmocka_unit_test(a_quarantine_that_closed_begins_at_the_first_rung),
		cmocka_unit_test(a_crash_loop_opens_what_seemed_mended_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
