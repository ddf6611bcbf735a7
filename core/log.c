/* log.c - see log.h.  SPDX-License-Identifier: ISC */
#include "log.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "text.h"

#define LINE_BYTES 1000

static const char *const names[] = {
	[MUZZLE_ERR] = "error",
	[MUZZLE_WARN] = "warning",
	[MUZZLE_INFO] = "info",
	[MUZZLE_DEBUG] = "debug",
};

/* What a line of the level begins with behind its subject. */
static const char *const prefixes[] = {
	[MUZZLE_ERR] = "error: ",
	[MUZZLE_WARN] = "warning: ",
	[MUZZLE_INFO] = "",
	[MUZZLE_DEBUG] = "debug: ",
};

const char *log_level_name(enum muzzle_level level)
{
	return level >= MUZZLE_ERR && level <= MUZZLE_DEBUG ? names[level] : "invalid";
}

void log_init(struct log *log, int fd, enum muzzle_level level)
{
	*log = (struct log){ .fd = fd, .level = level };
}

/* A pipe that polls writable takes PIPE_BUF bytes, four times our line, without blocking. */
static bool has_room(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLOUT };

	return poll(&p, 1, 0) == 1 && (p.revents & POLLOUT);
}

static bool put(struct log *log, const char *line, size_t bytes)
{
	return has_room(log->fd) && write(log->fd, line, bytes) == (ssize_t)bytes;
}

static void tell_dropped(struct log *log)
{
	char line[80];
	int n = snprintf(line, sizeof(line), "muzzle: log lines dropped count=%llu\n",
			 (unsigned long long)(log->dropped - log->told_dropped));

	if (put(log, line, (size_t)n))
		log->told_dropped = log->dropped;
}

void log_line_v(struct log *log, struct log_head head, const char *fmt, va_list args)
{
	char raw[LINE_BYTES], line[LINE_BYTES + 1];
	int saved_errno = errno, n;

	if (head.level < MUZZLE_ERR || head.level > MUZZLE_DEBUG || head.level > log->level)
		return;
	n = snprintf(raw, sizeof(raw), "%s: %s", head.subject, prefixes[head.level]);
	n = n < (int)sizeof(raw) ? n : (int)sizeof(raw) - 1;
	vsnprintf(raw + n, sizeof(raw) - (size_t)n, fmt, args);

	size_t bytes = text_scrub(line, sizeof(line) - 1, raw);

	line[bytes] = '\n';
	if (log->dropped > log->told_dropped)
		tell_dropped(log);
	if (!put(log, line, bytes + 1))
		log->dropped++;
	errno = saved_errno;
}

void log_line(struct log *log, enum muzzle_level level, const char *subject, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	log_line_v(log, (struct log_head){ level, subject }, fmt, args);
	va_end(args);
}
