/* test_vitals.c - what those hear who watch the watchdog.  SPDX-License-Identifier: ISC */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cmocka.h>

#include "daemon.h"
#include "tell.h"
#include "vitals.h"

#define ACT "[action act]\nplugin = doer\nhow = now\n"

struct watched_daemon {
	struct daemon *d;
	int manager;
	char heard[512];
};

static void manage(struct watched_daemon *w)
{
	struct sockaddr_un un = { .sun_family = AF_UNIX };

	snprintf(un.sun_path, sizeof(un.sun_path), "%s/notify", w->d->scratch.dir);
	w->manager = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(w->manager, (struct sockaddr *)&un, sizeof(un)), 0);
	setenv("NOTIFY_SOCKET", un.sun_path, 1);
	vitals_open(&w->d->s);
}

static struct watched_daemon begin(void **state)
{
	struct watched_daemon w = { .d = *state };

	manage(&w);
	daemon_start(w.d, DAEMON_WAHA ACT);
	return w;
}

/* As if it stood in the file. */
static struct conf_main *wanted(struct watched_daemon *w)
{
	return &w->d->s.fleet->conf->main;
}

static void finish(struct watched_daemon *w)
{
	vitals_stop(&w->d->s);
	close(w->manager);
}

static const char *heard(struct watched_daemon *w)
{
	ssize_t n = recv(w->manager, w->heard, sizeof(w->heard) - 1, MSG_DONTWAIT);

	w->heard[n > 0 ? n : 0] = '\0';
	return w->heard;
}

/* Turns the loop until the manager hears that, whatever else it hears before. */
static void wait_to_hear(struct watched_daemon *w, const char *part)
{
	LOOPED_UNTIL(&w->d->s.loop, strstr(heard(w), part));
}

static void a_start_is_told_with_what_there_is(void **state)
{
	struct watched_daemon w = begin(state);

	daemon_claim(w.d, "omer", MUZZLE_UP);
	assert_string_equal(heard(&w), "");
	assert_int_equal(vitals_start(&w.d->s), 0);
	assert_string_equal(heard(&w),
			    "READY=1\nSTATUS=1 sessions, 0 in trouble, 0 of 6 acts used in 1h");
	finish(&w);
}

static void trouble_is_told_when_it_comes(void **state)
{
	struct watched_daemon w = begin(state);

	daemon_claim(w.d, "omer", MUZZLE_UP);
	assert_int_equal(vitals_start(&w.d->s), 0);
	daemon_claim(w.d, "omer", MUZZLE_HUMAN);
	wait_to_hear(&w, "STATUS=1 sessions, 1 in trouble");
	finish(&w);
}

static void a_reload_is_told_whether_it_was_taken_or_not(void **state)
{
	struct watched_daemon w = begin(state);

	assert_int_equal(vitals_start(&w.d->s), 0);
	heard(&w);
	vitals_reloading(&w.d->s);
	assert_int_equal(strncmp(heard(&w), "RELOADING=1\nMONOTONIC_USEC=", 27), 0);
	vitals_reloaded(&w.d->s, -EINVAL);
	assert_int_equal(strncmp(heard(&w), "READY=1\nSTATUS=configuration refused ", 37), 0);
	vitals_reloaded(&w.d->s, 0);
	assert_int_equal(strncmp(heard(&w), "READY=1\nSTATUS=0 sessions", 25), 0);
	finish(&w);
}

/* READY behind STOPPING would be a riddle. */
static void after_the_stop_nothing_more_is_said(void **state)
{
	struct watched_daemon w = begin(state);

	assert_int_equal(vitals_start(&w.d->s), 0);
	heard(&w);
	daemon_claim(w.d, "omer", MUZZLE_HUMAN);
	vitals_stopping(&w.d->s);
	assert_string_equal(heard(&w), "STOPPING=1");
	assert_false(w.d->s.vitals.status.running);
	finish(&w);
}

static void the_dog_is_fed_by_the_loop(void **state)
{
	struct watched_daemon w = begin(state);
	char path[SCRATCH_BYTES];
	struct stat st;

	snprintf(path, sizeof(path), "%s", scratch_write(&w.d->scratch, "dog", ""));
	wanted(&w)->watchdog = path;
	wanted(&w)->watchdog_ms = 3000;
	assert_int_equal(vitals_start(&w.d->s), 0);
	LOOPED_UNTIL(&w.d->s.loop, stat(path, &st) == 0 && st.st_size == 3);
	finish(&w);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_size, 4);
}

static void without_the_dog_that_is_wanted_there_is_no_start(void **state)
{
	struct watched_daemon w = begin(state);

	wanted(&w)->watchdog = "/nowhere/dog";
	assert_true(vitals_start(&w.d->s) < 0);
	finish(&w);
}

/* What the heartbeat would say is what the status says, too. */
static void what_keeps_it_from_its_work_is_said_first(void **state)
{
	struct watched_daemon w = begin(state);

	assert_int_equal(vitals_start(&w.d->s), 0);
	w.d->s.ledger_down = true;
	wait_to_hear(&w,
		     "STATUS=the ledger cannot be written, so nothing is restarted; 0 sessions");
	w.d->s.ledger_down = false;
	finish(&w);
}

static void a_heartbeat_goes_on_over_a_reload_and_ends_with_its_key(void **state)
{
	struct watched_daemon w = begin(state);
	struct supervise *s = &w.d->s;
	const struct heartbeat *first;
	struct json_object *status = json_object_new_object();

	wanted(&w)->heartbeat = "http://127.0.0.1:9/x";
	assert_int_equal(vitals_start(s), 0);
	first = s->vitals.heartbeat;
	assert_non_null(first);
	vitals_reloaded(s, 0);
	assert_ptr_equal(s->vitals.heartbeat, first);
	vitals_describe(status, s);
	assert_int_equal(tell_get_number(tell_get(status, "heartbeat"), "every_ms"), 60000);
	vitals_reloaded(s, reload_run(s));
	assert_null(s->vitals.heartbeat);
	json_object_put(status);
	finish(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		DAEMON_TEST(a_start_is_told_with_what_there_is),
		DAEMON_TEST(trouble_is_told_when_it_comes),
		DAEMON_TEST(a_reload_is_told_whether_it_was_taken_or_not),
		DAEMON_TEST(after_the_stop_nothing_more_is_said),
		DAEMON_TEST(the_dog_is_fed_by_the_loop),
		DAEMON_TEST(without_the_dog_that_is_wanted_there_is_no_start),
		DAEMON_TEST(what_keeps_it_from_its_work_is_said_first),
		DAEMON_TEST(a_heartbeat_goes_on_over_a_reload_and_ends_with_its_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
