/* level.h - how a target fares, in one word.  SPDX-License-Identifier: ISC */
#ifndef LEVEL_H
#define LEVEL_H

#include "colour.h"
#include "target.h"

/* The worst first. */
enum level {
	LEVEL_DEAD = 1,    /* convicted, or a gateway whose container is dead */
	LEVEL_PERSON,      /* only a person can help */
	LEVEL_QUARANTINED, /* the ladder is spent */
	LEVEL_FAULTING,    /* a gateway that a source cannot look at */
	LEVEL_UNKNOWN,     /* nothing is known, or no longer */
	LEVEL_DOUBTFUL,    /* bad, and not convicted */
	LEVEL_STOPPED,     /* by somebody */
	LEVEL_HELD,        /* held by an operator, and not convicted */
	LEVEL_WELL,
	LEVELS
};

/* level_of - the level of target at now_ms of BOOTTIME. */
enum level level_of(const struct target *target, int64_t now_ms);

/* level_for_ms - how long it has been at that level; -1: not known. */
int64_t level_for_ms(const struct target *target, enum level level, int64_t now_ms);

/* level_name - its name in the status: "dead", "person" ... */
const char *level_name(enum level level);

/* level_words - words that may follow the name of a target: "needs a person" ... */
const char *level_words(enum level level);

/* level_value - the level with that name; 0: there is none. */
enum level level_value(const char *name);

/* level_colour - the colour that shows it; 0: none. */
enum colour level_colour(enum level level);

#endif
