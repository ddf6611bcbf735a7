/* test_restart.c - the built restart.so under a fake host: http, queue, options.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <errno.h>
#include <string.h>

#include "fake_actions.h"
#include "fake_preset.h"

static const struct fake_setting by_http[] = {
	{ "via", "http" },
	{ "url", "http://127.0.0.1:3000/api/sessions/{session}/restart" },
	{ "header", "X-Api-Key: s3cr3t-k3y" },
	{ NULL, NULL },
};

static void http_posts_to_the_filled_url_with_its_headers(void **state)
{
	struct muzzle_inst *inst = fake_open("restart", by_http);
	const struct fake_request *request;

	(void)state;
	fake_act(inst, 7, "waha", "omer");
	request = fake_pending(inst, 0);
	assert_string_equal(request->req.url, "http://127.0.0.1:3000/api/sessions/omer/restart");
	assert_string_equal(request->req.method, "POST");
	assert_string_equal(fake_header(request, "X-Api-Key"), "s3cr3t-k3y");
	assert_int_equal(request->req.timeout_ms, 20000);
	assert_int_equal(inst->results, 0);
	fake_answer(inst, 201, "{\"name\":\"omer\",\"status\":\"STARTING\"}");
	assert_int_equal(inst->results, 1);
	fake_assert_result(inst, 7, MUZZLE_DONE, "HTTP 201");
	fake_close(inst);
}

static void names_in_urls_are_percent_encoded(void **state)
{
	struct muzzle_inst *inst = fake_open("restart", by_http);

	(void)state;
	fake_act(inst, 7, "waha", "a@b:c.d");
	assert_string_equal(fake_pending(inst, 0)->req.url,
			    "http://127.0.0.1:3000/api/sessions/a%40b%3Ac.d/restart");
	fake_close(inst);
}

static void a_body_is_filled_but_not_encoded(void **state)
{
	const struct fake_setting settings[] = { { "via", "http" },
						 { "url", "https://gw.example/restart" },
						 { "method", "PUT" },
						 { "body", "{\"session\":\"{session}\"}" },
						 { NULL, NULL } };
	struct muzzle_inst *inst = fake_open("restart", settings);

	(void)state;
	fake_act(inst, 7, "waha", "a@b");
	assert_string_equal(fake_pending(inst, 0)->req.method, "PUT");
	assert_string_equal(fake_pending(inst, 0)->req.body, "{\"session\":\"a@b\"}");
	assert_int_equal(fake_pending(inst, 0)->req.body_bytes, strlen("{\"session\":\"a@b\"}"));
	fake_close(inst);
}

/* One answer to a fresh order, and how it is to be judged. */
struct judgement {
	int status;
	const char *body;
	enum muzzle_result result;
	const char *why;
};

static void assert_judged(struct muzzle_inst *inst, const struct judgement *table, size_t rows)
{
	for (size_t i = 0; i < rows; i++) {
		fake_act(inst, i + 1, "waha", "omer");
		fake_answer(inst, table[i].status, table[i].body);
		assert_int_equal(inst->results, i + 1);
		fake_assert_result(inst, i + 1, table[i].result, table[i].why);
	}
}

/* As the shipped preset has it. */
static struct muzzle_inst *open_waha(void)
{
	struct fake_preset preset;
	struct muzzle_inst *inst;

	fake_preset_read(&preset, "waha", "restart");
	fake_preset_add(&preset, "url", "http://127.0.0.1:3000/api/sessions/{session}/restart");
	inst = fake_open("restart", preset.settings);
	return inst;
}

static void answers_are_told_apart(void **state)
{
	static const struct judgement table[] = {
		{ 200, "", MUZZLE_DONE, "HTTP 200" },
		{ 401, "{\"message\":\"Unauthorized\",\"statusCode\":401}", MUZZLE_NO_SETUP,
		  "HTTP 401: Unauthorized" },
		{ 403, "no", MUZZLE_NO_SETUP, "HTTP 403: no" },
		{ 404, "{\"message\":\"Session not found\"}", MUZZLE_NO_SETUP,
		  "HTTP 404: Session not found" },
		{ 405, "", MUZZLE_NO_SETUP, "HTTP 405" },
		{ 302, "", MUZZLE_FAILED, "HTTP 302" },
		{ 500,
		  "{\"statusCode\":500,\"exception\":{\"message\":\"lock timed out\",\"stack\":\"x\"},"
		  "\"request\":{\"headers\":\"s3cr3t-k3y\"}}",
		  MUZZLE_FAILED, "HTTP 500: lock timed out" },
		{ 502, "<h1>\x1b[31mBad\r\n  Gateway</h1>", MUZZLE_FAILED,
		  "HTTP 502: <h1>Bad Gateway</h1>" },
		{ 0, "timeout after 20 s", MUZZLE_TIMEOUT, "timeout after 20 s" },
		{ 0, "connection refused", MUZZLE_FAILED, "connection refused" },
	};
	struct muzzle_inst *inst = fake_open("restart", by_http);

	(void)state;
	assert_judged(inst, table, sizeof(table) / sizeof(*table));
	fake_close(inst);
}

/* Its own state is in the way of it: another rung may do better than a person. */
static void a_conflict_of_state_is_the_gateways_answer_and_no_fault_of_the_setup(void **state)
{
	static const struct judgement table[] = {
		{ 409, "{\"error\":\"busy\"}", MUZZLE_FAILED, "HTTP 409: busy" },
		{ 422, "{\"message\":\"Session 'omer' is already started.\",\"statusCode\":422}",
		  MUZZLE_FAILED, "HTTP 422: Session 'omer' is already started." },
		{ 423, "{}", MUZZLE_FAILED, "HTTP 423" },
		{ 500, "{\"error\":{\"message\":\"engine is gone\"}}", MUZZLE_FAILED,
		  "HTTP 500: engine is gone" },
	};
	struct muzzle_inst *inst = fake_open("restart", by_http);

	(void)state;
	assert_judged(inst, table, sizeof(table) / sizeof(*table));
	fake_close(inst);
}

/* The first: nobody knows what became of the restart that it waited for.  The second: it took too long. */
static void waha_is_not_asked_twice_while_it_is_at_it(void **state)
{
	static const struct judgement table[] = {
		{ 500,
		  "{\"statusCode\":500,\"timestamp\":\"2026-11-21T23:05:23.157Z\",\"exception\":{"
		  "\"message\":\"async-lock timed out in queue default\",\"name\":\"Error\"}}",
		  MUZZLE_TIMEOUT, "HTTP 500: async-lock timed out in queue default" },
		{ 500,
		  "{\"exception\":{\"message\":\"Maximum execution time is exceeded default\"}}",
		  MUZZLE_TIMEOUT, "HTTP 500: Maximum execution time is exceeded default" },
		{ 500, "{\"exception\":{\"message\":\"Protocol error\"}}", MUZZLE_FAILED,
		  "HTTP 500: Protocol error" },
		{ 201, "{\"name\":\"default\",\"status\":\"STARTING\"}", MUZZLE_DONE, "HTTP 201" },
	};
	struct muzzle_inst *inst = open_waha();

	(void)state;
	assert_judged(inst, table, sizeof(table) / sizeof(*table));
	fake_close(inst);
}

/* A session that was deleted, an edition that has but one: no rung of any ladder brings it back. */
static void what_waha_lacks_is_for_a_person_and_its_other_422_are_not(void **state)
{
	static const struct judgement table[] = {
		{ 404, "{\"message\":\"Session not found\",\"statusCode\":404}", MUZZLE_NO_SETUP,
		  "HTTP 404: Session not found" },
		{ 422,
		  "{\"message\":\"The feature is available only in Plus version for 'NOWEB'.\"}",
		  MUZZLE_NO_SETUP,
		  "HTTP 422: The feature is available only in Plus version for 'NOWEB'." },
		{ 422, "{\"error\":\"Session status is not as expected. Try again later\"}",
		  MUZZLE_FAILED, "HTTP 422: Session status is not as expected. Try again later" },
	};
	struct muzzle_inst *inst = open_waha();

	(void)state;
	assert_judged(inst, table, sizeof(table) / sizeof(*table));
	fake_close(inst);
}

/* WAHA's restart starts what is STOPPED, its start refuses what runs: one url does for both. */
static void waha_is_asked_for_a_restart_of_a_stopped_session_too(void **state)
{
	struct muzzle_inst *inst = open_waha();
	struct muzzle_order order = fake_order(inst, 7, "waha", "omer");

	(void)state;
	order.state = "off";
	inst->plugin->act(inst->self, &order);
	assert_string_equal(fake_pending(inst, 0)->req.method, "POST");
	assert_non_null(strstr(fake_pending(inst, 0)->req.url, "/omer/restart"));
	fake_close(inst);
}

static void what_is_off_is_started_where_restart_would_refuse_it(void **state)
{
	const struct fake_setting settings[] = { { "via", "http" },
						 { "url", "http://gw/{session}/restart" },
						 { "start_url", "http://gw/{session}/start" },
						 { NULL, NULL } };
	struct muzzle_inst *inst = fake_open("restart", settings);
	struct muzzle_order order = fake_order(inst, 7, "waha", "omer");

	(void)state;
	order.state = "off";
	inst->plugin->act(inst->self, &order);
	assert_string_equal(fake_pending(inst, 0)->req.url, "http://gw/omer/start");
	fake_answer(inst, 200, "");
	fake_act(inst, 8, "waha", "omer");
	assert_string_equal(fake_pending(inst, 0)->req.url, "http://gw/omer/restart");
	fake_close(inst);
}

static void texts_outrank_a_status_and_are_looked_for_in_answers_only(void **state)
{
	const struct fake_setting settings[] = { { "via", "http" },
						 { "url", "http://gw/restart" },
						 { "setup_status", "5xx" },
						 { "setup_text", "banned" },
						 { "busy_text", "at it" },
						 { "busy_text", "locked" },
						 { NULL, NULL } };
	static const struct judgement table[] = {
		{ 200, "{\"error\":\"locked\"}", MUZZLE_TIMEOUT, "HTTP 200: locked" },
		{ 200, "{\"error\":\"banned\"}", MUZZLE_NO_SETUP, "HTTP 200: banned" },
		{ 500, "am at it", MUZZLE_TIMEOUT, "HTTP 500: am at it" },
		{ 500, "{}", MUZZLE_NO_SETUP, "HTTP 500" },
		{ 404, "{}", MUZZLE_FAILED, "HTTP 404" },
		{ 0, "locked out", MUZZLE_FAILED, "locked out" },
	};
	struct muzzle_inst *inst = fake_open("restart", settings);

	(void)state;
	assert_judged(inst, table, sizeof(table) / sizeof(*table));
	fake_close(inst);
}

static void json_without_its_type_is_doubted(void **state)
{
	static const struct fake_setting untyped[] = {
		{ "via", "http" }, { "url", "http://gw" }, { "body", "{}" }, { NULL, NULL }
	};
	static const struct fake_setting typed[] = { { "via", "http" },
						     { "url", "http://gw" },
						     { "body", "{}" },
						     { "header", "content-type: application/json" },
						     { NULL, NULL } };
	struct muzzle_inst *one = fake_open("restart", untyped);
	struct muzzle_inst *other = fake_open("restart", typed);

	(void)state;
	assert_non_null(fake_logged(one, "`header = Content-Type: application/json`"));
	assert_int_equal(other->logs, 0);
	fake_close(one);
	fake_close(other);
}

static void it_says_who_it_is_and_what_only_a_person_can_mend_is_no_failure(void **state)
{
	const struct fake_setting settings[] = { { "via", "http" },
						 { "url", "https://gw.example/restart" },
						 { "bearer", "s3cr3t-token" },
						 { NULL, NULL } };
	const struct fake_setting pinned[] = { { "via", "http" },
					       { "url", "http://gw.example/restart" },
					       { "ca", "/etc/passwd" },
					       { NULL, NULL } };
	const struct muzzle_answer expired = { .why = "the certificate has expired",
					       .setup = true };
	struct muzzle_inst *inst = fake_open("restart", settings), *other;

	(void)state;
	fake_act(inst, 1, "waha", "omer");
	assert_string_equal(fake_pending(inst, 0)->req.transport->bearer, "s3cr3t-token");
	fake_answer_to(inst, fake_pending(inst, 0), &expired);
	fake_assert_result(inst, 1, MUZZLE_NO_SETUP, "the certificate has expired");
	fake_act(inst, 2, "waha", "omer");
	fake_answer(inst, 500, "you said s3cr3t-token");
	assert_null(strstr(inst->result[1].why, "s3cr3t"));
	fake_close(inst);
	other = fake_new("restart", pinned);
	assert_int_equal(fake_start(other), -EINVAL);
	assert_non_null(fake_logged(other, "need an https url"));
	fake_close(other);
}

static void an_answer_that_repeats_a_secret_is_not_shown(void **state)
{
	struct muzzle_inst *inst = fake_open("restart", by_http);

	(void)state;
	fake_act(inst, 7, "waha", "omer");
	fake_answer(inst, 500, "you sent s3cr3t-k3y");
	assert_null(strstr(inst->result[0].why, "s3cr3t"));
	fake_assert_result(inst, 7, MUZZLE_FAILED, "HTTP 500: (not shown: it repeats a header)");
	fake_close(inst);
}

static void ok_status_says_what_is_good(void **state)
{
	const struct fake_setting settings[] = { { "via", "http" },
						 { "url", "http://gw/{gateway}" },
						 { "ok_status", "204 4x9" },
						 { NULL, NULL } };
	struct muzzle_inst *inst = fake_open("restart", settings);

	(void)state;
	fake_act(inst, 1, "waha", NULL);
	assert_string_equal(fake_pending(inst, 0)->req.url, "http://gw/waha");
	fake_answer(inst, 201, "");
	fake_assert_result(inst, 1, MUZZLE_FAILED, "HTTP 201");
	fake_act(inst, 2, "waha", NULL);
	fake_answer(inst, 409, "");
	fake_assert_result(inst, 2, MUZZLE_DONE, "HTTP 409");
	fake_close(inst);
}

static void a_gateway_has_no_session_to_put_into_a_url(void **state)
{
	struct muzzle_inst *inst = fake_open("restart", by_http);

	(void)state;
	fake_act(inst, 7, "waha", NULL);
	assert_int_equal(fake_count_pending(inst), 0);
	fake_assert_result(inst, 7, MUZZLE_NO_SETUP, "waha has no {session}, which is asked for");
	fake_close(inst);
}

static void restarts_of_one_gateway_run_one_after_the_other(void **state)
{
	struct muzzle_inst *inst = fake_open("restart", by_http);

	(void)state;
	fake_act(inst, 1, "waha", "a");
	fake_act(inst, 2, "waha", "b");
	fake_act(inst, 3, "openclaw", "c");
	fake_act(inst, 4, "waha", "d");
	assert_int_equal(fake_count_pending(inst), 2);
	assert_non_null(strstr(fake_pending(inst, 1)->req.url, "/c/"));
	fake_advance(inst, 5000);
	fake_answer(inst, 201, "");
	fake_assert_result(inst, 1, MUZZLE_DONE, "HTTP 201");
	assert_int_equal(fake_count_pending(inst), 2);
	assert_non_null(strstr(fake_pending(inst, 1)->req.url, "/b/"));
	fake_answer(inst, 201, "");
	fake_assert_result(inst, 3, MUZZLE_DONE, "HTTP 201");
	fake_answer(inst, 500, "");
	fake_assert_result(inst, 2, MUZZLE_FAILED, "HTTP 500");
	assert_non_null(strstr(fake_pending(inst, 0)->req.url, "/d/"));
	fake_close(inst);
}

static void what_waited_its_whole_time_is_not_started(void **state)
{
	struct muzzle_inst *inst = fake_open("restart", by_http);

	(void)state;
	fake_act(inst, 1, "waha", "a");
	fake_act(inst, 2, "waha", "b");
	fake_advance(inst, 19999);
	fake_act(inst, 3, "waha", "c");
	fake_advance(inst, 1);
	fake_answer(inst, 0, "timeout");
	assert_int_equal(inst->results, 2);
	fake_assert_result(inst, 2, MUZZLE_TIMEOUT, "waited 20 s for another restart of waha");
	assert_non_null(strstr(fake_pending(inst, 0)->req.url, "/c/"));
	fake_close(inst);
}

static void the_queue_is_bounded_and_says_so(void **state)
{
	struct muzzle_inst *inst = fake_open("restart", by_http);

	(void)state;
	for (uint64_t id = 1; id <= 16; id++)
		fake_act(inst, id, "waha", "a");
	assert_int_equal(inst->results, 0);
	fake_act(inst, 17, "waha", "a");
	fake_assert_result(inst, 17, MUZZLE_FAILED, "too many restarts are waiting");
	for (size_t i = 0; i < 16; i++)
		fake_answer(inst, 201, "");
	assert_int_equal(inst->results, 17);
	fake_assert_result(inst, 16, MUZZLE_DONE, "HTTP 201");
	fake_close(inst);
}

static void a_cancelled_restart_gives_no_result_and_makes_way(void **state)
{
	struct muzzle_inst *inst = fake_open("restart", by_http);

	(void)state;
	fake_act(inst, 1, "waha", "a");
	fake_act(inst, 2, "waha", "b");
	inst->plugin->cancel(inst->self, 1);
	inst->plugin->cancel(inst->self, 2);
	assert_true(inst->request[0].cancelled);
	assert_int_equal(fake_count_pending(inst), 0);
	assert_int_equal(inst->results, 0);
	fake_act(inst, 3, "waha", "c");
	assert_int_equal(fake_count_pending(inst), 1);
	fake_close(inst);
}

static void a_request_that_cannot_be_made_has_failed(void **state)
{
	struct muzzle_inst *inst = fake_open("restart", by_http);

	(void)state;
	inst->refuse_http = true;
	fake_act(inst, 7, "waha", "omer");
	assert_int_equal(inst->results, 1);
	assert_int_equal(inst->result[0].result, MUZZLE_FAILED);
	fake_close(inst);
}

static void a_message_is_refused(void **state)
{
	struct muzzle_inst *inst = fake_open("restart", by_http);
	struct muzzle_order order = fake_order(inst, 7, "waha", "omer");

	(void)state;
	order.notify = true;
	order.what = "opened";
	inst->plugin->act(inst->self, &order);
	assert_int_equal(fake_count_pending(inst), 0);
	assert_int_equal(inst->result[0].result, MUZZLE_NO_SETUP);
	fake_close(inst);
}

static void assert_refused(const char *via, struct fake_setting extra, const char *message)
{
	struct fake_setting settings[] = { { "via", via }, extra, { NULL, NULL } };
	struct muzzle_inst *inst = fake_new("restart", settings);

	assert_int_equal(fake_start(inst), -EINVAL);
	assert_non_null(fake_logged(inst, message));
	fake_close(inst);
}

static void assert_http_refused(struct fake_setting extra, const char *message)
{
	struct fake_setting settings[] = {
		{ "via", "http" }, { "url", "http://gw" }, extra, { NULL, NULL }
	};
	struct muzzle_inst *inst = fake_new("restart", settings);

	assert_int_equal(fake_start(inst), -EINVAL);
	assert_non_null(fake_logged(inst, message));
	fake_close(inst);
}

static void each_way_names_the_key_that_it_lacks(void **state)
{
	struct fake_setting none = { NULL, NULL };

	(void)state;
	assert_refused("http", none, "`via` = http needs `url`");
	assert_refused("systemd", none, "`via` = systemd needs `unit`");
	assert_refused("procd", none, "`via` = procd needs `service`");
	assert_refused("exec", none, "`via` = exec needs `command`");
	assert_refused("exec", (struct fake_setting){ "command", " " },
		       "`via` = exec needs `command`");
	assert_refused("http", (struct fake_setting){ "url", "gw/{session}" },
		       "`url` must be http");
	assert_refused("http", (struct fake_setting){ "url", "http://gw/{sesion}" },
		       "nothing is known of {sesion}; known are {session}");
	assert_http_refused((struct fake_setting){ "start_url", "gw" }, "`start_url` must be http");
	assert_http_refused((struct fake_setting){ "start_url", "http://gw/{sesion}" },
			    "`start_url`: nothing is known of {sesion}");
	assert_refused("http", (struct fake_setting){ "url", "http://:80" }, "`url` must be http");
	assert_refused("systemd", (struct fake_setting){ "unit", "waha@{sesion}" },
		       "nothing is known of {sesion}");
	assert_refused("procd", (struct fake_setting){ "service", "../../bin/sh" }, "not a path");
	assert_refused("procd", (struct fake_setting){ "service", "waha/start" }, "not a path");
}

static void odd_headers_and_statuses_are_refused(void **state)
{
	static const struct fake_setting odd[] = {
		{ "header", "no colon s3cr3t" }, { "header", ": s3cr3t" }, { "header", "X-Key:" },
		{ "ok_status", "2xx 20" },       { "ok_status", "good" },  { "setup_status", "9xx" }
	};

	(void)state;
	for (size_t i = 0; i < sizeof(odd) / sizeof(*odd); i++) {
		const struct fake_setting settings[] = {
			{ "via", "http" }, { "url", "http://gw" }, odd[i], { NULL, NULL }
		};
		struct muzzle_inst *inst = fake_new("restart", settings);

		assert_int_equal(fake_start(inst), -EINVAL);
		assert_non_null(fake_logged(inst, odd[i].key));
		assert_null(fake_logged(inst, "s3cr3t"));
		fake_close(inst);
	}
}

static void two_instances_keep_to_themselves(void **state)
{
	struct muzzle_inst *one = fake_open("restart", by_http);
	struct muzzle_inst *other = fake_open("restart", by_http);

	(void)state;
	fake_act(one, 1, "waha", "a");
	fake_act(other, 1, "waha", "b");
	assert_int_equal(fake_count_pending(one), 1);
	assert_int_equal(fake_count_pending(other), 1);
	fake_answer(other, 500, "");
	assert_int_equal(one->results, 0);
	fake_assert_result(other, 1, MUZZLE_FAILED, "HTTP 500");
	fake_answer(one, 201, "");
	fake_assert_result(one, 1, MUZZLE_DONE, "HTTP 201");
	fake_close(one);
	fake_close(other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(http_posts_to_the_filled_url_with_its_headers),
		cmocka_unit_test(names_in_urls_are_percent_encoded),
		cmocka_unit_test(a_body_is_filled_but_not_encoded),
		cmocka_unit_test(answers_are_told_apart),
		cmocka_unit_test(
			a_conflict_of_state_is_the_gateways_answer_and_no_fault_of_the_setup),
		cmocka_unit_test(waha_is_not_asked_twice_while_it_is_at_it),
		cmocka_unit_test(what_waha_lacks_is_for_a_person_and_its_other_422_are_not),
		cmocka_unit_test(waha_is_asked_for_a_restart_of_a_stopped_session_too),
		cmocka_unit_test(what_is_off_is_started_where_restart_would_refuse_it),
		cmocka_unit_test(texts_outrank_a_status_and_are_looked_for_in_answers_only),
		cmocka_unit_test(json_without_its_type_is_doubted),
		cmocka_unit_test(it_says_who_it_is_and_what_only_a_person_can_mend_is_no_failure),
		cmocka_unit_test(an_answer_that_repeats_a_secret_is_not_shown),
		cmocka_unit_test(ok_status_says_what_is_good),
		cmocka_unit_test(a_gateway_has_no_session_to_put_into_a_url),
		cmocka_unit_test(restarts_of_one_gateway_run_one_after_the_other),
		cmocka_unit_test(what_waited_its_whole_time_is_not_started),
		cmocka_unit_test(the_queue_is_bounded_and_says_so),
		cmocka_unit_test(a_cancelled_restart_gives_no_result_and_makes_way),
		cmocka_unit_test(a_request_that_cannot_be_made_has_failed),
		cmocka_unit_test(a_message_is_refused),
		cmocka_unit_test(each_way_names_the_key_that_it_lacks),
		cmocka_unit_test(odd_headers_and_statuses_are_refused),
		cmocka_unit_test(two_instances_keep_to_themselves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
