/* proven.h - of the proofs of a busy session only the first and the last are told.
 * SPDX-License-Identifier: ISC
 *
 * Busy sessions prove their life a hundred times a second.  One proof a session and `every` is told
 * at once; of those that follow within it the newest is told at its end, by its own date.
 */
#ifndef PROVEN_H
#define PROVEN_H

#include "evidence.h"

#define PROVEN_MAX 1024 /* sessions; proofs of more are all told */
#define PROVEN_NAME_BYTES 65

/* The proofs of one session. */
struct proven_session {
	char name[PROVEN_NAME_BYTES];
	bool held;
	bool wall;
	int64_t told_ms, at_ms; /* at_ms: of the one held, as .wall says */
};

struct proven {
	struct evidence by;
	int64_t every_ms;
	struct proven_session *sessions; /* owned; grows by doubling */
	size_t count, room;
	uint32_t timer; /* runs while a proof is held */
};

/* proven_init - by is borrowed in parts; the struct must stay where it is.  Its timer ends with the
 * instance. */
void proven_init(struct proven *proven, struct evidence by, int64_t every_ms);

void proven_fini(struct proven *proven); /* a zeroed one is allowed */

/* proven_take - a proof of .session, dated by .at_ms (0: now) as .wall says. */
void proven_take(struct proven *proven, const struct muzzle_report *proof);

#endif
