/* compose.h - the text of a configuration, with its reasons.  SPDX-License-Identifier: ISC
 *
 * Pure.  Nothing that a gateway said becomes more than a name by our grammar or a comment of one line.
 */
#ifndef COMPOSE_H
#define COMPOSE_H

#include <stdio.h>

#include "shelf.h"
#include "standing.h"
#include "survey.h"
#include "wish.h"

struct compose {
	const struct wish *wish;
	const struct survey *survey;
	const struct shelf *shelf;
	const struct standing *standing; /* zeroed for a configuration of its own */
	const char *name;                /* of the gateway */
	const char *prefix;              /* of the other sections: "", or "waha-" beside others */
	const char *key;                 /* ${file:...}, ${env:...}; NULL: none */
	const char *docker;              /* the socket */
	const char *ca, *log;            /* whole paths; NULL: none */
	const char *to, *format;         /* who tells a person; NULL: nobody */
	bool observe;                    /* for the first day */
	bool spare;                      /* no ladder for the first day: others are acted on here */
	bool outward;                    /* the box has a default route */
};

/* compose_write - all of it. */
void compose_write(const struct compose *c, FILE *out);

/* compose_put - one line, the value in quotes where it needs them. */
void compose_put(FILE *out, const char *key, const char *value);

/* compose_is_openclaw - which mends its channels itself and has ways of its own. */
bool compose_is_openclaw(const struct compose *c);

/* compose_put_socket - the Docker daemon's, where it is not the usual one. */
void compose_put_socket(const struct compose *c, FILE *out);

/* compose_has_ladder - there is something that restarts it. */
bool compose_has_ladder(const struct compose *c);

#endif
