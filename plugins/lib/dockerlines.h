/* dockerlines.h - lines out of the log stream of the Docker Engine.  SPDX-License-Identifier: ISC
 *
 * GET /containers/ID/logs?timestamps=1 gives messages, each with its time before it.  Without a
 * terminal every message is a frame: 8 bytes of header (stream, 0 0 0, length in big endian), then
 * the message.  With one (tty) they follow each other bare.  A message is a line, or up to 16 KiB of
 * a longer one, whose parts bear the same time: a part with another time begins another line, as a
 * process may die in the middle of one.  The bytes may be cut anywhere on their way.  The driver `local`
 * loses the newline behind a line of parts.
 */
#ifndef DOCKERLINES_H
#define DOCKERLINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rfc3339.h"

#define DOCKERLINES_HEADER_BYTES 8
#define DOCKERLINES_FRAME_MAX (4 * 1024 * 1024) /* bytes; drivers make at most 1 MB of a message */

enum dockerlines_stream { DOCKERLINES_OUT = 1, DOCKERLINES_ERR, DOCKERLINES_STREAMS };

struct dockerlines_line {
	const char *text; /* NUL-terminated, without its newline; for the call only */
	size_t bytes;
	int64_t unix_ns; /* when its first byte was read; 0: the Engine's own words, of no container */
	enum dockerlines_stream stream;
};
typedef void dockerlines_cb(void *arg, const struct dockerlines_line *line);

enum dockerlines_phase {
	DOCKERLINES_HEADER = 1,
	DOCKERLINES_TIME,
	DOCKERLINES_TEXT,
	DOCKERLINES_BROKEN
};

/* A line of which the end is not known yet. */
struct dockerlines_begun {
	char *text; /* owned */
	size_t bytes;
	int64_t unix_ns;
	bool open;
};

/* Zeroed is closed. */
struct dockerlines {
	size_t line_bytes_max;
	dockerlines_cb *cb;
	void *arg;
	bool tty;
	enum dockerlines_phase phase;
	enum dockerlines_stream stream;            /* of the message in hand */
	int64_t unix_ns;                           /* and its time */
	size_t left;                               /* and its bytes still to come */
	bool part;                                 /* it goes on with a line, on a terminal */
	unsigned char head[RFC3339_BYTES_MAX + 1]; /* the header or the time, as far as it came */
	size_t head_bytes;
	struct dockerlines_begun begun[DOCKERLINES_STREAMS];
};

/* dockerlines_open - 0 or -ENOMEM; longer lines are cut.  Ends with dockerlines_close(). */
int dockerlines_open(struct dockerlines *lines, size_t line_bytes_max, dockerlines_cb *cb,
		     void *arg);

void dockerlines_close(struct dockerlines *lines); /* a closed one is allowed */

/* dockerlines_reset - forgets what was begun, for a new stream; must come before the first bytes. */
void dockerlines_reset(struct dockerlines *lines, bool tty);

/* dockerlines_feed - takes the next bytes; false if they cannot be frames: nothing more is read
 * until dockerlines_reset(). */
bool dockerlines_feed(struct dockerlines *lines, const char *data, size_t bytes);

/* dockerlines_begun_ns - the time of the oldest line that has begun and not ended; INT64_MAX: none. */
int64_t dockerlines_begun_ns(const struct dockerlines *lines);

#endif
