/* would.h - what observe mode would have done with a trace, in sums.  SPDX-License-Identifier: ISC
 *
 * The trace is judged once more, as if in observe mode: an act that only `observe` holds back is one
 * that would have been done.  Nothing was, so that what is dead stays dead until somebody else mends it,
 * and is tried again as far as ladder, cooldown and budgets allow.
 */
#ifndef WOULD_H
#define WOULD_H

#include <stdbool.h>
#include <stdio.h>

#include "conf.h"

struct would {
	const struct conf *conf; /* borrowed; NULL: what the trace recorded, or the defaults */
	bool json;
	FILE *in, *out; /* borrowed */
};

/* would_run - 0, -EINVAL when lines were bad (each answered by an error with its number), -EIO when
 * the trace cannot be read, -ENOMEM. */
int would_run(const struct would *would);

#endif
