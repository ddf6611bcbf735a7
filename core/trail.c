/* trail.c - see trail.h.  SPDX-License-Identifier: ISC */
#include "trail.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buffer.h"
#include "journal.h"

#define LINE_MAX_BYTES (1 << 20) /* a file with a longer line is not a journal */

struct trail {
	char *dir; /* owned */
	struct trail_reader reader;
	int fd;               /* owned; of the file that is being read; -1: none */
	off_t at;             /* where its next byte is read */
	struct buffer unread; /* owned; the beginning of a line that is not complete yet */
};

struct trail *trail_open(const char *dir, const struct trail_reader *reader)
{
	struct trail *trail = calloc(1, sizeof(*trail));

	if (!trail)
		return NULL;
	trail->reader = *reader;
	trail->fd = -1;
	trail->dir = strdup(dir);
	if (trail->dir)
		return trail;
	free(trail);
	return NULL;
}

void trail_close(struct trail *trail)
{
	if (!trail)
		return;
	if (trail->fd >= 0)
		close(trail->fd);
	buffer_fini(&trail->unread);
	free(trail->dir);
	free(trail);
}

/* --- lines */

static void tell_lines(struct trail *trail)
{
	struct buffer *unread = &trail->unread;
	size_t done = 0;
	char *newline;

	while (unread->bytes > done &&
	       (newline = memchr(unread->data + done, '\n', unread->bytes - done))) {
		*newline = '\0';
		trail->reader.take(trail->reader.arg, unread->data + done);
		done = (size_t)(newline - unread->data) + 1;
	}
	buffer_drop(unread, done);
	if (unread->failed || unread->bytes > LINE_MAX_BYTES)
		buffer_clear(unread);
}

/* The writer takes back a line that it could not write whole: then the file is shorter. */
static void heed_cut(struct trail *trail)
{
	struct stat st;

	if (fstat(trail->fd, &st) < 0 || trail->at <= st.st_size)
		return;
	trail->at = st.st_size;
	buffer_clear(&trail->unread);
}

/* How many bytes were read; 0 also if there is no file. */
static size_t read_some(struct trail *trail)
{
	char data[TRAIL_PORTION_BYTES];
	ssize_t got;

	if (trail->fd < 0)
		return 0;
	heed_cut(trail);
	got = pread(trail->fd, data, sizeof(data), trail->at);
	if (got <= 0)
		return 0;
	trail->at += got;
	buffer_add(&trail->unread, data, (size_t)got);
	tell_lines(trail);
	return (size_t)got;
}

/* --- files */

static void locate(const struct trail *trail, const char *name, char path[PATH_MAX])
{
	snprintf(path, PATH_MAX, "%s/%s", trail->dir, name);
}

static bool is_open_file(const struct trail *trail, const char *name)
{
	struct stat ours, theirs;
	char path[PATH_MAX];

	locate(trail, name, path);
	return trail->fd >= 0 && fstat(trail->fd, &ours) == 0 && stat(path, &theirs) == 0 &&
	       ours.st_ino == theirs.st_ino && ours.st_dev == theirs.st_dev;
}

/* 1, or -errno: the file that was open stays so. */
static int open_file(struct trail *trail, const char *name)
{
	char path[PATH_MAX];
	int fd;

	locate(trail, name, path);
	fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (trail->fd >= 0)
		close(trail->fd);
	trail->fd = fd;
	trail->at = 0;
	buffer_clear(&trail->unread);
	return 1;
}

/* After a file comes the older one, unless it was that; then the newer one. */
static int open_next(struct trail *trail)
{
	if (!is_open_file(trail, JOURNAL_OLD_FILE) && open_file(trail, JOURNAL_OLD_FILE) > 0)
		return 1;
	return open_file(trail, JOURNAL_FILE);
}

int trail_read(struct trail *trail)
{
	/* before the last read: nothing can be written between it and the change of files */
	bool newest = is_open_file(trail, JOURNAL_FILE);
	size_t bytes = read_some(trail);

	if (bytes)
		return bytes == TRAIL_PORTION_BYTES || !newest;
	return newest ? 0 : open_next(trail);
}

int trail_read_all(struct trail *trail)
{
	int rc;

	do
		rc = trail_read(trail);
	while (rc > 0);
	return rc;
}
