/* call.h - one question to the daemon, without waiting for it.  SPDX-License-Identifier: ISC
 *
 * A connection each: so a daemon that was started again is found again, and one that hangs hangs nobody.
 */
#ifndef CALL_H
#define CALL_H

#include <json-c/json.h>
#include <stdint.h>

#include "buffer.h"

#define CALL_TIMEOUT_MS 10000

/* Zeroed but for fd -1: no question is under way. */
struct call {
	int fd;                /* owned; -1: none */
	int64_t until_ms;      /* then nobody answers, by the clock of call_begin */
	struct buffer out, in; /* owned */
	size_t sent;
};

/* call_begin - ask at now_ms; request stays the caller's.  0, or -errno: nobody is there. */
int call_begin(struct call *call, const char *dir, struct json_object *request, int64_t now_ms);

/* call_events - what poll(2) shall wait for on .fd. */
short call_events(const struct call *call);

/* call_go_on - after poll, or when time has passed.  0 with *answer, which is the caller's; -EAGAIN while
 * it is still under way; else -errno, -ETIMEDOUT for a daemon that does not answer. */
int call_go_on(struct call *call, int64_t now_ms, struct json_object **answer);

/* call_fini - forget the question, if there is one, and give the memory back. */
void call_fini(struct call *call);

#endif
