/* lookup.h - questions that are answered later: what a store knows, what only WhatsApp knows.  SPDX-License-Identifier: ISC
 *
 * WAHA first waits for the session to work, then asks its memory or the upstream.  Memory answers at once,
 * whoever may be deaf; a deaf upstream is an error after query_ms, and a connection that ends meanwhile
 * is one at once.
 */
#ifndef LOOKUP_H
#define LOOKUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "session.h"

#define LOOKUPS_MAX 64
#define LOOKUP_BODY_BYTES 400

enum lookup_kind { LOOKUP_LOCAL = 1, LOOKUP_UPSTREAM };

struct lookup {
	enum lookup_kind kind; /* 0: free */
	uint32_t conn;         /* whom to answer */
	struct session *session;
	int64_t asked_ms;
	int64_t sent_ms;    /* upstream since; 0: not yet */
	unsigned connected; /* the session's count of connections when it was sent */
	bool known;         /* the number asked for is on WhatsApp */
};

struct lookups {
	struct lookup list[LOOKUPS_MAX];
};

struct lookup_answer {
	uint32_t conn;
	int status; /* of HTTP */
	char body[LOOKUP_BODY_BYTES];
};

/* lookup_add - -EBUSY if there are too many; .asked_ms is set here. */
int lookup_add(struct lookups *lookups, const struct lookup *lookup,
	       const struct session_world *world);

/* lookup_step - true if one was answered, which `answer` tells.  Call again until false. */
bool lookup_step(struct lookups *lookups, const struct session_world *world,
		 struct lookup_answer *answer);

#endif
