/* test_webhook_recv_listener.c - bounds of requests and connections, and a reload.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fake_host.h"
#include "fake_post.h"

#define BODY "{\"event\":\"message\",\"session\":\"omer\"}"
#define PROOF "proof omer +0\n"
#define CONNECTIONS 8
#define SETTINGS_MAX 16

struct fixture {
	struct muzzle_inst *inst, *other; /* other: on a port of its own, with nothing to do */
	int port;
};

static struct muzzle_inst *listen_at(int port, const char *key, const char *value)
{
	const struct fake_setting settings[SETTINGS_MAX] = {
		{ "listen", "" },         { "name", "/session" }, { "time", "/at" },
		{ "key", FAKE_POST_KEY }, { "proof", "message" }, { "proof_every", "0s" },
		{ "path", "/" },          { "max_body", "64k" },  { "connections", "8" },
		{ key, value },
	};
	struct fake_setting own[SETTINGS_MAX];
	struct muzzle_inst *inst;
	char listen[32];

	snprintf(listen, sizeof(listen), "127.0.0.1:%d", port);
	memcpy(own, settings, sizeof(own));
	own[0].value = listen;
	inst = fake_new("webhook_recv", own);
	assert_int_equal(fake_start(inst), 0);
	return inst;
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->port = fake_post_port();
	f->inst = listen_at(f->port, NULL, NULL);
	f->other = listen_at(fake_post_port(), NULL, NULL);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	assert_string_equal(fake_told(f->other), "");
	fake_close(f->inst);
	fake_close(f->other);
	free(f);
	return 0;
}

static void assert_gauge(struct fixture *f, const char *name, int64_t value)
{
	fake_advance(f->inst, 1000);
	assert_int_equal(fake_gauge(f->inst, name), value);
}

static void send_text(int fd, const char *text)
{
	fake_post_send(fd, text, strlen(text));
}

/* A request that is signed. */
static const char *sign(struct fixture *f, const char *body)
{
	char header[256];

	snprintf(header, sizeof(header), "X-Webhook-Hmac: %s\r\n", fake_post_sign(f->inst, body));
	return fake_post_text(f->inst, header, body);
}

static const char *good(struct fixture *f)
{
	return sign(f, BODY);
}

/* The same, so old, and with a time, so that a copy is known as one. */
static const char *dated(struct fixture *f, int64_t ago_ms)
{
	char body[128];

	snprintf(body, sizeof(body),
		 "{\"event\":\"message\",\"session\":\"omer\",\"at\":%" PRId64 "}",
		 f->inst->wall_ms - ago_ms);
	return sign(f, body);
}

static void assert_answer(struct fixture *f, int fd, const char *request, int status)
{
	send_text(fd, request);
	assert_int_equal(fake_post_status(f->inst, fd), status);
}

static void what_is_refused_is_read_to_its_end_and_the_connection_goes_on(void **state)
{
	struct fixture *f = *state;
	int fd = fake_post_connect(f->port);
	char *large = calloc(1, 100001);

	memset(large, 'x', 100000);
	assert_answer(f, fd, "GET / HTTP/1.1\r\nHost: m\r\n\r\n", 405);
	assert_answer(f, fd, "PUT / HTTP/1.1\r\nHost: m\r\nContent-Length: 3\r\n\r\nabc", 405);
	assert_answer(f, fd, "POST /x HTTP/1.1\r\nHost: m\r\nContent-Length: 3\r\n\r\nabc", 404);
	assert_answer(f, fd, "POST / HTTP/1.1\r\nHost: m\r\nContent-Length: 3\r\n\r\nabc", 401);
	assert_answer(f, fd, fake_post_text(f->inst, "", large), 413);
	assert_answer(f, fd, good(f), 200);
	assert_string_equal(fake_told(f->inst), PROOF);
	assert_gauge(f, "refused_other", 4);
	assert_gauge(f, "refused_signature", 1);
	assert_gauge(f, "accepted", 1);
	free(large);
	close(fd);
}

static void a_body_may_be_as_long_as_it_is_said_to_be(void **state)
{
	struct fixture *f = *state;
	char *body = calloc(1, 65538);
	int fd = fake_post_connect(f->port);

	memset(body, ' ', 65536);
	assert_answer(f, fd, fake_post_text(f->inst, "", body), 401);
	body[65536] = ' ';
	assert_answer(f, fd, fake_post_text(f->inst, "", body), 413);
	body[65536] = '\0';
	memcpy(body, BODY, strlen(BODY));
	assert_int_equal(fake_post(f->inst, f->port, body, NULL), 200);
	assert_string_equal(fake_told(f->inst), PROOF);
	free(body);
	close(fd);
}

static void a_body_may_come_in_pieces_and_in_chunks(void **state)
{
	struct fixture *f = *state;
	const char *request = good(f);
	int fd = fake_post_connect(f->port);
	char chunked[512];

	for (const char *c = request; *c; c++) {
		fake_post_send(fd, c, 1);
		fake_post_pump(f->inst);
	}
	assert_int_equal(fake_post_status(f->inst, fd), 200);
	snprintf(chunked, sizeof(chunked),
		 "POST /?a=1 HTTP/1.1\r\nHost: m\r\nTransfer-Encoding: chunked\r\nX-Webhook-Hmac: "
		 "%s\r\n\r\n1\r\n{\r\n%zx\r\n%s\r\n0\r\n\r\n",
		 fake_post_sign(f->inst, BODY), strlen(BODY) - 1, BODY + 1);
	assert_answer(f, fd, chunked, 200);
	assert_string_equal(fake_told(f->inst), PROOF PROOF);
	close(fd);
}

static void requests_sent_at_once_are_all_taken(void **state)
{
	struct fixture *f = *state;
	int fd = fake_post_connect(f->port);

	for (int i = 0; i < 3; i++)
		send_text(fd, good(f));
	shutdown(fd, SHUT_WR);
	fake_post_pump(f->inst);
	fake_post_pump(f->inst);
	assert_string_equal(fake_told(f->inst), PROOF PROOF PROOF);
	close(fd);
}

/* A gateway that dies while it waits for the answer has said what it said. */
static void evidence_does_not_depend_on_who_hears_the_answer(void **state)
{
	struct fixture *f = *state;
	struct linger now = { 1, 0 };
	int fd = fake_post_connect(f->port);

	send_text(fd, good(f));
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	shutdown(fd, SHUT_WR);
	fake_post_pump(f->inst);
	close(fd);
	assert_string_equal(fake_told(f->inst), PROOF);
}

static void half_a_request_is_no_evidence(void **state)
{
	struct fixture *f = *state;
	int fd = fake_post_connect(f->port);
	const char *request = good(f);

	fake_post_send(fd, request, strlen(request) - 1);
	fake_post_pump(f->inst);
	close(fd);
	fake_post_pump(f->inst);
	assert_string_equal(fake_told(f->inst), "");
	assert_gauge(f, "accepted", -1);
}

static void headers_without_end_are_refused(void **state)
{
	struct fixture *f = *state;
	int fd = fake_post_connect(f->port), status;
	char line[1001];

	memset(line, 'a', sizeof(line) - 1);
	memcpy(line, "X-A: ", 5);
	memcpy(line + sizeof(line) - 3, "\r\n", 3);
	send_text(fd, "POST / HTTP/1.1\r\nHost: m\r\n");
	for (int i = 0; i < 12; i++) {
		send(fd, line, strlen(line), MSG_NOSIGNAL);
		fake_post_pump(f->inst);
	}
	status = fake_post_status(f->inst, fd);
	assert_true(status == 431 || status == 413 || status == 0);
	assert_true(fake_post_ended(f->inst, fd));
	close(fd);
}

static void a_request_that_trickles_ends_at_the_timeout(void **state)
{
	struct fixture *f = *state;
	int fd = fake_post_connect(f->port);
	const char *request = good(f);

	for (int s = 0; s < 10; s++) {
		fake_post_send(fd, request + s, 1);
		assert_false(fake_post_ended(f->inst, fd));
		fake_advance(f->inst, 1000);
	}
	assert_true(fake_post_ended(f->inst, fd));
	assert_gauge(f, "cut_off", 1);
	close(fd);
}

static void a_body_that_trickles_ends_at_the_timeout_too(void **state)
{
	struct fixture *f = *state;
	int fd = fake_post_connect(f->port);

	assert_answer(f, fd, good(f), 200);
	fake_advance(f->inst, 30000);
	send_text(fd, "POST / HTTP/1.1\r\nHost: m\r\nContent-Length: 100\r\n\r\n");
	for (int s = 0; s < 10; s++) {
		fake_post_send(fd, "a", 1);
		assert_false(fake_post_ended(f->inst, fd));
		fake_advance(f->inst, 1000);
	}
	assert_true(fake_post_ended(f->inst, fd));
	assert_gauge(f, "cut_off", 1);
	close(fd);
}

static void who_was_accepted_may_be_idle_for_longer(void **state)
{
	struct fixture *f = *state;
	int fd = fake_post_connect(f->port), stranger = fake_post_connect(f->port);

	assert_answer(f, fd, good(f), 200);
	assert_answer(f, stranger, "GET / HTTP/1.1\r\nHost: m\r\n\r\n", 405);
	fake_advance(f->inst, 9000);
	assert_false(fake_post_ended(f->inst, stranger));
	fake_advance(f->inst, 1000);
	assert_true(fake_post_ended(f->inst, stranger));
	fake_advance(f->inst, 49000);
	assert_false(fake_post_ended(f->inst, fd));
	fake_advance(f->inst, 1000);
	assert_true(fake_post_ended(f->inst, fd));
	close(fd);
	close(stranger);
}

static void a_crowd_does_not_keep_the_gateway_out(void **state)
{
	struct fixture *f = *state;
	int crowd[10 * CONNECTIONS], gateway = fake_post_connect(f->port), another;

	assert_answer(f, gateway, good(f), 200);
	for (size_t i = 0; i < sizeof(crowd) / sizeof(crowd[0]); i++) {
		crowd[i] = fake_post_connect(f->port);
		send_text(crowd[i], "POST / HTTP/1.1\r\n");
		fake_post_pump(f->inst);
	}
	assert_answer(f, gateway, good(f), 200);
	another = fake_post_connect(f->port);
	assert_answer(f, another, good(f), 200);
	assert_string_equal(fake_told(f->inst), PROOF PROOF PROOF);
	assert_true(fake_post_ended(f->inst, crowd[0]));
	assert_false(fake_post_ended(f->inst, crowd[10 * CONNECTIONS - 1]));
	assert_gauge(f, "cut_off", 10 * CONNECTIONS + 2 - CONNECTIONS);
	for (size_t i = 0; i < sizeof(crowd) / sizeof(crowd[0]); i++)
		close(crowd[i]);
	close(gateway);
	close(another);
}

static void of_many_who_come_at_once_those_who_are_too_many_go(void **state)
{
	struct fixture *f = *state;
	int fds[2 * CONNECTIONS], ended = 0;

	for (int i = 0; i < 2 * CONNECTIONS; i++)
		fds[i] = fake_post_connect(f->port);
	fake_post_pump(f->inst);
	for (int i = 0; i < 2 * CONNECTIONS; i++)
		ended += fake_post_ended(f->inst, fds[i]);
	assert_int_equal(ended, CONNECTIONS);
	assert_gauge(f, "cut_off", CONNECTIONS);
	for (int i = 0; i < 2 * CONNECTIONS; i++)
		close(fds[i]);
}

/* What somebody overheard proves nothing of him. */
static void who_only_repeats_is_not_trusted(void **state)
{
	struct fixture *f = *state;
	int fd = fake_post_connect(f->port), others[3];
	const char *requests[] = { dated(f, 0), dated(f, 600001), sign(f, "no event") };

	assert_answer(f, fd, requests[0], 200);
	for (int i = 0; i < 3; i++) {
		others[i] = fake_post_connect(f->port);
		assert_answer(f, others[i], requests[i], 200);
	}
	fake_advance(f->inst, 10000);
	for (int i = 0; i < 3; i++) {
		assert_true(fake_post_ended(f->inst, others[i]));
		close(others[i]);
	}
	assert_false(fake_post_ended(f->inst, fd));
	close(fd);
}

/* Looking for ends takes nothing of what comes. */
static void who_is_slow_but_in_time_is_heard(void **state)
{
	struct fixture *f = *state;
	int fd = fake_post_connect(f->port);
	const char *request = good(f);
	size_t half = strlen(request) - strlen(BODY) / 2;

	fake_post_send(fd, request, half);
	fake_post_pump(f->inst);
	for (; request[half]; half++) {
		fake_post_send(fd, request + half, 1);
		fake_advance(f->inst, 500);
	}
	assert_int_equal(fake_post_status(f->inst, fd), 200);
	close(fd);
}

/* Its end comes with its data, which libmicrohttpd does not notice. */
static void who_hangs_up_in_mid_sentence_gives_his_place_free(void **state)
{
	struct fixture *f = *state;
	int fd = fake_post_connect(f->port);

	send_text(fd, "POST / HTTP/1.1\r\nHost: m\r\nContent-Length: 100\r\n\r\nabc");
	shutdown(fd, SHUT_WR);
	fake_post_pump(f->inst);
	fake_advance(f->inst, 1000);
	assert_true(fake_post_ended(f->inst, fd));
	close(fd);
}

/* 64k is the longest body, four times that is what all large ones may have. */
static void large_bodies_share_their_memory_and_small_ones_always_find_some(void **state)
{
	static const char head[] = "POST / HTTP/1.1\r\nHost: m\r\nContent-Length: 65000\r\n\r\n";
	struct fixture *f = *state;
	char *part = calloc(1, 65000);
	int fds[5];

	for (int i = 0; i < 5; i++) {
		fds[i] = fake_post_connect(f->port);
		send_text(fds[i], head);
		fake_post_send(fds[i], part, 64999);
		fake_post_pump(f->inst);
	}
	assert_int_equal(fake_post(f->inst, f->port, BODY, NULL), 200);
	for (int i = 0; i < 5; i++) {
		fake_post_send(fds[i], part, 1);
		assert_int_equal(fake_post_status(f->inst, fds[i]), i < 4 ? 401 : 503);
	}
	send_text(fds[4], head);
	fake_post_send(fds[4], part, 65000);
	assert_int_equal(fake_post_status(f->inst, fds[4]), 401);
	for (int i = 0; i < 5; i++)
		close(fds[i]);
	free(part);
}

/* The new one opens while the old one is there, and callers wait in between. */
static void a_reload_loses_no_request(void **state)
{
	struct fixture *f = *state;
	struct muzzle_inst *next = listen_at(f->port, NULL, NULL);
	int kept = fake_post_connect(f->port), waits;

	assert_answer(f, kept, good(f), 200);
	waits = fake_post_connect(f->port);
	send_text(waits, good(f));
	send_text(kept, good(f));
	fake_advance(next, 50);
	fake_close(f->inst);
	f->inst = next;
	fake_advance(next, 50);
	assert_int_equal(fake_post_status(next, waits), 200);
	assert_int_equal(fake_post_status(next, kept), 200);
	assert_string_equal(fake_told(next), PROOF);
	close(waits);
	close(kept);
}

static void two_sections_with_one_address_are_a_fault(void **state)
{
	struct fixture *f = *state;
	struct muzzle_inst *twin = listen_at(f->port, NULL, NULL);

	fake_advance(twin, 9950);
	assert_string_equal(fake_told(twin), "");
	fake_advance(twin, 50);
	assert_string_equal(fake_told(twin),
			    "fault - setup cannot listen: does another section have the "
			    "same `listen`?\n");
	assert_int_equal(fake_post(f->inst, f->port, BODY, NULL), 200);
	fake_close(twin);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		CASE(what_is_refused_is_read_to_its_end_and_the_connection_goes_on),
		CASE(a_body_may_be_as_long_as_it_is_said_to_be),
		CASE(a_body_may_come_in_pieces_and_in_chunks),
		CASE(requests_sent_at_once_are_all_taken),
		CASE(evidence_does_not_depend_on_who_hears_the_answer),
		CASE(half_a_request_is_no_evidence),
		CASE(headers_without_end_are_refused),
		CASE(a_request_that_trickles_ends_at_the_timeout),
		CASE(a_body_that_trickles_ends_at_the_timeout_too),
		CASE(who_was_accepted_may_be_idle_for_longer),
		CASE(a_crowd_does_not_keep_the_gateway_out),
		CASE(of_many_who_come_at_once_those_who_are_too_many_go),
		CASE(who_only_repeats_is_not_trusted),
		CASE(who_is_slow_but_in_time_is_heard),
		CASE(who_hangs_up_in_mid_sentence_gives_his_place_free),
		CASE(large_bodies_share_their_memory_and_small_ones_always_find_some),
		CASE(a_reload_loses_no_request),
		CASE(two_sections_with_one_address_are_a_fault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
