/* test_lib_inlet.c - addresses to listen on, and handing over.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fake_post.h"
#include "inlet.h"

static union dial_address parse(const char *text)
{
	union dial_address address;

	assert_int_equal(inlet_parse(&address, text), 0);
	return address;
}

static void addresses_are_numbers_with_a_port(void **state)
{
	static const char *const bad[] = {
		"",      "8080",        "127.0.0.1",     "127.0.0.1:",
		":8080", "localhost:1", "127.0.0.1:0",   "127.0.0.1:65536",
		"::1:1", "[::1]",       "127.0.0.1:80x", "[::1%lo]:1"
	};
	union dial_address address;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(inlet_parse(&address, bad[i]), -EINVAL);
	assert_int_equal(parse("[::1]:65535").v6.sin6_port, 0xffff);
	assert_int_equal(parse("0.0.0.0:1").v4.sin_addr.s_addr, 0);
}

static void only_loopback_is_local(void **state)
{
	static const char *const local[] = { "127.0.0.1:1", "127.255.0.9:1", "[::1]:1" };
	static const char *const other[] = { "0.0.0.0:1",   "126.0.0.1:1", "128.0.0.1:1",
					     "192.0.2.1:1", "[::]:1",      "[::2]:1" };
	union dial_address address;

	(void)state;
	for (size_t i = 0; i < sizeof(local) / sizeof(local[0]); i++) {
		address = parse(local[i]);
		assert_true(inlet_is_local(&address));
	}
	for (size_t i = 0; i < sizeof(other) / sizeof(other[0]); i++) {
		address = parse(other[i]);
		assert_false(inlet_is_local(&address));
	}
}

static void hosts_are_compared_without_their_ports(void **state)
{
	union dial_address a = parse("192.0.2.1:1"), b = parse("192.0.2.1:2"),
			   c = parse("192.0.2.2:1"), d = parse("[::1]:1"), e = parse("[::2]:1");

	(void)state;
	assert_true(inlet_is_same_host(&a, &b));
	assert_false(inlet_is_same_host(&a, &c));
	assert_false(inlet_is_same_host(&a, &d));
	assert_false(inlet_is_same_host(&d, &e));
	assert_true(inlet_is_same_host(&d, &d));
}

/* What a caller sends while the listener changes hands waits in the one queue that both have. */
static void a_second_opening_shares_the_socket_of_the_first(void **state)
{
	int port = fake_post_port(), first, second, caller, accepted;
	union dial_address address;
	char text[32], got = 0;

	(void)state;
	snprintf(text, sizeof(text), "127.0.0.1:%d", port);
	address = parse(text);
	first = inlet_open(&address);
	assert_true(first >= 0);
	assert_false(inlet_is_shared(first));
	second = inlet_open(&address);
	assert_true(second >= 0 && second != first);
	assert_true(inlet_is_shared(first));
	assert_true(inlet_is_shared(second));
	caller = fake_post_connect(port);
	fake_post_send(caller, "x", 1);
	close(first);
	assert_false(inlet_is_shared(second));
	accepted = accept(second, NULL, NULL);
	assert_int_equal(recv(accepted, &got, 1, 0), 1);
	assert_int_equal(got, 'x');
	/* it has the listener's address, and is none */
	assert_false(inlet_is_shared(second));
	close(second);
	assert_true(inlet_open(&address) >= 0);
	close(accepted);
	close(caller);
}

static void two_ports_are_two_sockets_and_ipv6_has_its_own(void **state)
{
	int port = fake_post_port(), fds[3];
	union dial_address address;
	char text[3][32];

	(void)state;
	snprintf(text[0], sizeof(text[0]), "0.0.0.0:%d", port);
	snprintf(text[1], sizeof(text[1]), "[::]:%d", port);
	snprintf(text[2], sizeof(text[2]), "0.0.0.0:%d", fake_post_port());
	for (int i = 0; i < 3; i++) {
		address = parse(text[i]);
		fds[i] = inlet_open(&address);
		assert_true(fds[i] >= 0);
	}
	for (int i = 0; i < 3; i++) {
		assert_false(inlet_is_shared(fds[i]));
		assert_int_equal(fcntl(fds[i], F_GETFL) & O_NONBLOCK, O_NONBLOCK);
		assert_int_equal(fcntl(fds[i], F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
	}
	for (int i = 0; i < 3; i++)
		close(fds[i]);
}

static void an_address_of_nobody_here_is_refused(void **state)
{
	union dial_address address = parse("192.0.2.1:8099");

	(void)state;
	assert_int_equal(inlet_open(&address), -EADDRNOTAVAIL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_are_numbers_with_a_port),
		cmocka_unit_test(only_loopback_is_local),
		cmocka_unit_test(hosts_are_compared_without_their_ports),
		cmocka_unit_test(a_second_opening_shares_the_socket_of_the_first),
		cmocka_unit_test(two_ports_are_two_sockets_and_ipv6_has_its_own),
		cmocka_unit_test(an_address_of_nobody_here_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
