/* test_lib_route.c - what the kernel says of routes and links, byte by byte.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <errno.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>

#include <cmocka.h>

#include "route.h"

/* Messages as the kernel would send them, one behind the other. */
struct packet {
	_Alignas(struct nlmsghdr) char bytes[1024];
	size_t used;
	struct nlmsghdr *last;
};

static void *put(struct packet *p, size_t bytes)
{
	void *at = p->bytes + p->used;

	assert_true(p->used + NLMSG_ALIGN(bytes) <= sizeof(p->bytes));
	p->used += NLMSG_ALIGN(bytes);
	if (p->last)
		p->last->nlmsg_len = (uint32_t)(p->bytes + p->used - (char *)p->last);
	return at;
}

static void *put_message(struct packet *p, uint16_t type, size_t bytes)
{
	struct nlmsghdr *head;

	p->last = NULL;
	head = put(p, sizeof(*head));
	p->last = head;
	head->nlmsg_type = type;
	head->nlmsg_len = sizeof(*head);
	return put(p, bytes);
}

static void *put_attr(struct packet *p, uint16_t type, size_t bytes)
{
	struct rtattr *attr = put(p, RTA_LENGTH(bytes));

	attr->rta_type = type;
	attr->rta_len = (uint16_t)RTA_LENGTH(bytes);
	return RTA_DATA(attr);
}

static struct rtmsg *put_route(struct packet *p, uint8_t family, int link)
{
	struct rtmsg *route = put_message(p, RTM_NEWROUTE, sizeof(*route));

	route->rtm_family = family;
	route->rtm_type = RTN_UNICAST;
	route->rtm_table = RT_TABLE_MAIN;
	if (link)
		*(int *)put_attr(p, RTA_OIF, sizeof(int)) = link;
	return route;
}

static void put_link(struct packet *p, int index, unsigned flags)
{
	struct ifinfomsg *link = put_message(p, RTM_NEWLINK, sizeof(*link));

	link->ifi_index = index;
	link->ifi_flags = flags;
}

static struct route_sight read_all(const struct packet *p)
{
	struct route_sight sight = { .count = 0 };

	assert_int_equal(route_read(&sight, p->bytes, p->used), 0);
	return sight;
}

static void default_routes_of_both_families_name_their_links(void **state)
{
	struct packet p = { .used = 0 };
	struct route_sight sight;

	(void)state;
	put_route(&p, AF_INET, 3);
	put_route(&p, AF_INET6, 5);
	put_message(&p, NLMSG_DONE, sizeof(int));
	sight = read_all(&p);
	assert_int_equal(sight.count, 2);
	assert_int_equal(sight.links[0], 3);
	assert_int_equal(sight.links[1], 5);
	assert_true(sight.done);
	assert_false(sight.torn);
}

static void what_leads_nowhere_or_not_by_default_is_no_way_out(void **state)
{
	struct packet p = { .used = 0 };

	(void)state;
	put_route(&p, AF_INET, 3)->rtm_dst_len = 1;
	put_route(&p, AF_INET, 3)->rtm_type = RTN_BLACKHOLE;
	put_route(&p, AF_INET6, 3)->rtm_type = RTN_UNREACHABLE;
	put_route(&p, AF_INET, 3)->rtm_table = 100;
	put_route(&p, AF_INET6, 3)->rtm_flags = RTM_F_CLONED;
	put_route(&p, 128, 3); /* multicast's own */
	put_route(&p, AF_INET, 0);
	assert_int_equal(read_all(&p).count, 0);
}

static void every_hop_of_a_shared_route_is_a_way_out(void **state)
{
	struct packet p = { .used = 0 };
	struct rtnexthop *hop;

	(void)state;
	put_route(&p, AF_INET, 0);
	hop = put_attr(&p, RTA_MULTIPATH, 2 * sizeof(*hop));
	hop[0] = (struct rtnexthop){ .rtnh_len = sizeof(*hop), .rtnh_ifindex = 7 };
	hop[1] = (struct rtnexthop){ .rtnh_len = sizeof(*hop), .rtnh_ifindex = 8 };
	assert_int_equal(read_all(&p).count, 2);
	assert_int_equal(read_all(&p).links[1], 8);
	hop[1].rtnh_len = 200; /* longer than all of it */
	assert_int_equal(read_all(&p).count, 1);
	hop[0].rtnh_len = 0;
	assert_int_equal(read_all(&p).count, 0);
}

static void a_link_runs_if_it_is_up_with_a_carrier_and_a_route_uses_it(void **state)
{
	static const struct {
		int index;
		unsigned flags;
		bool running;
	} cases[] = {
		{ 3, IFF_UP | IFF_RUNNING, true },
		{ 3, IFF_UP, false },
		{ 3, IFF_RUNNING, false },
		{ 4, IFF_UP | IFF_RUNNING, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct packet p = { .used = 0 };

		put_route(&p, AF_INET, 3);
		put_link(&p, cases[i].index, cases[i].flags);
		assert_int_equal(read_all(&p).running, cases[i].running);
	}
}

static void a_dump_that_changed_under_the_reading_is_torn(void **state)
{
	struct packet p = { .used = 0 };

	(void)state;
	put_route(&p, AF_INET, 3);
	p.last->nlmsg_flags = NLM_F_DUMP_INTR;
	put_link(&p, 3, 0);
	assert_true(read_all(&p).torn);
}

static void the_kernels_refusal_is_handed_on(void **state)
{
	struct route_sight sight = { .count = 0 };
	struct packet p = { .used = 0 };
	struct nlmsgerr *error = put_message(&p, NLMSG_ERROR, sizeof(*error));

	(void)state;
	error->error = -EPERM;
	assert_int_equal(route_read(&sight, p.bytes, p.used), -EPERM);
	p.last->nlmsg_len = NLMSG_LENGTH(1);
	assert_int_equal(route_read(&sight, p.bytes, p.used), -EBADMSG);
}

static void more_links_than_there_is_room_for_are_left_out(void **state)
{
	struct packet p = { .used = 0 };

	(void)state;
	for (int i = 0; i < ROUTE_LINKS_MAX + 4; i++)
		put_route(&p, AF_INET, i + 1);
	assert_int_equal(read_all(&p).count, ROUTE_LINKS_MAX);
}

/* Behind the end there is nothing that may be read: a heap block of that very size shows it. */
static void a_packet_may_end_anywhere(void **state)
{
	struct packet p = { .used = 0 };
	struct rtnexthop *hop;

	(void)state;
	put_route(&p, AF_INET, 3);
	put_link(&p, 3, IFF_UP);
	put_route(&p, AF_INET, 0);
	hop = put_attr(&p, RTA_MULTIPATH, sizeof(*hop));
	hop->rtnh_len = sizeof(*hop);
	for (size_t bytes = 0; bytes < p.used; bytes++) {
		struct route_sight sight = { .count = 0 };
		char *cut = malloc(bytes + !bytes);

		memcpy(cut, p.bytes, bytes);
		assert_int_equal(route_read(&sight, cut, bytes), 0);
		free(cut);
	}
}

static void a_message_may_be_shorter_than_its_kind(void **state)
{
	static const uint16_t types[] = { RTM_NEWROUTE, RTM_DELROUTE, RTM_NEWLINK, RTM_DELLINK };

	(void)state;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		struct nlmsghdr *head = malloc(sizeof(*head));
		struct route_sight sight = { .count = 0 };

		*head = (struct nlmsghdr){ .nlmsg_len = sizeof(*head), .nlmsg_type = types[i] };
		assert_int_equal(route_read(&sight, head, sizeof(*head)), 0);
		assert_false(sight.news);
		free(head);
	}
}

static void only_links_and_default_routes_are_news(void **state)
{
	struct packet other = { .used = 0 }, gone = { .used = 0 }, link = { .used = 0 };

	(void)state;
	put_route(&other, AF_INET, 3)->rtm_dst_len = 24;
	assert_false(read_all(&other).news);
	put_route(&gone, AF_INET, 3);
	gone.last->nlmsg_type = RTM_DELROUTE;
	put_route(&gone, AF_INET, 3)->rtm_dst_len = 24;
	assert_true(read_all(&gone).news);
	put_link(&link, 9, 0);
	assert_true(read_all(&link).news);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(default_routes_of_both_families_name_their_links),
		cmocka_unit_test(what_leads_nowhere_or_not_by_default_is_no_way_out),
		cmocka_unit_test(every_hop_of_a_shared_route_is_a_way_out),
		cmocka_unit_test(a_link_runs_if_it_is_up_with_a_carrier_and_a_route_uses_it),
		cmocka_unit_test(a_dump_that_changed_under_the_reading_is_torn),
		cmocka_unit_test(the_kernels_refusal_is_handed_on),
		cmocka_unit_test(more_links_than_there_is_room_for_are_left_out),
		cmocka_unit_test(a_packet_may_end_anywhere),
		cmocka_unit_test(a_message_may_be_shorter_than_its_kind),
		cmocka_unit_test(only_links_and_default_routes_are_news),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
