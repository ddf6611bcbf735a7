/* test_alert_delivery.c - the built alert.so under a fake host: one order, one try, one result.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <errno.h>
#include <string.h>

#include "fake_actions.h"

static const struct fake_setting receiver[] = { { "to", "http://127.0.0.1:9/hook" },
						{ NULL, NULL } };

static void every_answer_has_its_result(void **state)
{
	static const struct {
		int status;
		enum muzzle_result result;
	} answers[] = {
		{ 200, MUZZLE_DONE },     { 202, MUZZLE_DONE },     { 204, MUZZLE_DONE },
		{ 0, MUZZLE_FAILED },     { 408, MUZZLE_FAILED },   { 425, MUZZLE_FAILED },
		{ 429, MUZZLE_FAILED },   { 500, MUZZLE_FAILED },   { 503, MUZZLE_FAILED },
		{ 599, MUZZLE_FAILED },   { 301, MUZZLE_NO_SETUP }, { 400, MUZZLE_NO_SETUP },
		{ 401, MUZZLE_NO_SETUP }, { 403, MUZZLE_NO_SETUP }, { 404, MUZZLE_NO_SETUP },
		{ 410, MUZZLE_NO_SETUP }, { 413, MUZZLE_NO_SETUP }, { 422, MUZZLE_NO_SETUP },
	};
	struct muzzle_inst *inst = fake_open("alert", receiver);

	(void)state;
	for (size_t i = 0; i < sizeof(answers) / sizeof(*answers); i++) {
		fake_tell(inst, i + 1, "opened", 3);
		fake_answer(inst, answers[i].status, answers[i].status ? "" : "refused");
		assert_int_equal(inst->results, i + 1);
		assert_int_equal(inst->result[i].id, i + 1);
		assert_int_equal(inst->result[i].result, answers[i].result);
	}
	fake_advance(inst, 3600000);
	assert_int_equal(fake_count_pending(inst), 0);
	assert_int_equal(inst->asked_id, 0);
	fake_close(inst);
}

static void no_answer_is_a_timeout_or_a_matter_of_setup_if_the_host_says_so(void **state)
{
	struct muzzle_inst *inst = fake_open("alert", receiver);
	struct muzzle_answer untrusted = { .setup = true,
					   .why = "no certificate",
					   .retry_after_ms = -1 };

	(void)state;
	fake_tell(inst, 7, "opened", 3);
	fake_answer(inst, 0, "timeout after 10 s");
	fake_assert_result(inst, 7, MUZZLE_TIMEOUT, "timeout after 10 s");
	fake_tell(inst, 8, "opened", 3);
	fake_answer_to(inst, fake_pending(inst, 0), &untrusted);
	fake_assert_result(inst, 8, MUZZLE_NO_SETUP, "no certificate");
	fake_close(inst);
}

static void who_says_yes_and_breaks_off_has_it(void **state)
{
	struct muzzle_inst *inst = fake_open("alert", receiver);
	struct muzzle_answer cut = { .why = "the answer broke off", .retry_after_ms = -1 };

	(void)state;
	cut.header_status = 200;
	fake_tell(inst, 7, "opened", 3);
	fake_answer_to(inst, fake_pending(inst, 0), &cut);
	fake_assert_result(inst, 7, MUZZLE_DONE, "the answer broke off");
	cut.header_status = 500;
	fake_tell(inst, 8, "opened", 3);
	fake_answer_to(inst, fake_pending(inst, 0), &cut);
	fake_assert_result(inst, 8, MUZZLE_FAILED, "the answer broke off");
	fake_close(inst);
}

static void assert_asks(const struct muzzle_answer *answer, int64_t expected_ms)
{
	struct muzzle_inst *inst = fake_open("alert", receiver);
	struct muzzle_inst *other = fake_open("alert", receiver);

	fake_tell(inst, 7, "opened", 3);
	fake_tell(other, 7, "opened", 3);
	fake_answer_to(inst, fake_pending(inst, 0), answer);
	assert_int_equal(inst->asked_ms, expected_ms);
	assert_int_equal(inst->asked_id, expected_ms ? 7 : 0);
	assert_int_equal(other->asked_id, 0);
	assert_int_equal(inst->results, 1);
	fake_close(inst);
	fake_close(other);
}

static void what_the_receiver_asks_for_is_told_before_the_result(void **state)
{
	(void)state;
	assert_asks(&(struct muzzle_answer){ .status = 429, .retry_after_ms = 30000 }, 30000);
	assert_asks(&(struct muzzle_answer){ .status = 503, .retry_after_ms = 86400000 }, 86400000);
	assert_asks(&(struct muzzle_answer){ .status = 500, .retry_after_ms = -1 }, 0);
	assert_asks(&(struct muzzle_answer){ .status = 200, .retry_after_ms = 30000 }, 0);
}

/* As Telegram, Discord and Matrix put it. */
static void chats_ask_in_their_answer(void **state)
{
	static const struct {
		const char *body;
		int64_t header_ms, expected_ms;
	} answers[] = {
		{ "{\"ok\":false,\"error_code\":429,\"description\":\"Too Many Requests: retry after 31\","
		  "\"parameters\":{\"retry_after\":31}}",
		  -1, 31001 },
		{ "{\"message\":\"You are being rate limited.\",\"retry_after\":64.57,\"global\":false}",
		  65000, 65000 },
		{ "{\"message\":\"You are being rate limited.\",\"retry_after\":0.25,\"global\":false}",
		  -1, 251 },
		{ "{\"errcode\":\"M_LIMIT_EXCEEDED\",\"retry_after_ms\":2000}", -1, 2001 },
		{ "{\"retry_after\":1e300}", -1, 0 },
		{ "{\"retry_after\":-5}", -1, 0 },
		{ "{\"retry_after\":{}}", -1, 0 },
		{ "<html>", -1, 0 },
		{ "[]", -1, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(answers) / sizeof(*answers); i++)
		assert_asks(&(struct muzzle_answer){ .status = 429,
						     .body = answers[i].body,
						     .body_bytes = strlen(answers[i].body),
						     .retry_after_ms = answers[i].header_ms },
			    answers[i].expected_ms);
}

static void an_older_host_need_not_hear_of_it(void **state)
{
	struct muzzle_inst *inst = fake_new("alert", receiver);
	struct muzzle_answer busy = { .status = 429, .retry_after_ms = 30000 };

	(void)state;
	inst->host.size = offsetof(struct muzzle_host, retry_after);
	assert_int_equal(fake_start(inst), 0);
	fake_tell(inst, 7, "opened", 3);
	fake_answer_to(inst, fake_pending(inst, 0), &busy);
	assert_int_equal(inst->asked_id, 0);
	fake_assert_result(inst, 7, MUZZLE_FAILED, "HTTP 429");
	fake_close(inst);
}

static void eight_are_on_their_way_and_no_more(void **state)
{
	struct muzzle_inst *inst = fake_open("alert", receiver);

	(void)state;
	for (uint64_t i = 1; i <= 8; i++)
		fake_tell(inst, i, "opened", i);
	assert_int_equal(fake_count_pending(inst), 8);
	assert_int_equal(inst->results, 0);
	fake_tell(inst, 9, "opened", 9);
	fake_assert_result(inst, 9, MUZZLE_FAILED, "8 messages are on their way");
	fake_answer(inst, 200, "");
	fake_assert_result(inst, 1, MUZZLE_DONE, "HTTP 200");
	fake_tell(inst, 10, "opened", 10);
	assert_int_equal(fake_count_pending(inst), 8);
	for (uint64_t i = 2; i <= 10; i += i == 8 ? 2 : 1) {
		fake_answer(inst, 200, "");
		fake_assert_result(inst, i, MUZZLE_DONE, "HTTP 200");
	}
	fake_close(inst);
}

static void a_cancelled_message_gives_no_result(void **state)
{
	struct muzzle_inst *inst = fake_open("alert", receiver);

	(void)state;
	fake_tell(inst, 1, "opened", 3);
	fake_tell(inst, 2, "closed", 3);
	inst->plugin->cancel(inst->self, 1);
	inst->plugin->cancel(inst->self, 77);
	assert_true(inst->request[0].cancelled);
	assert_false(inst->request[1].cancelled);
	fake_answer(inst, 200, "");
	assert_int_equal(inst->results, 1);
	fake_assert_result(inst, 2, MUZZLE_DONE, "HTTP 200");
	fake_close(inst);
}

static void a_cancelled_message_leaves_its_place(void **state)
{
	struct muzzle_inst *inst = fake_open("alert", receiver);

	(void)state;
	for (uint64_t i = 1; i <= 8; i++)
		fake_tell(inst, i, "opened", i);
	for (uint64_t i = 1; i <= 8; i++)
		inst->plugin->cancel(inst->self, i);
	for (uint64_t i = 11; i <= 18; i++)
		fake_tell(inst, i, "opened", i);
	assert_int_equal(inst->results, 0);
	assert_int_equal(fake_count_pending(inst), 8);
	fake_close(inst);
}

static void a_request_that_cannot_be_made_is_a_try_that_failed(void **state)
{
	struct muzzle_inst *inst = fake_open("alert", receiver);

	(void)state;
	inst->refuse_http = true;
	fake_tell(inst, 7, "opened", 3);
	fake_assert_result(inst, 7, MUZZLE_FAILED, "it could not be sent");
	inst->refuse_http = false;
	fake_tell(inst, 8, "opened", 3);
	fake_answer(inst, 200, "");
	fake_assert_result(inst, 8, MUZZLE_DONE, "HTTP 200");
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
	fake_assert_result(one, 1, MUZZLE_FAILED, "HTTP 503");
	assert_int_equal(other->results, 0);
	fake_answer(other, 200, "");
	fake_assert_result(other, 1, MUZZLE_DONE, "HTTP 200");
	assert_int_equal(one->results, 1);
	fake_close(one);
	fake_close(other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_answer_has_its_result),
		cmocka_unit_test(no_answer_is_a_timeout_or_a_matter_of_setup_if_the_host_says_so),
		cmocka_unit_test(who_says_yes_and_breaks_off_has_it),
		cmocka_unit_test(what_the_receiver_asks_for_is_told_before_the_result),
		cmocka_unit_test(chats_ask_in_their_answer),
		cmocka_unit_test(an_older_host_need_not_hear_of_it),
		cmocka_unit_test(eight_are_on_their_way_and_no_more),
		cmocka_unit_test(a_cancelled_message_gives_no_result),
		cmocka_unit_test(a_cancelled_message_leaves_its_place),
		cmocka_unit_test(a_request_that_cannot_be_made_is_a_try_that_failed),
		cmocka_unit_test(two_instances_keep_to_themselves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
