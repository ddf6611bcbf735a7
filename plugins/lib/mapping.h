/* mapping.h - reads the sessions in a gateway's answers and reports them.  SPDX-License-Identifier: ISC
 *
 * Which gateway answers how is data: JSON pointers say where things stand, lists of words what they
 * mean.  All answers to one question, be it one or a page after the other, are a round.
 */
#ifndef MAPPING_H
#define MAPPING_H

#include "activity.h"
#include "clean.h"
#include "evidence.h"
#include "rolls.h"
#include "wordmap.h"

#define MAPPING_NEXT_BYTES 2048

enum mapping_form { MAPPING_JSON, MAPPING_TEXT }; /* as in the option's words */

/* What an answer was found to be. */
enum mapping_found {
	MAPPING_NOTHING = 1, /* not of the form, or cut off */
	MAPPING_OTHER,       /* JSON without a session where the pointers point */
	MAPPING_SESSIONS
};

/* What the round has told so far. */
struct mapping_reading {
	size_t items, claims; /* of the last answer; claims: those that the mapping can read */
	size_t sessions;
	bool partial; /* it hides sessions that there are */
	char complaint[CLEAN_TEXT_BYTES];
	char next[MAPPING_NEXT_BYTES]; /* where the next page is, "": nothing says so */
};

/* Zeroed but for the options, and .by from the caller. */
struct mapping {
	const char *items, *name, *status, *activity_at, *next_at, *session;
	const char *const *human_when;
	struct rolls rolls;
	int64_t form, sessions_max;
	struct wordmap words;
	const struct evidence *by;
	struct activity activity;
	struct mapping_reading reading;
	char complaint[CLEAN_TEXT_BYTES]; /* of the last round, "": none */
};

/* mapping_check - to be called first: what is wrong with the options, and its remedy, as long
 * as m; NULL: nothing. */
const char *mapping_check(struct mapping *m);

/* mapping_init - 0 or -ENOMEM. */
int mapping_init(struct mapping *m);

void mapping_fini(struct mapping *m); /* a zeroed one is allowed */

/* mapping_begin - a round. */
void mapping_begin(struct mapping *m);

/* mapping_read - reports what an answer with an HTTP status tells of sessions. */
enum mapping_found mapping_read(struct mapping *m, const struct muzzle_answer *answer);

/* mapping_spoil - the round hides sessions, because of what happened to about. */
void mapping_spoil(struct mapping *m, const char *about, const char *what);

/* mapping_end - the round is complete: what it has told are all sessions there are, unless it hides
 * some.  One that failed halfway is never ended. */
void mapping_end(struct mapping *m);

/* mapping_forget - after a fault nobody knows what happened meanwhile: what was read before it proves
 * nothing. */
void mapping_forget(struct mapping *m);

#endif
