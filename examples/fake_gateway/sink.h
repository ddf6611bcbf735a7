/* sink.h - receivers of messages, as bad as they are told to be.  SPDX-License-Identifier: ISC
 *
 * POST or PUT /sink/NAME[/...] is a message for the receiver NAME.  Each becomes a line of the file, of
 * fields that tabs part: BOOTTIME in ms, NAME, how it went, "kept" or "not", METHOD TARGET, the headers
 * with " | " between them, the body with its newlines as \n.
 *
 * POST /fake/sink/NAME/HOW?times=&after_ms=&retry_s= says how it goes from now on, or for so many:
 *   ok, or a status of HTTP   after so many ms, with so many seconds of Retry-After
 *   hang                      read, and never answered
 *   reset                     the connection is reset instead of an answer
 *   lose                      kept, and the connection is closed instead of an answer
 *   cut                       kept, and the answer breaks off
 *   babble                    what comes back is no HTTP
 */
#ifndef SINK_H
#define SINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "http.h"

#define SINK_NAME_BYTES 32
#define SINKS_MAX 16
#define SINK_LATE_MAX 64

enum sink_way { SINK_ANSWERS = 1, SINK_HANGS, SINK_RESETS, SINK_LOSES, SINK_CUTS, SINK_BABBLES };

struct sink_manner {
	enum sink_way way;
	int status; /* of HTTP, where it answers */
	int64_t after_ms, retry_s;
};

struct sink {
	char name[SINK_NAME_BYTES];
	struct sink_manner usual, next;
	int64_t times; /* that next goes on */
};

/* An answer that waits for its time. */
struct sink_late {
	uint32_t conn; /* 0: free */
	int64_t due_ms;
	struct sink_manner manner;
};

struct sinks {
	struct http_server *server; /* borrowed; whom to answer by */
	const char *file;           /* NULL: nothing is written down */
	struct sink list[SINKS_MAX];
	size_t count;
	struct sink_late late[SINK_LATE_MAX];
};

/* sink_take - a message, its path behind "/sink/". */
void sink_take(struct sinks *sinks, uint32_t conn, const struct http_request *request);

/* sink_stage - NAME/HOW of a path behind "/fake/sink/"; false: no such manner. */
bool sink_stage(struct sinks *sinks, const char *path, const char *query);

/* sink_step - gives the answers whose time has come. */
void sink_step(struct sinks *sinks);

#endif
