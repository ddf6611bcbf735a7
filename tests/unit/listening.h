/* listening.h - a control socket in a test's own directory, whoever answers there.
 * SPDX-License-Identifier: ISC
 */
#ifndef LISTENING_H
#define LISTENING_H

#include <sys/socket.h>
#include <sys/un.h>

#include "control.h"
#include "scratch.h"

/* The descriptor is the caller's. */
static int listening_open(const struct scratch *scratch)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s/%s", scratch->dir, CONTROL_SOCKET);
	assert_int_equal(bind(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(fd, 5), 0);
	return fd;
}

#endif
