/* docker_list.h - the containers of a Docker daemon, and which one a gateway may run in.
 * SPDX-License-Identifier: ISC
 */
#ifndef DOCKER_LIST_H
#define DOCKER_LIST_H

#include <stdint.h>

#include "answer.h"
#include "units.h"

#define DOCKER_LIST_MAX 128
#define DOCKER_LIST_PORTS 16
#define DOCKER_LIST_SOCKET "/var/run/docker.sock"
#define DOCKER_LIST_URL "http://docker/containers/json?all=1"

struct docker_list_box {
	char name[UNITS_NAME_MAX + 1];
	char image[128];
	char state[32];
	bool health;    /* it has a HEALTHCHECK */
	bool own_net;   /* false: it shares the host's network, and its ports are the host's */
	bool hands_off; /* labelled muzzle=off */
	uint16_t ports[DOCKER_LIST_PORTS]; /* published on the host; 0 ends */
};

struct docker_list {
	struct docker_list_box list[DOCKER_LIST_MAX];
	size_t count;
};

/* docker_list_read - read the daemon's answer; pure.  False: it is no list of containers. */
bool docker_list_read(struct docker_list *list, const struct answer *answer);

/* docker_list_find - the container of that name; NULL: there is none. */
const struct docker_list_box *docker_list_find(const struct docker_list *list, const char *name);

/* docker_list_guess - the container that publishes the port; else the only running one that has
 * that word in its image (NULL: none is guessed so) and may be reached at the port.  NULL: there is
 * none, or several. */
const struct docker_list_box *docker_list_guess(const struct docker_list *list, uint16_t port,
						const char *image);

#endif
