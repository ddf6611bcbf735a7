/* test_lib_forward_outage.c - requests passed on to a consumer that is away, in invented time.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "fake_queue.h"

static void pauses_grow_to_a_minute(void **state)
{
	static const int64_t expected_ms[] = { 1000,  2000,  4000,  8000, 16000,
					       32000, 60000, 60000, 60000 };
	struct fake_queue b;

	(void)state;
	fake_queue_begin(&b, 100);
	fake_queue_take(&b, "s1", "a1");
	for (size_t i = 0; i < sizeof(expected_ms) / sizeof(expected_ms[0]); i++)
		assert_int_equal(fake_queue_fail(&b, "refused"), expected_ms[i]);
	fake_queue_assert_gauges(&b, 0, 1, 0);
	fake_queue_end(&b);
}

/* The poison fails whenever it is sent; all else succeeds.  Returns what arrived, in order. */
static void answer_all_but(struct fake_queue *b, const char *poison, char *arrived, size_t bytes)
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
	struct fake_queue b;

	(void)state;
	fake_queue_begin(&b, 100);
	fake_queue_take(&b, "s1", "poison");
	fake_queue_take(&b, "s1", "a2");
	fake_queue_take(&b, "s2", "b1");
	for (int ms = 0; ms < 29000; ms += 500) {
		answer_all_but(&b, "poison", arrived, sizeof(arrived));
		fake_advance(b.inst, 500);
	}
	assert_string_equal(arrived, "b1 ");
	assert_int_equal(fake_gauge(b.inst, "forward_failed"), 0);
	fake_queue_take(&b, "s2", "b2"); /* somebody else's success after the poison's first try */
	for (int ms = 0; ms < 60000; ms += 500) {
		answer_all_but(&b, "poison", arrived, sizeof(arrived));
		fake_advance(b.inst, 500);
	}
	assert_string_equal(arrived, "b1 b2 a2 ");
	assert_int_equal(fake_gauge(b.inst, "forward_failed"), 1);
	fake_queue_assert_gauges(&b, 3, 0, 1);
	assert_non_null(fake_logged(b.inst, "requests lost dropped=0 failed=1 why=HTTP 500"));
	fake_queue_end(&b);
}

static void a_session_of_its_own_gets_past_its_poison(void **state)
{
	char arrived[100] = "";
	struct fake_queue b;

	(void)state;
	fake_queue_begin(&b, 100);
	fake_queue_take(&b, "s1", "poison");
	fake_queue_take(&b, "s1", "a2");
	fake_queue_take(&b, "s1", "a3");
	for (int ms = 0; ms < 45000; ms += 500) {
		answer_all_but(&b, "poison", arrived, sizeof(arrived));
		fake_advance(b.inst, 500);
	}
	assert_string_equal(arrived, "a2 a3 ");
	fake_queue_assert_gauges(&b, 2, 0, 1);
	fake_queue_end(&b);
}

/* Four requests a second for an hour, whatever happens: a consumer that refuses each connection. */
static void what_the_consumer_does_not_want_is_tried_twice(void **state)
{
	static const int unwanted[] = { 400, 413, 415, 422 }, away[] = { 401, 404, 429, 500 };
	struct fake_queue b;

	(void)state;
	fake_queue_begin(&b, 100);
	for (int i = 0; i < 4; i++) {
		fake_queue_take(&b, "s1", "poison");
		fake_queue_take(&b, "s1", "next");
		fake_answer(b.inst, unwanted[i], "");
		fake_advance(b.inst, 1000);
		fake_queue_assert_sending(&b, "poison");
		fake_answer(b.inst, unwanted[i], "");
		fake_advance(b.inst, 0);
		fake_queue_assert_sending(&b, "next");
		fake_answer(b.inst, 200, "");
	}
	fake_advance(b.inst, 1000);
	fake_queue_assert_gauges(&b, 4, 0, 4);
	for (int i = 0; i < 4; i++) {
		fake_queue_take(&b, "s1", "x");
		fake_answer(b.inst, away[i], "");
		fake_advance(b.inst, 1000);
		fake_answer(b.inst, away[i], "");
		fake_advance(b.inst, 2000);
		fake_answer(b.inst, 200, "");
	}
	fake_advance(b.inst, 1000);
	fake_queue_assert_gauges(&b, 8, 0, 4);
	fake_queue_end(&b);
}

static void an_hour_without_the_consumer_is_one_fault_and_a_bounded_queue(void **state)
{
	struct fake_queue b;
	size_t faults = 0, tries_at_end;
	char body[16];

	(void)state;
	fake_queue_begin(&b, 300);
	for (int i = 0; i < 4 * 3600; i++) {
		snprintf(body, sizeof(body), "n%d", i);
		fake_queue_take(&b, i % 2 ? "s1" : "s2", body);
		while (fake_pending(b.inst, 0))
			fake_answer(b.inst, 0, "cannot connect");
		forward_report_fault(&b.forward);
		faults += strstr(fake_told(b.inst), "fault - setup") != NULL;
		if (i == 4 * 50)
			assert_int_equal(faults, 0);
		fake_advance(b.inst, 250);
	}
	assert_int_equal(faults, 1);
	fake_queue_assert_gauges(&b, 0, 300, 4 * 3600 - 300);
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
	fake_queue_assert_gauges(&b, 300, 0, 4 * 3600 - 300);
	assert_non_null(fake_logged(b.inst, "the consumer takes requests again"));
	forward_report_fault(&b.forward);
	assert_string_equal(fake_told(b.inst), "");
	fake_queue_end(&b);
}

static void what_waited_for_a_dead_consumer_arrives_in_order(void **state)
{
	char arrived[400] = "", body[16];
	struct fake_queue b;
	size_t after;

	(void)state;
	fake_queue_begin(&b, 100);
	for (int i = 0; i < 6; i++) {
		snprintf(body, sizeof(body), "a%d", i);
		fake_queue_take(&b, "s1", body);
	}
	for (int i = 0; i < 4; i++)
		fake_queue_fail(&b, "cannot connect");
	after = b.inst->requests;
	for (int i = 0; i < 100; i++) {
		answer_all_but(&b, "", arrived, sizeof(arrived));
		fake_advance(b.inst, 100);
	}
	assert_string_equal(arrived, "a0 a1 a2 a3 a4 a5 ");
	assert_int_equal(b.inst->requests, after + 5);
	fake_queue_end(&b);
}

static void a_consumer_that_fails_again_is_told_again(void **state)
{
	struct fake_queue b;
	size_t faults = 0;

	(void)state;
	fake_queue_begin(&b, 100);
	for (int outage = 0; outage < 2; outage++) {
		fake_queue_take(&b, "s1", "x");
		for (int i = 0; i < 9; i++) {
			fake_queue_fail(&b, "cannot connect");
			forward_report_fault(&b.forward);
			faults += fake_told(b.inst)[0] != '\0';
		}
		assert_int_equal(faults, outage + 1);
		fake_answer(b.inst, 200, "");
	}
	fake_queue_end(&b);
}

static void a_consumer_back_before_anybody_was_told_is_not_told_of(void **state)
{
	struct fake_queue b;

	(void)state;
	fake_queue_begin(&b, 100);
	fake_queue_take(&b, "s1", "x");
	for (int i = 0; i < 9; i++)
		fake_queue_fail(&b, "cannot connect");
	fake_answer(b.inst, 200, "");
	forward_report_fault(&b.forward);
	assert_string_equal(fake_told(b.inst), "");
	fake_queue_end(&b);
}

static void two_queues_have_nothing_in_common(void **state)
{
	struct fake_queue a, b;

	(void)state;
	fake_queue_begin(&a, 100);
	fake_queue_begin(&b, 100);
	fake_queue_take(&a, "s1", "a");
	fake_queue_take(&b, "s1", "b");
	for (int i = 0; i < 9; i++)
		fake_queue_fail(&a, "cannot connect");
	fake_answer(b.inst, 200, "");
	fake_queue_assert_gauges(&a, 0, 1, 0);
	fake_queue_assert_gauges(&b, 1, 0, 0);
	forward_report_fault(&b.forward);
	assert_string_equal(fake_told(b.inst), "");
	forward_report_fault(&a.forward);
	assert_non_null(strstr(fake_told(a.inst),
			       "fault - setup forward: the consumer takes nothing: cannot connect; "
			       "see that it runs, or correct `forward`"));
	fake_queue_end(&b);
	fake_queue_end(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pauses_grow_to_a_minute),
		cmocka_unit_test(a_request_that_is_never_taken_is_given_up_when_others_are),
		cmocka_unit_test(a_session_of_its_own_gets_past_its_poison),
		cmocka_unit_test(what_the_consumer_does_not_want_is_tried_twice),
		cmocka_unit_test(an_hour_without_the_consumer_is_one_fault_and_a_bounded_queue),
		cmocka_unit_test(what_waited_for_a_dead_consumer_arrives_in_order),
		cmocka_unit_test(a_consumer_that_fails_again_is_told_again),
		cmocka_unit_test(a_consumer_back_before_anybody_was_told_is_not_told_of),
		cmocka_unit_test(two_queues_have_nothing_in_common),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
