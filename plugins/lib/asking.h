/* asking.h - looks at sessions by a command, one after the other.  SPDX-License-Identifier: ISC
 *
 * The command says 0 for a session that answered and 2 for one that is dead; all else it says is no
 * verdict.  One child runs at a time; the others wait their turn.
 */
#ifndef ASKING_H
#define ASKING_H

#include "evidence.h"
#include "nagios.h"

#define ASKING_NAME_BYTES 65
#define ASKING_ROOM 256 /* sessions that may wait, the one that is asked included */
#define ASKING_ARGS_MAX 31

/* Zeroed but for what the caller sets: .by .command, and .env and .timeout_ms of .check. */
struct asking {
	const struct evidence *by;
	const char *const *command; /* its words, with {session} */
	struct nagios_check check;
	muzzle_spawn_done *ended;           /* ours */
	char (*waiting)[ASKING_NAME_BYTES]; /* owned; a ring: its first is asked while .child */
	size_t first, count;
	uint32_t child; /* 0: none */
	bool told;      /* a setup fault, since the last verdict */
};

/* asking_flaw - what is wrong with the command, a static sentence; NULL: nothing. */
const char *asking_flaw(const char *const *command);

/* asking_init - 0 or -ENOMEM. */
int asking_init(struct asking *asking);

void asking_fini(struct asking *asking); /* a zeroed one is allowed */

/* asking_ask - looks at the session, now or when its turn comes; the evidence tells what was found.
 * One that waits already is not asked twice; without room it is left out. */
void asking_ask(struct asking *asking, const char *session);

#endif
