/* test_http.c - requests against a server that answers oddly.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "asked.h"
#include "scratch.h"

#define HUNG_HOSTS 120

static void on_data(void *arg, const char *data, size_t bytes)
{
	struct asked *a = arg;

	(void)data;
	a->data_bytes += bytes;
	if (a->cancel_on_data)
		http_cancel(a->request);
}

static void start_stream(struct fixture *f, struct asked *a, const struct muzzle_http *req)
{
	const struct http_calls calls = { .data = on_data, .done = on_done, .arg = a };

	assert_int_equal(http_start(f->http, req, &calls, &a->request), 0);
}

static void an_answer_has_status_body_and_duration(void **state)
{
	struct fixture *f = *state;
	struct asked a = { 0 };

	ask(f, &a, (struct muzzle_http){ .url = url_of(f, "/connection") });
	assert_int_equal(a.answer.status, 200);
	assert_string_equal(a.body, "1");
	assert_string_equal(a.why, "HTTP 200");
	assert_false(a.answer.timed_out);
	assert_int_equal(a.answer.retry_after_ms, -1);
	assert_in_range(a.answer.took_ms, 0, LOOPED_DEADLINE_MS);
}

static void a_connection_is_kept_for_the_next_get_and_not_for_a_post(void **state)
{
	struct fixture *f = *state;
	struct asked a = { 0 };

	ask(f, &a, (struct muzzle_http){ .url = url_of(f, "/connection") });
	ask(f, &a, (struct muzzle_http){ .url = url_of(f, "/connection") });
	assert_string_equal(a.body, "1");
	ask(f, &a, (struct muzzle_http){ .method = "POST", .url = url_of(f, "/connection") });
	assert_string_equal(a.body, "2");
}

static void connections_to_many_hosts_are_kept_at_once(void **state)
{
	struct fixture *f = *state;
	struct odd_server servers[8] = { 0 };
	char url[100];

	for (int i = 0; i < 16; i++) {
		struct asked a = { 0 };

		if (i < 8)
			odd_start(&servers[i]);
		snprintf(url, sizeof(url), "http://127.0.0.1:%d/connection", servers[i % 8].port);
		ask(f, &a, (struct muzzle_http){ .url = url });
		assert_string_equal(a.body, "1");
	}
	for (int i = 0; i < 8; i++)
		odd_stop(&servers[i]);
}

static void a_get_survives_a_kept_connection_that_has_died(void **state)
{
	struct fixture *f = *state;
	struct asked a = { 0 };

	ask(f, &a, (struct muzzle_http){ .url = url_of(f, "/once") });
	ask(f, &a, (struct muzzle_http){ .url = url_of(f, "/connection") });
	assert_int_equal(a.answer.status, 200);
	assert_string_equal(a.body, "2");
}

static void method_headers_and_body_arrive_and_nothing_is_added(void **state)
{
	struct fixture *f = *state;
	struct asked a = { 0 };
	const char *const headers[] = { "X-Api-Key: s3cret", NULL };

	ask(f, &a,
	    (struct muzzle_http){ .method = "POST",
				  .url = url_of(f, "/echo?x=1"),
				  .headers = headers,
				  .body = "{\"a\":1}",
				  .body_bytes = 7 });
	assert_ptr_equal(strstr(a.body, "POST /echo?x=1 HTTP/1.1\r\n"), a.body);
	assert_non_null(strstr(a.body, "\r\nX-Api-Key: s3cret\r\n"));
	assert_non_null(strstr(a.body, "\r\n\r\n{\"a\":1}"));
	assert_null(strstr(a.body, "Content-Type"));
	ask(f, &a, (struct muzzle_http){ .method = "PUT", .url = url_of(f, "/echo") });
	assert_ptr_equal(strstr(a.body, "PUT /echo HTTP/1.1\r\n"), a.body);
	assert_non_null(strstr(a.body, "Content-Length: 0\r\n"));
	ask(f, &a, (struct muzzle_http){ .url = url_of(f, "/echo") });
	assert_ptr_equal(strstr(a.body, "GET /echo HTTP/1.1\r\n"), a.body);
	assert_null(strstr(a.body, "Content-Length"));
}

static void a_header_with_a_line_break_is_refused(void **state)
{
	struct fixture *f = *state;
	struct asked a = { 0 };
	const struct http_calls calls = { .done = on_done, .arg = &a };
	const char *const headers[] = { "X-Api-Key: a\r\nX-Forged: b", NULL };
	const struct muzzle_http req = { .url = url_of(f, "/echo"), .headers = headers };

	assert_int_equal(http_start(f->http, &req, &calls, &a.request), -EINVAL);
	assert_int_equal(http_start(f->http, &(struct muzzle_http){ 0 }, &calls, &a.request),
			 -EINVAL);
	loop_turn(&f->loop, 20);
	assert_int_equal(a.done, 0);
}

static void a_redirect_is_an_answer_like_any_other(void **state)
{
	struct fixture *f = *state;
	struct asked a = { 0 };

	ask(f, &a, (struct muzzle_http){ .url = url_of(f, "/redirect") });
	assert_int_equal(a.answer.status, 302);
}

static void a_bad_status_keeps_its_body_and_retry_after(void **state)
{
	struct fixture *f = *state;
	struct asked a = { 0 };

	ask(f, &a, (struct muzzle_http){ .url = url_of(f, "/busy") });
	assert_int_equal(a.answer.status, 503);
	assert_string_equal(a.body, "busy");
	assert_int_equal(a.answer.retry_after_ms, 7000);
}

static void a_server_that_wants_to_be_left_alone_for_ever_has_a_day(void **state)
{
	struct fixture *f = *state;
	struct asked a = { 0 };

	ask(f, &a, (struct muzzle_http){ .url = url_of(f, "/never") });
	assert_int_equal(a.answer.retry_after_ms, 24 * 3600 * 1000);
}

static void assert_no_answer(struct fixture *f, const char *path, const char *why)
{
	struct asked a = { 0 };

	ask(f, &a, (struct muzzle_http){ .url = url_of(f, path) });
	assert_int_equal(a.answer.status, 0);
	assert_false(a.answer.timed_out);
	assert_string_equal(a.why, why);
}

static void a_broken_answer_is_none_and_says_why_without_the_url(void **state)
{
	struct fixture *f = *state;

	assert_no_answer(f, "/truncated?token=s3cret", "the answer broke off");
	assert_no_answer(f, "/close?token=s3cret", "the connection was closed without an answer");
	assert_no_answer(f, "/garbage?token=s3cret", "the answer is not HTTP");
}

static void a_refused_connection_says_so(void **state)
{
	struct fixture *f = *state;
	struct asked a = { 0 };

	odd_stop(&f->server);
	ask(f, &a, (struct muzzle_http){ .url = url_of(f, "/") });
	assert_int_equal(a.answer.status, 0);
	assert_string_equal(a.why, "cannot connect: Connection refused");
	odd_start(&f->server);
}

static void urls_that_cannot_be_are_told_through_done(void **state)
{
	struct fixture *f = *state;
	struct asked a = { 0 };

	ask(f, &a, (struct muzzle_http){ .url = "http://127.0.0.1:99999/?token=s3cret" });
	assert_string_equal(a.why, "the url cannot be read");
	ask(f, &a, (struct muzzle_http){ .url = "file:///etc/passwd" });
	assert_string_equal(a.why, "neither http nor https");
	ask(f, &a, (struct muzzle_http){ .url = "ftp://127.0.0.1/x" });
	assert_int_equal(a.answer.status, 0);
}

static void a_body_beyond_its_limit_is_no_answer(void **state)
{
	struct fixture *f = *state;
	struct asked a = { 0 };

	ask(f, &a, (struct muzzle_http){ .url = url_of(f, "/big"), .max_body_bytes = 99999 });
	assert_int_equal(a.answer.status, 0);
	assert_string_equal(a.why, "the body is longer than 99999 bytes");
	assert_int_equal(a.answer.header_status, 200);
	ask(f, &a, (struct muzzle_http){ .url = url_of(f, "/big"), .max_body_bytes = 100000 });
	assert_int_equal(a.answer.status, 200);
	assert_int_equal(a.answer.body_bytes, 100000);
}

static void no_answer_in_time_is_a_timeout(void **state)
{
	struct fixture *f = *state;
	struct asked a = { 0 };

	ask(f, &a, (struct muzzle_http){ .url = url_of(f, "/hang"), .timeout_ms = 100 });
	assert_int_equal(a.answer.status, 0);
	assert_int_equal(a.answer.header_status, 0);
	assert_true(a.answer.timed_out);
	assert_string_equal(a.why, "timeout");
	assert_in_range(a.answer.took_ms, 99, LOOPED_DEADLINE_MS);
}

static void a_unix_socket_is_as_good_as_the_network(void **state)
{
	struct fixture *f = *state;
	struct scratch scratch = scratch_make();
	struct odd_server server = { 0 };
	struct asked a = { 0 };
	char path[100];

	scratch_write(&scratch, "file", "");
	snprintf(path, sizeof(path), "%s/sock", scratch.dir);
	odd_start_unix(&server, path);
	ask(f, &a, (struct muzzle_http){ .url = "http://docker/echo", .unix_socket = path });
	assert_int_equal(a.answer.status, 200);
	assert_non_null(strstr(a.body, "Host: docker\r\n"));
	odd_stop(&server);
	ask(f, &a, (struct muzzle_http){ .url = "http://docker/echo", .unix_socket = "/nowhere" });
	assert_int_equal(a.answer.status, 0);
	scratch_remove(&scratch);
}

static void proxies_of_the_environment_are_not_used(void **state)
{
	struct fixture *f = *state;
	struct asked a = { 0 };

	assert_int_equal(setenv("http_proxy", "http://127.0.0.1:1", 1), 0);
	ask(f, &a, (struct muzzle_http){ .url = url_of(f, "/connection") });
	unsetenv("http_proxy");
	assert_int_equal(a.answer.status, 200);
}

static void a_stream_is_told_as_it_comes_and_has_no_timeout_after_its_header(void **state)
{
	struct fixture *f = *state;
	struct asked a = { 0 };
	const struct muzzle_http req = { .url = url_of(f, "/stream"), .timeout_ms = 3000 };
	int64_t from_ms = clock_boot_ms();

	start_stream(f, &a, &req);
	LOOPED_UNTIL(&f->loop, a.data_bytes == 12);
	LOOPED_UNTIL(&f->loop, clock_boot_ms() - from_ms > 3500);
	assert_int_equal(a.done, 0);
	odd_stop(&f->server);
	LOOPED_UNTIL(&f->loop, a.done);
	assert_int_equal(a.answer.body_bytes, 0);
	odd_start(&f->server);
}

static void a_stream_without_a_header_in_time_is_a_timeout(void **state)
{
	struct fixture *f = *state;
	struct asked a = { 0 };
	const struct muzzle_http req = { .url = url_of(f, "/hang"), .timeout_ms = 100 };

	start_stream(f, &a, &req);
	LOOPED_UNTIL(&f->loop, a.done);
	assert_true(a.answer.timed_out);
}

static void a_stream_can_be_cancelled_inside_its_data(void **state)
{
	struct fixture *f = *state;
	struct asked a = { .cancel_on_data = true };
	const struct muzzle_http req = { .url = url_of(f, "/stream") };

	start_stream(f, &a, &req);
	LOOPED_UNTIL(&f->loop, a.data_bytes);
	loop_turn(&f->loop, 50);
	assert_int_equal(a.done, 0);
}

static void a_cancelled_request_is_not_heard_of(void **state)
{
	struct fixture *f = *state;
	struct asked a = { 0 }, b = { 0 };

	start(f, &a, &(struct muzzle_http){ .url = url_of(f, "/connection") });
	http_cancel(a.request);
	ask(f, &b, (struct muzzle_http){ .url = url_of(f, "/connection") });
	assert_int_equal(a.done, 0);
}

static void on_done_ask_again(void *arg, const struct muzzle_answer *answer)
{
	struct asked *a = arg;
	const struct http_calls calls = { .done = on_done_ask_again, .arg = a };
	const struct muzzle_http req = { .url = url_of(a->fixture, "/connection") };

	on_done(arg, answer);
	if (a->done < 10)
		assert_int_equal(http_start(a->fixture->http, &req, &calls, &a->request), 0);
}

static void a_request_can_be_started_inside_the_answer_of_another(void **state)
{
	struct fixture *f = *state;
	struct asked a = { .fixture = f };
	const struct http_calls calls = { .done = on_done_ask_again, .arg = &a };
	const struct muzzle_http req = { .url = url_of(f, "/connection") };

	assert_int_equal(http_start(f->http, &req, &calls, &a.request), 0);
	LOOPED_UNTIL(&f->loop, a.done == 10);
	assert_string_equal(a.body, "1");
}

static void many_hung_hosts_delay_nobody(void **state)
{
	struct fixture *f = *state;
	static struct asked hung[HUNG_HOSTS];
	struct asked a = { 0 };

	memset(hung, 0, sizeof(hung));
	for (int i = 0; i < HUNG_HOSTS; i++)
		start(f, &hung[i], &(struct muzzle_http){ .url = url_of(f, "/hang") });
	for (int i = 0; i < 20; i++) {
		ask(f, &a, (struct muzzle_http){ .url = url_of(f, "/connection") });
		assert_int_equal(a.answer.status, 200);
		assert_true(i == 0 || a.answer.took_ms < 10000);
	}
	for (int i = 0; i < HUNG_HOSTS; i++)
		assert_int_equal(hung[i].done, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_fixture, end_fixture)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_answer_has_status_body_and_duration),
		TEST(a_connection_is_kept_for_the_next_get_and_not_for_a_post),
		TEST(connections_to_many_hosts_are_kept_at_once),
		TEST(a_get_survives_a_kept_connection_that_has_died),
		TEST(method_headers_and_body_arrive_and_nothing_is_added),
		TEST(a_header_with_a_line_break_is_refused),
		TEST(a_redirect_is_an_answer_like_any_other),
		TEST(a_bad_status_keeps_its_body_and_retry_after),
		TEST(a_server_that_wants_to_be_left_alone_for_ever_has_a_day),
		TEST(a_broken_answer_is_none_and_says_why_without_the_url),
		TEST(a_refused_connection_says_so),
		TEST(urls_that_cannot_be_are_told_through_done),
		TEST(a_body_beyond_its_limit_is_no_answer),
		TEST(no_answer_in_time_is_a_timeout),
		TEST(a_unix_socket_is_as_good_as_the_network),
		TEST(proxies_of_the_environment_are_not_used),
		TEST(a_stream_is_told_as_it_comes_and_has_no_timeout_after_its_header),
		TEST(a_stream_without_a_header_in_time_is_a_timeout),
		TEST(a_stream_can_be_cancelled_inside_its_data),
		TEST(a_cancelled_request_is_not_heard_of),
		TEST(a_request_can_be_started_inside_the_answer_of_another),
		TEST(many_hung_hosts_delay_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
