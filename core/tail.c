/* tail.c - see tail.h.  SPDX-License-Identifier: ISC */
#include "tail.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "child.h"
#include "clock.h"
#include "follow.h"
#include "lines.h"
#include "mark.h"

struct tail {
	struct loop *loop;
	struct tail_calls calls;
	struct lines lines;
	struct follow *follow; /* owned; NULL: a command */
	char **argv;           /* owned, and each word; NULL: a file */
	struct child *child;   /* owned; NULL: it does not run now */
	struct loop_timer restart;
	int64_t backoff_ms, started_ms;
	enum muzzle_fault told; /* of a command that cannot be started; 0: none */
	bool feeding, closed;   /* the owner may close us inside its calls */
};

static void free_words(char **words)
{
	for (char **word = words; word && *word; word++)
		free(*word);
	free(words);
}

static char **copy_words(const char *const *words)
{
	size_t n = 0;
	char **copy;

	while (words[n])
		n++;
	copy = calloc(n + 1, sizeof(*copy));
	for (size_t i = 0; copy && i < n; i++) {
		copy[i] = strdup(words[i]);
		if (!copy[i]) {
			free_words(copy);
			return NULL;
		}
	}
	return copy;
}

static void release(struct tail *t)
{
	lines_fini(&t->lines);
	free_words(t->argv);
	free(t);
}

/* Stops the splitting when the owner closed us inside its call. */
static bool pass_line(void *arg, const char *line, size_t bytes)
{
	struct tail *t = arg;

	t->calls.line(t->calls.arg, line, bytes);
	return !t->closed;
}

static void feed(void *arg, char *data, size_t bytes)
{
	struct tail *t = arg;

	t->feeding = true;
	lines_feed(&t->lines, data, bytes);
	t->feeding = false;
	if (t->closed)
		release(t);
}

/* False when the owner closed us meanwhile, so that we are gone. */
static bool end_lines(struct tail *t)
{
	bool closed;

	t->feeding = true;
	lines_end(&t->lines);
	t->feeding = false;
	closed = t->closed;
	if (closed)
		release(t);
	return !closed;
}

static void file_broken(void *arg, enum follow_break how)
{
	struct tail *t = arg;

	if (how == FOLLOW_ROTATED)
		end_lines(t);
	else
		lines_skip(&t->lines, how == FOLLOW_MIDDLE);
}

static void file_fault(void *arg, const char *why)
{
	struct tail *t = arg;

	t->calls.fault(t->calls.arg, MUZZLE_SETUP, why);
}

/* Where the first line begins that was not told; one that was cut is told, and has a rest. */
static void file_moved(void *arg)
{
	struct tail *t = arg;
	const struct mark *at = follow_mark(t->follow);
	char text[MARK_PRINT_BYTES];
	struct mark mark;

	if (!at || !t->calls.mark)
		return;
	mark = *at;
	mark.offset -= (int64_t)t->lines.begun_bytes;
	mark_print(&mark, text);
	t->calls.mark(t->calls.arg, text);
}

/* A command that ran for long was no failure: its backoff starts anew. */
static void restart_later(struct tail *t)
{
	int64_t now_ms = clock_boot_ms();

	if (now_ms - t->started_ms >= TAIL_BACKOFF_MAX_MS)
		t->backoff_ms = TAIL_BACKOFF_MIN_MS;
	loop_timer_start(t->loop, &t->restart, now_ms + t->backoff_ms);
	t->backoff_ms =
		t->backoff_ms < TAIL_BACKOFF_MAX_MS / 2 ? t->backoff_ms * 2 : TAIL_BACKOFF_MAX_MS;
}

/* The restart is set first: the owner may close us inside either call that follows. */
static void command_ended(void *arg, const struct muzzle_exit *how)
{
	struct tail *t = arg;
	char why[160];

	t->child = NULL;
	restart_later(t);
	snprintf(why, sizeof(why), "command %.80s ended: %s %d", t->argv[0],
		 how->exited ? "exit code" : "signal", how->code);
	if (end_lines(t))
		t->calls.fault(t->calls.arg, MUZZLE_PATH, why);
}

/* Once of each kind, until it can be started. */
static void tell_unstarted(struct tail *t, enum muzzle_fault kind, const char *why)
{
	if (t->told == kind)
		return;
	t->told = kind;
	t->calls.fault(t->calls.arg, kind, why);
}

static void start_command(void *arg)
{
	struct tail *t = arg;
	struct child_calls calls = { .data = feed, .done = command_ended, .arg = t };
	struct muzzle_spawn what = { .size = sizeof(what), .argv = (const char *const *)t->argv };
	char why[160];
	int rc;

	t->started_ms = clock_boot_ms();
	rc = child_start(t->loop, &what, &calls, &t->child);
	if (rc == 0) {
		t->told = 0;
		return;
	}
	restart_later(t);
	snprintf(why, sizeof(why), "command %.80s: %s", t->argv[0], strerror(-rc));
	tell_unstarted(t, rc == -ENOENT || rc == -EACCES ? MUZZLE_SETUP : MUZZLE_PATH, why);
}

static int open_file(struct tail *t, const char *file)
{
	struct mark mark;
	struct follow_file from = { .path = file };
	struct follow_calls calls = { .data = feed,
				      .broken = file_broken,
				      .fault = file_fault,
				      .moved = file_moved,
				      .arg = t };

	if (t->calls.resume_at && mark_parse(&mark, t->calls.resume_at, file))
		from.mark = &mark;
	return follow_open(&t->follow, t->loop, &from, &calls);
}

/* From the loop, so that no fault is told from inside tail_open. */
static int open_command(struct tail *t, const char *const *argv)
{
	t->argv = copy_words(argv);
	if (!t->argv)
		return -ENOMEM;
	t->backoff_ms = TAIL_BACKOFF_MIN_MS;
	t->restart = (struct loop_timer){ .fire = start_command, .arg = t };
	loop_timer_start(t->loop, &t->restart, clock_boot_ms());
	return 0;
}

int tail_open(struct tail **tail, struct loop *loop, const struct muzzle_lines *from,
	      const struct tail_calls *calls)
{
	struct tail *t;
	int rc;

	if (!from->file == !from->argv || (from->argv && !from->argv[0]))
		return -EINVAL;
	t = calloc(1, sizeof(*t));
	if (!t)
		return -ENOMEM;
	t->loop = loop;
	t->calls = *calls;
	lines_init(&t->lines, from->max_line_bytes ? from->max_line_bytes : TAIL_LINE_MAX_BYTES,
		   pass_line, t);
	t->lines.together = from->together;
	rc = from->file ? open_file(t, from->file) : open_command(t, from->argv);
	if (rc < 0)
		release(t);
	else
		*tail = t;
	return rc;
}

bool tail_late(const struct tail *tail)
{
	return tail->follow && follow_is_late(tail->follow);
}

void tail_close(struct tail *tail)
{
	if (!tail || tail->closed)
		return;
	tail->closed = true;
	follow_close(tail->follow);
	loop_timer_stop(tail->loop, &tail->restart);
	if (tail->child)
		child_cancel(tail->child);
	tail->child = NULL;
	if (!tail->feeding)
		release(tail);
}
