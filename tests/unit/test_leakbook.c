/* test_leakbook.c - memory, and what rungs cost, are told in numbers and in words.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "leakbook.h"
#include "reason.h"
#include "tell.h"
#include "watched.h"
#include "why.h"
#include "why_text.h"

#define MB INT64_C(1048576)
#define MINUTE INT64_C(60000)
#define NOW (1000 * MINUTE + TARGET_TIME_BASE)

static const char text[] =
	"[gateway waha]\nsessions = omer\nladder = again all\n"
	"[action again]\nplugin = noop\n[action all]\nplugin = noop\nscope = gateway\n";

struct story {
	struct roster *roster;
	struct notes *notes;
	struct gateway *gateway;
	char words[16384];
};

static void begin(struct story *story, struct fixture *fixture)
{
	configure(fixture, text);
	memset(story, 0, sizeof(*story));
	story->roster = roster_new(fixture->conf);
	story->notes = notes_new();
	story->gateway = roster_get(story->roster, "waha")->gateway;
	roster_engine(story->roster)->now_ms = NOW;
}

static void end(struct story *story)
{
	notes_free(story->notes);
	roster_free(story->roster);
}

/* A reading every minute; restarts at 2, 12, 22 ... minutes of 60 MB each. */
static void leak_for(struct story *story, int minutes)
{
	struct leak *leak = &story->gateway->leak;
	int64_t mb = 412;

	for (int i = minutes; i > 0; i--) {
		leak_read(leak, mb * MB, 1024 * MB, NOW - i * MINUTE);
		if ((minutes - i) % 10 != 2)
			continue;
		leak_act(leak, false, NOW - i * MINUTE);
		leak_number(leak, 7 + (uint64_t)(minutes - i) / 10);
		leak_result(leak, true, NOW - i * MINUTE);
		mb += 60;
	}
}

static struct json_object *describe(const struct story *story, const char *target)
{
	const struct why_subject subject = { story->roster, story->notes,
					     roster_find(story->roster, target),
					     NOW - TARGET_TIME_BASE };

	return why_describe(&subject);
}

static const char *say(struct story *story, const char *target)
{
	struct json_object *why = describe(story, target);
	FILE *out = fmemopen(story->words, sizeof(story->words), "w");

	why_text_print(why, out);
	fclose(out);
	json_object_put(why);
	return story->words;
}

static void assert_says(struct story *story, const char *target, const char *part)
{
	if (!strstr(say(story, target), part))
		fail_msg("not said: %s\nbut:\n%s", part, story->words);
}

static void who_was_never_read_has_no_memory(void **state)
{
	struct story story;
	struct json_object *why;

	begin(&story, *state);
	why = describe(&story, "waha");
	assert_null(tell_get(why, "memory"));
	json_object_put(why);
	assert_null(strstr(say(&story, "waha"), "memory"));
	end(&story);
}

static void a_table_shows_before_and_after_each_of_our_acts(void **state)
{
	struct story story;

	begin(&story, *state);
	leak_for(&story, 19);
	story.gateway->leak.wide[1] = true;
	assert_says(&story, "waha/omer",
		    "memory: 532 MB of 1024 MB, 1m ago\n"
		    "  act 7 (session), 17m ago: 412 MB -> 472 MB\n"
		    "  act 8 (gateway), 7m ago: 472 MB -> 532 MB\n");
	assert_says(&story, "waha", "act 8 (gateway), 7m ago: 472 MB -> 532 MB\n");
	leak_act(&story.gateway->leak, false, NOW);
	leak_number(&story.gateway->leak, 9);
	assert_says(&story, "waha", "act 9 (session), 0s ago: 532 MB -> ?\n");
	leak_end(&story.gateway->leak, NOW);
	assert_says(&story, "waha", "memory: not known now\n");
	end(&story);
}

static void numbers_are_bytes(void **state)
{
	struct story story;
	struct json_object *why, *memory, *act;

	begin(&story, *state);
	leak_for(&story, 19);
	why = describe(&story, "waha/omer");
	memory = tell_get(why, "memory");
	assert_true(tell_get_number(memory, "bytes") == 532 * MB);
	assert_true(tell_get_number(memory, "limit_bytes") == 1024 * MB);
	assert_int_equal(tell_get_number(memory, "age_ms"), MINUTE);
	assert_false(tell_get_flag(memory, "leaking"));
	assert_false(tell_get_flag(memory, "near_limit"));
	assert_null(tell_get(memory, "instead"));
	act = json_object_array_get_idx(tell_get(memory, "restarts"), 0);
	assert_int_equal(tell_get_number(act, "act"), 7);
	assert_string_equal(tell_get_text(act, "scope"), "session");
	assert_true(tell_get_number(act, "before_bytes") == 412 * MB);
	assert_true(tell_get_number(act, "after_bytes") == 472 * MB);
	assert_int_equal(tell_get_number(act, "age_ms"), 17 * MINUTE);
	json_object_put(why);
	end(&story);
}

static void what_follows_from_a_leak_is_said_with_it(void **state)
{
	struct story story;

	begin(&story, *state);
	leak_for(&story, 29);
	assert_says(&story, "waha/omer",
		    "  restarts of sessions leak: no session is restarted; next is all\n");
	assert_says(&story, "waha/omer", "  2 all (gateway)  <- next\n");
	story.gateway->leak.leaking = false;
	story.gateway->leak.near_limit = true;
	assert_says(
		&story, "waha/omer",
		"  another restart could reach the limit: no session is restarted; next is all\n");
	story.gateway->conf.rungs = 1;
	assert_says(&story, "waha/omer", "no session is restarted; its ladder has");
	assert_null(strstr(say(&story, "waha/omer"), "<- next"));
	end(&story);
}

static const char *reason(struct story *story, const char *target, enum words_notify what)
{
	const struct target *about = roster_find(story->roster, target);
	const struct engine_order order = {
		.kind = ORDER_NOTIFY, .what = what, .target = about, .owner = about
	};

	reason_text(&order, NULL, story->words, REASON_BYTES);
	return story->words;
}

static void a_person_is_told_the_floors_and_what_comes_next(void **state)
{
	struct story story;

	begin(&story, *state);
	leak_for(&story, 29);
	assert_string_equal(reason(&story, "waha", NOTIFY_LEAK),
			    "restarts of sessions leak memory: 412 -> 472 -> 532 -> 592 MB over "
			    "three restarts; the next goes to all");
	story.gateway->conf.rungs = 1;
	assert_non_null(strstr(reason(&story, "waha", NOTIFY_LEAK),
			       "MB over three restarts; its ladder has no action on the whole "
			       "gateway (scope = gateway)"));
	story.gateway->leak.acts = story.gateway->leak.life = 1;
	assert_string_equal(reason(&story, "waha", NOTIFY_LEAK),
			    "restarts of sessions leak memory");
	end(&story);
}

static void a_spent_ladder_says_that_it_does_not_reach_the_gateway(void **state)
{
	struct story story;

	begin(&story, *state);
	leak_for(&story, 29);
	assert_null(leakbook_stuck(story.gateway));
	assert_null(strstr(reason(&story, "waha/omer", NOTIFY_QUARANTINED), "leak"));
	story.gateway->conf.rungs = 1;
	assert_non_null(strstr(reason(&story, "waha/omer", NOTIFY_QUARANTINED),
			       "leak memory, and its ladder has no action on the whole gateway"));
	story.gateway->leak.leaking = false;
	story.gateway->leak.near_limit = true;
	assert_non_null(strstr(reason(&story, "waha/omer", NOTIFY_QUARANTINED),
			       "could reach its memory limit, and its ladder has no action"));
	assert_null(strstr(reason(&story, "waha", NOTIFY_QUARANTINED), "memory"));
	end(&story);
}

/* --- what rungs cost */

static void a_rung_shows_how_often_it_was_tried_and_helped(void **state)
{
	struct story story;
	struct json_object *why, *rung;

	begin(&story, *state);
	assert_says(&story, "waha/omer", "  1 again (session)  <- next\n");
	cost_helped(&story.gateway->costs[0], 14000, NOW - 3 * MINUTE);
	for (int i = 0; i < 3; i++)
		cost_unhelped(&story.gateway->costs[0], NOW - 2 * MINUTE);
	cost_unhelped(&story.gateway->costs[1], NOW - MINUTE);
	assert_says(&story, "waha/omer",
		    "  1 again (session): helped 1 of 4, mended after 14s  <- next\n"
		    "  2 all (gateway): helped 0 of 1\n");
	why = describe(&story, "waha/omer");
	assert_string_equal(tell_get_text(why, "ladder_order"), "fixed");
	rung = json_object_array_get_idx(tell_get(why, "ladder"), 0);
	assert_int_equal(tell_get_number(rung, "tries"), 4);
	assert_int_equal(tell_get_number(rung, "helped"), 1);
	assert_int_equal(tell_get_number(rung, "recovery_ms"), 14000);
	assert_int_equal(tell_get_number(rung, "tried_ms"), 2 * MINUTE);
	assert_true(tell_get_flag(rung, "rare"));
	json_object_put(why);
	end(&story);
}

static void the_next_rung_is_that_of_the_order_that_was_learnt(void **state)
{
	struct story story;

	begin(&story, *state);
	for (int i = 0; i < 4; i++)
		cost_unhelped(&story.gateway->costs[0], NOW - MINUTE);
	story.gateway->conf.ladder_learned = true;
	assert_says(&story, "waha/omer",
		    "  1 again (session): helped 0 of 4, so tried later\n"
		    "  2 all (gateway)  <- next\n");
	/* an incident keeps the order that it began with */
	story.gateway->sessions->incident.id = 1;
	assert_says(&story, "waha/omer", "so tried later  <- next\n");
	end(&story);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(who_was_never_read_has_no_memory),
		TEST(a_table_shows_before_and_after_each_of_our_acts),
		TEST(numbers_are_bytes),
		TEST(what_follows_from_a_leak_is_said_with_it),
		TEST(a_person_is_told_the_floors_and_what_comes_next),
		TEST(a_spent_ladder_says_that_it_does_not_reach_the_gateway),
		TEST(a_rung_shows_how_often_it_was_tried_and_helped),
		TEST(the_next_rung_is_that_of_the_order_that_was_learnt),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
