/* test_dispatch.c - orders carried out, and those that must not be.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "daemon.h"

#define ACT "\"order\":\"act\""
#define DOER(how) DAEMON_WAHA "[action act]\nplugin = doer\nhow = " how "\n"

static const struct notes_act *act_of(struct daemon *d, const char *target)
{
	return &notes_of(d->s.notes, roster_find(d->s.roster, target))->act;
}

static void an_act_is_done_and_its_result_comes_back(void **state)
{
	struct daemon *d = *state;

	daemon_start(d, DOER("now"));
	daemon_let_die(d, "omer", "\"ev\":\"result\"");
	assert_true(daemon_wrote(
		d, ACT ",\"id\":1,\"target\":\"waha/omer\",\"action\":\"act\",\"rung\":1"));
	assert_true(daemon_wrote(d, "\"ev\":\"result\",\"id\":1,\"ok\":true}"));
	assert_string_equal(act_of(d, "waha/omer")->action, "act");
	assert_int_equal(act_of(d, "waha/omer")->what, 0);
	assert_true(act_of(d, "waha/omer")->until_ms > 0);
	assert_int_equal(dispatch_owed(&d->s), 0);
}

static void a_result_may_come_later_and_be_bad(void **state)
{
	struct daemon *d = *state;

	daemon_start(d, DOER("later\nafter = 50ms"));
	daemon_let_die(d, "omer", ACT);
	dispatch_run(&d->s);
	assert_int_equal(dispatch_owed(&d->s), 1);
	LOOPED_UNTIL(&d->s.loop, daemon_wrote(d, "\"ev\":\"result\""));
	assert_true(
		daemon_wrote(d, "\"id\":1,\"what\":\"failed\",\"ok\":false,\"why\":\"HTTP 500\"}"));
	assert_string_equal(act_of(d, "waha/omer")->text, "HTTP 500");
}

static void a_refused_order_is_a_failed_act(void **state)
{
	struct daemon *d = *state;

	daemon_start(d, DOER("refuse"));
	daemon_let_die(d, "omer", "\"ev\":\"result\"");
	assert_true(daemon_wrote(d, "\"id\":1,\"what\":\"failed\",\"ok\":false"));
	assert_int_equal(dispatch_owed(&d->s), 0);
}

static struct target *find(struct daemon *d, const char *name)
{
	return roster_find(d->s.roster, name);
}

static void hold(struct daemon *d, const char *name, const char *by, int64_t for_ms)
{
	struct engine_evidence evidence = { .what = COMMAND_HOLD,
					    .target = find(d, name),
					    .for_ms = for_ms };

	intake_command(&d->s, &evidence, by, "upgrade");
}

static void a_refusal_tells_whose_hold_it_is_of_whom_and_how_long_it_lasts(void **state)
{
	struct daemon *d = *state;

	daemon_start(d, DOER("now"));
	hold(d, "waha", "deploy", 3 * 3600000);
	daemon_let_die(d, "omer", "\"order\":\"held\"");
	assert_true(
		daemon_wrote(d, "; held by deploy's hold on waha (upgrade) for another 2h 59m\""));
}

static void a_hold_on_who_is_convicted_already_is_told_with_its_owner(void **state)
{
	struct daemon *d = *state;

	daemon_start(d, DOER("now"));
	intake_self(&d->s, SELF_LEDGER_DOWN, 0);
	daemon_let_die(d, "omer", "; held by ledger\"");
	hold(d, "waha/omer", "alice", 3 * 3600000);
	assert_true(daemon_wrote(d, "; held by alice's hold (upgrade) for another 3h\""));
}

/* What is charged is in the file before the plugin hears of it. */
static void the_charge_is_in_the_ledger_before_the_act(void **state)
{
	struct daemon *d = *state;
	const struct target *target;
	struct ledger *ledger;
	struct roster *roster;
	struct ledger_view view;

	daemon_start(d, DOER("never"));
	daemon_let_die(d, "omer", ACT);
	dispatch_run(&d->s);
	assert_int_equal(dispatch_owed(&d->s), 1);
	roster = roster_new(d->s.fleet->conf);
	view = (struct ledger_view){ roster, d->s.notes, d->s.fleet->conf, NULL };
	assert_int_equal(ledger_open(&ledger, d->state_dir, &d->s.log), 0);
	assert_int_equal(ledger_load(ledger, &view), 0);
	target = roster_find(roster, "waha/omer");
	assert_non_null(target);
	assert_int_equal(target->budget.acts, 1);
	assert_int_equal(roster_engine(roster)->acts, 1);
	ledger_close(ledger);
	roster_free(roster);
}

/* A directory where the new ledger would be: whoever we are, it cannot be written. */
static void break_ledger(struct daemon *d)
{
	scratch_write(&d->scratch, "state/ledger.new", "");
	assert_int_equal(unlink(d->scratch.path), 0);
	assert_int_equal(mkdir(d->scratch.path, 0700), 0);
}

static void without_a_ledger_there_is_no_act_and_the_engine_knows(void **state)
{
	struct daemon *d = *state;

	daemon_start(d, DOER("now"));
	break_ledger(d);
	daemon_let_die(d, "omer", "\"ev\":\"result\"");
	assert_true(daemon_wrote(d, "\"what\":\"ledger-down\""));
	assert_true(daemon_wrote(d, "\"ok\":false,\"why\":\"ledger: cannot be written\"}"));
	assert_true(strstr(d->journal, "ledger-down") < strstr(d->journal, "\"ev\":\"result\""));
	assert_null(strstr(strstr(d->journal, ACT) + 1, ACT));
	assert_true(roster_engine(d->s.roster)->ledger_down);

	assert_int_equal(rmdir(d->scratch.path), 0);
	assert_int_equal(save_now(&d->s), 0);
	assert_true(daemon_wrote(d, "\"what\":\"ledger-up\""));
	assert_false(roster_engine(d->s.roster)->ledger_down);
}

static void messages_go_to_whom_the_gateway_names_and_are_no_results(void **state)
{
	struct daemon *d = *state;

	daemon_start(d, DOER("now"));
	daemon_let_need_a_person(d, "omer");
	dispatch_run(&d->s);
	assert_true(daemon_wrote(d, "\"order\":\"notify\""));
	LOOPED_UNTIL(&d->s.loop, !d->s.outbox->first && d->s.outbox->attempts);
	assert_int_equal(d->s.outbox->attempts, 1);
	assert_false(daemon_wrote(d, "\"ev\":\"result\""));
}

static void every_order_of_a_step_is_carried_out(void **state)
{
	struct daemon *d = *state;

	daemon_start(d, "notify_on = opened\n" DOER("now"));
	daemon_let_die(d, "omer", "\"what\":\"opened\"");
	assert_null(strstr(d->journal, "\"ev\":\"result\""));
	dispatch_run(&d->s);
	assert_true(daemon_wrote(d, "\"ev\":\"result\",\"id\":1"));
	LOOPED_UNTIL(&d->s.loop, !d->s.outbox->first && d->s.outbox->attempts);
	assert_int_equal(d->s.outbox->attempts, 1);
}

/* noop logs what it was told to do. */
static void an_action_is_told_whether_to_act_or_to_tell(void **state)
{
	struct daemon *d = *state;
	char log[4096] = "";
	int ends[2];

	fixtures_copy(&d->scratch, "../plugins/noop.so", "noop.so");
	daemon_start(d, "notify_on = opened\n[gateway waha]\nladder = do\nnotify = say\n"
			"[source status]\nplugin = talker\ngateway = waha\n"
			"[action do]\nplugin = noop\n[action say]\nplugin = noop\n");
	assert_int_equal(pipe(ends), 0);
	daemon_let_die(d, "omer", "\"what\":\"opened\"");
	log_init(&d->s.log, ends[1], MUZZLE_INFO);
	dispatch_run(&d->s);
	LOOPED_UNTIL(&d->s.loop, d->s.outbox->attempts && !d->s.outbox->first);
	assert_true(read(ends[0], log, sizeof(log) - 1) > 0);
	assert_non_null(strstr(log, "do: waha/omer: would act"));
	assert_non_null(strstr(log, "say: waha/omer: would tell somebody what=opened"));
	log_init(&d->s.log, STDERR_FILENO, 0);
	close(ends[0]);
	close(ends[1]);
}

/* The engine acts again only when it has waited long enough for the first. */
static void who_never_answers_is_cancelled_when_the_next_act_begins(void **state)
{
	struct daemon *d = *state;
	char log[4096] = "";
	int ends[2];

	daemon_start(d, "[gateway waha]\nladder = act more\n"
			"[source status]\nplugin = talker\ngateway = waha\n"
			"[action act]\nplugin = doer\nhow = never\ntimeout = 300ms\n"
			"[action more]\nplugin = doer\nhow = now\n");
	assert_int_equal(pipe(ends), 0);
	log_init(&d->s.log, ends[1], MUZZLE_INFO);
	daemon_let_die(d, "omer", "\"id\":2,\"ok\":true");
	assert_true(read(ends[0], log, sizeof(log) - 1) > 0);
	assert_non_null(strstr(log, "act: cancelled id=1\n"));
	assert_non_null(strstr(log, "waha/omer: warning: act cancelled, no answer id=1\n"));
	assert_false(daemon_wrote(d, "\"ev\":\"result\",\"id\":1"));
	assert_int_equal(dispatch_owed(&d->s), 0);
	log_init(&d->s.log, STDERR_FILENO, 0);
	close(ends[0]);
	close(ends[1]);
}

static void no_order_is_carried_out_after_sigterm(void **state)
{
	struct daemon *d = *state;

	daemon_start(d, DOER("never"));
	daemon_let_die(d, "omer", ACT);
	d->s.stopping = true;
	dispatch_run(&d->s);
	assert_int_equal(dispatch_owed(&d->s), 0);
}

static void sources_are_told_to_hurry_and_to_relax(void **state)
{
	struct daemon *d = *state;

	daemon_start(d, DOER("now"));
	daemon_claim(d, "omer", MUZZLE_UP);
	daemon_claim(d, "omer", MUZZLE_DOWN);
	dispatch_run(&d->s);
	assert_true(daemon_wrote(d, "\"raw\":\"hurry\"")); /* the talker says what it was told */
	assert_false(daemon_wrote(d, "\"raw\":\"relax\""));
	while (!daemon_wrote(d, "\"order\":\"relax\"")) {
		daemon_claim(d, "omer", MUZZLE_UP);
		loop_turn(&d->s.loop, 20);
	}
	dispatch_run(&d->s);
	assert_true(daemon_wrote(d, "\"raw\":\"relax\""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		DAEMON_TEST(an_act_is_done_and_its_result_comes_back),
		DAEMON_TEST(a_refusal_tells_whose_hold_it_is_of_whom_and_how_long_it_lasts),
		DAEMON_TEST(a_hold_on_who_is_convicted_already_is_told_with_its_owner),
		DAEMON_TEST(a_result_may_come_later_and_be_bad),
		DAEMON_TEST(a_refused_order_is_a_failed_act),
		DAEMON_TEST(the_charge_is_in_the_ledger_before_the_act),
		DAEMON_TEST(without_a_ledger_there_is_no_act_and_the_engine_knows),
		DAEMON_TEST(messages_go_to_whom_the_gateway_names_and_are_no_results),
		DAEMON_TEST(every_order_of_a_step_is_carried_out),
		DAEMON_TEST(an_action_is_told_whether_to_act_or_to_tell),
		DAEMON_TEST(who_never_answers_is_cancelled_when_the_next_act_begins),
		DAEMON_TEST(no_order_is_carried_out_after_sigterm),
		DAEMON_TEST(sources_are_told_to_hurry_and_to_relax),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
