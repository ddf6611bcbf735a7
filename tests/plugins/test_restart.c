/* test_restart.c - the built restart.so under a fake host: http, queue, options.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <errno.h>
#include <string.h>

#include "fake_actions.h"

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
	assert_refused("systemd", (struct fake_setting){ "unit", "" },
		       "`via` = systemd needs `unit`");
	assert_refused("exec", (struct fake_setting){ "command", "/bin/true {sesion}" },
		       "`command`: nothing is known of {sesion}");
	assert_refused("docker", (struct fake_setting){ "socket", "docker.sock" },
		       "`socket` must be an absolute path");
	assert_http_refused((struct fake_setting){ "body", "{\"n\": \"{sesion}\"}" },
			    "`body`: nothing is known of {sesion}");
	assert_http_refused((struct fake_setting){ "method", "" }, "`method` is a word");
	assert_http_refused((struct fake_setting){ "method", "GE T" }, "`method` is a word");
	assert_http_refused((struct fake_setting){ "method", "post" }, "`method` is a word");
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
