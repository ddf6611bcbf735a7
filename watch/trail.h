/* trail.h - the journal as it grows, in history's words.  SPDX-License-Identifier: ISC
 *
 * The files are the daemon's, which swaps them: what is read is followed by inode, and no whole line is
 * lost on the way from one to the other.
 */
#ifndef TRAIL_H
#define TRAIL_H

#include "history.h"

struct trail;

/* trail_open - of the run_dir; wish is borrowed.  NULL: no memory. */
struct trail *trail_open(const char *dir, const struct history_wish *wish);

/* trail_close - NULL is allowed. */
void trail_close(struct trail *trail);

/* trail_read - tells what is new, the first time all that is there.  0, or -errno while there is no journal
 * to read. */
int trail_read(struct trail *trail);

#endif
