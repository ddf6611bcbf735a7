/* relay.c - see relay.h.  SPDX-License-Identifier: ISC */
#include "relay.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buffer.h"
#include "clock.h"
#include "history.h"
#include "journal.h"
#include "trace.h"

struct relay {
	struct relay_setting setting;
	struct loop_timer timer;
	bool due;                /* the timer runs */
	bool caught_up;          /* once: what comes from then on is no past */
	int fd;                  /* owned; of the file that is being read; -1: none */
	struct buffer unread;    /* owned; the beginning of a line */
	struct history *history; /* owned */
	struct history_wish wish;
	bool shown; /* the present line */
};

/* --- lines */

static void show(struct relay *relay, struct muzzle_entry *entry)
{
	entry->size = sizeof(*entry);
	entry->past = !relay->caught_up;
	relay->setting.show(relay->setting.arg, entry);
}

static void show_news(void *arg, const struct history_news *news)
{
	struct relay *relay = arg;
	struct muzzle_entry entry = {
		.wall_ms = news->wall_ms,
		.json = json_object_to_json_string_ext(news->line, TRACE_JSON_FLAGS),
		.text = news->text,
		.target = news->target,
	};

	relay->shown = true;
	show(relay, &entry);
}

static void show_line(struct relay *relay, const char *line)
{
	struct muzzle_entry entry = { .json = line };

	relay->shown = false;
	if (!history_line(relay->history, line) || relay->shown)
		return;
	entry.wall_ms = history_wall_ms(relay->history);
	show(relay, &entry);
}

static void show_lines(struct relay *relay)
{
	struct buffer *unread = &relay->unread;
	size_t done = 0;
	char *newline;

	while (unread->bytes > done &&
	       (newline = memchr(unread->data + done, '\n', unread->bytes - done))) {
		*newline = '\0';
		show_line(relay, unread->data + done);
		done = (size_t)(newline - unread->data) + 1;
	}
	buffer_drop(unread, done);
	if (unread->failed)
		buffer_clear(unread);
}

/* --- files */

static void locate(const struct relay *relay, const char *name, char path[PATH_MAX])
{
	snprintf(path, PATH_MAX, "%s/%s", relay->setting.dir, name);
}

static bool is_open_file(const struct relay *relay, const char *name)
{
	struct stat ours, theirs;
	char path[PATH_MAX];

	locate(relay, name, path);
	return relay->fd >= 0 && fstat(relay->fd, &ours) == 0 && stat(path, &theirs) == 0 &&
	       ours.st_ino == theirs.st_ino && ours.st_dev == theirs.st_dev;
}

static bool open_file(struct relay *relay, const char *name)
{
	char path[PATH_MAX];
	int fd;

	locate(relay, name, path);
	fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return false;
	if (relay->fd >= 0)
		close(relay->fd);
	relay->fd = fd;
	buffer_clear(&relay->unread);
	return true;
}

/* Behind the end of one: the older file comes next, unless it was that. */
static bool open_next(struct relay *relay)
{
	if (is_open_file(relay, JOURNAL_FILE))
		return false;
	if (!is_open_file(relay, JOURNAL_OLD_FILE) && open_file(relay, JOURNAL_OLD_FILE))
		return true;
	return open_file(relay, JOURNAL_FILE);
}

/* A line that could not be written whole is taken back by who wrote it. */
static void heed_cut(struct relay *relay)
{
	struct stat st;

	if (fstat(relay->fd, &st) < 0 || lseek(relay->fd, 0, SEEK_CUR) <= st.st_size)
		return;
	lseek(relay->fd, st.st_size, SEEK_SET);
	buffer_clear(&relay->unread);
}

/* False: there is nothing more to read now. */
static bool read_portion(struct relay *relay)
{
	char data[RELAY_PORTION_BYTES];
	ssize_t got;

	if (relay->fd < 0)
		return open_next(relay);
	heed_cut(relay);
	got = read(relay->fd, data, sizeof(data));
	if (got <= 0)
		return open_next(relay);
	buffer_add(&relay->unread, data, (size_t)got);
	show_lines(relay);
	return got == (ssize_t)sizeof(data) || !is_open_file(relay, JOURNAL_FILE);
}

/* --- in the loop */

static void wake_at(struct relay *relay, int64_t at_ms)
{
	relay->due = true;
	loop_timer_start(relay->setting.loop, &relay->timer, at_ms);
}

static void timer_fires(void *arg)
{
	struct relay *relay = arg;

	relay->due = false;
	if (read_portion(relay))
		wake_at(relay, clock_boot_ms());
	else
		relay->caught_up = true;
}

void relay_wake(struct relay *relay)
{
	if (relay && !relay->due)
		wake_at(relay, clock_boot_ms() + RELAY_DELAY_MS);
}

struct relay *relay_new(const struct relay_setting *setting)
{
	struct relay *relay = calloc(1, sizeof(*relay));

	if (!relay)
		return NULL;
	relay->setting = *setting;
	relay->fd = -1;
	relay->timer = (struct loop_timer){ .fire = timer_fires, .arg = relay };
	relay->wish = (struct history_wish){ .show = show_news, .arg = relay };
	relay->history = history_new(&relay->wish);
	if (!relay->history) {
		free(relay);
		return NULL;
	}
	relay_wake(relay);
	return relay;
}

void relay_free(struct relay *relay)
{
	if (!relay)
		return;
	loop_timer_stop(relay->setting.loop, &relay->timer);
	if (relay->fd >= 0)
		close(relay->fd);
	buffer_fini(&relay->unread);
	history_free(relay->history);
	free(relay);
}
