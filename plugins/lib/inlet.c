/* inlet.c - see inlet.h.  SPDX-License-Identifier: ISC */
#include "inlet.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#define TEXT_BYTES 80
#define BACKLOG 256  /* callers that wait while we are busy */
#define FDS_END 4096 /* of those that are looked at; we never have so many */

int inlet_parse(union dial_address *address, const char *text)
{
	char url[TEXT_BYTES];

	if (snprintf(url, sizeof(url), "tcp://%s", text) >= (int)sizeof(url))
		return -EINVAL;
	return dial_parse(address, url);
}

bool inlet_is_local(const union dial_address *address)
{
	if (address->any.sa_family == AF_INET6)
		return IN6_IS_ADDR_LOOPBACK(&address->v6.sin6_addr);
	return ntohl(address->v4.sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
}

bool inlet_is_same_host(const union dial_address *a, const union dial_address *b)
{
	if (a->any.sa_family != b->any.sa_family)
		return false;
	if (a->any.sa_family == AF_INET6)
		return IN6_ARE_ADDR_EQUAL(&a->v6.sin6_addr, &b->v6.sin6_addr);
	return a->any.sa_family == AF_INET && a->v4.sin_addr.s_addr == b->v4.sin_addr.s_addr;
}

/* Both members have the port at one place. */
static bool is_same(const union dial_address *a, const union dial_address *b)
{
	return inlet_is_same_host(a, b) && a->v4.sin_port == b->v4.sin_port;
}

static bool listens_at(int fd, const union dial_address *address)
{
	union dial_address at = { .any.sa_family = AF_UNSPEC };
	socklen_t bytes = sizeof(at), int_bytes = sizeof(int);
	int listens = 0;

	return getsockname(fd, &at.any, &bytes) == 0 && is_same(&at, address) &&
	       getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &int_bytes) == 0 && listens;
}

/* Of this process, and not that one; -1: none. */
static int find(const union dial_address *address, int except)
{
	for (int fd = 0; fd < FDS_END; fd++)
		if (fd != except && listens_at(fd, address))
			return fd;
	return -1;
}

/* [::]:PORT is of IPv6 alone, whatever the system's default: 0.0.0.0:PORT may stand beside it. */
static int start_listening(int fd, const union dial_address *address)
{
	socklen_t bytes =
		address->any.sa_family == AF_INET6 ? sizeof(address->v6) : sizeof(address->v4);
	int yes = 1;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (address->any.sa_family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof(yes));
	return bind(fd, &address->any, bytes) || listen(fd, BACKLOG) ? -errno : 0;
}

int inlet_open(const union dial_address *address)
{
	int fd = socket(address->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int rc;

	if (fd < 0)
		return -errno;
	rc = start_listening(fd, address);
	if (rc == 0)
		return fd;
	close(fd);
	if (rc != -EADDRINUSE)
		return rc;
	fd = fcntl(find(address, -1), F_DUPFD_CLOEXEC, 0);
	return fd < 0 ? rc : fd;
}

bool inlet_is_shared(int fd)
{
	union dial_address address = { .any.sa_family = AF_UNSPEC };
	socklen_t bytes = sizeof(address);

	return getsockname(fd, &address.any, &bytes) == 0 && find(&address, fd) >= 0;
}
