/* test_http_transport.c - redirects, credentials, proxies, links.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "asked.h"

static void ask_by(struct fixture *f, struct asked *a, const char *path,
		   struct muzzle_transport transport)
{
	transport.size = sizeof(transport);
	ask(f, a, (struct muzzle_http){ .url = url_of(f, path), .transport = &transport });
}

static void redirects_are_followed_within_their_number_and_time(void **state)
{
	struct fixture *f = *state;
	struct asked a = { 0 };

	ask_by(f, &a, "/to=/echo?b", (struct muzzle_transport){ .redirects_max = 1 });
	assert_int_equal(a.answer.status, 200);
	assert_ptr_equal(strstr(a.body, "GET /echo?b HTTP/1.1\r\n"), a.body);
	ask_by(f, &a, "/to=/to=/echo", (struct muzzle_transport){ .redirects_max = 1 });
	assert_int_equal(a.answer.status, 302);
	assert_string_equal(a.body, "far");
	ask_by(f, &a, "/to=/to=/echo", (struct muzzle_transport){ .redirects_max = 2 });
	assert_int_equal(a.answer.status, 200);
	ask(f, &a,
	    (struct muzzle_http){
		    .url = url_of(f, "/to=/hang"),
		    .timeout_ms = 200,
		    .transport = &(struct muzzle_transport){ .redirects_max = 9 },
	    });
	assert_true(a.answer.timed_out);
	assert_in_range(a.answer.took_ms, 199, LOOPED_DEADLINE_MS);
}

static void a_redirect_to_anybody_else_gets_neither_key_nor_request(void **state)
{
	struct fixture *f = *state;
	struct odd_server other = { 0 };
	struct asked a = { 0 };
	char path[3][100];

	odd_start(&other);
	snprintf(path[0], sizeof(path[0]), "/to=http://127.0.0.1:%d/echo", other.port);
	snprintf(path[1], sizeof(path[1]), "/to=http://localhost:%d/echo", f->server.port);
	snprintf(path[2], sizeof(path[2]), "/to=https://127.0.0.1:%d/echo", f->server.port);
	for (int i = 0; i < 3; i++) {
		ask_by(f, &a, path[i], (struct muzzle_transport){ .redirects_max = 9 });
		assert_int_equal(a.answer.status, 302);
	}
	ask(f, &a, (struct muzzle_http){ .url = url_of(f, "/connection") });
	snprintf(path[0], sizeof(path[0]), "http://127.0.0.1:%d/connection", other.port);
	ask(f, &a, (struct muzzle_http){ .url = path[0] });
	assert_string_equal(a.body, "1"); /* nobody was there before */
	snprintf(path[1], sizeof(path[1]), "/to=http://127.0.0.1:%d/echo", f->server.port);
	ask_by(f, &a, path[1], (struct muzzle_transport){ .redirects_max = 1 });
	assert_int_equal(a.answer.status, 200);
	odd_stop(&other);
}

static void an_order_is_not_repeated_elsewhere(void **state)
{
	struct fixture *f = *state;
	struct asked a = { 0 };

	ask(f, &a,
	    (struct muzzle_http){
		    .method = "POST",
		    .url = url_of(f, "/to=/echo"),
		    .transport = &(struct muzzle_transport){ .redirects_max = 9 },
	    });
	assert_int_equal(a.answer.status, 302);
}

static void names_passwords_and_tokens_are_sent_as_asked(void **state)
{
	struct fixture *f = *state;
	struct asked a = { 0 };

	ask_by(f, &a, "/echo", (struct muzzle_transport){ .user = "me:pass:word" });
	assert_non_null(strstr(a.body, "\r\nAuthorization: Basic bWU6cGFzczp3b3Jk\r\n"));
	ask_by(f, &a, "/echo", (struct muzzle_transport){ .bearer = "t0ken" });
	assert_non_null(strstr(a.body, "\r\nAuthorization: Bearer t0ken\r\n"));
	ask_by(f, &a, "/echo", (struct muzzle_transport){ 0 });
	assert_null(strstr(a.body, "Authorization"));
}

static void a_proxy_is_used_where_one_is_named(void **state)
{
	struct fixture *f = *state;
	struct asked a = { 0 };
	struct muzzle_transport t = { .size = sizeof(t) };
	char proxy[100];

	snprintf(proxy, sizeof(proxy), "http://127.0.0.1:%d", f->server.port);
	t.proxy = proxy;
	assert_int_equal(setenv("no_proxy", "*", 1), 0);
	ask(f, &a, (struct muzzle_http){ .url = "http://gw.invalid/", .transport = &t });
	unsetenv("no_proxy");
	assert_int_equal(a.answer.status, 200);
	ask(f, &a, (struct muzzle_http){ .url = "http://gw.invalid/" });
	assert_int_equal(a.answer.status, 0);
	assert_false(a.answer.setup);
}

static void files_that_are_not_there_are_a_matter_of_the_setup(void **state)
{
	struct fixture *f = *state;
	struct asked a = { 0 };
	struct muzzle_transport t = { .size = sizeof(t), .ca_file = "/nowhere" };

	ask(f, &a, (struct muzzle_http){ .url = "https://127.0.0.1:1/", .transport = &t });
	assert_string_equal(a.why, "cannot connect: Connection refused");
	assert_false(a.answer.setup);
	snprintf(f->url, sizeof(f->url), "https://127.0.0.1:%d/", f->server.port);
	ask(f, &a, (struct muzzle_http){ .url = f->url, .transport = &t });
	assert_string_equal(a.why, "the file of authorities cannot be used");
	assert_true(a.answer.setup);
}

static void links_are_handed_on(void **state)
{
	struct fixture *f = *state;
	struct asked a = { 0 };

	ask(f, &a, (struct muzzle_http){ .url = url_of(f, "/link") });
	assert_string_equal(a.link, "</2>; rel=\"next\", </1>");
	ask(f, &a, (struct muzzle_http){ .url = url_of(f, "/connection") });
	assert_string_equal(a.link, "");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_fixture, end_fixture)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(redirects_are_followed_within_their_number_and_time),
		TEST(a_redirect_to_anybody_else_gets_neither_key_nor_request),
		TEST(an_order_is_not_repeated_elsewhere),
		TEST(names_passwords_and_tokens_are_sent_as_asked),
		TEST(a_proxy_is_used_where_one_is_named),
		TEST(files_that_are_not_there_are_a_matter_of_the_setup),
		TEST(links_are_handed_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
