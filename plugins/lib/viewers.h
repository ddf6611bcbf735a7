/* viewers.h - streams of events for the viewers of the page.
 * SPDX-License-Identifier: ISC
 *
 * Server-sent events: the status at once, when it has changed (at most once a second) and at least
 * every 5 s, and each new entry of the history.  An event is made once for all viewers.  A viewer
 * that does not read for 10 s is let go, so that memory stays bounded.  Without viewers the daemon
 * is not asked.
 */
#ifndef VIEWERS_H
#define VIEWERS_H

#include "chronicle.h"
#include "httpd.h"
#include "snapshot.h"

#define VIEWERS_TICK_MS 1000
#define VIEWERS_AGAIN_MS 5000 /* ages that are shown grow no older than that */
#define VIEWERS_STUCK_MS 10000

struct viewer;

/* The owner sets the first three. */
struct viewers {
	struct httpd *httpd;
	struct chronicle *chronicle;
	struct snapshot *snapshot;
	struct viewer *list; /* owned; by the caller's place */
	size_t count;
	int64_t dropped;     /* viewers that were let go, as they did not read */
	struct blob *status; /* as an event; one holder is ours */
	uint64_t version;    /* of .status */
	uint64_t digest;
	int64_t told_ms; /* when .status was made */
	uint32_t tick;   /* a timer */
};

/* viewers_open - 0 or -ENOMEM. */
int viewers_open(struct viewers *viewers);

/* viewers_close - after the last stream has ended; a zeroed one is allowed. */
void viewers_close(struct viewers *viewers);

/* viewers_add - a viewer at that place, which has entries up to last_id (as text; NULL: none). */
void viewers_add(struct viewers *viewers, size_t place, const char *last_id);

/* viewers_remove - the viewer at that place, if there is one. */
void viewers_remove(struct viewers *viewers, size_t place);

/* viewers_more - see httpd_calls.more. */
ssize_t viewers_more(struct viewers *viewers, size_t place, char *out, size_t out_bytes);

/* viewers_skip - the entries in the chronicle are old: no viewer gets them. */
void viewers_skip(struct viewers *viewers);

/* viewers_hurry - a command has changed something: send the status soon. */
void viewers_hurry(struct viewers *viewers);

#endif
