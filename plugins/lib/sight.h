/* sight.h - a source that ought to deliver and does not says that it is blind.
 * SPDX-License-Identifier: ISC
 *
 * A session that is quiet is told so from a source that is broken: the habit belongs to the source,
 * whatever its deliveries are about.  See gap.h.
 */
#ifndef SIGHT_H
#define SIGHT_H

#include "evidence.h"
#include "gap.h"

/* The row of an option table for the habit; member: an int64_t. */
#define SIGHT_OPTION(type_, member)                                                              \
	{                                                                                        \
		.key = "expect", .type = MUZZLE_TYPE_MSEC, .offset = offsetof(type_, member),    \
		.def = "0s", .min = 0, .max = INT64_C(2592000000),                               \
		.help = "the longest usual gap between deliveries; after two the source counts " \
			"as blind; 0s: learnt"                                                   \
	}

struct sight {
	struct evidence by;
	const char *noun; /* what is delivered: "line", "webhook" */
	struct gap gap;
	uint32_t timer; /* 0: none runs */
};

/* sight_open - in or after .open(); noun is borrowed, and the sight must stay where it is.  Its timer
 * ends with the instance. */
void sight_open(struct sight *sight, struct evidence by, int64_t expect_ms, const char *noun);

/* sight_note - something was delivered, of whatever kind. */
void sight_note(struct sight *sight, int64_t now_ms);

#endif
