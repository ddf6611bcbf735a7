/* test_probe_waha.c - the built status_poll.so and the fake WAHA: what a probe proves, and what not.
 * SPDX-License-Identifier: ISC
 *
 * Both live in invented time: requests of the plugin are handed to the gateway's own routes, and its
 * answers come back when it gives them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../examples/fake_gateway/api.h"
#include "fake_poll.h"
#include "fake_preset.h"

#define NUMBER "/api/contacts/check-exists?session={session}&phone=15550001111"
#define NOT_THERE "/api/contacts/check-exists?session={session}&phone=19990000000"
#define STEP_MS 500

struct stage {
	struct api api; /* first: http_answer() is given its server */
	struct wahalog log;
	struct session omer;
	struct muzzle_inst *inst;
	size_t handed; /* requests that the gateway has got */
	int64_t asked_ms[FAKE_LIMIT];
};

static struct fake_request *find_request(struct muzzle_inst *inst, uint32_t id)
{
	for (size_t i = 0; i < inst->requests; i++)
		if (inst->request[i].id == id && inst->request[i].live)
			return &inst->request[i];
	return NULL;
}

/* In place of the gateway's HTTP server. */
void http_answer(struct http_server *server, uint32_t conn, int status, const char *body)
{
	struct stage *stage = (struct stage *)(void *)server;
	struct fake_request *to = find_request(stage->inst, conn);
	const struct muzzle_answer answer = { .status = status,
					      .body = body,
					      .body_bytes = strlen(body) };

	if (to)
		fake_answer_to(stage->inst, to, &answer);
}

/* Nobody sends messages here. */
void http_answer_raw(struct http_server *server, uint32_t conn, const char *text)
{
	(void)server;
	fail_msg("connection %u: %s", conn, text);
}

void http_reset(struct http_server *server, uint32_t conn)
{
	(void)server;
	fail_msg("connection %u is reset", conn);
}

static void hand_over(struct stage *stage, const struct fake_request *request)
{
	char path[512], *query;
	struct http_request asked = { .method = "GET", .path = path, .query = "", .key = "" };

	snprintf(path, sizeof(path), "%s", strchr(request->req.url + 7, '/'));
	query = strchr(path, '?');
	if (query) {
		*query = '\0';
		asked.query = query + 1;
	}
	api_handle(&stage->api, request->id, &asked);
}

static void time_out(struct stage *stage)
{
	const struct muzzle_answer none = { .why = "timeout" };

	for (size_t i = 0; i < stage->handed; i++) {
		struct fake_request *request = &stage->inst->request[i];

		if (request->live &&
		    stage->inst->now_ms - stage->asked_ms[i] >= request->req.timeout_ms)
			fake_answer_to(stage->inst, request, &none);
	}
}

/* Lets both live on for so long. */
static void pass(struct stage *stage, int64_t ms)
{
	for (int64_t end_ms = stage->inst->now_ms + ms;;) {
		for (; stage->handed < stage->inst->requests; stage->handed++) {
			stage->asked_ms[stage->handed] = stage->inst->now_ms;
			hand_over(stage, &stage->inst->request[stage->handed]);
		}
		api_step(&stage->api);
		time_out(stage);
		if (stage->inst->now_ms >= end_ms)
			return;
		fake_advance(stage->inst, STEP_MS);
		stage->api.world.now_ms = stage->inst->now_ms;
	}
}

/* The shipped preset, a probe that the operator names, and one session of NOWEB's times. */
static struct stage *begin(const char *probe)
{
	struct stage *stage = calloc(1, sizeof(*stage));
	struct fake_preset preset;

	stage->log.fd = -1;
	stage->api.sessions = &stage->omer;
	stage->api.count = 1;
	stage->api.timestamps = API_BY_OBJECT;
	stage->api.world = (struct session_world){ .stop_ms = 3000,
						   .start_ms = 100,
						   .lock_ms = 5000,
						   .retry_ms = 2000,
						   .traffic_ms = 1000,
						   .starting_limit = 60,
						   .wait_ms = 10000,
						   .query_ms = 120000,
						   .online_ms = 25000,
						   .now_ms = FAKE_START_MS,
						   .log = &stage->log };
	session_init(&stage->omer, "omer", &stage->api.world);
	fake_preset_read(&preset, "waha", "status_poll");
	fake_preset_add(&preset, "url", "http://127.0.0.1:3000");
	fake_preset_add(&preset, "every", "1h"); /* what is told is the probe's, then */
	fake_preset_add(&preset, "probe", probe);
	stage->inst = fake_open("status_poll", preset.settings);
	pass(stage, STEP_MS);
	assert_string_equal(fake_told(stage->inst), "claim omer up WORKING\nround\n");
	return stage;
}

static void end(struct stage *stage)
{
	fake_close(stage->inst);
	free(stage);
}

static void ask(struct stage *stage, int64_t pass_ms)
{
	stage->inst->plugin->probe(stage->inst->self, "omer");
	pass(stage, pass_ms);
}

static void a_living_session_proves_itself_at_once(void **state)
{
	struct stage *stage = begin(NUMBER);

	(void)state;
	ask(stage, 0);
	assert_told(stage->inst, "probe omer ok HTTP 200\n");
	end(stage);
}

static void a_deaf_upstream_is_bad_once_the_gateway_itself_gives_up(void **state)
{
	struct stage *stage = begin(NUMBER);

	(void)state;
	session_set_fate(&stage->omer, SESSION_ZOMBIE, &stage->api.world);
	ask(stage, 119500);
	assert_told(stage->inst, "");
	pass(stage, STEP_MS);
	assert_told(stage->inst, "probe omer bad HTTP 500: (intermediate value) is not iterable\n");
	end(stage);
}

static void what_a_zombie_knows_by_heart_proves_nothing_and_is_told_once(void **state)
{
	struct stage *stage = begin("/api/{session}/chats?limit=1");

	(void)state;
	session_set_fate(&stage->omer, SESSION_ZOMBIE, &stage->api.world);
	ask(stage, 0);
	assert_told(stage->inst,
		    "fault - setup probe: HTTP 200: it proves nothing; see `probe` and "
		    "`probe_good`\n");
	for (int i = 0; i < 3; i++)
		ask(stage, 900000);
	assert_told(stage->inst, "");
	end(stage);
}

static void no_is_an_answer_that_a_failed_question_gets_too(void **state)
{
	struct stage *stage = begin(NOT_THERE);

	(void)state;
	ask(stage, 0);
	assert_told(stage->inst,
		    "fault - setup probe: HTTP 200: it proves nothing; see `probe` and "
		    "`probe_good`\n");
	end(stage);
}

static void a_session_that_is_starting_or_stopped_is_neither_good_nor_bad(void **state)
{
	static const struct {
		enum session_status status;
		const char *body;
	} cases[] = { { SESSION_STARTING, "Session status is not as expected" },
		      { SESSION_STOPPED, "Session status is not as expected" },
		      { SESSION_FAILED, "Session status is not as expected" } };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct stage *stage = begin(NUMBER);

		stage->omer.status = cases[i].status;
		stage->omer.next_ms = INT64_MAX;
		ask(stage, 9500);
		assert_told(stage->inst, "");
		pass(stage, STEP_MS);
		assert_non_null(strstr(fake_told(stage->inst), "fault - path probe: HTTP 422: "));
		end(stage);
	}
}

static void a_session_that_comes_up_in_time_proves_itself(void **state)
{
	struct stage *stage = begin(NUMBER);

	(void)state;
	assert_int_equal(session_call(&stage->omer, SESSION_RESTART, 0, &stage->api.world), 0);
	pass(stage, STEP_MS);
	assert_int_equal(stage->omer.status, SESSION_STOPPED);
	ask(stage, 2000);
	assert_told(stage->inst, "");
	pass(stage, 1000);
	assert_told(stage->inst, "probe omer ok HTTP 200\n");
	end(stage);
}

static void a_connection_that_ends_under_the_question_is_bad(void **state)
{
	struct stage *stage = begin(NUMBER);

	(void)state;
	session_set_fate(&stage->omer, SESSION_ZOMBIE, &stage->api.world);
	ask(stage, 5000);
	assert_int_equal(session_call(&stage->omer, SESSION_RESTART, 0, &stage->api.world), 0);
	pass(stage, STEP_MS);
	assert_told(stage->inst, "probe omer bad HTTP 500: Connection Closed\n");
	end(stage);
}

static void an_upstream_that_is_asked_too_much_is_not_silent(void **state)
{
	struct stage *stage = begin(NUMBER);

	(void)state;
	stage->omer.overlimit = true;
	ask(stage, 0);
	assert_told(stage->inst, "fault - path probe: HTTP 500: rate-overlimit\n");
	end(stage);
}

static void no_answer_at_all_is_a_fault_of_the_path(void **state)
{
	struct stage *stage = begin(NUMBER);

	(void)state;
	stage->api.world.query_ms = INT64_MAX;
	session_set_fate(&stage->omer, SESSION_ZOMBIE, &stage->api.world);
	ask(stage, 129500);
	assert_told(stage->inst, "");
	pass(stage, STEP_MS);
	assert_told(stage->inst, "fault - path probe: timeout\n");
	end(stage);
}

static void a_session_is_not_asked_twice_at_once(void **state)
{
	struct stage *stage = begin(NUMBER);
	size_t requests = stage->inst->requests;

	(void)state;
	session_set_fate(&stage->omer, SESSION_ZOMBIE, &stage->api.world);
	ask(stage, 40000);
	ask(stage, 40000);
	ask(stage, 60000);
	assert_int_equal(stage->inst->requests, requests + 1);
	fake_told(stage->inst);
	ask(stage, 120000);
	assert_int_equal(stage->inst->requests, requests + 2);
	end(stage);
}

/* Why the preset names no probe by itself. */
static void whatever_goes_upstream_shows_the_account_online(void **state)
{
	struct stage *stage = begin(NUMBER);

	(void)state;
	assert_int_equal(stage->omer.onlines, 0);
	ask(stage, 0);
	ask(stage, 25000);
	assert_int_equal(stage->omer.onlines, 1);
	ask(stage, 0);
	assert_int_equal(stage->omer.onlines, 2);
	stage->api.world.online_ms = 0; /* WAHA_PRESENCE_AUTO_ONLINE=false */
	pass(stage, 25000);
	ask(stage, 0);
	assert_int_equal(stage->omer.onlines, 2);
	assert_told(stage->inst, "probe omer ok HTTP 200\nprobe omer ok HTTP 200\n"
				 "probe omer ok HTTP 200\nprobe omer ok HTTP 200\n");
	end(stage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_living_session_proves_itself_at_once),
		cmocka_unit_test(a_deaf_upstream_is_bad_once_the_gateway_itself_gives_up),
		cmocka_unit_test(what_a_zombie_knows_by_heart_proves_nothing_and_is_told_once),
		cmocka_unit_test(no_is_an_answer_that_a_failed_question_gets_too),
		cmocka_unit_test(a_session_that_is_starting_or_stopped_is_neither_good_nor_bad),
		cmocka_unit_test(a_session_that_comes_up_in_time_proves_itself),
		cmocka_unit_test(a_connection_that_ends_under_the_question_is_bad),
		cmocka_unit_test(an_upstream_that_is_asked_too_much_is_not_silent),
		cmocka_unit_test(no_answer_at_all_is_a_fault_of_the_path),
		cmocka_unit_test(a_session_is_not_asked_twice_at_once),
		cmocka_unit_test(whatever_goes_upstream_shows_the_account_online),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
