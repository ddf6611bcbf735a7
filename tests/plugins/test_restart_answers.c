/* test_restart_answers.c - the built restart.so under a fake host: what a gateway answers.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <errno.h>
#include <string.h>

#include "fake_actions.h"
#include "fake_preset.h"

static const struct fake_setting by_http[] = {
	{ "via", "http" },
	{ "url", "http://127.0.0.1:3000/api/sessions/{session}/restart" },
	{ "header", "X-Api-Key: s3cr3t-k3y" },
	{ NULL, NULL },
};

/* One answer to a fresh order, and how it is to be judged. */
struct judgement {
	int status;
	const char *body;
	enum muzzle_result result;
	const char *why;
};

static void assert_judged(struct muzzle_inst *inst, const struct judgement *table, size_t rows)
{
	for (size_t i = 0; i < rows; i++) {
		fake_act(inst, i + 1, "waha", "omer");
		fake_answer(inst, table[i].status, table[i].body);
		assert_int_equal(inst->results, i + 1);
		fake_assert_result(inst, i + 1, table[i].result, table[i].why);
	}
}

/* As the shipped preset has it. */
static struct muzzle_inst *open_waha(void)
{
	struct fake_preset preset;
	struct muzzle_inst *inst;

	fake_preset_read(&preset, "waha", "restart");
	fake_preset_add(&preset, "url", "http://127.0.0.1:3000/api/sessions/{session}/restart");
	inst = fake_open("restart", preset.settings);
	return inst;
}

static void answers_are_told_apart(void **state)
{
	static const struct judgement table[] = {
		{ 200, "", MUZZLE_DONE, "HTTP 200" },
		{ 401, "{\"message\":\"Unauthorized\",\"statusCode\":401}", MUZZLE_NO_SETUP,
		  "HTTP 401: Unauthorized" },
		{ 403, "no", MUZZLE_NO_SETUP, "HTTP 403: no" },
		{ 404, "{\"message\":\"Session not found\"}", MUZZLE_NO_SETUP,
		  "HTTP 404: Session not found" },
		{ 405, "", MUZZLE_NO_SETUP, "HTTP 405" },
		{ 302, "", MUZZLE_FAILED, "HTTP 302" },
		{ 500,
		  "{\"statusCode\":500,\"exception\":{\"message\":\"lock timed out\",\"stack\":\"x\"},"
		  "\"request\":{\"headers\":\"s3cr3t-k3y\"}}",
		  MUZZLE_FAILED, "HTTP 500: lock timed out" },
		{ 502, "<h1>\x1b[31mBad\r\n  Gateway</h1>", MUZZLE_FAILED,
		  "HTTP 502: <h1>Bad Gateway</h1>" },
		{ 0, "timeout after 20 s", MUZZLE_TIMEOUT, "timeout after 20 s" },
		{ 0, "connection refused", MUZZLE_FAILED, "connection refused" },
	};
	struct muzzle_inst *inst = fake_open("restart", by_http);

	(void)state;
	assert_judged(inst, table, sizeof(table) / sizeof(*table));
	fake_close(inst);
}

/* Its own state is in the way of it: another rung may do better than a person. */
static void a_conflict_of_state_is_the_gateways_answer_and_no_fault_of_the_setup(void **state)
{
	static const struct judgement table[] = {
		{ 409, "{\"error\":\"busy\"}", MUZZLE_FAILED, "HTTP 409: busy" },
		{ 422, "{\"message\":\"Session 'omer' is already started.\",\"statusCode\":422}",
		  MUZZLE_FAILED, "HTTP 422: Session 'omer' is already started." },
		{ 423, "{}", MUZZLE_FAILED, "HTTP 423" },
		{ 500, "{\"error\":{\"message\":\"engine is gone\"}}", MUZZLE_FAILED,
		  "HTTP 500: engine is gone" },
	};
	struct muzzle_inst *inst = fake_open("restart", by_http);

	(void)state;
	assert_judged(inst, table, sizeof(table) / sizeof(*table));
	fake_close(inst);
}

/* The first: nobody knows what became of the restart that it waited for.  The second: it took too long. */
static void waha_is_not_asked_twice_while_it_is_at_it(void **state)
{
	static const struct judgement table[] = {
		{ 500,
		  "{\"statusCode\":500,\"timestamp\":\"2026-11-21T23:05:23.157Z\",\"exception\":{"
		  "\"message\":\"async-lock timed out in queue default\",\"name\":\"Error\"}}",
		  MUZZLE_TIMEOUT, "HTTP 500: async-lock timed out in queue default" },
		{ 500,
		  "{\"exception\":{\"message\":\"Maximum execution time is exceeded default\"}}",
		  MUZZLE_TIMEOUT, "HTTP 500: Maximum execution time is exceeded default" },
		{ 500, "{\"exception\":{\"message\":\"Protocol error\"}}", MUZZLE_FAILED,
		  "HTTP 500: Protocol error" },
		{ 201, "{\"name\":\"default\",\"status\":\"STARTING\"}", MUZZLE_DONE, "HTTP 201" },
	};
	struct muzzle_inst *inst = open_waha();

	(void)state;
	assert_judged(inst, table, sizeof(table) / sizeof(*table));
	fake_close(inst);
}

/* A session that was deleted, an edition that has but one: no rung of any ladder brings it back. */
static void what_waha_lacks_is_for_a_person_and_its_other_422_are_not(void **state)
{
	static const struct judgement table[] = {
		{ 404, "{\"message\":\"Session not found\",\"statusCode\":404}", MUZZLE_NO_SETUP,
		  "HTTP 404: Session not found" },
		{ 422,
		  "{\"message\":\"The feature is available only in Plus version for 'NOWEB'.\"}",
		  MUZZLE_NO_SETUP,
		  "HTTP 422: The feature is available only in Plus version for 'NOWEB'." },
		{ 422, "{\"error\":\"Session status is not as expected. Try again later\"}",
		  MUZZLE_FAILED, "HTTP 422: Session status is not as expected. Try again later" },
	};
	struct muzzle_inst *inst = open_waha();

	(void)state;
	assert_judged(inst, table, sizeof(table) / sizeof(*table));
	fake_close(inst);
}

/* WAHA's restart starts what is STOPPED, its start refuses what runs: one url does for both. */
static void waha_is_asked_for_a_restart_of_a_stopped_session_too(void **state)
{
	struct muzzle_inst *inst = open_waha();
	struct muzzle_order order = fake_order(inst, 7, "waha", "omer");

	(void)state;
	order.state = "off";
	inst->plugin->act(inst->self, &order);
	assert_string_equal(fake_pending(inst, 0)->req.method, "POST");
	assert_non_null(strstr(fake_pending(inst, 0)->req.url, "/omer/restart"));
	fake_close(inst);
}

static void what_is_off_is_started_where_restart_would_refuse_it(void **state)
{
	const struct fake_setting settings[] = { { "via", "http" },
						 { "url", "http://gw/{session}/restart" },
						 { "start_url", "http://gw/{session}/start" },
						 { NULL, NULL } };
	struct muzzle_inst *inst = fake_open("restart", settings);
	struct muzzle_order order = fake_order(inst, 7, "waha", "omer");

	(void)state;
	order.state = "off";
	inst->plugin->act(inst->self, &order);
	assert_string_equal(fake_pending(inst, 0)->req.url, "http://gw/omer/start");
	fake_answer(inst, 200, "");
	fake_act(inst, 8, "waha", "omer");
	assert_string_equal(fake_pending(inst, 0)->req.url, "http://gw/omer/restart");
	fake_close(inst);
}

static void texts_outrank_a_status_and_are_looked_for_in_answers_only(void **state)
{
	const struct fake_setting settings[] = { { "via", "http" },
						 { "url", "http://gw/restart" },
						 { "setup_status", "5xx" },
						 { "setup_text", "banned" },
						 { "busy_text", "at it" },
						 { "busy_text", "locked" },
						 { NULL, NULL } };
	static const struct judgement table[] = {
		{ 200, "{\"error\":\"locked\"}", MUZZLE_TIMEOUT, "HTTP 200: locked" },
		{ 200, "{\"error\":\"banned\"}", MUZZLE_NO_SETUP, "HTTP 200: banned" },
		{ 500, "am at it", MUZZLE_TIMEOUT, "HTTP 500: am at it" },
		{ 500, "{}", MUZZLE_NO_SETUP, "HTTP 500" },
		{ 404, "{}", MUZZLE_FAILED, "HTTP 404" },
		{ 0, "locked out", MUZZLE_FAILED, "locked out" },
	};
	struct muzzle_inst *inst = fake_open("restart", settings);

	(void)state;
	assert_judged(inst, table, sizeof(table) / sizeof(*table));
	fake_close(inst);
}

static void json_without_its_type_is_doubted(void **state)
{
	static const struct fake_setting untyped[] = {
		{ "via", "http" }, { "url", "http://gw" }, { "body", "{}" }, { NULL, NULL }
	};
	static const struct fake_setting typed[] = { { "via", "http" },
						     { "url", "http://gw" },
						     { "body", "{}" },
						     { "header", "content-type: application/json" },
						     { NULL, NULL } };
	struct muzzle_inst *one = fake_open("restart", untyped);
	struct muzzle_inst *other = fake_open("restart", typed);

	(void)state;
	assert_non_null(fake_logged(one, "`header = Content-Type: application/json`"));
	assert_int_equal(other->logs, 0);
	fake_close(one);
	fake_close(other);
}

static void it_says_who_it_is_and_what_only_a_person_can_mend_is_no_failure(void **state)
{
	const struct fake_setting settings[] = { { "via", "http" },
						 { "url", "https://gw.example/restart" },
						 { "bearer", "s3cr3t-token" },
						 { NULL, NULL } };
	const struct fake_setting pinned[] = { { "via", "http" },
					       { "url", "http://gw.example/restart" },
					       { "ca", "/etc/passwd" },
					       { NULL, NULL } };
	const struct muzzle_answer expired = { .why = "the certificate has expired",
					       .setup = true };
	struct muzzle_inst *inst = fake_open("restart", settings), *other;

	(void)state;
	fake_act(inst, 1, "waha", "omer");
	assert_string_equal(fake_pending(inst, 0)->req.transport->bearer, "s3cr3t-token");
	fake_answer_to(inst, fake_pending(inst, 0), &expired);
	fake_assert_result(inst, 1, MUZZLE_NO_SETUP, "the certificate has expired");
	fake_act(inst, 2, "waha", "omer");
	fake_answer(inst, 500, "you said s3cr3t-token");
	assert_null(strstr(inst->result[1].why, "s3cr3t"));
	fake_close(inst);
	other = fake_new("restart", pinned);
	assert_int_equal(fake_start(other), -EINVAL);
	assert_non_null(fake_logged(other, "need an https url"));
	fake_close(other);
}

static void an_answer_that_repeats_a_secret_is_not_shown(void **state)
{
	struct muzzle_inst *inst = fake_open("restart", by_http);

	(void)state;
	fake_act(inst, 7, "waha", "omer");
	fake_answer(inst, 500, "you sent s3cr3t-k3y");
	assert_null(strstr(inst->result[0].why, "s3cr3t"));
	fake_assert_result(inst, 7, MUZZLE_FAILED, "HTTP 500: (not shown: it repeats a header)");
	fake_close(inst);
}

static void of_a_url_its_query_is_a_secret_and_its_path_is_none(void **state)
{
	const struct fake_setting settings[] = {
		{ "via", "http" },
		{ "url", "http://me:pa55word@gw/sessions/restart?name=default&key=s3cr3t-k3y" },
		{ NULL, NULL }
	};
	static const char *const answers[][2] = {
		{ "Cannot POST /sessions/restart", "HTTP 500: Cannot POST /sessions/restart" },
		{ "default is busy", "HTTP 500: default is busy" },
		{ "?key=s3cr3t-k3y", "HTTP 500: (not shown: it repeats the url)" },
		{ "Basic bWU6cGE1NXdvcmQ=", "HTTP 500: (not shown: it repeats a credential)" },
	};
	struct muzzle_inst *inst = fake_open("restart", settings);

	(void)state;
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		fake_act(inst, i + 1, "waha", NULL);
		fake_answer(inst, 500, answers[i][0]);
		fake_assert_result(inst, i + 1, MUZZLE_FAILED, answers[i][1]);
	}
	fake_close(inst);
}

static void ok_status_says_what_is_good(void **state)
{
	const struct fake_setting settings[] = { { "via", "http" },
						 { "url", "http://gw/{gateway}" },
						 { "ok_status", "204 4x9" },
						 { NULL, NULL } };
	struct muzzle_inst *inst = fake_open("restart", settings);

	(void)state;
	fake_act(inst, 1, "waha", NULL);
	assert_string_equal(fake_pending(inst, 0)->req.url, "http://gw/waha");
	fake_answer(inst, 201, "");
	fake_assert_result(inst, 1, MUZZLE_FAILED, "HTTP 201");
	fake_act(inst, 2, "waha", NULL);
	fake_answer(inst, 409, "");
	fake_assert_result(inst, 2, MUZZLE_DONE, "HTTP 409");
	fake_close(inst);
}

static void two_instances_judge_by_their_own_words(void **state)
{
	struct muzzle_inst *one = fake_open("restart", by_http);
	struct muzzle_inst *other = open_waha();

	(void)state;
	fake_act(one, 1, "waha", "a");
	fake_act(other, 1, "waha", "a");
	fake_answer(one, 500, "async-lock timed out");
	fake_assert_result(one, 1, MUZZLE_FAILED, "HTTP 500: async-lock timed out");
	fake_answer(other, 500, "async-lock timed out");
	fake_assert_result(other, 1, MUZZLE_TIMEOUT, "HTTP 500: async-lock timed out");
	fake_close(one);
	fake_close(other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_are_told_apart),
		cmocka_unit_test(
			a_conflict_of_state_is_the_gateways_answer_and_no_fault_of_the_setup),
		cmocka_unit_test(waha_is_not_asked_twice_while_it_is_at_it),
		cmocka_unit_test(what_waha_lacks_is_for_a_person_and_its_other_422_are_not),
		cmocka_unit_test(waha_is_asked_for_a_restart_of_a_stopped_session_too),
		cmocka_unit_test(what_is_off_is_started_where_restart_would_refuse_it),
		cmocka_unit_test(texts_outrank_a_status_and_are_looked_for_in_answers_only),
		cmocka_unit_test(json_without_its_type_is_doubted),
		cmocka_unit_test(it_says_who_it_is_and_what_only_a_person_can_mend_is_no_failure),
		cmocka_unit_test(an_answer_that_repeats_a_secret_is_not_shown),
		cmocka_unit_test(of_a_url_its_query_is_a_secret_and_its_path_is_none),
		cmocka_unit_test(ok_status_says_what_is_good),
		cmocka_unit_test(two_instances_judge_by_their_own_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
