/* replay.h - a trace through the engine, line by line.  SPDX-License-Identifier: ISC
 *
 * No plugin, no clock: what went in decides what comes out, so a journal explains its daemon.
 */
#ifndef REPLAY_H
#define REPLAY_H

#include <stdbool.h>
#include <stdio.h>

#include "conf.h"

struct replay {
	const struct conf *conf; /* borrowed; NULL: defaults, or what the trace recorded */
	bool sync;               /* every input line is answered by {"t":T,"done":true}, flushed */
	FILE *in, *out;          /* borrowed */
};

/* replay_run - 0, -EINVAL when lines were bad (each answered by an error with its number), -EIO
 * when the trace cannot be read, -ENOMEM. */
int replay_run(const struct replay *replay);

#endif
