/* differ.h - where two configurations decide differently over one trace.  SPDX-License-Identifier: ISC
 *
 * Both are fed the same lines in lock step.  Decisions are acts and messages.  The evidence is what
 * happened then: it does not answer to what either would have done.
 */
#ifndef DIFFER_H
#define DIFFER_H

#include <stdbool.h>
#include <stdio.h>

#include "conf.h"

/* Differences of one target closer than this are one divergence, of which the first is shown. */
#define DIFFER_GAP_MS 1800000

struct differ {
	const struct conf *a, *b; /* borrowed */
	bool json;                /* a line of JSON for each divergence, and one for the sums */
	FILE *in, *out;           /* borrowed */
};

/* differ_run - 0: they decide alike; 1: they do not.  -EINVAL when lines were bad (each answered by
 * an error with its number), -EIO when the trace cannot be read, -ENOMEM. */
int differ_run(const struct differ *differ);

#endif
