/* test_control.c - strangers, garbage, crowds and slow readers on the control socket.
 * SPDX-License-Identifier: ISC */
#include <errno.h>
#include <grp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "control.h"
#include "looped.h"
#include "scratch.h"
#include "tell.h"

#define PEERS (CONTROL_CLIENTS_MAX + 4)
#define ANSWER_BYTES (1 << 20)

struct fixture {
	struct scratch scratch;
	struct loop loop;
	struct log log;
	struct control *control;
	int asked;
	bool may_command;    /* of the last question */
	int64_t uid;         /* who asked it */
	size_t answer_bytes; /* how long each answer is */
	int fds[PEERS];
	char *got; /* owned; what the last peer received */
	size_t got_bytes;
};

static struct json_object *answer(void *arg, struct json_object *request, bool may_command)
{
	struct fixture *f = arg;
	struct json_object *object = json_object_new_object();
	char *filler = calloc(1, f->answer_bytes + 1);

	f->asked++;
	f->may_command = may_command;
	f->uid = tell_get_number(request, "uid");
	memset(filler, 'x', f->answer_bytes);
	tell_text(object, "to", tell_get_text(request, "cmd"));
	tell_text(object, "filler", filler);
	free(filler);
	return object;
}

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct control_setting setting;

	f->scratch = scratch_make();
	f->got = calloc(1, ANSWER_BYTES + 1);
	log_init(&f->log, STDERR_FILENO, 0);
	assert_int_equal(loop_init(&f->loop, NULL), 0);
	setting = (struct control_setting){ f->scratch.dir, &f->loop, &f->log, answer, f };
	assert_int_equal(control_open(&f->control, &setting), 0);
	for (int i = 0; i < PEERS; i++)
		f->fds[i] = -1;
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	for (int i = 0; i < PEERS; i++)
		if (f->fds[i] >= 0)
			close(f->fds[i]);
	control_close(f->control);
	loop_fini(&f->loop);
	scratch_remove(&f->scratch);
	free(f->got);
	free(f);
	return 0;
}

static int connect_peer(struct fixture *f)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s/%s", f->scratch.dir,
		 CONTROL_SOCKET);
	assert_int_equal(connect(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

/* Receives until a whole line is there, or the end. */
static bool received(struct fixture *f, int fd)
{
	ssize_t got = recv(fd, f->got + f->got_bytes, ANSWER_BYTES - f->got_bytes, 0);

	if (got > 0)
		f->got_bytes += (size_t)got;
	f->got[f->got_bytes] = '\0';
	return got == 0 || (got < 0 && errno == ECONNRESET) || strchr(f->got, '\n');
}

static const char *ask(struct fixture *f, int fd, const char *request)
{
	f->got_bytes = 0;
	f->got[0] = '\0';
	assert_int_equal(send(fd, request, strlen(request), MSG_NOSIGNAL),
			 (ssize_t)strlen(request));
	LOOPED_UNTIL(&f->loop, received(f, fd));
	return f->got;
}

static void a_line_is_answered_by_a_line(void **state)
{
	struct fixture *f = *state;

	f->fds[0] = connect_peer(f);
	assert_string_equal(ask(f, f->fds[0], "{\"cmd\":\"a\"}\n"),
			    "{\"to\":\"a\",\"filler\":\"\"}\n");
	assert_true(f->may_command);
	assert_string_equal(ask(f, f->fds[0], "{\"cmd\":\"b\"}\n"),
			    "{\"to\":\"b\",\"filler\":\"\"}\n");
}

static void who_asks_is_known_by_the_kernel_and_not_by_what_he_says(void **state)
{
	struct fixture *f = *state;

	f->fds[0] = connect_peer(f);
	ask(f, f->fds[0], "{\"cmd\":\"a\",\"uid\":12345}\n");
	assert_int_equal(f->uid, geteuid());
}

static void a_line_may_come_in_pieces_and_several_at_once(void **state)
{
	struct fixture *f = *state;

	f->fds[0] = connect_peer(f);
	assert_int_equal(send(f->fds[0], "{\"cm", 4, 0), 4);
	loop_turn(&f->loop, 10);
	assert_int_equal(f->asked, 0);
	ask(f, f->fds[0], "d\":\"a\"}\n{\"cmd\":\"b\"}\n{\"cmd\"");
	LOOPED_UNTIL(&f->loop, f->asked == 2);
}

static void garbage_is_answered_by_an_error(void **state)
{
	static const char *const garbage[] = {
		"hello\n",     "\n",     "[]\n",   "5\n",           "\"x\"\n",
		"{\"cmd\":\n", "{} x\n", "null\n", "{\"a\":1}{}\n",
	};
	struct fixture *f = *state;

	f->fds[0] = connect_peer(f);
	for (size_t i = 0; i < sizeof(garbage) / sizeof(garbage[0]); i++)
		assert_memory_equal(ask(f, f->fds[0], garbage[i]), "{\"error\":", 9);
	assert_int_equal(f->asked, 0);
	assert_memory_equal(ask(f, f->fds[0], "{\"cmd\":\"a\"}\n"), "{\"to\":\"a\"", 9);
}

static void a_line_without_end_ends_the_connection(void **state)
{
	struct fixture *f = *state;
	char chunk[4096];
	size_t sent = 0;

	memset(chunk, 'x', sizeof(chunk));
	f->fds[0] = connect_peer(f);
	while (sent < CONTROL_LINE_BYTES) {
		ssize_t n = send(f->fds[0], chunk, sizeof(chunk), MSG_NOSIGNAL);

		sent += n > 0 ? (size_t)n : 0;
		loop_turn(&f->loop, 10);
	}
	LOOPED_UNTIL(&f->loop, received(f, f->fds[0]));
	assert_memory_equal(f->got, "{\"error\":", 9);
	f->got[0] = '\0';
	f->got_bytes = 0;
	LOOPED_UNTIL(&f->loop, received(f, f->fds[0]));
	assert_int_equal(f->got_bytes, 0);
}

static void a_crowd_drives_out_the_oldest_and_the_newest_is_served(void **state)
{
	struct fixture *f = *state;

	for (int i = 0; i < PEERS; i++) {
		f->fds[i] = connect_peer(f);
		loop_turn(&f->loop, 10);
	}
	assert_memory_equal(ask(f, f->fds[PEERS - 1], "{\"cmd\":\"a\"}\n"), "{\"to\":\"a\"", 9);
	f->got_bytes = 0;
	f->got[0] = '\0';
	LOOPED_UNTIL(&f->loop, received(f, f->fds[0]));
	assert_int_equal(f->got_bytes, 0);
}

static void who_does_not_take_an_answer_is_asked_nothing_and_delays_nobody(void **state)
{
	struct fixture *f = *state;

	f->answer_bytes = ANSWER_BYTES / 2;
	f->fds[0] = connect_peer(f);
	assert_int_equal(send(f->fds[0], "{\"cmd\":\"a\"}\n{}\n", 15, 0), 15);
	LOOPED_UNTIL(&f->loop, f->asked == 2);
	assert_int_equal(send(f->fds[0], "{\"cmd\":\"a\"}\n", 12, 0), 12);
	f->answer_bytes = 0;
	f->fds[1] = connect_peer(f);
	assert_memory_equal(ask(f, f->fds[1], "{\"cmd\":\"b\"}\n"), "{\"to\":\"b\"", 9);
	for (int i = 0; i < 10; i++)
		loop_turn(&f->loop, 1);
	assert_int_equal(f->asked, 3);
}

static void long_answers_arrive_whole(void **state)
{
	struct fixture *f = *state;

	f->answer_bytes = ANSWER_BYTES / 2;
	f->fds[0] = connect_peer(f);
	ask(f, f->fds[0], "{\"cmd\":\"a\"}\n");
	assert_int_equal(f->got_bytes,
			 f->answer_bytes + strlen("{\"to\":\"a\",\"filler\":\"\"}\n"));
}

static void who_says_a_question_and_goes_is_answered_all_the_same(void **state)
{
	struct fixture *f = *state;

	f->fds[0] = connect_peer(f);
	assert_int_equal(send(f->fds[0], "{\"cmd\":\"a\"}\n", 12, 0), 12);
	shutdown(f->fds[0], SHUT_WR);
	f->got_bytes = 0;
	LOOPED_UNTIL(&f->loop, received(f, f->fds[0]));
	assert_memory_equal(f->got, "{\"to\":\"a\"", 9);
}

static void only_root_we_and_the_group_may_open_the_socket(void **state)
{
	struct fixture *f = *state;
	char path[600];
	struct stat st;

	snprintf(path, sizeof(path), "%s/%s", f->scratch.dir, CONTROL_SOCKET);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0660);
}

/* A child of another user and group asks; exit code: 0 answered, 1 refused, 2 trouble. */
static int ask_as(struct fixture *f, gid_t gid)
{
	int status, fd = connect_peer(f);
	pid_t pid;

	close(fd);
	pid = fork();
	if (pid == 0) {
		char got[300] = "";

		if (setgroups(0, NULL) < 0 || setresgid(gid, gid, gid) < 0 ||
		    setresuid(65534, 65534, 65534) < 0)
			_exit(2);
		fd = connect_peer(f);
		alarm(20);
		if (send(fd, "{\"cmd\":\"a\"}\n", 12, 0) != 12)
			_exit(2);
		while (recv(fd, got, sizeof(got) - 1, 0) < 0 && errno == EAGAIN)
			usleep(1000);
		_exit(strstr(got, "\"error\"") ? 1 : strstr(got, "\"to\"") ? 0 : 2);
	}
	LOOPED_UNTIL(&f->loop, waitpid(pid, &status, WNOHANG) == pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void a_stranger_is_refused_and_the_group_may_read(void **state)
{
	struct fixture *f = *state;
	char path[600];

	if (geteuid() != 0)
		skip();
	snprintf(path, sizeof(path), "%s/%s", f->scratch.dir, CONTROL_SOCKET);
	assert_int_equal(chmod(f->scratch.dir, 0755), 0);
	assert_int_equal(chmod(path, 0666), 0);
	assert_int_equal(ask_as(f, 65534), 1);
	assert_int_equal(f->asked, 0);
	assert_int_equal(ask_as(f, getegid()), 0);
	assert_int_equal(f->asked, 1);
	assert_false(f->may_command);
}

static void a_socket_that_was_left_behind_is_replaced(void **state)
{
	struct fixture *f = *state;
	const struct control_setting setting = { f->scratch.dir, &f->loop, &f->log, answer, f };
	struct control *second;

	assert_int_equal(control_open(&second, &setting), 0);
	control_close(f->control);
	f->control = NULL;
	control_close(second);
}

static void a_file_that_is_no_socket_is_left_alone(void **state)
{
	struct fixture *f = *state;
	const struct control_setting setting = { f->scratch.dir, &f->loop, &f->log, answer, f };
	struct control *second;

	control_close(f->control);
	f->control = NULL;
	scratch_write(&f->scratch, CONTROL_SOCKET, "precious");
	assert_int_equal(control_open(&second, &setting), -EADDRINUSE);
	assert_int_equal(access(f->scratch.path, R_OK), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_line_is_answered_by_a_line),
		TEST(who_asks_is_known_by_the_kernel_and_not_by_what_he_says),
		TEST(a_line_may_come_in_pieces_and_several_at_once),
		TEST(garbage_is_answered_by_an_error),
		TEST(a_line_without_end_ends_the_connection),
		TEST(a_crowd_drives_out_the_oldest_and_the_newest_is_served),
		TEST(who_does_not_take_an_answer_is_asked_nothing_and_delays_nobody),
		TEST(long_answers_arrive_whole),
		TEST(who_says_a_question_and_goes_is_answered_all_the_same),
		TEST(only_root_we_and_the_group_may_open_the_socket),
		TEST(a_stranger_is_refused_and_the_group_may_read),
		TEST(a_socket_that_was_left_behind_is_replaced),
		TEST(a_file_that_is_no_socket_is_left_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
