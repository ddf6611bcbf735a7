/* ticker.h - what happens, as lines of text or of JSON: where there is no terminal.
 * SPDX-License-Identifier: ISC */
#ifndef TICKER_H
#define TICKER_H

#include <stdbool.h>
#include <stdio.h>

#include "face.h"

struct ticker_setting {
	const char *only;  /* a target, a gateway with its sessions; NULL: all */
	const char *where; /* the daemon's directory */
	bool json;         /* each status as one object a line; else the headline, then changes */
	FILE *out;
	FILE *trouble; /* what is neither a change nor a status */
};

struct ticker;

/* ticker_new - setting is borrowed.  NULL: no memory. */
struct ticker *ticker_new(const struct ticker_setting *setting);

/* ticker_free - NULL is allowed. */
void ticker_free(struct ticker *ticker);

/* ticker_face - how it talks to the daemon. */
struct face ticker_face(struct ticker *ticker);

#endif
