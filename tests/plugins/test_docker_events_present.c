/* test_docker_events_present.c - the built docker_events.so: what is there when it connects.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "fake_docker.h"

static void a_container_that_runs_when_we_come_is_not_told_as_started(void **state)
{
	struct muzzle_inst *inst = fake_docker_watch();

	(void)state;
	assert_string_equal(fake_pending(inst, 0)->req.unix_socket, "/var/run/docker.sock");
	assert_inspected(inst, RUNNING(ID_A, "01:00"), "");
	assert_asks(inst, "/events?since=1795302299.000000000&filters=%7B");
	assert_non_null(strstr(fake_pending(inst, 0)->req.url, "%22container%22%3A%5B%22gw%22%5D"));
	assert_non_null(
		strstr(fake_pending(inst, 0)->req.url, "%22type%22%3A%5B%22container%22%5D"));
	fake_close(inst);
}

static void a_stopped_container_is_told_as_stopped_when_we_come(void **state)
{
	struct muzzle_inst *inst = fake_docker_watch();

	(void)state;
	assert_inspected(inst, EXITED(ID_A, "01:00", "02:00"), "");
	assert_asks(inst, "/events?since=1795302119.500000000&until=1795302301.000000000&filters=");
	fake_answer(inst, 200,
		    EVENT("kill", ID_A, "110") DIE(ID_A, "120", "137") EVENT("stop", ID_A, "121"));
	assert_told(inst, "event waha:- die " A " 3\nevent waha:- stop " A " 0\n");
	assert_asks(inst, "/events?since=");
	fake_close(inst);
}

static void a_crashed_container_is_told_as_dead_when_we_come(void **state)
{
	struct muzzle_inst *inst = fake_docker_watch();

	(void)state;
	assert_inspected(inst, EXITED(ID_A, "01:00", "02:00"), "");
	fake_answer(inst, 200, DIE(ID_A, "120", "3"));
	assert_told(inst, "event waha:- die " A " 3\n");
	fake_close(inst);
}

static void a_stop_long_after_the_death_does_not_make_it_wanted(void **state)
{
	struct muzzle_inst *inst = fake_docker_watch();

	(void)state;
	assert_inspected(inst, EXITED(ID_A, "01:00", "02:00"), "");
	fake_answer(inst, 200, DIE(ID_A, "120", "3") EVENT("stop", ID_A, "131"));
	assert_told(inst, "event waha:- die " A " 3\n");
	fake_close(inst);
}

static void an_end_without_history_counts_as_wanted(void **state)
{
	struct muzzle_inst *inst = fake_docker_watch(), *back = fake_docker_watch();

	(void)state;
	assert_inspected(inst, EXITED(ID_A, "01:00", "02:00"), "");
	fake_answer(inst, 200, DIE(ID_B, "120", "3"));
	assert_told(inst, "event waha:- die " A " 3\nevent waha:- stop " A " 0\n");
	fake_close(inst);
	assert_inspected(back, EXITED(ID_A, "01:00", "02:00"), ""); /* its clock ran backwards */
	fake_answer(back, 400, "{\"message\":\"since cannot be after until\"}");
	assert_told(back, "event waha:- die " A " 3\nevent waha:- stop " A " 0\n");
	fake_close(back);
}

static void what_was_judged_is_not_told_again_by_the_stream(void **state)
{
	struct muzzle_inst *crashed = fake_docker_watch(), *stopped = fake_docker_watch();

	(void)state;
	assert_inspected(crashed, EXITED(ID_A, "01:00", "02:00"), "");
	fake_answer(crashed, 200, DIE(ID_A, "120", "3"));
	fake_told(crashed);
	assert_streams(crashed, DIE(ID_A, "301", "3") EVENT("stop", ID_A, "302"),
		       "event waha:- stop " A " 0\n");
	fake_close(crashed);
	assert_inspected(stopped, EXITED(ID_A, "01:00", "02:00"), "");
	fake_answer(stopped, 200, DIE(ID_A, "120", "3") EVENT("stop", ID_A, "120"));
	fake_told(stopped);
	assert_streams(stopped, DIE(ID_A, "301", "3") EVENT("stop", ID_A, "302"), "");
	fake_close(stopped);
}

static void each_container_has_its_own_history(void **state)
{
	const struct fake_container two[] = { { "gw", "waha" },
					      { "claw", "openclaw" },
					      { NULL, NULL } };
	struct muzzle_inst *inst = fake_docker_open(two);

	(void)state;
	assert_inspected(inst, EXITED(ID_A, "01:00", "02:00"), "");
	fake_answer(inst, 200, DIE(ID_A, "120", "3"));
	assert_told(inst, "event waha:- die " A " 3\n");
	fake_answer(inst, 200, EXITED(ID_B, "01:00", "02:00"));
	fake_answer(inst, 200, "");
	assert_told(inst, "event openclaw:- die " B " 3\nevent openclaw:- stop " B " 0\n");
	fake_close(inst);
}

static void a_history_that_nobody_could_read_is_asked_again(void **state)
{
	struct muzzle_inst *inst = fake_docker_watch();

	(void)state;
	assert_inspected(inst, EXITED(ID_A, "01:00", "02:00"), "");
	fake_answer(inst, 0, "connection reset");
	assert_int_equal(inst->reports, 0);
	fake_told(inst);
	fake_advance(inst, 1000);
	assert_inspected(inst, EXITED(ID_A, "01:00", "02:00"), "");
	fake_answer(inst, 200, DIE(ID_A, "120", "3"));
	assert_told(inst, "event waha:- die " A " 3\n");
	fake_close(inst);
}

static void out_of_memory_is_told_before_the_death(void **state)
{
	struct muzzle_inst *inst = fake_docker_watch();

	(void)state;
	assert_inspected(inst,
			 INSPECT(ID_A, "exited", "\"OOMKilled\":true,\"ExitCode\":137,", "01:00",
				 "2026-11-21T23:02:00Z"),
			 "");
	fake_answer(inst, 200, DIE(ID_A, "120", "137"));
	assert_told(inst, "event waha:- oom " A " 0\nevent waha:- die " A " 137\n");
	fake_close(inst);
}

static void present_states_are_told_when_we_come(void **state)
{
	struct muzzle_inst *inst = fake_docker_watch();

	(void)state;
	assert_inspected(
		inst,
		INSPECT(ID_A, "running", "\"Health\":{\"Status\":\"unhealthy\"},", "01:00", NEVER),
		"event waha:- unhealthy " A " 0\n");
	fake_close(inst);
	inst = fake_docker_watch();
	assert_inspected(
		inst,
		INSPECT(ID_A, "running", "\"Health\":{\"Status\":\"starting\"},", "01:00", NEVER),
		"");
	fake_close(inst);
	inst = fake_docker_watch();
	assert_inspected(inst, INSPECT(ID_A, "paused", "", "01:00", NEVER),
			 "event waha:- pause " A " 0\n");
	fake_close(inst);
	inst = fake_docker_watch();
	assert_inspected(
		inst,
		INSPECT(ID_A, "restarting", "\"ExitCode\":7,", "01:00", "2026-11-21T23:02:00Z"),
		"event waha:- die " A " 7\n");
	assert_streams(inst, EVENT("start", ID_A, "301"), "event waha:- start " A " 0\n");
	fake_close(inst);
	inst = fake_docker_watch();
	assert_inspected(inst, INSPECT(ID_A, "created", "\"ExitCode\":0,", "00:00", NEVER),
			 "event waha:- die " A " 0\nevent waha:- stop " A " 0\n");
	fake_close(inst);
}

static void a_container_that_does_not_exist_is_told_once_and_may_come(void **state)
{
	struct muzzle_inst *inst = fake_docker_watch(), *other = fake_docker_running();

	(void)state;
	assert_inspected(
		inst, NULL,
		"fault waha:- setup /var/run/docker.sock: no container gw; create it, or mend "
		"`container`\n");
	assert_streams(inst, EVENT("start", ID_B, "301"), "event waha:- start " B " 0\n");
	fake_docker_lose(inst);
	fake_answer(inst, 200, "");
	assert_inspected(inst, NULL, "event waha:- die " B " 0\nevent waha:- stop " B " 0\n");
	fake_close(inst);
	assert_told(other, "");
	fake_close(other);
}

static void a_replay_of_what_the_inspection_saw_is_not_told_again(void **state)
{
	struct muzzle_inst *inst = fake_docker_watch();

	(void)state;
	assert_inspected(inst, RUNNING(ID_A, "04:59"), "");
	assert_streams(inst, DIE(ID_A, "299", "1") EVENT("start", ID_A, "300"), "");
	fake_advance(inst, 3000);
	assert_streams(inst, DIE(ID_A, "302", "1"), "event waha:- die " A " 1\n");
	fake_close(inst);
}

static void what_is_no_inspection_is_not_believed(void **state)
{
	static const char *const bodies[] = { "", "{", "[]", "{\"Id\":\"x\"}",
					      "{\"State\":{\"Status\":\"exited\"}}" };
	struct muzzle_inst *inst = fake_docker_watch();

	(void)state;
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		fake_answer(inst, 200, bodies[i]);
		assert_told(inst,
			    i ? "" : "blind /var/run/docker.sock: that is not Docker's answer\n");
		fake_advance(inst, 30000);
	}
	assert_inspected(inst, RUNNING(ID_A, "01:00"), "");
	fake_close(inst);
}

static void every_watched_container_is_inspected(void **state)
{
	const struct fake_container two[] = { { "gw", "waha" },
					      { "claw", "openclaw" },
					      { NULL, NULL } };
	struct muzzle_inst *inst = fake_docker_open(two);

	(void)state;
	assert_inspected(inst, RUNNING(ID_A, "01:00"), "");
	assert_asks(inst, "/containers/claw/json");
	fake_answer(inst, 200, RUNNING(ID_B, "01:00"));
	assert_streams(inst, EVENT_MORE("die", ID_B, "claw", "301", "\"exitCode\":\"78\","),
		       "event openclaw:- die " B " 78\n");
	assert_streams(inst, EVENT_MORE("die", ID_A, "renamed", "302", "\"exitCode\":\"1\","),
		       "event waha:- die " A " 1\n");
	fake_close(inst);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_container_that_runs_when_we_come_is_not_told_as_started),
		cmocka_unit_test(a_stopped_container_is_told_as_stopped_when_we_come),
		cmocka_unit_test(a_crashed_container_is_told_as_dead_when_we_come),
		cmocka_unit_test(a_stop_long_after_the_death_does_not_make_it_wanted),
		cmocka_unit_test(an_end_without_history_counts_as_wanted),
		cmocka_unit_test(what_was_judged_is_not_told_again_by_the_stream),
		cmocka_unit_test(each_container_has_its_own_history),
		cmocka_unit_test(a_history_that_nobody_could_read_is_asked_again),
		cmocka_unit_test(out_of_memory_is_told_before_the_death),
		cmocka_unit_test(present_states_are_told_when_we_come),
		cmocka_unit_test(a_container_that_does_not_exist_is_told_once_and_may_come),
		cmocka_unit_test(a_replay_of_what_the_inspection_saw_is_not_told_again),
		cmocka_unit_test(what_is_no_inspection_is_not_believed),
		cmocka_unit_test(every_watched_container_is_inspected),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
