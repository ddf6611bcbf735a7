/* httpd.h - HTTP requests from others: libmicrohttpd inside the host's loop.
 * SPDX-License-Identifier: ISC
 *
 * A request is read to its end, whatever becomes of it, then answered.  Where answers cost something
 * (.slice) only so many are made in one turn of the loop, and the other requests are parked until the
 * next turn, so that decisions do not wait for a crowd.  An answer may be a stream without an end, which
 * is parked while there is nothing to say.  A reload hands the port over.
 */
#ifndef HTTPD_H
#define HTTPD_H

#include <sys/types.h>

#include "blob.h"
#include "callers.h"
#include "evidence.h"
#include "inbody.h"
#include "incoming.h"

struct MHD_Daemon;

struct httpd_header {
	const char *name, *value; /* name NULL ends */
};

/* One of .blob, .lasting and neither: no body. */
struct httpd_answer {
	int status;
	const struct httpd_header *headers; /* NULL: none */
	struct blob *blob;                  /* one holder is taken over */
	struct sign_bytes lasting;          /* valid for ever */
};

struct httpd_calls {
	/* A request is whole: to be answered by httpd_answer() or httpd_stream(), whose value is given
	 * back.  refused: 0, or an inbody_status: its body was not kept. */
	int (*answer)(void *arg, const struct incoming *request, int refused);
	/* It has been answered with that status, or its sender does not wait any more; 0: it broke
	 * off before.  True: it came from who is meant to come. */
	bool (*done)(void *arg, const struct incoming *request, int status);
	/* .refused or .cut_off has grown. */
	void (*counted)(void *arg);
	/* Another section has the same address. */
	void (*taken)(void *arg);
	/* What the stream at that place has to say: bytes; 0: nothing yet, it is parked until
	 * httpd_wake(); -1: it ends.  NULL: there are no streams. */
	ssize_t (*more)(void *arg, size_t place, char *out, size_t out_bytes);
};

struct httpd_slot;

/* Options first, then what httpd.c keeps; zeroed with the instance that it is a member of. */
struct httpd {
	const char *listen;
	int64_t body_bytes_max, header_bytes_max, callers_max, callers_each_max;
	int64_t timeout_ms, idle_ms;
	size_t slice; /* answers, and pieces of streams, in a turn of the loop, about; 0: all */
	const struct httpd_calls *calls;
	void *arg;
	struct evidence by;
	int fd; /* ours as long as there is no daemon */
	struct MHD_Daemon *daemon;
	struct callers callers;
	struct httpd_slot *slots; /* owned; by the caller's place */
	struct inbody_room room;
	size_t worked, next;         /* answers and pieces in this turn; the place that is next */
	bool ending;                 /* nothing is parked any more */
	uint32_t watch, turn, sweep; /* turn, sweep: timers */
	int64_t waits_since_ms;      /* for another to close our socket */
	int64_t refused, cut_off;    /* too large or too many at once; callers that were let go */
};

#define HTTPD_OPTION(key_, type_, member, field_, kind_) \
	.key = key_, .type = MUZZLE_TYPE_##kind_,        \
	.offset = offsetof(type_, member) + offsetof(struct httpd, field_)
#define HTTPD_TIMEOUT "of a whole request, however it trickles"
#define HTTPD_IDLE "an idle connection is kept so long, if it was good"
/* The rows of an option table for the struct httpd in a plugin's instance, but for `listen`, `max_body`
 * and `connections`; each_: how many of one address, in text. */
#define HTTPD_OPTIONS(type_, member, each_)                                                     \
	{ HTTPD_OPTION("timeout", type_, member, timeout_ms, MSEC), .def = "10s", .min = 100,   \
	  .max = 300000, .help = HTTPD_TIMEOUT },                                               \
		{ HTTPD_OPTION("idle", type_, member, idle_ms, MSEC), .def = "60s", .min = 100, \
		  .max = 3600000, .help = HTTPD_IDLE },                                         \
		{ HTTPD_OPTION("connections_each", type_, member, callers_each_max, INT),       \
		  .def = each_, .min = 1, .max = 1024,                                          \
		  .help = "of one address, but for this box itself" },                          \
	{                                                                                       \
		HTTPD_OPTION("max_header", type_, member, header_bytes_max, BYTES),             \
			.def = "8k", .min = 2048, .max = 65536,                                 \
			.help = "larger headers are refused"                                    \
	}

/* httpd_open - 0 or -errno, which is logged with its remedy.  .calls, .arg and .by are set, needs
 * MUZZLE_CAP_FD and MUZZLE_CAP_TIMER. */
int httpd_open(struct httpd *httpd);

/* httpd_close - what has come in is still answered and done, streams end; a closed one is allowed. */
void httpd_close(struct httpd *httpd);

/* httpd_answer - within .answer(); the status, or 0: it cannot be sent. */
int httpd_answer(const struct incoming *request, const struct httpd_answer *answer);

/* httpd_stream - the same; .more() gives the body, without an end.  .blob and .lasting are unused. */
int httpd_stream(struct httpd *httpd, const struct incoming *request,
		 const struct httpd_answer *answer);

/* httpd_wake - the stream at that place has something to say, soon. */
void httpd_wake(struct httpd *httpd, size_t place);

/* httpd_let_go - ends the connection at that place, soon. */
void httpd_let_go(struct httpd *httpd, size_t place);

#endif
