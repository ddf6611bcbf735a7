/* test_preset_wppconnect.c - the preset of WPPConnect Server against its answers.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "fake_poll.h"
#include "fake_post.h"
#include "fake_preset.h"

static struct muzzle_inst *open_session(const char *name)
{
	struct fake_preset preset;

	fake_preset_read(&preset, "wppconnect", "status_poll");
	fake_preset_add(&preset, "url", "http://127.0.0.1:21465");
	fake_preset_add(&preset, "header", "Authorization: Bearer s3cr3t");
	fake_preset_add(&preset, "session", name);
	return fake_poll_open(preset.settings);
}

#define STATUS(word, qr) \
	"{\"status\":\"" word "\",\"qrcode\":" qr ",\"urlcode\":null,\"version\":\"2.4.0\"}"

static void each_session_is_asked_by_its_name(void **state)
{
	struct muzzle_inst *a = open_session("sales"), *b = open_session("desk");

	(void)state;
	assert_string_equal(a->request[0].req.url,
			    "http://127.0.0.1:21465/api/sales/status-session");
	assert_string_equal(b->request[0].req.url,
			    "http://127.0.0.1:21465/api/desk/status-session");
	assert_answer(a, 200, STATUS("CONNECTED", "null"), "claim sales up CONNECTED\n");
	assert_answer(b, 200, STATUS("INITIALIZING", "null"), "claim desk starting INITIALIZING\n");
	fake_close(a);
	fake_close(b);
}

static void a_code_to_scan_or_type_needs_a_person(void **state)
{
	struct muzzle_inst *inst = open_session("sales");

	(void)state;
	assert_answer(inst, 200, STATUS("QRCODE", "\"data:image/png;base64,AAAA\""),
		      "claim sales human QRCODE\n");
	assert_answer(inst, 200, STATUS("PHONECODE", "null"), "claim sales human PHONECODE\n");
	assert_answer(inst, 200, STATUS("SOMETHING_NEW", "null"),
		      "claim sales human SOMETHING_NEW\n");
	fake_close(inst);
}

static void a_session_that_nobody_started_is_off(void **state)
{
	struct muzzle_inst *inst = open_session("sales");

	(void)state;
	assert_answer(inst, 200, "{\"status\":\"CLOSED\",\"qrcode\":null}",
		      "claim sales off CLOSED\n");
	fake_close(inst);
}

static void what_went_wrong_is_a_claim_only_if_the_session_has_part_in_it(void **state)
{
	struct muzzle_inst *inst = open_session("sales");

	(void)state;
	fake_answer(inst, 401, "{\"error\":\"Check that the Session and Token are correct\"}");
	assert_non_null(strstr(fake_told(inst), "fault - setup HTTP 401"));
	fake_advance(inst, 5000);
	fake_answer(
		inst, 500,
		"{\"status\":\"error\",\"message\":\"The session is not active\",\"error\":{}}");
	assert_string_equal(fake_told(inst), "claim sales down error\n");
	fake_advance(inst, 5000);
	fake_answer(inst, 502, "<html>");
	assert_non_null(strstr(fake_told(inst), "fault - path HTTP 502"));
	fake_close(inst);
}

#define POSTED(event, rest) "{\"event\":\"" event "\",\"session\":\"sales\"" rest "}"

static struct muzzle_inst *open_listener(int port)
{
	struct fake_preset preset;

	fake_preset_read(&preset, "wppconnect", "webhook_recv");
	fake_preset_add(&preset, "proof_every", "0s");
	return fake_post_open(&preset, port);
}

static void webhooks_prove_by_what_the_page_hears(void **state)
{
	static const struct {
		const char *body, *told;
	} cases[] = {
		{ POSTED("onmessage", ",\"id\":\"false_1@c.us_A\",\"t\":1700000000"),
		  "proof sales +0\n" },
		{ POSTED("onack", ",\"id\":{\"_serialized\":\"true_1@c.us_A\"},\"ack\":2"),
		  "proof sales +0\n" },
		{ POSTED("unreadmessages", ",\"t\":1700000000"), "" },
		{ POSTED("qrcode", ",\"urlcode\":\"2@\""), "" },
		{ POSTED("status-find", ",\"status\":\"isLogged\""),
		  "claim sales starting isLogged\n" },
		{ POSTED("status-find", ",\"status\":\"inChat\""), "claim sales up inChat\n" },
		{ POSTED("status-find", ",\"status\":\"browserClose\""),
		  "claim sales down browserClose\n" },
		{ POSTED("status-find", ",\"status\":\"desconnectedMobile\""),
		  "claim sales human desconnectedMobile\n" },
	};
	int port = fake_post_port(), other_port = fake_post_port();
	struct muzzle_inst *inst = open_listener(port), *other = open_listener(other_port);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(fake_post(inst, port, cases[i].body, NULL), 200);
		assert_string_equal(fake_told(inst), cases[i].told);
	}
	assert_string_equal(fake_told(other), "");
	fake_close(inst);
	fake_close(other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_session_is_asked_by_its_name),
		cmocka_unit_test(a_code_to_scan_or_type_needs_a_person),
		cmocka_unit_test(a_session_that_nobody_started_is_off),
		cmocka_unit_test(what_went_wrong_is_a_claim_only_if_the_session_has_part_in_it),
		cmocka_unit_test(webhooks_prove_by_what_the_page_hears),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
