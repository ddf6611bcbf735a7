/* mark.h - up to where a file is read, so that another process can go on there.
 * SPDX-License-Identifier: ISC
 *
 * A file is known by its inode and by a sum over its first bytes: inodes are used again, and a file
 * that is emptied and written anew keeps its own.
 */
#ifndef MARK_H
#define MARK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MARK_HEAD_BYTES 256  /* of the file, at most, are summed up */
#define MARK_PRINT_BYTES 112 /* of a mark in print, its NUL included */

struct mark {
	uint64_t name; /* the path under which the file was followed, as a sum */
	uint64_t dev, ino;
	int64_t offset;
	uint32_t head_bytes;
	uint64_t head; /* the sum over the first .head_bytes */
};

/* mark_init - the beginning of the open file, followed as path.  0, or -errno: -EINVAL if it is no
 * regular file. */
int mark_init(struct mark *mark, const char *path, int fd);

/* mark_advance - data was read at the mark. */
void mark_advance(struct mark *mark, const char *data, size_t bytes);

/* mark_fits - the open file is the one that was marked, and has grown since, if anything. */
bool mark_fits(const struct mark *mark, int fd);

/* mark_holds - as mark_fits() for a file that is known to be the one: nobody has emptied it since, as far
 * as can be seen: a file that cannot be read now was not emptied by that. */
bool mark_holds(const struct mark *mark, int fd);

/* mark_find - the marked file under whatever name it has now in the directory of path; a descriptor
 * of the caller's, or -1. */
int mark_find(const struct mark *mark, const char *path);

/* mark_print - one word; mark_parse reads it.  out has room for MARK_PRINT_BYTES. */
void mark_print(const struct mark *mark, char *out);

/* mark_parse - false: it is no mark, or one of another path. */
bool mark_parse(struct mark *mark, const char *text, const char *path);

#endif
