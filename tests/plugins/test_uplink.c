/* test_uplink.c - the built uplink.so under a fake host: routes and links, real ones in a network of its own.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "fake_host.h"
#include "fake_network.h"

/* Takes what the kernel has sent so far, and lets time pass; what was told then. */
static const char *told_after(struct muzzle_inst *inst, int64_t ms)
{
	while (fake_ready(inst, 0))
		;
	fake_advance(inst, ms);
	return fake_told(inst);
}

/* An instance that found the line working. */
static struct muzzle_inst *open_up(const struct fake_setting *settings)
{
	struct muzzle_inst *inst = fake_open("uplink", settings);

	assert_string_equal(told_after(inst, 9999), "");
	assert_string_equal(told_after(inst, 1), "uplink up\n");
	return inst;
}

static void a_lost_route_is_told_at_once_and_its_return_when_it_held(void **state)
{
	struct muzzle_inst *inst = open_up(NULL);

	(void)state;
	fake_network_run("ip route del default");
	assert_string_equal(told_after(inst, 0), "uplink down no default route\n");
	assert_string_equal(told_after(inst, 3600000), "");
	fake_network_run(FAKE_NETWORK_ROUTE);
	assert_string_equal(told_after(inst, 9999), "");
	assert_string_equal(told_after(inst, 1), "uplink up\n");
	fake_close(inst);
}

static void a_line_that_flaps_is_one_loss(void **state)
{
	struct muzzle_inst *inst = open_up(NULL);

	(void)state;
	fake_network_run("ip route del default");
	assert_string_equal(told_after(inst, 1000), "uplink down no default route\n");
	for (int i = 0; i < 5; i++) {
		fake_network_run(FAKE_NETWORK_ROUTE);
		assert_string_equal(told_after(inst, 9000), "");
		fake_network_run("ip route del default");
		assert_string_equal(told_after(inst, 2000), "");
	}
	fake_network_run(FAKE_NETWORK_ROUTE);
	assert_string_equal(told_after(inst, 9999), "");
	assert_string_equal(told_after(inst, 1), "uplink up\n");
	fake_close(inst);
}

static void a_link_without_a_carrier_is_told_at_once(void **state)
{
	struct muzzle_inst *inst = open_up(NULL);

	(void)state;
	fake_network_run("ip link set far down");
	fake_network_wait("wan", "DOWN");
	assert_string_equal(told_after(inst, 0),
			    "uplink down the link of the default route is down\n");
	fake_network_run("ip link set far up");
	fake_network_wait("wan", "UP");
	assert_string_equal(told_after(inst, 10000), "uplink up\n");
	fake_close(inst);
}

/* The kernel takes such routes away without a word. */
static void a_link_that_is_switched_off_takes_its_route_along(void **state)
{
	struct muzzle_inst *inst = open_up(NULL);

	(void)state;
	fake_network_run("ip link set wan down");
	assert_string_equal(told_after(inst, 0), "uplink down no default route\n");
	fake_network_run("ip link set wan up");
	fake_network_wait("wan", "UP");
	assert_string_equal(told_after(inst, 20000), "");
	fake_network_run(FAKE_NETWORK_ROUTE);
	assert_string_equal(told_after(inst, 10000), "uplink up\n");
	fake_close(inst);
}

static void another_way_out_is_as_good(void **state)
{
	struct muzzle_inst *inst = open_up(NULL);

	(void)state;
	fake_network_run("ip -6 route add default via fd09::2");
	fake_network_run("ip route del default");
	assert_string_equal(told_after(inst, 20000), "");
	fake_network_run("ip -6 route del default");
	assert_string_equal(told_after(inst, 0), "uplink down no default route\n");
	fake_network_run(
		"ip link add lte type veth peer name tower && ip addr add 10.8.0.1/24 dev lte && "
		"ip link set lte up && ip link set tower up && " FAKE_NETWORK_ROUTE
		" && ip route add default via 10.8.0.2 metric 9");
	fake_network_wait("lte", "UP");
	assert_string_equal(told_after(inst, 10000), "uplink up\n");
	fake_network_run("ip link set far down");
	fake_network_wait("wan", "DOWN");
	assert_string_equal(told_after(inst, 20000), "");
	fake_network_run("ip link del lte");
	assert_string_equal(told_after(inst, 0),
			    "uplink down the link of the default route is down\n");
	fake_close(inst);
}

static void what_leads_nowhere_is_no_way_out(void **state)
{
	struct muzzle_inst *inst = open_up(NULL);

	(void)state;
	fake_network_run("ip route replace blackhole default");
	assert_string_equal(told_after(inst, 0), "uplink down no default route\n");
	fake_network_run(
		"ip route add default via 10.9.0.2 table 100 && ip -6 route add unreachable default");
	assert_string_equal(told_after(inst, 20000), "");
	fake_network_run("ip route replace default via 10.9.0.2");
	assert_string_equal(told_after(inst, 10000), "uplink up\n");
	fake_network_run("ip route flush table 100");
	fake_close(inst);
}

static void a_route_that_comes_late_is_waited_for(void **state)
{
	struct muzzle_inst *inst;

	(void)state;
	fake_network_run("ip route del default");
	inst = fake_open("uplink", NULL);
	assert_string_equal(told_after(inst, 0),
			    "uplink down no default route yet; if none is to come: `route = no`\n");
	assert_string_equal(told_after(inst, 5 * 3600000), "");
	fake_network_run(FAKE_NETWORK_ROUTE);
	assert_string_equal(told_after(inst, 10000), "uplink up\n");
	fake_network_run("ip route del default");
	assert_string_equal(told_after(inst, 0), "uplink down no default route\n");
	assert_string_equal(told_after(inst, 48 * INT64_C(3600000)), "");
	fake_close(inst);
}

static void a_box_on_an_island_is_not_held_for_ever(void **state)
{
	struct muzzle_inst *inst;

	(void)state;
	fake_network_run("ip route del default");
	inst = fake_open("uplink", (struct fake_setting[]){ { "late", "1h" }, { NULL } });
	told_after(inst, 0);
	assert_string_equal(told_after(inst, 3600000 + 9999), "");
	assert_string_equal(told_after(inst, 1), "uplink up\n");
	assert_non_null(fake_logged(inst, "no default route came"));
	assert_string_equal(told_after(inst, 3600000), "");
	fake_network_run(FAKE_NETWORK_ROUTE);
	assert_string_equal(told_after(inst, 20000), "");
	fake_network_run("ip route del default");
	assert_string_equal(told_after(inst, 0), "uplink down no default route\n");
	fake_close(inst);
}

/* Routes that concern nobody, more than the descriptor has room for. */
static void lost_news_are_made_up_for(void **state)
{
	struct muzzle_inst *inst = open_up(NULL);
	const int bytes = 1;

	(void)state;
	assert_int_equal(setsockopt(inst->fd[0].fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes)),
			 0);
	for (int i = 0; i < 40; i++)
		fake_network_run(
			"ip route add 10.7.0.0/24 dev wan && ip route del 10.7.0.0/24 dev wan");
	fake_network_run("ip route del default");
	assert_string_equal(told_after(inst, 0), "uplink down no default route\n");
	fake_close(inst);
}

/* No more descriptors than there are; what was allowed before. */
static struct rlimit allow_no_more(void)
{
	struct rlimit before, none;
	int next = dup(0);

	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	none = before;
	none.rlim_cur = (rlim_t)next;
	close(next);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	return before;
}

static void a_kernel_that_cannot_be_asked_changes_nothing_and_is_asked_again_soon(void **state)
{
	struct muzzle_inst *inst = open_up(NULL);
	struct rlimit before;

	(void)state;
	fake_network_run("ip route del default");
	before = allow_no_more();
	fake_advance(inst, 30000);
	setrlimit(RLIMIT_NOFILE, &before);
	assert_non_null(fake_logged(inst, "routes cannot be read"));
	assert_string_equal(fake_told(inst), "");
	fake_advance(inst, 5000);
	assert_string_equal(fake_told(inst), "uplink down no default route\n");
	fake_network_run(FAKE_NETWORK_ROUTE);
	fake_advance(inst, 5000);
	before = allow_no_more();
	fake_advance(inst, 20000);
	setrlimit(RLIMIT_NOFILE, &before);
	assert_string_equal(fake_told(inst), "");
	fake_advance(inst, 15000);
	assert_string_equal(fake_told(inst), "uplink up\n");
	fake_close(inst);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fake_network_open, fake_network_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_lost_route_is_told_at_once_and_its_return_when_it_held),
		TEST(a_line_that_flaps_is_one_loss),
		TEST(a_link_without_a_carrier_is_told_at_once),
		TEST(a_link_that_is_switched_off_takes_its_route_along),
		TEST(another_way_out_is_as_good),
		TEST(what_leads_nowhere_is_no_way_out),
		TEST(a_route_that_comes_late_is_waited_for),
		TEST(a_box_on_an_island_is_not_held_for_ever),
		TEST(lost_news_are_made_up_for),
		TEST(a_kernel_that_cannot_be_asked_changes_nothing_and_is_asked_again_soon),
	};

	return cmocka_run_group_tests(tests, fake_network_make, NULL);
}
