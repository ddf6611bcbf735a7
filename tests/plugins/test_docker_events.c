/* test_docker_events.c - the built docker_events.so: its stream and its losses.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "fake_docker.h"

static void each_action_becomes_its_event(void **state)
{
	struct muzzle_inst *inst = fake_docker_running();

	(void)state;
	assert_streams(inst, EVENT("oom", ID_A, "301"), "event waha:- oom " A " 0\n");
	assert_streams(inst, DIE(ID_A, "302", "137"), "event waha:- die " A " 137\n");
	assert_streams(inst, EVENT("start", ID_A, "303"), "event waha:- start " A " 0\n");
	assert_streams(inst, EVENT("pause", ID_A, "304"), "event waha:- pause " A " 0\n");
	assert_streams(inst, EVENT("unpause", ID_A, "305"), "event waha:- unpause " A " 0\n");
	assert_streams(inst, EVENT("health_status: unhealthy", ID_A, "306"),
		       "event waha:- unhealthy " A " 0\n");
	assert_streams(inst, EVENT("health_status: healthy", ID_A, "307"),
		       "event waha:- healthy " A " 0\n");
	assert_streams(inst,
		       EVENT("kill", ID_A, "308") DIE(ID_A, "309", "0") EVENT("stop", ID_A, "310"),
		       "event waha:- die " A " 0\nevent waha:- stop " A " 0\n");
	fake_close(inst);
}

static void events_may_be_split_anywhere(void **state)
{
	struct muzzle_inst *inst = fake_docker_running();
	const char *text = DIE(ID_A, "301", "1") "\n\n" EVENT("start", ID_A, "302");

	(void)state;
	for (const char *s = text; *s; s++)
		fake_data(inst, fake_pending(inst, 0), s, 1);
	assert_told(inst, "event waha:- die " A " 1\nevent waha:- start " A " 0\n");
	fake_docker_say(inst, "not json at all\n{\"Type\":7}{\"a\":["
			      "\n");
	fake_docker_say(inst, "]}" DIE(ID_A, "303", "2"));
	assert_told(inst, "event waha:- die " A " 2\n");
	fake_close(inst);
}

static void events_of_others_are_nothing_to_us(void **state)
{
	struct muzzle_inst *inst = fake_docker_running();

	(void)state;
	assert_streams(inst, EVENT_MORE("die", ID_B, "gw2", "301", "\"exitCode\":\"1\","), "");
	assert_streams(inst, EVENT("exec_create: sh", ID_A, "302"), "");
	assert_streams(inst,
		       "{\"Type\":\"network\",\"Action\":\"connect\",\"Actor\":{\"ID\":\"x\","
		       "\"Attributes\":{\"name\":\"gw\"}},\"timeNano\":1795302303000000000}\n",
		       "");
	fake_close(inst);
}

static void the_same_event_twice_is_told_once(void **state)
{
	struct muzzle_inst *inst = fake_docker_running();

	(void)state;
	assert_streams(inst, EVENT("oom", ID_A, "301") EVENT("oom", ID_A, "301"),
		       "event waha:- oom " A " 0\n");
	assert_streams(inst, DIE(ID_A, "302", "1") DIE(ID_A, "303", "1"),
		       "event waha:- die " A " 1\n");
	fake_close(inst);
}

static void a_container_made_anew_under_its_name_is_followed(void **state)
{
	struct muzzle_inst *inst = fake_docker_running();

	(void)state;
	assert_streams(inst,
		       DIE(ID_A, "301", "0") EVENT("stop", ID_A, "301")
			       EVENT("destroy", ID_A, "302") EVENT("start", ID_B, "303"),
		       "event waha:- die " A " 0\nevent waha:- stop " A " 0\nevent waha:- start " B
		       " 0\n");
	assert_streams(inst, DIE(ID_A, "304", "1"), ""); /* of the one before */
	assert_streams(inst, DIE(ID_B, "305", "1"), "event waha:- die " B " 1\n");
	fake_close(inst);
}

/* As compose had it first: the old one gives way to the new one, and goes. */
static void a_new_container_started_beside_the_renamed_old_one_is_the_gateway(void **state)
{
	struct muzzle_inst *inst = fake_docker_running();

	(void)state;
	assert_streams(inst, EVENT("start", ID_B, "301"), "event waha:- start " B " 0\n");
	assert_streams(inst,
		       EVENT_MORE("die", ID_A, A "_gw", "302", "\"exitCode\":\"143\",")
			       EVENT_MORE("stop", ID_A, A "_gw", "302", "")
				       EVENT_MORE("destroy", ID_A, A "_gw", "303", ""),
		       "");
	assert_streams(inst, DIE(ID_B, "304", "1"), "event waha:- die " B " 1\n");
	fake_close(inst);
}

/* As compose has it now: the new one is made under another name, and gets the name of the old one. */
static void a_container_that_got_its_name_before_its_start_is_the_gateway(void **state)
{
	struct muzzle_inst *inst = fake_docker_running();

	(void)state;
	assert_streams(inst,
		       DIE(ID_A, "301", "143") EVENT("stop", ID_A, "301")
			       EVENT("destroy", ID_A, "302") EVENT("rename", ID_B, "302")
				       EVENT("start", ID_B, "303"),
		       "event waha:- die " A " 143\nevent waha:- stop " A
		       " 0\nevent waha:- start " B " 0\n");
	fake_close(inst);
}

static void what_its_restart_policy_does_is_told_as_it_happens(void **state)
{
	struct muzzle_inst *inst = fake_docker_running();

	(void)state;
	for (int i = 0; i < 3; i++)
		assert_streams(inst,
			       i == 0   ? DIE(ID_A, "301", "1") EVENT("start", ID_A, "302")
			       : i == 1 ? DIE(ID_A, "303", "1") EVENT("start", ID_A, "304")
					: DIE(ID_A, "305", "1") EVENT("start", ID_A, "306"),
			       "event waha:- die " A " 1\nevent waha:- start " A " 0\n");
	fake_docker_lose(inst);
	fake_answer(inst, 200, "");
	assert_inspected(
		inst,
		INSPECT(ID_A, "restarting", "\"ExitCode\":9,", "05:06", "2026-11-21T23:05:08Z"),
		"event waha:- die " A " 9\n");
	assert_streams(inst, EVENT("start", ID_A, "309"), "event waha:- start " A " 0\n");
	fake_close(inst);
}

static void a_new_life_is_neither_paused_nor_unwell(void **state)
{
	struct muzzle_inst *inst = fake_docker_running();

	(void)state;
	assert_streams(inst,
		       EVENT("pause", ID_A, "301") EVENT("health_status: unhealthy", ID_A, "302"),
		       "event waha:- pause " A " 0\nevent waha:- unhealthy " A " 0\n");
	assert_streams(inst, EVENT("start", ID_B, "303"), "event waha:- start " B " 0\n");
	assert_streams(inst,
		       EVENT("pause", ID_B, "304") EVENT("health_status: unhealthy", ID_B, "305"),
		       "event waha:- pause " B " 0\nevent waha:- unhealthy " B " 0\n");
	fake_close(inst);
}

static void removal_counts_as_a_stop(void **state)
{
	struct muzzle_inst *inst = fake_docker_running();

	(void)state;
	assert_streams(inst,
		       EVENT("kill", ID_A, "301") DIE(ID_A, "301", "137")
			       EVENT("destroy", ID_A, "302"),
		       "event waha:- die " A " 137\nevent waha:- stop " A " 0\n");
	fake_close(inst);
}

static void a_clock_set_back_hides_no_live_event(void **state)
{
	struct muzzle_inst *inst = fake_docker_running();

	(void)state;
	fake_advance(inst, 3000);
	assert_streams(inst, DIE(ID_A, "010", "1") EVENT("start", ID_A, "011"),
		       "event waha:- die " A " 1\nevent waha:- start " A " 0\n");
	fake_close(inst);
}

static void missed_events_are_replayed_without_repetition(void **state)
{
	struct muzzle_inst *inst = fake_docker_running();

	(void)state;
	assert_streams(inst, EVENT("oom", ID_A, "306"), "event waha:- oom " A " 0\n");
	fake_docker_lose(inst);
	assert_asks(inst, "/events?since=1795302306.000000000&until=1795302307.000000000&");
	fake_answer(inst, 200,
		    EVENT("oom", ID_A, "306") DIE(ID_A, "306", "137") EVENT("start", ID_A, "307"));
	assert_told(inst, "event waha:- die " A " 137\nevent waha:- start " A " 0\n");
	assert_inspected(inst, RUNNING(ID_A, "05:06"), "");
	assert_streams(inst, DIE(ID_A, "306", "137") EVENT("start", ID_A, "307"), "");
	assert_streams(inst, DIE(ID_A, "308", "1"), "event waha:- die " A " 1\n");
	fake_close(inst);
}

static void a_restart_that_left_no_event_is_told_as_a_start(void **state)
{
	struct muzzle_inst *inst = fake_docker_running();

	(void)state;
	fake_docker_lose(inst);
	fake_answer(inst, 200, "");
	assert_inspected(inst, RUNNING(ID_A, "05:05"), "event waha:- start " A " 0\n");
	fake_docker_lose(inst);
	fake_answer(inst, 200, "");
	assert_inspected(inst, RUNNING(ID_A, "05:05"), "");
	fake_docker_lose(inst);
	fake_answer(inst, 200, "");
	assert_inspected(inst, RUNNING(ID_B, "05:06"), "event waha:- start " B " 0\n");
	fake_close(inst);
}

static void a_restart_unseen_while_the_clock_went_back_is_a_start_too(void **state)
{
	struct muzzle_inst *inst = fake_docker_running();

	(void)state;
	fake_docker_lose(inst);
	fake_answer(inst, 200, "");
	assert_inspected(inst, RUNNING(ID_A, "00:30"), "event waha:- start " A " 0\n");
	fake_close(inst);
}

static void a_start_that_was_heard_is_not_told_again(void **state)
{
	struct muzzle_inst *inst = fake_docker_running();

	(void)state;
	assert_streams(inst, DIE(ID_A, "305", "1") EVENT("start", ID_A, "306"),
		       "event waha:- die " A " 1\nevent waha:- start " A " 0\n");
	fake_docker_lose(inst);
	fake_answer(inst, 200, "");
	assert_inspected(inst, RUNNING(ID_A, "05:05"), ""); /* it began a little before its event */
	fake_docker_lose(inst);
	fake_answer(inst, 200, "");
	assert_inspected(inst, RUNNING(ID_A, "05:08"), "event waha:- start " A " 0\n");
	fake_close(inst);
}

static void a_death_that_left_no_event_is_judged_by_its_history(void **state)
{
	struct muzzle_inst *inst = fake_docker_running();

	(void)state;
	fake_docker_lose(inst);
	fake_answer(inst, 200, "");
	assert_inspected(inst, EXITED(ID_A, "01:00", "05:03"), "");
	fake_answer(inst, 200, DIE(ID_A, "303", "3"));
	assert_told(inst, "event waha:- die " A " 3\n");
	fake_docker_lose(inst);
	fake_answer(inst, 200, "");
	assert_inspected(inst, EXITED(ID_A, "01:00", "05:03"), ""); /* known by now */
	assert_asks(inst, "/events?since=");
	fake_close(inst);
}

/* Its events went with the daemon; nobody can have asked that one to stop it. */
static void a_death_while_the_daemon_was_away_is_a_crash(void **state)
{
	struct muzzle_inst *inst = fake_docker_running();

	(void)state;
	fake_docker_lose(inst);
	fake_answer(inst, 200, "");
	assert_inspected(inst, EXITED(ID_A, "01:00", "05:03"), "");
	fake_answer(inst, 200, "");
	assert_told(inst, "event waha:- die " A " 3\n");
	fake_close(inst);
}

static void a_death_of_which_the_daemon_cannot_tell_was_wanted(void **state)
{
	struct muzzle_inst *inst = fake_docker_running(), *anew = fake_docker_running();

	(void)state;
	fake_docker_lose(inst);
	fake_answer(inst, 200, "");
	assert_inspected(inst, EXITED(ID_A, "01:00", "05:03"), "");
	fake_answer(inst, 400, "{\"message\":\"since cannot be after until\"}");
	assert_told(inst, "event waha:- die " A " 3\nevent waha:- stop " A " 0\n");
	fake_close(inst);
	fake_docker_lose(anew);
	fake_answer(anew, 200, "");
	assert_inspected(anew, EXITED(ID_B, "05:01", "05:03"), "event waha:- start " B " 0\n");
	fake_answer(anew, 200, ""); /* that one we never saw running */
	assert_told(anew, "event waha:- die " B " 3\nevent waha:- stop " B " 0\n");
	fake_close(anew);
}

static void a_container_removed_unseen_was_stopped(void **state)
{
	struct muzzle_inst *inst = fake_docker_running();

	(void)state;
	fake_docker_lose(inst);
	fake_answer(inst, 200, "");
	assert_inspected(inst, NULL, "event waha:- die " A " 0\nevent waha:- stop " A " 0\n");
	fake_close(inst);
}

static void a_container_made_anew_and_dead_unseen_is_a_new_life(void **state)
{
	struct muzzle_inst *inst = fake_docker_running();

	(void)state;
	fake_docker_lose(inst);
	fake_answer(inst, 200, "");
	assert_inspected(inst, EXITED(ID_B, "05:01", "05:03"), "event waha:- start " B " 0\n");
	fake_answer(inst, 200, DIE(ID_B, "303", "3"));
	assert_told(inst, "event waha:- die " B " 3\n");
	fake_close(inst);
}

static void a_catch_up_that_the_clock_spoils_is_left_out(void **state)
{
	struct muzzle_inst *inst = fake_docker_running();

	(void)state;
	fake_docker_lose(inst);
	fake_answer(inst, 400, "{\"message\":\"since cannot be after until\"}");
	assert_inspected(inst, RUNNING(ID_A, "01:00"), "");
	assert_asks(inst, "/events?since=");
	fake_close(inst);
}

static void reconnecting_backs_off_to_half_a_minute_blind_all_the_while(void **state)
{
	static const int64_t waits_ms[] = { 1000, 2000, 4000, 8000, 16000, 30000, 30000 };
	struct muzzle_inst *inst = fake_docker_watch();

	(void)state;
	for (size_t i = 0; i < sizeof(waits_ms) / sizeof(waits_ms[0]); i++) {
		fake_answer(inst, 0, "connection refused");
		fake_advance(inst, waits_ms[i] - 1);
		assert_null(fake_pending(inst, 0));
		fake_advance(inst, 1);
		assert_asks(inst, "/containers/gw/json");
	}
	assert_non_null(strstr(fake_told(inst), "blind /var/run/docker.sock: "));
	assert_inspected(inst, RUNNING(ID_A, "01:00"), "");
	fake_advance(inst, 4999);
	assert_told(inst, "");
	fake_advance(inst, 1);
	assert_told(inst, "seeing\n");
	fake_answer(inst, 200, ""); /* the stream ends */
	assert_told(inst, "blind /var/run/docker.sock: the events ended\n");
	fake_advance(inst, 1000);
	assert_asks(inst, "&until=");
	fake_close(inst);
}

static void a_missing_socket_is_told_with_its_remedy(void **state)
{
	const struct fake_setting settings[] = { { "socket", "/nonexistent/docker.sock" },
						 { NULL, NULL } };
	struct muzzle_inst *inst = fake_new("docker_events", settings);
	const struct fake_container one[] = { { "gw", "waha" }, { NULL, NULL } };

	(void)state;
	inst->containers = one;
	fake_start(inst);
	fake_advance(inst, 0);
	fake_answer(inst, 0, "cannot connect");
	assert_told(inst,
		    "blind /nonexistent/docker.sock: No such file or directory; set `socket` to "
		    "where the Docker daemon listens\n");
	fake_close(inst);
}

static void a_proxy_that_forbids_is_told_with_its_remedy(void **state)
{
	struct muzzle_inst *inst = fake_docker_watch();

	(void)state;
	fake_answer_to(inst, fake_pending(inst, 0),
		       &(struct muzzle_answer){ .status = 403, .why = "HTTP 403" });
	assert_told(inst, "blind /var/run/docker.sock: HTTP 403; the proxy must allow events and "
			  "inspect\n");
	fake_advance(inst, 1000);
	fake_answer(inst, 200, "hello");
	assert_told(inst, ""); /* once until it is reached */
	fake_close(inst);
}

static void nothing_to_watch_asks_nothing(void **state)
{
	struct muzzle_inst *inst = fake_docker_open(NULL);

	(void)state;
	fake_advance(inst, 60000);
	assert_int_equal(inst->requests, 0);
	assert_non_null(fake_logged(inst, "nothing to watch"));
	fake_close(inst);
}

static void two_instances_keep_to_themselves(void **state)
{
	struct muzzle_inst *one = fake_docker_running(), *other = fake_docker_running();

	(void)state;
	fake_docker_say(one, "{\"Type\":\"container\",");
	assert_streams(other, DIE(ID_A, "301", "1"), "event waha:- die " A " 1\n");
	fake_close(other);
	assert_told(one, "");
	fake_docker_say(one, "\"x\":1}\n" DIE(ID_A, "301", "1"));
	assert_told(one, "event waha:- die " A " 1\n");
	fake_close(one);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_action_becomes_its_event),
		cmocka_unit_test(events_may_be_split_anywhere),
		cmocka_unit_test(events_of_others_are_nothing_to_us),
		cmocka_unit_test(the_same_event_twice_is_told_once),
		cmocka_unit_test(a_container_made_anew_under_its_name_is_followed),
		cmocka_unit_test(a_new_container_started_beside_the_renamed_old_one_is_the_gateway),
		cmocka_unit_test(a_container_that_got_its_name_before_its_start_is_the_gateway),
		cmocka_unit_test(what_its_restart_policy_does_is_told_as_it_happens),
		cmocka_unit_test(a_new_life_is_neither_paused_nor_unwell),
		cmocka_unit_test(removal_counts_as_a_stop),
		cmocka_unit_test(a_clock_set_back_hides_no_live_event),
		cmocka_unit_test(missed_events_are_replayed_without_repetition),
		cmocka_unit_test(a_restart_that_left_no_event_is_told_as_a_start),
		cmocka_unit_test(a_restart_unseen_while_the_clock_went_back_is_a_start_too),
		cmocka_unit_test(a_start_that_was_heard_is_not_told_again),
		cmocka_unit_test(a_death_that_left_no_event_is_judged_by_its_history),
		cmocka_unit_test(a_death_while_the_daemon_was_away_is_a_crash),
		cmocka_unit_test(a_death_of_which_the_daemon_cannot_tell_was_wanted),
		cmocka_unit_test(a_container_removed_unseen_was_stopped),
		cmocka_unit_test(a_container_made_anew_and_dead_unseen_is_a_new_life),
		cmocka_unit_test(a_catch_up_that_the_clock_spoils_is_left_out),
		cmocka_unit_test(reconnecting_backs_off_to_half_a_minute_blind_all_the_while),
		cmocka_unit_test(a_missing_socket_is_told_with_its_remedy),
		cmocka_unit_test(a_proxy_that_forbids_is_told_with_its_remedy),
		cmocka_unit_test(nothing_to_watch_asks_nothing),
		cmocka_unit_test(two_instances_keep_to_themselves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
