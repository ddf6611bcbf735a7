/* mapping.h - reads the sessions in a gateway's answer and reports them.  SPDX-License-Identifier: ISC
 *
 * Which gateway answers how is data: JSON pointers say where things stand, lists of words what they
 * mean.
 */
#ifndef MAPPING_H
#define MAPPING_H

#include "activity.h"
#include "clean.h"
#include "evidence.h"
#include "rolls.h"
#include "wordmap.h"

/* What an answer was found to be. */
enum mapping_found {
	MAPPING_NOTHING = 1, /* no JSON, or cut off */
	MAPPING_OTHER,       /* JSON without a session where the pointers point */
	MAPPING_SESSIONS
};

/* What one answer has told so far. */
struct mapping_reading {
	size_t items, sessions, claims;
	bool partial; /* it hides sessions that there are */
	char complaint[CLEAN_TEXT_BYTES];
};

/* Zeroed but for the options, and .by from the caller. */
struct mapping {
	const char *items, *name, *status, *activity_at, *session;
	const char *const *human_when;
	struct rolls rolls;
	int64_t sessions_max;
	struct wordmap words;
	const struct evidence *by;
	struct activity activity;
	char complaint[CLEAN_TEXT_BYTES]; /* of the last answer, "": none */
};

/* mapping_check - to be called first: what is wrong with the options, and its remedy; NULL: nothing. */
const char *mapping_check(struct mapping *m);

/* mapping_init - 0 or -ENOMEM. */
int mapping_init(struct mapping *m);

void mapping_fini(struct mapping *m); /* a zeroed one is allowed */

/* mapping_read - reports what an answer with an HTTP status tells of sessions, and that they are all,
 * if they are. */
enum mapping_found mapping_read(struct mapping *m, const struct muzzle_answer *answer);

/* mapping_forget - after a fault nobody knows what happened meanwhile: what was read before it proves
 * nothing. */
void mapping_forget(struct mapping *m);

#endif
