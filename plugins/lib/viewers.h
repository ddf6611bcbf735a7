/* viewers.h - who looks on: the same status for all of them, and each entry of the history.
 * SPDX-License-Identifier: ISC
 *
 * Server-sent events.  Status goes out at once, then when it changed (at most each second), and at least
 * each 15 s; what is sent is made once for all.  Who does not read for 10 s is let go, so that what waits
 * for the slow is bounded, too.  Asked for nothing while nobody looks.
 */
#ifndef VIEWERS_H
#define VIEWERS_H

#include "chronicle.h"
#include "httpd.h"
#include "snapshot.h"

#define VIEWERS_TICK_MS 1000
#define VIEWERS_AGAIN_MS 15000
#define VIEWERS_STUCK_MS 10000

struct viewer;

/* What stands first is set by the owner. */
struct viewers {
	struct httpd *httpd;
	struct chronicle *chronicle;
	struct snapshot *snapshot;
	struct viewer *list; /* owned; by the caller's place */
	size_t count;
	int64_t dropped;     /* who did not read */
	struct blob *status; /* as an event; one holder is ours */
	uint64_t version;    /* of .status */
	uint64_t digest;
	int64_t told_ms; /* when .status was made */
	uint32_t tick;   /* a timer */
};

/* viewers_open - 0 or -ENOMEM. */
int viewers_open(struct viewers *viewers);

/* viewers_close - no stream is there any more; a zeroed one is allowed. */
void viewers_close(struct viewers *viewers);

/* viewers_add - at that place, who has seen entries up to last_id (as text; NULL: none). */
void viewers_add(struct viewers *viewers, size_t place, const char *last_id);

/* viewers_remove - nobody there is allowed. */
void viewers_remove(struct viewers *viewers, size_t place);

/* viewers_more - as httpd_calls has it. */
ssize_t viewers_more(struct viewers *viewers, size_t place, char *out, size_t out_bytes);

/* viewers_skip - what is in the chronicle now is the past: nobody is told of it. */
void viewers_skip(struct viewers *viewers);

/* viewers_hurry - something was commanded: they are told soon. */
void viewers_hurry(struct viewers *viewers);

#endif
