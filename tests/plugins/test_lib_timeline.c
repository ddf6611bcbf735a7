/* test_lib_timeline.c - states, proofs and runs as the journal shows them.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "growing.h"
#include "timeline.h"

#define T0 INT64_C(1795302180000) /* the begin of a minute */
#define HOUR_MS 3600000

struct fixture {
	struct timeline timeline, other;
	struct growing text;
};

static int setup(void **state)
{
	struct fixture *f = test_calloc(1, sizeof(*f));

	timeline_init(&f->timeline, 2);
	timeline_init(&f->other, 2);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	assert_null(f->other.first);
	timeline_fini(&f->timeline);
	timeline_fini(&f->other);
	growing_end(&f->text);
	test_free(f);
	return 0;
}

static void note(struct fixture *f, int64_t s, const char *line)
{
	struct json_object *json = json_tokener_parse(line);

	assert_non_null(json);
	timeline_note(&f->timeline, json, T0 + s * 1000);
	json_object_put(json);
}

static void claim(struct fixture *f, int64_t s, const char *state)
{
	char line[128];

	snprintf(line, sizeof(line), "{\"ev\":\"claim\",\"target\":\"gw/a\",\"state\":\"%s\"}",
		 state);
	note(f, s, line);
}

static void proof(struct fixture *f, int64_t s)
{
	note(f, s, "{\"ev\":\"proof\",\"target\":\"gw/a\"}");
}

static const struct timeline_target *find(const struct fixture *f, const char *name)
{
	const struct timeline_target *target = f->timeline.first;

	while (target && strcmp(target->name, name) != 0)
		target = target->next;
	return target;
}

/* Times as seconds since T0. */
static const char *print(struct fixture *f, int64_t from_s, int64_t to_s)
{
	static char short_text[65536];
	const struct timeline_target *target = find(f, "gw/a");
	const char *at;
	char *out = short_text;

	assert_non_null(target);
	growing_end(&f->text);
	timeline_print(&f->text, target, T0 + from_s * 1000, T0 + to_s * 1000);
	for (at = f->text.data; *at; at++) {
		long long ms;
		int bytes = 0;

		if (sscanf(at, "17953%lld%n", &ms, &bytes) == 1 && bytes == 13) {
			out += sprintf(out, "%lld", (1795300000000 + ms % 100000000 - T0) / 1000);
			at += bytes - 1;
		} else {
			*out++ = *at;
		}
	}
	*out = '\0';
	return short_text;
}

static void assert_has(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("no %s in %s", part, text);
}

static void a_state_lasts_until_another_is_claimed(void **state)
{
	struct fixture *f = *state;

	claim(f, 0, "up");
	claim(f, 5, "up");
	claim(f, 10, "human");
	assert_has(print(f, -100, 60),
		   "\"states\":[{\"from_wall_ms\":0,\"to_wall_ms\":10,\"state\":\"up\"},"
		   "{\"from_wall_ms\":10,\"to_wall_ms\":60,\"state\":\"human\"}]");
	assert_has(print(f, 4, 60), "{\"from_wall_ms\":4,\"to_wall_ms\":10,\"state\":\"up\"}");
	assert_has(print(f, 20, 60), "\"states\":[{\"from_wall_ms\":20,\"to_wall_ms\":60");
}

static void a_run_ends_at_the_up_claim_that_lasts(void **state)
{
	struct fixture *f = *state;

	claim(f, 0, "down");
	claim(f, 5, "starting");
	claim(f, 8, "up");
	claim(f, 12, "down");
	claim(f, 20, "up");
	assert_has(print(f, 0, 25), "\"runs\":[{\"from_wall_ms\":0,\"to_wall_ms\":25}]");
	claim(f, 30, "up");
	assert_has(print(f, 0, 60), "\"runs\":[{\"from_wall_ms\":0,\"to_wall_ms\":20}]");
	claim(f, 40, "off");
	assert_has(print(f, 0, 60),
		   "\"runs\":[{\"from_wall_ms\":0,\"to_wall_ms\":20},{\"from_wall_ms\":40,");
}

static void a_run_ends_at_a_proof_behind_the_last_bad_claim(void **state)
{
	struct fixture *f = *state;

	claim(f, 10, "down");
	note(f, 12, "{\"ev\":\"proof\",\"target\":\"gw/a\",\"t\":12000,\"at\":9000}");
	assert_has(print(f, 0, 60), "\"runs\":[{\"from_wall_ms\":10,\"to_wall_ms\":60}]");
	proof(f, 15);
	assert_has(print(f, 0, 60), "\"runs\":[{\"from_wall_ms\":10,\"to_wall_ms\":15}]");
}

static void what_lasts_is_what_its_policy_says(void **state)
{
	struct fixture *f = *state;

	note(f, 0,
	     "{\"ev\":\"ledger\",\"what\":\"conf\",\"target\":\"gw/a\",\"all\":true,"
	     "\"policy\":{\"settle_ms\":2}}");
	claim(f, 10, "down");
	claim(f, 14, "up");
	claim(f, 16, "down");
	assert_has(print(f, 0, 60), "\"runs\":[{\"from_wall_ms\":10,\"to_wall_ms\":14},"
				    "{\"from_wall_ms\":16,\"to_wall_ms\":60}]");
}

static void a_person_ends_a_run(void **state)
{
	struct fixture *f = *state;

	claim(f, 10, "down");
	claim(f, 15, "human");
	assert_has(print(f, 0, 60), "\"runs\":[{\"from_wall_ms\":10,\"to_wall_ms\":15}]");
}

static void proofs_are_counted_by_the_minute(void **state)
{
	struct fixture *f = *state;

	proof(f, 0);
	proof(f, 59);
	proof(f, 60);
	assert_has(print(f, 0, 120), "\"proofs\":[{\"wall_ms\":0,\"count\":2},{\"wall_ms\":60,"
				     "\"count\":1}]");
	for (int i = 0; i < 300; i++)
		proof(f, 61);
	assert_has(print(f, 60, 120), "\"proofs\":[{\"wall_ms\":60,\"count\":255}]");
}

static void proofs_of_long_ago_are_forgotten(void **state)
{
	struct fixture *f = *state;

	proof(f, 0);
	proof(f, 7199);
	assert_has(print(f, 0, 7200), "\"proofs\":[{\"wall_ms\":0,\"count\":1},{\"wall_ms\":7140,");
	proof(f, 7200);
	assert_has(print(f, 0, 7300),
		   "\"proofs\":[{\"wall_ms\":7140,\"count\":1},{\"wall_ms\":7200,");
	proof(f, 20000);
	proof(f, 1);
	assert_has(print(f, 0, 20000), "\"proofs\":[{\"wall_ms\":19980,\"count\":1}]");
}

static void the_oldest_spans_make_room(void **state)
{
	struct fixture *f = *state;

	for (int i = 0; i < 1000; i++)
		claim(f, i, i % 2 ? "up" : "down");
	assert_has(print(f, 0, 1000), "\"states\":[{\"from_wall_ms\":904,");
}

static void what_was_does_not_go_on_while_the_daemon_is_away(void **state)
{
	struct fixture *f = *state;

	claim(f, 0, "down");
	note(f, 100, "{\"muzzle\":1,\"boot\":\"x\"}");
	note(f, 100, "{\"ev\":\"ledger\",\"what\":\"box\",\"all\":true,\"incidents\":1}");
	assert_has(print(f, 0, 600),
		   "\"states\":[{\"from_wall_ms\":0,\"to_wall_ms\":100,\"state\":\"down\"}]");
	assert_has(print(f, 0, 600), "\"runs\":[{\"from_wall_ms\":0,\"to_wall_ms\":100}]");
}

static void a_journal_that_goes_on_in_a_new_file_ends_nothing(void **state)
{
	struct fixture *f = *state;

	claim(f, 0, "down");
	note(f, 100, "{\"muzzle\":1,\"boot\":\"x\"}");
	note(f, 100, "{\"ev\":\"ledger\",\"what\":\"box\",\"all\":true,\"running\":true}");
	claim(f, 102, "down");
	assert_has(print(f, 0, 600),
		   "\"states\":[{\"from_wall_ms\":0,\"to_wall_ms\":600,\"state\":\"down\"}]");
	assert_has(print(f, 0, 600), "\"runs\":[{\"from_wall_ms\":0,\"to_wall_ms\":600}]");
}

static void containers_have_states_of_their_own(void **state)
{
	struct fixture *f = *state;

	note(f, 0, "{\"ev\":\"event\",\"target\":\"gw/a\",\"what\":\"die\"}");
	note(f, 5, "{\"ev\":\"event\",\"target\":\"gw/a\",\"what\":\"oom\"}");
	note(f, 9, "{\"ev\":\"event\",\"target\":\"gw/a\",\"what\":\"start\"}");
	assert_has(print(f, 0, 60),
		   "\"states\":[{\"from_wall_ms\":0,\"to_wall_ms\":9,\"state\":\"dead\"},"
		   "{\"from_wall_ms\":9,\"to_wall_ms\":60,\"state\":\"running\"}]");
}

static void there_is_an_end_to_how_many_targets_are_kept(void **state)
{
	struct fixture *f = *state;
	char line[128];

	for (int i = 0; i < TIMELINE_TARGETS + 50; i++) {
		snprintf(line, sizeof(line), "{\"ev\":\"proof\",\"target\":\"gw/%d\"}", i);
		note(f, 0, line);
	}
	assert_int_equal(f->timeline.targets, TIMELINE_TARGETS);
	assert_null(find(f, "gw/1025"));
	assert_non_null(find(f, "gw/1023"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		CASE(a_state_lasts_until_another_is_claimed),
		CASE(a_run_ends_at_the_up_claim_that_lasts),
		CASE(a_run_ends_at_a_proof_behind_the_last_bad_claim),
		CASE(what_lasts_is_what_its_policy_says),
		CASE(a_person_ends_a_run),
		CASE(proofs_are_counted_by_the_minute),
		CASE(proofs_of_long_ago_are_forgotten),
		CASE(the_oldest_spans_make_room),
		CASE(what_was_does_not_go_on_while_the_daemon_is_away),
		CASE(a_journal_that_goes_on_in_a_new_file_ends_nothing),
		CASE(containers_have_states_of_their_own),
		CASE(there_is_an_end_to_how_many_targets_are_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
