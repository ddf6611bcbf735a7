/* test_reload.c - another configuration takes over, or changes nothing.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "daemon.h"

#define ACTING "[action act]\nplugin = doer\nhow = later\nafter = 200ms\n"
#define OTHER "[gateway other]\nladder = act\n"

static void a_broken_file_changes_nothing(void **state)
{
	struct daemon *d = *state;
	const struct fleet *fleet;
	const struct roster *roster;

	daemon_start(d, DAEMON_WAHA ACTING);
	fleet = d->s.fleet;
	roster = d->s.roster;
	daemon_write(d, DAEMON_WAHA ACTING "nonsense = 1\n");
	reload_run(&d->s);
	daemon_write(d, DAEMON_WAHA ACTING "[source third]\nplugin = talker\nwhat = fail\n");
	reload_run(&d->s);
	daemon_write(d, DAEMON_WAHA ACTING "[source third]\nplugin = nowhere\n");
	reload_run(&d->s);
	assert_ptr_equal(d->s.fleet, fleet);
	assert_ptr_equal(d->s.roster, roster);
	assert_null(d->s.retired);
	daemon_claim(d, "omer", MUZZLE_UP);
	assert_true(daemon_wrote(d, "waha/omer"));
}

static void targets_that_stay_keep_all_that_is_known(void **state)
{
	struct daemon *d = *state;
	struct target *omer;
	int64_t start_ms;

	daemon_start(d, DAEMON_WAHA ACTING OTHER);
	roster_source(d->s.roster, "gone"); /* so that status gets another number */
	daemon_claim(d, "omer", MUZZLE_UP);
	daemon_claim(d, "omer", MUZZLE_DOWN);
	omer = roster_find(d->s.roster, "waha/omer");
	budget_charge(&omer->budget, d->s.now_ms + TARGET_TIME_BASE);
	notes_set_hold(notes_of(d->s.notes, omer), "deploy", "upgrade");
	start_ms = omer->epoch.start_ms;
	assert_int_equal(d->headers, 0);
	assert_true(omer->epoch.run.open);

	daemon_write(d, DAEMON_WAHA ACTING);
	reload_run(&d->s);
	assert_int_equal(d->headers, 1);
	omer = roster_find(d->s.roster, "waha/omer");
	assert_non_null(omer);
	assert_true(omer->epoch.run.open);
	assert_int_equal(omer->epoch.start_ms, start_ms);
	assert_int_equal(omer->budget.acts, 1);
	assert_int_equal(omer->epoch.claim, STATE_DOWN);
	assert_string_equal(roster_source_name(d->s.roster, omer->epoch.claim_source), "status");
	assert_string_equal(notes_of(d->s.notes, omer)->hold.by, "deploy");
	assert_non_null(notes_find_claim(notes_of(d->s.notes, omer), omer->epoch.claim_source));
	assert_null(roster_find(d->s.roster, "other"));
	assert_null(d->s.retired);
}

static void what_sources_say_as_they_end_is_heard(void **state)
{
	struct daemon *d = *state;
	struct target *last;

	daemon_start(d, DAEMON_WAHA ACTING "[source talks]\nplugin = talker\ngateway = waha\n"
					   "what = last\n");
	assert_null(roster_find(d->s.roster, "waha/last"));
	reload_run(&d->s);
	last = roster_find(d->s.roster, "waha/last");
	assert_non_null(last);
	assert_int_equal(last->epoch.claim, STATE_UP);
	assert_true(daemon_wrote(d, "waha/last"));
}

static void who_is_listed_is_the_new_files_to_say(void **state)
{
	static const char listed[] =
		"[gateway waha]\nsessions = omer\nladder = act\nnotify = tell\n"
		"[source status]\nplugin = talker\ngateway = waha\n"
		"[action tell]\nplugin = doer\nhow = now\n" ACTING;
	struct daemon *d = *state;

	daemon_start(d, DAEMON_WAHA ACTING);
	daemon_claim(d, "omer", MUZZLE_UP);
	daemon_claim(d, "dana", MUZZLE_UP);
	assert_false(roster_find(d->s.roster, "waha/omer")->configured);
	daemon_write(d, listed);
	reload_run(&d->s);
	assert_true(roster_find(d->s.roster, "waha/omer")->configured);
	assert_null(roster_find(d->s.roster, "waha/dana"));
	daemon_write(d, DAEMON_WAHA ACTING);
	reload_run(&d->s);
	assert_false(roster_find(d->s.roster, "waha/omer")->configured);
}

static void new_numbers_hold_from_now_on(void **state)
{
	struct daemon *d = *state;

	daemon_start(d, DAEMON_WAHA ACTING);
	daemon_claim(d, "omer", MUZZLE_UP);
	assert_int_equal(roster_find(d->s.roster, "waha/omer")->policy->patience_ms, 300);
	daemon_write(d, DAEMON_WAHA ACTING "[session o]\ntarget = waha/omer\npatience = 400ms\n");
	reload_run(&d->s);
	assert_int_equal(roster_find(d->s.roster, "waha/omer")->policy->patience_ms, 400);
}

static void an_act_in_flight_still_brings_its_result(void **state)
{
	struct daemon *d = *state;

	daemon_start(d, DAEMON_WAHA ACTING);
	daemon_let_die(d, "omer", "\"order\":\"act\"");
	dispatch_run(&d->s);
	assert_int_equal(dispatch_owed(&d->s), 1);
	reload_run(&d->s);
	assert_non_null(d->s.retired);
	assert_int_equal(dispatch_owed(&d->s), 1);
	assert_true(roster_find(d->s.roster, "waha/omer")->gateway->flight.flying);
	LOOPED_UNTIL(&d->s.loop, daemon_wrote(d, "\"ev\":\"result\",\"id\":1"));
	assert_int_equal(notes_of(d->s.notes, roster_find(d->s.roster, "waha/omer"))->act.what,
			 RESULT_FAILED);
	LOOPED_UNTIL(&d->s.loop, d->s.retired == NULL);
}

static void what_an_act_printed_is_known_through_reloads_until_the_next(void **state)
{
	struct daemon *d = *state;
	const struct notes_act *act;

	daemon_start(d, DAEMON_WAHA "[action act]\nplugin = doer\nhow = chatty\n");
	daemon_let_die(d, "omer", "\"ev\":\"result\",\"id\":1");
	reload_run(&d->s);
	reload_run(&d->s);
	act = &notes_of(d->s.notes, roster_find(d->s.roster, "waha/omer"))->act;
	assert_non_null(act->output);
	assert_non_null(strstr(act->output, "it came up now"));
	dispatch_printed(&d->s, act->id, "and no more");
	assert_string_equal(act->output, "and no more");
}

static void a_claim_to_the_old_sources_is_none_in_the_new_ones_round(void **state)
{
	struct daemon *d = *state;
	struct host_sink sink;

	daemon_start(d, DAEMON_WAHA ACTING);
	daemon_claim(d, "omer", MUZZLE_UP);
	reload_run(&d->s);
	sink = intake_sink(&d->s);
	sink.round(sink.arg, daemon_inst(d, "status"), "waha");
	assert_true(daemon_wrote(d, "\"state\":\"absent\""));
}

static void who_is_gone_does_not_come_back_by_what_flew_for_it(void **state)
{
	struct daemon *d = *state;

	daemon_start(d, DAEMON_WAHA ACTING);
	daemon_let_die(d, "omer", "\"order\":\"act\"");
	daemon_write(d, "[gateway waha]\nsessions = dana\nladder = act\n"
			"[source status]\nplugin = talker\ngateway = waha\n" ACTING);
	reload_run(&d->s);
	assert_null(roster_find(d->s.roster, "waha/omer"));
	assert_non_null(roster_find(d->s.roster, "waha/dana"));
	LOOPED_UNTIL(&d->s.loop, daemon_wrote(d, "\"ev\":\"result\",\"id\":1"));
}

static void sources_that_were_hurrying_go_on_hurrying(void **state)
{
	struct daemon *d = *state;
	const char *first;

	daemon_start(d, DAEMON_WAHA ACTING);
	daemon_claim(d, "omer", MUZZLE_UP);
	daemon_claim(d, "omer", MUZZLE_DOWN);
	reload_run(&d->s);
	first = strstr(daemon_journal(d), "\"raw\":\"hurry\"");
	assert_non_null(first);
	assert_non_null(strstr(first + 1, "\"raw\":\"hurry\""));
}

static void say_line(struct daemon *d, bool up)
{
	const struct host_sink sink = intake_sink(&d->s);

	sink.uplink(sink.arg, daemon_inst(d, "status"), up, "");
}

static void a_line_that_is_down_stays_so_until_the_new_source_has_spoken(void **state)
{
	struct daemon *d = *state;

	daemon_start(d, DAEMON_WAHA ACTING);
	say_line(d, false);
	reload_run(&d->s);
	assert_true(roster_engine(d->s.roster)->uplink_down);
	say_line(d, false);
	assert_false(daemon_wrote(d, "\"uplink-up\""));
	reload_run(&d->s);
	say_line(d, true);
	assert_true(daemon_wrote(d, "\"uplink-up\""));
	assert_false(roster_engine(d->s.roster)->uplink_down);
}

static void a_line_that_nobody_watches_any_more_is_up(void **state)
{
	struct daemon *d = *state;

	daemon_start(d, DAEMON_WAHA ACTING);
	say_line(d, false);
	daemon_write(d, "[gateway waha]\nladder = act\n" ACTING);
	reload_run(&d->s);
	assert_false(roster_engine(d->s.roster)->uplink_down);
	assert_true(daemon_wrote(d, "\"what\":\"uplink-up\",\"ms\":0,\"why\":\"nobody watches"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		DAEMON_TEST(a_broken_file_changes_nothing),
		DAEMON_TEST(targets_that_stay_keep_all_that_is_known),
		DAEMON_TEST(what_sources_say_as_they_end_is_heard),
		DAEMON_TEST(who_is_listed_is_the_new_files_to_say),
		DAEMON_TEST(new_numbers_hold_from_now_on),
		DAEMON_TEST(an_act_in_flight_still_brings_its_result),
		DAEMON_TEST(what_an_act_printed_is_known_through_reloads_until_the_next),
		DAEMON_TEST(a_claim_to_the_old_sources_is_none_in_the_new_ones_round),
		DAEMON_TEST(who_is_gone_does_not_come_back_by_what_flew_for_it),
		DAEMON_TEST(sources_that_were_hurrying_go_on_hurrying),
		DAEMON_TEST(a_line_that_is_down_stays_so_until_the_new_source_has_spoken),
		DAEMON_TEST(a_line_that_nobody_watches_any_more_is_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
