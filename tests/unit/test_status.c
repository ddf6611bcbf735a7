/* test_status.c - every target in one line.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "roster.h"
#include "status.h"
#include "watched.h"

#define NOW INT64_C(1000000)

static const char text[] = "[gateway waha]\nsessions = omer dana\n[gateway box]\nsessions = *\n";

/* The table; static until the next call. */
static const char *show(struct roster *roster)
{
	static char table[4096];
	struct json_object *status = status_describe(roster, NULL, NOW);
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
		"2 of 2 sessions are not well: waha unknown, waha/omer unknown, waha/dana unknown\n"
		"    and 1 more\n"
		"TARGET     STATE    SINCE   RUN/PATIENCE  HELD BY       ACT     BUDGET\n"
		"waha       unknown  -       -             -             -       0/3 in 2h\n"
		"waha/omer  unknown  -       -             -             -       0/3 in 30m\n"
		"waha/dana  unknown  -       -             -             -       0/3 in 30m\n"
		"box        unknown  -       -             -             -       0/3 in 2h\n"
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
		"\nwaha/omer  down     1m 10s  1m 5s/1m 30s  hold          5m      1/3 in 30m\n"));
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(who_is_configured_is_shown_before_anything_is_known),
		TEST(a_run_an_act_and_what_holds_stand_in_the_line),
		TEST(what_holds_is_named_in_the_order_of_the_guards),
		TEST(a_gateway_without_a_claim_says_what_else_is_known),
		TEST(who_was_found_and_is_gone_leaves_no_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
