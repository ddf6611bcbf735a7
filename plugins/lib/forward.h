/* forward.h - accepted requests are passed on to the one who really waits for them.
 * SPDX-License-Identifier: ISC
 *
 * A request goes out with its own method, query, headers and bytes, so that its signature stays
 * valid; only what belongs to one connection (Host, Connection, Content-Length ...) is made anew, and
 * a Via is added (RFC 9110 7.6.3), so that what comes round to us again is not sent round for ever.
 * What is not answered with 2xx is tried again after growing pauses; Retry-After is granted.
 *
 * Order      One request of a session at a time, in the order in which they came; sessions do not
 *            wait for each other.  While the consumer takes nothing, requests take turns in trying
 *            it, so that one may overtake another of its session when it is back.
 * Bounds     When the queue is full, in count or bytes, its oldest request is dropped: the consumer
 *            catches up with what is newest.  A request that was refused six times is given up if
 *            the consumer took another since; a consumer that takes nothing costs nobody's turn.
 * Endings    The queue lives in memory: a reload, too, ends it, and the log says how many were lost.
 *            A request whose answer alone was lost arrives twice; who must not act twice looks at its id.
 */
#ifndef FORWARD_H
#define FORWARD_H

#include "muzzle_plugin.h"

#define FORWARD_HEAD_BYTES 8192
#define FORWARD_HEADERS_MAX 64

struct forward_entry;

/* Options first, then what forward.c keeps; zeroed with the instance that it is a member of. */
struct forward {
	const char *url; /* NULL: nothing is forwarded, all below may be called nevertheless */
	int64_t queue_max, bytes_max, timeout_ms, tell_ms;
	muzzle_http_done *done; /* a field because it and the sending call each other */
	const struct muzzle_host *host;
	struct muzzle_inst *inst;
	struct forward_entry *first, *last; /* owned; oldest first */
	int64_t waiting, bytes;             /* those being sent included */
	int64_t sending;
	int64_t streak;      /* failures since the last success */
	int64_t failing_ms;  /* when it began */
	int64_t accepted_ms; /* the last success; 0: none yet */
	int64_t quiet_until_ms;
	int64_t said_ms; /* when a loss was logged last; 0: never */
	int64_t forwarded, dropped, failed;
	uint32_t timer;
	int64_t timer_ms; /* when it fires */
	char via[32];     /* the header that we add: by it we know what comes back to us */
	bool told;        /* the log knows that the consumer fails ... */
	char fault[200];  /* ... and this is still to be reported; "": nothing is */
};

#define FORWARD_OPTION(type_, member, field_) \
	.offset = offsetof(type_, member) + offsetof(struct forward, field_)
/* The rows of an option table for the struct forward in a plugin's instance. */
#define FORWARD_OPTIONS(type_, member)                                                      \
	{ .key = "forward",                                                                 \
	  .type = MUZZLE_TYPE_STR,                                                          \
	  .flags = MUZZLE_OPT_SECRET,                                                       \
	  .help = "url to which each accepted request is passed on",                        \
	  FORWARD_OPTION(type_, member, url) },                                             \
		{ .key = "forward_queue",                                                   \
		  .type = MUZZLE_TYPE_INT,                                                  \
		  .def = "1000",                                                            \
		  .min = 1,                                                                 \
		  .max = 10000,                                                             \
		  .help = "requests that wait at most; then the oldest is dropped",         \
		  FORWARD_OPTION(type_, member, queue_max) },                               \
		{ .key = "forward_bytes",                                                   \
		  .type = MUZZLE_TYPE_BYTES,                                                \
		  .def = "4M",                                                              \
		  .min = 4096,                                                              \
		  .max = 268435456,                                                         \
		  .help = "their size at most, headers included",                           \
		  FORWARD_OPTION(type_, member, bytes_max) },                               \
		{ .key = "forward_timeout",                                                 \
		  .type = MUZZLE_TYPE_MSEC,                                                 \
		  .def = "10s",                                                             \
		  .min = 100,                                                               \
		  .max = 300000,                                                            \
		  .help = "of one try",                                                     \
		  FORWARD_OPTION(type_, member, timeout_ms) },                              \
	{                                                                                   \
		.key = "forward_tell", .type = MUZZLE_TYPE_MSEC, .def = "60s", .min = 1000, \
		.max = 86400000, .help = "a consumer that fails for so long is told, once", \
		FORWARD_OPTION(type_, member, tell_ms)                                      \
	}

/* The headers of one request as they came, less those of the connection.  Zero .bytes and .count to begin. */
struct forward_head {
	size_t bytes, count;
	char text[FORWARD_HEAD_BYTES]; /* lines, each with its NUL */
};

struct forward_request {
	const char *method;
	const char *query;   /* as it came, without `?`; NULL or "": none */
	const char *session; /* whose order is kept; NULL: of those without a name */
	const struct forward_head *head;
	const char *body;
	size_t body_bytes;
};

/* forward_find_flaw - for .check(): what is wrong with the options, key first, or NULL. */
const char *forward_find_flaw(const struct forward *forward);

/* forward_init - in .open(); needs MUZZLE_CAP_HTTP and MUZZLE_CAP_TIMER. */
void forward_init(struct forward *forward, const struct muzzle_host *host,
		  struct muzzle_inst *inst);

/* forward_fini - in .close(): drops what waits, and says how many. */
void forward_fini(struct forward *forward);

/* forward_add_header - one header of the request; those that are no part of the message, or find no
 * room, are left out. */
void forward_add_header(struct forward_head *head, const char *name, const char *value);

/* forward_take - copies the request and returns at once; what cannot be kept is counted. */
void forward_take(struct forward *forward, const struct forward_request *request);

/* forward_report_fault - to be called right before a report that answers how a session is: a failing consumer is
 * reported here, once, as a fault of the setup.  The evidence behind it ends that fault for the
 * engine, which otherwise would take the gateway itself for badly watched.  True: it was reported. */
bool forward_report_fault(struct forward *forward);

#endif
