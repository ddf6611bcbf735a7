/* test_client.c - asking a daemon, and every way of not being answered.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "client.h"
#include "listening.h"
#include "scratch.h"
#include "tell.h"

struct fixture {
	struct scratch scratch;
	char file[SCRATCH_BYTES];
	pid_t server;
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	char text[200];

	f->scratch = scratch_make();
	snprintf(text, sizeof(text), "[muzzle]\nrun_dir = %s\n", f->scratch.dir);
	snprintf(f->file, sizeof(f->file), "%s", scratch_write(&f->scratch, "muzzle.ini", text));
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	if (f->server) {
		kill(f->server, SIGKILL);
		waitpid(f->server, NULL, 0);
	}
	scratch_remove(&f->scratch);
	free(f);
	return 0;
}

/* A child that takes one question and gives that answer, in pieces. */
static void serve(struct fixture *f, const char *answer)
{
	int fd = listening_open(&f->scratch);
	char question[1000];

	f->server = fork();
	if (f->server == 0) {
		int peer = accept(fd, NULL, NULL);

		if (recv(peer, question, sizeof(question), 0) <= 0)
			_exit(1);
		for (; *answer; answer++)
			if (send(peer, answer, 1, MSG_NOSIGNAL) != 1)
				_exit(1);
		close(peer);
		_exit(0);
	}
	close(fd);
}

static int ask(struct fixture *f, struct json_object **answer)
{
	const struct cmd_args args = { .file = f->file, .file_given = true, .out = stdout };
	struct json_object *request = json_object_new_object();
	int code;

	tell_text(request, "cmd", "status");
	code = client_ask(&args, request, answer);
	json_object_put(request);
	return code;
}

static void an_answer_in_pieces_is_put_together(void **state)
{
	struct fixture *f = *state;
	struct json_object *answer;

	serve(f, "{\"ok\":true,\"n\":42}\n");
	assert_int_equal(ask(f, &answer), CMD_OK);
	assert_int_equal(tell_get_number(answer, "n"), 42);
	json_object_put(answer);
}

static void a_refusal_is_a_failure(void **state)
{
	struct json_object *answer;

	serve(*state, "{\"error\":\"not allowed\"}\n");
	assert_int_equal(ask(*state, &answer), CMD_FAILED);
	assert_null(answer);
}

static void nobody_there_is_not_reachable(void **state)
{
	struct json_object *answer;

	assert_int_equal(ask(*state, &answer), CMD_UNREACHABLE);
	assert_null(answer);
}

static void half_an_answer_and_garbage_are_not_reachable(void **state)
{
	static const char *const answers[] = { "", "{\"ok\":tr", "garbage\n" };
	struct fixture *f = *state;
	struct json_object *answer;

	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		char path[SCRATCH_BYTES];

		serve(f, answers[i]);
		assert_int_equal(ask(f, &answer), CMD_UNREACHABLE);
		assert_null(answer);
		waitpid(f->server, NULL, 0);
		f->server = 0;
		snprintf(path, sizeof(path), "%s/%s", f->scratch.dir, CONTROL_SOCKET);
		assert_int_equal(unlink(path), 0);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_answer_in_pieces_is_put_together),
		TEST(a_refusal_is_a_failure),
		TEST(nobody_there_is_not_reachable),
		TEST(half_an_answer_and_garbage_are_not_reachable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
