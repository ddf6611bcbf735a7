/* test_watch_call.c - a request that does not block.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "call.h"
#include "listening.h"
#include "scratch.h"
#include "tell.h"

struct fixture {
	struct scratch scratch;
	struct call call;
	int server_fd, peer_fd;
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->scratch = scratch_make();
	f->call.fd = f->server_fd = f->peer_fd = -1;
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	call_fini(&f->call);
	if (f->server_fd >= 0)
		close(f->server_fd);
	if (f->peer_fd >= 0)
		close(f->peer_fd);
	scratch_remove(&f->scratch);
	free(f);
	return 0;
}

static void listen_there(struct fixture *f)
{
	f->server_fd = listening_open(&f->scratch);
}

static int ask(struct fixture *f, int64_t now_ms)
{
	struct json_object *request = json_object_new_object();
	int rc;

	tell_text(request, "cmd", "status");
	rc = call_begin(&f->call, f->scratch.dir, request, now_ms);
	json_object_put(request);
	return rc;
}

/* The daemon's side: takes the request. */
static void take_question(struct fixture *f)
{
	char question[200];
	ssize_t got;

	if (f->peer_fd >= 0)
		close(f->peer_fd);
	f->peer_fd = accept(f->server_fd, NULL, NULL);
	got = recv(f->peer_fd, question, sizeof(question) - 1, 0);
	assert_true(got > 0);
	question[got] = '\0';
	assert_string_equal(question, "{\"cmd\":\"status\"}\n");
}

static void say(struct fixture *f, const char *text)
{
	assert_int_equal(send(f->peer_fd, text, strlen(text), MSG_NOSIGNAL), strlen(text));
}

static void an_answer_may_come_in_pieces_and_never_blocks(void **state)
{
	struct fixture *f = *state;
	struct json_object *answer;

	listen_there(f);
	assert_int_equal(ask(f, 0), 0);
	assert_int_equal(call_events(&f->call), POLLOUT);
	assert_int_equal(call_go_on(&f->call, 1, &answer), -EAGAIN);
	assert_int_equal(call_events(&f->call), POLLIN);
	take_question(f);
	say(f, "{\"n\":");
	assert_int_equal(call_go_on(&f->call, 2, &answer), -EAGAIN);
	say(f, "42}\n");
	assert_int_equal(call_go_on(&f->call, 3, &answer), 0);
	assert_int_equal(tell_get_number(answer, "n"), 42);
	assert_int_equal(f->call.fd, -1);
	json_object_put(answer);
}

static void a_daemon_that_hangs_is_given_up_after_a_while(void **state)
{
	struct fixture *f = *state;
	struct json_object *answer;

	listen_there(f);
	assert_int_equal(ask(f, 5), 0);
	assert_int_equal(call_go_on(&f->call, 4 + CALL_TIMEOUT_MS, &answer), -EAGAIN);
	assert_int_equal(call_go_on(&f->call, 5 + CALL_TIMEOUT_MS, &answer), -ETIMEDOUT);
	assert_int_equal(f->call.fd, -1);
}

static void a_full_queue_of_connections_does_not_block(void **state)
{
	struct fixture *f = *state;
	struct call calls[8];
	int rc = 0;

	listen_there(f);
	for (size_t i = 0; i < 8; i++) {
		struct json_object *request = json_object_new_object();
		int begun;

		calls[i] = (struct call){ .fd = -1 };
		begun = call_begin(&calls[i], f->scratch.dir, request, 0);
		rc = begun ? begun : rc;
		json_object_put(request);
	}
	assert_int_equal(rc, -ETIMEDOUT);
	for (size_t i = 0; i < 8; i++)
		call_fini(&calls[i]);
}

static void after_no_daemon_or_garbage_the_next_request_starts_anew(void **state)
{
	static const char *const answers[] = { "garbage\n", "[1]\n", "7\n" };
	struct fixture *f = *state;
	struct json_object *answer;

	assert_int_equal(ask(f, 0), -ENOENT);
	scratch_write(&f->scratch, CONTROL_SOCKET, "a file");
	assert_int_equal(ask(f, 0), -ECONNREFUSED);
	unlink(f->scratch.path);
	listen_there(f);
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		assert_int_equal(ask(f, 0), 0);
		call_go_on(&f->call, 1, &answer);
		take_question(f);
		say(f, answers[i]);
		assert_int_equal(call_go_on(&f->call, 2, &answer), -EPROTO);
		assert_null(answer);
	}
	assert_int_equal(ask(f, 0), 0);
	call_go_on(&f->call, 1, &answer);
	take_question(f);
	close(f->peer_fd);
	f->peer_fd = -1;
	assert_int_equal(call_go_on(&f->call, 2, &answer), -ECONNRESET);
	close(f->server_fd);
	f->server_fd = -1;
	assert_int_equal(ask(f, 0), -ECONNREFUSED);
	assert_int_equal(f->call.fd, -1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_answer_may_come_in_pieces_and_never_blocks),
		TEST(a_daemon_that_hangs_is_given_up_after_a_while),
		TEST(a_full_queue_of_connections_does_not_block),
		TEST(after_no_daemon_or_garbage_the_next_request_starts_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
