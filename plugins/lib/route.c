/* route.c - see route.h.  SPDX-License-Identifier: ISC */
#include "route.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PACKET_BYTES 16384 /* the kernel fills at most 8 kB, or one message that is longer */

/* A default route that carries: blackholes, other tables and the cache's copies are none. */
static bool is_default(const struct rtmsg *route)
{
	return (route->rtm_family == AF_INET || route->rtm_family == AF_INET6) &&
	       route->rtm_dst_len == 0 && route->rtm_type == RTN_UNICAST &&
	       route->rtm_table == RT_TABLE_MAIN && !(route->rtm_flags & RTM_F_CLONED);
}

static void add_link(struct route_sight *sight, int link)
{
	if (sight->count < ROUTE_LINKS_MAX)
		sight->links[sight->count++] = (uint32_t)link;
}

static void add_hops(struct route_sight *sight, const struct rtattr *attr)
{
	const struct rtnexthop *hop = RTA_DATA(attr);
	int left = (int)RTA_PAYLOAD(attr);

	for (; left >= (int)sizeof(*hop) && RTNH_OK(hop, left); hop = RTNH_NEXT(hop)) {
		add_link(sight, hop->rtnh_ifindex);
		left -= (int)RTNH_ALIGN(hop->rtnh_len);
	}
}

static void read_route(struct route_sight *sight, const struct nlmsghdr *head)
{
	const struct rtmsg *route = NLMSG_DATA(head);
	const struct rtattr *attr = RTM_RTA(route);
	int left = (int)RTM_PAYLOAD(head);

	if (head->nlmsg_len < NLMSG_LENGTH(sizeof(*route)))
		return;
	sight->news = sight->news || route->rtm_dst_len == 0;
	if (!is_default(route))
		return;
	for (; RTA_OK(attr, left); attr = RTA_NEXT(attr, left)) {
		if (attr->rta_type == RTA_OIF && RTA_PAYLOAD(attr) >= sizeof(int))
			add_link(sight, *(const int *)RTA_DATA(attr));
		else if (attr->rta_type == RTA_MULTIPATH)
			add_hops(sight, attr);
	}
}

/* IFF_RUNNING is the operational state, and holds for links that know no carrier, too. */
static void read_link(struct route_sight *sight, const struct nlmsghdr *head)
{
	const struct ifinfomsg *link = NLMSG_DATA(head);

	if (head->nlmsg_len < NLMSG_LENGTH(sizeof(*link)))
		return;
	sight->news = true;
	for (size_t i = 0; i < sight->count; i++)
		if (sight->links[i] == (uint32_t)link->ifi_index && link->ifi_flags & IFF_UP &&
		    link->ifi_flags & IFF_RUNNING)
			sight->running = true;
}

static int read_error(const struct nlmsghdr *head)
{
	const struct nlmsgerr *error = NLMSG_DATA(head);

	return head->nlmsg_len < NLMSG_LENGTH(sizeof(*error)) ? -EBADMSG : error->error;
}

int route_read(struct route_sight *sight, const void *packet, size_t bytes)
{
	const struct nlmsghdr *head = packet;
	int left = (int)bytes, rc = 0; /* signed: the padding of the last one may be missing */

	for (; rc == 0 && NLMSG_OK(head, left); head = NLMSG_NEXT(head, left)) {
		sight->torn = sight->torn || head->nlmsg_flags & NLM_F_DUMP_INTR;
		switch (head->nlmsg_type) {
		case RTM_NEWROUTE:
		case RTM_DELROUTE:
			read_route(sight, head);
			break;
		case RTM_NEWLINK:
		case RTM_DELLINK:
			read_link(sight, head);
			break;
		case NLMSG_ERROR:
			rc = read_error(head);
			break;
		case NLMSG_DONE:
			sight->done = true;
			break;
		}
	}
	return rc;
}

static int receive(struct route_sight *sight, int fd)
{
	_Alignas(struct nlmsghdr) char packet[PACKET_BYTES];
	ssize_t n = recv(fd, packet, sizeof(packet), MSG_TRUNC);

	if (n < 0)
		return -errno;
	return n > PACKET_BYTES ? -EMSGSIZE : route_read(sight, packet, (size_t)n);
}

/* What a dump tells is made while it is read: there is nothing to wait for. */
static int dump(struct route_sight *sight, int fd, uint16_t type)
{
	struct {
		struct nlmsghdr head;
		union {
			struct rtmsg route;
			struct ifinfomsg link;
		} body;
	} ask = { .head = { .nlmsg_len =
				    NLMSG_LENGTH(type == RTM_GETROUTE ? sizeof(struct rtmsg)
								      : sizeof(struct ifinfomsg)),
			    .nlmsg_type = type,
			    .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP } };
	int rc = send(fd, &ask, ask.head.nlmsg_len, 0) < 0 ? -errno : 0;

	sight->done = false;
	while (rc == 0 && !sight->done)
		rc = receive(sight, fd);
	return rc;
}

static int see(struct route_sight *sight, int fd)
{
	int rc = dump(sight, fd, RTM_GETROUTE);

	return rc || !sight->count ? rc : dump(sight, fd, RTM_GETLINK);
}

int route_look(void)
{
	struct route_sight sight = { .count = 0 };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
	int rc = fd < 0 ? -errno : 0;

	if (rc)
		return rc;
	rc = see(&sight, fd);
	close(fd);
	if (rc || sight.torn)
		return rc ? rc : -EAGAIN;
	if (!sight.count)
		return ROUTE_NONE;
	return sight.running ? ROUTE_OPEN : ROUTE_LINK_DOWN;
}

int route_open(void)
{
	const struct sockaddr_nl groups = { .nl_family = AF_NETLINK,
					    .nl_groups = RTMGRP_LINK | RTMGRP_IPV4_ROUTE |
							 RTMGRP_IPV6_ROUTE };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
	int rc;

	if (fd < 0 || bind(fd, (const struct sockaddr *)&groups, sizeof(groups)) == 0)
		return fd < 0 ? -errno : fd;
	rc = -errno;
	close(fd);
	return rc;
}

bool route_news(int fd)
{
	struct route_sight sight = { .count = 0 };
	int rc;

	do
		rc = receive(&sight, fd);
	while (rc == 0);
	return sight.news || rc != -EAGAIN;
}
