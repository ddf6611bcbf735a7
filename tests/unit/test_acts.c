/* test_acts.c - what was done is told with what came of it.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "acted.h"
#include "status.h"

static const char *next(const struct story *story, const char *target)
{
	static char sentence[HEADLINE_BYTES];
	const struct why_subject subject = { story->roster, story->notes,
					     roster_find(story->roster, target), story->now_ms };

	return headline_next(&subject, sentence);
}

static void what_was_done_before_the_daemon_started_has_no_name(void **state)
{
	struct story story;
	struct target *omer;

	begin_acting(&story, *state);
	poll(&story, MINUTE, STATE_UP, "WORKING");
	poll(&story, 20 * SECOND, STATE_DOWN, "FAILED");
	omer = roster_find(story.roster, "waha/omer");
	omer->incident = (struct incident){
		.id = 1, .phase = INCIDENT_OPEN, .acts = 1, .acted_ms = TARGET_TIME_BASE
	};
	assert_string_equal(
		says(&story, "waha/omer"),
		"down (FAILED), bad for 20s of 30s patience; 1 act, the last before this "
		"daemon started, did not help; it may mend itself");
	omer->incident.interrupted = true;
	assert_non_null(strstr(says(&story, "waha/omer"), " started, may have helped or not; "));
	end(&story);
}

static void what_was_done_before_it_only_observed_was_not_pretended(void **state)
{
	struct story story;

	begin_acting(&story, *state);
	poll(&story, MINUTE, STATE_UP, "WORKING");
	poll(&story, 35 * SECOND, STATE_DOWN, "FAILED");
	heal(&story);
	roster_engine(story.roster)->observe = true;
	poll(&story, 20 * SECOND, STATE_DOWN, "FAILED");
	assert_non_null(strstr(says(&story, "waha/omer"), "; again helped, done 2m 25s ago; "));
	poll(&story, 20 * SECOND, STATE_DOWN, "FAILED");
	assert_non_null(strstr(says(&story, "waha/omer"),
			       "; again was only pretended (observe); not acted on (verify): what "
			       "would have been done has time to help (verify), for another "));
	end(&story);
}

static void who_relapses_was_helped_for_a_while(void **state)
{
	struct story story;

	begin_acting(&story, *state);
	poll(&story, MINUTE, STATE_UP, "WORKING");
	poll(&story, 35 * SECOND, STATE_DOWN, "FAILED");
	heal(&story);
	feed(&story, (struct engine_evidence){ .kind = EVIDENCE_PROOF }, "waha/omer", NULL);
	roster_find(story.roster, "waha/omer")->hold_until_ms =
		story.now_ms + TARGET_TIME_BASE + HOUR;
	poll(&story, 35 * SECOND, STATE_DOWN, "FAILED");
	assert_non_null(strstr(says(&story, "waha/omer"),
			       "; 1 act, the last again, helped, but not for long; not acted on "
			       "(hold): "));
	feed(&story, (struct engine_evidence){ .kind = EVIDENCE_PROOF }, "waha/omer", NULL);
	roster_find(story.roster, "waha/omer")->hold_until_ms = 0;
	poll(&story, 10 * SECOND, STATE_DOWN, "FAILED");
	assert_non_null(strstr(says(&story, "waha/omer"), "; again, or time, helped, done "));
	end(&story);
}

static void a_gateway_that_is_silent_since_its_restart_says_what_was_done(void **state)
{
	const struct engine_evidence fault = { .kind = EVIDENCE_FAULT, .what = FAULT_PATH };
	struct notes_act *act;
	struct target *waha;
	struct story story;

	begin_acting(&story, *state);
	event(&story, EVENT_START);
	poll(&story, MINUTE, STATE_UP, "WORKING");
	event(&story, EVENT_DIE);
	story.now_ms += 2 * SECOND;
	waha = roster_find(story.roster, "waha");
	waha->incident = (struct incident){ .id = 3, .phase = INCIDENT_MENDED, .cause = CAUSE_DIE };
	act = &notes_of(story.notes, waha)->act;
	*act = (struct notes_act){ .id = 1, .owner = "waha", .action = "all" };
	act->from_ms = act->until_ms = story.now_ms;
	event(&story, EVENT_START);
	assert_string_equal(status_state(waha), "running");
	assert_string_equal(level(&story, "waha"), "unknown");
	assert_string_equal(says(&story, "waha"), "not seen since its container started");
	story.now_ms += SECOND;
	feed(&story, fault, "waha", "timeout");
	story.now_ms += SECOND;
	assert_begins(
		says(&story, "waha"),
		"has not answered for 2s: timeout; that says nothing of its sessions; all was "
		"done 2s ago (its container died and did not come back); counts as unreachable "
		"in ");
	end(&story);
}

static void a_message_tells_what_is_done_and_what_comes_next(void **state)
{
	struct story story;

	begin_acting(&story, *state);
	poll(&story, MINUTE, STATE_UP, "WORKING");
	poll(&story, 35 * SECOND, STATE_DOWN, "FAILED");
	assert_string_equal(next(&story, "waha/omer"), "; again is under way");
	end_act(&story, 0);
	poll(&story, 95 * SECOND, STATE_DOWN, "FAILED");
	assert_string_equal(
		next(&story, "waha/omer"),
		"; 1 act, the last again, did not help; not acted on (blast-radius): it "
		"would end sessions that are well (escalate), for another 29m 55s");
	end(&story);
}

static void a_message_of_who_only_observes_tells_that_nothing_is_done(void **state)
{
	struct story story;

	begin_acting(&story, *state);
	roster_engine(story.roster)->observe = true;
	poll(&story, MINUTE, STATE_UP, "WORKING");
	poll(&story, 35 * SECOND, STATE_DOWN, "FAILED");
	assert_string_equal(next(&story, "waha/omer"), "; again was only pretended (observe)");
	roster_find(story.roster, "waha/omer")->quarantine =
		(struct quarantine){ .on = true,
				     .next_ms = story.now_ms + TARGET_TIME_BASE + HOUR };
	assert_string_equal(next(&story, "waha/omer"),
			    "; only pretended (observe); tried again in 1h");
	end(&story);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_was_done_before_the_daemon_started_has_no_name),
		TEST(what_was_done_before_it_only_observed_was_not_pretended),
		TEST(who_relapses_was_helped_for_a_while),
		TEST(a_gateway_that_is_silent_since_its_restart_says_what_was_done),
		TEST(a_message_tells_what_is_done_and_what_comes_next),
		TEST(a_message_of_who_only_observes_tells_that_nothing_is_done),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
