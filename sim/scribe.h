/* scribe.h - writes down what passes between world and engine, as `muzzle replay` reads it.
 * SPDX-License-Identifier: ISC
 */
#ifndef SCRIBE_H
#define SCRIBE_H

#include <stdio.h>

#include "watcher.h"

struct scribe {
	FILE *out;       /* borrowed */
	int64_t from_ms; /* nothing before; 0: all, with the configuration and the ledger at its head */
	int64_t until_ms; /* nothing later */
	bool begun;
	struct trace_words words; /* of the line that gives orders */
};

/* scribe_init - all that passes goes to out. */
void scribe_init(struct scribe *scribe, FILE *out);

/* scribe_tap - the ears of scribe: give them all that passes. */
struct watcher_tap scribe_tap(struct scribe *scribe);

#endif
