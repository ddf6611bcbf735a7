/* past.c - see past.h.  SPDX-License-Identifier: ISC */
#include "past.h"

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

struct past {
	char dir[PATH_MAX / 2];
	struct history *history; /* owned */
	int fd;                  /* owned; -1: none */
	off_t at;                /* where the next byte is read */
	struct buffer line;      /* owned; the beginning of one whose end is not there yet */
	bool begun;
};

struct past *past_open(const char *dir, const struct history_wish *wish)
{
	struct past *past = calloc(1, sizeof(*past));

	if (!past)
		return NULL;
	past->fd = -1;
	snprintf(past->dir, sizeof(past->dir), "%s", dir);
	past->history = history_new(wish);
	if (past->history)
		return past;
	free(past);
	return NULL;
}

static void leave_file(struct past *past)
{
	if (past->fd >= 0)
		close(past->fd);
	past->fd = -1;
	past->at = 0;
	buffer_clear(&past->line);
}

void past_close(struct past *past)
{
	if (!past)
		return;
	leave_file(past);
	buffer_fini(&past->line);
	history_free(past->history);
	free(past);
}

/* 0, or -errno. */
static int enter_file(struct past *past, const char *name)
{
	char path[PATH_MAX];

	leave_file(past);
	snprintf(path, sizeof(path), "%s/%s", past->dir, name);
	past->fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	return past->fd < 0 ? -errno : 0;
}

/* Every whole line of what was read; the rest waits for its end. */
static void tell_lines(struct past *past)
{
	struct buffer *line = &past->line;
	size_t done = 0;
	char *newline;

	while (line->bytes > done &&
	       (newline = memchr(line->data + done, '\n', line->bytes - done))) {
		*newline = '\0';
		history_line(past->history, line->data + done);
		done = (size_t)(newline - line->data) + 1;
	}
	buffer_drop(line, done);
	if (line->failed || line->bytes > LINE_MAX_BYTES)
		buffer_clear(line);
}

static void read_on(struct past *past)
{
	char chunk[CHUNK_BYTES];
	struct stat st;
	ssize_t got;

	/* the daemon took back what it could not write as a whole */
	if (fstat(past->fd, &st) == 0 && st.st_size < past->at) {
		past->at = st.st_size;
		buffer_clear(&past->line);
	}
	while ((got = pread(past->fd, chunk, sizeof(chunk), past->at)) > 0) {
		past->at += got;
		buffer_add(&past->line, chunk, (size_t)got);
		tell_lines(past);
	}
}

/* Whether the file that is read is still the one of that name. */
static bool is_present(const struct past *past, const char *name)
{
	char path[PATH_MAX];
	struct stat here, there;

	snprintf(path, sizeof(path), "%s/%s", past->dir, name);
	return past->fd >= 0 && fstat(past->fd, &here) == 0 && stat(path, &there) == 0 &&
	       here.st_ino == there.st_ino && here.st_dev == there.st_dev;
}

/* The older file first: its end joins the newer one's beginning. */
static void begin(struct past *past)
{
	if (enter_file(past, JOURNAL_OLD_FILE) == 0)
		read_on(past);
	leave_file(past);
	past->begun = true;
}

int past_read(struct past *past)
{
	bool present;
	int rc;

	if (!past->begun)
		begin(past);
	/* asked first, so that nothing is written between the last look and the leaving */
	present = is_present(past, JOURNAL_FILE);
	if (past->fd >= 0)
		read_on(past);
	if (present)
		return 0;
	rc = enter_file(past, JOURNAL_FILE);
	if (rc == 0)
		read_on(past);
	return rc;
}
