/* test_docker_events_podman.c - the built docker_events.so on what podman 4.3 said.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fake_docker.h"

#define STOPPED_ID "e6582d47360f"
#define HEALTH_ID "c4fe227b3ff8"

/* The recorded bytes; the caller frees them. */
static char *read_fixture(const char *name)
{
	char *text = calloc(1, 65536);
	FILE *file = fake_fixture(name);

	assert_true(fread(text, 1, 65535, file) > 0);
	fclose(file);
	return text;
}

/* The stream is that of the fixture, handed over step bytes at a time. */
static void replay(struct muzzle_inst *inst, const char *fixture, size_t step)
{
	char *text = read_fixture(fixture);
	size_t bytes = strlen(text);

	assert_asks(inst, "/events?since=");
	for (size_t at = 0; at < bytes; at += step)
		fake_data(inst, fake_pending(inst, 0), text + at,
			  bytes - at < step ? bytes - at : step);
	free(text);
}

static void assert_inspects(struct muzzle_inst *inst, const char *fixture, const char *lines)
{
	char *text = read_fixture(fixture);

	assert_inspected(inst, text, lines);
	free(text);
}

static void a_stop_told_before_its_death_is_a_persons(void **state)
{
	struct muzzle_inst *inst = fake_docker_watch(), *other = fake_docker_running();

	(void)state;
	assert_inspects(inst, "podman-inspect-running.json", "");
	replay(inst, "podman-events-stop.jsonl", 100);
	assert_told(inst, "event waha:- healthy " STOPPED_ID " 0\n"
			  "event waha:- pause " STOPPED_ID " 0\n"
			  "event waha:- unpause " STOPPED_ID " 0\n"
			  "event waha:- die " STOPPED_ID " 137\n"
			  "event waha:- stop " STOPPED_ID " 0\n"
			  "event waha:- start " STOPPED_ID " 0\n"
			  "event waha:- die " STOPPED_ID " 137\n"
			  "event waha:- start " STOPPED_ID " 0\n"
			  "event waha:- die " STOPPED_ID " 137\n"
			  "event waha:- start " STOPPED_ID " 0\n"
			  "event waha:- die " STOPPED_ID " 137\n"
			  "event waha:- start " STOPPED_ID " 0\n"
			  "event waha:- die " STOPPED_ID " 137\n"
			  "event waha:- stop " STOPPED_ID " 0\n"); /* removed */
	fake_close(inst);
	assert_told(other, "");
	fake_close(other);
}

static void health_stands_beside_the_action(void **state)
{
	struct muzzle_inst *inst = fake_docker_watch();

	(void)state;
	fake_answer(inst, 404, "");
	replay(inst, "podman-events-health.jsonl", 1);
	assert_non_null(strstr(inst->told, "event waha:- start " HEALTH_ID " 0\n"
					   "event waha:- healthy " HEALTH_ID " 0\n"
					   "event waha:- unhealthy " HEALTH_ID " 0\n"
					   "event waha:- healthy " HEALTH_ID " 0\n"
					   "event waha:- pause " HEALTH_ID " 0\n"));
	fake_close(inst);
}

static void an_inspection_of_podman_is_read(void **state)
{
	struct muzzle_inst *inst = fake_docker_watch();

	(void)state;
	assert_inspects(inst, "podman-inspect-stopped.json", "");
	/* Its history ends before what it is asked for, if that has passed: it is asked for more. */
	assert_asks(inst, "&until=1795302301.000000000&");
	fake_answer(inst, 200, "");
	assert_told(inst, "event waha:- die " HEALTH_ID " 0\nevent waha:- stop " HEALTH_ID " 0\n");
	fake_close(inst);
}

static void its_own_words_are_asked_for_and_understood(void **state)
{
	struct muzzle_inst *inst = fake_docker_running();
	const char *url = fake_pending(inst, 0)->req.url;

	(void)state;
	assert_non_null(strstr(url, "%22died%22"));
	assert_non_null(strstr(url, "%22remove%22"));
	assert_streams(inst, EVENT_MORE("died", ID_A, "gw", "301", "\"containerExitCode\":\"7\","),
		       "event waha:- die " A " 7\n");
	assert_streams(inst, EVENT("remove", ID_A, "302"), "event waha:- stop " A " 0\n");
	assert_streams(inst, EVENT("start", ID_A, "303"), "event waha:- start " A " 0\n");
	assert_streams(
		inst,
		EVENT_MORE("health_status", ID_A, "gw", "304", "\"health_status\":\"unhealthy\","),
		"event waha:- unhealthy " A " 0\n");
	assert_streams(
		inst,
		EVENT_MORE("health_status", ID_A, "gw", "305", "\"HealthStatus\":\"healthy\","),
		"event waha:- healthy " A " 0\n");
	assert_streams(inst, EVENT("health_status", ID_A, "306"), "");
	fake_close(inst);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_stop_told_before_its_death_is_a_persons),
		cmocka_unit_test(health_stands_beside_the_action),
		cmocka_unit_test(an_inspection_of_podman_is_read),
		cmocka_unit_test(its_own_words_are_asked_for_and_understood),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
