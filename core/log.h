/* log.h - one line of text per event.  SPDX-License-Identifier: ISC
 *
 * A line is `subject: event key=value`, lower case and stable: logs are an interface.  Where stderr
 * is a pipe whose reader hangs, lines are dropped and counted: a log must not stop a watchdog.
 */
#ifndef LOG_H
#define LOG_H

#include <stdarg.h>
#include <stdint.h>

#include "muzzle_plugin.h"

struct log {
	int fd;                  /* borrowed */
	enum muzzle_level level; /* lines above it are not written */
	uint64_t dropped;        /* lines that found no room */
	uint64_t told_dropped;   /* of these, how many a later line has told of */
};

/* What every line begins with. */
struct log_head {
	enum muzzle_level level;
	const char *subject;
};

/* log_init - lines up to level go to fd, which stays the caller's. */
void log_init(struct log *log, int fd, enum muzzle_level level);

/* log_line - write `subject: ` and the formatted event, without control characters, cut at 1000
 * bytes.  Never blocks on a pipe, keeps errno. */
void log_line(struct log *log, enum muzzle_level level, const char *subject, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* log_line_v - log_line for a caller that has a va_list already. */
void log_line_v(struct log *log, struct log_head head, const char *fmt, va_list args)
	__attribute__((format(printf, 3, 0)));

/* log_level_name - "error", "warning", "info", "debug"; "invalid" for none. */
const char *log_level_name(enum muzzle_level level);

#endif
