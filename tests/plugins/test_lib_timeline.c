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
#include "retell.h"
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
	retell_line(&f->timeline, json, T0 + s * 1000);
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

static void tick(struct fixture *f, int64_t s)
{
	note(f, s, "{\"ev\":\"tick\"}");
}

/* Times as seconds since T0. */
static const char *print(struct fixture *f, int64_t from_s, int64_t to_s)
{
	static char short_text[65536];
	const struct timeline_target *target = timeline_find(&f->timeline, "gw/a");
	const char *at;
	char *out = short_text;

	assert_non_null(target);
	growing_end(&f->text);
	timeline_pass(&f->timeline, f->timeline.now_ms);
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

/* Of all, up to second 900. */
static void assert_runs(struct fixture *f, const char *runs)
{
	char part[400];

	snprintf(part, sizeof(part), "\"runs\":[%s]", runs);
	assert_has(print(f, -100, 900), part);
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

static void need_person(struct fixture *f, int64_t s)
{
	note(f, s, "{\"order\":\"notify\",\"target\":\"gw/a\",\"what\":\"human\"}");
}

/* Until it is over, bad claims are no run. */
static void a_person_ends_a_run(void **state)
{
	struct fixture *f = *state;

	claim(f, 10, "down");
	claim(f, 15, "human");
	need_person(f, 15);
	claim(f, 20, "down");
	assert_runs(f, "{\"from_wall_ms\":10,\"to_wall_ms\":15}");
	note(f, 30, "{\"ev\":\"command\",\"target\":\"gw/a\",\"what\":\"reset\"}");
	claim(f, 35, "down");
	assert_runs(f, "{\"from_wall_ms\":10,\"to_wall_ms\":15},"
		       "{\"from_wall_ms\":35,\"to_wall_ms\":900}");
}

static void so_does_up_that_held_since_a_person_was_needed(void **state)
{
	struct fixture *f = *state;

	claim(f, 0, "human");
	need_person(f, 0);
	claim(f, 10, "up");
	claim(f, 25, "down");
	claim(f, 30, "down");
	assert_runs(f, "{\"from_wall_ms\":25,\"to_wall_ms\":900}");
}

static void hold(struct fixture *f, int64_t s, const char *target, int64_t for_s)
{
	char line[160];

	snprintf(line, sizeof(line),
		 "{\"ev\":\"command\",\"target\":\"%s\",\"what\":\"hold\",\"for_ms\":%lld}", target,
		 (long long)for_s * 1000);
	note(f, s, line);
}

/* Its clock begins anew there; before it, nobody could have acted. */
static void the_end_of_a_hold_cuts_a_run(void **state)
{
	struct fixture *f = *state;

	claim(f, 0, "down");
	hold(f, 10, "gw/a", 50);
	claim(f, 20, "down");
	tick(f, 60);
	claim(f, 70, "down");
	hold(f, 80, "gw", 100);
	note(f, 100, "{\"ev\":\"command\",\"target\":\"gw/a\",\"what\":\"release\"}");
	note(f, 120, "{\"ev\":\"command\",\"target\":\"gw\",\"what\":\"release\"}");
	assert_runs(f, "{\"from_wall_ms\":0,\"to_wall_ms\":60},"
		       "{\"from_wall_ms\":60,\"to_wall_ms\":120},"
		       "{\"from_wall_ms\":120,\"to_wall_ms\":900}");
}

static void a_line_that_is_back_cuts_a_run(void **state)
{
	struct fixture *f = *state;

	claim(f, 0, "down");
	note(f, 10, "{\"ev\":\"self\",\"what\":\"uplink-up\"}");
	note(f, 20, "{\"ev\":\"self\",\"what\":\"uplink-down\"}");
	note(f, 40, "{\"ev\":\"self\",\"what\":\"uplink-up\"}");
	assert_runs(f, "{\"from_wall_ms\":0,\"to_wall_ms\":40},"
		       "{\"from_wall_ms\":40,\"to_wall_ms\":900}");
}

static void a_box_that_stood_still_cuts_a_run_but_not_each_time(void **state)
{
	struct fixture *f = *state;

	claim(f, 0, "down");
	note(f, 10, "{\"ev\":\"self\",\"what\":\"lag\",\"ms\":1999}");
	note(f, 20, "{\"ev\":\"self\",\"what\":\"lag\",\"ms\":2000}");
	note(f, 619, "{\"ev\":\"self\",\"what\":\"lag\",\"ms\":2000}");
	note(f, 630, "{\"ev\":\"self\",\"what\":\"resume\",\"ms\":2000}");
	assert_runs(f, "{\"from_wall_ms\":0,\"to_wall_ms\":20},"
		       "{\"from_wall_ms\":20,\"to_wall_ms\":630},"
		       "{\"from_wall_ms\":630,\"to_wall_ms\":900}");
}

static void fault(struct fixture *f, int64_t s, const char *gateway)
{
	char line[128];

	snprintf(line, sizeof(line),
		 "{\"ev\":\"fault\",\"target\":\"%s\",\"source\":\"%s-status\",\"what\":\"path\"}",
		 gateway, gateway);
	note(f, s, line);
}

static void two_gateways_that_fault_together_cut_a_run(void **state)
{
	struct fixture *f = *state;

	claim(f, 0, "down");
	fault(f, 10, "gw");
	fault(f, 39, "other");
	assert_runs(f, "{\"from_wall_ms\":0,\"to_wall_ms\":39},"
		       "{\"from_wall_ms\":39,\"to_wall_ms\":900}");
}

static void up_that_nobody_sees_does_not_last(void **state)
{
	struct fixture *f = *state;

	claim(f, 0, "down");
	claim(f, 10, "up");
	fault(f, 15, "gw");
	tick(f, 25);
	claim(f, 30, "down");
	assert_runs(f, "{\"from_wall_ms\":0,\"to_wall_ms\":900}");
}

static void act(struct fixture *f, int64_t s, int id, const char *target)
{
	char line[128];

	snprintf(line, sizeof(line), "{\"order\":\"act\",\"id\":%d,\"target\":\"%s\"}", id, target);
	note(f, s, line);
}

static void an_act_that_is_done_begins_an_epoch(void **state)
{
	struct fixture *f = *state;

	claim(f, 0, "down");
	act(f, 5, 1, "gw/a");
	note(f, 10, "{\"ev\":\"result\",\"id\":1,\"ok\":false,\"what\":\"failed\"}");
	act(f, 15, 2, "gw/a");
	note(f, 20, "{\"ev\":\"result\",\"id\":2,\"ok\":true}");
	claim(f, 25, "down");
	act(f, 30, 3, "gw");
	note(f, 35, "{\"ev\":\"result\",\"id\":3,\"ok\":false,\"what\":\"timeout\"}");
	note(f, 40, "{\"ev\":\"result\",\"id\":3,\"ok\":true}");
	assert_runs(f, "{\"from_wall_ms\":0,\"to_wall_ms\":20},"
		       "{\"from_wall_ms\":25,\"to_wall_ms\":40}");
}

static void so_does_a_container_that_starts(void **state)
{
	struct fixture *f = *state;

	claim(f, 0, "down");
	note(f, 10, "{\"ev\":\"event\",\"target\":\"gw\",\"what\":\"start\"}");
	assert_runs(f, "{\"from_wall_ms\":0,\"to_wall_ms\":10}");
}

static void an_absent_session_is_bad_only_if_it_is_configured(void **state)
{
	struct fixture *f = *state;

	claim(f, 0, "absent");
	assert_runs(f, "");
	note(f, 5,
	     "{\"ev\":\"ledger\",\"what\":\"target\",\"target\":\"gw/a\",\"configured\":true}");
	claim(f, 10, "absent");
	assert_runs(f, "{\"from_wall_ms\":10,\"to_wall_ms\":900}");
}

/* For a page that knows the journal only from there on. */
static void a_header_tells_of_a_run_that_lasts(void **state)
{
	struct fixture *f = *state;

	note(f, 100, "{\"muzzle\":1,\"boot\":\"x\",\"t\":100000}");
	note(f, 100,
	     "{\"ev\":\"ledger\",\"what\":\"target\",\"target\":\"gw/a\",\"all\":true,"
	     "\"epoch.start_ms\":10000,\"epoch.claim\":3,\"epoch.claim_ms\":99000,"
	     "\"epoch.bad_ms\":99000,\"epoch.run.open\":true,\"epoch.run.start_ms\":40000,"
	     "\"epoch.run.clock_ms\":20000,\"hold_until_ms\":130000}");
	note(f, 100,
	     "{\"ev\":\"ledger\",\"what\":\"box\",\"all\":true,\"running\":true,"
	     "\"uplink_down\":true}");
	note(f, 110, "{\"ev\":\"self\",\"what\":\"uplink-up\"}");
	tick(f, 130);
	assert_runs(f, "{\"from_wall_ms\":60,\"to_wall_ms\":110},"
		       "{\"from_wall_ms\":110,\"to_wall_ms\":130},"
		       "{\"from_wall_ms\":130,\"to_wall_ms\":900}");
	assert_has(print(f, 0, 900), "\"states\":[{\"from_wall_ms\":100,");
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
	tick(f, 60);
	note(f, 100, "{\"muzzle\":1,\"boot\":\"x\"}");
	note(f, 100, "{\"ev\":\"ledger\",\"what\":\"box\",\"all\":true,\"incidents\":1}");
	tick(f, 101);
	assert_has(print(f, 0, 600),
		   "\"states\":[{\"from_wall_ms\":0,\"to_wall_ms\":60,\"state\":\"down\"}]");
	assert_has(print(f, 0, 600), "\"runs\":[{\"from_wall_ms\":0,\"to_wall_ms\":60}]");
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
	assert_null(timeline_find(&f->timeline, "gw/1023"));
	assert_non_null(timeline_find(&f->timeline, "gw/1022"));
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
		CASE(so_does_up_that_held_since_a_person_was_needed),
		CASE(the_end_of_a_hold_cuts_a_run),
		CASE(a_line_that_is_back_cuts_a_run),
		CASE(a_box_that_stood_still_cuts_a_run_but_not_each_time),
		CASE(two_gateways_that_fault_together_cut_a_run),
		CASE(up_that_nobody_sees_does_not_last),
		CASE(an_act_that_is_done_begins_an_epoch),
		CASE(so_does_a_container_that_starts),
		CASE(an_absent_session_is_bad_only_if_it_is_configured),
		CASE(a_header_tells_of_a_run_that_lasts),
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
