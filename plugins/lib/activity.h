/* activity.h - whether a number that a session shows has grown.  SPDX-License-Identifier: ISC
 *
 * What such a number is by itself says nothing, and one that comes back after it was missing says
 * nothing either: only an advance between two readings counts.
 */
#ifndef ACTIVITY_H
#define ACTIVITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ACTIVITY_NAME_BYTES 65

struct activity_entry {
	char name[ACTIVITY_NAME_BYTES]; /* "": free */
	int64_t value;
};

/* Zeroed: it has room for nobody. */
struct activity {
	struct activity_entry *entries; /* owned */
	size_t room;
};

/* activity_init - room for so many sessions; 0 or -ENOMEM. */
int activity_init(struct activity *activity, size_t room);

void activity_fini(struct activity *activity); /* a zeroed one is allowed */

/* activity_forget_all - the next reading of each is the first one again. */
void activity_forget_all(struct activity *activity);

/* activity_forget - the session shows no number now. */
void activity_forget(struct activity *activity, const char *name);

/* activity_advance - notes the value read; true if it is larger than the one read before. */
bool activity_advance(struct activity *activity, const char *name, int64_t value);

#endif
