/* test_status_poll_answers.c - the built status_poll.so: what it makes of answers.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <errno.h>
#include <string.h>

#include "fake_poll.h"
#include "fake_preset.h"

static void what_the_mapping_reads_are_claims_whatever_the_status(void **state)
{
	struct muzzle_inst *inst = fake_poll_waha(NULL, NULL);

	(void)state;
	assert_answer(inst, 503, "[" OMER_UP "]", "claim omer up WORKING\nround\n");
	assert_answer(inst, 404, "[" OMER_UP "]", "claim omer up WORKING\nround\n");
	fake_close(inst);
}

static void what_may_pass_by_itself_is_a_fault_of_the_path(void **state)
{
	struct muzzle_inst *inst = fake_poll_waha(NULL, NULL);

	(void)state;
	assert_answer(inst, 0, "connection refused", "fault - path connection refused\n");
	assert_answer(inst, 0, "timeout after 10 s", "fault - path timeout after 10 s\n");
	assert_answer(inst, 500, "{\"statusCode\":500,\"exception\":{\"status\":\"x\"}}",
		      "fault - path HTTP 500\n");
	assert_answer(inst, 502, "<html>", "fault - path HTTP 502\n");
	assert_answer(inst, 429, "", "fault - path HTTP 429\n");
	assert_answer(inst, 200, "<html>",
		      "fault - path HTTP 200: not of the `form` that is expected, or cut off\n");
	assert_answer(inst, 200, "",
		      "fault - path HTTP 200: not of the `form` that is expected, or cut off\n");
	assert_answer(inst, 200, "[" OMER_UP ",",
		      "fault - path HTTP 200: not of the `form` that is expected, or cut off\n");
	assert_answer(inst, 200, "[" OMER_UP "] and more",
		      "fault - path HTTP 200: not of the `form` that is expected, or cut off\n");
	fake_close(inst);
}

static void what_the_configuration_has_wrong_is_a_fault_of_setup(void **state)
{
	struct muzzle_inst *inst = fake_poll_waha(NULL, NULL);

	(void)state;
	assert_answer(
		inst, 401, "{\"message\":\"Unauthorized\",\"statusCode\":401}",
		"fault - setup HTTP 401: set `header`, `user` or `bearer` to the gateway's key\n");
	assert_answer(
		inst, 403, "",
		"fault - setup HTTP 403: set `header`, `user` or `bearer` to the gateway's key\n");
	assert_answer(inst, 404, "{\"message\":\"Cannot GET\"}",
		      "fault - setup HTTP 404: nothing of the kind there; see `url` and `path`\n");
	assert_answer(inst, 422, "",
		      "fault - setup HTTP 422: nothing of the kind there; see `url` and `path`\n");
	assert_answer(inst, 302, "",
		      "fault - setup HTTP 302: it redirects; set `url` to where it leads\n");
	assert_answer(
		inst, 200, "{\"sessions\":[]}",
		"fault - setup HTTP 200: no status where `items`, `name` and `status` point\n");
	assert_answer(
		inst, 200, "[{\"id\":1}]",
		"fault - setup HTTP 200: no status where `items`, `name` and `status` point\n");
	assert_answer(
		inst, 200, "\"WORKING\"",
		"fault - setup HTTP 200: no status where `items`, `name` and `status` point\n");
	fake_close(inst);
}

static void a_session_without_status_keeps_the_round_open(void **state)
{
	struct muzzle_inst *inst = fake_poll_waha(NULL, NULL);

	(void)state;
	assert_answer(inst, 200, "[" OMER_UP ",{\"name\":\"mia\",\"status\":null}]",
		      "claim omer up WORKING\nfault - setup mia: it has no status\n");
	assert_answer(inst, 200, "[{\"status\":\"WORKING\"}," OMER_UP "]",
		      "claim omer up WORKING\nfault - setup a session: it has no name\n");
	fake_close(inst);
}

static void a_name_that_breaks_the_grammar_is_told_once_and_cleaned(void **state)
{
	struct muzzle_inst *inst = fake_poll_waha(NULL, NULL);
	const char *body = "[" OMER_UP ",{\"name\":\"b\\u001b[31mad one\",\"status\":\"WORKING\"}]";

	(void)state;
	assert_answer(
		inst, 200, body,
		"claim omer up WORKING\nfault - setup bad one: a session's name must be 1 to 64 of "
		"A-Z a-z 0-9 _ . @ : - (. @ : not first)\nround\n");
	assert_answer(inst, 200, body, "claim omer up WORKING\nround\n");
	assert_answer(inst, 200, "[" OMER_UP "]", "claim omer up WORKING\nround\n");
	fake_advance(inst, 5000);
	fake_answer(inst, 200, body);
	assert_non_null(strstr(fake_told(inst), "fault - setup bad one"));
	fake_close(inst);
}

static void sessions_with_bad_names_only_are_still_an_answer(void **state)
{
	struct muzzle_inst *inst = fake_poll_waha(NULL, NULL);

	(void)state;
	assert_answer(inst, 200, "[{\"name\":\"a/b\",\"status\":\"WORKING\"}]",
		      "fault - setup a/b: a session's name must be 1 to 64 of "
		      "A-Z a-z 0-9 _ . @ : - (. @ : not first)\nround\n");
	fake_close(inst);
}

static void more_sessions_than_allowed_are_a_fault_and_no_round(void **state)
{
	struct muzzle_inst *inst = fake_poll_waha("max_sessions", "2");

	(void)state;
	assert_answer(
		inst, 200,
		"[{\"name\":\"a\",\"status\":\"WORKING\"},{\"name\":\"b\",\"status\":\"WORKING\"},"
		"{\"name\":\"c\",\"status\":\"WORKING\"}]",
		"claim a up WORKING\nclaim b up WORKING\n"
		"fault - setup c: it is one session more than `max_sessions` allows\n");
	fake_close(inst);
}

static void pointers_find_sessions_in_an_object_by_key(void **state)
{
	const struct fake_setting settings[] = {
		{ "url", "http://gw" }, { "items", "/data/sessions" }, { "status", "/state/now" },
		{ "up", "open" },       { "down", "closed*" },         { NULL, NULL }
	};
	struct muzzle_inst *inst = fake_poll_open(settings);

	(void)state;
	assert_answer(inst, 200,
		      "{\"data\":{\"sessions\":{\"a\":{\"state\":{\"now\":\"open\"}},"
		      "\"b\":{\"state\":{\"now\":\"closed by peer\"}}}}}",
		      "claim a up open\nclaim b down closed by peer\nround\n");
	assert_answer(inst, 200, "{\"data\":{\"sessions\":{}}}", "round\n");
	fake_close(inst);
}

static void an_object_at_the_top_counts_only_if_asked_for(void **state)
{
	const struct fake_setting keyed[] = { { "url", "http://gw" }, { "name", "" },
					      { "status", "" },       { "up", "true" },
					      { "down", "false" },    { NULL, NULL } };
	const struct fake_setting plain[] = { { "url", "http://gw" },
					      { "up", "true" },
					      { NULL, NULL } };
	struct muzzle_inst *a = fake_poll_open(keyed), *b = fake_poll_open(plain);

	(void)state;
	assert_answer(a, 200, "{\"x\":true,\"y\":false}",
		      "claim x up true\nclaim y down false\nround\n");
	assert_answer(b, 500, "{\"error\":{\"status\":\"UNAVAILABLE\"}}",
		      "fault - path HTTP 500\n");
	fake_close(a);
	fake_close(b);
}

static void an_answer_about_one_session_makes_no_round(void **state)
{
	const struct fake_setting settings[] = {
		{ "url", "http://gw" },          { "session", "main" },
		{ "status", "/instance/state" }, { "up", "open" },
		{ "starting", "connecting" },    { NULL, NULL }
	};
	struct muzzle_inst *inst = fake_poll_open(settings);

	(void)state;
	assert_answer(inst, 200, "{\"instance\":{\"state\":\"open\"}}", "claim main up open\n");
	assert_answer(inst, 200, "{\"instance\":{\"state\":\"connecting\"}}",
		      "claim main starting connecting\n");
	assert_answer(inst, 500, "{\"instance\":{}}", "fault - path HTTP 500\n");
	fake_close(inst);
}

static void the_http_preset_reads_the_status_code_alone(void **state)
{
	struct fake_preset preset;
	struct muzzle_inst *inst;

	(void)state;
	fake_preset_read(&preset, "http", "status_poll");
	fake_preset_add(&preset, "url", "http://gw/healthz");
	inst = fake_poll_open(preset.settings);
	assert_answer(inst, 200, "anything", "claim - up HTTP 200\n");
	assert_answer(inst, 204, "", "claim - up HTTP 204\n");
	assert_answer(inst, 503, "[{\"name\":\"a\",\"status\":\"b\"}]", "fault - path HTTP 503\n");
	assert_answer(inst, 404, "",
		      "fault - setup HTTP 404: nothing of the kind there; see `url` and `path`\n");
	assert_answer(inst, 0, "refused", "fault - path refused\n");
	fake_close(inst);
}

static void activity_counts_only_when_it_advances(void **state)
{
	struct muzzle_inst *inst = fake_poll_waha("activity", "/timestamps/activity");

	(void)state;
#define ACTIVE(n) "[{\"name\":\"omer\",\"status\":\"WORKING\",\"timestamps\":{" n "}}]"
	assert_answer(inst, 200, ACTIVE("\"activity\":100"), "claim omer up WORKING\nround\n");
	assert_answer(inst, 200, ACTIVE("\"activity\":100"), "claim omer up WORKING\nround\n");
	assert_answer(inst, 200, ACTIVE("\"activity\":101"),
		      "claim omer up WORKING\nproof omer\nround\n");
	assert_answer(inst, 200, ACTIVE("\"activity\":99"), "claim omer up WORKING\nround\n");
	assert_answer(inst, 200, ACTIVE("\"activity\":100"),
		      "claim omer up WORKING\nproof omer\nround\n");
	assert_answer(inst, 200, ACTIVE("\"activity\":null"), "claim omer up WORKING\nround\n");
	assert_answer(inst, 200, ACTIVE("\"activity\":900"), "claim omer up WORKING\nround\n");
	assert_answer(inst, 200, ACTIVE(""), "claim omer up WORKING\nround\n");
	assert_answer(inst, 200, ACTIVE("\"activity\":901"), "claim omer up WORKING\nround\n");
	assert_answer(inst, 0, "refused", "fault - path refused\n");
	assert_answer(inst, 200, ACTIVE("\"activity\":902"), "claim omer up WORKING\nround\n");
	assert_answer(inst, 200, ACTIVE("\"activity\":903"),
		      "claim omer up WORKING\nproof omer\nround\n");
	fake_close(inst);
}

static void the_waha_preset_takes_no_activity_for_life(void **state)
{
	struct muzzle_inst *inst = fake_poll_waha(NULL, NULL);

	(void)state;
	assert_answer(inst, 200, ACTIVE("\"activity\":100"), "claim omer up WORKING\nround\n");
	assert_answer(inst, 200, ACTIVE("\"activity\":200"), "claim omer up WORKING\nround\n");
	fake_close(inst);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_the_mapping_reads_are_claims_whatever_the_status),
		cmocka_unit_test(what_may_pass_by_itself_is_a_fault_of_the_path),
		cmocka_unit_test(what_the_configuration_has_wrong_is_a_fault_of_setup),
		cmocka_unit_test(a_session_without_status_keeps_the_round_open),
		cmocka_unit_test(a_name_that_breaks_the_grammar_is_told_once_and_cleaned),
		cmocka_unit_test(sessions_with_bad_names_only_are_still_an_answer),
		cmocka_unit_test(more_sessions_than_allowed_are_a_fault_and_no_round),
		cmocka_unit_test(pointers_find_sessions_in_an_object_by_key),
		cmocka_unit_test(an_object_at_the_top_counts_only_if_asked_for),
		cmocka_unit_test(an_answer_about_one_session_makes_no_round),
		cmocka_unit_test(the_http_preset_reads_the_status_code_alone),
		cmocka_unit_test(activity_counts_only_when_it_advances),
		cmocka_unit_test(the_waha_preset_takes_no_activity_for_life),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
