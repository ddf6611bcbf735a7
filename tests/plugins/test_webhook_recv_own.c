/* test_webhook_recv_own.c - what a gateway itself sent proves nothing of its session.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>

#include "fake_post.h"
#include "fake_preset.h"

struct own_case {
	const char *event, *members;
	bool proves;
};

/* Posts each to a listener of the preset; form: of an event, its number and its members. */
static void assert_cases(const char *name, const char *form, const struct own_case *cases)
{
	int port = fake_post_port(), other_port = fake_post_port();
	struct fake_preset preset, other_preset;
	struct muzzle_inst *inst, *other;
	char body[512];

	fake_preset_read(&preset, name, "webhook_recv");
	fake_preset_add(&preset, "proof_every", "0s");
	inst = fake_post_open(&preset, port);
	fake_preset_read(&other_preset, name, "webhook_recv");
	other = fake_post_open(&other_preset, other_port);
	for (int i = 0; cases[i].event; i++) {
		snprintf(body, sizeof(body), form, cases[i].event, i, cases[i].members);
		assert_int_equal(fake_post(inst, port, body, NULL), 200);
		if ((inst->reports > 0) != cases[i].proves)
			fail_msg("%s proves%s", body, cases[i].proves ? " nothing" : "");
		inst->reports = 0;
	}
	assert_string_equal(fake_told(other), "");
	fake_close(inst);
	fake_close(other);
}

static void waha_says_what_came_by_its_api_and_only_that_is_none(void **state)
{
	static const struct own_case cases[] = {
		{ "message.any", "\"fromMe\":true,\"source\":\"api\"", false },
		{ "message.edited", "\"fromMe\":true,\"source\":\"api\"", false },
		{ "message.reaction", "\"fromMe\":true,\"source\":\"api\"", false },
		{ "message.revoked", "\"after\":{\"fromMe\":true,\"source\":\"api\"}", false },
		{ "message.any", "\"fromMe\":true,\"source\":\"app\"", true },
		{ "message.ack", "\"fromMe\":true,\"ack\":2", true },
		{ "message", "\"fromMe\":false,\"source\":\"app\"", true },
		{ "message.revoked", "\"after\":{\"fromMe\":false,\"source\":\"app\"}", true },
		{ NULL, NULL, false },
	};

	(void)state;
	assert_cases("waha",
		     "{\"event\":\"%s\",\"session\":\"omer\",\"id\":\"evt_%d\",\"payload\":{%s}}",
		     cases);
}

static void evolution_echoes_what_it_sends_and_acknowledges_in_another_form(void **state)
{
	static const struct own_case cases[] = {
		{ "messages.upsert", "\"key\":{\"id\":\"A\",\"fromMe\":true}", false },
		{ "messages.edited", "\"key\":{\"id\":\"A\",\"fromMe\":true}", false },
		{ "messages.update", "\"keyId\":\"A\",\"fromMe\":true,\"status\":\"DELETED\"",
		  false },
		{ "messages.delete", "\"id\":\"A\",\"fromMe\":true", false },
		{ "messages.upsert", "\"key\":{\"id\":\"B\",\"fromMe\":false}", true },
		{ "messages.update", "\"keyId\":\"A\",\"fromMe\":true,\"status\":\"READ\"", true },
		{ NULL, NULL, false },
	};

	(void)state;
	assert_cases("evolution-api",
		     "{\"event\":\"%s\",\"instance\":\"sales\",\"n\":%d,\"data\":{%s}}", cases);
}

static void wppconnect_tells_of_it_by_an_event_of_its_own(void **state)
{
	static const struct own_case cases[] = {
		{ "onselfmessage", "\"id\":\"true_1@c.us_A\",\"fromMe\":true", false },
		{ "onmessage", "\"id\":\"false_1@c.us_A\",\"fromMe\":false", true },
		{ "onack", "\"id\":{\"fromMe\":true},\"ack\":1", true },
		{ NULL, NULL, false },
	};

	(void)state;
	assert_cases("wppconnect", "{\"event\":\"%s\",\"session\":\"sales\",\"n\":%d,%s}", cases);
}

static void what_is_no_event_proves_nothing_whatever_all_events_do(void **state)
{
	char listen[32];
	const struct fake_setting settings[] = { { "listen", listen },
						 { "session", "only" },
						 { "proof", "*" },
						 { "proof_every", "0s" },
						 { NULL, NULL } };
	int port = fake_post_port();
	struct muzzle_inst *inst;

	(void)state;
	snprintf(listen, sizeof(listen), "127.0.0.1:%d", port);
	inst = fake_open("webhook_recv", settings);
	assert_int_equal(fake_post(inst, port, "{\"event\":\"\",\"ping\":1}", NULL), 200);
	assert_int_equal(fake_post(inst, port, "{}", NULL), 200);
	assert_string_equal(fake_told(inst), "");
	assert_int_equal(fake_post(inst, port, "{\"event\":\"x\"}", NULL), 200);
	assert_string_equal(fake_told(inst), "proof only +0\n");
	fake_close(inst);
}

static void assert_refused(const char *rule)
{
	struct fake_preset preset;
	struct muzzle_inst *inst;

	fake_preset_read(&preset, "waha", "webhook_recv");
	fake_preset_add(&preset, "listen", "127.0.0.1:8099");
	fake_preset_add(&preset, "not_proof", rule);
	inst = fake_new("webhook_recv", preset.settings);
	assert_int_not_equal(fake_start(inst), 0);
	assert_non_null(fake_logged(inst, "`not_proof` reads `/json/pointer value`"));
	fake_close(inst);
}

static void a_rule_without_its_form_is_refused(void **state)
{
	(void)state;
	assert_refused("/payload/fromMe");
	assert_refused("fromMe true");
	assert_refused("/a~2b true");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(waha_says_what_came_by_its_api_and_only_that_is_none),
		cmocka_unit_test(evolution_echoes_what_it_sends_and_acknowledges_in_another_form),
		cmocka_unit_test(wppconnect_tells_of_it_by_an_event_of_its_own),
		cmocka_unit_test(what_is_no_event_proves_nothing_whatever_all_events_do),
		cmocka_unit_test(a_rule_without_its_form_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
