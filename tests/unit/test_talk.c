/* test_talk.c - mail and MQTT with servers that say what a test has them say.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>

#include <cmocka.h>

#include "asked.h"
#include "line_server.h"

#define HELLO                                                         \
	{ .say = "220 hi\r\n", .until = "EHLO" },                     \
	{                                                             \
		.say = "250-box\r\n250 8BITMIME\r\n", .until = "MAIL" \
	}

static const char *const ann_and_bob[] = { "ann@box.example", "bob@box.example", NULL };

static const struct muzzle_mail plain_mail = {
	.size = sizeof(plain_mail), .from = "muzzle@box.example", .to = ann_and_bob, .plain = true
};

/* Asks the server for what the steps are an answer to; fast: within a time that no hanging allows. */
static void talk(struct fixture *f, struct asked *a, struct line_server *t, struct muzzle_http req)
{
	char url[200];

	snprintf(url, sizeof(url), "%s://127.0.0.1:%d/%s", req.mail ? "smtp" : "mqtt", t->port,
		 req.mail ? "" : "boxes/a%20b");
	req.url = url;
	req.timeout_ms = req.timeout_ms ? req.timeout_ms : LOOPED_DEADLINE_MS;
	ask(f, a, req);
}

static void send_mail(struct fixture *f, struct asked *a, struct line_server *t,
		      const struct line_server_step *steps)
{
	static const char body[] = "Subject: x\r\n\r\n.a dot\r\n..\r\n.";

	line_server_start(t, steps);
	talk(f, a, t,
	     (struct muzzle_http){
		     .mail = &plain_mail, .body = body, .body_bytes = sizeof(body) - 1 });
}

static void a_mail_reaches_all_its_recipients_with_its_dots(void **state)
{
	static const struct line_server_step steps[] = {
		HELLO,
		{ .say = "250 ok\r\n", .until = "RCPT" },
		{ .say = "250 ok\r\n", .until = "RCPT" },
		{ .say = "250 ok\r\n", .until = "DATA" },
		{ .say = "354 go\r\n", .until = "\r\n.\r\n" },
		{ .say = "250-2.0.0 Ok\r\n250 queued\r\n", .until = "" },
	};
	struct asked a = { 0 };
	struct line_server t;

	send_mail(*state, &a, &t, steps);
	assert_int_equal(a.answer.status, 250);
	assert_string_equal(a.why, "SMTP 250");
	assert_string_equal(a.body, "");
	line_server_join(&t);
	assert_non_null(strstr(t.heard->data,
			       "MAIL FROM:<muzzle@box.example>\r\nRCPT TO:<ann@box.example>\r\n"
			       "RCPT TO:<bob@box.example>\r\nDATA\r\n"
			       "Subject: x\r\n\r\n..a dot\r\n...\r\n..\r\n.\r\nQUIT\r\n"));
	line_server_stop(&t);
}

static void who_is_refused_is_told_and_the_other_gets_it(void **state)
{
	static const struct line_server_step steps[] = {
		HELLO,
		{ .say = "250 ok\r\n", .until = "RCPT" },
		{ .say = "550-5.1.1 no\r\n550 no such user\r\n", .until = "RCPT" },
		{ .say = "250 ok\r\n", .until = "DATA" },
		{ .say = "354 go\r\n", .until = "\r\n.\r\n" },
		{ .say = "250 queued\r\n", .until = "" },
	};
	struct asked a = { 0 };
	struct line_server t;

	send_mail(*state, &a, &t, steps);
	assert_int_equal(a.answer.status, 250);
	assert_string_equal(a.body, "ann@box.example: 550 no such user");
	line_server_stop(&t);
}

static void where_all_are_refused_what_may_pass_counts(void **state)
{
	static const struct line_server_step steps[] = {
		HELLO,
		{ .say = "250 ok\r\n", .until = "RCPT" },
		{ .say = "450 4.2.0 greylisted\r\n", .until = "RCPT" },
		{ .say = "550 no such user\r\n", .until = "" },
	};
	struct asked a = { 0 };
	struct line_server t;

	send_mail(*state, &a, &t, steps);
	assert_int_equal(a.answer.status, 450);
	assert_string_equal(a.body, "ann@box.example: 450 4.2.0 greylisted; "
				    "bob@box.example: 550 no such user");
	line_server_join(&t);
	assert_null(strstr(t.heard->data, "DATA"));
	line_server_stop(&t);
}

/* Each is what a server says, and what is made of it. */
static void a_server_that_refuses_is_quoted(void **state)
{
	static const struct {
		struct line_server_step steps[6];
		int status;
		const char *why, *body;
		bool setup;
	} cases[] = {
		{ { { .say = "554 no\r\n", .until = "" } }, 554, "SMTP 554", "554 no\r\n", false },
		{ { HELLO, { .say = "452 full\r\n", .until = "" } },
		  452,
		  "SMTP 452",
		  "452 full",
		  false },
		{ { HELLO,
		    { .say = "250 ok\r\n", .until = "RCPT" },
		    { .say = "250 ok\r\n", .until = "RCPT" },
		    { .say = "250 ok\r\n", .until = "DATA" },
		    { .say = "503 why\r\n", .until = "" } },
		  503,
		  "SMTP 503",
		  "503 why",
		  false },
		{ { HELLO, { .say = "hello?\r\n", .until = "" } },
		  0,
		  "the answer is not SMTP",
		  "",
		  false },
		{ { HELLO, { .say = "250 ok\r\n", .until = "RCPT" }, { .say = "" } },
		  0,
		  "the connection was closed without an answer",
		  "",
		  false },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct asked a = { 0 };
		struct line_server t;

		send_mail(*state, &a, &t, cases[i].steps);
		assert_int_equal(a.answer.status, cases[i].status);
		assert_string_equal(a.why, cases[i].why);
		assert_string_equal(a.body, cases[i].body);
		assert_int_equal(a.answer.setup, cases[i].setup);
		line_server_stop(&t);
	}
}

/* Meanwhile the loop must turn: libcurl itself would wait inside of one call. */
static void a_server_that_hangs_at_the_end_holds_nobody_up(void **state)
{
	static const struct line_server_step steps[] = {
		HELLO,
		{ .say = "250 ok\r\n", .until = "RCPT" },
		{ .say = "250 ok\r\n", .until = "RCPT" },
		{ .say = "250 ok\r\n", .until = "DATA" },
		{ .say = "354 go\r\n", .until = "" },
	};
	struct fixture *f = *state;
	int64_t before_ms, longest_ms = 0;
	struct asked a = { .fixture = f };
	struct line_server t;
	char url[60];
	struct muzzle_http req = {
		.size = sizeof(req), .url = url, .mail = &plain_mail, .timeout_ms = 6000
	};

	line_server_start(&t, steps);
	snprintf(url, sizeof(url), "smtp://127.0.0.1:%d", t.port);
	start(f, &a, &req);
	while (!a.done) {
		before_ms = clock_boot_ms();
		loop_turn(&f->loop, 1);
		if (clock_boot_ms() - before_ms > longest_ms)
			longest_ms = clock_boot_ms() - before_ms;
	}
	assert_true(a.answer.timed_out);
	assert_int_equal(a.answer.status, 0);
	assert_in_range(longest_ms, 0, 3000); /* a machine may be slow, but not so long */
	assert_true(a.answer.took_ms >= 6000);
	line_server_stop(&t);
}

static void a_refused_login_and_a_hanging_farewell_hold_nobody_up(void **state)
{
	static const struct line_server_step steps[] = {
		{ .say = "220 hi\r\n", .until = "EHLO" },
		{ .say = "250-box\r\n250 AUTH PLAIN\r\n", .until = "AUTH" },
		{ .say = "535 5.7.8 wrong\r\n", .until = "" },
	};
	const struct muzzle_transport user = { .size = sizeof(user), .user = "ann:s3cret" };
	struct asked a = { 0 };
	struct line_server t;

	line_server_start(&t, steps);
	talk(*state, &a, &t, (struct muzzle_http){ .mail = &plain_mail, .transport = &user });
	assert_int_equal(a.answer.status, 535);
	assert_string_equal(a.why, "the server does not take our name and password");
	assert_string_equal(a.body, "535 5.7.8 wrong\r\n");
	assert_in_range(a.answer.took_ms, 0, LOOPED_DEADLINE_MS / 2);
	line_server_stop(&t);
}

static void without_starttls_no_mail_is_sent_in_the_clear(void **state)
{
	static const struct line_server_step steps[] = { HELLO };
	struct muzzle_mail mail = plain_mail;
	struct asked a = { 0 };
	struct line_server t;

	mail.plain = false;
	line_server_start(&t, steps);
	talk(*state, &a, &t, (struct muzzle_http){ .mail = &mail });
	assert_int_equal(a.answer.status, 0);
	assert_string_equal(a.why, "the server offers no STARTTLS");
	assert_true(a.answer.setup);
	line_server_join(&t);
	assert_null(strstr(t.heard->data, "MAIL"));
	line_server_stop(&t);
}

static void publish(struct fixture *f, struct asked *a, struct line_server *t,
		    const struct line_server_step *steps)
{
	static const struct muzzle_transport user = { .size = sizeof(user), .user = "ann:pw" };

	line_server_start(t, steps);
	talk(f, a, t, (struct muzzle_http){ .transport = &user, .body = "hello", .body_bytes = 5 });
}

static void what_is_published_counts_once_the_broker_has_it(void **state)
{
	static const struct line_server_step steps[] = {
		{ .say = "", .until = "pw" },
		{ .say = "\x20\x02\0\0", .bytes = 4, .until = "hello" },
		{ .say = "\x40\x02\0\1", .bytes = 4, .until = "" },
	};
	static const char publish_and_leave[] = "\x32\x12\0\x09"
						"boxes/a b\0\1hello\xe0";
	struct asked a = { 0 };
	struct line_server t;

	publish(*state, &a, &t, steps);
	assert_int_equal(a.answer.status, 200);
	assert_string_equal(a.why, "MQTT 200");
	line_server_join(&t);
	assert_non_null(memmem(t.heard->data, t.heard->bytes, publish_and_leave,
			       sizeof(publish_and_leave)));
	line_server_stop(&t);
}

/* As long as it has not said so, it may have lost it: libcurl's own MQTT would call that a success. */
static void a_broker_that_dies_with_the_message_has_not_got_it(void **state)
{
	static const struct line_server_step steps[] = {
		{ .say = "", .until = "pw" },
		{ .say = "\x20\x02\0\0", .bytes = 4, .until = "hello" },
		{ .say = "" },
	};
	struct asked a = { 0 };
	struct line_server t;

	publish(*state, &a, &t, steps);
	assert_int_equal(a.answer.status, 0);
	assert_false(a.answer.setup);
	assert_string_equal(a.why, "the connection was closed without an answer");
	line_server_stop(&t);
}

static void a_broker_that_does_not_want_us_is_told_from_one_that_is_busy(void **state)
{
	static const struct {
		const char *connack, *why;
		bool setup;
	} cases[] = {
		{ "\x20\x02\0\3", "the broker is not available", false },
		{ "\x20\x02\0\4", "the broker does not take our name and password", true },
		{ "HTTP", "the answer is not MQTT", false },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct line_server_step steps[] = {
			{ .say = "", .until = "pw" },
			{ .say = cases[i].connack, .bytes = 4, .until = "" },
		};
		struct asked a = { 0 };
		struct line_server t;

		publish(*state, &a, &t, steps);
		assert_int_equal(a.answer.status, 0);
		assert_string_equal(a.why, cases[i].why);
		assert_int_equal(a.answer.setup, cases[i].setup);
		line_server_stop(&t);
	}
}

static void what_could_be_read_as_another_command_is_refused(void **state)
{
	static const char *const nobody[] = { NULL }, *const smuggled[] = { "a\r\nDATA", NULL };
	const struct muzzle_mail none = { .size = sizeof(none), .from = "a@b", .to = nobody };
	const struct muzzle_mail bad = { .size = sizeof(bad), .from = "a@b", .to = smuggled };
	const struct muzzle_http cases[] = {
		{ .url = "smtp://127.0.0.1" },
		{ .url = "smtp://127.0.0.1", .mail = &none },
		{ .url = "smtp://127.0.0.1", .mail = &bad },
		{ .url = "mqtt://127.0.0.1" },
		{ .url = "mqtt://127.0.0.1/all/%23" },
	};
	const struct http_calls calls = { .done = on_done };
	struct fixture *f = *state;
	struct http_request *request;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(http_start(f->http, &cases[i], &calls, &request), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_mail_reaches_all_its_recipients_with_its_dots,
						make_fixture, end_fixture),
		cmocka_unit_test_setup_teardown(who_is_refused_is_told_and_the_other_gets_it,
						make_fixture, end_fixture),
		cmocka_unit_test_setup_teardown(where_all_are_refused_what_may_pass_counts,
						make_fixture, end_fixture),
		cmocka_unit_test_setup_teardown(a_server_that_refuses_is_quoted, make_fixture,
						end_fixture),
		cmocka_unit_test_setup_teardown(a_server_that_hangs_at_the_end_holds_nobody_up,
						make_fixture, end_fixture),
		cmocka_unit_test_setup_teardown(
			a_refused_login_and_a_hanging_farewell_hold_nobody_up, make_fixture,
			end_fixture),
		cmocka_unit_test_setup_teardown(without_starttls_no_mail_is_sent_in_the_clear,
						make_fixture, end_fixture),
		cmocka_unit_test_setup_teardown(what_is_published_counts_once_the_broker_has_it,
						make_fixture, end_fixture),
		cmocka_unit_test_setup_teardown(a_broker_that_dies_with_the_message_has_not_got_it,
						make_fixture, end_fixture),
		cmocka_unit_test_setup_teardown(
			a_broker_that_does_not_want_us_is_told_from_one_that_is_busy, make_fixture,
			end_fixture),
		cmocka_unit_test_setup_teardown(what_could_be_read_as_another_command_is_refused,
						make_fixture, end_fixture),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
