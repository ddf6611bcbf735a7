/* test_status_poll_pages.c - the built status_poll.so: pages, plain text, transports.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "fake_poll.h"

#define PAGE(names, next) "{\"data\":[" names "],\"next\":" next "}"
#define UP(name) "{\"name\":\"" name "\",\"status\":\"WORKING\"}"

static const struct fake_setting by_field[] = { { "url", "http://gw/" },    { "path", "/all" },
						{ "items", "/data" },       { "next", "/next" },
						{ "up", "WORKING" },        { "pages", "3" },
						{ "header", "X-Key: k3y" }, { NULL, NULL } };

static void assert_asks(struct muzzle_inst *inst, const char *url)
{
	assert_non_null(fake_pending(inst, 0));
	assert_string_equal(fake_pending(inst, 0)->req.url, url);
	assert_null(fake_pending(inst, 1));
}

static void a_round_is_over_when_its_last_page_was_read(void **state)
{
	struct muzzle_inst *inst = fake_poll_open(by_field);

	(void)state;
	for (int round = 0; round < 2; round++) {
		fake_advance(inst, round * 5000);
		assert_asks(inst, "http://gw/all");
		assert_answer(inst, 200, PAGE(UP("a"), "\"/all?after=a\""), "claim a up WORKING\n");
		assert_asks(inst, "http://gw/all?after=a");
		assert_string_equal(fake_header(fake_pending(inst, 0), "X-Key"), "k3y");
		assert_answer(inst, 200, PAGE(UP("b"), "\"http://gw/all?after=b\""),
			      "claim b up WORKING\n");
		assert_asks(inst, "http://gw/all?after=b");
		assert_answer(inst, 200, PAGE(UP("c"), "null"), "claim c up WORKING\nround\n");
		assert_null(fake_pending(inst, 0));
	}
	fake_close(inst);
}

static void a_page_that_fails_leaves_the_round_open(void **state)
{
	struct muzzle_inst *inst = fake_poll_open(by_field);

	(void)state;
	assert_answer(inst, 200, PAGE(UP("a"), "\"?2\""), "claim a up WORKING\n");
	assert_answer(inst, 0, "timeout", "fault - path timeout\n");
	fake_advance(inst, 5000);
	assert_asks(inst, "http://gw/all");
	assert_answer(inst, 200, PAGE(UP("a"), "\"\""), "claim a up WORKING\nround\n");
	fake_close(inst);
}

static void what_lasts_is_told_once_though_the_pages_before_are_good(void **state)
{
	struct muzzle_inst *inst = fake_poll_open(by_field);

	(void)state;
	for (int round = 0; round < 3; round++) {
		assert_answer(inst, 200, PAGE(UP("a"), "\"?2\""), "claim a up WORKING\n");
		assert_answer(inst, 404, "",
			      round ? ""
				    : "fault - setup a page: HTTP 404: nothing of the kind there; "
				      "see `url` and `path`\n");
	}
	assert_answer(
		inst, 200, PAGE(UP("a"), "\"http://evil/\""),
		"claim a up WORKING\n"
		"fault - setup pages: the next page is not at `url`, or its address too long; keys go nowhere else\n");
	assert_answer(inst, 200, PAGE(UP("a"), "\"http://evil/\""), "claim a up WORKING\n");
	for (int round = 0; round < 2; round++) {
		assert_answer(inst, 200, PAGE(UP("a"), "\"?1\""), "claim a up WORKING\n");
		assert_answer(inst, 200, PAGE("", "\"?1\""), "");
		assert_answer(
			inst, 200, PAGE(UP("b"), "\"?1\""),
			round ? "claim b up WORKING\n"
			      : "claim b up WORKING\nfault - setup pages: there are more pages "
				"than `pages` allows\n");
	}
	fake_close(inst);
}

static void answer_with_link(struct muzzle_inst *inst, const char *body, const char *link)
{
	const struct muzzle_answer answer = { .status = 200,
					      .body = body,
					      .body_bytes = strlen(body),
					      .took_ms = 900,
					      .retry_after_ms = -1,
					      .link = link };

	fake_advance(inst, 900);
	fake_answer_to(inst, fake_pending(inst, 0), &answer);
}

static void a_link_is_followed_by_itself_and_hurry_spares_the_gateway_by_all_pages(void **state)
{
	struct muzzle_inst *inst = fake_poll_waha(NULL, NULL);

	(void)state;
	inst->plugin->hurry(inst->self, true);
	answer_with_link(inst, "[" UP("a") "]", "<http://127.0.0.1:3000/api?p=2>; rel=\"next\"");
	assert_string_equal(fake_told(inst), "claim a up WORKING\n");
	assert_asks(inst, "http://127.0.0.1:3000/api?p=2");
	inst->plugin->hurry(inst->self, true);
	answer_with_link(inst, "[" UP("b") "]", "</api?p=1>; rel=\"prev\"");
	assert_string_equal(fake_told(inst), "claim b up WORKING\nround\n");
	assert_null(fake_pending(inst, 0));
	fake_advance(inst, 3199); /* 5 s from the first question: less than 4 times 1.8 s */
	assert_null(fake_pending(inst, 0));
	fake_advance(inst, 1);
	assert_asks(inst, "http://127.0.0.1:3000/api/sessions?all=true");
	fake_close(inst);
}

static void numbered_pages_end_with_an_empty_one(void **state)
{
	const struct fake_setting settings[] = { { "url", "http://gw" }, { "path", "/s?p={page}" },
						 { "page_first", "0" },  { "max_sessions", "2" },
						 { "up", "WORKING" },    { NULL, NULL } };
	struct muzzle_inst *inst = fake_poll_open(settings);

	(void)state;
	assert_asks(inst, "http://gw/s?p=0");
	assert_answer(inst, 200, "[" UP("a") "," UP("b") "]",
		      "claim a up WORKING\nclaim b up WORKING\n");
	assert_asks(inst, "http://gw/s?p=1");
	assert_answer(inst, 200, "[" UP("c") "]", "");
	assert_asks(inst, "http://gw/s?p=2");
	assert_answer(inst, 200, "[]",
		      "fault - setup c: it is one session more than `max_sessions` allows\n");
	fake_close(inst);
}

static void a_page_of_strangers_alone_does_not_end_the_round(void **state)
{
	struct muzzle_inst *inst = fake_poll_open(by_field);

	(void)state;
	assert_answer(inst, 200, PAGE("{\"name\":\"a/b\",\"status\":\"WORKING\"}", "\"?2\""), "");
	assert_answer(inst, 200, PAGE(UP("a"), "false"),
		      "claim a up WORKING\nfault - setup a/b: a session's name must be 1 to 64 of "
		      "A-Z a-z 0-9 _ . @ : - (. @ : not first)\nround\n");
	fake_close(inst);
}

static void an_address_beyond_all_measure_keeps_the_round_open(void **state)
{
	struct muzzle_inst *inst = fake_poll_open(by_field);
	char next[3000], body[4000];

	(void)state;
	memset(next, 'x', sizeof(next) - 1);
	next[0] = '/';
	next[sizeof(next) - 1] = '\0';
	snprintf(body, sizeof(body), PAGE(UP("a"), "\"%s\""), next);
	assert_answer(inst, 200, body,
		      "claim a up WORKING\n"
		      "fault - setup `next`: the address of the next page is too long\n");
	fake_close(inst);
}

static void one_session_has_one_page(void **state)
{
	const struct fake_setting settings[] = {
		{ "url", "http://gw" }, { "session", "a" }, { "up", "WORKING" }, { NULL, NULL }
	};
	struct muzzle_inst *inst = fake_poll_open(settings);

	(void)state;
	answer_with_link(inst, UP("x"), "</2>; rel=next");
	assert_string_equal(fake_told(inst), "claim a up WORKING\n");
	assert_null(fake_pending(inst, 0));
	fake_close(inst);
}

static void the_path_holds_the_session(void **state)
{
	const struct fake_setting settings[] = {
		{ "url", "http://gw" }, { "path", "/api/{session}/status" },
		{ "session", "o@m" },   { "up", "CONNECTED" },
		{ "bearer", "t0ken" },  { NULL, NULL }
	};
	struct muzzle_inst *inst = fake_poll_open(settings);

	(void)state;
	assert_asks(inst, "http://gw/api/o%40m/status");
	assert_string_equal(fake_pending(inst, 0)->req.transport->bearer, "t0ken");
	assert_answer(inst, 200, "{\"status\":\"CONNECTED\"}", "claim o@m up CONNECTED\n");
	fake_close(inst);
}

static void plain_text_is_a_status_word(void **state)
{
	const struct fake_setting settings[] = { { "url", "http://gw" }, { "form", "text" },
						 { "session", "main" },  { "up", "OK open*" },
						 { "down", "FAIL" },     { "human", "QR" },
						 { NULL, NULL } };
	struct muzzle_inst *inst = fake_poll_open(settings);

	(void)state;
	assert_answer(inst, 200, "\n OK \r\nuptime 5\n", "claim main up OK\n");
	assert_answer(inst, 200, "open since 5", "claim main up open since 5\n");
	assert_answer(inst, 503, "FAIL", "claim main down FAIL\n");
	assert_answer(inst, 503, "QR", "claim main human QR\n");
	assert_answer(inst, 200, "ok", "claim main human ok\n");
	assert_answer(inst, 502, "Bad Gateway", "fault - path HTTP 502\n");
	assert_answer(inst, 200, "",
		      "fault - path HTTP 200: not of the `form` that is expected, or cut off\n");
	assert_answer(inst, 200, "<html>OK",
		      "fault - path HTTP 200: not of the `form` that is expected, or cut off\n");
	assert_answer(inst, 200, "{\"status\":\"OK\"}",
		      "fault - path HTTP 200: not of the `form` that is expected, or cut off\n");
	assert_answer(
		inst, 200,
		"This is a sentence that welcomes you to the network of our hotel, please log in",
		"fault - path HTTP 200: not of the `form` that is expected, or cut off\n");
	assert_answer(
		inst, 401, "OKAY",
		"fault - setup HTTP 401: set `header`, `user` or `bearer` to the gateway's key\n");
	fake_close(inst);
}

static void plain_text_without_a_session_is_of_the_gateway(void **state)
{
	const struct fake_setting settings[] = {
		{ "url", "http://gw" }, { "form", "text" }, { "up", "OK" }, { NULL, NULL }
	};
	struct muzzle_inst *inst = fake_poll_open(settings);

	(void)state;
	assert_answer(inst, 200, "OK", "claim - up OK\n");
	fake_close(inst);
}

static void requests_and_probes_go_by_the_same_transport(void **state)
{
	const struct fake_setting settings[] = {
		{ "url", "https://gw" }, { "up", "WORKING" },
		{ "user", "me:s3cr3t" }, { "proxy", "http://127.0.0.1:3128" },
		{ "redirects", "2" },    { "probe", "/probe/{session}" },
		{ NULL, NULL }
	};
	struct muzzle_inst *inst = fake_poll_open(settings);

	(void)state;
	for (int i = 0; i < 2; i++) {
		const struct muzzle_transport *t = fake_pending(inst, 0)->req.transport;

		assert_string_equal(t->user, "me:s3cr3t");
		assert_string_equal(t->proxy, "http://127.0.0.1:3128");
		assert_int_equal(t->redirects_max, 2);
		assert_null(t->bearer);
		fake_answer(inst, 200, "[]");
		inst->plugin->probe(inst->self, "a");
	}
	fake_close(inst);
}

static void what_only_a_person_can_mend_is_a_fault_of_the_setup(void **state)
{
	const struct muzzle_answer expired = { .why = "the certificate has expired",
					       .setup = true,
					       .retry_after_ms = -1 };
	struct muzzle_inst *inst = fake_poll_waha(NULL, NULL);

	(void)state;
	fake_answer_to(inst, fake_pending(inst, 0), &expired);
	assert_string_equal(
		fake_told(inst),
		"fault - setup the certificate has expired; see `url`, `ca`, `pin` and `cert`\n");
	fake_close(inst);
}

static void assert_not_shown(const char *key, const char *value)
{
	const struct fake_setting settings[] = { { "url", "http://gw" },
						 { "up", "WORKING" },
						 { key, value },
						 { "probe", "/probe/{session}" },
						 { NULL, NULL } };
	struct muzzle_inst *inst = fake_poll_open(settings);

	fake_answer(inst, 200, "[]");
	fake_told(inst);
	inst->plugin->probe(inst->self, "a");
	fake_answer(inst, 500, "who are you, s3cr3t-token?");
	assert_string_equal(fake_told(inst),
			    "probe a bad HTTP 500: (not shown: it repeats a credential)\n");
	fake_close(inst);
}

static void a_body_that_repeats_a_secret_is_not_shown(void **state)
{
	(void)state;
	assert_not_shown("bearer", "s3cr3t-token");
	assert_not_shown("user", "me:s3cr3t-token");
}

static void two_instances_turn_their_own_pages(void **state)
{
	struct muzzle_inst *one = fake_poll_open(by_field), *other = fake_poll_open(by_field);

	(void)state;
	assert_answer(one, 200, PAGE(UP("a"), "\"?2\""), "claim a up WORKING\n");
	assert_answer(other, 200, PAGE(UP("b"), "\"?3\""), "claim b up WORKING\n");
	assert_asks(one, "http://gw/all?2");
	assert_asks(other, "http://gw/all?3");
	fake_close(one);
	assert_answer(other, 200, PAGE(UP("c"), "null"), "claim c up WORKING\nround\n");
	fake_close(other);
}

static void what_cannot_work_is_refused(void **state)
{
	const struct fake_setting numbered[] = {
		{ "url", "http://gw" }, { "path", "/{session}" }, { "up", "x" }, { NULL, NULL }
	};
	const struct fake_setting pointer[] = {
		{ "url", "http://gw" }, { "next", "next" }, { "up", "x" }, { NULL, NULL }
	};
	const struct fake_setting pin[] = {
		{ "url", "http://gw" }, { "pin", "abc" }, { "up", "x" }, { NULL, NULL }
	};

	(void)state;
	assert_refuses("status_poll", numbered, "`session` must be set");
	assert_refuses("status_poll", pointer, "JSON pointer");
	assert_refuses("status_poll", pin, "`pin`");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_round_is_over_when_its_last_page_was_read),
		cmocka_unit_test(a_page_that_fails_leaves_the_round_open),
		cmocka_unit_test(what_lasts_is_told_once_though_the_pages_before_are_good),
		cmocka_unit_test(
			a_link_is_followed_by_itself_and_hurry_spares_the_gateway_by_all_pages),
		cmocka_unit_test(numbered_pages_end_with_an_empty_one),
		cmocka_unit_test(a_page_of_strangers_alone_does_not_end_the_round),
		cmocka_unit_test(an_address_beyond_all_measure_keeps_the_round_open),
		cmocka_unit_test(one_session_has_one_page),
		cmocka_unit_test(the_path_holds_the_session),
		cmocka_unit_test(plain_text_is_a_status_word),
		cmocka_unit_test(plain_text_without_a_session_is_of_the_gateway),
		cmocka_unit_test(requests_and_probes_go_by_the_same_transport),
		cmocka_unit_test(what_only_a_person_can_mend_is_a_fault_of_the_setup),
		cmocka_unit_test(a_body_that_repeats_a_secret_is_not_shown),
		cmocka_unit_test(two_instances_turn_their_own_pages),
		cmocka_unit_test(what_cannot_work_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
