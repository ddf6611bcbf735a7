/* visit.h - one question over HTTP, asked in good manners.  SPDX-License-Identifier: ISC
 *
 * No redirect is followed and no proxy taken, so that a key goes where it was meant to go and nowhere else.
 */
#ifndef VISIT_H
#define VISIT_H

#include <stdint.h>

#include "answer.h"

struct visit {
	const char *url;
	const char *header;      /* "X-Api-Key: ...", a secret; NULL: none */
	const char *ca_file;     /* NULL: the system's authorities */
	const char *unix_socket; /* NULL: by network */
	int64_t timeout_ms;
};

/* visit_get - the answer, to be ended by answer_fini whatever came; status 0 says why none did. */
void visit_get(const struct visit *visit, struct answer *answer);

#endif
