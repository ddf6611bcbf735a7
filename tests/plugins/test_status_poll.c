/* test_status_poll.c - the built status_poll.so: its questions and probes.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "fake_poll.h"
#include "fake_preset.h"

static void one_request_serves_all_sessions(void **state)
{
	struct muzzle_inst *inst = fake_poll_waha(NULL, NULL);

	(void)state;
	assert_string_equal(fake_pending(inst, 0)->req.url,
			    "http://127.0.0.1:3000/api/sessions?all=true");
	assert_string_equal(fake_header(fake_pending(inst, 0), "x-api-key"), "s3cr3t");
	assert_int_equal(fake_pending(inst, 0)->req.timeout_ms, 10000);
	assert_int_equal(fake_pending(inst, 0)->req.max_body_bytes, 4 * 1024 * 1024);
	assert_answer(
		inst, 200,
		"[{\"name\":\"a\",\"status\":\"WORKING\",\"timestamps\":{}},"
		"{\"name\":\"b\",\"status\":\"STARTING\",\"timestamps\":{\"activity\":null}},"
		"{\"name\":\"c\",\"status\":\"FAILED\",\"timestamps\":{\"activity\":1795302233724}},"
		"{\"name\":\"d\",\"status\":\"STOPPED\",\"config\":null},"
		"{\"name\":\"e\",\"status\":\"SCAN_QR_CODE\"},"
		"{\"name\":\"f\",\"status\":\"PASSKEY_CONFIRMATION_REQUIRED\"},"
		"{\"name\":\"g\",\"status\":\"DREAMING\"}]\n",
		"claim a up WORKING\nclaim b starting STARTING\nclaim c down FAILED\n"
		"claim d off STOPPED\nclaim e human SCAN_QR_CODE\n"
		"claim f human PASSKEY_CONFIRMATION_REQUIRED\nclaim g human DREAMING\nround\n");
	assert_answer(inst, 200, "[]", "round\n");
	fake_close(inst);
}

static void there_are_never_two_requests_at_once(void **state)
{
	struct muzzle_inst *inst = fake_poll_waha(NULL, NULL);

	(void)state;
	fake_advance(inst, 60000);
	inst->plugin->hurry(inst->self, true);
	fake_advance(inst, 60000);
	assert_int_equal(inst->requests, 1);
	fake_answer(inst, 200, "[]");
	assert_null(fake_pending(inst, 0)); /* a moment's rest for a gateway that was slow */
	fake_advance(inst, 500);
	assert_int_equal(inst->requests, 2);
	fake_close(inst);
}

static void questions_come_every_period_from_start_to_start(void **state)
{
	struct muzzle_inst *inst = fake_poll_waha(NULL, NULL);

	(void)state;
	fake_advance(inst, 1200);
	fake_answer(inst, 200, "[]");
	fake_advance(inst, 3799);
	assert_int_equal(inst->requests, 1);
	fake_advance(inst, 1);
	assert_int_equal(inst->requests, 2);
	fake_close(inst);
}

static void answer_after(struct muzzle_inst *inst, int64_t took_ms)
{
	const struct muzzle_answer answer = {
		.status = 200,
		.body = "[]",
		.body_bytes = 2,
		.took_ms = took_ms,
		.retry_after_ms = -1,
	};

	fake_advance(inst, took_ms);
	fake_answer_to(inst, fake_pending(inst, 0), &answer);
}

/* The time from one question to the next, in steps of 100 ms. */
static int64_t gap_ms(struct muzzle_inst *inst, int64_t took_ms)
{
	size_t asked = inst->requests;
	int64_t start_ms = inst->now_ms;

	answer_after(inst, took_ms);
	while (inst->requests == asked)
		fake_advance(inst, 100);
	return inst->now_ms - start_ms;
}

static void hurry_asks_every_two_seconds_and_relax_every_period(void **state)
{
	struct muzzle_inst *inst = fake_poll_waha(NULL, NULL);

	(void)state;
	assert_int_equal(gap_ms(inst, 100), 5000);
	inst->plugin->hurry(inst->self, true);
	assert_int_equal(gap_ms(inst, 100), 2000);
	assert_int_equal(gap_ms(inst, 700), 2800);  /* a quarter of its time */
	assert_int_equal(gap_ms(inst, 3000), 5000); /* never slower than at rest */
	inst->plugin->hurry(inst->self, false);
	assert_int_equal(gap_ms(inst, 100), 5000);
	fake_close(inst);
}

static void hurry_between_two_questions_brings_the_next_one_near(void **state)
{
	struct muzzle_inst *inst = fake_poll_waha("every", "1h");

	(void)state;
	answer_after(inst, 100);
	inst->plugin->hurry(inst->self, true);
	fake_advance(inst, 1900);
	assert_int_equal(inst->requests, 2);
	answer_after(inst, 100);
	inst->plugin->hurry(inst->self, false);
	fake_advance(inst, 60000);
	assert_int_equal(inst->requests, 2);
	fake_close(inst);
}

static void a_gateway_that_asks_for_peace_gets_a_minute_at_most(void **state)
{
	struct muzzle_answer answer = { .status = 503, .retry_after_ms = 20000 };
	struct muzzle_inst *inst = fake_poll_waha(NULL, NULL);

	(void)state;
	fake_answer_to(inst, fake_pending(inst, 0), &answer);
	fake_advance(inst, 19999);
	assert_int_equal(inst->requests, 1);
	fake_advance(inst, 1);
	assert_int_equal(inst->requests, 2);
	answer.retry_after_ms = 3600000;
	fake_answer_to(inst, fake_pending(inst, 0), &answer);
	fake_advance(inst, 60000);
	assert_int_equal(inst->requests, 3);
	fake_close(inst);
}

static void a_probe_is_offered_only_with_its_url(void **state)
{
	struct muzzle_inst *without = fake_poll_waha(NULL, NULL),
			   *with = fake_poll_waha("probe", "/x/{session}");

	(void)state;
	assert_false(without->probe_offered);
	assert_true(with->probe_offered);
	fake_close(without);
	fake_close(with);
}

/* Without the preset, whose rules say more of a good and a bad answer. */
static struct muzzle_inst *open_plain(const char *probe)
{
	const struct fake_setting settings[] = { { "url", "http://127.0.0.1:3000" },
						 { "path", "/api/sessions" },
						 { "up", "WORKING" },
						 { "header", "X-Api-Key: s3cr3t" },
						 { "probe", probe },
						 { NULL, NULL } };

	return fake_poll_open(settings);
}

static void a_probe_is_decided_by_its_answer(void **state)
{
	struct muzzle_inst *inst = open_plain("/api/{session}/chats?limit=1");

	(void)state;
	fake_answer(inst, 200, "[]");
	fake_told(inst);
	inst->plugin->probe(inst->self, "o@m");
	assert_string_equal(fake_pending(inst, 0)->req.url,
			    "http://127.0.0.1:3000/api/o%40m/chats?limit=1");
	assert_string_equal(fake_header(fake_pending(inst, 0), "X-Api-Key"), "s3cr3t");
	inst->plugin->probe(inst->self, "mia");
	fake_answer(inst, 200, "[]");
	assert_told(inst, "probe o@m ok HTTP 200\n");
	fake_answer(inst, 422, "");
	assert_told(inst, "fault - path probe: HTTP 422\n");
	inst->plugin->probe(inst->self, "mia");
	fake_answer(inst, 504, "nobody");
	assert_told(inst, "probe mia bad HTTP 504: nobody\n");
	inst->plugin->probe(inst->self, "mia");
	fake_answer(inst, 0, "timeout after 30 s");
	assert_told(inst, "fault - path probe: timeout after 30 s\n");
	inst->plugin->probe(inst->self, "mia");
	fake_answer(inst, 401, "");
	assert_told(
		inst,
		"fault - setup probe: HTTP 401: set `header`, `user` or `bearer` to the gateway's key\n");
	inst->plugin->probe(inst->self, "mia");
	fake_answer(inst, 401, "");
	assert_told(inst, "");
	inst->plugin->probe(inst->self, "mia");
	fake_answer(inst, 404, "");
	assert_told(inst,
		    "fault - setup probe: HTTP 404: nothing of the kind there; see `probe`\n");
	for (int i = 0; i < 2; i++) { /* what was mended and broke again is told again */
		inst->plugin->probe(inst->self, "mia");
		fake_answer(inst, i ? 404 : 200, "");
	}
	assert_told(inst,
		    "probe mia ok HTTP 200\n"
		    "fault - setup probe: HTTP 404: nothing of the kind there; see `probe`\n");
	fake_close(inst);
}

static size_t pending(struct muzzle_inst *inst)
{
	size_t n = 0;

	while (fake_pending(inst, n))
		n++;
	return n;
}

static void many_probes_at_once_take_turns_and_none_is_lost(void **state)
{
	struct muzzle_inst *inst = open_plain("/p/{session}");
	char name[16];

	(void)state;
	fake_answer(inst, 200, "[]");
	fake_told(inst);
	for (int i = 0; i < 100; i++) {
		snprintf(name, sizeof(name), "s%d", i);
		inst->plugin->probe(inst->self, name);
	}
	inst->plugin->probe(inst->self, "s99"); /* it waits already */
	for (int i = 0; i < 100; i++) {
		assert_int_equal(pending(inst), i < 96 ? 4 : 100 - i);
		snprintf(name, sizeof(name), "/p/s%d", i);
		assert_non_null(strstr(fake_pending(inst, 0)->req.url, name));
		fake_answer(inst, i % 3 ? 200 : 0, "timeout");
	}
	assert_int_equal(pending(inst), 0);
	assert_int_equal(inst->reports, 100);
	fake_close(inst);
}

static void more_probes_than_sessions_may_be_are_left_out(void **state)
{
	struct muzzle_inst *inst = open_plain("/p/{session}");
	char name[16];

	(void)state;
	fake_answer(inst, 200, "[]");
	for (int i = 0; i < 1000; i++) {
		snprintf(name, sizeof(name), "s%d", i);
		inst->plugin->probe(inst->self, name);
	}
	while (fake_pending(inst, 0))
		fake_answer(inst, 200, "");
	assert_int_equal(inst->requests, 1 + 4 + 256);
	fake_close(inst);
}

static void a_whole_probe_url_is_taken_as_it_is(void **state)
{
	struct muzzle_inst *inst = fake_poll_waha("probe", "https://other/{session}");

	(void)state;
	fake_answer(inst, 200, "[]");
	inst->plugin->probe(inst->self, "mia");
	assert_string_equal(fake_pending(inst, 0)->req.url, "https://other/mia");
	fake_close(inst);
}

static void a_request_that_the_host_refuses_is_asked_again(void **state)
{
	struct fake_preset preset;
	struct muzzle_inst *inst;

	(void)state;
	fake_preset_read(&preset, "waha", "status_poll");
	fake_preset_add(&preset, "url", "http://gw");
	inst = fake_open("status_poll", preset.settings);
	inst->refuse_http = true;
	fake_advance(inst, 0);
	assert_told(inst, "fault - setup the request cannot be made; see `url` and `header`\n");
	inst->refuse_http = false;
	fake_advance(inst, 5000);
	assert_non_null(fake_pending(inst, 0));
	fake_close(inst);
}

static void what_cannot_work_is_refused_with_its_remedy(void **state)
{
	const struct fake_setting no_url[] = { { "up", "x" }, { NULL, NULL } };
	const struct fake_setting no_word[] = { { "url", "http://gw" }, { NULL, NULL } };
	const struct fake_setting pointer[] = {
		{ "url", "http://gw" }, { "up", "x" }, { "name", "name" }, { NULL, NULL }
	};
	const struct fake_setting session[] = {
		{ "url", "http://gw" }, { "up", "x" }, { "session", "a b" }, { NULL, NULL }
	};
	const struct fake_setting probe[] = {
		{ "url", "http://gw" }, { "up", "x" }, { "probe", "/{user}" }, { NULL, NULL }
	};
	const struct fake_setting often[] = {
		{ "url", "http://gw" }, { "up", "x" }, { "every", "999ms" }, { NULL, NULL }
	};

	const struct fake_setting scheme[] = { { "url", "ftp://gw" },
					       { "up", "x" },
					       { NULL, NULL } };
	const struct fake_setting no_host[] = {
		{ "url", "http://" }, { "up", "x" }, { "path", "/x" }, { NULL, NULL }
	};
	const struct fake_setting no_slash[] = {
		{ "url", "http://gw:80" }, { "up", "x" }, { "path", "x" }, { NULL, NULL }
	};
	const struct fake_setting header[] = {
		{ "url", "http://gw" }, { "up", "x" }, { "header", "nocolon" }, { NULL, NULL }
	};
	const struct fake_setting good[] = { { "url", "http://gw" },
					     { "up", "x" },
					     { "probe_good", "alive true" },
					     { NULL, NULL } };
	const struct fake_setting value[] = {
		{ "url", "http://gw" }, { "up", "x" }, { "probe_good", "/alive" }, { NULL, NULL }
	};
	const struct fake_setting probe_url[] = {
		{ "url", "http://gw" }, { "up", "x" }, { "probe", "{session}" }, { NULL, NULL }
	};

	(void)state;
	assert_refuses("status_poll", scheme, "`url` with `path` must be http");
	assert_refuses("status_poll", no_host, "`url` with `path` must be http");
	assert_refuses("status_poll", no_slash, "`url` with `path` must be http");
	assert_refuses("status_poll", header, "`header` must read");
	assert_refuses("status_poll", good, "`probe_good` reads `/json/pointer value`");
	assert_refuses("status_poll", value, "`probe_good`");
	assert_refuses("status_poll", probe_url, "`probe` must begin with `/`");
	assert_refuses("status_poll", no_url, "url");
	assert_refuses("status_poll", no_word, "`up`");
	assert_refuses("status_poll", pointer, "`name` must be a JSON pointer");
	assert_refuses("status_poll", session, "`session`");
	assert_refuses("status_poll", probe, "{session}");
	assert_refuses("status_poll", often, "every");
}

static void two_instances_keep_to_themselves(void **state)
{
	struct muzzle_inst *one = fake_poll_waha("activity", "/timestamps/activity");
	struct muzzle_inst *other = fake_poll_waha("every", "1s");

	(void)state;
	other->plugin->hurry(other->self, true);
	assert_answer(one, 200, "[" OMER_UP "]", "claim omer up WORKING\nround\n");
	assert_answer(
		other, 401, "",
		"fault - setup HTTP 401: set `header`, `user` or `bearer` to the gateway's key\n");
	fake_advance(one, 4999);
	assert_int_equal(one->requests, 1);
	fake_advance(other, 1000);
	assert_int_equal(other->requests, 2);
	fake_close(other);
	fake_advance(one, 1);
	assert_answer(one, 200, "[" OMER_UP "]", "claim omer up WORKING\nround\n");
	fake_close(one);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_request_serves_all_sessions),
		cmocka_unit_test(there_are_never_two_requests_at_once),
		cmocka_unit_test(questions_come_every_period_from_start_to_start),
		cmocka_unit_test(hurry_asks_every_two_seconds_and_relax_every_period),
		cmocka_unit_test(hurry_between_two_questions_brings_the_next_one_near),
		cmocka_unit_test(a_gateway_that_asks_for_peace_gets_a_minute_at_most),
		cmocka_unit_test(a_probe_is_offered_only_with_its_url),
		cmocka_unit_test(a_probe_is_decided_by_its_answer),
		cmocka_unit_test(many_probes_at_once_take_turns_and_none_is_lost),
		cmocka_unit_test(more_probes_than_sessions_may_be_are_left_out),
		cmocka_unit_test(a_whole_probe_url_is_taken_as_it_is),
		cmocka_unit_test(a_request_that_the_host_refuses_is_asked_again),
		cmocka_unit_test(what_cannot_work_is_refused_with_its_remedy),
		cmocka_unit_test(two_instances_keep_to_themselves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
