/* follow.c - see follow.h.  SPDX-License-Identifier: ISC */
#include "follow.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"

#define READ_BYTES 65536
#define LOOK_LINGER_MS 50
#define LOOK_BLIND_MS 1000
#define LOOK_WATCHED_MS 30000

struct follow {
	struct loop *loop;
	struct follow_calls calls;
	char *path;                /* owned */
	const char *name;          /* its last part */
	int fd;                    /* owned; -1: not open */
	struct mark mark;          /* behind what was read */
	int64_t late_bytes;        /* so long was the file when we were opened */
	struct mark heir;          /* had our name then while we read another; .ino 0: none ... */
	int64_t heir_bytes;        /* ... and was so long */
	int notify_fd;             /* owned; -1: no inotify */
	int dir_watch, file_watch; /* of inotify; -1: none */
	struct loop_fd notify;
	struct loop_timer timer;
	bool more;              /* there is more to read than one turn may */
	bool moved;             /* the mark did, and nobody was told */
	bool late;              /* what is being given was there before us */
	bool linked;            /* our name is a link: its target's directory is not watched */
	bool leaving;           /* another file has our name for good: read ours to its end first */
	int64_t linger_from_ms; /* another file has our name since; 0: none */
	int64_t gone_from_ms;   /* our name is missing since; 0: it is there */
	int told_errno;         /* the fault that was told last; 0: none */
	bool busy, closed;      /* the owner may close us in any of its calls */
};

static void release(struct follow *f)
{
	free(f->path);
	free(f);
}

static void unwatch(struct follow *f, int *watch)
{
	if (*watch >= 0)
		inotify_rm_watch(f->notify_fd, *watch);
	*watch = -1;
}

static void close_file(struct follow *f)
{
	unwatch(f, &f->file_watch);
	if (f->fd >= 0)
		close(f->fd);
	f->fd = -1;
	f->late_bytes = 0;
	f->linger_from_ms = 0;
	f->leaving = false;
}

static void tell_fault(struct follow *f, int error)
{
	char why[256];

	if (f->told_errno == error)
		return;
	f->told_errno = error;
	snprintf(why, sizeof(why), "%.180s: %s", f->path,
		 error == EINVAL ? "not a regular file" : strerror(error));
	f->calls.fault(f->calls.arg, why);
}

/* By descriptor: the name may be another file's by now. */
static void watch_file(struct follow *f)
{
	char path[32];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", f->fd);
	if (f->notify_fd >= 0)
		f->file_watch = inotify_add_watch(
			f->notify_fd, path, IN_MODIFY | IN_ATTRIB | IN_MOVE_SELF | IN_DELETE_SELF);
}

static void watch_directory(struct follow *f)
{
	char dir[PATH_MAX];
	int n = (int)(f->name - f->path);

	if (f->notify_fd < 0 || f->dir_watch >= 0)
		return;
	snprintf(dir, sizeof(dir), "%.*s", n ? n : 1, n ? f->path : ".");
	f->dir_watch =
		inotify_add_watch(f->notify_fd, dir,
				  IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_ONLYDIR);
}

/* Takes the descriptor for ours, at its beginning.  0, or a positive errno. */
static int adopt(struct follow *f, int fd)
{
	struct mark mark;
	int rc = mark_init(&mark, f->path, fd);

	if (rc < 0) {
		close(fd);
		return -rc;
	}
	close_file(f);
	f->fd = fd;
	f->mark = mark;
	f->moved = true;
	watch_file(f);
	return 0;
}

/* By name; what is open stays open if that fails.  0, or a positive errno. */
static int open_file(struct follow *f)
{
	int fd = open(f->path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	int error = fd < 0 ? errno : adopt(f, fd);

	if (error)
		return error;
	f->told_errno = 0;
	f->gone_from_ms = 0;
	return 0;
}

/* Somebody emptied it, and may have written to it since. */
static void begin_anew(struct follow *f)
{
	mark_init(&f->mark, f->path, f->fd);
	f->late_bytes = 0;
	f->calls.broken(f->calls.arg, FOLLOW_TRUNCATED);
}

/* Nothing is read across the end of what is late, so that a piece of data is late or not. */
static ssize_t read_some(const struct follow *f, char *data, size_t room)
{
	int64_t left = f->late_bytes - f->mark.offset;

	if (left > 0 && (size_t)left < room)
		room = (size_t)left;
	return pread(f->fd, data, room, f->mark.offset);
}

static void give(struct follow *f, char *data, size_t bytes)
{
	f->late = f->mark.offset < f->late_bytes;
	f->moved = true;
	mark_advance(&f->mark, data, bytes);
	f->calls.data(f->calls.arg, data, bytes);
}

/* True when the turn's share is used up before the file's end.  Whether the file is still the same is
 * asked behind each read: then what was read was no other's. */
static bool read_turn(struct follow *f)
{
	char data[READ_BYTES];
	size_t total = 0;

	while (!f->closed && f->fd >= 0 && total < FOLLOW_TURN_MAX_BYTES) {
		ssize_t n = read_some(f, data, sizeof(data));

		if (!mark_holds(&f->mark, f->fd)) {
			begin_anew(f);
			continue;
		}
		if (n <= 0)
			return false;
		total += (size_t)n;
		give(f, data, (size_t)n);
	}
	return !f->closed && f->fd >= 0;
}

/* If it cannot be read, ours is gone on with.  The one that had our name when we were opened was partly
 * written before that. */
static void open_successor(struct follow *f)
{
	bool rotated = f->fd >= 0;
	int error = open_file(f);

	if (error) {
		f->leaving = false;
		tell_fault(f, error);
		return;
	}
	if (f->mark.ino == f->heir.ino && f->mark.dev == f->heir.dev)
		f->late_bytes = f->heir_bytes;
	f->heir.ino = 0;
	f->more = true;
	if (rotated)
		f->calls.broken(f->calls.arg, FOLLOW_ROTATED);
}

/* Whoever wrote to the other file had done with ours: what it wrote to ours is there by now. */
static void leave(struct follow *f)
{
	if (f->fd < 0 || f->leaving) {
		open_successor(f);
		return;
	}
	f->leaving = true;
	f->more = true;
}

/* The writer may go on with the renamed file until it opens the new one: then that has content. */
static void consider_successor(struct follow *f, const struct stat *st)
{
	int64_t now_ms = clock_boot_ms();

	if (f->linger_from_ms == 0)
		f->linger_from_ms = now_ms;
	if (f->fd < 0 || st->st_size > 0 || now_ms - f->linger_from_ms >= FOLLOW_LINGER_MS)
		leave(f);
}

/* One that was never there is missed at once; one that was may be in the hands of a rotation. */
static void miss_file(struct follow *f, int error)
{
	int64_t now_ms = clock_boot_ms();

	f->leaving = false;
	f->linger_from_ms = 0;
	if (f->gone_from_ms == 0)
		f->gone_from_ms = now_ms;
	if (f->fd < 0 || now_ms - f->gone_from_ms >= FOLLOW_GONE_MS)
		tell_fault(f, error);
}

/* Is what bears our name still what we read? */
static void check_name(struct follow *f)
{
	struct stat named;

	watch_directory(f);
	f->linked = lstat(f->path, &named) == 0 && S_ISLNK(named.st_mode);
	if (stat(f->path, &named) < 0) {
		miss_file(f, errno);
		return;
	}
	f->gone_from_ms = 0;
	if (f->fd >= 0 && f->mark.ino == named.st_ino && f->mark.dev == named.st_dev) {
		f->linger_from_ms = 0;
		f->leaving = false;
	} else {
		consider_successor(f, &named);
	}
}

/* Events make us look at once; this is for what they cannot tell. */
static int64_t next_look_ms(const struct follow *f)
{
	bool lingers = f->linger_from_ms != 0, watched = f->fd < 0 || f->file_watch >= 0;

	if (f->more)
		return 0;
	if (lingers && f->fd >= 0 && !f->told_errno)
		return LOOK_LINGER_MS;
	return lingers || f->linked || f->dir_watch < 0 || !watched ? LOOK_BLIND_MS
								    : LOOK_WATCHED_MS;
}

static void look(void *arg)
{
	struct follow *f = arg;

	f->busy = true;
	f->more = read_turn(f);
	if (!f->more && !f->closed)
		check_name(f);
	if (f->moved && !f->closed && f->calls.moved)
		f->calls.moved(f->calls.arg);
	f->moved = false;
	f->busy = false;
	if (f->closed)
		release(f);
	else
		loop_timer_start(f->loop, &f->timer, clock_boot_ms() + next_look_ms(f));
}

/* Whether an event concerns us; a watch that ended by itself is forgotten. */
static bool take_event(struct follow *f, const struct inotify_event *event)
{
	if (event->mask & IN_IGNORED) {
		if (event->wd == f->dir_watch)
			f->dir_watch = -1;
		if (event->wd == f->file_watch)
			f->file_watch = -1;
	}
	return event->wd != f->dir_watch || event->len == 0 || strcmp(event->name, f->name) == 0;
}

static void notified(void *arg, int fd, bool readable, bool writable)
{
	struct follow *f = arg;
	_Alignas(struct inotify_event) char events[4096];
	ssize_t n = read(fd, events, sizeof(events));
	bool ours = false;

	(void)readable;
	(void)writable;
	for (ssize_t at = 0; at < n;) {
		const struct inotify_event *event = (const void *)(events + at);

		ours = take_event(f, event) || ours;
		at += (ssize_t)(sizeof(*event) + event->len);
	}
	if (ours && !f->more) /* else the timer looks anyway, in this turn or the next */
		look(f);
}

static struct follow *new_follow(struct loop *loop, const char *path)
{
	struct follow *f = calloc(1, sizeof(*f));
	const char *slash;

	if (!f)
		return NULL;
	*f = (struct follow){
		.loop = loop, .fd = -1, .dir_watch = -1, .file_watch = -1, .path = strdup(path)
	};
	if (!f->path) {
		free(f);
		return NULL;
	}
	slash = strrchr(f->path, '/');
	f->name = slash ? slash + 1 : f->path;
	f->notify = (struct loop_fd){ .ready = notified, .arg = f };
	f->timer = (struct loop_timer){ .fire = look, .arg = f };
	f->notify_fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	return f;
}

static int64_t count_bytes(const struct follow *f)
{
	struct stat st;

	return f->fd >= 0 && fstat(f->fd, &st) == 0 ? st.st_size : 0;
}

/* Whoever starts in the middle of a line would take its rest for a line. */
static void check_middle(const struct follow *f)
{
	char last = '\n';

	if (f->mark.offset > 0 && pread(f->fd, &last, 1, f->mark.offset - 1) == 1 && last != '\n')
		f->calls.broken(f->calls.arg, FOLLOW_MIDDLE);
}

/* At the end; its head is not known then, unless we read it. */
static void start_at_end(struct follow *f)
{
	char head[MARK_HEAD_BYTES];
	int64_t bytes = count_bytes(f);
	ssize_t n = pread(f->fd, head, sizeof(head), 0);

	if (n > 0)
		mark_advance(&f->mark, head, (size_t)n);
	if (bytes > n)
		f->mark.offset = bytes;
	check_middle(f);
}

/* Its file has our name, or another, or is gone; what stands in these files is late. */
static void start_at_mark(struct follow *f, const struct mark *mark)
{
	int old = -1;

	f->late_bytes = count_bytes(f);
	if (f->fd < 0 || !mark_fits(mark, f->fd)) {
		f->heir = f->mark;
		f->heir_bytes = f->late_bytes;
		old = mark_find(mark, f->path);
		if (old < 0 || adopt(f, old) != 0)
			return;
		f->late_bytes = count_bytes(f);
	}
	f->mark = *mark;
	check_middle(f);
}

int follow_open(struct follow **follow, struct loop *loop, const struct follow_file *from,
		const struct follow_calls *calls)
{
	struct follow *f = new_follow(loop, from->path);

	if (!f)
		return -ENOMEM;
	f->calls = *calls;
	watch_directory(f);
	open_file(f);
	if (from->mark)
		start_at_mark(f, from->mark);
	else if (f->fd >= 0)
		start_at_end(f);
	if (f->notify_fd >= 0)
		loop_fd_start(loop, &f->notify, f->notify_fd, LOOP_READ);
	loop_timer_start(loop, &f->timer, clock_boot_ms());
	*follow = f;
	return 0;
}

const struct mark *follow_mark(const struct follow *follow)
{
	return follow->fd >= 0 ? &follow->mark : NULL;
}

bool follow_is_late(const struct follow *follow)
{
	return follow->late;
}

void follow_close(struct follow *follow)
{
	if (!follow || follow->closed)
		return;
	follow->closed = true;
	loop_timer_stop(follow->loop, &follow->timer);
	if (follow->notify_fd >= 0)
		loop_fd_stop(follow->loop, &follow->notify);
	close_file(follow);
	if (follow->notify_fd >= 0)
		close(follow->notify_fd);
	if (!follow->busy)
		release(follow);
}
