/* test_level.c - how a target fares, in a word, and since when.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "acted.h"

static void what_died_again_is_dead_since_then(void **state)
{
	struct story story;

	begin_acting(&story, *state);
	poll(&story, MINUTE, STATE_UP, "WORKING");
	poll(&story, 35 * SECOND, STATE_DOWN, "FAILED");
	heal(&story);
	assert_string_equal(level(&story, "waha/omer"), "well");
	poll(&story, 20 * SECOND, STATE_DOWN, "FAILED");
	assert_string_equal(says(&story, "waha/omer"),
			    "down (FAILED), bad for 20s of 30s patience; again helped, done 2m 25s "
			    "ago; it may mend itself");
	assert_int_equal(level_ms(&story, "waha/omer"), 20 * SECOND);
	poll(&story, 15 * SECOND, STATE_DOWN, "FAILED");
	assert_string_equal(level(&story, "waha/omer"), "dead");
	assert_int_equal(level_ms(&story, "waha/omer"), 5 * SECOND);
	end_act(&story, 0);
	story.now_ms += 3 * SECOND;
	assert_string_equal(level(&story, "waha/omer"), "doubtful");
	assert_int_equal(level_ms(&story, "waha/omer"), 3 * SECOND);
	end(&story);
}

static void quarantine_lasts_since_it_began(void **state)
{
	struct story story;
	struct target *omer;

	begin_acting(&story, *state);
	poll(&story, MINUTE, STATE_UP, "WORKING");
	poll(&story, 35 * SECOND, STATE_DOWN, "FAILED");
	end_act(&story, RESULT_SETUP);
	story.now_ms += MINUTE;
	assert_string_equal(level(&story, "waha/omer"), "quarantined");
	assert_int_equal(level_ms(&story, "waha/omer"), MINUTE);
	omer = roster_find(story.roster, "waha/omer");
	omer->quarantine.tries = 5;
	omer->quarantine.next_ms += (2 + 4 + 8 + 16 + 24) * HOUR;
	assert_int_equal(level_ms(&story, "waha/omer"), MINUTE);
	end(&story);
}

static void sessions_of_a_dead_container_are_not_well_by_what_they_said_before(void **state)
{
	struct story story;

	begin_acting(&story, *state);
	event(&story, EVENT_START);
	poll(&story, MINUTE, STATE_UP, "WORKING");
	feed(&story, (struct engine_evidence){ .kind = EVIDENCE_PROOF }, "waha/omer", NULL);
	story.now_ms += SECOND;
	event(&story, EVENT_DIE);
	story.now_ms += 13 * SECOND;
	assert_string_equal(level(&story, "waha/omer"), "unknown");
	feed(&story, (struct engine_evidence){ .kind = EVIDENCE_PROOF }, "waha/omer", NULL);
	assert_string_equal(level(&story, "waha/omer"), "well");
	end(&story);
}

static void an_open_incident_of_which_nothing_is_bad_is_no_illness(void **state)
{
	struct story story;
	struct target *waha;

	begin_acting(&story, *state);
	poll(&story, MINUTE, STATE_UP, "WORKING");
	waha = roster_find(story.roster, "waha");
	waha->incident = (struct incident){ .id = 1, .phase = INCIDENT_OPEN, .acts = 2 };
	assert_string_equal(level(&story, "waha"), "well");
	assert_string_equal(says(&story, "waha"), "");
	waha->incident.crash_loop = true;
	assert_string_equal(level(&story, "waha"), "doubtful");
	end(&story);
}

static void who_is_well_when_he_is_reset_is_well_at_once(void **state)
{
	struct story story;

	begin_acting(&story, *state);
	poll(&story, MINUTE, STATE_UP, "WORKING");
	poll(&story, 31 * SECOND, STATE_DOWN, "FAILED");
	end_act(&story, RESULT_SETUP);
	poll(&story, 20 * SECOND, STATE_UP, "WORKING");
	assert_string_equal(level(&story, "waha/omer"), "quarantined");
	feed(&story, (struct engine_evidence){ .kind = EVIDENCE_COMMAND, .what = COMMAND_RESET },
	     "waha/omer", NULL);
	assert_string_equal(level(&story, "waha/omer"), "well");
	assert_string_equal(says(&story, "waha/omer"), "");
	end(&story);
}

static void levels_have_names_that_lead_back(void **state)
{
	(void)state;
	for (enum level one = LEVEL_DEAD; one < LEVELS; one++)
		assert_int_equal(level_value(level_name(one)), one);
	assert_int_equal(level_value("odd"), 0);
	assert_int_equal(level_colour(LEVEL_WELL), COLOUR_GOOD);
	assert_int_equal(level_colour(0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_died_again_is_dead_since_then),
		TEST(quarantine_lasts_since_it_began),
		TEST(sessions_of_a_dead_container_are_not_well_by_what_they_said_before),
		TEST(an_open_incident_of_which_nothing_is_bad_is_no_illness),
		TEST(who_is_well_when_he_is_reset_is_well_at_once),
		cmocka_unit_test(levels_have_names_that_lead_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
