/* test_uplink_checks.c - the built uplink.so under a fake host: addresses that must answer.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "fake_host.h"
#include "fake_network.h"

/* Takes what the kernel has sent so far, and lets time pass; what was told then. */
static const char *told_after(struct muzzle_inst *inst, int64_t ms)
{
	while (fake_ready(inst, 0))
		;
	fake_advance(inst, ms);
	return fake_told(inst);
}

/* After a good round: the rounds until the line is told to be up, and the wait for the next. */
static void settle(struct muzzle_inst *inst, int checks)
{
	for (int round = 0; round < 2; round++) {
		assert_string_equal(told_after(inst, 5000), round ? "uplink up\n" : "");
		for (int i = 0; i < checks; i++)
			fake_answer(inst, 204, "");
	}
	assert_string_equal(told_after(inst, 29999), "");
	assert_null(fake_pending(inst, 0));
	fake_advance(inst, 1);
}

/* Lets time pass second by second, so that connections are made meanwhile. */
static const char *told_within(struct muzzle_inst *inst, int seconds)
{
	while (seconds-- > 0) {
		fake_advance(inst, 1000);
		while (fake_ready(inst, 0))
			;
	}
	return fake_told(inst);
}

/* A port of 127.0.0.1, as an option; it listens until its descriptor is closed. */
static int make_port(char url[64])
{
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	socklen_t bytes = sizeof(at);

	assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &bytes), 0);
	assert_int_equal(listen(fd, 100), 0);
	snprintf(url, 64, "tcp://127.0.0.1:%d", ntohs(at.sin_port));
	return fd;
}

static void a_line_is_down_when_no_check_is_answered_twice_and_up_when_one_is(void **state)
{
	char one[64], other[64];
	int one_fd = make_port(one), other_fd = make_port(other);
	struct muzzle_inst *inst = fake_open(
		"uplink",
		(struct fake_setting[]){ { "check", one }, { "check", other }, { NULL } });

	(void)state;
	assert_string_equal(told_within(inst, 11), "uplink up\n");
	close(one_fd);
	assert_string_equal(told_within(inst, 300), "");
	close(other_fd);
	assert_string_equal(told_within(inst, 36), "uplink down no check is answered\n");
	assert_string_equal(told_within(inst, 300), "");
	fake_close(inst);
}

static void http_checks_want_a_2xx_themselves(void **state)
{
	struct muzzle_inst *inst = fake_open(
		"uplink", (struct fake_setting[]){ { "route", "no" },
						   { "check", "http://192.0.2.1/gen_204" },
						   { "check", "https://example.org/" },
						   { NULL } });

	(void)state;
	fake_advance(inst, 0);
	assert_string_equal(fake_pending(inst, 0)->req.url, "http://192.0.2.1/gen_204");
	assert_string_equal(fake_pending(inst, 0)->req.method, "GET");
	assert_int_equal(fake_pending(inst, 0)->req.timeout_ms, 5000);
	fake_answer(inst, 302, ""); /* somebody's login page */
	fake_answer(inst, 204, "");
	settle(inst, 2);
	fake_answer(inst, 302, "");
	assert_string_equal(told_after(inst, 4000), "");
	fake_answer(inst, 0, "the host's name cannot be resolved");
	assert_string_equal(told_after(inst, 5000), "");
	fake_answer(inst, 0, "timeout");
	assert_string_equal(fake_told(inst), "");
	fake_answer(inst, 500, "");
	assert_string_equal(fake_told(inst), "uplink down no check is answered\n");
	fake_advance(inst, 5000);
	fake_answer(inst, 200, ""); /* one is enough: the other need not be waited for */
	assert_string_equal(told_after(inst, 9999), "");
	assert_string_equal(told_after(inst, 1), "uplink up\n");
	fake_close(inst);
}

static void one_bad_round_is_no_loss_but_ends_the_settling(void **state)
{
	struct muzzle_inst *inst = fake_open(
		"uplink", (struct fake_setting[]){
				  { "route", "no" }, { "check", "http://192.0.2.1/" }, { NULL } });

	(void)state;
	fake_advance(inst, 0);
	fake_answer(inst, 200, "");
	settle(inst, 1);
	for (int i = 0; i < 3; i++) {
		fake_answer(inst, 0, "timeout");
		fake_advance(inst, 5000);
		fake_answer(inst, 200, "");
		fake_advance(inst, 30000);
		assert_string_equal(fake_told(inst), "");
	}
	fake_answer(inst, 0, "timeout");
	fake_advance(inst, 5000);
	fake_answer(inst, 0, "timeout");
	assert_string_equal(fake_told(inst), "uplink down no check is answered\n");
	for (int i = 0; i < 3; i++) {
		fake_advance(inst, 5000);
		fake_answer(inst, 200, "");
		fake_advance(inst, 5000);
		fake_answer(inst, 0, "timeout");
		assert_string_equal(told_after(inst, 0), "");
	}
	fake_advance(inst, 5000);
	fake_answer(inst, 200, "");
	fake_advance(inst, 5000);
	fake_answer(inst, 200, "");
	assert_string_equal(told_after(inst, 4999), "");
	assert_string_equal(told_after(inst, 1), "uplink up\n");
	fake_close(inst);
}

/* Nobody has that address: the kernel goes on asking for longer than we wait. */
static void who_is_silent_is_given_up_after_timeout(void **state)
{
	struct muzzle_inst *inst = fake_open(
		"uplink", (struct fake_setting[]){ { "check", "tcp://10.9.0.77:443" }, { NULL } });

	(void)state;
	assert_string_equal(told_after(inst, 4999), "");
	assert_int_not_equal(inst->fd[1].id, 0);
	assert_string_equal(told_after(inst, 1), "");
	assert_int_equal(inst->fd[1].id, 0);
	fake_advance(inst, 5000);
	assert_int_not_equal(inst->fd[1].id, 0);
	assert_string_equal(told_after(inst, 5000), "uplink down no check is answered\n");
	fake_close(inst);
}

/* So many wait at that port that it takes no more. */
static void crowd(int fd, int waiting[8])
{
	struct sockaddr_in at;
	socklen_t bytes = sizeof(at);

	assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &bytes), 0);
	assert_int_equal(listen(fd, 0), 0);
	for (int i = 0; i < 8; i++) {
		waiting[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
		connect(waiting[i], (struct sockaddr *)&at, sizeof(at));
	}
}

static void every_round_has_its_whole_time(void **state)
{
	char url[64];
	int fd = make_port(url), waiting[8];
	struct muzzle_inst *inst = fake_open(
		"uplink", (struct fake_setting[]){ { "check", url }, { "every", "1s" }, { NULL } });

	(void)state;
	assert_string_equal(told_within(inst, 15), "uplink up\n");
	crowd(fd, waiting);
	assert_string_equal(told_within(inst, 11), "");
	assert_string_equal(told_within(inst, 2), "uplink down no check is answered\n");
	fake_close(inst);
	for (int i = 0; i < 8; i++)
		close(waiting[i]);
	close(fd);
}

static void a_new_configuration_says_nothing_before_it_knows(void **state)
{
	struct muzzle_inst *inst = fake_open(
		"uplink", (struct fake_setting[]){ { "check", "http://192.0.2.1/" }, { NULL } });

	(void)state;
	assert_string_equal(told_after(inst, 60000), "");
	fake_answer(inst, 0, "timeout");
	assert_string_equal(told_after(inst, 60000), "");
	fake_answer(inst, 0, "timeout");
	assert_string_equal(fake_told(inst), "uplink down no check is answered\n");
	fake_close(inst);
}

static void two_instances_watch_each_for_itself(void **state)
{
	struct muzzle_inst *route = fake_open("uplink", NULL);
	struct muzzle_inst *check = fake_open(
		"uplink", (struct fake_setting[]){
				  { "route", "no" }, { "check", "http://192.0.2.1/" }, { NULL } });

	(void)state;
	assert_string_equal(told_after(route, 10000), "uplink up\n");
	fake_advance(check, 0);
	fake_answer(check, 200, "");
	settle(check, 1);
	fake_network_run("ip route del default");
	assert_string_equal(told_after(route, 0), "uplink down no default route\n");
	assert_string_equal(told_after(check, 0), "");
	fake_close(route);
	fake_network_run(FAKE_NETWORK_ROUTE);
	assert_string_equal(told_after(check, 0), "");
	fake_close(check);
}

static size_t count_descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	size_t n = 0;

	while (readdir(dir))
		n++;
	closedir(dir);
	return n;
}

static void what_was_opened_is_closed(void **state)
{
	size_t before = count_descriptors();
	struct muzzle_inst *inst =
		fake_open("uplink", (struct fake_setting[]){ { "check", "tcp://10.9.0.77:443" },
							     { "check", "tcp://10.9.0.78:443" },
							     { NULL } });

	(void)state;
	fake_advance(inst, 0);
	assert_int_equal(count_descriptors(), before + 3);
	fake_advance(inst, 600000);
	assert_true(count_descriptors() <= before + 3);
	fake_close(inst);
	assert_int_equal(count_descriptors(), before);
}

static void options_that_make_no_sense_are_refused_with_the_remedy(void **state)
{
	static const struct fake_setting cases[][10] = {
		{ { "route", "no" }, { NULL } },
		{ { "check", "tcp://example.org:443" }, { NULL } },
		{ { "check", "tcp://192.0.2.1" }, { NULL } },
		{ { "check", "192.0.2.1" }, { NULL } },
		{ { "check", "ftp://192.0.2.1/" }, { NULL } },
		{ { "check", "http://a/" },
		  { "check", "http://a/" },
		  { "check", "http://a/" },
		  { "check", "http://a/" },
		  { "check", "http://a/" },
		  { "check", "http://a/" },
		  { "check", "http://a/" },
		  { "check", "http://a/" },
		  { "check", "http://a/" } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct muzzle_inst *inst = fake_new("uplink", cases[i]);

		assert_int_equal(fake_start(inst), -EINVAL);
		assert_int_equal(inst->logs, 1);
		assert_non_null(fake_logged(inst, "check"));
		fake_close(inst);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fake_network_open, fake_network_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_line_is_down_when_no_check_is_answered_twice_and_up_when_one_is),
		TEST(http_checks_want_a_2xx_themselves),
		TEST(one_bad_round_is_no_loss_but_ends_the_settling),
		TEST(who_is_silent_is_given_up_after_timeout),
		TEST(every_round_has_its_whole_time),
		TEST(a_new_configuration_says_nothing_before_it_knows),
		TEST(two_instances_watch_each_for_itself),
		TEST(what_was_opened_is_closed),
		TEST(options_that_make_no_sense_are_refused_with_the_remedy),
	};

	return cmocka_run_group_tests(tests, fake_network_make, NULL);
}
