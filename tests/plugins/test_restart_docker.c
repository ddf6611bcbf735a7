/* test_restart_docker.c - the built restart.so under a fake host: containers.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "fake_actions.h"
#include "fake_preset.h"

#define SOCKET BUILD_DIR "/plugged/restart.socket" /* any file that we may write */
#define CONTAINERS "http://docker/containers/"

static const struct fake_setting by_name[] = {
	{ "via", "docker" }, { "socket", SOCKET }, { "stop_timeout", "1500ms" }, { NULL, NULL }
};
static const struct fake_setting by_label[] = { { "via", "docker" },
						{ "socket", SOCKET },
						{ "label", "com.example.for={gateway}" },
						{ NULL, NULL } };
static const struct fake_setting by_compose[] = {
	{ "via", "docker" }, { "socket", SOCKET }, { "compose", "shop/web" }, { NULL, NULL }
};

/* What Docker says of a container; Podman leaves no less in. */
#define SEEN(state, labels)                                               \
	"{\"Id\":\"4407c6d3\",\"Name\":\"/waha-noweb\",\"State\":{" state \
	"},\"Config\":{\"Labels\":{" labels "}}}"
#define RUNNING "\"Status\":\"running\",\"Running\":true,\"Paused\":false"
#define EXITED "\"Status\":\"exited\",\"Running\":false,\"Paused\":false"
#define PAUSED "\"Status\":\"paused\",\"Running\":true,\"Paused\":true"
#define NO_ANSWER_DUE(inst) assert_int_equal(fake_count_pending(inst), 0)

static int make_socket(void **state)
{
	int fd = open(SOCKET, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);

	(void)state;
	return fd < 0 ? -1 : close(fd);
}

static int remove_socket(void **state)
{
	(void)state;
	unlink(SOCKET);
	return 0;
}

/* The oldest request is that one, over the socket. */
static struct fake_request *assert_asks(struct muzzle_inst *inst, const char *method,
					const char *url)
{
	struct fake_request *request = fake_pending(inst, 0);

	assert_non_null(request);
	assert_string_equal(request->req.method, method);
	assert_string_equal(request->req.url, url);
	assert_string_equal(request->req.unix_socket, SOCKET);
	return request;
}

static void what_runs_is_restarted_with_its_time_to_stop(void **state)
{
	struct muzzle_inst *inst = fake_open("restart", by_name);

	(void)state;
	fake_act(inst, 7, "waha", NULL);
	assert_asks(inst, "GET", CONTAINERS "waha-noweb/json");
	fake_answer(inst, 200, SEEN(RUNNING, ""));
	assert_int_equal(inst->results, 0);
	assert_asks(inst, "POST", CONTAINERS "waha-noweb/restart?t=2");
	fake_answer(inst, 204, "");
	fake_assert_result(inst, 7, MUZZLE_DONE, "restart: HTTP 204");
	fake_act(inst, 8, "waha", NULL);
	fake_answer(inst, 200, SEEN(RUNNING, ""));
	fake_answer(inst, 500, "{\"message\":\"cannot restart container\"}");
	fake_assert_result(inst, 8, MUZZLE_FAILED, "restart: HTTP 500: cannot restart container");
	fake_close(inst);
}

static void what_does_not_run_is_started(void **state)
{
	struct muzzle_inst *inst = fake_open("restart", by_name);

	(void)state;
	fake_act(inst, 7, "waha", NULL);
	fake_answer(inst, 200, SEEN(EXITED, ""));
	assert_asks(inst, "POST", CONTAINERS "waha-noweb/start");
	fake_answer(inst, 204, "");
	fake_assert_result(inst, 7, MUZZLE_DONE, "start: HTTP 204");
	fake_act(inst, 8, "waha", NULL);
	fake_answer(inst, 200, SEEN(EXITED, ""));
	fake_answer(inst, 304, "");
	fake_assert_result(inst, 8, MUZZLE_DONE, "start: HTTP 304");
	fake_close(inst);
}

static void what_a_person_wants_left_alone_is_not_touched(void **state)
{
	struct muzzle_inst *inst = fake_open("restart", by_name);

	(void)state;
	fake_act(inst, 7, "waha", NULL);
	fake_answer(inst, 200, SEEN(RUNNING, "\"a\":\"b\",\"muzzle\":\"off\""));
	NO_ANSWER_DUE(inst);
	fake_assert_result(inst, 7, MUZZLE_NO_SETUP,
			   "container /waha-noweb carries the label muzzle=off: it is left alone");
	fake_act(inst, 8, "waha", NULL);
	fake_answer(inst, 200, SEEN(PAUSED, ""));
	NO_ANSWER_DUE(inst);
	fake_assert_result(inst, 8, MUZZLE_NO_SETUP, "container /waha-noweb is paused; unpause it");
	fake_act(inst, 9, "waha", NULL);
	fake_answer(inst, 200, SEEN(EXITED, "\"muzzle\":\"on\""));
	assert_asks(inst, "POST", CONTAINERS "waha-noweb/start");
	fake_close(inst);
}

/* Until the restart is asked for nothing has been done that could still go on. */
static void a_look_without_an_answer_is_a_failure_and_a_restart_without_one_a_timeout(void **state)
{
	struct muzzle_inst *inst = fake_open("restart", by_name);

	(void)state;
	fake_act(inst, 7, "waha", NULL);
	assert_int_equal(fake_pending(inst, 0)->req.timeout_ms, 10000);
	fake_advance(inst, 10000);
	fake_answer(inst, 0, "timeout after 10 s");
	fake_assert_result(inst, 7, MUZZLE_FAILED, "timeout after 10 s");
	fake_act(inst, 8, "waha", NULL);
	fake_advance(inst, 4000);
	fake_answer(inst, 200, SEEN(RUNNING, ""));
	assert_int_equal(fake_pending(inst, 0)->req.timeout_ms, 57500);
	fake_answer(inst, 0, "timeout after 57 s");
	fake_assert_result(inst, 8, MUZZLE_TIMEOUT, "restart: timeout after 57 s");
	fake_close(inst);
}

static void a_look_that_took_all_the_time_is_not_followed_by_a_restart(void **state)
{
	const struct fake_setting settings[] = { { "via", "docker" },
						 { "socket", SOCKET },
						 { "stop_timeout", "1s" },
						 { "timeout", "5s" },
						 { NULL, NULL } };
	struct muzzle_inst *inst = fake_open("restart", settings);

	(void)state;
	fake_act(inst, 7, "waha", NULL);
	assert_int_equal(fake_pending(inst, 0)->req.timeout_ms, 5000);
	fake_advance(inst, 5000);
	fake_answer(inst, 200, SEEN(RUNNING, ""));
	NO_ANSWER_DUE(inst);
	fake_assert_result(inst, 7, MUZZLE_FAILED, "could not be started");
	fake_close(inst);
}

static void what_is_not_there_is_for_a_person_and_an_odd_answer_is_not(void **state)
{
	struct muzzle_inst *inst = fake_open("restart", by_name);

	(void)state;
	fake_act(inst, 7, "waha", NULL);
	fake_answer(inst, 404, "{\"message\":\"No such container: waha-noweb\"}");
	fake_assert_result(inst, 7, MUZZLE_NO_SETUP, "HTTP 404: No such container: waha-noweb");
	fake_act(inst, 8, "waha", NULL);
	fake_answer(inst, 200, "who are you?");
	fake_assert_result(inst, 8, MUZZLE_FAILED, "HTTP 200: who are you?");
	fake_act(inst, 8, "waha", NULL);
	fake_answer(inst, 200, "{\"message\":\"hm\"}");
	NO_ANSWER_DUE(inst);
	fake_assert_result(inst, 8, MUZZLE_FAILED, "HTTP 200: hm");
	fake_act(inst, 9, "waha", NULL);
	fake_answer(inst, 200, SEEN(EXITED, ""));
	fake_answer(inst, 409, "{\"message\":\"container is marked for removal\"}");
	fake_assert_result(inst, 9, MUZZLE_FAILED,
			   "start: HTTP 409: container is marked for removal");
	fake_close(inst);
}

static void a_label_finds_the_one_container_that_has_it(void **state)
{
	struct muzzle_inst *inst = fake_open("restart", by_label);

	(void)state;
	fake_act(inst, 7, "waha", NULL);
	assert_asks(inst, "GET",
		    CONTAINERS
		    "json?all=true&filters=%7B%20%22label%22%3A%20%5B%20%22com.example.for%3D"
		    "waha%22%20%5D%20%7D");
	fake_answer(inst, 200, "[{\"Id\":\"4407c6d3\",\"Names\":[\"/waha-noweb\"],\"Labels\":{}}]");
	assert_asks(inst, "GET", CONTAINERS "4407c6d3/json");
	fake_answer(inst, 200, SEEN(RUNNING, ""));
	assert_asks(inst, "POST", CONTAINERS "4407c6d3/restart?t=10");
	fake_answer(inst, 204, "");
	fake_assert_result(inst, 7, MUZZLE_DONE, "restart: HTTP 204");
	fake_close(inst);
}

static void none_and_several_are_listed_for_a_person(void **state)
{
	struct muzzle_inst *inst = fake_open("restart", by_label);

	(void)state;
	fake_act(inst, 7, "waha", NULL);
	fake_answer(inst, 200, "[]");
	NO_ANSWER_DUE(inst);
	fake_assert_result(inst, 7, MUZZLE_NO_SETUP,
			   "0 containers are com.example.for=waha, not one");
	fake_act(inst, 8, "waha", NULL);
	fake_answer(inst, 200,
		    "[{\"Id\":\"1\",\"Names\":[\"/a\"]},{\"Id\":\"2\",\"Names\":[\"/b\"]}]");
	NO_ANSWER_DUE(inst);
	fake_assert_result(inst, 8, MUZZLE_NO_SETUP,
			   "2 containers are com.example.for=waha, not one: /a /b");
	fake_act(inst, 10, "waha", NULL);
	fake_answer(
		inst, 200,
		"[{\"Id\":\"1\",\"Names\":[\"/a\\u001b[31m\\n\"]},{\"Id\":\"2\",\"Names\":[\"/b\"]}]");
	fake_assert_result(inst, 10, MUZZLE_NO_SETUP,
			   "2 containers are com.example.for=waha, not one: /a /b");
	fake_act(inst, 9, "waha", NULL);
	fake_answer(inst, 200, "{\"message\":\"hm\"}");
	fake_assert_result(inst, 9, MUZZLE_FAILED, "HTTP 200: hm");
	fake_close(inst);
}

static void a_list_of_many_is_cut_and_not_overrun(void **state)
{
	struct muzzle_inst *inst = fake_open("restart", by_label);
	char list[8192] = "[", *end = list + 1;

	(void)state;
	for (int i = 0; i < 100; i++)
		end += sprintf(end, "%s{\"Id\":\"%d\",\"Names\":[\"/replica-number-%d\"]}",
			       i ? "," : "", i, i);
	strcpy(end, "]");
	fake_act(inst, 7, "waha", NULL);
	fake_answer(inst, 200, list);
	assert_int_equal(inst->result[0].result, MUZZLE_NO_SETUP);
	assert_non_null(strstr(inst->result[0].why, "100 containers are"));
	assert_true(strlen(inst->result[0].why) <= 200);
	fake_close(inst);
}

static void compose_names_find_the_service_and_no_run_of_it(void **state)
{
	struct muzzle_inst *inst = fake_open("restart", by_compose);

	(void)state;
	fake_act(inst, 7, "shop", NULL);
	assert_non_null(
		strstr(fake_pending(inst, 0)->req.url, "com.docker.compose.project%3Dshop%22"));
	assert_non_null(
		strstr(fake_pending(inst, 0)->req.url, "com.docker.compose.service%3Dweb%22"));
	fake_answer(
		inst, 200,
		"[{\"Id\":\"aa\",\"Names\":[\"/shop-web-1\"],\"Labels\":{\"com.docker.compose.oneoff\":"
		"\"False\"}},{\"Id\":\"bb\",\"Names\":[\"/shop-web-run-1\"],\"Labels\":{"
		"\"com.docker.compose.oneoff\":\"True\"}}]");
	assert_asks(inst, "GET", CONTAINERS "aa/json");
	fake_close(inst);
}

/* As Podman 4.9 has it: no labels are null, and a container knows more words for how it fares. */
static void podman_is_understood_alike(void **state)
{
	struct muzzle_inst *inst = fake_open("restart", by_label);

	(void)state;
	fake_act(inst, 7, "waha", NULL);
	fake_answer(
		inst, 200,
		"[{\"Id\":\"4407c6d3\",\"Names\":[\"/waha-noweb\"],\"Image\":\"docker.io/waha\","
		"\"Labels\":null,\"State\":\"exited\",\"NetworkSettings\":null}]");
	fake_answer(
		inst, 200,
		"{\"Id\":\"4407c6d3\",\"Name\":\"/waha-noweb\",\"State\":{\"Status\":\"exited\","
		"\"Running\":false,\"Paused\":false,\"Restarting\":false,\"ExitCode\":137},"
		"\"Config\":{\"Labels\":null}}");
	assert_asks(inst, "POST", CONTAINERS "4407c6d3/start");
	fake_answer(inst, 204, "");
	fake_assert_result(inst, 7, MUZZLE_DONE, "start: HTTP 204");
	fake_close(inst);
}

/* Running work ends within 315 s; whoever is killed off meanwhile counts as crashed. */
static void openclaw_has_the_time_that_its_work_needs_to_end(void **state)
{
	struct fake_preset preset;
	struct muzzle_inst *inst;

	(void)state;
	fake_preset_read(&preset, "openclaw", "restart");
	fake_preset_add(&preset, "via", "docker");
	fake_preset_add(&preset, "socket", SOCKET);
	inst = fake_open("restart", preset.settings);
	fake_act(inst, 7, "openclaw", NULL);
	fake_advance(inst, 1000);
	fake_answer(inst, 200, SEEN(RUNNING, ""));
	assert_asks(inst, "POST", CONTAINERS "waha-noweb/restart?t=330");
	assert_int_equal(fake_pending(inst, 0)->req.timeout_ms, 399000);
	fake_close(inst);
}

static void the_sections_own_container_comes_first_and_none_is_a_setup_fault(void **state)
{
	const struct fake_setting settings[] = { { "via", "docker" },
						 { "socket", SOCKET },
						 { "container", "side/{session}" },
						 { NULL, NULL } };
	struct muzzle_inst *named = fake_open("restart", settings);
	struct muzzle_inst *unnamed = fake_open("restart", by_name);
	struct muzzle_order order = fake_order(named, 7, "waha", "omer");

	(void)state;
	order.container = NULL;
	named->plugin->act(named->self, &order);
	assert_asks(named, "GET", CONTAINERS "side%2Fomer/json");
	unnamed->plugin->act(unnamed->self, &order);
	fake_assert_result(unnamed, 7, MUZZLE_NO_SETUP,
			   "waha/omer has no {container}, which is asked for");
	fake_close(named);
	fake_close(unnamed);
}

static void a_missing_socket_is_a_setup_fault_with_its_remedy(void **state)
{
	struct muzzle_inst *inst = fake_open("restart", by_name);

	remove_socket(state);
	fake_act(inst, 7, "waha", NULL);
	NO_ANSWER_DUE(inst);
	assert_int_equal(inst->result[0].result, MUZZLE_NO_SETUP);
	assert_non_null(strstr(inst->result[0].why, "set `socket`"));
	fake_close(inst);
}

static void whatever_step_it_is_at_a_restart_can_be_cancelled(void **state)
{
	struct muzzle_inst *inst = fake_open("restart", by_label);
	static const char *const answers[] = { "[{\"Id\":\"1\",\"Names\":[\"/a\"]}]",
					       SEEN(RUNNING, "") };

	(void)state;
	for (size_t step = 0; step <= 2; step++) {
		fake_act(inst, step + 1, "waha", NULL);
		for (size_t i = 0; i < step; i++)
			fake_answer(inst, 200, answers[i]);
		assert_int_equal(fake_count_pending(inst), 1);
		inst->plugin->cancel(inst->self, step + 1);
		NO_ANSWER_DUE(inst);
	}
	assert_int_equal(inst->results, 0);
	fake_close(inst);
}

static void assert_refused(struct fake_setting one, struct fake_setting other, const char *message)
{
	const struct fake_setting settings[] = { { "via", "docker" }, one, other, { NULL, NULL } };
	struct muzzle_inst *inst = fake_new("restart", settings);

	assert_int_equal(fake_start(inst), -EINVAL);
	assert_non_null(fake_logged(inst, message));
	fake_close(inst);
}

static void settings_that_name_no_one_container_are_refused(void **state)
{
	const struct fake_setting none = { NULL, NULL }, name = { "container", "waha" };

	(void)state;
	assert_refused((struct fake_setting){ "timeout", "10s" }, none,
		       "longer than `stop_timeout`");
	assert_refused(name, (struct fake_setting){ "label", "a=b" }, "one is enough");
	assert_refused(name, (struct fake_setting){ "compose", "a/b" }, "one is enough");
	assert_refused((struct fake_setting){ "compose", "shop" }, none, "PROJECT/SERVICE");
	assert_refused((struct fake_setting){ "compose", "/web" }, none, "PROJECT/SERVICE");
	assert_refused((struct fake_setting){ "compose", "shop/" }, none, "PROJECT/SERVICE");
	assert_refused((struct fake_setting){ "label", "" }, none, "NAME or NAME=VALUE");
	assert_refused((struct fake_setting){ "label", "a={sesion}" }, none,
		       "`label`: nothing is known of {sesion}");
}

static void two_instances_keep_to_themselves(void **state)
{
	struct muzzle_inst *one = fake_open("restart", by_name);
	struct muzzle_inst *other = fake_open("restart", by_compose);

	(void)state;
	fake_act(one, 1, "waha", NULL);
	fake_act(other, 1, "shop", NULL);
	fake_answer(other, 500, "");
	assert_int_equal(one->results, 0);
	fake_assert_result(other, 1, MUZZLE_FAILED, "HTTP 500");
	fake_answer(one, 200, SEEN(EXITED, ""));
	fake_answer(one, 204, "");
	fake_assert_result(one, 1, MUZZLE_DONE, "start: HTTP 204");
	fake_close(one);
	fake_close(other);
}

#define WITH_SOCKET(test) cmocka_unit_test_setup_teardown(test, make_socket, remove_socket)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_SOCKET(what_runs_is_restarted_with_its_time_to_stop),
		WITH_SOCKET(what_does_not_run_is_started),
		WITH_SOCKET(what_a_person_wants_left_alone_is_not_touched),
		WITH_SOCKET(
			a_look_without_an_answer_is_a_failure_and_a_restart_without_one_a_timeout),
		WITH_SOCKET(a_look_that_took_all_the_time_is_not_followed_by_a_restart),
		WITH_SOCKET(what_is_not_there_is_for_a_person_and_an_odd_answer_is_not),
		WITH_SOCKET(a_label_finds_the_one_container_that_has_it),
		WITH_SOCKET(none_and_several_are_listed_for_a_person),
		WITH_SOCKET(a_list_of_many_is_cut_and_not_overrun),
		WITH_SOCKET(compose_names_find_the_service_and_no_run_of_it),
		WITH_SOCKET(podman_is_understood_alike),
		WITH_SOCKET(openclaw_has_the_time_that_its_work_needs_to_end),
		WITH_SOCKET(the_sections_own_container_comes_first_and_none_is_a_setup_fault),
		WITH_SOCKET(a_missing_socket_is_a_setup_fault_with_its_remedy),
		WITH_SOCKET(whatever_step_it_is_at_a_restart_can_be_cancelled),
		cmocka_unit_test(settings_that_name_no_one_container_are_refused),
		WITH_SOCKET(two_instances_keep_to_themselves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
