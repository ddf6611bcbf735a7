/* inlet.c - see inlet.h.  SPDX-License-Identifier: ISC */
#include "inlet.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEXT_BYTES 80
#define BACKLOG 256  /* callers that wait while we are busy */
#define FDS_MAX 4096 /* that are looked at; we never have so many */

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

static int fds_end(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur > FDS_MAX)
		return FDS_MAX;
	return (int)limit.rlim_cur;
}

static bool listens_at(int fd, const union dial_address *address)
{
	union dial_address at;
	socklen_t bytes = sizeof(at), int_bytes = sizeof(int);
	int listens = 0;

	memset(&at, 0, sizeof(at));
	return getsockname(fd, &at.any, &bytes) == 0 && memcmp(&at, address, sizeof(at)) == 0 &&
	       getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &int_bytes) == 0 && listens;
}

/* Our own socket with that address, once more. */
static int inherit(const union dial_address *address)
{
	for (int fd = 0, end = fds_end(); fd < end; fd++) {
		if (!listens_at(fd, address))
			continue;
		fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
		return fd < 0 ? -errno : fd;
	}
	return -EADDRINUSE;
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
	return rc == -EADDRINUSE ? inherit(address) : rc;
}

bool inlet_is_shared(int fd)
{
	struct stat own, other;

	if (fstat(fd, &own))
		return false;
	for (int i = 0, end = fds_end(); i < end; i++)
		if (i != fd && fstat(i, &other) == 0 && S_ISSOCK(other.st_mode) &&
		    other.st_dev == own.st_dev && other.st_ino == own.st_ino)
			return true;
	return false;
}
