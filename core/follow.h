/* follow.h - a growing file, followed by name.  SPDX-License-Identifier: ISC
 *
 * Renaming, truncation, deletion and re-creation are noticed by inotify on the file and on its
 * directory; a look every half minute, or every second where inotify is not to be had or the name is
 * a link, covers what inotify cannot see (network file systems, other directories, lost events).
 */
#ifndef FOLLOW_H
#define FOLLOW_H

#include "loop.h"
#include "mark.h"

#define FOLLOW_TURN_MAX_BYTES (256 << 10) /* per turn of the loop: a flood must not starve others */
#define FOLLOW_LINGER_MS \
	5000 /* a renamed file is read on until its successor has content, or so long */
#define FOLLOW_GONE_MS 300000 /* a file that was there is missed after that: rotation leaves gaps */

struct follow;

enum follow_break {
	FOLLOW_ROTATED = 1, /* what was begun is complete; another file begins */
	FOLLOW_TRUNCATED,   /* what was begun is lost; the file begins anew */
	FOLLOW_MIDDLE       /* reading starts in the middle of a line */
};

/* What a followed file tells its owner, always from the loop but for FOLLOW_MIDDLE. */
struct follow_calls {
	void (*data)(void *arg, char *data, size_t bytes);
	void (*broken)(void *arg, enum follow_break how);
	void (*fault)(void *arg, const char *why); /* it cannot be read; once per reason */
	void (*moved)(void *arg); /* at the end of a turn after which follow_mark() says another */
	void *arg;
};

struct follow_file {
	const char *path;
	const struct mark *mark; /* go on there; NULL: at the end */
};

/* follow_open - copies from.  A file that is missing is read from its beginning when it appears; so is
 * another one than the marked, after the rest of that one if it is found beside it.  0, or -ENOMEM. */
int follow_open(struct follow **follow, struct loop *loop, const struct follow_file *from,
		const struct follow_calls *calls);

/* follow_mark - behind the data given last; NULL: no file is open. */
const struct mark *follow_mark(const struct follow *follow);

/* follow_is_late - the data in hand was in the file when it was opened by follow_open. */
bool follow_is_late(const struct follow *follow);

/* follow_close - no more calls; allowed inside them; NULL is nothing. */
void follow_close(struct follow *follow);

#endif
