/* trail.h - the journal, read behind who writes it.  SPDX-License-Identifier: ISC
 *
 * The older file first, then what comes.  The writer swaps the files: what is read is followed by inode, and
 * no whole line is lost on the way from one to the other.
 */
#ifndef TRAIL_H
#define TRAIL_H

#define TRAIL_PORTION_BYTES 4096 /* read at once */

struct trail;

/* Who is given each whole line, without its newline. */
struct trail_reader {
	void (*take)(void *arg, const char *line);
	void *arg;
};

/* trail_open - of the files in dir, whether or not there are any yet.  NULL: no memory. */
struct trail *trail_open(const char *dir, const struct trail_reader *reader);

/* trail_close - NULL is allowed. */
void trail_close(struct trail *trail);

/* trail_read - a portion.  1: there is more; 0: that was all for now; -errno while there is no journal. */
int trail_read(struct trail *trail);

/* trail_read_all - what is there by now.  0, or -errno while there is no journal. */
int trail_read_all(struct trail *trail);

#endif
