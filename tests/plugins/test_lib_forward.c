/* test_lib_forward.c - requests passed on: what goes out, in which order, how many wait.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "fake_queue.h"
#include "url.h"

static void without_a_url_nothing_is_forwarded(void **state)
{
	struct fake_queue b;

	(void)state;
	fake_queue_begin(&b, 10);
	b.forward.url = NULL;
	fake_queue_take(&b, "s1", "x");
	forward_report_fault(&b.forward);
	assert_null(fake_pending(b.inst, 0));
	assert_null(forward_find_flaw(&b.forward));
	fake_queue_end(&b);
}

static void a_bad_url_is_refused_with_the_form(void **state)
{
	struct forward f = { .url = "consumer:4000" };

	(void)state;
	assert_string_equal(forward_find_flaw(&f), "forward " URL_FORM);
}

static void the_request_is_the_same_but_for_its_connection(void **state)
{
	static const char *const headers[][2] = {
		{ "Accept", "application/json, text/plain, */*" },
		{ "Content-Type", "application/json" },
		{ "User-Agent", "WAHA/2026.2.1" },
		{ "X-Webhook-Hmac", "5143" },
		{ "X-Empty", "" },
		{ "Host", "127.0.0.1:4010" },
		{ "Content-Length", "3" },
		{ "Connection", "keep-alive" },
		{ "keep-alive", "timeout=5" },
		{ "TE", "trailers" },
		{ "Trailer", "X" },
		{ "transfer-encoding", "chunked" },
		{ "Upgrade", "h2c" },
		{ "Expect", "100-continue" },
		{ "Proxy-Authorization", "Basic x" },
		{ "X-Split", "a\r\nHost: evil" },
	};
	struct forward_head head = { .bytes = 0 };
	struct forward_request r = { .method = "PUT",
				     .query = "a=1&b=%20",
				     .head = &head,
				     .body = "\1\n3",
				     .body_bytes = 3 };
	const struct muzzle_http *req;
	struct fake_queue b;

	(void)state;
	fake_queue_begin(&b, 10);
	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++)
		forward_add_header(&head, headers[i][0], headers[i][1]);
	forward_take(&b.forward, &r);
	req = &fake_pending(b.inst, 0)->req;
	assert_string_equal(req->method, "PUT");
	assert_string_equal(req->url, FAKE_QUEUE_URL "?a=1&b=%20");
	assert_string_equal(req->body, "\1\n3");
	assert_int_equal(req->body_bytes, 3);
	assert_int_equal(req->timeout_ms, 10000);
	assert_string_equal(req->headers[0], "Accept: application/json, text/plain, */*");
	assert_string_equal(req->headers[3], "X-Webhook-Hmac: 5143");
	assert_string_equal(req->headers[4], "X-Empty;");
	assert_non_null(strstr(req->headers[5], "Via: 1.1 muzzle-"));
	assert_null(req->headers[6]);
	fake_queue_end(&b);
}

static void what_comes_round_is_not_sent_round_again(void **state)
{
	struct forward_head head = { .bytes = 0 };
	struct forward_request r = { .method = "POST", .head = &head, .body = "" };
	struct fake_queue b, other;

	(void)state;
	fake_queue_begin(&b, 10);
	fake_queue_begin(&other, 10);
	forward_add_header(&head, "Via", "1.1 proxy");
	forward_take(&b.forward, &r);
	assert_string_equal(fake_header(fake_pending(b.inst, 0), "Via"), "1.1 proxy");
	assert_non_null(strstr(fake_pending(b.inst, 0)->req.headers[1], "muzzle-"));
	forward_add_header(&head, "via", strchr(fake_pending(b.inst, 0)->req.headers[1], ' ') + 1);
	forward_take(&b.forward, &r);
	fake_queue_assert_gauges(&b, 0, 1, 1);
	assert_non_null(fake_logged(b.inst, "`forward` leads back to muzzle"));
	forward_take(&other.forward, &r); /* a chain is no circle */
	fake_queue_assert_gauges(&other, 0, 1, 0);
	fake_queue_end(&other);
	fake_queue_end(&b);
}

static void a_query_goes_behind_that_of_the_url_and_a_bad_one_nowhere(void **state)
{
	struct forward_head head = { .bytes = 0 };
	struct forward_request r = { .method = "POST", .query = "b=2", .head = &head, .body = "" };
	struct fake_queue b;

	(void)state;
	fake_queue_begin(&b, 10);
	b.forward.url = FAKE_QUEUE_URL "?a=1";
	forward_take(&b.forward, &r);
	assert_string_equal(fake_pending(b.inst, 0)->req.url, FAKE_QUEUE_URL "?a=1&b=2");
	r.session = "other";
	r.query = "b=2 HTTP/1.1\r\nX: y";
	forward_take(&b.forward, &r);
	assert_string_equal(fake_pending(b.inst, 1)->req.url, FAKE_QUEUE_URL "?a=1");
	fake_queue_end(&b);
}

static void too_many_headers_leave_out_the_last(void **state)
{
	struct forward_head head = { .bytes = 0 };
	static char large[FORWARD_HEAD_BYTES];

	(void)state;
	memset(large, 'x', sizeof(large) - 1);
	forward_add_header(&head, "X-Large", large);
	assert_int_equal(head.count, 0);
	for (int i = 0; i < 2 * FORWARD_HEADERS_MAX; i++)
		forward_add_header(&head, "X", "y");
	assert_int_equal(head.count, FORWARD_HEADERS_MAX);
}

static void a_session_keeps_its_order_and_others_do_not_wait_for_it(void **state)
{
	struct fake_queue b;

	(void)state;
	fake_queue_begin(&b, 100);
	fake_queue_take(&b, "s1", "a1");
	fake_queue_take(&b, "s1", "a2");
	fake_queue_take(&b, "s2", "b1");
	fake_queue_take(&b, "s3", "c1");
	fake_queue_take(&b, "s4", "d1");
	fake_queue_take(&b, "s5", "e1");
	fake_queue_assert_sending(&b, "a1 b1 c1 d1"); /* four at once */
	fake_answer(b.inst, 200, "");
	fake_queue_assert_sending(&b, "b1 c1 d1 a2");
	fake_answer(b.inst, 201, "");
	fake_queue_assert_sending(&b, "c1 d1 a2 e1");
	fake_queue_assert_gauges(&b, 2, 4, 0);
	fake_queue_end(&b);
}

static void a_refused_request_is_tried_again_before_its_successor(void **state)
{
	struct fake_queue b;

	(void)state;
	fake_queue_begin(&b, 100);
	fake_queue_take(&b, "s1", "a1");
	fake_queue_take(&b, "s1", "a2");
	fake_answer(b.inst, 500, "");
	fake_queue_assert_sending(&b, "");
	fake_advance(b.inst, 999);
	fake_queue_assert_sending(&b, "");
	fake_advance(b.inst, 1);
	fake_queue_assert_sending(&b, "a1");
	fake_answer(b.inst, 200, "");
	fake_queue_assert_sending(&b, "a2");
	fake_queue_end(&b);
}

static void retry_after_is_granted_up_to_an_hour(void **state)
{
	struct muzzle_answer busy = { .status = 429, .retry_after_ms = 30000 };
	struct fake_queue b;

	(void)state;
	fake_queue_begin(&b, 100);
	fake_queue_take(&b, "s1", "a1");
	fake_answer_to(b.inst, fake_pending(b.inst, 0), &busy);
	fake_queue_take(&b, "s2", "b1");
	fake_advance(b.inst, 29999);
	fake_queue_assert_sending(&b, "");
	fake_advance(b.inst, 1);
	busy.retry_after_ms = 86400000;
	fake_answer_to(b.inst, fake_pending(b.inst, 0), &busy);
	fake_advance(b.inst, 3600000);
	assert_non_null(fake_pending(b.inst, 1));
	fake_queue_end(&b);
}

static void a_full_queue_drops_its_oldest(void **state)
{
	char text[16];
	struct fake_queue b;

	(void)state;
	fake_queue_begin(&b, 5);
	for (int i = 1; i <= 12; i++) {
		snprintf(text, sizeof(text), "a%d", i);
		fake_queue_take(&b, "s1", text);
	}
	fake_queue_assert_gauges(&b, 0, 5, 7);
	assert_non_null(fake_logged(b.inst, "forward: requests lost dropped=1 failed=0 why=the "
					    "queue is full"));
	assert_int_equal(b.inst->logs, 1);   /* not a line for each */
	fake_queue_assert_sending(&b, "a1"); /* on its way: it stays */
	for (int i = 9; i <= 12; i++) {
		fake_answer(b.inst, 200, "");
		snprintf(text, sizeof(text), "a%d", i);
		fake_queue_assert_sending(&b, text);
	}
	fake_answer(b.inst, 200, "");
	fake_queue_assert_gauges(&b, 5, 0, 7);
	fake_queue_end(&b);
}

static void bytes_are_bounded_as_well_as_the_count(void **state)
{
	static char body[30000];
	struct fake_queue b;

	(void)state;
	memset(body, 'x', sizeof(body) - 1);
	fake_queue_begin(&b, 100);
	fake_queue_take(&b, "s1", body);
	fake_queue_take(&b, "s1", body);
	fake_queue_assert_gauges(&b, 0, 2, 0);
	fake_queue_take(&b, "s1", body);
	fake_queue_assert_gauges(&b, 0, 2, 1);
	b.forward.bytes_max = 20000;
	fake_queue_take(&b, "s2", body); /* it alone is too much */
	fake_queue_assert_gauges(&b, 0, 2, 2);
	fake_queue_end(&b);
}

static void when_all_are_on_their_way_the_new_one_is_dropped(void **state)
{
	struct fake_queue b;

	(void)state;
	fake_queue_begin(&b, 2);
	fake_queue_take(&b, "s1", "a1");
	fake_queue_take(&b, "s2", "b1");
	fake_queue_take(&b, "s3", "c1");
	fake_queue_assert_sending(&b, "a1 b1");
	fake_queue_assert_gauges(&b, 0, 2, 1);
	fake_queue_end(&b);
}

static void a_request_that_cannot_be_made_is_a_failure_like_any_other(void **state)
{
	struct fake_queue b;

	(void)state;
	fake_queue_begin(&b, 100);
	b.inst->refuse_http = true;
	fake_queue_take(&b, "s1", "a1");
	fake_queue_assert_gauges(&b, 0, 1, 0);
	b.inst->refuse_http = false;
	fake_advance(b.inst, 1000);
	fake_queue_assert_sending(&b, "a1");
	fake_queue_end(&b);
}

static void what_waits_at_the_end_is_said_to_be_lost(void **state)
{
	struct fake_queue b;

	(void)state;
	fake_queue_begin(&b, 100);
	fake_queue_take(&b, "s1", "a1");
	fake_queue_take(&b, "s1", "a2");
	forward_fini(&b.forward);
	assert_non_null(fake_logged(b.inst, "requests lost with the queue waiting=2"));
	assert_null(b.forward.first);
	fake_close(b.inst);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_url_nothing_is_forwarded),
		cmocka_unit_test(a_bad_url_is_refused_with_the_form),
		cmocka_unit_test(the_request_is_the_same_but_for_its_connection),
		cmocka_unit_test(what_comes_round_is_not_sent_round_again),
		cmocka_unit_test(a_query_goes_behind_that_of_the_url_and_a_bad_one_nowhere),
		cmocka_unit_test(too_many_headers_leave_out_the_last),
		cmocka_unit_test(a_session_keeps_its_order_and_others_do_not_wait_for_it),
		cmocka_unit_test(a_refused_request_is_tried_again_before_its_successor),
		cmocka_unit_test(retry_after_is_granted_up_to_an_hour),
		cmocka_unit_test(a_full_queue_drops_its_oldest),
		cmocka_unit_test(bytes_are_bounded_as_well_as_the_count),
		cmocka_unit_test(when_all_are_on_their_way_the_new_one_is_dropped),
		cmocka_unit_test(a_request_that_cannot_be_made_is_a_failure_like_any_other),
		cmocka_unit_test(what_waits_at_the_end_is_said_to_be_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
