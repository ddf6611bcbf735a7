/* compose.h - the text of a configuration, with comments that give its reasons.
 * SPDX-License-Identifier: ISC
 *
 * Pure.  What a gateway says gets into it only as a valid name, or in a comment of one line.
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
	const struct standing *standing; /* zeroed if nothing stands beside it */
	const char *name;                /* of the gateway */
	const char *prefix;              /* of other sections: "", or "waha-" beside others */
	const char *key;                 /* ${file:...}, ${env:...}; NULL: none */
	const char *docker;              /* the socket */
	const char *ca, *log;            /* absolute paths; NULL: none */
	const char *to, *format;         /* where alerts go; NULL: nowhere */
	bool observe;                    /* the box acts on nobody yet */
	bool spare;                      /* it acts on others: this gateway has no ladder yet */
	bool outward;                    /* the box has a default route */
};

/* compose_journal_mb - the journal_size for a day of history of what was found, in MB. */
unsigned compose_journal_mb(const struct survey *survey);

/* compose_write - the whole file. */
void compose_write(const struct compose *c, FILE *out);

#endif
