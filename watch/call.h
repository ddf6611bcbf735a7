/* call.h - one request to the daemon, without blocking.  SPDX-License-Identifier: ISC
 *
 * Each request has a connection of its own: a daemon that was restarted is found again, and one
 * that hangs hangs nobody else.
 */
#ifndef CALL_H
#define CALL_H

#include <json-c/json.h>
#include <stdint.h>

#include "buffer.h"

#define CALL_TIMEOUT_MS 10000

/* Zeroed but for .fd -1: no request is under way. */
struct call {
	int fd;                /* owned; -1: none */
	int64_t until_ms;      /* deadline of the answer, by the clock of call_begin */
	struct buffer out, in; /* owned */
	size_t sent;
};

/* call_begin - send a request, which stays the caller's.  0, or -errno: it reached nobody. */
int call_begin(struct call *call, const char *dir, struct json_object *request, int64_t now_ms);

/* call_events - what poll(2) shall wait for on .fd. */
short call_events(const struct call *call);

/* call_go_on - go on after poll(2), or when time has passed.  0 with *answer, owned by the caller;
 * -EAGAIN: not finished yet; else -errno, -ETIMEDOUT when the deadline has passed. */
int call_go_on(struct call *call, int64_t now_ms, struct json_object **answer);

/* call_fini - drop the request that is under way, if any, and free the memory. */
void call_fini(struct call *call);

#endif
