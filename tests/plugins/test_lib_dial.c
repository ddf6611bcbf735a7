/* test_lib_dial.c - addresses in numbers, and who answers there.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include <cmocka.h>

#include "dial.h"
#include "fake_network.h"

static void addresses_of_both_families_are_read(void **state)
{
	union dial_address address;
	char text[INET6_ADDRSTRLEN];

	(void)state;
	assert_int_equal(dial_parse(&address, "tcp://192.0.2.1:443"), 0);
	assert_int_equal(address.any.sa_family, AF_INET);
	assert_int_equal(ntohs(address.v4.sin_port), 443);
	assert_string_equal(inet_ntop(AF_INET, &address.v4.sin_addr, text, sizeof(text)),
			    "192.0.2.1");
	assert_int_equal(dial_parse(&address, "tcp://[2001:db8::7]:65535"), 0);
	assert_int_equal(address.any.sa_family, AF_INET6);
	assert_int_equal(ntohs(address.v6.sin6_port), 65535);
	assert_string_equal(inet_ntop(AF_INET6, &address.v6.sin6_addr, text, sizeof(text)),
			    "2001:db8::7");
}

static void names_and_broken_addresses_are_refused(void **state)
{
	static const char *const wrong[] = {
		"",
		"tcp",
		"tcp:",
		"tcp://",
		"tcp://:443",
		"tcp://[]:443",
		"tcp://[",
		"tcp://[:1",
		"tcp://]:1",
		"tcp://192.0.2.1",
		"tcp://192.0.2.1:",
		"tcp://192.0.2.1:0",
		"tcp://192.0.2.1:65536",
		"tcp://192.0.2.1:4294967739", /* 443 in 32 bits */
		"tcp://192.0.2.1:443/",
		"tcp://192.0.2.1:-1",
		"tcp://192.0.2:443",
		"tcp://192.0.2.256:443",
		"tcp://example.org:443",
		"tcp://2001:db8::7:443",
		"tcp://[2001:db8::7:443",
		"tcp://[192.0.2.1]:443",
		"tcp://[fe80::1%eth0]:443",
		"udp://192.0.2.1:53",
		"tcp://[0000000000000000000000000000000000000000000000000000000000000000001]:1",
	};
	union dial_address address;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		if (dial_parse(&address, wrong[i]) != -EINVAL)
			fail_msg("%s", wrong[i]);
}

/* A loopback port; it listens only if asked to. */
static int make_port(union dial_address *address, bool listening)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	socklen_t bytes = sizeof(*address);

	memset(address, 0, sizeof(*address));
	address->v4.sin_family = AF_INET;
	address->v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(fd, &address->any, sizeof(address->v4)), 0);
	assert_int_equal(getsockname(fd, &address->any, &bytes), 0);
	if (listening)
		assert_int_equal(listen(fd, 1), 0);
	return fd;
}

/* What comes of dialling, at once or when the descriptor is writable. */
static int dial(const union dial_address *address)
{
	int fd = dial_start(address), rc;

	if (fd < 0)
		return fd;
	assert_int_equal(poll(&(struct pollfd){ .fd = fd, .events = POLLOUT }, 1, 5000), 1);
	rc = dial_result(fd);
	close(fd);
	return rc;
}

static void who_listens_is_reached_and_who_does_not_is_not(void **state)
{
	union dial_address there, gone;
	int open_fd = make_port(&there, true), shut_fd = make_port(&gone, false);

	(void)state;
	assert_int_equal(dial(&there), 0);
	assert_int_equal(dial(&gone), -ECONNREFUSED);
	close(open_fd);
	close(shut_fd);
}

static void where_no_route_leads_is_not_even_dialled(void **state)
{
	union dial_address address;

	(void)state;
	assert_int_equal(dial_parse(&address, "tcp://192.0.2.1:443"), 0);
	assert_int_equal(dial_start(&address), -ENETUNREACH);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_of_both_families_are_read),
		cmocka_unit_test(names_and_broken_addresses_are_refused),
		cmocka_unit_test(who_listens_is_reached_and_who_does_not_is_not),
		cmocka_unit_test(where_no_route_leads_is_not_even_dialled),
	};

	return cmocka_run_group_tests(tests, fake_network_make, NULL);
}
