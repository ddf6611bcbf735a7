/* dial.h - is there somebody at that address?  SPDX-License-Identifier: ISC */
#ifndef DIAL_H
#define DIAL_H

#include <netinet/in.h>
#include <sys/socket.h>

/* To be put behind the name of an option. */
#define DIAL_FORM "must be tcp://ADDRESS:PORT (in numbers)"

union dial_address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

/* dial_parse - tcp://192.0.2.1:443 or tcp://[2001:db8::1]:443; names are not looked up, for that would
 * block.  0, or -EINVAL. */
int dial_parse(union dial_address *address, const char *url);

/* dial_start - a descriptor that becomes writable when the connection stands or failed; or -errno. */
int dial_start(const union dial_address *address);

/* dial_result - of a descriptor that has become writable: 0: connected, or -errno. */
int dial_result(int fd);

#endif
