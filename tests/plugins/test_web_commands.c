/* test_web_commands.c - who may command, and who must show a token to look.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fake_web.h"

#define HOLD "{\"target\":\"gw/omer\",\"for_ms\":60000,\"why\":\"upgrade\"}"
#define WRONG "Authorization: Bearer token-of-16-byteX\r\n"

static int setup(void **state)
{
	static const struct fake_setting settings[] = { { "token", FAKE_WEB_TOKEN },
							{ "token", "another-token-of-24-bytes" },
							{ "read", "token" },
							{ NULL, NULL } };

	*state = fake_web_pair_open(settings, NULL);
	return 0;
}

static void assert_refused(struct fake_web_pair *f, struct fake_web_answer answer, int status,
			   const char *why)
{
	assert_int_equal(answer.status, status);
	if (!strstr(answer.body, why))
		fail_msg("no %s in %s", why, answer.body);
	assert_int_equal(f->inst->asks, 0);
}

static struct fake_web_answer hold_with(struct fake_web_pair *f, const char *headers)
{
	return fake_web_post(f->inst, f->port, "/api/hold", headers, HOLD);
}

/* Its own headers only. */
static struct fake_web_answer hold_by(struct fake_web_pair *f, const char *headers)
{
	char text[1024];

	snprintf(text, sizeof(text),
		 "POST /api/hold HTTP/1.1\r\nHost: localhost:80\r\nConnection: close\r\n"
		 "Content-Length: %zu\r\n%s\r\n%s",
		 strlen(HOLD), headers, HOLD);
	return fake_web_send(f->inst, f->port, text);
}

static void a_command_goes_to_the_daemon_with_known_keys_alone(void **state)
{
	struct fake_web_pair *f = *state;

	assert_int_equal(hold_with(f, "").status, 200);
	assert_string_equal(f->inst->asked,
			    "{\"target\":\"gw\\/omer\",\"for_ms\":60000,\"why\":\"upgrade\","
			    "\"cmd\":\"hold\",\"by\":\"web\"}");
	fake_web_post(f->inst, f->port, "/api/release", "",
		      "{\"target\":\"gw\",\"by\":\"me\",\"own\":true}");
	assert_string_equal(f->inst->asked,
			    "{\"target\":\"gw\",\"by\":\"me\",\"own\":true,\"cmd\":\"release\"}");
	fake_web_post(f->inst, f->port, "/api/reset", "",
		      "{\"target\":\"gw\",\"charges\":true,\"law\":false}");
	assert_string_equal(f->inst->asked, "{\"target\":\"gw\",\"charges\":true,\"law\":false,"
					    "\"cmd\":\"reset\",\"by\":\"web\"}");
}

static void what_is_no_command_is_refused_with_its_remedy(void **state)
{
	static const struct {
		const char *path, *body, *why;
	} cases[] = {
		{ "/api/hold", "", "must be one JSON object" },
		{ "/api/hold", "[]", "must be one JSON object" },
		{ "/api/hold", "{\"target\":\"gw\"", "must be one JSON object" },
		{ "/api/hold", "{\"target\":\"gw\"}x", "must be one JSON object" },
		{ "/api/hold", "{}", "`target` is missing" },
		{ "/api/hold", "{\"target\":\"\"}", "`target` is missing" },
		{ "/api/hold", "{\"target\":1}", "wrong type" },
		{ "/api/hold", "{\"target\":\"gw\",\"for_ms\":\"1h\"}", "wrong type" },
		{ "/api/hold", "{\"target\":\"gw\",\"for_ms\":1.5}", "wrong type" },
		{ "/api/hold", "{\"target\":\"gw\",\"cmd\":\"reset\"}", "unknown key" },
		{ "/api/hold", "{\"target\":\"gw\",\"charges\":true}", "unknown key" },
		{ "/api/release", "{\"target\":\"gw\",\"for_ms\":1}", "unknown key" },
		{ "/api/reset", "{\"target\":\"gw\",\"charges\":1}", "wrong type" },
	};
	struct fake_web_pair *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_refused(f, fake_web_post(f->inst, f->port, cases[i].path, "", cases[i].body),
			       400, cases[i].why);
}

static void a_long_body_is_refused(void **state)
{
	struct fake_web_pair *f = *state;
	char *body = calloc(1, 4098);

	memset(body, ' ', 4097);
	assert_refused(f, fake_web_post(f->inst, f->port, "/api/hold", "", body), 413,
		       "4 kB are enough");
	body[4096] = '\0';
	memcpy(body, HOLD, strlen(HOLD));
	assert_int_equal(fake_web_post(f->inst, f->port, "/api/hold", "", body).status, 200);
	free(body);
}

static void what_the_daemon_refuses_is_told_with_a_fitting_status(void **state)
{
	static const struct {
		const char *answer;
		int status;
	} cases[] = {
		{ "{\"error\":\"no target x: see muzzle status\"}", 404 },
		{ "{\"error\":\"not allowed: only root\"}", 403 },
		{ "{\"error\":\"the duration must be at least 1ms\"}", 400 },
		{ "{\"error\":\"done, but the ledger cannot be written\"}", 500 },
		{ "{\"ok\":true,\"kept\":true}", 200 },
	};
	struct fake_web_pair *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fake_web_answer answer;

		fake_web_say(f->inst, NULL, cases[i].answer);
		answer = hold_with(f, "");
		assert_int_equal(answer.status, cases[i].status);
		assert_string_equal(answer.body, cases[i].answer);
	}
}

static void without_a_token_in_the_section_nobody_commands(void **state)
{
	struct fake_web_pair *f = *state;
	struct fake_web_answer answer =
		fake_web_post(f->other, f->other_port, "/api/hold", "", HOLD);

	assert_int_equal(answer.status, 403);
	assert_non_null(strstr(answer.body, "read-only: commands need a `token`"));
}

/* A page elsewhere can make a browser send a form, a simple request, even its own name for our address. */
static void what_another_sites_page_sends_is_refused(void **state)
{
	struct fake_web_pair *f = *state;

	assert_refused(f, hold_with(f, "Origin: http://evil.example\r\n"), 403, "another site");
	assert_refused(f, hold_with(f, "Origin: null\r\n"), 403, "another site");
	assert_refused(f, hold_with(f, "Origin: http://localhost:81\r\n"), 403, "another site");
	assert_refused(f, hold_with(f, "Sec-Fetch-Site: cross-site\r\n"), 403, "another site");
	assert_refused(f, hold_with(f, "Sec-Fetch-Site: same-site\r\n"), 403, "another site");
	assert_refused(f,
		       hold_by(f, "Authorization: Bearer " FAKE_WEB_TOKEN
				  "\r\nContent-Type: text/plain\r\n"),
		       415, "application/json");
	assert_refused(f, hold_by(f, "Authorization: Bearer " FAKE_WEB_TOKEN "\r\n"), 415,
		       "application/json");
	assert_int_equal(hold_with(f, "Origin: https://LOCALHOST\r\nSec-Fetch-Site: "
				      "same-origin\r\n")
				 .status,
			 200);
}

static void any_of_the_tokens_opens_and_nothing_else(void **state)
{
	static const char *const wrong[] = {
		"",
		"Authorization: Bearer\r\n",
		"Authorization: Bearer token-of-16-byte\r\n",
		"Authorization: Bearer token-of-16-bytesX\r\n",
		"Authorization: Basic token-of-16-bytes\r\n",
		"Authorization: token-of-16-bytes\r\n",
	};
	struct fake_web_pair *f = *state;
	char headers[256];

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		snprintf(headers, sizeof(headers), "Content-Type: application/json\r\n%s",
			 wrong[i]);
		assert_refused(f, hold_by(f, headers), 401, "token");
	}
	assert_int_equal(hold_by(f, "Content-Type: application/json; charset=utf-8\r\n"
				    "Authorization: bearer another-token-of-24-bytes\r\n")
				 .status,
			 200);
}

static void who_guesses_must_wait(void **state)
{
	struct fake_web_pair *f = *state;
	struct fake_web_answer answer;

	for (int i = 0; i < 10; i++)
		assert_int_equal(fake_web_get(f->inst, f->port, "/api/status", WRONG).status, 401);
	answer = fake_web_get(f->inst, f->port, "/api/status",
			      "Authorization: Bearer " FAKE_WEB_TOKEN "\r\n");
	assert_int_equal(answer.status, 429);
	assert_string_equal(fake_web_header(f->inst, &answer, "Retry-After"), "60");
	assert_int_equal(f->inst->asks, 0);
	fake_advance(f->inst, 60000);
	assert_int_equal(fake_web_get(f->inst, f->port, "/api/status",
				      "Authorization: Bearer " FAKE_WEB_TOKEN "\r\n")
				 .status,
			 200);
}

static void where_looking_needs_the_token_only_the_page_itself_does_not(void **state)
{
	static const char *const guarded[] = { "/api/status",  "/api/why?target=gw",
					       "/api/history", "/api/timeline",
					       "/api/events",  "/api/metrics",
					       "/metrics" };
	static const char *const open[] = {
		"/", "/app.js", "/api/version", "/api/openapi.json", "/healthz", "/readyz"
	};
	struct fake_web_pair *f = *state;
	struct fake_web_answer answer;

	for (size_t i = 0; i < sizeof(guarded) / sizeof(guarded[0]); i++) {
		answer = fake_web_get(f->inst, f->port, guarded[i], "");
		assert_refused(f, answer, 401, "needs the token");
		assert_string_equal(fake_web_header(f->inst, &answer, "WWW-Authenticate"),
				    "Bearer");
	}
	for (size_t i = 0; i < sizeof(open) / sizeof(open[0]); i++)
		assert_int_equal(fake_web_get(f->inst, f->port, open[i], "").status, 200);
	answer = fake_web_get(f->inst, f->port, "/api/version", "");
	assert_non_null(strstr(answer.body, "\"read\":\"token\""));
}

static void behind_a_proxy_the_token_is_needed(void **state)
{
	static const char *const marks[] = { "X-Forwarded-For: 192.0.2.1\r\n", "Via: 1.1 x\r\n",
					     "Forwarded: for=192.0.2.1\r\n",
					     "X-Real-IP: 127.0.0.1\r\n" };
	struct fake_web_pair *f = *state;
	struct fake_web_answer answer;

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		answer = fake_web_get(f->other, f->other_port, "/api/status", marks[i]);
		assert_int_equal(answer.status, 403);
		answer = fake_web_get(f->other, f->other_port, "/api/version", marks[i]);
		assert_non_null(strstr(answer.body, "\"read\":\"token\""));
	}
}

static void a_command_is_seen_at_once(void **state)
{
	static const char authorized[] = "Authorization: Bearer " FAKE_WEB_TOKEN "\r\n";
	struct fake_web_pair *f = *state;

	fake_web_get(f->inst, f->port, "/api/status", authorized);
	hold_with(f, "");
	assert_int_equal(f->inst->asks, 2);
	fake_web_get(f->inst, f->port, "/api/status", authorized);
	assert_int_equal(f->inst->asks, 3);
}

static void the_token_is_nowhere_to_be_read(void **state)
{
	struct fake_web_pair *f = *state;

	hold_with(f, "");
	fake_web_get(f->inst, f->port, "/api/status", WRONG);
	for (size_t i = 0; i < f->inst->logs; i++)
		assert_null(strstr(f->inst->log[i].text, "token-of"));
	assert_null(strstr(f->inst->asked, "token-of"));
}

/* Settings that would leave it open, or shut. */
static void settings_that_are_not_safe_are_refused(void **state)
{
	static const struct {
		struct fake_setting settings[4];
		const char *said; /* NULL: it is fine */
	} cases[] = {
		{ { { "listen", "127.0.0.1:1" } }, NULL },
		{ { { "listen", "0.0.0.0:1" } }, "`listen` reaches beyond this box" },
		{ { { "listen", "192.0.2.1:1" } }, "set `token`, or `read = anybody`" },
		{ { { "listen", "[::]:1" } }, "`listen` reaches beyond this box" },
		{ { { "listen", "0.0.0.0:1" }, { "read", "anybody" } }, NULL },
		{ { { "listen", "0.0.0.0:1" }, { "token", FAKE_WEB_TOKEN } }, NULL },
		{ { { "token", "fifteen-bytes.." } }, "`token` is too short" },
		{ { { "read", "token" } }, "`read` wants a token" },
		{ { { "listen", "localhost:1" } }, "`listen` must be ADDRESS:PORT" },
		{ { { "host", "router.lan:80" } }, "`host` must be names" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct muzzle_inst *inst = fake_new("web", cases[i].settings);
		int rc = inst->plugin->check(inst->self, &inst->host, inst);

		assert_int_equal(rc, cases[i].said ? -EINVAL : 0);
		if (cases[i].said && !fake_logged(inst, cases[i].said))
			fail_msg("not said: %s", cases[i].said);
		assert_null(fake_logged(inst, "fifteen"));
		fake_close(inst);
	}
}

static void a_name_with_looking_left_to_this_box_is_doubted(void **state)
{
	static const struct fake_setting doubted[] = { { "host", "box.example" }, { NULL, NULL } };
	static const struct fake_setting good[] = { { "host", "box.example" },
						    { "read", "token" },
						    { "token", FAKE_WEB_TOKEN },
						    { NULL, NULL } };
	struct muzzle_inst *a = fake_new("web", doubted), *b = fake_new("web", good);

	(void)state;
	assert_int_equal(a->plugin->check(a->self, &a->host, a), 0);
	assert_int_equal(b->plugin->check(b->self, &b->host, b), 0);
	assert_non_null(fake_logged(a, "set `read = token`"));
	assert_null(fake_logged(b, "`host`"));
	fake_close(a);
	fake_close(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, fake_web_pair_close)
		CASE(a_command_goes_to_the_daemon_with_known_keys_alone),
		CASE(what_is_no_command_is_refused_with_its_remedy),
		CASE(a_long_body_is_refused),
		CASE(what_the_daemon_refuses_is_told_with_a_fitting_status),
		CASE(without_a_token_in_the_section_nobody_commands),
		CASE(what_another_sites_page_sends_is_refused),
		CASE(any_of_the_tokens_opens_and_nothing_else),
		CASE(who_guesses_must_wait),
		CASE(where_looking_needs_the_token_only_the_page_itself_does_not),
		CASE(behind_a_proxy_the_token_is_needed),
		CASE(a_command_is_seen_at_once),
		CASE(the_token_is_nowhere_to_be_read),
		CASE(settings_that_are_not_safe_are_refused),
		CASE(a_name_with_looking_left_to_this_box_is_doubted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
