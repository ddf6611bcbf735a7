/* test_webhook_recv_away.c - the built webhook_recv.so whose `forward` leads to nobody for an hour.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "fake_host.h"
#include "fake_post.h"

#define HOUR_S 3600
#define EVERY_S 4
#define QUEUE "50"

static struct muzzle_inst *start(int port, const char *forward)
{
	char listen[32];
	const struct fake_setting settings[] = {
		{ "listen", listen },      { "key", FAKE_POST_KEY },   { "name", "/session" },
		{ "id", "/id" },           { "time", "/at" },          { "proof", "message" },
		{ "proof_every", "0s" },   { "forward_queue", QUEUE }, { "expect", "1h" },
		{ "forward_bytes", "1M" }, { "forward", forward },     { NULL, NULL }
	};

	snprintf(listen, sizeof(listen), "127.0.0.1:%d", port);
	return fake_open("webhook_recv", settings);
}

/* An event of now, on that connection: it must be answered, whoever else does not answer. */
static void post_event(struct muzzle_inst *inst, int fd, int number)
{
	char body[128], header[256];
	const char *text;

	snprintf(body, sizeof(body),
		 "{\"event\":\"message\",\"session\":\"omer\",\"id\":\"%d\",\"at\":%" PRId64 "}",
		 number, inst->wall_ms);
	snprintf(header, sizeof(header), "X-Webhook-Hmac: %s\r\n", fake_post_sign(inst, body));
	text = fake_post_text(inst, header, body);
	fake_post_send(fd, text, strlen(text));
	assert_int_equal(fake_post_status(inst, fd), 200);
}

static size_t count(const char *text, const char *word)
{
	size_t n = 0;

	for (; (text = strstr(text, word)); text += strlen(word))
		n++;
	return n;
}

static void an_hour_without_a_consumer_loses_no_evidence_and_is_one_fault(void **state)
{
	int port = fake_post_port(), fd, events = 0;
	struct muzzle_inst *inst = start(port, "http://127.0.0.1:9/hook");
	struct muzzle_inst *other = start(fake_post_port(), NULL);
	size_t proofs = 0, faults = 0, others = 0;

	(void)state;
	fd = fake_post_connect(port);
	for (int s = 0; s < HOUR_S; s += EVERY_S) {
		const char *told;

		post_event(inst, fd, ++events);
		while (fake_pending(inst, 0))
			fake_answer(inst, 0, "cannot connect: Connection refused");
		told = fake_told(inst);
		proofs += count(told, "proof omer");
		faults += count(told, "fault - setup forward: the consumer takes nothing");
		others += count(told, "\n");
		fake_advance(inst, EVERY_S * 1000);
	}
	assert_int_equal(proofs, events);
	assert_int_equal(faults, 1);
	assert_int_equal(others, events + 1);
	assert_int_equal(fake_gauge(inst, "forward_waiting"), 50);
	assert_int_equal(fake_gauge(inst, "forward_dropped"), events - 50);
	assert_in_range(inst->requests, 55, 80);
	assert_string_equal(fake_told(other), "");
	close(fd);
	fake_close(inst);
	fake_close(other);
}

/* The fault is there and gone within the moment of the evidence behind it: for the engine the source sees. */
static void evidence_follows_the_fault_at_once(void **state)
{
	int port = fake_post_port(), fd, number = 0;
	struct muzzle_inst *inst = start(port, "http://127.0.0.1:9/hook");
	const char *told = "";

	(void)state;
	fd = fake_post_connect(port);
	for (int s = 0; s < 120 && !strstr(told, "fault"); s += EVERY_S) {
		post_event(inst, fd, ++number);
		while (fake_pending(inst, 0))
			fake_answer(inst, 503, "");
		told = fake_told(inst);
		fake_advance(inst, EVERY_S * 1000);
	}
	assert_non_null(strstr(told, "fault - setup forward"));
	assert_non_null(strstr(strstr(told, "fault"), "\nproof omer"));
	close(fd);
	fake_close(inst);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_hour_without_a_consumer_loses_no_evidence_and_is_one_fault),
		cmocka_unit_test(evidence_follows_the_fault_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
