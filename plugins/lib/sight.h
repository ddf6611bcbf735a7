/* sight.h - a source that ought to deliver and does not says that it is blind.
 * SPDX-License-Identifier: ISC
 *
 * A session that is quiet is told so from a source that is broken: the habit belongs to the source,
 * whatever its deliveries are about.  See gap.h.  Nor says what is broken on the way to a log anything of
 * the gateway.
 */
#ifndef SIGHT_H
#define SIGHT_H

#include "evidence.h"
#include "gap.h"

#define SIGHT_FIND_MS 10000 /* what broke may say why before it does so again */

/* The row of an option table for the habit; member: an int64_t. */
#define SIGHT_OPTION(type_, member)                                                               \
	{                                                                                         \
		.key = "expect", .type = MUZZLE_TYPE_MSEC, .offset = offsetof(type_, member),     \
		.def = "0s", .min = 0, .max = INT64_C(2592000000),                                \
		.help = "longest usual gap between deliveries; after two it is blind; 0s: learnt" \
	}

struct sight {
	struct evidence by;
	const char *noun; /* what is delivered: "line", "webhook" */
	struct gap gap;
	bool lost;                /* what delivers is broken */
	uint32_t timer, recovery; /* 0: none runs; of the gap, of what is no longer broken */
};

/* sight_open - in or after .open(); noun is borrowed, and the sight must stay where it is.  Its timer
 * ends with the instance. */
void sight_open(struct sight *sight, struct evidence by, int64_t expect_ms, const char *noun);

/* sight_lose - what delivers is broken: blind at once, and until sight_find(), or until SIGHT_FIND_MS after
 * a delivery that no other loss followed.  A repetition is nothing.  Where there is no habit to watch, a
 * sight is not opened: its .by alone is set. */
void sight_lose(struct sight *sight, const char *why);

/* sight_find - what delivers works again. */
void sight_find(struct sight *sight);

/* sight_note - something was delivered, of whatever kind. */
void sight_note(struct sight *sight, int64_t now_ms);

#endif
