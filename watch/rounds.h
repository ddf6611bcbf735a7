/* rounds.h - the loop: reads the journal and asks the daemon, round after round.
 * SPDX-License-Identifier: ISC */
#ifndef ROUNDS_H
#define ROUNDS_H

#include <stdbool.h>
#include <stdint.h>

#include "face.h"

struct rounds_setting {
	const char *dir;  /* the daemon's directory */
	const char *only; /* entries of this target, of a gateway with its sessions; NULL: all */
	int64_t every_ms;
	struct face face;
	/* one more descriptor to poll: for keys, or for an output that breaks */
	int fd;
	short events;
	/* called after each turn with the revents of .fd; false ends the loop */
	bool (*turn)(void *arg, short revents);
	void *arg;
};

/* rounds_run - until .turn returns false or a signal comes.  0, or -errno: it could not begin. */
int rounds_run(const struct rounds_setting *setting);

#endif
