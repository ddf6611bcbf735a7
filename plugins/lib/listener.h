/* listener.h - HTTP requests from others: libmicrohttpd inside the host's loop.
 * SPDX-License-Identifier: ISC
 *
 * A request is read to its end, whatever becomes of it, then judged, answered with one line, and only
 * after the answer is out handed on: the sender does not wait for what we make of it.
 * Memory is bounded: bodies up to LISTENER_SMALL_BYTES always find room, larger ones share what
 * LISTENER_LARGE of the longest would take; who comes then is asked to come again.
 */
#ifndef LISTENER_H
#define LISTENER_H

#include "callers.h"
#include "evidence.h"
#include "sign.h"

#define LISTENER_SMALL_BYTES 16384
#define LISTENER_LARGE 4

struct MHD_Connection;
struct MHD_Daemon;

/* Borrowed for the call. */
struct listener_request {
	struct MHD_Connection *connection;
	const union dial_address *from;
	const char *method, *path;
	const char *query; /* as it came, without `?`; "": none */
	struct sign_bytes body;
};

struct listener_calls {
	/* The status to answer: LISTENER_OK or one that refuses. */
	int (*judge)(void *arg, const struct listener_request *request);
	/* What was judged LISTENER_OK has been answered, or its sender does not wait any more.  True:
	 * it was news, and no copy of what was once overheard. */
	bool (*take)(void *arg, const struct listener_request *request);
	/* .refused or .cut_off has grown. */
	void (*counted)(void *arg);
};

enum listener_status {
	LISTENER_OK = 200,
	LISTENER_UNSIGNED = 401,
	LISTENER_NOT_FOUND = 404,
	LISTENER_NO_METHOD = 405,
	LISTENER_TOO_LARGE = 413,
	LISTENER_BUSY = 503
};

struct listener_slot;

/* Options first, then what listener.c keeps; zeroed with the instance that it is a member of. */
struct listener {
	const char *listen;
	int64_t body_bytes_max, header_bytes_max, callers_max, callers_each_max;
	int64_t timeout_ms, idle_ms;
	const struct listener_calls *calls;
	void *arg;
	struct evidence by;
	int fd; /* ours as long as there is no daemon */
	struct MHD_Daemon *daemon;
	struct callers callers;
	struct listener_slot *slots;  /* owned; by the caller's place */
	size_t large_bytes;           /* of all larger bodies now */
	uint32_t watch, again, sweep; /* again, sweep: timers */
	int64_t waits_since_ms;       /* for another to close our socket */
	int64_t refused, cut_off;     /* too large or too many at once; callers that were let go */
};

#define LISTENER_OPTION(type_, member, field_) \
	.offset = offsetof(type_, member) + offsetof(struct listener, field_)
/* The rows of an option table for the struct listener in a plugin's instance. */
#define LISTENER_OPTIONS(type_, member)                                                 \
	{ .key = "listen",                                                              \
	  .type = MUZZLE_TYPE_STR,                                                      \
	  .flags = MUZZLE_OPT_MANDATORY,                                                \
	  .help = "address:port to listen on, in numbers",                              \
	  LISTENER_OPTION(type_, member, listen) },                                     \
		{ .key = "timeout",                                                     \
		  .type = MUZZLE_TYPE_MSEC,                                             \
		  .def = "10s",                                                         \
		  .min = 100,                                                           \
		  .max = 300000,                                                        \
		  .help = "of a whole request, however it trickles",                    \
		  LISTENER_OPTION(type_, member, timeout_ms) },                         \
		{ .key = "idle",                                                        \
		  .type = MUZZLE_TYPE_MSEC,                                             \
		  .def = "60s",                                                         \
		  .min = 100,                                                           \
		  .max = 3600000,                                                       \
		  .help = "an idle connection is kept so long, if it was good",         \
		  LISTENER_OPTION(type_, member, idle_ms) },                            \
		{ .key = "connections",                                                 \
		  .type = MUZZLE_TYPE_INT,                                              \
		  .def = "64",                                                          \
		  .min = 1,                                                             \
		  .max = 1024,                                                          \
		  .help = "at once, at most",                                           \
		  LISTENER_OPTION(type_, member, callers_max) },                        \
		{ .key = "connections_each",                                            \
		  .type = MUZZLE_TYPE_INT,                                              \
		  .def = "16",                                                          \
		  .min = 1,                                                             \
		  .max = 1024,                                                          \
		  .help = "of one address, but for this box itself",                    \
		  LISTENER_OPTION(type_, member, callers_each_max) },                   \
		{ .key = "max_header",                                                  \
		  .type = MUZZLE_TYPE_BYTES,                                            \
		  .def = "8k",                                                          \
		  .min = 2048,                                                          \
		  .max = 65536,                                                         \
		  .help = "larger headers are refused",                                 \
		  LISTENER_OPTION(type_, member, header_bytes_max) },                   \
	{                                                                               \
		.key = "max_body", .type = MUZZLE_TYPE_BYTES, .def = "1M", .min = 1024, \
		.max = 67108864, .help = "a longer body is refused",                    \
		LISTENER_OPTION(type_, member, body_bytes_max)                          \
	}

/* listener_open - 0 or -errno, which is logged with its remedy.  .calls, .arg and .by are set, needs
 * MUZZLE_CAP_FD and MUZZLE_CAP_TIMER. */
int listener_open(struct listener *listener);

/* listener_close - what has come in is still answered and taken; a closed one is allowed. */
void listener_close(struct listener *listener);

/* listener_header - NULL: it has none of that name. */
const char *listener_header(const struct listener_request *request, const char *name);

typedef void listener_each_header(void *arg, const char *name, const char *value);

/* listener_walk_headers - in the order in which they came. */
void listener_walk_headers(const struct listener_request *request, listener_each_header *call,
			   void *arg);

/* listener_print_peer - the address of the sender, for people; 46 bytes are enough. */
void listener_print_peer(char *out, size_t out_bytes, const struct listener_request *request);

#endif
