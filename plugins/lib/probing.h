/* probing.h - looks at sessions beyond their status, a few at a time.  SPDX-License-Identifier: ISC
 *
 * Silent sessions fall silent together: all may be asked for at one moment.  A gateway gets
 * PROBING_FLIGHTS requests at once; the others wait their turn.
 */
#ifndef PROBING_H
#define PROBING_H

#include "evidence.h"
#include "verdict.h"

#define PROBING_FLIGHTS 4
#define PROBING_NAME_BYTES 65
#define PROBING_URL_BYTES 2048

struct probing;

struct probing_flight {
	struct probing *probing;
	uint32_t request; /* 0: free */
	char session[PROBING_NAME_BYTES];
};

/* Zeroed but for what the caller sets: .by .base .path .rules and .http's socket, headers, timeout. */
struct probing {
	const struct evidence *by;
	const char *base; /* what stands before a .path that begins with `/` */
	const char *path; /* with {session} */
	struct muzzle_http http;
	struct verdict_rules rules;
	muzzle_http_done *answered; /* ours */
	struct probing_flight flights[PROBING_FLIGHTS];
	char (*waiting)[PROBING_NAME_BYTES]; /* owned; a ring of .room names */
	size_t room, first, count;
	int told; /* HTTP status whose remedy was told since the last verdict; 0 none */
};

/* probing_init - room for so many waiting sessions; 0 or -ENOMEM. */
int probing_init(struct probing *probing, size_t room);

void probing_fini(struct probing *probing); /* a zeroed one is allowed */

/* probing_ask - probes the session, now or when its turn comes; the evidence tells what was found.
 * One that waits or is asked already is not asked twice; without room it is left out. */
void probing_ask(struct probing *probing, const char *session);

#endif
