/* fake_network.c - see fake_network.h.  SPDX-License-Identifier: ISC */
#include "fake_network.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* A program that is started has rights only if it is root there. */
static int become_root(uid_t uid)
{
	FILE *map = fopen("/proc/self/uid_map", "w");

	if (!map)
		return -errno;
	fprintf(map, "0 %u 1", (unsigned)uid);
	return fclose(map) ? -errno : 0;
}

int fake_network_make(void **state)
{
	uid_t uid = geteuid();

	(void)state;
	if (unshare(CLONE_NEWNET) && (unshare(CLONE_NEWUSER | CLONE_NEWNET) || become_root(uid)))
		return -errno;
	return system("ip link set lo up");
}

void fake_network_run(const char *command)
{
	if (system(command) == 0)
		return;
	fprintf(stderr, "fake network: failed: %s\n", command);
	abort();
}

void fake_network_wait(const char *link, const char *state)
{
	char command[200];

	snprintf(
		command, sizeof(command),
		"for i in $(seq 100); do ip link show %s | grep -q 'state [A-Z]*%s' && exit; sleep 0.1; "
		"done; false",
		link, state);
	fake_network_run(command);
}

int fake_network_open(void **state)
{
	(void)state;
	if (system("ip link add wan type veth peer name far && ip addr add 10.9.0.1/24 dev wan && "
		   "ip addr add fd09::1/64 dev wan nodad && ip link set wan up && "
		   "ip link set far up && " FAKE_NETWORK_ROUTE))
		return -EIO;
	fake_network_wait("wan", "UP");
	return 0;
}

int fake_network_close(void **state)
{
	(void)state;
	return system("ip link del wan; ip route flush table main; ip -6 route flush table main");
}
