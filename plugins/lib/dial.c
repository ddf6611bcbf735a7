/* dial.c - see dial.h.  SPDX-License-Identifier: ISC */
#include "dial.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#define PREFIX "tcp://"
#define PORT_MAX 65535
#define HOST_BYTES 64

/* 0: none. */
static uint16_t read_port(const char *text)
{
	uint32_t port = 0;

	while (*text >= '0' && *text <= '9' && port <= PORT_MAX)
		port = port * 10 + (uint32_t)(*text++ - '0');
	return *text || port > PORT_MAX ? 0 : (uint16_t)port;
}

static bool set_v4(union dial_address *address, const char *host, uint16_t port)
{
	address->v4.sin_family = AF_INET;
	address->v4.sin_port = htons(port);
	return inet_pton(AF_INET, host, &address->v4.sin_addr) == 1;
}

static bool set_v6(union dial_address *address, const char *host, uint16_t port)
{
	address->v6.sin6_family = AF_INET6;
	address->v6.sin6_port = htons(port);
	return inet_pton(AF_INET6, host, &address->v6.sin6_addr) == 1;
}

int dial_parse(union dial_address *address, const char *url)
{
	const char *host = url + strlen(PREFIX), *colon = strrchr(url, ':');
	bool v6 = strncmp(url, PREFIX "[", strlen(PREFIX "[")) == 0;
	char text[HOST_BYTES];
	size_t bytes;
	uint16_t port;

	memset(address, 0, sizeof(*address));
	if (strncmp(url, PREFIX, strlen(PREFIX)) != 0 || colon <= host + v6)
		return -EINVAL;
	host += v6;
	bytes = (size_t)(colon - host) - v6;
	port = read_port(colon + 1);
	if (!port || bytes >= sizeof(text) || (v6 && colon[-1] != ']'))
		return -EINVAL;
	memcpy(text, host, bytes);
	text[bytes] = '\0';
	return (v6 ? set_v6 : set_v4)(address, text, port) ? 0 : -EINVAL;
}

int dial_start(const union dial_address *address)
{
	int fd = socket(address->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int rc;

	if (fd < 0 || connect(fd, &address->any, sizeof(*address)) == 0)
		return fd < 0 ? -errno : fd;
	rc = -errno;
	if (rc == -EINPROGRESS)
		return fd;
	close(fd);
	return rc;
}

int dial_result(int fd)
{
	socklen_t bytes = sizeof(int);
	int error = 0;

	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &bytes))
		return -errno;
	return -error;
}
