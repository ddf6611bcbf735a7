/* visit.h - one GET request over HTTP.  SPDX-License-Identifier: ISC
 *
 * No redirect is followed and no proxy is used, so that a key reaches only the host that it is for.
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

/* visit_get - waits for the answer, which answer_fini ends; its status is 0 if none came. */
void visit_get(const struct visit *visit, struct answer *answer);

#endif
