/* tryout.h - gives one order to one action, in a loop and a host of its own.
 * SPDX-License-Identifier: ISC */
#ifndef TRYOUT_H
#define TRYOUT_H

#include <stdbool.h>
#include <stdint.h>

#include "host.h"
#include "text.h"

#define TRYOUT_LATE_MS 5000 /* an action without a result is given up so long after its timeout */

struct tryout_outcome {
	const char *result; /* done failed setup timeout, or interrupted */
	bool done;
	int64_t took_ms;
	char why[TEXT_BYTES];
	char output[MUZZLE_OUTPUT_MAX + 1]; /* what it printed; "": nothing */
};

/* tryout_run - open the action, give it the order and wait for the result.  0 with *outcome, even
 * if the action failed; or -errno, -EINVAL with the errors in the wish's remarks.  SIGINT and
 * SIGTERM interrupt it. */
int tryout_run(const struct host_wish *wish, const struct muzzle_order *order,
	       struct tryout_outcome *outcome);

#endif
