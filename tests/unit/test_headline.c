/* test_headline.c - how targets fare, in a word and in a sentence.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "acted.h"
#include "status.h"
#include "tell.h"

static void who_was_never_heard_of_is_unknown(void **state)
{
	struct story story;

	begin_acting(&story, *state);
	assert_string_equal(level(&story, "waha/omer"), "unknown");
	assert_string_equal(level(&story, "waha"), "unknown");
	assert_string_equal(says(&story, "waha/omer"), "nothing is known of it yet");
	end(&story);
}

static void who_is_well_has_nothing_to_say(void **state)
{
	struct story story;

	begin_acting(&story, *state);
	poll(&story, MINUTE, STATE_UP, "WORKING");
	assert_string_equal(level(&story, "waha/omer"), "well");
	assert_string_equal(level(&story, "waha"), "well");
	assert_string_equal(says(&story, "waha/omer"), "");
	end(&story);
}

static void a_run_is_in_doubt_and_then_convicted_and_acted_on(void **state)
{
	struct story story;

	begin_acting(&story, *state);
	poll(&story, MINUTE, STATE_UP, "WORKING");
	poll(&story, 20 * SECOND, STATE_DOWN, "FAILED");
	assert_string_equal(level(&story, "waha/omer"), "doubtful");
	assert_string_equal(says(&story, "waha/omer"),
			    "down (FAILED), bad for 20s of 30s patience; it may mend itself");
	poll(&story, 15 * SECOND, STATE_DOWN, "FAILED");
	assert_string_equal(level(&story, "waha/omer"), "dead");
	assert_string_equal(says(&story, "waha/omer"),
			    "down (FAILED), convicted 5s ago (bad without a proof for longer than "
			    "patience); again is under way");
	end_act(&story, 0);
	assert_string_equal(level(&story, "waha/omer"), "doubtful");
	assert_string_equal(
		says(&story, "waha/omer"),
		"not seen since the restart; after again (bad without a proof for longer "
		"than patience) muzzle looks whether it helped, for another 1m 30s");
	poll(&story, MINUTE, STATE_UP, "WORKING");
	assert_string_equal(level(&story, "waha/omer"), "well");
	end(&story);
}

static void a_hold_is_told_with_its_owner_and_is_no_illness(void **state)
{
	struct story story;

	begin_acting(&story, *state);
	poll(&story, MINUTE, STATE_UP, "WORKING");
	feed(&story,
	     (struct engine_evidence){
		     .kind = EVIDENCE_COMMAND, .what = COMMAND_HOLD, .for_ms = 10 * MINUTE },
	     "waha", NULL);
	notes_set_hold(notes_of(story.notes, roster_find(story.roster, "waha")), "deploy",
		       "upgrade");
	assert_string_equal(level(&story, "waha/omer"), "held");
	assert_string_equal(says(&story, "waha/omer"),
			    "waha is held by deploy: upgrade, for another 10m");
	notes_of(story.notes, roster_find(story.roster, "waha"))->hold.window_ms = 1;
	assert_string_equal(says(&story, "waha/omer"), "waha is held by deploy, for another 10m");
	notes_of(story.notes, roster_find(story.roster, "waha"))->hold.window_ms = 0;
	poll(&story, 2 * MINUTE, STATE_DOWN, "FAILED");
	assert_string_equal(level(&story, "waha/omer"), "dead");
	assert_non_null(
		strstr(says(&story, "waha/omer"),
		       "; not acted on (hold): waha is held by deploy: upgrade, for another "
		       "8m"));
	end(&story);
}

static void a_person_is_told_what_the_gateway_wants(void **state)
{
	struct story story;

	begin_acting(&story, *state);
	poll(&story, MINUTE, STATE_UP, "WORKING");
	poll(&story, 3 * MINUTE, STATE_HUMAN, "SCAN_QR_CODE");
	assert_string_equal(level(&story, "waha/omer"), "person");
	assert_string_equal(
		says(&story, "waha/omer"),
		"only a person can help, for 3m: SCAN_QR_CODE; no restart is tried until "
		"it is up again");
	end(&story);
}

static void a_container_that_somebody_stopped_is_left_alone(void **state)
{
	struct story story;

	begin_acting(&story, *state);
	event(&story, EVENT_START);
	poll(&story, MINUTE, STATE_UP, "WORKING");
	event(&story, EVENT_DIE);
	assert_string_equal(level(&story, "waha/omer"), "unknown");
	assert_string_equal(level(&story, "waha"), "dead");
	story.now_ms += 5 * SECOND;
	assert_string_equal(says(&story, "waha/omer"),
			    "was up (WORKING) when its gateway's container died 5s ago");
	assert_string_equal(says(&story, "waha"), "its container ended with exit code 0 5s ago; it "
						  "has 5s to come back by itself (die_settle)");
	assert_int_equal(level_ms(&story, "waha"), 5 * SECOND);
	event(&story, EVENT_STOP);
	assert_string_equal(level(&story, "waha"), "stopped");
	assert_string_equal(says(&story, "waha"),
			    "somebody stopped its container: muzzle leaves it alone until it is "
			    "started");
	assert_string_equal(says(&story, "waha/omer"),
			    "somebody stopped the container of its gateway: muzzle leaves it alone "
			    "until it is started");
	end(&story);
}

static void who_cannot_be_seen_any_more_is_unknown_but_not_after_one_fault(void **state)
{
	const struct engine_evidence fault = { .kind = EVIDENCE_FAULT, .what = FAULT_PATH };
	struct story story;

	begin_acting(&story, *state);
	poll(&story, MINUTE, STATE_UP, "WORKING");
	feed(&story, fault, "waha", "connection refused");
	story.now_ms += 10 * SECOND;
	assert_string_equal(level(&story, "waha/omer"), "well");
	story.now_ms += 2 * MINUTE;
	assert_string_equal(level(&story, "waha/omer"), "unknown");
	assert_string_equal(says(&story, "waha/omer"),
			    "was up (WORKING) when its gateway stopped answering 2m 10s ago");
	assert_string_equal(level(&story, "waha"), "faulting");
	assert_string_equal(says(&story, "waha"),
			    "has not answered for 2m 15s: connection refused; that says nothing of "
			    "its sessions; counts as unreachable in 45s");
	feed(&story, (struct engine_evidence){ .kind = EVIDENCE_PROOF }, "waha/omer", NULL);
	assert_string_equal(level(&story, "waha/omer"), "well");
	end(&story);
}

static void who_may_not_look_says_so_from_the_first_moment(void **state)
{
	struct story story;

	begin_acting(&story, *state);
	feed(&story, (struct engine_evidence){ .kind = EVIDENCE_FAULT, .what = FAULT_SETUP },
	     "waha", "HTTP 401: set `header`");
	assert_string_equal(level(&story, "waha"), "faulting");
	assert_string_equal(status_state(roster_find(story.roster, "waha")), "faulting");
	story.now_ms += 5 * SECOND;
	assert_string_equal(says(&story, "waha"), "status cannot look for 5s: HTTP 401: set "
						  "`header`; that says nothing of its sessions");
	end(&story);
}

static void up_is_not_called_bad_until_it_has_lasted(void **state)
{
	struct story story;

	begin_acting(&story, *state);
	poll(&story, MINUTE, STATE_UP, "WORKING");
	poll(&story, 20 * SECOND, STATE_DOWN, "FAILED");
	poll(&story, 5 * SECOND, STATE_UP, "WORKING");
	assert_string_equal(level(&story, "waha/omer"), "doubtful");
	assert_string_equal(says(&story, "waha/omer"), "up (WORKING) again for 5s, after 20s; well "
						       "once that has lasted 10s");
	end(&story);
}

static void who_is_up_is_not_threatened_with_an_act(void **state)
{
	struct story story;

	begin_acting(&story, *state);
	poll(&story, MINUTE, STATE_UP, "WORKING");
	poll(&story, 35 * SECOND, STATE_DOWN, "FAILED");
	end_act(&story, RESULT_FAILED);
	poll(&story, 5 * SECOND, STATE_UP, "WORKING");
	assert_string_equal(level(&story, "waha/omer"), "dead");
	assert_string_equal(
		says(&story, "waha/omer"),
		"up (WORKING) again for 5s, after 35s, convicted 10s ago (bad without a "
		"proof for longer than patience); again could not be done (HTTP 500); "
		"well once that has lasted 10s");
	end(&story);
}

static void who_is_proven_alive_is_not_only_called_off(void **state)
{
	struct story story;

	begin_acting(&story, *state);
	poll(&story, MINUTE, STATE_UP, "WORKING");
	poll(&story, 35 * SECOND, STATE_DOWN, "FAILED");
	end_act(&story, 0);
	poll(&story, 10 * SECOND, STATE_OFF, "STOPPED");
	feed(&story, (struct engine_evidence){ .kind = EVIDENCE_PROOF }, "waha/omer", NULL);
	story.now_ms += SECOND;
	assert_string_equal(level(&story, "waha/omer"), "doubtful");
	assert_int_equal(level_ms(&story, "waha/omer"), 11 * SECOND);
	assert_begins(says(&story, "waha/omer"),
		      "off (STOPPED), but proven alive 1s ago; again helped, done 16s ago; ");
	end(&story);
}

static void a_proof_against_a_claim_that_wants_a_person_leaves_a_doubt(void **state)
{
	struct story story;

	begin_acting(&story, *state);
	poll(&story, MINUTE, STATE_HUMAN, "SCAN_QR_CODE");
	feed(&story, (struct engine_evidence){ .kind = EVIDENCE_PROOF }, "waha/omer", NULL);
	story.now_ms += SECOND;
	assert_string_equal(level(&story, "waha/omer"), "doubtful");
	assert_string_equal(says(&story, "waha/omer"),
			    "human (SCAN_QR_CODE), but proven alive 1s ago");
	end(&story);
}

static void a_spent_ladder_says_when_it_is_tried_again(void **state)
{
	struct story story;

	begin_acting(&story, *state);
	poll(&story, MINUTE, STATE_UP, "WORKING");
	poll(&story, 31 * SECOND, STATE_DOWN, "FAILED");
	end_act(&story, RESULT_SETUP);
	assert_string_equal(level(&story, "waha/omer"), "quarantined");
	assert_string_equal(
		says(&story, "waha/omer"),
		"down (FAILED): bad without a proof for longer than patience; its ladder is spent; "
		"again could not be done (HTTP 500): mend the configuration; tried again in 1h");
	end(&story);
}

static void the_quarantine_of_a_dead_container_tells_how_it_ended(void **state)
{
	struct story story;
	struct target *waha;

	begin_acting(&story, *state);
	event(&story, EVENT_START);
	poll(&story, MINUTE, STATE_UP, "WORKING");
	event(&story, EVENT_DIE);
	waha = roster_find(story.roster, "waha");
	waha->gateway->container.code = 137;
	waha->incident = (struct incident){ .id = 1, .phase = INCIDENT_OPEN, .cause = CAUSE_DIE };
	waha->quarantine =
		(struct quarantine){ .on = true,
				     .next_ms = story.now_ms + TARGET_TIME_BASE + 30 * MINUTE };
	assert_string_equal(
		says(&story, "waha"),
		"dead: its container died and did not come back (exit code 137); nothing "
		"could be done within its ladder and budgets; tried again in 30m");
	end(&story);
}

static void who_fell_out_of_sight_in_doubt_is_unknown_and_what_helped_too(void **state)
{
	struct story story;

	begin_acting(&story, *state);
	poll(&story, MINUTE, STATE_UP, "WORKING");
	poll(&story, 35 * SECOND, STATE_DOWN, "FAILED");
	end_act(&story, 0);
	poll(&story, 10 * SECOND, STATE_DOWN, "FAILED");
	feed(&story, (struct engine_evidence){ .kind = EVIDENCE_FAULT, .what = FAULT_PATH }, "waha",
	     "timeout");
	story.now_ms += MINUTE;
	assert_string_equal(level(&story, "waha/omer"), "unknown");
	assert_string_equal(
		says(&story, "waha/omer"),
		"was down (FAILED) when its gateway stopped answering 1m ago; after again "
		"(bad without a proof for longer than patience) muzzle looks whether it "
		"helped, for another 20s");
	end(&story);
}

static void the_dead_of_a_silent_gateway_are_told_in_the_past(void **state)
{
	const struct engine_evidence fault = { .kind = EVIDENCE_FAULT, .what = FAULT_PATH };
	struct story story;

	begin_acting(&story, *state);
	poll(&story, MINUTE, STATE_UP, "WORKING");
	poll(&story, 35 * SECOND, STATE_DOWN, "FAILED");
	end_act(&story, RESULT_FAILED);
	feed(&story, fault, "waha", "timeout");
	assert_non_null(strstr(says(&story, "waha/omer"), "down (FAILED), convicted "));
	story.now_ms += 2 * MINUTE;
	assert_string_equal(level(&story, "waha/omer"), "dead");
	assert_begins(says(&story, "waha/omer"),
		      "was down (FAILED) when its gateway stopped answering 2m ago, convicted 2m ");
	end(&story);
}

static void a_gateway_in_quarantine_is_not_what_it_said_before_it_fell_silent(void **state)
{
	const struct engine_evidence fault = { .kind = EVIDENCE_FAULT, .what = FAULT_PATH };
	struct story story;
	struct target *waha;

	begin_acting(&story, *state);
	claim(&story, "waha", STATE_UP, "HTTP 200");
	feed(&story, fault, "waha", "connection refused");
	waha = roster_find(story.roster, "waha");
	waha->incident =
		(struct incident){ .id = 1, .phase = INCIDENT_OPEN, .cause = CAUSE_UNREACHABLE };
	waha->quarantine = (struct quarantine){ .on = true,
						.next_ms = story.now_ms + TARGET_TIME_BASE + HOUR };
	assert_begins(says(&story, "waha"),
		      "faulting: unreachable by every source (connection refused); ");
	assert_null(strstr(says(&story, "waha"), "health"));
	claim(&story, "waha", STATE_UP, "HTTP 200");
	assert_begins(says(&story, "waha"), "up (HTTP 200); ");
	end(&story);
}

static void whom_nobody_has_seen_since_a_restart_is_not_well(void **state)
{
	struct story story;

	begin_acting(&story, *state);
	event(&story, EVENT_START);
	poll(&story, MINUTE, STATE_UP, "WORKING");
	event(&story, EVENT_DIE);
	event(&story, EVENT_START);
	assert_string_equal(level(&story, "waha/dana"), "unknown");
	assert_string_equal(says(&story, "waha/dana"), "not seen since its container started");
	end(&story);
}

static void without_notes_it_still_speaks(void **state)
{
	static char sentence[HEADLINE_BYTES];
	struct why_subject subject;
	struct story story;

	begin_acting(&story, *state);
	poll(&story, MINUTE, STATE_UP, "WORKING");
	poll(&story, 35 * SECOND, STATE_DOWN, "FAILED");
	subject = (struct why_subject){ story.roster, NULL, roster_find(story.roster, "waha/omer"),
					story.now_ms };
	assert_string_equal(
		headline_says(&subject, sentence),
		"down, convicted 5s ago (bad without a proof for longer than patience); "
		"again is under way");
	end(&story);
}

/* --- all in one sentence */

static void add(struct json_object *rows, const char *target, const char *is, int64_t for_ms)
{
	struct json_object *row = tell_entry(rows);

	tell_text(row, "target", target);
	tell_text(row, "level", is);
	if (for_ms)
		tell_number(row, "level_ms", for_ms);
}

static void assert_headline(struct json_object *rows, const char *want)
{
	char headline[HEADLINE_BYTES];

	assert_string_equal(headline_of(rows, headline), want);
}

static void the_headline_names_the_worst_first_and_not_all(void **state)
{
	struct json_object *rows = json_object_new_array();

	(void)state;
	assert_headline(rows, "nothing is known yet of 0 gateways");
	add(rows, "waha", "unknown", 0);
	assert_headline(rows, "nothing is known yet of 1 gateway");
	json_object_array_del_idx(rows, 0, 1);
	add(rows, "waha", "well", 0);
	assert_headline(rows, "1 gateway is well");
	add(rows, "waha/a", "well", 0);
	assert_headline(rows, "1 session of 1 gateway is well");
	add(rows, "waha/b", "held", 0);
	assert_headline(rows, "1 session of 1 gateway is well; 1 is held");
	add(rows, "box", "faulting", 5);
	assert_headline(rows,
			"1 of 2 gateways is not well: box out of sight for 1s; 1 session is held");
	json_object_array_del_idx(rows, json_object_array_length(rows) - 1, 1);
	add(rows, "box", "faulting", 5 * SECOND);
	assert_headline(rows,
			"1 of 2 gateways is not well: box out of sight for 5s; 1 session is held");
	add(rows, "box/c", "doubtful", 10 * SECOND);
	add(rows, "box/d", "dead", 3 * MINUTE);
	assert_headline(rows,
			"2 of 4 sessions and 1 of 2 gateways are not well: box/d dead for 3m, "
			"box out of sight for 5s, box/c in doubt for 10s; 1 session is held");
	add(rows, "box/e", "person", 0);
	add(rows, "box/f", "stopped", 0);
	assert_headline(
		rows,
		"4 of 6 sessions and 1 of 2 gateways are not well: box/d dead for 3m, "
		"box/e needs a person, box out of sight for 5s and 2 more; 1 session is held");
	json_object_put(rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(who_was_never_heard_of_is_unknown),
		TEST(who_is_well_has_nothing_to_say),
		TEST(a_run_is_in_doubt_and_then_convicted_and_acted_on),
		TEST(a_hold_is_told_with_its_owner_and_is_no_illness),
		TEST(a_person_is_told_what_the_gateway_wants),
		TEST(a_container_that_somebody_stopped_is_left_alone),
		TEST(who_cannot_be_seen_any_more_is_unknown_but_not_after_one_fault),
		TEST(who_may_not_look_says_so_from_the_first_moment),
		TEST(up_is_not_called_bad_until_it_has_lasted),
		TEST(who_is_up_is_not_threatened_with_an_act),
		TEST(who_is_proven_alive_is_not_only_called_off),
		TEST(a_proof_against_a_claim_that_wants_a_person_leaves_a_doubt),
		TEST(a_spent_ladder_says_when_it_is_tried_again),
		TEST(the_quarantine_of_a_dead_container_tells_how_it_ended),
		TEST(who_fell_out_of_sight_in_doubt_is_unknown_and_what_helped_too),
		TEST(the_dead_of_a_silent_gateway_are_told_in_the_past),
		TEST(a_gateway_in_quarantine_is_not_what_it_said_before_it_fell_silent),
		TEST(whom_nobody_has_seen_since_a_restart_is_not_well),
		TEST(without_notes_it_still_speaks),
		cmocka_unit_test(the_headline_names_the_worst_first_and_not_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
