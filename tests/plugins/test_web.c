/* test_web.c - what is where, in which form, and who may see it.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fake_show.h"
#include "fake_web.h"

static const struct fake_setting with_token[] = { { "token", FAKE_WEB_TOKEN }, { NULL, NULL } };

static const char health[] = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";

static int setup_with(void **state, const struct fake_setting *more)
{
	*state = fake_web_pair_open(more, more);
	return 0;
}

static int setup(void **state)
{
	return setup_with(state, with_token);
}

static struct fake_web_answer get(struct fake_web_pair *f, const char *path)
{
	return fake_web_get(f->inst, f->port, path, "");
}

static void assert_body(struct fake_web_pair *f, const char *path, int status, const char *holds)
{
	struct fake_web_answer answer = get(f, path);

	assert_int_equal(answer.status, status);
	if (!strstr(answer.body, holds))
		fail_msg("%s: no %s in %s", path, holds, answer.body);
}

static void assert_header(struct fake_web_pair *f, const char *path, const char *name,
			  const char *value)
{
	struct fake_web_answer answer = get(f, path);

	assert_string_equal(fake_web_header(f->inst, &answer, name), value);
}

static void every_address_answers_with_what_it_is_for(void **state)
{
	struct fake_web_pair *f = *state;

	assert_body(f, "/healthz", 200, "ok");
	assert_body(f, "/readyz", 200, "ok");
	assert_body(f, "/", 200, "<html");
	assert_body(f, "/app.js", 200, "");
	assert_body(f, "/api/version", 200, "\"commands\":true,\"read\":\"anybody\"}");
	assert_body(f, "/api/openapi.json", 200, "\"openapi\"");
	assert_body(f, "/api/status", 200, "\"headline\":\"all 2 sessions");
	assert_body(f, "/api/metrics", 200, "{\"ok\":true}");
	assert_body(f, "/api/why?target=gw/omer", 200, "{\"ok\":true}");
	assert_string_equal(f->inst->asked, "{\"cmd\":\"why\",\"target\":\"gw/omer\"}");
	assert_body(f, "/api/history", 200, "{\"entries\":[]}");
	assert_body(f, "/api/timeline", 200, "\"targets\":[]}");
	assert_body(f, "/metrics", 200, "# TYPE muzzle_session_state gauge");
	assert_body(f, "/nothing", 404, "{\"error\":\"nothing is here");
	assert_body(f, "/../etc/passwd", 404, "{\"error\"");
	assert_body(f, "/api/why", 400, "`target` is missing");
}

static void every_answer_has_the_headers_that_protect_a_browser(void **state)
{
	static const char *const paths[] = { "/",        "/style.css", "/api/status",
					     "/nothing", "/metrics",   "/healthz" };
	struct fake_web_pair *f = *state;

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		assert_header(f, paths[i], "Content-Security-Policy",
			      "default-src 'none'; script-src 'self'; style-src 'self'; "
			      "connect-src 'self'; img-src 'self'; base-uri 'none'; form-action "
			      "'none'; frame-ancestors 'none'");
		assert_header(f, paths[i], "X-Content-Type-Options", "nosniff");
		assert_header(f, paths[i], "Referrer-Policy", "no-referrer");
		assert_header(f, paths[i], "Access-Control-Allow-Origin", "");
	}
	assert_header(f, "/api/status", "Cache-Control", "no-store");
	assert_header(f, "/", "Content-Type", "text/html; charset=utf-8");
	assert_header(f, "/app.js", "Content-Type", "text/javascript; charset=utf-8");
	assert_header(f, "/icon.svg", "Content-Type", "image/svg+xml");
}

static void a_file_that_the_browser_has_is_not_sent_again(void **state)
{
	struct fake_web_pair *f = *state;
	struct fake_web_answer first = get(f, "/app.js"), again;
	char header[128];

	snprintf(header, sizeof(header), "If-None-Match: %s\r\n",
		 fake_web_header(f->inst, &first, "ETag"));
	again = fake_web_get(f->inst, f->port, "/app.js", header);
	assert_int_equal(again.status, 304);
	assert_string_equal(again.body, "");
	assert_int_equal(fake_web_get(f->inst, f->port, "/style.css", header).status, 200);
}

static void a_wrong_method_is_told_the_right_one(void **state)
{
	struct fake_web_pair *f = *state;
	struct fake_web_answer posted = fake_web_post(f->inst, f->port, "/api/status", "", "{}"),
			       got = get(f, "/api/hold");

	assert_int_equal(posted.status, 405);
	assert_string_equal(fake_web_header(f->inst, &posted, "Allow"), "GET, HEAD");
	assert_int_equal(got.status, 405);
	assert_string_equal(fake_web_header(f->inst, &got, "Allow"), "POST");
}

static void a_head_has_no_body(void **state)
{
	struct fake_web_pair *f = *state;
	struct fake_web_answer answer = fake_web_send(
		f->inst, f->port,
		"HEAD /api/status HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

	assert_int_equal(answer.status, 200);
	assert_string_equal(answer.body, "");
	assert_true(atoi(fake_web_header(f->inst, &answer, "Content-Length")) > 500);
}

static void a_connection_serves_many_requests(void **state)
{
	struct fake_web_pair *f = *state;
	int fd = fake_post_connect(f->port);

	for (int i = 0; i < 3; i++) {
		fake_post_send(fd, health, strlen(health));
		assert_int_equal(fake_post_status(f->inst, fd), 200);
	}
	fake_advance(f->inst, 59000);
	assert_false(fake_post_ended(f->inst, fd));
	fake_advance(f->inst, 2000);
	assert_true(fake_post_ended(f->inst, fd));
	close(fd);
}

static void only_names_that_are_ours_are_answered_to(void **state)
{
	static const struct {
		const char *host;
		int status;
	} cases[] = {
		{ "localhost", 200 },
		{ "127.0.0.1:8377", 200 },
		{ "[::1]:8377", 200 },
		{ "LocalHost:8377", 200 },
		{ "192.0.2.7", 200 },
		{ "router.lan:80", 200 },
		{ "evil.example", 421 },
		{ "127.0.0.1.evil.example", 421 },
		{ "", 421 },
		{ "localhost.evil", 421 },
	};
	static const struct fake_setting ours[] = { { "host", "box ROUTER.lan" }, { NULL, NULL } };
	struct fake_web_pair *f = *state;
	int port = fake_post_port();
	struct muzzle_inst *inst = fake_web_open(port, ours);
	char text[256];

	(void)f;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fake_web_answer answer;

		snprintf(text, sizeof(text),
			 "GET /api/status HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n",
			 cases[i].host);
		answer = fake_web_send(inst, port, text);
		if (answer.status != cases[i].status)
			fail_msg("%s: %d", cases[i].host, answer.status);
	}
	fake_close(inst);
}

/* However many ask, the daemon is asked once in a quarter of a second. */
static void the_daemon_is_asked_once_for_all(void **state)
{
	struct fake_web_pair *f = *state;

	for (int i = 0; i < 5; i++)
		assert_body(f, "/api/status", 200, "headline");
	assert_int_equal(f->inst->asks, 1);
	fake_advance(f->inst, 250);
	assert_body(f, "/api/status", 200, "headline");
	assert_int_equal(f->inst->asks, 2);
}

static void it_is_ready_when_the_daemon_can_write(void **state)
{
	struct fake_web_pair *f = *state;

	fake_web_say(f->inst, NULL, "{\"journal_failing\":true,\"ledger_failing\":false}");
	assert_body(f, "/readyz", 503, "the journal cannot be written");
	fake_advance(f->inst, 1000);
	fake_web_say(f->inst, NULL, "{\"journal_failing\":false,\"ledger_failing\":true}");
	assert_body(f, "/readyz", 503, "the ledger cannot be written");
	fake_advance(f->inst, 1000);
	fake_web_say(f->inst, NULL, "{\"journal_failing\":false,\"ledger_failing\":false}");
	assert_body(f, "/readyz", 200, "ok");
}

static void an_unknown_target_is_not_found(void **state)
{
	struct fake_web_pair *f = *state;

	fake_web_say(f->inst, NULL, "{\"error\":\"no target x\"}");
	assert_body(f, "/api/why?target=x", 404, "{\"error\":\"no such target");
	assert_body(f, "/api/why?target=%22%7d%0a", 404, "");
	assert_string_equal(f->inst->asked, "{\"cmd\":\"why\",\"target\":\"\\\"}\\u000a\"}");
}

static void headers_that_are_too_long_are_refused_in_so_many_words(void **state)
{
	static const int lengths[] = { 8000, 8300, 9500, 9750, 12000, 60000 };
	struct fake_web_pair *f = *state;
	char *text = calloc(1, 70000);

	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		sprintf(text,
			"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX: %0*d\r\n\r\n",
			lengths[i], 0);
		assert_int_equal(fake_web_send(f->inst, f->port, text).status, i ? 431 : 200);
	}
	assert_true(fake_gauge(f->inst, "refused") >= 3); /* libmicrohttpd refuses the longest */
	free(text);
}

/* 40 at once, 8 in a turn of the loop. */
static void a_crowd_is_served_in_slices(void **state)
{
	struct fake_web_pair *f = *state;
	int fds[40], served = 0, first = 0;

	for (int i = 0; i < 40; i++) {
		fds[i] = fake_post_connect(f->port);
		fake_post_send(fds[i], health, strlen(health));
	}
	for (int turns = 0; served < 40 && turns < 100; turns++) {
		fake_ready(f->inst, 20);
		served = 0;
		for (int i = 0; i < 40; i++) {
			char some[16];

			served += recv(fds[i], some, sizeof(some), MSG_PEEK | MSG_DONTWAIT) > 0;
		}
		first = first ? first : served;
		fake_advance(f->inst, 0);
	}
	assert_int_equal(served, 40);
	assert_int_equal(first, 8);
	for (int i = 0; i < 40; i++)
		close(fds[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, fake_web_pair_close)
		CASE(every_address_answers_with_what_it_is_for),
		CASE(every_answer_has_the_headers_that_protect_a_browser),
		CASE(a_file_that_the_browser_has_is_not_sent_again),
		CASE(a_wrong_method_is_told_the_right_one),
		CASE(a_head_has_no_body),
		CASE(a_connection_serves_many_requests),
		CASE(only_names_that_are_ours_are_answered_to),
		CASE(the_daemon_is_asked_once_for_all),
		CASE(it_is_ready_when_the_daemon_can_write),
		CASE(an_unknown_target_is_not_found),
		CASE(headers_that_are_too_long_are_refused_in_so_many_words),
		CASE(a_crowd_is_served_in_slices),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
