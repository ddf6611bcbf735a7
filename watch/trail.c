/* trail.c - see trail.h.  SPDX-License-Identifier: ISC */
#include "trail.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buffer.h"
#include "journal.h"

#define CHUNK_BYTES 16384
#define LINE_MAX_BYTES (1 << 20) /* more without a newline is no journal */

struct trail {
	char dir[PATH_MAX / 2];
	struct history *history; /* owned */
	int fd;                  /* owned; -1: none */
	off_t at;                /* where the next byte is read */
	struct buffer line;      /* owned; the beginning of one whose end is not there yet */
	bool begun;
};

struct trail *trail_open(const char *dir, const struct history_wish *wish)
{
	struct trail *trail = calloc(1, sizeof(*trail));

	if (!trail)
		return NULL;
	trail->fd = -1;
	snprintf(trail->dir, sizeof(trail->dir), "%s", dir);
	trail->history = history_new(wish);
	if (trail->history)
		return trail;
	free(trail);
	return NULL;
}

static void leave_file(struct trail *trail)
{
	if (trail->fd >= 0)
		close(trail->fd);
	trail->fd = -1;
	trail->at = 0;
	buffer_clear(&trail->line);
}

void trail_close(struct trail *trail)
{
	if (!trail)
		return;
	leave_file(trail);
	buffer_fini(&trail->line);
	history_free(trail->history);
	free(trail);
}

/* 0, or -errno. */
static int enter_file(struct trail *trail, const char *name)
{
	char path[PATH_MAX];

	leave_file(trail);
	snprintf(path, sizeof(path), "%s/%s", trail->dir, name);
	trail->fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	return trail->fd < 0 ? -errno : 0;
}

/* Every whole line of what was read; the rest waits for its end. */
static void tell_lines(struct trail *trail)
{
	struct buffer *line = &trail->line;
	size_t done = 0;
	char *newline;

	while (line->bytes > done &&
	       (newline = memchr(line->data + done, '\n', line->bytes - done))) {
		*newline = '\0';
		history_line(trail->history, line->data + done);
		done = (size_t)(newline - line->data) + 1;
	}
	buffer_drop(line, done);
	if (line->failed || line->bytes > LINE_MAX_BYTES)
		buffer_clear(line);
}

static void read_on(struct trail *trail)
{
	char chunk[CHUNK_BYTES];
	struct stat st;
	ssize_t got;

	/* the daemon took back what it could not write as a whole */
	if (fstat(trail->fd, &st) == 0 && st.st_size < trail->at) {
		trail->at = st.st_size;
		buffer_clear(&trail->line);
	}
	while ((got = pread(trail->fd, chunk, sizeof(chunk), trail->at)) > 0) {
		trail->at += got;
		buffer_add(&trail->line, chunk, (size_t)got);
		tell_lines(trail);
	}
}

/* Whether the file that is read is still the one of that name. */
static bool is_present(const struct trail *trail, const char *name)
{
	char path[PATH_MAX];
	struct stat here, there;

	snprintf(path, sizeof(path), "%s/%s", trail->dir, name);
	return trail->fd >= 0 && fstat(trail->fd, &here) == 0 && stat(path, &there) == 0 &&
	       here.st_ino == there.st_ino && here.st_dev == there.st_dev;
}

/* The older file first: its end joins the newer one's beginning. */
static void begin(struct trail *trail)
{
	if (enter_file(trail, JOURNAL_OLD_FILE) == 0)
		read_on(trail);
	leave_file(trail);
	trail->begun = true;
}

int trail_read(struct trail *trail)
{
	bool present;
	int rc;

	if (!trail->begun)
		begin(trail);
	/* asked first, so that nothing is written between the last look and the leaving */
	present = is_present(trail, JOURNAL_FILE);
	if (trail->fd >= 0)
		read_on(trail);
	if (present)
		return 0;
	rc = enter_file(trail, JOURNAL_FILE);
	if (rc == 0)
		read_on(trail);
	return rc;
}
