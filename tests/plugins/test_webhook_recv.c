/* test_webhook_recv.c - what posted events are evidence of.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fake_asserts.h"
#include "fake_post.h"
#include "fake_preset.h"

#define RECORDED_MS INT64_C(1795302497900) /* just after the last recorded event */
#define BODY_BYTES 1024

/* Two listeners side by side; most tests look at the first. */
struct fixture {
	struct muzzle_inst *inst, *other;
	int port, other_port;
	char body[BODY_BYTES];
};

static struct muzzle_inst *listen_at(int port, const char *session)
{
	struct fake_preset preset;
	struct muzzle_inst *inst;
	char listen[32];

	snprintf(listen, sizeof(listen), "127.0.0.1:%d", port);
	fake_preset_read(&preset, "waha", "webhook_recv");
	fake_preset_add(&preset, "listen", listen);
	fake_preset_add(&preset, "key", FAKE_POST_KEY);
	fake_preset_add(&preset, "proof_every", "0s");
	if (session)
		fake_preset_add(&preset, "session", session);
	inst = fake_new("webhook_recv", preset.settings);
	inst->wall_ms = RECORDED_MS;
	assert_int_equal(fake_start(inst), 0);
	return inst;
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->port = fake_post_port();
	f->inst = listen_at(f->port, NULL);
	f->other_port = fake_post_port();
	f->other = listen_at(f->other_port, "only");
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	fake_close(f->inst);
	fake_close(f->other);
	free(f);
	return 0;
}

/* An event as WAHA words it, so many milliseconds ago; more: members, or "". */
static const char *event(struct fixture *f, const char *name, int64_t ago_ms, const char *more)
{
	static const char form[] = "{\"id\":\"evt_%s_%" PRId64 "\",\"timestamp\":%" PRId64
				   ",\"event\":\"%s\",\"session\":\"omer\"%s}";
	int64_t at_ms = f->inst->wall_ms - ago_ms;

	snprintf(f->body, sizeof(f->body), form, name, at_ms, at_ms, name, more);
	return f->body;
}

static void assert_posted(struct fixture *f, const char *body, const char *told)
{
	assert_int_equal(fake_post(f->inst, f->port, body, NULL), 200);
	assert_string_equal(fake_told(f->inst), told);
}

static void assert_counted(struct muzzle_inst *inst, const char *name, int64_t value)
{
	fake_advance(inst, 1000);
	assert_int_equal(fake_gauge(inst, name), value);
}

/* Posts each `SIGNATURE BODY` of the fixture, after what spoil does to it. */
static void post_recorded(struct fixture *f, const char *name, int status,
			  void spoil(char *signature, char *body))
{
	char *line = NULL;
	size_t room = 0;
	ssize_t bytes;
	FILE *in = fake_fixture(name);

	while ((bytes = getline(&line, &room, in)) > 0) {
		char *body = strchr(line, ' ') + 1;

		line[bytes - 1] = '\0';
		body[-1] = '\0';
		if (spoil)
			spoil(line, body);
		assert_int_equal(fake_post(f->inst, f->port, body, line), status);
	}
	free(line);
	fclose(in);
}

static void a_recorded_working_session_gives_its_proofs_and_claims_and_nothing_else(void **state)
{
	struct fixture *f = *state;

	post_recorded(f, "waha-webhooks-working.txt", 200, NULL);
	assert_string_equal(fake_told(f->inst), "claim default starting STARTING +-4214\n"
						"claim default up WORKING +-3099\n"
						"proof default +-2115\n"
						"proof default +-1114\n"
						"proof default +-112\n");
	assert_counted(f->inst, "accepted", 17);
	assert_string_equal(fake_told(f->other), "");
}

/* WAHA sends each event to every one of its receivers, here both times to us. */
static void a_recorded_session_without_upstream_gives_claims_and_no_proof(void **state)
{
	struct fixture *f = *state;

	f->inst->wall_ms = INT64_C(1795301942500);
	post_recorded(f, "waha-webhooks-offline.txt", 200, NULL);
	assert_string_equal(fake_told(f->inst), "claim default starting STARTING +-4169\n"
						"claim default starting STARTING +-2073\n"
						"claim default starting STARTING +-66\n");
	assert_counted(f->inst, "duplicates", 3);
	assert_counted(f->inst, "network_codes", 2);
}

static void flip_in_signature(char *signature, char *body)
{
	(void)body;
	signature[strlen(signature) / 2] ^= 1;
}

static void flip_in_body(char *signature, char *body)
{
	(void)signature;
	body[strlen(body) / 2] ^= 1;
}

static void cut_signature(char *signature, char *body)
{
	(void)body;
	signature[strlen(signature) - 1] = '\0';
}

static void one_flipped_bit_is_refused_and_counted(void **state)
{
	struct fixture *f = *state;

	post_recorded(f, "waha-webhooks-working.txt", 401, flip_in_signature);
	post_recorded(f, "waha-webhooks-working.txt", 401, flip_in_body);
	post_recorded(f, "waha-webhooks-working.txt", 401, cut_signature);
	assert_string_equal(fake_told(f->inst), "");
	assert_counted(f->inst, "refused_signature", 3 * 17);
	assert_counted(f->inst, "accepted", 0);
	assert_int_equal(f->inst->logs, 1);
	assert_null(strstr(f->inst->log[0].text, FAKE_POST_KEY));
	assert_non_null(strstr(f->inst->log[0].text, "requests=1 newest_from=127.0.0.1 "));
	fake_advance(f->inst, 58999 - 1000);
	post_recorded(f, "waha-webhooks-working.txt", 401, cut_signature);
	assert_int_equal(f->inst->logs, 1);
	fake_advance(f->inst, 1);
	post_recorded(f, "waha-webhooks-working.txt", 401, cut_signature);
	assert_int_equal(f->inst->logs, 2);
	assert_non_null(fake_logged(f->inst, "refused requests=68 "));
}

static void any_single_bit_of_a_body_matters(void **state)
{
	struct fixture *f = *state;
	const char *signature = fake_post_sign(f->inst, event(f, "message", 5, ""));

	for (size_t bit = 0; bit < 8 * strlen(f->body); bit += 5) {
		f->body[bit / 8] ^= (char)(1 << bit % 8);
		if (f->body[bit / 8])
			assert_int_equal(fake_post(f->inst, f->port, f->body, signature), 401);
		f->body[bit / 8] ^= (char)(1 << bit % 8);
	}
	assert_int_equal(fake_post(f->inst, f->port, f->body, signature), 200);
}

static void a_repeated_delivery_counts_once_and_is_dated_by_the_event(void **state)
{
	struct fixture *f = *state;

	event(f, "message", 20000, "");
	assert_posted(f, f->body, "proof omer +-20000\n");
	fake_advance(f->inst, 10000);
	assert_posted(f, f->body, "");
	assert_counted(f->inst, "duplicates", 1);
}

/* Gateways name the message, which several events may be about. */
static void an_id_is_of_one_event_of_one_session(void **state)
{
	static const struct {
		const char *event, *session, *told;
	} events[] = {
		{ "message", "a", "proof a +0\n" },
		{ "message.ack", "a", "proof a +0\n" },
		{ "message", "ab", "proof ab +0\n" },
		{ "messagea", "b", "proof b +0\n" },
		{ "message", "a", "" },
		{ "message.ack", "a", "" },
		{ "message", "ab", "" },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++) {
		snprintf(f->body, sizeof(f->body),
			 "{\"id\":\"1\",\"event\":\"%s\",\"session\":\"%s\",\"n\":%zu}",
			 events[i].event, events[i].session, i);
		assert_posted(f, f->body, events[i].told);
	}
}

static void what_is_older_than_the_window_is_no_evidence(void **state)
{
	struct fixture *f = *state;

	assert_posted(f, event(f, "message", 600000, ""), "proof omer +-600000\n");
	assert_posted(f, event(f, "message", 600001, ""), "");
	assert_counted(f->inst, "old", 1);
}

/* The fake host's box is 1000 s old. */
static void what_happened_before_this_boot_is_no_evidence(void **state)
{
	struct fixture *f = *state;

	f->inst->now_ms = 30000;
	assert_posted(f, event(f, "message", 29999, ""), "proof omer +-29999\n");
	assert_posted(f, event(f, "message", 30000, ""), "");
	assert_counted(f->inst, "old", 1);
}

static void an_event_that_seems_to_come_from_the_future_shows_the_gateways_clock(void **state)
{
	struct fixture *f = *state;

	for (int i = 0; i < 3; i++)
		assert_posted(f, event(f, "message", -50000 - i, ""), "proof omer +0\n");
	assert_posted(f, event(f, "message", -45000, ""), "proof omer +-5000\n");
	assert_counted(f->inst, "clock_ahead_ms", 50000);
}

/* A year ahead, and two more from next week: neither they nor what follows is misjudged. */
static void a_misdated_event_silences_nobody(void **state)
{
	struct fixture *f = *state;

	assert_posted(f, event(f, "message", INT64_C(-31536000000), ""), "proof omer +0\n");
	assert_posted(f, event(f, "message", -604800000, ""), "proof omer +0\n");
	assert_posted(f, event(f, "message", 500, ""), "proof omer +-500\n");
	assert_counted(f->inst, "clock_ahead_ms", 0);
}

static void a_clock_that_is_put_right_is_heard_again(void **state)
{
	struct fixture *f = *state;

	for (int i = 0; i < 3; i++)
		assert_posted(f, event(f, "message", -3600000 - i, ""), "proof omer +0\n");
	for (int i = 0; i < 10; i++) {
		assert_posted(f, event(f, "message", 0, ""), "");
		fake_advance(f->inst, 60000);
	}
	assert_counted(f->inst, "old", 10);
	assert_int_equal(f->inst->logs, 1);
	assert_non_null(fake_logged(f->inst, "old webhooks=1 age=3600s"));
	assert_posted(f, event(f, "message", 0, ""), "proof omer +0\n");
}

static void a_late_event_is_not_made_young(void **state)
{
	struct fixture *f = *state;

	for (int i = 0; i < 30; i++)
		assert_posted(
			f, event(f, "message", 30000 - i, ""),
			(snprintf(f->body + BODY_BYTES / 2, 64, "proof omer +-%d\n", 30000 - i),
			 f->body + BODY_BYTES / 2));
	assert_counted(f->inst, "clock_ahead_ms", 0);
}

static void a_clock_that_is_always_behind_is_found_out(void **state)
{
	struct fixture *f = *state;

	for (int i = 0; i < 11; i++) {
		assert_posted(f, event(f, "message", 5000, ""),
			      i < 10 ? "proof omer +-5000\n" : "proof omer +0\n");
		fake_advance(f->inst, 60000);
	}
	assert_int_equal(fake_gauge(f->inst, "clock_ahead_ms"), -5000);
}

/* The same, from a sender who says when he sent it. */
static void post_dated(struct fixture *f, const char *body, const char *date)
{
	int fd = fake_post_connect(f->port);
	const char *text;
	char headers[300];

	snprintf(headers, sizeof(headers), "X-Webhook-Hmac: %s\r\nDate: %s\r\n",
		 fake_post_sign(f->inst, body), date);
	text = fake_post_text(f->inst, headers, body);
	fake_post_send(fd, text, strlen(text));
	assert_int_equal(fake_post_status(f->inst, fd), 200);
	close(fd);
}

/* RECORDED_MS is 23:08:17.900; a Date that says the same tells lateness from the clock. */
static void a_date_shows_a_slow_clock_at_once_and_lateness_for_what_it_is(void **state)
{
	struct fixture *f = *state;

	for (int i = 0; i < 20; i++)
		post_dated(f, event(f, "message", 40000 - i, ""), "Sat, 21 Nov 2026 23:08:17 GMT");
	assert_counted(f->inst, "clock_ahead_ms", 0);
	for (int i = 0; i < 8; i++)
		post_dated(f, event(f, "message", 31000 - i, ""), "Sat, 21 Nov 2026 23:07:48 GMT");
	assert_counted(f->inst, "clock_ahead_ms", -29900 - 1000);
	post_dated(f, event(f, "message", 31000, ""), "yesterday");
}

static const char *closed(struct fixture *f, int code)
{
	char more[300];

	snprintf(
		more, sizeof(more),
		",\"payload\":{\"connection\":\"close\",\"lastDisconnect\":{\"error\":{\"isBoom\":true,"
		"\"output\":{\"statusCode\":%d,\"payload\":{\"statusCode\":%d}}}}}",
		code, code);
	return event(f, "state.change", 100 + code, more);
}

static void a_removed_device_needs_a_person_and_other_codes_are_counted(void **state)
{
	struct fixture *f = *state;

	assert_posted(f, closed(f, 408), "");
	assert_posted(f, closed(f, 428), "");
	assert_posted(f, closed(f, 515), "");
	assert_posted(f, closed(f, 500), "");
	assert_posted(f, closed(f, 401), "claim omer human 401 +-501\n");
	assert_counted(f->inst, "network_codes", 2);
	assert_counted(f->inst, "normal_codes", 1);
}

static void a_code_in_another_event_says_nothing(void **state)
{
	struct fixture *f = *state;
	char *name;

	closed(f, 401);
	name = strstr(f->body, "\"state.change\"");
	memcpy(name, "\"engine.event\"", strlen("\"engine.event\""));
	assert_posted(f, f->body, "");
}

static void states_of_all_words_are_mapped(void **state)
{
	static const struct {
		const char *more, *told;
	} words[] = {
		{ ",\"payload\":{\"status\":\"STOPPED\"}", "claim omer off STOPPED +-1\n" },
		{ ",\"payload\":{\"status\":\"FAILED\"}", "claim omer down FAILED +-2\n" },
		{ ",\"payload\":{\"status\":\"SCAN_QR_CODE\"}",
		  "claim omer human SCAN_QR_CODE +-3\n" },
		{ ",\"payload\":{\"status\":\"NEW\"}", "claim omer human NEW +-4\n" },
		{ ",\"payload\":{\"status\":null}", "" },
		{ ",\"payload\":{\"status\":{}}", "" },
		{ ",\"payload\":[]", "" },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		assert_posted(f, event(f, "session.status", (int64_t)i + 1, words[i].more),
			      words[i].told);
}

static void what_cannot_be_read_is_answered_and_counted(void **state)
{
	static const char *const bodies[] = {
		"", "x", "[]", "null", "{\"event\":", "{}{}", "\"a\""
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++)
		assert_posted(f, bodies[i], "");
	assert_counted(f->inst, "unreadable", 7);
	assert_counted(f->inst, "accepted", 7);
}

static void a_session_without_a_proper_name_is_counted(void **state)
{
	struct fixture *f = *state;

	assert_posted(f, "{\"event\":\"message\"}", "");
	assert_posted(f, "{\"event\":\"message\",\"session\":\"a b\"}", "");
	assert_posted(f, "{\"event\":\"message\",\"session\":{\"a\":1}}", "");
	assert_counted(f->inst, "unnamed", 3);
	assert_int_equal(fake_post(f->other, f->other_port, "{\"event\":\"message\"}", NULL), 200);
	assert_string_equal(fake_told(f->other), "proof only +0\n");
}

/* Else a status that comes back would be taken for its own repetition. */
static void events_without_id_and_time_all_count(void **state)
{
	static const char up[] =
		"{\"event\":\"session.status\",\"session\":\"a\",\"payload\":{\"status\":"
		"\"WORKING\"}}";
	struct fixture *f = *state;

	assert_posted(f, up, "claim a up WORKING\n");
	assert_posted(f, up, "claim a up WORKING\n");
}

static void events_with_a_time_and_no_id_are_known_by_their_bytes(void **state)
{
	static const char form[] =
		"{\"event\":\"message\",\"session\":\"a\",\"timestamp\":1795302497.8,\"n\":%d}";
	struct fixture *f = *state;

	snprintf(f->body, sizeof(f->body), form, 1);
	assert_posted(f, f->body, "proof a +-100\n");
	assert_posted(f, f->body, "");
	snprintf(f->body, sizeof(f->body), form, 2);
	assert_posted(f, f->body, "proof a +-100\n");
}

static void a_gateway_that_delivers_no_more_is_blind_until_it_does(void **state)
{
	struct fixture *f = *state;

	for (int i = 0; i < 40; i++) {
		assert_posted(f, event(f, "message", 0, ""), "proof omer +0\n");
		fake_advance(f->inst, 60000);
	}
	fake_advance(f->inst, 3600000);
	assert_string_equal(fake_told(f->inst),
			    "blind no webhook for 10m, expected one every 60s at most\n");
	assert_posted(f, event(f, "message", 0, ""), "seeing\nproof omer +0\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		CASE(a_recorded_working_session_gives_its_proofs_and_claims_and_nothing_else),
		CASE(a_recorded_session_without_upstream_gives_claims_and_no_proof),
		CASE(one_flipped_bit_is_refused_and_counted),
		CASE(any_single_bit_of_a_body_matters),
		CASE(a_repeated_delivery_counts_once_and_is_dated_by_the_event),
		CASE(an_id_is_of_one_event_of_one_session),
		CASE(what_is_older_than_the_window_is_no_evidence),
		CASE(what_happened_before_this_boot_is_no_evidence),
		CASE(an_event_that_seems_to_come_from_the_future_shows_the_gateways_clock),
		CASE(a_misdated_event_silences_nobody),
		CASE(a_clock_that_is_put_right_is_heard_again),
		CASE(a_late_event_is_not_made_young),
		CASE(a_clock_that_is_always_behind_is_found_out),
		CASE(a_date_shows_a_slow_clock_at_once_and_lateness_for_what_it_is),
		CASE(a_removed_device_needs_a_person_and_other_codes_are_counted),
		CASE(a_code_in_another_event_says_nothing),
		CASE(states_of_all_words_are_mapped),
		CASE(what_cannot_be_read_is_answered_and_counted),
		CASE(a_session_without_a_proper_name_is_counted),
		CASE(events_without_id_and_time_all_count),
		CASE(events_with_a_time_and_no_id_are_known_by_their_bytes),
		CASE(a_gateway_that_delivers_no_more_is_blind_until_it_does),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
