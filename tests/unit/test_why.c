/* test_why.c - why tells what the engine thinks, and why_text says it within 80 columns.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "noted.h"
#include "tell.h"
#include "why.h"
#include "why_text.h"
#include "wrap.h"

static struct json_object *describe(const struct story *story, const char *target)
{
	const struct why_subject subject = { story->roster, story->notes,
					     roster_find(story->roster, target), story->now_ms };

	return why_describe(&subject);
}

static int columns(const char *line)
{
	int count = 0;

	for (; *line != '\n'; line++)
		count += ((unsigned char)*line & 0xc0) != 0x80;
	return count;
}

/* In plain words, each line within the columns; static until the next call. */
static const char *say(const struct story *story, const char *target)
{
	static char words[16384];
	struct json_object *why = describe(story, target);
	FILE *out = fmemopen(words, sizeof(words), "w");

	why_text_print(why, out);
	fclose(out);
	json_object_put(why);
	for (const char *line = words; *line; line = strchr(line, '\n') + 1)
		assert_true(columns(line) <= WRAP_COLUMNS);
	return words;
}

static void assert_says(const struct story *story, const char *target, const char *part)
{
	const char *words = say(story, target);

	if (!strstr(words, part))
		fail_msg("not said: %s\nbut:\n%s", part, words);
}

static struct json_object *find_guard(struct json_object *why, const char *name)
{
	struct json_object *list = tell_get(why, "guards");

	for (size_t i = 0; i < json_object_array_length(list); i++)
		if (strcmp(tell_get_text(json_object_array_get_idx(list, i), "guard"), name) == 0)
			return json_object_array_get_idx(list, i);
	fail_msg("no guard %s", name);
	return NULL;
}

/* omer is up, dana goes down until it is convicted and acted on. */
static void let_dana_die(struct story *story)
{
	claim(story, "waha/omer", STATE_UP, "WORKING");
	claim(story, "waha/dana", STATE_UP, "WORKING");
	story->now_ms += 5 * MINUTE;
	for (int i = 0; i <= 35; i++) {
		claim(story, "waha/omer", STATE_UP, "WORKING");
		claim(story, "waha/dana", STATE_DOWN, "FAILED");
		story->now_ms += SECOND;
	}
}

static void who_was_never_heard_of_is_described_too(void **state)
{
	struct story story;

	begin(&story, *state);
	assert_says(&story, "waha/omer", "waha/omer is unknown\n");
	assert_says(&story, "waha/omer", "evidence: none yet\n");
	assert_says(&story, "waha/omer", "last act: none\n");
	assert_says(&story, "waha", "waha is unknown\n");
	end(&story);
}

static void the_state_is_told_with_its_word_and_its_age(void **state)
{
	struct story story;

	begin(&story, *state);
	claim(&story, "waha/omer", STATE_UP, "WORKING");
	story.now_ms += 90 * SECOND;
	assert_says(&story, "waha/omer", "waha/omer is up (WORKING) for 1m 30s\n");
	assert_says(&story, "waha/omer", "claim up \"WORKING\" from status, 1m 30s ago\n");
	assert_says(&story, "waha/omer", "run: none; patience is 30s\n");
	assert_says(&story, "waha/omer", "law: patience is fixed by the configuration\n");
	end(&story);
}

static void a_run_stands_against_its_patience(void **state)
{
	struct story story;

	begin(&story, *state);
	claim(&story, "waha/omer", STATE_UP, "WORKING");
	story.now_ms += MINUTE;
	claim(&story, "waha/omer", STATE_DOWN, "FAILED");
	story.now_ms += 12 * SECOND;
	assert_says(&story, "waha/omer",
		    "run: bad for 12s of 30s patience; bad claims 1, needed 3\n");
	end(&story);
}

static void the_law_is_told_when_nothing_is_fixed(void **state)
{
	struct story story;
	struct policy policy;

	begin(&story, *state);
	policy_default(&policy);
	roster_set_policy(story.roster, roster_find(story.roster, "waha/omer"), &policy);
	assert_says(&story, "waha/omer",
		    "law: auto, at most 1 false restart of a session in 730d\n");
	assert_says(&story, "waha/omer",
		    "law of starting: 1m 30s until 512 runs and 7d: 0 runs in 0s so far\n");
	assert_says(&story, "waha/omer", "run: none; patience is 1m 30s\n");
	end(&story);
}

static void every_guard_has_its_verdict_and_the_first_is_marked(void **state)
{
	struct story story;
	struct json_object *why;

	begin(&story, *state);
	let_dana_die(&story);
	why = describe(&story, "waha/dana");
	assert_int_equal(json_object_array_length(tell_get(why, "guards")), GUARDS - 1);
	assert_true(tell_get_flag(find_guard(why, "in-flight"), "holds"));
	assert_true(tell_get_flag(find_guard(why, "in-flight"), "first"));
	assert_true(tell_get_number(find_guard(why, "in-flight"), "for_ms") > 0);
	assert_true(tell_get_flag(find_guard(why, "cooldown"), "holds"));
	assert_false(tell_get_flag(find_guard(why, "cooldown"), "first"));
	assert_false(tell_get_flag(find_guard(why, "hold"), "holds"));
	assert_string_equal(tell_get_text(why, "condition"), "in-flight");
	json_object_put(why);
	end(&story);
}

static void a_guard_that_holds_says_what_it_waits_for_and_by_which_key(void **state)
{
	struct story story;

	begin(&story, *state);
	let_dana_die(&story);
	assert_says(&story, "waha/dana", ": its gateway is being acted on\n");
	assert_says(&story, "waha/dana", ": too soon after the last (cooldown)\n");
	assert_says(&story, "waha/dana", "  hold            free\n");
	end(&story);
}

static void the_ladder_shows_the_rung_that_comes_next(void **state)
{
	struct story story;

	begin(&story, *state);
	assert_says(&story, "waha/dana", "  1 again (session)  <- next\n  2 all (gateway)\n");
	roster_find(story.roster, "waha/dana")->incident.rung = 1;
	assert_says(&story, "waha/dana", "  1 again (session)\n  2 all (gateway)  <- next\n");
	end(&story);
}

/* The next act is on the gateway: a hold on another session holds it too. */
static void guards_are_asked_about_the_rung_that_comes_next(void **state)
{
	struct story story;
	struct json_object *why;

	begin(&story, *state);
	roster_find(story.roster, "waha/omer")->hold_until_ms =
		story.now_ms + TARGET_TIME_BASE + MINUTE;
	why = describe(&story, "waha/dana");
	assert_false(tell_get_flag(find_guard(why, "hold"), "holds"));
	json_object_put(why);
	roster_find(story.roster, "waha/dana")->incident.rung = 1;
	why = describe(&story, "waha/dana");
	assert_true(tell_get_flag(find_guard(why, "hold"), "holds"));
	json_object_put(why);
	end(&story);
}

static void budgets_are_counted_and_say_when_they_are_free(void **state)
{
	struct story story;
	struct target *omer;

	begin(&story, *state);
	omer = roster_find(story.roster, "waha/omer");
	for (int i = 0; i < 3; i++)
		budget_charge(&omer->budget, story.now_ms + TARGET_TIME_BASE);
	story.now_ms += 10 * MINUTE;
	assert_says(&story, "waha/omer", "session         3 of 3 used in 30m, next free in 20m\n");
	assert_says(&story, "waha/omer", "session, a day  3 of 12 used in 1d\n");
	assert_says(&story, "waha/omer", "gateway         0 of 3 used in 2h\n");
	assert_says(&story, "waha",
		    "budgets\n  gateway         0 of 3 used in 2h\n  the whole box");
	end(&story);
}

/* "held by" and "by hold" are only said of what is held. */
static void a_hold_names_its_owner_reason_and_end(void **state)
{
	struct story story;
	struct target *omer;

	begin(&story, *state);
	assert_null(strstr(say(&story, "waha/omer"), "held by"));
	omer = roster_find(story.roster, "waha/omer");
	omer->hold_until_ms = story.now_ms + TARGET_TIME_BASE + 10 * MINUTE;
	notes_set_hold(notes_of(story.notes, omer), "deploy", "upgrade to 2026.11");
	assert_says(&story, "waha/omer", "held by deploy until ");
	assert_says(&story, "waha/omer", ", for another 10m: upgrade to 2026.11 (waha/omer)\n");
	assert_says(&story, "waha/omer", "waha/omer is unknown; hold\n");
	assert_null(strstr(say(&story, "waha/dana"), "held by"));
	end(&story);
}

static void a_hold_on_the_gateway_is_told_of_its_sessions(void **state)
{
	struct story story;
	struct target *waha;

	begin(&story, *state);
	waha = roster_find(story.roster, "waha");
	waha->hold_until_ms = story.now_ms + TARGET_TIME_BASE + MINUTE;
	notes_set_hold(notes_of(story.notes, waha), NULL, NULL);
	assert_says(&story, "waha/omer", "held by somebody until ");
	assert_says(&story, "waha/omer", ", for another 1m (waha)\n");
	end(&story);
}

static void quarantine_and_human_are_told(void **state)
{
	struct story story;
	struct target *omer;

	begin(&story, *state);
	omer = roster_find(story.roster, "waha/omer");
	omer->quarantine =
		(struct quarantine){ true, 2, story.now_ms + TARGET_TIME_BASE + 90 * MINUTE };
	assert_says(&story, "waha/omer", "quarantine: 2 tries since, the next in 1h 30m\n");
	assert_says(&story, "waha/omer", "holds, for another 1h 30m: nothing could be done within");
	omer->gateway->conf.rungs = 0;
	assert_says(&story, "waha/omer",
		    "quarantine      holds: it has no ladder: it is only watched");
	omer->human = true;
	assert_says(&story, "waha/omer",
		    "waha/omer is unknown; human\n  in short: only a person can help");
	omer->human_stopped = true;
	assert_says(&story, "waha/omer", "somebody stopped it");
	end(&story);
}

static void the_last_act_says_how_it_ended_and_whether_it_helped(void **state)
{
	struct story story;
	struct notes_act *act;
	struct target *dana;

	begin(&story, *state);
	let_dana_die(&story);
	dana = roster_find(story.roster, "waha/dana");
	assert_int_equal(dana->incident.id, 1);
	act = &notes_of(story.notes, dana)->act;
	*act = (struct notes_act){ .id = 1,
				   .incident = 1,
				   .from_ms = story.now_ms - 5 * SECOND,
				   .owner = "waha/dana",
				   .action = "again" };
	assert_says(&story, "waha/dana", "last act: again, 5s ago: in flight\n");
	act->until_ms = story.now_ms - 2 * SECOND;
	strcpy(act->text, "HTTP 201");
	dana->incident.phase = INCIDENT_VERIFY;
	assert_says(&story, "waha/dana",
		    "again, 5s ago: done in 3s, HTTP 201; whether it helped is being");
	dana->incident.phase = INCIDENT_MENDED;
	assert_says(&story, "waha/dana", "done in 3s, HTTP 201; helped\n");
	dana->incident.phase = INCIDENT_OPEN;
	assert_says(&story, "waha/dana", "done in 3s, HTTP 201; did not help\n");
	dana->incident.id = 0;
	assert_says(&story, "waha/dana", "done in 3s, HTTP 201; helped\n");
	act->what = RESULT_FAILED;
	assert_says(&story, "waha/dana", "failed in 3s, HTTP 201; could not be done\n");
	memset(act, 0, sizeof(*act));
	assert_says(&story, "waha/dana", "before this daemon started\n");
	end(&story);
}

static void faults_of_the_gateway_are_evidence_about_a_session(void **state)
{
	struct story story;

	begin(&story, *state);
	claim(&story, "waha/omer", STATE_UP, "WORKING");
	feed(&story, (struct engine_evidence){ .kind = EVIDENCE_FAULT, .what = FAULT_PATH }, "waha",
	     "timeout");
	assert_says(&story, "waha/omer",
		    "fault path \"timeout\" from status, 0s ago, of its gateway\n");
	end(&story);
}

static void long_foreign_words_are_wrapped_and_cut(void **state)
{
	struct story story;
	char word[300];

	begin(&story, *state);
	memset(word, 'W', sizeof(word) - 1);
	word[sizeof(word) - 1] = '\0';
	claim(&story, "waha/omer", STATE_DOWN, word);
	say(&story, "waha/omer");
	claim(&story, "waha/omer", STATE_DOWN,
	      "äöüäöüäöüäöüäöüäöüäöüäöüäöüäöüäöüäöüäöüäöüäöüäöüäöü");
	say(&story, "waha/omer");
	end(&story);
}

static void a_ripe_run_that_is_not_judged_only_would_convict(void **state)
{
	struct story story;

	begin(&story, *state);
	feed(&story, (struct engine_evidence){ .kind = EVIDENCE_SELF, .what = SELF_UPLINK_DOWN },
	     NULL, NULL);
	let_dana_die(&story);
	assert_says(&story, "waha/dana", ", needed 3: would convict, but");
	end(&story);
}

static void observe_mode_says_so(void **state)
{
	struct story story;

	begin(&story, *state);
	roster_engine(story.roster)->observe = true;
	assert_says(&story, "waha/omer", "observe mode: nothing is acted on");
	end(&story);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(who_was_never_heard_of_is_described_too),
		TEST(the_state_is_told_with_its_word_and_its_age),
		TEST(a_run_stands_against_its_patience),
		TEST(the_law_is_told_when_nothing_is_fixed),
		TEST(every_guard_has_its_verdict_and_the_first_is_marked),
		TEST(a_guard_that_holds_says_what_it_waits_for_and_by_which_key),
		TEST(the_ladder_shows_the_rung_that_comes_next),
		TEST(guards_are_asked_about_the_rung_that_comes_next),
		TEST(budgets_are_counted_and_say_when_they_are_free),
		TEST(a_hold_names_its_owner_reason_and_end),
		TEST(a_hold_on_the_gateway_is_told_of_its_sessions),
		TEST(quarantine_and_human_are_told),
		TEST(the_last_act_says_how_it_ended_and_whether_it_helped),
		TEST(faults_of_the_gateway_are_evidence_about_a_session),
		TEST(long_foreign_words_are_wrapped_and_cut),
		TEST(a_ripe_run_that_is_not_judged_only_would_convict),
		TEST(observe_mode_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
