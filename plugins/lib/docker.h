/* docker.h - the Docker Engine API: its socket, an url, its objects.  SPDX-License-Identifier: ISC */
#ifndef DOCKER_H
#define DOCKER_H

#include <stddef.h>

#include "life.h"

struct json_object;

/* One message of GET /events about a container. */
struct docker_event {
	struct life_event life;
	const char *name;  /* the container's; borrowed from the object */
	int64_t exit_code; /* of a die */
	uint64_t key;      /* equal for the same event told twice */
};

#define DOCKER_HEARD_MAX 256 /* as many events as the daemon keeps for a replay */

/* The keys of the newest events; zeroed: none. */
struct docker_heard {
	uint64_t keys[DOCKER_HEARD_MAX];
	size_t next;
};

/* docker_socket_flaw - why the socket cannot be used, with the remedy: an errno, or 0 if it can. */
int docker_socket_flaw(const char *socket, char *out, size_t out_bytes);

#define DOCKER_BACKOFF_MIN_MS 1000

/* docker_backoff_ms - how long to wait before the daemon is asked again; the next time it is twice as long,
 * up to the half minute. */
int64_t docker_backoff_ms(int64_t *backoff_ms);

/* docker_inspect_url - of the container; what does not fit is cut. */
void docker_inspect_url(const char *container, char *out, size_t out_bytes);

/* docker_heard_before - whether the event was heard already; notes it. */
bool docker_heard_before(struct docker_heard *heard, uint64_t key);

/* docker_read_event - false if the object is not an event that anybody waits for. */
bool docker_read_event(struct docker_event *event, struct json_object *object);

/* docker_read_sight - reads what GET /containers/NAME/json said; the exit code is 0 if it runs.
 * False if the object is something else. */
bool docker_read_sight(struct life_sight *sight, int64_t *exit_code, struct json_object *object);

/* docker_new_filters - the `filters` of GET /events for what docker_read_event() reads; the caller
 * adds "container" and puts it away. */
struct json_object *docker_new_filters(void);

/* docker_time_ns - Unix nanoseconds of "2026-11-21T23:05:23.157123456Z"; 0 for none, for a time
 * before 1970 and for Docker's year 1, which means never. */
int64_t docker_time_ns(const char *text);

#endif
