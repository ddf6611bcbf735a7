/* test_refusal.c - what is not done is told, by whose will and until when.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "acted.h"

static void hold(struct story *story, const char *target, int64_t for_ms)
{
	feed(story,
	     (struct engine_evidence){
		     .kind = EVIDENCE_COMMAND, .what = COMMAND_HOLD, .for_ms = for_ms },
	     target, NULL);
	notes_set_hold(notes_of(story->notes, roster_find(story->roster, target)), "me", "upgrade");
}

/* Both, every 5 s. */
static void poll_both(struct story *story, int64_t for_ms, enum words_state state)
{
	for (int64_t end_ms = story->now_ms + for_ms; story->now_ms < end_ms;
	     story->now_ms += 5 * SECOND) {
		claim(story, "waha/dana", state, NULL);
		claim(story, "waha/omer", state, NULL);
	}
}

static void what_holds_an_act_is_told_with_its_end(void **state)
{
	struct story story;

	begin_acting(&story, *state);
	poll(&story, MINUTE, STATE_UP, "WORKING");
	poll(&story, 31 * SECOND, STATE_DOWN, "FAILED");
	end_act(&story, RESULT_FAILED);
	assert_string_equal(level(&story, "waha/omer"), "dead");
	assert_string_equal(says(&story, "waha/omer"),
			    "down (FAILED), convicted 5s ago (bad without a proof for longer than "
			    "patience); again could not be done (HTTP 500); not acted on "
			    "(cooldown): too soon after the last (cooldown), for another 25s");
	end(&story);
}

static void a_shared_cause_is_told_of_the_gateway_and_of_its_sessions(void **state)
{
	struct story story;

	begin_acting(&story, *state);
	roster_find(story.roster, "waha")->gateway->conf.rungs = 1; /* "all" is gone */
	poll(&story, 2 * MINUTE, STATE_UP, NULL);
	poll_both(&story, 20 * SECOND, STATE_DOWN);
	assert_string_equal(says(&story, "waha/omer"),
			    "down, bad for 20s of 30s patience; not acted on (shared-cause): many "
			    "are bad at once: their gateway is treated in their place");
	poll_both(&story, 20 * SECOND, STATE_DOWN);
	assert_string_equal(
		says(&story, "waha"),
		"answering: many sessions went bad together; its ladder has no action on "
		"the whole gateway (scope = gateway)");
	assert_string_equal(says(&story, "waha/omer"),
			    "down, bad for 40s of 30s patience; not acted on (shared-cause): many "
			    "are bad at once: their gateway is treated in their place (waha in "
			    "quarantine)");
	end(&story);
}

static void what_nobody_may_judge_is_not_said_to_mend_itself(void **state)
{
	struct story story;

	begin_acting(&story, *state);
	poll(&story, MINUTE, STATE_UP, "WORKING");
	feed(&story, (struct engine_evidence){ .kind = EVIDENCE_SELF, .what = SELF_UPLINK_DOWN },
	     NULL, NULL);
	poll(&story, 40 * SECOND, STATE_DOWN, "FAILED");
	assert_string_equal(
		says(&story, "waha/omer"),
		"down (FAILED), bad for 40s of 30s patience; not acted on (uplink): the "
		"box's own line is down");
	end(&story);
}

static void who_holds_another_is_named_as_such(void **state)
{
	struct story story;

	begin_acting(&story, *state);
	poll(&story, MINUTE, STATE_UP, "WORKING");
	poll(&story, 35 * SECOND, STATE_DOWN, "FAILED");
	hold(&story, "waha/dana", HOUR);
	end_act(&story, 0);
	poll(&story, 2 * MINUTE, STATE_DOWN, "FAILED");
	assert_string_equal(
		says(&story, "waha/omer"),
		"down (FAILED), convicted 1m 30s ago (bad without a proof for longer than "
		"patience); 1 act, the last again, did not help; not acted on (hold): "
		"waha/dana is held by me: upgrade, for another 58m");
	end(&story);
}

static void a_hold_is_told_while_an_act_is_verified(void **state)
{
	struct story story;

	begin_acting(&story, *state);
	poll(&story, MINUTE, STATE_UP, "WORKING");
	poll(&story, 35 * SECOND, STATE_DOWN, "FAILED");
	end_act(&story, 0);
	hold(&story, "waha/omer", HOUR);
	roster_find(story.roster, "waha/omer")->incident.convicted_ms =
		story.now_ms + TARGET_TIME_BASE - SECOND;
	assert_non_null(strstr(says(&story, "waha/omer"),
			       "; after again muzzle looks whether it helped, for another 1m 30s; "
			       "not acted on (hold): held by me: upgrade, for another 1h"));
	end(&story);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_holds_an_act_is_told_with_its_end),
		TEST(a_shared_cause_is_told_of_the_gateway_and_of_its_sessions),
		TEST(what_nobody_may_judge_is_not_said_to_mend_itself),
		TEST(who_holds_another_is_named_as_such),
		TEST(a_hold_is_told_while_an_act_is_verified),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
