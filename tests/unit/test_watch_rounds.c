/* test_watch_rounds.c - round after round with a daemon that is there, gone, or hangs.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "rounds.h"
#include "listening.h"
#include "scratch.h"
#include "tell.h"

#define EVERY_MS 20

struct fixture {
	struct scratch scratch;
	struct rounds_setting setting;
	struct json_object *request;
	pid_t server;
	bool due, eager; /* eager: each turn asks, as a key does */
	int answers, losses, loss, journal, turns;
	int enough;  /* answers and losses */
	int kill_at; /* turns; 0: never */
	char told[200];
};

static bool begin(void *arg)
{
	((struct fixture *)arg)->due = true;
	return true;
}

static struct json_object *ask(void *arg)
{
	struct fixture *f = arg;
	bool due = f->due;

	f->due = false;
	return due ? f->request : NULL;
}

static void answer(void *arg, struct json_object *json)
{
	struct fixture *f = arg;

	assert_int_equal(tell_get_number(json, "n"), 42);
	f->answers++;
	json_object_put(json);
}

static void lose(void *arg, int rc, int64_t wall_ms)
{
	struct fixture *f = arg;

	assert_true(wall_ms > 0);
	f->loss = rc;
	f->losses++;
}

static void news(void *arg, const struct history_news *it, bool old)
{
	struct fixture *f = arg;

	snprintf(f->told, sizeof(f->told), "%s %s", old ? "old" : "new", it->text);
}

static void journal(void *arg, int rc)
{
	((struct fixture *)arg)->journal = rc;
}

static bool turn(void *arg, short revents)
{
	struct fixture *f = arg;

	assert_int_equal(revents, 0);
	f->due = f->due || f->eager;
	if (++f->turns == f->kill_at)
		kill(getpid(), SIGTERM);
	return f->answers + f->losses < f->enough;
}

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->scratch = scratch_make();
	f->request = json_object_new_object();
	f->enough = 3;
	f->setting = (struct rounds_setting){
		.dir = f->scratch.dir,
		.every_ms = EVERY_MS,
		.face = { begin, ask, answer, lose, news, journal, f },
		.fd = -1,
		.turn = turn,
		.arg = f,
	};
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
	json_object_put(f->request);
	scratch_remove(&f->scratch);
	free(f);
	return 0;
}

/* A child that answers each question the same. */
static void serve(struct fixture *f)
{
	int fd = listening_open(&f->scratch);
	char question[100];

	f->server = fork();
	while (f->server == 0) {
		int peer = accept(fd, NULL, NULL);

		if (recv(peer, question, sizeof(question), 0) <= 0 ||
		    send(peer, "{\"n\":42}\n", 9, MSG_NOSIGNAL) != 9)
			_exit(1);
		close(peer);
	}
	close(fd);
}

static void each_round_asks_once(void **state)
{
	struct fixture *f = *state;

	serve(f);
	assert_int_equal(rounds_run(&f->setting), 0);
	assert_int_equal(f->answers, 3);
	assert_int_equal(f->losses, 0);
	assert_int_equal(f->journal, -ENOENT);
}

static void without_a_daemon_it_goes_on_asking(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(rounds_run(&f->setting), 0);
	assert_int_equal(f->losses, 3);
	assert_int_equal(f->loss, -ENOENT);
}

static void entries_from_before_it_began_are_old(void **state)
{
	struct fixture *f = *state;

	scratch_write(&f->scratch, "journal",
		      "{\"muzzle\":1,\"boot\":\"b\",\"wall\":\"2026-01-01T00:00:00Z\"}\n"
		      "{\"t\":1,\"order\":\"held\",\"target\":\"g\",\"by\":\"x\",\"why\":\"y\"}\n");
	f->enough = 1;
	assert_int_equal(rounds_run(&f->setting), 0);
	assert_string_equal(f->told, "old not acted on: y");
	assert_int_equal(f->journal, 0);
}

static void a_signal_ends_it_in_good_order(void **state)
{
	struct fixture *f = *state;

	f->enough = 1000000;
	f->kill_at = 3;
	assert_int_equal(rounds_run(&f->setting), 0);
	assert_true(f->turns >= 3 && f->turns <= 4);
}

static void what_a_key_asks_for_is_asked_at_once(void **state)
{
	struct fixture *f = *state;

	f->setting.every_ms = 3600000;
	f->eager = true;
	alarm(30);
	assert_int_equal(rounds_run(&f->setting), 0);
	assert_int_equal(f->losses, 3);
	f->losses = 0;
	serve(f);
	assert_int_equal(rounds_run(&f->setting), 0);
	assert_int_equal(f->answers, 3);
	alarm(0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_round_asks_once),
		TEST(without_a_daemon_it_goes_on_asking),
		TEST(what_a_key_asks_for_is_asked_at_once),
		TEST(entries_from_before_it_began_are_old),
		TEST(a_signal_ends_it_in_good_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
