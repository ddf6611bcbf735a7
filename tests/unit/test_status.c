/* test_status.c - every target in one line.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "roster.h"
#include "status.h"
#include "tell.h"
#include "trace.h"
#include "watched.h"

#define NOW INT64_C(1000000)

static const char text[] = "[gateway waha]\nsessions = omer dana\n[gateway box]\nsessions = *\n";

/* The table; static until the next call. */
static const char *show(struct roster *roster)
{
	static char table[4096];
	struct json_object *status = status_describe(roster, NULL, NOW, NULL);
	FILE *out = fmemopen(table, sizeof(table), "w");

	status_print(status, out);
	fclose(out);
	json_object_put(status);
	return table;
}

static const char *condition(struct roster *roster, const char *name)
{
	return status_condition(roster_engine(roster), roster_find(roster, name), NOW);
}

static void who_is_configured_is_shown_before_anything_is_known(void **state)
{
	struct fixture *fixture = *state;
	struct roster *roster;

	configure(fixture, text);
	roster = roster_new(fixture->conf);
	assert_string_equal(
		show(roster),
		"2 of 2 sessions are not well: waha/omer unknown, waha/dana unknown\n"
		"TARGET     STATE     SINCE   RUN/PATIENCE  HELD BY        ACT    BUDGET\n"
		"waha       unknown   -       -             -              -      0/3 in 2h\n"
		"waha/omer  unknown   -       -             -              -      0/3 in 30m\n"
		"waha/dana  unknown   -       -             -              -      0/3 in 30m\n"
		"box        unknown   -       -             -              -      0/3 in 2h\n"
		"waha: nothing is known of it yet\n"
		"waha/omer: nothing is known of it yet\n"
		"waha/dana: nothing is known of it yet\n"
		"box: nothing is known of it yet\n"
		"mode enforce, the whole box used 0/6 in 1h\n");
	roster_free(roster);
}

static void a_run_an_act_and_what_holds_stand_in_the_line(void **state)
{
	struct fixture *fixture = *state;
	struct roster *roster;
	struct target *omer;

	configure(fixture, text);
	roster = roster_new(fixture->conf);
	omer = roster_find(roster, "waha/omer");
	omer->epoch.claim = STATE_DOWN;
	omer->epoch.begun = BEGUN_FIRST_LINE;
	omer->epoch.not_up_since_ms = NOW - 70000 + TARGET_TIME_BASE;
	omer->epoch.run = (struct run){ .open = true,
					.start_ms = NOW - 65000 + TARGET_TIME_BASE,
					.patience_ms = 90000 };
	omer->last_act_ms = NOW - 300000 + TARGET_TIME_BASE;
	omer->hold_until_ms = NOW + 1 + TARGET_TIME_BASE;
	budget_charge(&omer->budget, omer->last_act_ms);
	assert_non_null(strstr(
		show(roster),
		"\nwaha/omer  down      1m 10s  1m 5s/1m 30s  hold           5m     1/3 in 30m\n"));
	roster_free(roster);
}

static void what_holds_is_named_in_the_order_of_the_guards(void **state)
{
	struct fixture *fixture = *state;
	struct roster *roster;
	struct target *omer;

	configure(fixture, text);
	roster = roster_new(fixture->conf);
	omer = roster_find(roster, "waha/omer");
	assert_string_equal(condition(roster, "waha/omer"), "");
	omer->incident.convicted_ms = 1;
	assert_string_equal(condition(roster, "waha/omer"), "convicted");
	omer->held_by = GUARD_COOLDOWN;
	assert_string_equal(condition(roster, "waha/omer"), "cooldown");
	omer->quarantine.on = true;
	assert_string_equal(condition(roster, "waha/omer"), "quarantine");
	omer->human = true;
	assert_string_equal(condition(roster, "waha/omer"), "human");
	omer->gateway->container.stopped = true;
	assert_string_equal(condition(roster, "waha/omer"), "stopped");
	assert_string_equal(condition(roster, "waha/dana"), "stopped");
	omer->hold_until_ms = NOW + 1 + TARGET_TIME_BASE;
	assert_string_equal(condition(roster, "waha/omer"), "hold");
	assert_string_equal(condition(roster, "waha"), "stopped");
	roster_free(roster);
}

static void a_gateway_without_a_claim_says_what_else_is_known(void **state)
{
	struct fixture *fixture = *state;
	struct roster *roster;
	struct gateway *waha;

	configure(fixture, text);
	roster = roster_new(fixture->conf);
	waha = roster_find(roster, "waha")->gateway;
	assert_string_equal(status_state(&waha->target), "unknown");
	waha->container.running = true;
	assert_string_equal(status_state(&waha->target), "running");
	waha->sources[0] =
		(struct source){ .id = 1, .answered = true, .claims = true, .answer_ms = 5 };
	assert_string_equal(status_state(&waha->target), "answering");
	waha->whole_fault = true;
	assert_string_equal(status_state(&waha->target), "faulting");
	waha->container.dead = true;
	assert_string_equal(status_state(&waha->target), "dead");
	waha->container.stopped = true;
	assert_string_equal(status_state(&waha->target), "stopped");
	waha->target.epoch.claim = STATE_UP; /* as it was before */
	assert_string_equal(status_state(&waha->target), "stopped");
	waha->container.stopped = false;
	assert_string_equal(status_state(&waha->target), "dead");
	waha->container.dead = false;
	assert_string_equal(status_state(&waha->target), "faulting");
	waha->whole_fault = false;
	assert_string_equal(status_state(&waha->target), "up");
	assert_string_equal(status_state(roster_find(roster, "waha/omer")), "unknown");
	roster_free(roster);
}

static void who_was_found_and_is_gone_leaves_no_line(void **state)
{
	struct fixture *fixture = *state;
	struct roster *roster;
	struct target *one;

	configure(fixture, text);
	roster = roster_new(fixture->conf);
	one = roster_get(roster, "box/one");
	assert_null(strstr(show(roster), "box/one"));
	one->epoch.begun = BEGUN_FIRST_LINE;
	assert_non_null(strstr(show(roster), "box/one"));
	one->epoch.begun = 0;
	one->human = true;
	assert_non_null(strstr(show(roster), "box/one"));
	roster_free(roster);
}

/* The row of that target as it is told to programs; static until the next call. */
static const char *row(struct roster *roster, struct notes *notes, const char *name)
{
	static char said[2048];
	struct json_object *status = status_describe(roster, notes, NOW, NULL);
	struct json_object *list = tell_get(status, "targets");

	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct json_object *one = json_object_array_get_idx(list, i);

		if (strcmp(tell_get_text(one, "target"), name) == 0)
			snprintf(said, sizeof(said), "%s",
				 json_object_to_json_string_ext(one, TRACE_JSON_FLAGS));
	}
	json_object_put(status);
	return said;
}

static void a_program_is_told_what_is_next_how_long_what_holds_lasts_and_the_usual_gap(void **state)
{
	struct fixture *fixture = *state;
	struct notes *notes = notes_new();
	struct roster *roster;
	struct target *omer;

	configure(fixture, "[gateway waha]\nsessions = omer\nladder = again\n"
			   "[action again]\nplugin = noop\n");
	roster = roster_new(fixture->conf);
	omer = roster_find(roster, "waha/omer");
	omer->epoch.claim = STATE_DOWN;
	omer->incident = (struct incident){ .id = 7,
					    .phase = INCIDENT_OPEN,
					    .cause = CAUSE_RUN,
					    .opened_ms = NOW - 90000 + TARGET_TIME_BASE,
					    .convicted_ms = NOW - 90000 + TARGET_TIME_BASE };
	omer->held_by = GUARD_COOLDOWN;
	omer->cooldown = 1;
	omer->last_act_ms = NOW - 10000 + TARGET_TIME_BASE;
	notes_of(notes, omer)->proof_gap_ms = 1234;
	assert_string_equal(
		row(roster, notes, "waha/omer"),
		"{\"target\":\"waha/omer\",\"state\":\"down\",\"gateway\":\"waha\","
		"\"level\":\"dead\",\"level_ms\":90000,\"says\":\"down, convicted 1m 30s ago "
		"(bad without a proof for longer than patience); not acted on (cooldown): too "
		"soon after the last (cooldown), for another 20s\",\"held_by\":\"cooldown\","
		"\"held_for_ms\":20000,\"act_age_ms\":10000,\"proof_gap_ms\":1234,\"acts\":0,"
		"\"acts_max\":3,\"window_ms\":1800000,\"incident\":7,\"incident_phase\":\"open\","
		"\"ladder_next\":\"again\"}");
	assert_non_null(strstr(row(roster, NULL, "waha/omer"), "\"held_for_ms\":20000"));
	omer->quarantine = (struct quarantine){ .on = true, .next_ms = 1 }; /* a try is due */
	assert_non_null(strstr(row(roster, notes, "waha/omer"), "\"held_by\":\"quarantine\""));
	assert_null(strstr(row(roster, notes, "waha/omer"), "held_for_ms"));
	omer->quarantine.next_ms = NOW + 60000 + TARGET_TIME_BASE;
	assert_non_null(strstr(row(roster, notes, "waha/omer"), "\"held_for_ms\":60000"));
	omer->gateway->conf.rungs = 0; /* its end changes nothing */
	assert_null(strstr(row(roster, notes, "waha/omer"), "held_for_ms"));
	roster_free(roster);
	notes_free(notes);
}

static void what_was_said_before_its_gateway_fell_silent_is_doubted_in_the_table(void **state)
{
	struct fixture *fixture = *state;
	struct roster *roster;
	struct target *omer;

	configure(fixture, text);
	roster = roster_new(fixture->conf);
	omer = roster_find(roster, "waha/omer");
	omer->epoch.claim = STATE_UP;
	omer->epoch.begun = BEGUN_FIRST_LINE;
	omer->epoch.up_since_ms = NOW - 1200000 + TARGET_TIME_BASE;
	omer->epoch.blind_ms = NOW - 180000 + TARGET_TIME_BASE;
	assert_non_null(strstr(show(roster), "\nwaha/omer  up?       20m "));
	assert_non_null(strstr(show(roster),
			       "\nwaha/omer: was up when its gateway stopped answering 3m ago\n"));
	roster_free(roster);
}

static void assert_headline_has(struct roster *roster, const char *part)
{
	struct json_object *status = status_describe(roster, NULL, NOW, NULL);
	const char *headline = tell_get_text(status, "headline");

	if (!strstr(headline, part))
		fail_msg("no \"%s\" in: %s", part, headline);
	json_object_put(status);
}

static void what_keeps_it_from_acting_at_all_is_in_the_headline(void **state)
{
	struct fixture *fixture = *state;
	struct roster *roster;

	configure(fixture, text);
	roster = roster_new(fixture->conf);
	roster_engine(roster)->unwell_until_ms = NOW + 49000 + TARGET_TIME_BASE;
	assert_headline_has(roster,
			    "; nothing is acted on: muzzle or the box stood still: nobody is "
			    "blamed for it, for another 49s");
	roster_engine(roster)->company_ms = NOW - 11000 + TARGET_TIME_BASE;
	assert_headline_has(roster,
			    "; nothing is acted on: gateways failed together: none of them is "
			    "blamed for it, for another 49s");
	roster_engine(roster)->uplink_down = true;
	roster_engine(roster)->uplink_lost_ms = NOW - 40000 + TARGET_TIME_BASE;
	assert_headline_has(roster, "; nothing is acted on: the box's own line is down, for 40s");
	roster_engine(roster)->ledger_down = true;
	assert_headline_has(roster, "; nothing is acted on: the ledger cannot be written");
	roster_free(roster);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(who_is_configured_is_shown_before_anything_is_known),
		TEST(a_run_an_act_and_what_holds_stand_in_the_line),
		TEST(what_holds_is_named_in_the_order_of_the_guards),
		TEST(a_gateway_without_a_claim_says_what_else_is_known),
		TEST(who_was_found_and_is_gone_leaves_no_line),
		TEST(a_program_is_told_what_is_next_how_long_what_holds_lasts_and_the_usual_gap),
		TEST(what_keeps_it_from_acting_at_all_is_in_the_headline),
		TEST(what_was_said_before_its_gateway_fell_silent_is_doubted_in_the_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
