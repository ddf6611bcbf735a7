/* journal.c - see journal.h.  SPDX-License-Identifier: ISC */
#include "journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buffer.h"

#define STEP_BYTES 4096 /* what one step may write beyond the swap's mark */
#define CHUNK_BYTES 4096

struct journal {
	struct journal_setting setting;
	int dir_fd;             /* owned; -1: not open */
	int fd;                 /* owned; -1: not open */
	int64_t bytes;          /* of the present file */
	int64_t snapshot_bytes; /* of the last header and snapshot */
	bool broken;            /* lines were lost: only a new header can follow */
	bool told;
	bool told_small;
	int64_t retry_ms;
	struct buffer step; /* owned */
};

/* Told once until it works again: a full disk would fill the log too. */
static void fail(struct journal *journal, const char *what)
{
	journal->broken = true;
	if (!journal->told)
		log_line(journal->setting.log, MUZZLE_ERR, "journal", "%s dir=%s error=%s", what,
			 journal->setting.dir, strerror(errno));
	journal->told = true;
}

/* Where the last whole line ends. */
static int64_t whole_lines(int fd, int64_t bytes)
{
	char chunk[CHUNK_BYTES];

	while (bytes > 0) {
		int64_t from = bytes > CHUNK_BYTES ? bytes - CHUNK_BYTES : 0;
		ssize_t got = pread(fd, chunk, (size_t)(bytes - from), from);
		const char *newline = got > 0 ? memrchr(chunk, '\n', (size_t)got) : NULL;

		if (newline)
			return from + (newline - chunk) + 1;
		bytes = from;
	}
	return 0;
}

/* A killed predecessor may have left half a line. */
static int repair(struct journal *journal)
{
	struct stat st;

	if (fstat(journal->fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode)) {
		errno = EINVAL;
		return -EINVAL;
	}
	journal->bytes = whole_lines(journal->fd, st.st_size);
	if (journal->bytes == st.st_size)
		return 0;
	log_line(journal->setting.log, MUZZLE_WARN, "journal", "torn line dropped bytes=%lld",
		 (long long)(st.st_size - journal->bytes));
	return ftruncate(journal->fd, journal->bytes) < 0 ? -errno : 0;
}

static void close_files(struct journal *journal)
{
	if (journal->fd >= 0)
		close(journal->fd);
	if (journal->dir_fd >= 0)
		close(journal->dir_fd);
	journal->fd = journal->dir_fd = -1;
}

static void open_files(struct journal *journal)
{
	journal->dir_fd = open(journal->setting.dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (journal->dir_fd >= 0)
		journal->fd = openat(
			journal->dir_fd, JOURNAL_FILE,
			O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0640);
	if (journal->fd < 0 || repair(journal) < 0) {
		fail(journal, "cannot be opened");
		close_files(journal);
	}
}

struct journal *journal_open(const struct journal_setting *setting)
{
	struct journal *journal = calloc(1, sizeof(*journal));

	if (!journal)
		return NULL;
	journal->setting = *setting;
	journal->fd = journal->dir_fd = -1;
	open_files(journal);
	return journal;
}

void journal_close(struct journal *journal)
{
	if (!journal)
		return;
	close_files(journal);
	buffer_fini(&journal->step);
	free(journal);
}

void journal_resize(struct journal *journal, int64_t bytes)
{
	journal->setting.bytes = bytes;
}

void journal_put(struct journal *journal, struct json_object *line)
{
	buffer_add_json(&journal->step, line);
}

/* All of the step or nothing: half a line would hide the ones behind it. */
static void write_step(struct journal *journal)
{
	struct buffer *step = &journal->step;
	ssize_t written;

	if (step->failed)
		errno = ENOMEM;
	written =
		step->failed || journal->fd < 0 ? -1 : write(journal->fd, step->data, step->bytes);
	if (written == (ssize_t)step->bytes) {
		journal->bytes += written;
	} else {
		if (written >= 0)
			errno = ENOSPC;
		fail(journal, "cannot be written");
		if (written > 0 && ftruncate(journal->fd, journal->bytes) < 0)
			close_files(journal); /* repaired when it is opened again */
	}
	buffer_clear(step);
}

/* From how many bytes on the files are swapped. */
static int64_t swap_mark(const struct journal *journal)
{
	int64_t mark = journal->setting.bytes / 2 - STEP_BYTES;

	/* a snapshot that is larger than the file must not make it swap at every step */
	return mark < 2 * journal->snapshot_bytes ? 2 * journal->snapshot_bytes : mark;
}

static void warn_if_small(struct journal *journal)
{
	int64_t wanted = 2 * (swap_mark(journal) + STEP_BYTES);

	if (wanted > journal->setting.bytes && !journal->told_small) {
		log_line(journal->setting.log, MUZZLE_WARN, "journal",
			 "journal_size is small for so many targets"
			 " bytes=%lld used=%lld",
			 (long long)journal->setting.bytes, (long long)wanted);
		journal->told_small = true;
	}
}

/* The former journal.1 is gone with that. */
static void swap_files(struct journal *journal)
{
	if (renameat(journal->dir_fd, JOURNAL_FILE, journal->dir_fd, JOURNAL_OLD_FILE) < 0) {
		fail(journal, "cannot be swapped");
		return;
	}
	close_files(journal);
	open_files(journal);
}

static void write_snapshot(struct journal *journal)
{
	int64_t before = journal->bytes;

	buffer_clear(&journal->step);
	journal->broken = false;
	journal->setting.begin(journal->setting.arg, journal);
	write_step(journal);
	if (journal->broken)
		return;
	journal->snapshot_bytes = journal->bytes - before;
	warn_if_small(journal);
	if (journal->told)
		log_line(journal->setting.log, MUZZLE_INFO, "journal", "written again");
	journal->told = false;
}

void journal_begin(struct journal *journal)
{
	if (journal->fd >= 0 && journal->bytes >= journal->setting.bytes / 2 - STEP_BYTES)
		swap_files(journal);
	write_snapshot(journal);
}

/* What was put meanwhile is in the snapshot, by its effect. */
static void mend(struct journal *journal, int64_t now_ms)
{
	buffer_clear(&journal->step);
	if (now_ms < journal->retry_ms)
		return;
	journal->retry_ms = now_ms + JOURNAL_RETRY_MS;
	if (journal->fd < 0)
		open_files(journal);
	if (journal->fd >= 0)
		write_snapshot(journal);
}

void journal_commit(struct journal *journal, int64_t now_ms)
{
	if (journal->broken) {
		mend(journal, now_ms);
		return;
	}
	write_step(journal);
	if (!journal->broken && journal->bytes >= swap_mark(journal)) {
		swap_files(journal);
		write_snapshot(journal);
	}
}

bool journal_fails(const struct journal *journal)
{
	return journal->told;
}
