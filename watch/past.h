/* past.h - the journal as it grows, in history's words.  SPDX-License-Identifier: ISC
 *
 * The files are the daemon's, which swaps them: what is read is followed by inode, and no whole line is
 * lost on the way from one to the other.
 */
#ifndef PAST_H
#define PAST_H

#include "history.h"

struct past;

/* past_open - of the run_dir; wish is borrowed.  NULL: no memory. */
struct past *past_open(const char *dir, const struct history_wish *wish);

/* past_close - NULL is allowed. */
void past_close(struct past *past);

/* past_read - tells what is new, the first time all that is there.  0, or -errno while there is no journal
 * to read. */
int past_read(struct past *past);

#endif
