/* tail.h - lines as they are written: a followed file or a command's output.
 * SPDX-License-Identifier: ISC
 */
#ifndef TAIL_H
#define TAIL_H

#include <stdbool.h>

#include "loop.h"
#include "muzzle_plugin.h"

#define TAIL_LINE_MAX_BYTES 16384 /* where the request says 0 */
#define TAIL_BACKOFF_MIN_MS 1000  /* before a command that ended is started again */
#define TAIL_BACKOFF_MAX_MS 60000 /* each time doubled up to here; a run that long starts anew */

#define TAIL_MARK_BYTES 160 /* of a mark, its NUL included */

struct tail;

/* What a line source tells its owner, always from the loop. */
struct tail_calls {
	/* NUL-terminated; newlines only between lines, where .together asks for it */
	void (*line)(void *arg, const char *line, size_t bytes);
	void (*fault)(void *arg, enum muzzle_fault kind, const char *why);
	/* NULL: not wanted.  Up to where a file is read, all lines before it told: to go on there,
	 * even in another process.  One word, at most TAIL_MARK_BYTES, after each turn that
	 * moved it; it must not close */
	void (*mark)(void *arg, const char *mark);
	/* a former mark, borrowed during tail_open; NULL, or one that makes no sense: start at the end */
	const char *resume_at;
	void *arg;
};

/* tail_open - copies from.  A file that is missing is a fault, told once; it is read from its beginning
 * when it appears.  Each end of a command is a path fault; one that cannot be started is told once.  0,
 * or -EINVAL (not exactly one of file and argv), -ENOMEM. */
int tail_open(struct tail **tail, struct loop *loop, const struct muzzle_lines *from,
	      const struct tail_calls *calls);

/* tail_late - the line in hand stood in the file before tail_open. */
bool tail_late(const struct tail *tail);

/* tail_close - no more calls; allowed inside its own; NULL is nothing. */
void tail_close(struct tail *tail);

#endif
