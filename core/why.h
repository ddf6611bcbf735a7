/* why.h - all that is known of a target, and why it is or is not acted on.  SPDX-License-Identifier: ISC
 *
 * Asks the engine's own questions, so that it cannot tell another story than what is done.
 */
#ifndef WHY_H
#define WHY_H

#include <json-c/json.h>
#include <stdint.h>

#include "notes.h"
#include "roster.h"

struct why_subject {
	struct roster *roster;
	struct notes *notes;
	const struct target *target;
	int64_t now_ms; /* BOOTTIME */
};

/* why_now_ms - now, in the engine's time. */
static inline int64_t why_now_ms(const struct why_subject *subject)
{
	return subject->now_ms + TARGET_TIME_BASE;
}

/* why_describe - an object with state, evidence, run, law, conviction, guards, ladder, budgets and what
 * the last action did; owned by the caller.  All times are spans: *_ms ago, or still to go. */
struct json_object *why_describe(const struct why_subject *subject);

#endif
