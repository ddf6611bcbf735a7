/* doorman.h - who may look, who may command, and who only pretends to be a page of ours.
 * SPDX-License-Identifier: ISC
 *
 * Pure.  A browser carries requests of any page that its user visits.  So the name by which we were called
 * must be one of ours (else another's name was bound to our address), and a command must come from a
 * page of the same name and carry the token, which browsers do not send by themselves.
 * A proxy on this box speaks for others: what it hands on is not of this box, and a wrong token is that of
 * whom it names.
 */
#ifndef DOORMAN_H
#define DOORMAN_H

#include "strikes.h"

#define DOORMAN_TOKEN_MIN 16               /* characters */
#define DOORMAN_READ "local anybody token" /* in the order of doorman_read */

enum doorman_read { DOORMAN_LOCAL, DOORMAN_ANYBODY, DOORMAN_TOKEN };

/* Options first; zeroed with the instance that it is a member of. */
struct doorman {
	const char *const *hosts;  /* names that are ours, beside localhost and addresses */
	const char *const *tokens; /* any of them opens; none: nobody may command */
	int64_t read;              /* enum doorman_read: who may look without a token */
	struct strikes strikes;
};

enum doorman_want {
	DOORMAN_PAGE = 1, /* what everybody may have */
	DOORMAN_LOOK,
	DOORMAN_COMMAND
};

/* Who sends it. */
struct doorman_peer {
	const union dial_address *from;
	bool proxied; /* its headers say that somebody handed it on */
	const char
		*forwarded_for; /* for whom: the last one of a list of addresses; NULL: not said */
};

/* A request's headers; NULL: it has none of that name. */
struct doorman_call {
	enum doorman_want want;
	struct doorman_peer peer;
	const char *host, *origin, *fetch_site, *authorization, *content_type;
	int64_t now_ms;
};

/* Status 0: come in; else what to answer, and in words why. */
struct doorman_verdict {
	int status;
	const char *why;
	int64_t retry_ms; /* 0: not said */
};

/* doorman_judge - a wrong token is remembered. */
struct doorman_verdict doorman_judge(struct doorman *doorman, const struct doorman_call *call);

/* doorman_asks_token - whether that one must have a token to look. */
bool doorman_asks_token(const struct doorman *doorman, const struct doorman_peer *peer);

#endif
