/* test_preset_evolution.c - the presets of Evolution API against its answers.  SPDX-License-Identifier: ISC
 *
 * The answers of version 2 are rows of its database, those of version 1 its documented example.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "fake_poll.h"
#include "fake_post.h"
#include "fake_preset.h"

static struct muzzle_inst *open_preset(const char *name, const char *session)
{
	struct fake_preset preset;

	fake_preset_read(&preset, name, "status_poll");
	fake_preset_add(&preset, "url", "http://127.0.0.1:8080");
	fake_preset_add(&preset, "header", "apikey: s3cr3t");
	if (session)
		fake_preset_add(&preset, "session", session);
	return fake_poll_open(preset.settings);
}

#define ROW(name, status, reason)                                                          \
	"{\"id\":\"168297de-6417-4be6-9afa-eab2f85dfe54\",\"name\":\"" name                \
	"\",\"connectionStatus\":\"" status                                                \
	"\",\"ownerJid\":\"15550001111@s.whatsapp.net\",\"profileName\":\"Edge Box\","     \
	"\"profilePicUrl\":null,\"integration\":\"WHATSAPP-BAILEYS\",\"number\":null,"     \
	"\"businessId\":null,\"token\":\"T\",\"clientName\":\"evolution_exchange\","       \
	"\"disconnectionReasonCode\":" reason ",\"disconnectionObject\":null,\"_count\":{" \
	"\"Message\":1,\"Contact\":1,\"Chat\":1}}"

static void an_instance_is_up_although_it_was_once_logged_out(void **state)
{
	struct muzzle_inst *a = open_preset("evolution-api", NULL),
			   *b = open_preset("evolution-api", NULL);

	(void)state;
	assert_string_equal(a->request[0].req.url, "http://127.0.0.1:8080/instance/fetchInstances");
	assert_answer(a, 200, "[" ROW("sales", "open", "401") "," ROW("desk", "open", "null") "]",
		      "claim sales up open\nclaim desk up open\nround\n");
	assert_answer(b, 200, "[]", "round\n");
	fake_close(a);
	fake_close(b);
}

static void who_lost_its_credentials_needs_a_person(void **state)
{
	struct muzzle_inst *inst = open_preset("evolution-api", NULL);

	(void)state;
	assert_answer(inst, 200, "[" ROW("sales", "close", "401") "]",
		      "claim sales human close, /disconnectionReasonCode 401\nround\n");
	assert_answer(inst, 200, "[" ROW("sales", "close", "403") "]",
		      "claim sales human close, /disconnectionReasonCode 403\nround\n");
	assert_answer(inst, 200, "[" ROW("sales", "close", "408") "]",
		      "claim sales off close\nround\n");
	assert_answer(inst, 200, "[" ROW("sales", "close", "null") "]",
		      "claim sales off close\nround\n");
	fake_close(inst);
}

static void in_the_database_connecting_means_a_qr_code(void **state)
{
	struct muzzle_inst *inst = open_preset("evolution-api", NULL);

	(void)state;
	assert_answer(inst, 200, "[" ROW("sales", "connecting", "null") "]",
		      "claim sales human connecting\nround\n");
	fake_close(inst);
}

static void a_wrong_key_is_a_fault_of_the_setup(void **state)
{
	struct muzzle_inst *inst = open_preset("evolution-api", NULL);

	(void)state;
	fake_answer(inst, 401,
		    "{\"status\":401,\"error\":\"Unauthorized\",\"response\":{\"message\":"
		    "\"Unauthorized\"}}");
	assert_non_null(strstr(fake_told(inst), "fault - setup HTTP 401"));
	fake_close(inst);
}

#define STATE(word) "{\"instance\":{\"instanceName\":\"sales\",\"state\":\"" word "\"}}"

static void the_state_of_one_instance_is_what_the_gateway_knows_by_heart(void **state)
{
	struct muzzle_inst *inst = open_preset("evolution-api-state", "sales");

	(void)state;
	assert_string_equal(inst->request[0].req.url,
			    "http://127.0.0.1:8080/instance/connectionState/sales");
	assert_answer(inst, 200, STATE("open"), "claim sales up open\n");
	assert_answer(inst, 200, STATE("connecting"), "claim sales starting connecting\n");
	assert_answer(inst, 200, STATE("close"), "claim sales off close\n");
	assert_answer(inst, 200, STATE("refused"), "claim sales human refused\n");
	fake_advance(inst, 5000);
	fake_answer(inst, 404,
		    "{\"status\":404,\"error\":\"Not Found\",\"response\":{\"message\":[\"The "
		    "\\\"sales\\\" instance does not exist\"]}}");
	assert_non_null(strstr(fake_told(inst), "fault - setup HTTP 404"));
	fake_close(inst);
}

static void version_1_nests_its_instances(void **state)
{
	struct muzzle_inst *inst = open_preset("evolution-api-v1", NULL);

	(void)state;
	assert_answer(
		inst, 200,
		"[{\"instance\":{\"instanceName\":\"example-name\",\"instanceId\":\"421a4121\","
		"\"owner\":\"15550001111@s.whatsapp.net\",\"profileName\":\"Edge Box\","
		"\"profilePictureUrl\":null,\"status\":\"open\",\"serverUrl\":\"http://e\","
		"\"apikey\":\"B3844804\"}},{\"instance\":{\"instanceName\":\"teste-docs\","
		"\"instanceId\":\"af6c5b7c\",\"status\":\"close\"}},{\"instance\":{"
		"\"instanceName\":\"third\",\"status\":\"connecting\"}}]",
		"claim example-name up open\nclaim teste-docs off close\n"
		"claim third starting connecting\nround\n");
	fake_close(inst);
}

#define POSTED(event, data, at)                                          \
	"{\"event\":\"" event "\",\"instance\":\"sales\",\"data\":" data \
	",\"destination\":\"http://127.0.0.1:8099\",\"date_time\":\"" at \
	"\",\"sender\":\"15550001111@s.whatsapp.net\",\"server_url\":\"http://e\",\"apikey\":null}"
#define UPDATE(state, reason) \
	"{\"instance\":\"sales\",\"state\":\"" state "\",\"statusReason\":" reason "}"
#define NOW "2026-11-21T23:03:06.000Z" /* FAKE_WALL_MS */

static struct muzzle_inst *open_listener(int port)
{
	struct fake_preset preset;

	fake_preset_read(&preset, "evolution-api", "webhook_recv");
	return fake_post_open(&preset, port);
}

static void assert_posted(struct muzzle_inst *inst, int port, const char *body, const char *told)
{
	assert_int_equal(fake_post(inst, port, body, NULL), 200);
	assert_string_equal(fake_told(inst), told);
}

static void webhooks_prove_by_traffic_and_claim_by_connection(void **state)
{
	int port = fake_post_port(), other_port = fake_post_port();
	struct muzzle_inst *inst = open_listener(port), *other = open_listener(other_port);

	(void)state;
	assert_posted(inst, port, POSTED("messages.upsert", "{\"messageType\":\"c\"}", NOW),
		      "proof sales +0\n");
	assert_posted(inst, port, POSTED("send.message", "{}", NOW), "");
	assert_posted(inst, port, POSTED("qrcode.updated", "{\"qrcode\":{\"code\":\"2@\"}}", NOW),
		      "");
	assert_posted(inst, port, POSTED("connection.update", UPDATE("open", "200"), NOW),
		      "claim sales up open +0\n");
	assert_posted(inst, port, POSTED("connection.update", UPDATE("connecting", "200"), NOW),
		      "claim sales starting connecting +0\n");
	assert_posted(inst, port, POSTED("connection.update", UPDATE("close", "428"), NOW),
		      "claim sales off close +0\n");
	assert_posted(inst, port, POSTED("connection.update", UPDATE("close", "401"), NOW),
		      "claim sales off close +0\nclaim sales human 401 +0\n");
	assert_string_equal(fake_told(other), "");
	fake_close(inst);
	fake_close(other);
}

/* A container in Sao Paulo says 20:03 UTC and means 23:03. */
static void a_wall_that_passes_for_utc_is_seen_through_after_ten_minutes(void **state)
{
	int port = fake_post_port();
	struct muzzle_inst *inst = open_listener(port);
	char body[512];

	(void)state;
	for (int minute = 3; minute < 16; minute++) {
		snprintf(body, sizeof(body),
			 POSTED("presence.update", "{}", "2026-11-21T20:%02d:06.000Z"), minute);
		assert_int_equal(fake_post(inst, port, body, NULL), 200);
		assert_string_equal(fake_told(inst), minute < 13 ? "" : "proof sales +0\n");
		fake_advance(inst, 60000);
	}
	fake_close(inst);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_instance_is_up_although_it_was_once_logged_out),
		cmocka_unit_test(who_lost_its_credentials_needs_a_person),
		cmocka_unit_test(in_the_database_connecting_means_a_qr_code),
		cmocka_unit_test(a_wrong_key_is_a_fault_of_the_setup),
		cmocka_unit_test(the_state_of_one_instance_is_what_the_gateway_knows_by_heart),
		cmocka_unit_test(version_1_nests_its_instances),
		cmocka_unit_test(webhooks_prove_by_traffic_and_claim_by_connection),
		cmocka_unit_test(a_wall_that_passes_for_utc_is_seen_through_after_ten_minutes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
