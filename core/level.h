/* level.h - how a target fares, in one word.  SPDX-License-Identifier: ISC */
#ifndef LEVEL_H
#define LEVEL_H

#include "colour.h"
#include "target.h"

/* The worst first. */
enum level {
	LEVEL_DEAD = 1,    /* convicted */
	LEVEL_PERSON,      /* only a person can help */
	LEVEL_QUARANTINED, /* the ladder is spent */
	LEVEL_FAULTING,    /* a gateway whose sources get no answer */
	LEVEL_UNKNOWN,     /* nothing is known, or no longer */
	LEVEL_DOUBTFUL,    /* bad, and not convicted */
	LEVEL_STOPPED,     /* somebody did it */
	LEVEL_HELD,        /* an operator's hands are on it, and it is not convicted */
	LEVEL_WELL,
	LEVELS
};

/* level_of - of target at now_ms of BOOTTIME. */
enum level level_of(const struct target *target, int64_t now_ms);

/* level_for_ms - for how long it has been at that level; -1: not known. */
int64_t level_for_ms(const struct target *target, enum level level, int64_t now_ms);

/* level_name - as in the status: "dead", "person" ... */
const char *level_name(enum level level);

/* level_words - behind the name of a target: "needs a person" ... */
const char *level_words(enum level level);

/* level_value - of the level with that name; 0: there is none. */
enum level level_value(const char *name);

/* level_colour - in which colour it is shown; 0: in none. */
enum colour level_colour(enum level level);

#endif
