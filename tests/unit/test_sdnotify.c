/* test_sdnotify.c - what a service manager reads on the socket that it named.  SPDX-License-Identifier: ISC */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "clock.h"
#include "sdnotify.h"

#define TEXT_BYTES 1024

/* The manager's end, and what it read last. */
struct manager {
	int fd;
	char path[64]; /* '@': of no file */
	char text[TEXT_BYTES];
};

static void manage(struct manager *m, char kind)
{
	struct sockaddr_un un = { .sun_family = AF_UNIX };
	int bytes;

	snprintf(m->path, sizeof(m->path), "%ctmp/muzzle-notify-%d", kind, (int)getpid());
	memcpy(un.sun_path, m->path, sizeof(m->path));
	if (kind == '@')
		un.sun_path[0] = '\0';
	unlink(m->path);
	m->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bytes = (int)(offsetof(struct sockaddr_un, sun_path) + strlen(m->path));
	assert_int_equal(bind(m->fd, (struct sockaddr *)&un, (socklen_t)bytes), 0);
	setenv("NOTIFY_SOCKET", m->path, 1);
}

static void retire(struct manager *m)
{
	close(m->fd);
	unlink(m->path);
	unsetenv("NOTIFY_SOCKET");
}

/* The next datagram; "": none is there. */
static const char *heard(struct manager *m)
{
	ssize_t n = recv(m->fd, m->text, sizeof(m->text) - 1, MSG_DONTWAIT);

	m->text[n > 0 ? n : 0] = '\0';
	return m->text;
}

static void every_state_is_said_in_the_words_of_the_protocol(void **state)
{
	static const char kinds[] = "/@";

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct manager m;
		struct sdnotify n = { .to_bytes = 0 };
		int64_t before_us, after_us, said_us;

		manage(&m, kinds[i]);
		assert_int_equal(sdnotify_open(&n), 0);
		assert_true(sdnotify_is_heard(&n));
		sdnotify_ready(&n, "3 sessions");
		assert_string_equal(heard(&m), "READY=1\nSTATUS=3 sessions");
		before_us = clock_mono_ms() * 1000;
		sdnotify_reloading(&n);
		after_us = (clock_mono_ms() + 1) * 1000;
		assert_int_equal(strncmp(heard(&m), "RELOADING=1\nMONOTONIC_USEC=", 27), 0);
		said_us = atoll(m.text + 27);
		assert_in_range(said_us, before_us, after_us);
		sdnotify_ready(&n, NULL);
		assert_string_equal(heard(&m), "READY=1");
		sdnotify_alive(&n);
		assert_string_equal(heard(&m), "WATCHDOG=1");
		sdnotify_stopping(&n);
		assert_string_equal(heard(&m), "STOPPING=1");
		sdnotify_close(&n);
		assert_false(sdnotify_is_heard(&n));
		retire(&m);
	}
}

static void a_status_is_said_once_until_it_is_another(void **state)
{
	struct manager m;
	struct sdnotify n = { .to_bytes = 0 };

	(void)state;
	manage(&m, '/');
	assert_int_equal(sdnotify_open(&n), 0);
	sdnotify_status(&n, "one");
	assert_string_equal(heard(&m), "READY=1\nSTATUS=one");
	sdnotify_status(&n, "one");
	assert_string_equal(heard(&m), "");
	sdnotify_status(&n, "two");
	assert_string_equal(heard(&m), "READY=1\nSTATUS=two");
	sdnotify_close(&n);
	retire(&m);
}

/* A manager that does not read: its queue is full, and nobody waits for it. */
static void what_could_not_be_sent_is_said_again(void **state)
{
	struct manager m;
	struct sdnotify n = { .to_bytes = 0 };
	int64_t began_ms = clock_boot_ms();

	(void)state;
	manage(&m, '/');
	assert_int_equal(sdnotify_open(&n), 0);
	for (int i = 0; i < 2000; i++)
		sdnotify_alive(&n);
	sdnotify_status(&n, "one");
	assert_true(clock_boot_ms() - began_ms < 5000);
	while (*heard(&m))
		assert_string_equal(m.text, "WATCHDOG=1");
	sdnotify_status(&n, "one");
	assert_string_equal(heard(&m), "READY=1\nSTATUS=one");
	sdnotify_close(&n);
	retire(&m);
}

static void a_long_status_is_cut(void **state)
{
	struct manager m;
	struct sdnotify n = { .to_bytes = 0 };
	char status[1000];

	(void)state;
	memset(status, 'x', sizeof(status) - 1);
	status[sizeof(status) - 1] = '\0';
	manage(&m, '/');
	assert_int_equal(sdnotify_open(&n), 0);
	sdnotify_status(&n, status);
	assert_int_equal(strlen(heard(&m)), strlen("READY=1\nSTATUS=") + 255);
	sdnotify_status(&n, status);
	assert_string_equal(heard(&m), "");
	sdnotify_close(&n);
	retire(&m);
}

static int64_t watchdog(const char *usec, const char *pid)
{
	struct manager m;
	struct sdnotify n = { .to_bytes = 0 };

	manage(&m, '/');
	setenv("WATCHDOG_USEC", usec, 1);
	if (pid)
		setenv("WATCHDOG_PID", pid, 1);
	assert_int_equal(sdnotify_open(&n), 0);
	assert_null(getenv("NOTIFY_SOCKET"));
	assert_null(getenv("WATCHDOG_USEC"));
	assert_null(getenv("WATCHDOG_PID"));
	sdnotify_close(&n);
	retire(&m);
	return n.watchdog_ms;
}

static void the_watchdog_is_ours_only_if_it_is_meant_for_us(void **state)
{
	char pid[20];

	(void)state;
	snprintf(pid, sizeof(pid), "%d", (int)getpid());
	assert_int_equal(watchdog("60000000", NULL), 60000);
	assert_int_equal(watchdog("60000000", pid), 60000);
	assert_int_equal(watchdog("60000000", "1"), 0);
	assert_int_equal(watchdog("0", NULL), 0);
	assert_int_equal(watchdog("soon", NULL), 0);
}

static void without_a_manager_nothing_is_said(void **state)
{
	struct sdnotify n = { .to_bytes = 0 };

	(void)state;
	unsetenv("NOTIFY_SOCKET");
	assert_int_equal(sdnotify_open(&n), 0);
	assert_false(sdnotify_is_heard(&n));
	sdnotify_ready(&n, "here");
	sdnotify_close(&n);
}

static void a_socket_that_cannot_be_one_is_an_error(void **state)
{
	struct sdnotify n = { .to_bytes = 0 };
	char name[200] = "/";

	(void)state;
	setenv("NOTIFY_SOCKET", "vsock:2:1234", 1);
	assert_int_equal(sdnotify_open(&n), -EINVAL);
	memset(name + 1, 'x', sizeof(name) - 2);
	name[sizeof(name) - 1] = '\0';
	setenv("NOTIFY_SOCKET", name, 1);
	assert_int_equal(sdnotify_open(&n), -EINVAL);
	assert_null(getenv("NOTIFY_SOCKET"));
	assert_false(sdnotify_is_heard(&n));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_state_is_said_in_the_words_of_the_protocol),
		cmocka_unit_test(a_status_is_said_once_until_it_is_another),
		cmocka_unit_test(what_could_not_be_sent_is_said_again),
		cmocka_unit_test(a_long_status_is_cut),
		cmocka_unit_test(the_watchdog_is_ours_only_if_it_is_meant_for_us),
		cmocka_unit_test(without_a_manager_nothing_is_said),
		cmocka_unit_test(a_socket_that_cannot_be_one_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
