/* doorman.h - who may look, and who may command.
 * SPDX-License-Identifier: ISC
 *
 * Pure.  A browser sends requests for any page that its user visits.  So the Host of a request must
 * be one of our names (against DNS rebinding), and a command must come from our own page and carry
 * the token, which a browser does not send by itself (against CSRF). A proxy on this box speaks for
 * others: a request that it passes on does not come from this box, and a wrong token counts against
 * the address that the proxy names.
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
	const char *const *tokens; /* any of them will do; none: nobody may command */
	int64_t read;              /* enum doorman_read: who may look without a token */
	struct strikes strikes;
};

enum doorman_want {
	DOORMAN_PAGE = 1, /* open to everybody */
	DOORMAN_LOOK,
	DOORMAN_COMMAND
};

/* Who sends a request. */
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

/* Status 0: it is allowed; else the status to answer, and why. */
struct doorman_verdict {
	int status;
	const char *why;
	int64_t retry_ms; /* 0: not said */
};

/* doorman_judge - may this be answered?  Wrong tokens are counted. */
struct doorman_verdict doorman_judge(struct doorman *doorman, const struct doorman_call *call);

/* doorman_asks_token - true: that sender may look only with a token. */
bool doorman_asks_token(const struct doorman *doorman, const struct doorman_peer *peer);

#endif
