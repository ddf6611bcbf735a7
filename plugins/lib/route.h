/* route.h - the default route and the link it leaves by, as the kernel tells them by rtnetlink.
 * SPDX-License-Identifier: ISC
 *
 * A news socket says that something changed; what there is then is always asked anew.  The kernel takes
 * IPv4 routes away without a word when their link is switched off, so that counting news would err.
 */
#ifndef ROUTE_H
#define ROUTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ROUTE_LINKS_MAX 16 /* that default routes leave by; more are not looked at */

/* The way out of the box. */
enum route_way {
	ROUTE_OPEN = 1,
	ROUTE_NONE,      /* no default route */
	ROUTE_LINK_DOWN, /* there is, but no link of it is up with a carrier */
};

/* What has been read so far; zeroed at first. */
struct route_sight {
	uint32_t links[ROUTE_LINKS_MAX]; /* interface numbers of default routes */
	size_t count;
	bool running; /* one of them is */
	bool done;    /* the kernel has said all */
	bool news;    /* something changed that default routes may depend on */
	bool torn;    /* it changed under our reading */
};

/* route_read - take one packet of netlink messages; first the routes, then the links.  0, or the
 * -errno that the kernel answered. */
int route_read(struct route_sight *sight, const void *packet, size_t bytes);

/* route_look - ask the kernel now: never blocks.  A route_way; -errno: not known this time. */
int route_look(void);

/* route_open - a descriptor that becomes readable when links or routes change, or -errno. */
int route_open(void);

/* route_news - read all of it; true if the way out may have changed, as after lost news. */
bool route_news(int fd);

#endif
