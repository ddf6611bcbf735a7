/* test_alert.c - the built alert.so under a fake host: what it says.  SPDX-License-Identifier: ISC */
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

static void json_says_all_that_is_known(void **state)
{
	struct muzzle_inst *inst = fake_open("alert", as_json);
	struct json_object *body;
	char host[65] = "";

	(void)state;
	gethostname(host, sizeof(host) - 1);
	fake_tell(inst, 7, "opened", 3);
	assert_string_equal(newest(inst)->req.method, "POST");
	assert_string_equal(newest(inst)->req.url, "http://127.0.0.1:9/hook/t0p-s3cr3t");
	assert_string_equal(fake_header(newest(inst), "Content-Type"), "application/json");
	assert_string_equal(fake_header(newest(inst), "Authorization"), "Bearer b34r3r");
	assert_null(fake_header(newest(inst), "X-Muzzle-Signature"));
	body = json_tokener_parse(newest(inst)->req.body);
	assert_int_equal(strlen(newest(inst)->req.body), newest(inst)->req.body_bytes);
	assert_field(body, "what", "opened");
	assert_field(body, "incident", "3");
	assert_field(body, "target", "waha/omer");
	assert_field(body, "gateway", "waha");
	assert_field(body, "session", "omer");
	assert_field(body, "state", "down");
	assert_field(body, "why", FAKE_WHY);
	assert_field(body, "time", "2026-11-21T23:03:06Z");
	assert_field(body, "host", host);
	assert_field(body, "title", "waha/omer is in trouble");
	json_object_put(body);
	fake_answer(inst, 200, "");
	assert_int_equal(inst->results, 1);
	fake_assert_result(inst, 7, MUZZLE_DONE, "HTTP 200");
	fake_close(inst);
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
	static const char *const kinds[] = { "opened", "closed",   "quarantined",
					     "human",  "reminder", "setup" };
	struct muzzle_inst *inst = fake_open("alert", as_ntfy);
	const char *titles[6];

	(void)state;
	for (size_t i = 0; i < 6; i++) {
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
	struct muzzle_inst *inst = fake_open("alert", as_ntfy);

	(void)state;
	fake_act(inst, 7, "waha", "omer");
	assert_string_equal(fake_header(newest(inst), "Title"), "waha/omer asks to be restarted");
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

static void secrets_do_not_come_back_in_reasons(void **state)
{
	struct muzzle_inst *inst = fake_open("alert", as_json);

	(void)state;
	fake_tell(inst, 1, "opened", 3);
	fake_answer(inst, 404, "Cannot POST /hook/t0p-s3cr3t");
	fake_assert_result(inst, 1, MUZZLE_NO_SETUP, "HTTP 404: (not shown: it repeats the url)");
	fake_tell(inst, 2, "opened", 3);
	fake_answer(inst, 403, "who is b34r3r?");
	fake_assert_result(inst, 2, MUZZLE_NO_SETUP, "HTTP 403: (not shown: it repeats a header)");
	fake_tell(inst, 3, "opened", 3);
	fake_answer(inst, 403, "who is a phrase of 4?");
	fake_assert_result(inst, 3, MUZZLE_NO_SETUP, "HTTP 403: (not shown: it repeats a header)");
	assert_null(fake_logged(inst, "s3cr3t"));
	assert_null(fake_logged(inst, "b34r3r"));
	fake_close(inst);
}

static void assert_refused(struct fake_setting extra, const char *message)
{
	const struct fake_setting settings[] = {
		extra,
		strcmp(extra.key, "to") ? (struct fake_setting){ "to", "http://h/" }
					: (struct fake_setting){ NULL, NULL },
		{ NULL, NULL },
	};
	struct muzzle_inst *inst = fake_new("alert", settings);

	assert_int_equal(fake_start(inst), -EINVAL);
	assert_non_null(fake_logged(inst, message));
	assert_null(fake_logged(inst, "s3cr3t"));
	fake_close(inst);
}

static void odd_settings_are_refused_without_telling_secrets(void **state)
{
	struct muzzle_inst *inst = fake_new("alert", NULL);

	(void)state;
	assert_int_equal(fake_start(inst), -EINVAL);
	assert_non_null(fake_logged(inst, "this `format` needs `to`"));
	fake_close(inst);
	assert_refused((struct fake_setting){ "to", "ntfy.example/s3cr3t" }, "`to` must be http");
	assert_refused((struct fake_setting){ "to", "http://h:99999/s3cr3t" }, "`to` must be http");
	assert_refused((struct fake_setting){ "header", "s 3: cr3t" }, "`header` must read");
	assert_refused((struct fake_setting){ "header", "s3cr3t" }, "`header` must read");
	assert_refused((struct fake_setting){ "key", "" }, "`key` is empty");
}

static void more_headers_than_fit_are_refused(void **state)
{
	struct fake_setting settings[19] = { { "to", "http://h/" } };
	struct muzzle_inst *inst;

	(void)state;
	for (size_t i = 1; i <= 16; i++)
		settings[i] = (struct fake_setting){ "header", "A: b" };
	inst = fake_open("alert", settings);
	fake_tell(inst, 1, "opened", 3);
	fake_close(inst);
	settings[17] = settings[16];
	inst = fake_new("alert", settings);
	assert_int_equal(fake_start(inst), -EINVAL);
	assert_non_null(fake_logged(inst, "more than 16 of `header`"));
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
		cmocka_unit_test(json_says_all_that_is_known),
		cmocka_unit_test(hostile_text_stays_text),
		cmocka_unit_test(ntfy_speaks_to_people),
		cmocka_unit_test(each_kind_has_its_own_title),
		cmocka_unit_test(an_alert_in_the_ladder_asks_for_help),
		cmocka_unit_test(the_users_own_header_wins),
		cmocka_unit_test(a_key_signs_the_raw_body),
		cmocka_unit_test(secrets_do_not_come_back_in_reasons),
		cmocka_unit_test(odd_settings_are_refused_without_telling_secrets),
		cmocka_unit_test(more_headers_than_fit_are_refused),
		cmocka_unit_test(two_instances_speak_their_own_format),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
