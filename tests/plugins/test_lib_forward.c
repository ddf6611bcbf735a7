/* test_lib_forward.c - requests passed on to a consumer that may be away, in invented time.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "fake_host.h"
#include "forward.h"

#define URL "http://127.0.0.1:9/hook"

/* A queue under the fake host of some plugin or other. */
struct bench {
	struct muzzle_inst *inst;
	struct forward forward;
};

static void begin(struct bench *b, int64_t queue_max)
{
	b->inst = fake_open("noop", NULL);
	b->forward = (struct forward){ .url = URL,
				       .queue_max = queue_max,
				       .bytes_max = 65536,
				       .timeout_ms = 10000,
				       .tell_ms = 60000 };
	assert_null(forward_find_flaw(&b->forward));
	forward_init(&b->forward, &b->inst->host, b->inst);
}

static void end(struct bench *b)
{
	forward_fini(&b->forward);
	fake_close(b->inst);
}

static void take(struct bench *b, const char *session, const char *body)
{
	struct forward_head head = { .bytes = 0 };
	struct forward_request r = { .method = "POST",
				     .session = session,
				     .head = &head,
				     .body = body,
				     .body_bytes = strlen(body) };

	forward_add_header(&head, "X-Webhook-Hmac", "0123abcd");
	forward_take(&b->forward, &r);
}

/* The bodies that are on their way, oldest request first: "a1 b1". */
static const char *sending(struct bench *b, char *out, size_t out_bytes)
{
	out[0] = '\0';
	for (size_t i = 0; fake_pending(b->inst, i); i++)
		snprintf(out + strlen(out), out_bytes - strlen(out), "%s%s", i ? " " : "",
			 fake_pending(b->inst, i)->req.body);
	return out;
}

static void assert_sending(struct bench *b, const char *bodies)
{
	char text[400];

	assert_string_equal(sending(b, text, sizeof(text)), bodies);
}

static void assert_gauges(struct bench *b, int64_t forwarded, int64_t waiting, int64_t lost)
{
	assert_int_equal(fake_gauge(b->inst, "forwarded"), forwarded);
	assert_int_equal(fake_gauge(b->inst, "forward_waiting"), waiting);
	assert_int_equal(fake_gauge(b->inst, "forward_dropped") +
				 fake_gauge(b->inst, "forward_failed"),
			 lost);
}

/* Each try so far fails; how long until the next one begins, -1: none within 5 min. */
static int64_t fail_once(struct bench *b, const char *why)
{
	int64_t from_ms = b->inst->now_ms;

	while (fake_pending(b->inst, 0))
		fake_answer(b->inst, 0, why);
	while (!fake_pending(b->inst, 0) && b->inst->now_ms - from_ms < 300000)
		fake_advance(b->inst, 100);
	return fake_pending(b->inst, 0) ? b->inst->now_ms - from_ms : -1;
}

static void without_a_url_nothing_is_forwarded(void **state)
{
	struct bench b;

	(void)state;
	begin(&b, 10);
	b.forward.url = NULL;
	take(&b, "s1", "x");
	forward_report_fault(&b.forward);
	assert_null(fake_pending(b.inst, 0));
	assert_null(forward_find_flaw(&b.forward));
	end(&b);
}

static void a_bad_url_is_refused_with_the_form(void **state)
{
	struct forward f = { .url = "consumer:4000" };

	(void)state;
	assert_string_equal(forward_find_flaw(&f), "forward must be http(s)://HOST[:PORT]");
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
	struct bench b;

	(void)state;
	begin(&b, 10);
	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++)
		forward_add_header(&head, headers[i][0], headers[i][1]);
	forward_take(&b.forward, &r);
	req = &fake_pending(b.inst, 0)->req;
	assert_string_equal(req->method, "PUT");
	assert_string_equal(req->url, URL "?a=1&b=%20");
	assert_string_equal(req->body, "\1\n3");
	assert_int_equal(req->body_bytes, 3);
	assert_int_equal(req->timeout_ms, 10000);
	assert_string_equal(req->headers[0], "Accept: application/json, text/plain, */*");
	assert_string_equal(req->headers[3], "X-Webhook-Hmac: 5143");
	assert_string_equal(req->headers[4], "X-Empty;");
	assert_null(req->headers[5]);
	end(&b);
}

static void a_query_goes_behind_that_of_the_url_and_a_bad_one_nowhere(void **state)
{
	struct forward_head head = { .bytes = 0 };
	struct forward_request r = { .method = "POST", .query = "b=2", .head = &head, .body = "" };
	struct bench b;

	(void)state;
	begin(&b, 10);
	b.forward.url = URL "?a=1";
	forward_take(&b.forward, &r);
	assert_string_equal(fake_pending(b.inst, 0)->req.url, URL "?a=1&b=2");
	r.session = "other";
	r.query = "b=2 HTTP/1.1\r\nX: y";
	forward_take(&b.forward, &r);
	assert_string_equal(fake_pending(b.inst, 1)->req.url, URL "?a=1");
	end(&b);
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
	struct bench b;

	(void)state;
	begin(&b, 100);
	take(&b, "s1", "a1");
	take(&b, "s1", "a2");
	take(&b, "s2", "b1");
	take(&b, "s3", "c1");
	take(&b, "s4", "d1");
	take(&b, "s5", "e1");
	assert_sending(&b, "a1 b1 c1 d1"); /* four at once */
	fake_answer(b.inst, 200, "");
	assert_sending(&b, "b1 c1 d1 a2");
	fake_answer(b.inst, 201, "");
	assert_sending(&b, "c1 d1 a2 e1");
	assert_gauges(&b, 2, 4, 0);
	end(&b);
}

static void a_refused_request_is_tried_again_before_its_successor(void **state)
{
	struct bench b;

	(void)state;
	begin(&b, 100);
	take(&b, "s1", "a1");
	take(&b, "s1", "a2");
	fake_answer(b.inst, 500, "");
	assert_sending(&b, "");
	fake_advance(b.inst, 999);
	assert_sending(&b, "");
	fake_advance(b.inst, 1);
	assert_sending(&b, "a1");
	fake_answer(b.inst, 200, "");
	assert_sending(&b, "a2");
	end(&b);
}

static void pauses_grow_to_a_minute(void **state)
{
	static const int64_t expected_ms[] = { 1000,  2000,  4000,  8000, 16000,
					       32000, 60000, 60000, 60000 };
	struct bench b;

	(void)state;
	begin(&b, 100);
	take(&b, "s1", "a1");
	for (size_t i = 0; i < sizeof(expected_ms) / sizeof(expected_ms[0]); i++)
		assert_int_equal(fail_once(&b, "refused"), expected_ms[i]);
	assert_gauges(&b, 0, 1, 0);
	end(&b);
}

static void retry_after_is_granted_up_to_an_hour(void **state)
{
	struct muzzle_answer busy = { .status = 429, .retry_after_ms = 30000 };
	struct bench b;

	(void)state;
	begin(&b, 100);
	take(&b, "s1", "a1");
	fake_answer_to(b.inst, fake_pending(b.inst, 0), &busy);
	take(&b, "s2", "b1");
	fake_advance(b.inst, 29999);
	assert_sending(&b, "");
	fake_advance(b.inst, 1);
	busy.retry_after_ms = 86400000;
	fake_answer_to(b.inst, fake_pending(b.inst, 0), &busy);
	fake_advance(b.inst, 3600000);
	assert_non_null(fake_pending(b.inst, 1));
	end(&b);
}

/* The poison fails whenever it is sent; all else succeeds.  Returns what arrived, in order. */
static void answer_all_but(struct bench *b, const char *poison, char *arrived, size_t bytes)
{
	struct muzzle_answer yes = { .status = 200, .retry_after_ms = -1 };
	struct muzzle_answer no = { .status = 500, .why = "HTTP 500", .retry_after_ms = -1 };
	struct fake_request *r;

	while ((r = fake_pending(b->inst, 0))) {
		bool bad = strcmp(r->req.body, poison) == 0;

		if (!bad)
			snprintf(arrived + strlen(arrived), bytes - strlen(arrived), "%s ",
				 r->req.body);
		fake_answer_to(b->inst, r, bad ? &no : &yes);
	}
}

static void a_request_that_is_never_taken_is_given_up_when_others_are(void **state)
{
	char arrived[100] = "";
	struct bench b;

	(void)state;
	begin(&b, 100);
	take(&b, "s1", "poison");
	take(&b, "s1", "a2");
	take(&b, "s2", "b1");
	for (int ms = 0; ms < 29000; ms += 500) {
		answer_all_but(&b, "poison", arrived, sizeof(arrived));
		fake_advance(b.inst, 500);
	}
	assert_string_equal(arrived, "b1 ");
	assert_int_equal(fake_gauge(b.inst, "forward_failed"), 0);
	take(&b, "s2", "b2"); /* somebody else's success after the poison's first try */
	for (int ms = 0; ms < 60000; ms += 500) {
		answer_all_but(&b, "poison", arrived, sizeof(arrived));
		fake_advance(b.inst, 500);
	}
	assert_string_equal(arrived, "b1 b2 a2 ");
	assert_int_equal(fake_gauge(b.inst, "forward_failed"), 1);
	assert_gauges(&b, 3, 0, 1);
	assert_non_null(fake_logged(b.inst, "requests lost dropped=0 failed=1 why=HTTP 500"));
	end(&b);
}

static void a_session_of_its_own_gets_past_its_poison(void **state)
{
	char arrived[100] = "";
	struct bench b;

	(void)state;
	begin(&b, 100);
	take(&b, "s1", "poison");
	take(&b, "s1", "a2");
	take(&b, "s1", "a3");
	for (int ms = 0; ms < 45000; ms += 500) {
		answer_all_but(&b, "poison", arrived, sizeof(arrived));
		fake_advance(b.inst, 500);
	}
	assert_string_equal(arrived, "a2 a3 ");
	assert_gauges(&b, 2, 0, 1);
	end(&b);
}

static void a_full_queue_drops_its_oldest(void **state)
{
	char text[16];
	struct bench b;

	(void)state;
	begin(&b, 5);
	for (int i = 1; i <= 12; i++) {
		snprintf(text, sizeof(text), "a%d", i);
		take(&b, "s1", text);
	}
	assert_gauges(&b, 0, 5, 7);
	assert_non_null(fake_logged(b.inst, "forward: requests lost dropped=1 failed=0 why=the "
					    "queue is full"));
	assert_int_equal(b.inst->logs, 1); /* not a line for each */
	assert_sending(&b, "a1");          /* on its way: it stays */
	for (int i = 9; i <= 12; i++) {
		fake_answer(b.inst, 200, "");
		snprintf(text, sizeof(text), "a%d", i);
		assert_sending(&b, text);
	}
	fake_answer(b.inst, 200, "");
	assert_gauges(&b, 5, 0, 7);
	end(&b);
}

static void bytes_are_bounded_as_well_as_the_count(void **state)
{
	static char body[30000];
	struct bench b;

	(void)state;
	memset(body, 'x', sizeof(body) - 1);
	begin(&b, 100);
	take(&b, "s1", body);
	take(&b, "s1", body);
	assert_gauges(&b, 0, 2, 0);
	take(&b, "s1", body);
	assert_gauges(&b, 0, 2, 1);
	b.forward.bytes_max = 20000;
	take(&b, "s2", body); /* it alone is too much */
	assert_gauges(&b, 0, 2, 2);
	end(&b);
}

static void when_all_are_on_their_way_the_new_one_is_dropped(void **state)
{
	struct bench b;

	(void)state;
	begin(&b, 2);
	take(&b, "s1", "a1");
	take(&b, "s2", "b1");
	take(&b, "s3", "c1");
	assert_sending(&b, "a1 b1");
	assert_gauges(&b, 0, 2, 1);
	end(&b);
}

/* Four requests a second for an hour, whatever happens: a consumer that refuses each connection. */
static void an_hour_without_the_consumer_is_one_fault_and_a_bounded_queue(void **state)
{
	struct bench b;
	size_t faults = 0, tries_at_end;
	char body[16];

	(void)state;
	begin(&b, 300);
	for (int i = 0; i < 4 * 3600; i++) {
		snprintf(body, sizeof(body), "n%d", i);
		take(&b, i % 2 ? "s1" : "s2", body);
		while (fake_pending(b.inst, 0))
			fake_answer(b.inst, 0, "cannot connect");
		forward_report_fault(&b.forward);
		faults += strstr(fake_told(b.inst), "fault - setup") != NULL;
		if (i == 4 * 50)
			assert_int_equal(faults, 0);
		fake_advance(b.inst, 250);
	}
	assert_int_equal(faults, 1);
	assert_gauges(&b, 0, 300, 4 * 3600 - 300);
	tries_at_end = b.inst->requests;
	assert_in_range(tries_at_end, 55, 80); /* it is left alone for a minute each time */
	assert_true(b.forward.bytes <= b.forward.bytes_max);
	assert_non_null(fake_logged(b.inst, "forward: the consumer takes nothing since="));
	/* it is back: all that is left arrives within two minutes */
	for (int i = 0; i < 120; i++) {
		while (fake_pending(b.inst, 0))
			fake_answer(b.inst, 200, "");
		fake_advance(b.inst, 1000);
	}
	assert_int_equal(fake_gauge(b.inst, "forwarded"), 300);
	assert_gauges(&b, 300, 0, 4 * 3600 - 300);
	assert_non_null(fake_logged(b.inst, "the consumer takes requests again"));
	forward_report_fault(&b.forward);
	assert_string_equal(fake_told(b.inst), "");
	end(&b);
}

static void what_waited_for_a_dead_consumer_arrives_in_order(void **state)
{
	char arrived[400] = "", body[16];
	struct bench b;
	size_t after;

	(void)state;
	begin(&b, 100);
	for (int i = 0; i < 6; i++) {
		snprintf(body, sizeof(body), "a%d", i);
		take(&b, "s1", body);
	}
	for (int i = 0; i < 4; i++)
		fail_once(&b, "cannot connect");
	after = b.inst->requests;
	for (int i = 0; i < 100; i++) {
		answer_all_but(&b, "", arrived, sizeof(arrived));
		fake_advance(b.inst, 100);
	}
	assert_string_equal(arrived, "a0 a1 a2 a3 a4 a5 ");
	assert_int_equal(b.inst->requests, after + 5);
	end(&b);
}

static void a_consumer_that_fails_again_is_told_again(void **state)
{
	struct bench b;
	size_t faults = 0;

	(void)state;
	begin(&b, 100);
	for (int outage = 0; outage < 2; outage++) {
		take(&b, "s1", "x");
		for (int i = 0; i < 9; i++) {
			fail_once(&b, "cannot connect");
			forward_report_fault(&b.forward);
			faults += fake_told(b.inst)[0] != '\0';
		}
		assert_int_equal(faults, outage + 1);
		fake_answer(b.inst, 200, "");
	}
	end(&b);
}

static void a_consumer_back_before_anybody_was_told_is_not_told_of(void **state)
{
	struct bench b;

	(void)state;
	begin(&b, 100);
	take(&b, "s1", "x");
	for (int i = 0; i < 9; i++)
		fail_once(&b, "cannot connect");
	fake_answer(b.inst, 200, "");
	forward_report_fault(&b.forward);
	assert_string_equal(fake_told(b.inst), "");
	end(&b);
}

static void a_request_that_cannot_be_made_is_a_failure_like_any_other(void **state)
{
	struct bench b;

	(void)state;
	begin(&b, 100);
	b.inst->refuse_http = true;
	take(&b, "s1", "a1");
	assert_gauges(&b, 0, 1, 0);
	b.inst->refuse_http = false;
	fake_advance(b.inst, 1000);
	assert_sending(&b, "a1");
	end(&b);
}

static void two_queues_have_nothing_in_common(void **state)
{
	struct bench a, b;

	(void)state;
	begin(&a, 100);
	begin(&b, 100);
	take(&a, "s1", "a");
	take(&b, "s1", "b");
	for (int i = 0; i < 9; i++)
		fail_once(&a, "cannot connect");
	fake_answer(b.inst, 200, "");
	assert_gauges(&a, 0, 1, 0);
	assert_gauges(&b, 1, 0, 0);
	forward_report_fault(&b.forward);
	assert_string_equal(fake_told(b.inst), "");
	forward_report_fault(&a.forward);
	assert_non_null(strstr(fake_told(a.inst),
			       "fault - setup forward: the consumer takes nothing: cannot connect; "
			       "see that it runs, or correct `forward`"));
	end(&b);
	end(&a);
}

static void what_waits_at_the_end_is_said_to_be_lost(void **state)
{
	struct bench b;

	(void)state;
	begin(&b, 100);
	take(&b, "s1", "a1");
	take(&b, "s1", "a2");
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
		cmocka_unit_test(a_query_goes_behind_that_of_the_url_and_a_bad_one_nowhere),
		cmocka_unit_test(too_many_headers_leave_out_the_last),
		cmocka_unit_test(a_session_keeps_its_order_and_others_do_not_wait_for_it),
		cmocka_unit_test(a_refused_request_is_tried_again_before_its_successor),
		cmocka_unit_test(pauses_grow_to_a_minute),
		cmocka_unit_test(retry_after_is_granted_up_to_an_hour),
		cmocka_unit_test(a_request_that_is_never_taken_is_given_up_when_others_are),
		cmocka_unit_test(a_session_of_its_own_gets_past_its_poison),
		cmocka_unit_test(a_full_queue_drops_its_oldest),
		cmocka_unit_test(bytes_are_bounded_as_well_as_the_count),
		cmocka_unit_test(when_all_are_on_their_way_the_new_one_is_dropped),
		cmocka_unit_test(an_hour_without_the_consumer_is_one_fault_and_a_bounded_queue),
		cmocka_unit_test(what_waited_for_a_dead_consumer_arrives_in_order),
		cmocka_unit_test(a_consumer_that_fails_again_is_told_again),
		cmocka_unit_test(a_consumer_back_before_anybody_was_told_is_not_told_of),
		cmocka_unit_test(a_request_that_cannot_be_made_is_a_failure_like_any_other),
		cmocka_unit_test(two_queues_have_nothing_in_common),
		cmocka_unit_test(what_waits_at_the_end_is_said_to_be_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
