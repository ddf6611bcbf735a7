/* test_alert.c - the built alert.so under a fake host: words and templates.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "fake_actions.h"
#include "sign.h"

static const struct fake_setting as_json[] = {
	{ "to", "http://127.0.0.1:9/hook/t0p-s3cr3t" },
	{ "header", "Authorization: Bearer b34r3r" },
	{ "header", "X-Pass: a phrase of 4" },
	{ NULL, NULL },
};
static const struct fake_setting as_ntfy[] = {
	{ "to", "https://ntfy.example/muzzle" },
	{ "format", "ntfy" },
	{ NULL, NULL },
};

static struct fake_request *newest(struct muzzle_inst *inst)
{
	return fake_pending(inst, fake_count_pending(inst) - 1);
}

static void assert_field(struct json_object *body, const char *key, const char *value)
{
	struct json_object *field = json_object_object_get(body, key);

	assert_non_null(field);
	assert_string_equal(json_object_get_string(field), value);
}

static void hostile_text_stays_text(void **state)
{
	struct muzzle_inst *inst = fake_open("alert", as_json);
	struct muzzle_order order = fake_order(inst, 7, "waha", NULL);
	struct json_object *body;

	(void)state;
	order.notify = true;
	order.what = "human";
	order.why = "\"},\x1b[1m\n\xff\xc3\xa9 {\"a\":1";
	inst->plugin->act(inst->self, &order);
	body = json_tokener_parse(newest(inst)->req.body);
	assert_field(body, "why", "\"}, \xc3\xa9 {\"a\":1");
	assert_null(json_object_object_get(body, "session"));
	json_object_put(body);
	fake_close(inst);
}

static void ntfy_speaks_to_people(void **state)
{
	struct muzzle_inst *inst = fake_open("alert", as_ntfy);

	(void)state;
	fake_tell(inst, 7, "human", 3);
	assert_string_equal(fake_header(newest(inst), "Title"), "waha/omer needs a person");
	assert_string_equal(fake_header(newest(inst), "Priority"), "urgent");
	assert_string_equal(fake_header(newest(inst), "Tags"), "bust_in_silhouette");
	assert_string_equal(fake_header(newest(inst), "Content-Type"), "text/plain; charset=utf-8");
	assert_non_null(strstr(newest(inst)->req.body, "No restart can cure this."));
	assert_non_null(strstr(newest(inst)->req.body, "\nReason: " FAKE_WHY "\n"));
	assert_non_null(strstr(newest(inst)->req.body, "\nAt: 2026-11-21T23:03:06Z"));
	fake_close(inst);
}

static void each_kind_has_its_own_title(void **state)
{
	static const char *const kinds[] = { "opened",   "closed", "quarantined", "human",
					     "reminder", "setup",  "leak" };
	struct muzzle_inst *inst = fake_open("alert", as_ntfy);
	const char *titles[7];

	(void)state;
	for (size_t i = 0; i < 7; i++) {
		fake_tell(inst, i + 1, kinds[i], 3);
		titles[i] = fake_header(newest(inst), "Title");
		fake_answer(inst, 200, "");
		assert_non_null(titles[i]);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(titles[i], titles[j]);
	}
	fake_close(inst);
}

static void an_alert_in_the_ladder_asks_for_help(void **state)
{
	struct muzzle_inst *one = fake_open("alert", as_ntfy);
	struct muzzle_inst *other = fake_open("alert", as_json);

	(void)state;
	fake_act(one, 7, "waha", "omer");
	fake_act(other, 8, "waha", NULL);
	assert_string_equal(fake_header(newest(one), "Title"), "waha/omer asks to be restarted");
	assert_string_equal(fake_header(newest(one), "Idempotency-Key"), "act-7-1795302186000");
	assert_non_null(strstr(newest(other)->req.body, "\"what\":\"act\""));
	assert_null(strstr(newest(other)->req.body, "since"));
	fake_answer(one, 200, "");
	fake_assert_result(one, 7, MUZZLE_DONE, "HTTP 200");
	fake_close(one);
	fake_close(other);
}

/* What an older host hands over ends where its order does. */
static void an_older_host_gives_no_id_and_no_lines(void **state)
{
	static const char *const lines[] = { "not to be read", NULL };
	struct muzzle_inst *inst = fake_open("alert", as_json);
	struct muzzle_order order = fake_order(inst, 7, "waha", "omer");

	(void)state;
	order.notify = true;
	order.what = "opened";
	order.message = "not-to-be-read";
	order.lines = lines;
	order.size = offsetof(struct muzzle_order, message);
	assert_int_equal(inst->plugin->act(inst->self, &order), 0);
	assert_null(strstr(newest(inst)->req.body, "be"));
	fake_close(inst);
}

static struct muzzle_inst *open_with(const char *key, const char *template)
{
	const struct fake_setting settings[] = { { "to", "http://h/" },
						 { key, template },
						 { NULL, NULL } };

	return fake_open("alert", settings);
}

static void templates_of_title_and_text_are_filled(void **state)
{
	struct muzzle_inst *one = open_with("title", "[{host}] {title} ({what} {incident})");
	struct muzzle_inst *other = open_with(
		"text", "{session} of {gateway}: {text}\\n{container}\\nid {id}, {priority}");
	char host[65] = "", title[128];

	(void)state;
	gethostname(host, sizeof(host) - 1);
	snprintf(title, sizeof(title), "\"title\":\"[%s] waha/omer needs a person (human 3)\"",
		 host);
	fake_tell(one, 7, "human", 3);
	assert_non_null(strstr(newest(one)->req.body, title));
	fake_tell(other, 7, "human", 3);
	assert_non_null(
		strstr(newest(other)->req.body,
		       "\"text\":\"omer of waha: No restart can cure this. Please look: scan a "
		       "code, log in again, or decide.\\nwaha-noweb\\nid 0a1b2c-7, urgent\""));
	fake_close(one);
	fake_close(other);
}

static void a_body_of_ones_own_is_escaped_as_its_format_asks(void **state)
{
	static const struct {
		const char *format, *body, *expected;
	} bodies[] = {
		{ "json", "{\"q\":\"{why}\",\"s\":\"{session}\",\"o\":{}}",
		  "{\"q\":\"<\\\"&>\",\"s\":\"\",\"o\":{}}" },
		{ "form", "Body={why}&To=1", "Body=%3C%22%26%3E&To=1" },
		{ "slack", "{\"blocks\":\"{why}\"}", "{\"blocks\":\"&lt;\\\"&amp;&gt;\"}" },
		{ "ntfy", "{why}", "<\"&>" },
	};

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		const struct fake_setting settings[] = { { "to", "http://h/" },
							 { "format", bodies[i].format },
							 { "body", bodies[i].body },
							 { NULL, NULL } };
		struct muzzle_inst *inst = fake_open("alert", settings);
		struct muzzle_order order = fake_order(inst, 7, "waha", NULL);

		order.notify = true;
		order.what = "opened";
		order.why = "<\"&>";
		inst->plugin->act(inst->self, &order);
		assert_string_equal(newest(inst)->req.body, bodies[i].expected);
		fake_close(inst);
	}
}

static void an_empty_template_says_something_all_the_same(void **state)
{
	struct muzzle_inst *inst = open_with("text", "{container}");
	struct muzzle_order order = fake_order(inst, 7, "waha", NULL);
	struct json_object *body;

	(void)state;
	order.notify = true;
	order.what = "opened";
	order.container = NULL;
	inst->plugin->act(inst->self, &order);
	body = json_tokener_parse(newest(inst)->req.body);
	assert_field(body, "text", "is in trouble");
	json_object_put(body);
	fake_close(inst);
	inst = open_with("title", "{session}");
	order = fake_order(inst, 7, "waha", NULL);
	order.notify = true;
	order.what = "opened";
	inst->plugin->act(inst->self, &order);
	body = json_tokener_parse(newest(inst)->req.body);
	assert_field(body, "title", "waha is in trouble");
	json_object_put(body);
	fake_close(inst);
}

static void a_title_that_is_not_ascii_is_encoded_for_a_header(void **state)
{
	const struct fake_setting settings[] = { { "to", "http://h/" },
						 { "format", "ntfy" },
						 { "title", "\xe2\x82\xac {target}" },
						 { NULL, NULL } };
	struct muzzle_inst *inst = fake_open("alert", settings);

	(void)state;
	fake_tell(inst, 7, "human", 3);
	assert_string_equal(fake_header(newest(inst), "Title"), "=?utf-8?B?4oKsIHdhaGEvb21lcg==?=");
	fake_close(inst);
}

static void the_users_own_header_wins(void **state)
{
	const struct fake_setting settings[] = { { "to", "https://ntfy.example/muzzle" },
						 { "format", "ntfy" },
						 { "header", "priority: low" },
						 { NULL, NULL } };
	struct muzzle_inst *inst = fake_open("alert", settings);
	size_t n = 0;

	(void)state;
	fake_tell(inst, 7, "human", 3);
	assert_string_equal(fake_header(newest(inst), "Priority"), "low");
	while (newest(inst)->req.headers[n])
		n++;
	assert_int_equal(n, 6);
	fake_close(inst);
}

static void a_key_signs_the_raw_body(void **state)
{
	const struct fake_setting settings[] = { { "to", "http://127.0.0.1:9/" },
						 { "key", "Jefe" },
						 { NULL, NULL } };
	struct muzzle_inst *inst = fake_open("alert", settings);
	struct sign_bytes key = { "Jefe", 4 }, body;
	char expected[sizeof("sha256=") + SIGN_HEX_BYTES] = "sha256=";

	(void)state;
	fake_tell(inst, 7, "opened", 3);
	body = (struct sign_bytes){ newest(inst)->req.body, newest(inst)->req.body_bytes };
	assert_int_equal(sign_hmac_sha256(expected + strlen(expected), key, body), 0);
	assert_string_equal(fake_header(newest(inst), "X-Muzzle-Signature"), expected);
	fake_close(inst);
}

static void what_a_service_says_of_a_refusal_is_told(void **state)
{
	static const char *const answers[] = {
		"{\"ok\":false,\"error_code\":400,\"description\":\"chat not found\"}",
		"{\"status\":\"invalid event\",\"message\":\"Event object is invalid\",\"errors\":[\"chat "
		"not found\"]}",
		"{\"errcode\":\"M_FORBIDDEN\",\"error\":\"chat not found\"}",
		"\"chat not found\"",
		"chat not found",
	};
	struct muzzle_inst *inst = fake_open("alert", as_json);

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		fake_tell(inst, i, "opened", 3);
		fake_answer(inst, 400, answers[i]);
		fake_assert_result(inst, i, MUZZLE_NO_SETUP, "HTTP 400: chat not found");
	}
	fake_close(inst);
}

static void two_instances_speak_their_own_format(void **state)
{
	struct muzzle_inst *one = fake_open("alert", as_json);
	struct muzzle_inst *other = fake_open("alert", as_ntfy);

	(void)state;
	fake_tell(one, 1, "opened", 3);
	fake_tell(other, 1, "opened", 3);
	assert_null(fake_header(newest(one), "Title"));
	assert_non_null(fake_header(newest(other), "Title"));
	fake_close(one);
	fake_close(other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hostile_text_stays_text),
		cmocka_unit_test(ntfy_speaks_to_people),
		cmocka_unit_test(each_kind_has_its_own_title),
		cmocka_unit_test(an_alert_in_the_ladder_asks_for_help),
		cmocka_unit_test(the_users_own_header_wins),
		cmocka_unit_test(a_key_signs_the_raw_body),
		cmocka_unit_test(an_older_host_gives_no_id_and_no_lines),
		cmocka_unit_test(templates_of_title_and_text_are_filled),
		cmocka_unit_test(a_body_of_ones_own_is_escaped_as_its_format_asks),
		cmocka_unit_test(an_empty_template_says_something_all_the_same),
		cmocka_unit_test(a_title_that_is_not_ascii_is_encoded_for_a_header),
		cmocka_unit_test(what_a_service_says_of_a_refusal_is_told),
		cmocka_unit_test(two_instances_speak_their_own_format),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
