/* past.h - history and timelines in the form of the API.  SPDX-License-Identifier: ISC */
#ifndef PAST_H
#define PAST_H

#include <stdbool.h>

#include "blob.h"
#include "chronicle.h"
#include "timeline.h"

#define PAST_LIMIT 100
#define PAST_LIMIT_MAX 500

/* past_is_wished - does the wish cover target?  NULL covers all, a gateway its sessions, too. */
bool past_is_wished(const char *name, const char *wish);

struct past_wish {
	const char *target; /* NULL: all; a gateway with its sessions */
	int64_t limit;      /* 0: PAST_LIMIT */
	uint64_t before;    /* an id; 0: up to the newest */
};

/* past_print_entries - {"entries":[...]}, newest first; NULL: no memory. */
struct blob *past_print_entries(const struct chronicle *chronicle, const struct past_wish *wish,
				struct blob_room *room);

/* In Unix ms. */
struct past_span {
	const char *target; /* NULL: all; a gateway with its sessions */
	int64_t from_ms, to_ms;
};

/* past_print_timeline - what was claimed, proven and done in that span; a target that is named is
 * in it even if nothing is known of it.  NULL: no memory. */
struct blob *past_print_timeline(const struct chronicle *chronicle, struct timeline *timeline,
				 const struct past_span *span, struct blob_room *room);

#endif
