/* trail.h - follows the journal while it is written.  SPDX-License-Identifier: ISC
 *
 * It reads the older file, then the other, then what is added.  The writer swaps the files: the one
 * that is being read is known by its inode, so that no line is lost between the two.
 */
#ifndef TRAIL_H
#define TRAIL_H

#define TRAIL_PORTION_BYTES 4096 /* read at once */

struct trail;

/* .take gets each complete line, without its newline. */
struct trail_reader {
	void (*take)(void *arg, const char *line);
	void *arg;
};

/* trail_open - follow the files in dir, which need not be there yet.  NULL: no memory. */
struct trail *trail_open(const char *dir, const struct trail_reader *reader);

/* trail_close - NULL is allowed. */
void trail_close(struct trail *trail);

/* trail_read - read a portion.  1: there is more; 0: not now; -errno: there is no journal. */
int trail_read(struct trail *trail);

/* trail_read_all - read all that is there.  0, or -errno: there is no journal. */
int trail_read_all(struct trail *trail);

#endif
