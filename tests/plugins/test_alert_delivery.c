/* test_alert_delivery.c - the built alert.so under a fake host: retries, order, queue.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "fake_actions.h"

static const struct fake_setting receiver[] = { { "to", "http://127.0.0.1:9/hook" },
						{ NULL, NULL } };

/* Answers every try with that status until no more come; the milliseconds between the tries. */
static size_t fail_until_lost(struct muzzle_inst *inst, int status, int64_t *gaps_ms)
{
	size_t tries = 0;

	for (int64_t waited_ms = 0; inst->results == 0; waited_ms += 500) {
		if (fake_pending(inst, 0)) {
			gaps_ms[tries++] = waited_ms;
			waited_ms = 0;
			fake_answer(inst, status, status ? "" : "connection refused");
		}
		fake_advance(inst, 500);
		assert_true(waited_ms < 120000);
	}
	return tries;
}

static void failures_are_retried_with_growing_pauses(void **state)
{
	static const int64_t expected_ms[] = {
		0, 1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000
	};
	static const int statuses[] = { 0, 429, 500, 503 };
	int64_t gaps_ms[64];

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct muzzle_inst *inst = fake_open("alert", receiver);

		fake_tell(inst, 7, "opened", 3);
		assert_int_equal(fail_until_lost(inst, statuses[i], gaps_ms), 9);
		for (size_t n = 0; n < 9; n++)
			assert_int_equal(gaps_ms[n], expected_ms[n]);
		assert_int_equal(inst->results, 1);
		assert_int_equal(inst->result[0].result, MUZZLE_FAILED);
		assert_non_null(fake_logged(inst, "waha/omer: message lost what=opened tries=9"));
		fake_close(inst);
	}
}

static void a_retry_may_succeed(void **state)
{
	struct muzzle_inst *inst = fake_open("alert", receiver);

	(void)state;
	fake_tell(inst, 7, "opened", 3);
	fake_answer(inst, 0, "timeout");
	assert_int_equal(inst->results, 0);
	fake_advance(inst, 999);
	assert_int_equal(fake_count_pending(inst), 0);
	fake_advance(inst, 1);
	fake_answer(inst, 204, "");
	fake_assert_result(inst, 7, MUZZLE_DONE, "HTTP 204");
	fake_close(inst);
}

static void the_last_timeout_is_a_timeout(void **state)
{
	const struct fake_setting settings[] = { { "to", "http://127.0.0.1:9/" },
						 { "retries", "0" },
						 { NULL, NULL } };
	struct muzzle_inst *inst = fake_open("alert", settings);

	(void)state;
	fake_tell(inst, 7, "opened", 3);
	fake_answer(inst, 0, "timeout after 10 s");
	fake_assert_result(inst, 7, MUZZLE_TIMEOUT, "timeout after 10 s");
	fake_close(inst);
}

static void other_refusals_are_final(void **state)
{
	static const int statuses[] = { 401, 403, 404, 400, 410, 301 };
	struct muzzle_inst *inst = fake_open("alert", receiver);

	(void)state;
	for (size_t i = 0; i < 6; i++) {
		fake_tell(inst, i + 1, "opened", 3);
		fake_answer(inst, statuses[i], "no");
		assert_int_equal(inst->results, i + 1);
		assert_int_equal(inst->result[i].result, i < 3 ? MUZZLE_NO_SETUP : MUZZLE_FAILED);
	}
	fake_close(inst);
}

static void retry_after_keeps_everything_quiet(void **state)
{
	struct muzzle_inst *inst = fake_open("alert", receiver);
	struct muzzle_answer busy = { .status = 429, .retry_after_ms = 30000 };

	(void)state;
	fake_tell(inst, 1, "opened", 3);
	fake_answer_to(inst, fake_pending(inst, 0), &busy);
	fake_tell(inst, 2, "opened", 4);
	fake_advance(inst, 29999);
	assert_int_equal(fake_count_pending(inst), 0);
	fake_advance(inst, 1);
	assert_int_equal(fake_count_pending(inst), 2);
	fake_close(inst);
}

static void a_wish_for_days_is_cut_to_an_hour(void **state)
{
	struct muzzle_inst *inst = fake_open("alert", receiver);
	struct muzzle_answer busy = { .status = 503, .retry_after_ms = 86400000 };

	(void)state;
	fake_tell(inst, 1, "opened", 3);
	fake_answer_to(inst, fake_pending(inst, 0), &busy);
	fake_advance(inst, 3599999);
	assert_int_equal(fake_count_pending(inst), 0);
	fake_advance(inst, 1);
	assert_int_equal(fake_count_pending(inst), 1);
	fake_close(inst);
}

static void messages_of_an_incident_keep_their_order(void **state)
{
	struct muzzle_inst *inst = fake_open("alert", receiver);

	(void)state;
	fake_tell(inst, 1, "opened", 3);
	fake_tell(inst, 2, "closed", 3);
	fake_tell(inst, 3, "opened", 4);
	assert_int_equal(fake_count_pending(inst), 2);
	fake_answer(inst, 500, "");
	fake_advance(inst, 500);
	fake_answer(inst, 200, "");
	fake_assert_result(inst, 3, MUZZLE_DONE, "HTTP 200");
	assert_int_equal(fake_count_pending(inst), 0);
	fake_advance(inst, 500);
	fake_answer(inst, 200, "");
	fake_assert_result(inst, 1, MUZZLE_DONE, "HTTP 200");
	assert_non_null(strstr(fake_pending(inst, 0)->req.body, "\"what\":\"closed\""));
	fake_answer(inst, 200, "");
	fake_assert_result(inst, 2, MUZZLE_DONE, "HTTP 200");
	fake_close(inst);
}

static size_t count_timers(const struct muzzle_inst *inst)
{
	size_t n = 0;

	for (size_t i = 0; i < inst->timers; i++)
		n += inst->timer[i].id != 0;
	return n;
}

static void an_incident_that_pauses_does_not_delay_another(void **state)
{
	struct muzzle_inst *inst = fake_open("alert", receiver);

	(void)state;
	for (uint64_t i = 1; i <= 10; i++) {
		fake_tell(inst, i, "opened", i);
		assert_int_equal(fake_count_pending(inst), 1);
		fake_answer(inst, 500, "");
		assert_int_equal(count_timers(inst), 1);
	}
	fake_advance(inst, 1000);
	assert_int_equal(fake_count_pending(inst), 4);
	fake_close(inst);
}

static void without_an_incident_each_target_has_its_own_order(void **state)
{
	struct muzzle_inst *inst = fake_open("alert", receiver);
	struct muzzle_order order = fake_order(inst, 3, "waha", "other");

	(void)state;
	order.notify = true;
	order.what = "setup";
	order.incident = 0;
	fake_tell(inst, 1, "setup", 0);
	fake_tell(inst, 2, "human", 0);
	assert_int_equal(fake_count_pending(inst), 1);
	inst->plugin->act(inst->self, &order);
	assert_int_equal(fake_count_pending(inst), 2);
	fake_close(inst);
}

static void a_lost_message_does_not_hold_up_the_next(void **state)
{
	struct muzzle_inst *inst = fake_open("alert", receiver);

	(void)state;
	fake_tell(inst, 1, "opened", 3);
	fake_tell(inst, 2, "closed", 3);
	fake_answer(inst, 400, "");
	assert_int_equal(fake_count_pending(inst), 1);
	fake_answer(inst, 200, "");
	fake_assert_result(inst, 2, MUZZLE_DONE, "HTTP 200");
	fake_close(inst);
}

static void only_a_few_requests_run_at_once(void **state)
{
	struct muzzle_inst *inst = fake_open("alert", receiver);

	(void)state;
	for (uint64_t i = 1; i <= 10; i++)
		fake_tell(inst, i, "opened", i);
	assert_int_equal(fake_count_pending(inst), 4);
	for (uint64_t i = 1; i <= 10; i++) {
		fake_answer(inst, 200, "");
		fake_assert_result(inst, i, MUZZLE_DONE, "HTTP 200");
	}
	fake_close(inst);
}

/* 64 messages of one incident: one under way, the reminder of id 9 among the waiting. */
static struct muzzle_inst *open_full(void)
{
	struct muzzle_inst *inst = fake_open("alert", receiver);

	for (uint64_t i = 1; i <= 64; i++)
		fake_tell(inst, i, i == 9 || i == 20 ? "reminder" : "opened", 3);
	assert_int_equal(inst->results, 0);
	return inst;
}

static void a_full_queue_gives_up_its_oldest_reminder_first(void **state)
{
	struct muzzle_inst *inst = open_full();

	(void)state;
	fake_tell(inst, 65, "human", 3);
	fake_assert_result(inst, 9, MUZZLE_FAILED, "too many messages are waiting");
	fake_tell(inst, 66, "reminder", 3);
	fake_assert_result(inst, 20, MUZZLE_FAILED, "too many messages are waiting");
	fake_tell(inst, 67, "human", 3);
	fake_assert_result(inst, 66, MUZZLE_FAILED, "too many messages are waiting");
	assert_int_equal(inst->results, 3);
	fake_close(inst);
}

static void a_full_queue_without_reminders_refuses_the_newest(void **state)
{
	struct muzzle_inst *inst = open_full();

	(void)state;
	fake_tell(inst, 65, "human", 3);
	fake_tell(inst, 66, "human", 3);
	fake_tell(inst, 67, "closed", 3);
	fake_assert_result(inst, 67, MUZZLE_FAILED, "too many messages are waiting");
	assert_non_null(fake_logged(inst, "message lost what=closed"));
	for (size_t i = 0; i < 64; i++)
		fake_answer(inst, 200, "");
	assert_int_equal(inst->results, 67);
	fake_assert_result(inst, 66, MUZZLE_DONE, "HTTP 200");
	fake_close(inst);
}

static void a_reminder_under_way_keeps_its_place(void **state)
{
	struct muzzle_inst *inst = fake_open("alert", receiver);

	(void)state;
	for (uint64_t i = 1; i <= 64; i++)
		fake_tell(inst, i, i == 1 ? "reminder" : "opened", 3);
	fake_tell(inst, 65, "human", 3);
	fake_assert_result(inst, 65, MUZZLE_FAILED, "too many messages are waiting");
	fake_answer(inst, 200, "");
	fake_assert_result(inst, 1, MUZZLE_DONE, "HTTP 200");
	fake_close(inst);
}

static void a_cancelled_message_gives_no_result(void **state)
{
	struct muzzle_inst *inst = fake_open("alert", receiver);

	(void)state;
	fake_tell(inst, 1, "opened", 3);
	fake_tell(inst, 2, "closed", 3);
	inst->plugin->cancel(inst->self, 1);
	inst->plugin->cancel(inst->self, 2);
	assert_true(inst->request[0].cancelled);
	fake_advance(inst, 600000);
	assert_int_equal(inst->results, 0);
	assert_int_equal(fake_count_pending(inst), 0);
	fake_close(inst);
}

static void a_request_that_cannot_be_made_is_retried(void **state)
{
	struct muzzle_inst *inst = fake_open("alert", receiver);

	(void)state;
	inst->refuse_http = true;
	fake_tell(inst, 7, "opened", 3);
	inst->refuse_http = false;
	fake_advance(inst, 1000);
	fake_answer(inst, 200, "");
	fake_assert_result(inst, 7, MUZZLE_DONE, "HTTP 200");
	fake_close(inst);
}

static void two_instances_keep_to_themselves(void **state)
{
	struct muzzle_inst *one = fake_open("alert", receiver);
	struct muzzle_inst *other = fake_open("alert", receiver);

	(void)state;
	fake_tell(one, 1, "opened", 3);
	fake_tell(other, 1, "opened", 3);
	fake_answer(one, 503, "");
	fake_answer(other, 200, "");
	assert_int_equal(one->results, 0);
	fake_assert_result(other, 1, MUZZLE_DONE, "HTTP 200");
	fake_advance(one, 1000);
	fake_answer(one, 200, "");
	fake_assert_result(one, 1, MUZZLE_DONE, "HTTP 200");
	assert_int_equal(other->results, 1);
	fake_close(one);
	fake_close(other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(failures_are_retried_with_growing_pauses),
		cmocka_unit_test(a_retry_may_succeed),
		cmocka_unit_test(the_last_timeout_is_a_timeout),
		cmocka_unit_test(other_refusals_are_final),
		cmocka_unit_test(retry_after_keeps_everything_quiet),
		cmocka_unit_test(a_wish_for_days_is_cut_to_an_hour),
		cmocka_unit_test(messages_of_an_incident_keep_their_order),
		cmocka_unit_test(an_incident_that_pauses_does_not_delay_another),
		cmocka_unit_test(without_an_incident_each_target_has_its_own_order),
		cmocka_unit_test(a_lost_message_does_not_hold_up_the_next),
		cmocka_unit_test(only_a_few_requests_run_at_once),
		cmocka_unit_test(a_full_queue_gives_up_its_oldest_reminder_first),
		cmocka_unit_test(a_full_queue_without_reminders_refuses_the_newest),
		cmocka_unit_test(a_reminder_under_way_keeps_its_place),
		cmocka_unit_test(a_cancelled_message_gives_no_result),
		cmocka_unit_test(a_request_that_cannot_be_made_is_retried),
		cmocka_unit_test(two_instances_keep_to_themselves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
