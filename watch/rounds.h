/* rounds.h - again and again: read the journal, ask the daemon, until it is enough.
 * SPDX-License-Identifier: ISC */
#ifndef ROUNDS_H
#define ROUNDS_H

#include <stdbool.h>
#include <stdint.h>

#include "face.h"

struct rounds_setting {
	const char *dir;  /* the daemon's */
	const char *only; /* whose journal; NULL: all */
	int64_t every_ms;
	struct face face;
	/* a descriptor of the face's own: keys, or an output that may break */
	int fd;
	short events;
	/* after each turn, revents as poll(2) has them for .fd.  False: enough */
	bool (*turn)(void *arg, short revents);
	void *arg;
};

/* rounds_run - until turn has enough, or a signal ends it.  0, or -errno: it could not begin. */
int rounds_run(const struct rounds_setting *setting);

#endif
