/* test_webhook_recv_config.c - keys, refused settings, and what is passed on.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fake_host.h"
#include "fake_post.h"

/* A vector of WAHA's documentation. */
#define VECTOR_KEY "my-secret-key"
#define VECTOR "{\"event\":\"message\",\"session\":\"default\",\"engine\":\"WEBJS\"}"
#define VECTOR_SHA512                                                      \
	"208f8a55dde9e05519e898b10b89bf0d0b3b0fdf11fdbf09b6b90476301b98d8" \
	"097c462b2b17a6ce93b6b47a136cf2e78a33a63f6752c2c1631777076153fa89"
/* openssl dgst -sha256 -hmac my-secret-key */
#define VECTOR_SHA256 "46270e6ad829217a54d67026afb4ef20e76d3a4ea36d64b140834b5fb3e8b83a"
#define SETTINGS_MAX 12

/* An instance on a free port, with these settings and a name to read; not started. */
static struct muzzle_inst *make(const struct fake_setting *settings, int *port)
{
	struct fake_setting all[SETTINGS_MAX] = { { "listen", "" },
						  { "name", "/session" },
						  { "proof", "message" } };
	struct muzzle_inst *inst;
	char listen[32];
	size_t n = 3;

	*port = fake_post_port();
	snprintf(listen, sizeof(listen), "127.0.0.1:%d", *port);
	all[0].value = listen;
	for (; settings && settings->key; settings++)
		all[n++] = *settings;
	inst = fake_new("webhook_recv", all);
	assert_int_equal(inst->rc, 0);
	return inst;
}

static struct muzzle_inst *start(const struct fake_setting *settings, int *port)
{
	struct muzzle_inst *inst = make(settings, port);

	assert_int_equal(fake_start(inst), 0);
	return inst;
}

/* Posts the vector under these headers. */
static int post(struct muzzle_inst *inst, int port, const char *headers)
{
	const char *text = fake_post_text(inst, headers, VECTOR);
	int fd = fake_post_connect(port), status;

	fake_post_send(fd, text, strlen(text));
	status = fake_post_status(inst, fd);
	close(fd);
	return status;
}

static void the_usual_forms_of_a_signature_are_known(void **state)
{
	const struct fake_setting with_sha512[] = { { "key", VECTOR_KEY }, { NULL, NULL } };
	const struct fake_setting with_sha256[] = { { "key", VECTOR_KEY },
						    { "signature_hash", "sha256" },
						    { "signature_header", "X-Hub-Signature-256" },
						    { NULL, NULL } };
	int port, other_port;
	struct muzzle_inst *inst = start(with_sha512, &port),
			   *other = start(with_sha256, &other_port);

	(void)state;
	assert_int_equal(post(inst, port, "X-Webhook-Hmac: " VECTOR_SHA512 "\r\n"), 200);
	assert_int_equal(post(inst, port, "x-webhook-hmac: sha512=" VECTOR_SHA512 "\r\n"), 200);
	assert_int_equal(post(inst, port, "X-Webhook-Hmac: " VECTOR_SHA256 "\r\n"), 401);
	assert_int_equal(post(inst, port, "X-Hub-Signature-256: " VECTOR_SHA512 "\r\n"), 401);
	assert_int_equal(post(inst, port, ""), 401);
	assert_int_equal(
		post(other, other_port, "X-Hub-Signature-256: sha256=" VECTOR_SHA256 "\r\n"), 200);
	assert_int_equal(post(other, other_port, "X-Webhook-Hmac: " VECTOR_SHA512 "\r\n"), 401);
	fake_close(inst);
	fake_close(other);
}

static void any_of_several_keys_will_do(void **state)
{
	const struct fake_setting settings[] = {
		{ "key", "new" }, { "key", VECTOR_KEY }, { "key", "third" }, { NULL, NULL }
	};
	int port;
	struct muzzle_inst *inst = start(settings, &port);

	(void)state;
	assert_int_equal(post(inst, port, "X-Webhook-Hmac: " VECTOR_SHA512 "\r\n"), 200);
	fake_close(inst);
}

static void a_token_may_stand_in_for_a_signature(void **state)
{
	const struct fake_setting settings[] = { { "key", "Bearer s3cr3t" },
						 { "token_header", "Authorization" },
						 { NULL, NULL } };
	int port;
	struct muzzle_inst *inst = start(settings, &port);

	(void)state;
	assert_int_equal(post(inst, port, "Authorization: Bearer s3cr3t\r\n"), 200);
	assert_int_equal(post(inst, port, "Authorization: Bearer s3cr3T\r\n"), 401);
	assert_int_equal(post(inst, port, "Authorization: Bearer s3cr3\r\n"), 401);
	assert_int_equal(post(inst, port, "Authorization: Bearer s3cr3t2\r\n"), 401);
	assert_int_equal(post(inst, port, "Authorization:\r\n"), 401);
	assert_int_equal(post(inst, port, ""), 401);
	fake_close(inst);
}

static void without_a_key_this_box_may_post(void **state)
{
	int port;
	struct muzzle_inst *inst = start(NULL, &port);

	(void)state;
	assert_int_equal(post(inst, port, ""), 200);
	fake_close(inst);
}

static void what_cannot_work_is_refused_with_its_remedy(void **state)
{
	static const struct {
		struct fake_setting with;
		const char *said;
	} bad[] = {
		{ { "listen", "localhost:80" }, "`listen` must be ADDRESS:PORT" },
		{ { "listen", "8080" }, "`listen` must be ADDRESS:PORT" },
		{ { "listen", "127.0.0.1:0" }, "`listen` must be ADDRESS:PORT" },
		{ { "listen", "0.0.0.0:8099" },
		  "`key` is missing: without one listen on 127.0.0.1" },
		{ { "listen", "[::]:8099" }, "`key` is missing" },
		{ { "token_header", "X" }, "`token_header` is to hold `key`, which is missing" },
		{ { "path", "x" }, "`path` must begin with /" },
		{ { "event", "event" }, "`event` must be a JSON pointer" },
		{ { "code", "x/y" }, "`code` must be a JSON pointer" },
		{ { "name", "" }, "`name` or `session` must say whose they are" },
		{ { "session", "a b" }, "`session` is no name of a session" },
		{ { "claim", "x" }, "`claim` needs `status` and `up`" },
		{ { "forward", "consumer:80" }, "`forward` must be http(s)://" },
		{ { "human_code", "401" }, "`human_code` needs `code` and `code_event`" },
		{ { "proof", "" }, "`proof` and `claim` name no event" },
	};
	struct muzzle_inst *inst;
	int port;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		const struct fake_setting settings[] = { bad[i].with, { NULL, NULL } };

		inst = make(settings, &port);
		assert_int_equal(fake_start(inst), -EINVAL);
		if (!fake_logged(inst, bad[i].said))
			fail_msg("said %s, not %s", inst->log[0].text, bad[i].said);
		fake_close(inst);
	}
}

static void other_addresses_are_fine(void **state)
{
	static const char *const good[] = { "127.8.9.10:8099", "[::1]:8099" };
	int port;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		const struct fake_setting settings[] = { { "listen", good[i] }, { NULL, NULL } };
		struct muzzle_inst *inst = make(settings, &port);

		assert_int_equal(inst->plugin->check(inst->self, &inst->host, inst), 0);
		fake_close(inst);
	}
}

/* Bound by another who does not listen. */
static void a_port_that_is_taken_is_told_with_the_key(void **state)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int port, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct muzzle_inst *inst = make(NULL, &port);

	(void)state;
	at.sin_port = htons((uint16_t)port);
	assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(fake_start(inst), -EADDRINUSE);
	assert_non_null(fake_logged(inst, "`listen` must be an address of this box"));
	close(fd);
	fake_close(inst);
}

/* An event that is no evidence would leave the fault standing, and a gateway that dies then unseen. */
static void a_fault_of_the_consumer_is_followed_by_evidence(void **state)
{
	const struct fake_setting settings[] = { { "forward", "http://127.0.0.1:9/hook" },
						 { "forward_tell", "1s" },
						 { NULL, NULL } };
	int port;
	struct muzzle_inst *inst = start(settings, &port);

	(void)state;
	assert_int_equal(fake_post(inst, port, "{\"event\":\"other\",\"session\":\"a\"}", NULL),
			 200);
	for (int i = 0; i < 5; i++) {
		while (fake_pending(inst, 0))
			fake_answer(inst, 0, "connection refused");
		fake_advance(inst, 5000);
	}
	assert_int_equal(fake_post(inst, port, "{\"event\":\"other\",\"session\":\"a\"}", NULL),
			 200);
	assert_string_equal(fake_told(inst), "");
	assert_int_equal(fake_post(inst, port, VECTOR, NULL), 200);
	assert_non_null(strstr(fake_told(inst), "\nproof default"));
	fake_close(inst);
}

static void a_gateway_that_never_posts_is_noticed(void **state)
{
	const struct fake_setting settings[] = { { "expect", "60s" }, { NULL, NULL } };
	int port, other_port;
	struct muzzle_inst *inst = start(settings, &port), *other = start(NULL, &other_port);

	(void)state;
	fake_advance(inst, 119999);
	assert_null(inst->blind);
	fake_advance(inst, 1);
	assert_string_equal(inst->blind, "no webhook for 2m, expected one every 60s at most");
	assert_int_equal(post(inst, port, ""), 200);
	assert_null(inst->blind);
	fake_advance(other, 7200000);
	assert_null(other->blind);
	fake_close(inst);
	fake_close(other);
}

static const struct fake_request *assert_forwarded(struct muzzle_inst *inst, const char *url)
{
	const struct fake_request *request = fake_pending(inst, 0);

	assert_non_null(request);
	assert_null(fake_pending(inst, 1));
	assert_string_equal(request->req.url, url);
	assert_string_equal(request->req.method, "POST");
	return request;
}

static void an_accepted_request_is_passed_on_as_it_came_and_a_repetition_is_not(void **state)
{
	static const char body[] =
		"{\"event\":\"message\",\"session\":\"a\",\"id\":\"1\",\"x\":\"\\u00e4\"}";
	const struct fake_setting settings[] = { { "key", FAKE_POST_KEY },
						 { "id", "/id" },
						 { "forward", "http://127.0.0.1:9/hook" },
						 { NULL, NULL } };
	const struct fake_request *request;
	int port;
	struct muzzle_inst *inst = start(settings, &port);

	(void)state;
	assert_int_equal(fake_post(inst, port, body, NULL), 200);
	request = assert_forwarded(inst, "http://127.0.0.1:9/hook");
	assert_string_equal(request->req.body, body);
	assert_string_equal(fake_header(request, "X-Webhook-Hmac"), fake_post_sign(inst, body));
	assert_null(fake_header(request, "Host"));
	fake_answer(inst, 200, "");
	assert_int_equal(fake_post(inst, port, body, NULL), 200);
	assert_int_equal(fake_post(inst, port, body, "00"), 401);
	assert_null(fake_pending(inst, 0));
	assert_int_equal(fake_post(inst, port, "not json", NULL), 200);
	assert_string_equal(assert_forwarded(inst, "http://127.0.0.1:9/hook")->req.body,
			    "not json");
	fake_close(inst);
}

static void what_stands_behind_the_path_is_passed_on_too(void **state)
{
	const struct fake_setting settings[] = { { "path", "/a" },
						 { "forward", "http://127.0.0.1:9/hook?x" },
						 { NULL, NULL } };
	static const char request[] = "POST /a?b=%20&c HTTP/1.1\r\nHost: m\r\n"
				      "Content-Length: 1\r\n\r\n1";
	int port, fd;
	struct muzzle_inst *inst = start(settings, &port);

	(void)state;
	fd = fake_post_connect(port);
	fake_post_send(fd, request, strlen(request));
	assert_int_equal(fake_post_status(inst, fd), 200);
	assert_forwarded(inst, "http://127.0.0.1:9/hook?x&b=%20&c");
	close(fd);
	fake_close(inst);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_usual_forms_of_a_signature_are_known),
		cmocka_unit_test(any_of_several_keys_will_do),
		cmocka_unit_test(a_token_may_stand_in_for_a_signature),
		cmocka_unit_test(without_a_key_this_box_may_post),
		cmocka_unit_test(what_cannot_work_is_refused_with_its_remedy),
		cmocka_unit_test(other_addresses_are_fine),
		cmocka_unit_test(a_port_that_is_taken_is_told_with_the_key),
		cmocka_unit_test(a_fault_of_the_consumer_is_followed_by_evidence),
		cmocka_unit_test(a_gateway_that_never_posts_is_noticed),
		cmocka_unit_test(
			an_accepted_request_is_passed_on_as_it_came_and_a_repetition_is_not),
		cmocka_unit_test(what_stands_behind_the_path_is_passed_on_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
