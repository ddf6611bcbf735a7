/* test_lawbook.c - what a gateway's laws say to programs and to people.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lawbook.h"
#include "roster.h"
#include "tell.h"
#include "watched.h"

#define DAY INT64_C(86400000)
#define NOW (TARGET_TIME_BASE + 100 * DAY)

static const char text[] = "[gateway waha]\nsessions = omer\n[gateway fixed]\nsessions = *\n"
			   "policy = sure\n[policy sure]\npatience = 45s\n";

struct story {
	struct roster *roster;
	struct target *omer;
	struct json_object *told;
	char sentence[LAWBOOK_BYTES];
};

static void begin(struct story *story, struct fixture *fixture)
{
	configure(fixture, text);
	*story = (struct story){ .roster = roster_new(fixture->conf) };
	story->omer = roster_find(story->roster, "waha/omer");
}

static void end(struct story *story)
{
	json_object_put(story->told);
	roster_free(story->roster);
}

/* What is told of one class of the target; borrowed. */
static struct json_object *tell(struct story *story, enum law_class class)
{
	json_object_put(story->told);
	story->told = json_object_new_object();
	lawbook_describe(story->told, story->omer, NOW);
	return json_object_array_get_idx(tell_get(story->told, "laws"), class - 1);
}

static const char *say(struct story *story, enum law_class class)
{
	return lawbook_sentence(tell(story, class), story->sentence);
}

/* So many runs in so many days, all of one length. */
static void learn(struct story *story, int runs, int days)
{
	struct law *law = &story->omer->gateway->laws[LAW_DOWN - 1];
	int64_t from_ms = NOW - days * DAY;

	for (int i = 0; i < runs; i++)
		law_learn(law, law_bin(12000), days * DAY / runs,
			  i ? from_ms + i * (days * DAY / runs) : from_ms);
}

static void what_is_not_learnt_yet_says_how_far_it_is(void **state)
{
	struct story story;

	begin(&story, *state);
	learn(&story, 130, 2);
	assert_string_equal(say(&story, LAW_DOWN), "law of down: 1m 30s until 512 runs and 7d: 130 "
						   "runs in 2d so far");
	assert_string_equal(say(&story, LAW_STARTING),
			    "law of starting: 1m 30s until 512 runs and 7d: 0 runs in 0s so far");
	assert_false(tell_get_flag(tell(&story, LAW_DOWN), "learnt"));
	end(&story);
}

static void what_is_learnt_says_how_patience_follows(void **state)
{
	struct story story;
	struct json_object *law;
	char patience[64];

	begin(&story, *state);
	learn(&story, 2000, 40);
	law = tell(&story, LAW_DOWN);
	assert_true(tell_get_flag(law, "learnt"));
	assert_int_equal(tell_get_number(law, "runs"), 2000);
	assert_int_equal(tell_get_number(law, "age_ms"), 40 * DAY);
	assert_in_range(tell_get_number(law, "day_milli"), 49900, 50100);
	assert_in_range(tell_get_number(law, "one_in"), 72900,
			73100); /* 50 a day for 730 days, half of it for each class */
	assert_int_equal(tell_get_number(law, "patience_ms"),
			 law_patience_ms(&story.omer->gateway->laws[LAW_DOWN - 1],
					 &(struct policy_rate){ 1, 2 * 730 * DAY }, NOW));
	snprintf(patience, sizeof(patience), "outlast patience: %lld",
		 (long long)tell_get_number(law, "patience_ms") / 1000);
	assert_non_null(strstr(say(&story, LAW_DOWN), "law of down: 2000 runs in 40d, "));
	assert_non_null(strstr(story.sentence, " a day and session, the longest of 1"));
	assert_non_null(strstr(story.sentence, patience));
	end(&story);
}

static void patience_that_is_fixed_has_no_law(void **state)
{
	struct story story;

	begin(&story, *state);
	story.omer = roster_find(story.roster, "fixed");
	story.told = json_object_new_object();
	lawbook_describe(story.told, story.omer, NOW);
	assert_null(tell_get(story.told, "laws"));
	end(&story);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_not_learnt_yet_says_how_far_it_is),
		TEST(what_is_learnt_says_how_patience_follows),
		TEST(patience_that_is_fixed_has_no_law),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
