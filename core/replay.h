/* replay.h - a trace through the engine, line by line.  SPDX-License-Identifier: ISC
 *
 * No plugin, no clock: what went in decides what comes out, so a journal explains its daemon.
 */
#ifndef REPLAY_H
#define REPLAY_H

#include <stdbool.h>
#include <stdio.h>

#include "conf.h"
#include "trace.h"

struct roster;
struct replay_stream;

typedef void replay_order(void *ctx, const struct engine_order *order,
			  const struct trace_words *words);
typedef void replay_line(void *ctx, const char *text, size_t bytes);

struct replay {
	const struct conf *conf; /* borrowed; NULL: defaults, or what the trace recorded */
	bool sync;               /* every input line is answered by {"t":T,"done":true}, flushed */
	bool observe;            /* judge as in observe mode, whatever else is said */
	FILE *in, *out;          /* borrowed; out NULL: nothing is printed */
	replay_order *order;     /* is told the orders, which then are not printed; NULL: nobody */
	void *ctx;               /* of .order */
};

/* replay_run - 0, -EINVAL when lines were bad (each answered by an error with its number), -EIO
 * when the trace cannot be read, -ENOMEM. */
int replay_run(const struct replay *replay);

/* replay_open - the same line by line, without .in; replay is borrowed until replay_close().  NULL: no
 * memory. */
struct replay_stream *replay_open(const struct replay *replay);

/* replay_feed - a replay_line: the stream's next line, with or without its newline. */
void replay_feed(void *stream, const char *text, size_t bytes);

/* replay_roster - whom the stream has seen so far; borrowed until the next line. */
struct roster *replay_roster(const struct replay_stream *stream);

/* replay_wall_ms - Unix time of the last line, by its header. */
int64_t replay_wall_ms(const struct replay_stream *stream);

/* replay_close - 0, or -EINVAL when lines were bad. */
int replay_close(struct replay_stream *stream);

/* replay_read - hands over every line of a file, the newline included; 0 or -EIO. */
int replay_read(FILE *in, replay_line *take, void *ctx);

#endif
