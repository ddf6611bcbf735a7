/* tail.h - lines as they are written: a followed file or a command's output.
 * SPDX-License-Identifier: ISC
 */
#ifndef TAIL_H
#define TAIL_H

#include "loop.h"
#include "muzzle_plugin.h"

#define TAIL_LINE_MAX_BYTES 16384 /* where the request says 0 */
#define TAIL_BACKOFF_MIN_MS 1000  /* before a command that ended is started again */
#define TAIL_BACKOFF_MAX_MS 60000 /* each time doubled up to here; a run that long starts anew */

struct tail;

/* What a line source tells its owner, always from the loop. */
struct tail_calls {
	void (*line)(void *arg, const char *line, size_t bytes); /* NUL-terminated, no newline */
	void (*fault)(void *arg, enum muzzle_fault kind, const char *why);
	void *arg;
};

/* tail_open - copies from.  A file that is missing is a fault, told once; it is read from its
 * beginning when it appears.  Each end of a command is a fault.  0, or -EINVAL (not exactly one of
 * file and argv), -ENOMEM. */
int tail_open(struct tail **tail, struct loop *loop, const struct muzzle_lines *from,
	      const struct tail_calls *calls);

/* tail_close - no more calls; allowed inside its own; NULL is nothing. */
void tail_close(struct tail *tail);

#endif
