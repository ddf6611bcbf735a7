/* httpd.h - an HTTP server: libmicrohttpd inside the host's loop.
 * SPDX-License-Identifier: ISC
 *
 * A request is read to its end, even if it will be refused, and then answered.  With a .slice only
 * so many answers are made in one turn of the loop, and the other requests are parked until the
 * next turn, so that decisions need not wait for a crowd.  An answer may be a stream without an
 * end, which is parked while it has nothing to say.  At a reload the new owner of the port waits
 * until the old one has closed it.
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

/* The body is .blob or .lasting, or there is none. */
struct httpd_answer {
	int status;
	const struct httpd_header *headers; /* NULL: none */
	struct blob *blob;                  /* one holder is taken over; NULL: see .lasting */
	struct sign_bytes lasting;          /* never freed */
};

struct httpd_calls {
	/* A request is complete: answer it with httpd_answer() or httpd_stream(), and return what
	 * that returned.  refused: 0, or an inbody_status: its body was dropped. */
	int (*answer)(void *arg, const struct incoming *request, int refused);
	/* It has been answered with that status, or its sender has gone; 0: it broke off before.
	 * True: the caller is trusted from now on, see callers.h. */
	bool (*done)(void *arg, const struct incoming *request, int status);
	/* .refused or .cut_off has grown. */
	void (*counted)(void *arg);
	/* Another section has the same address. */
	void (*taken)(void *arg);
	/* The next bytes of the stream at that place: how many; 0: none yet, it is parked until
	 * httpd_wake(); -1: it ends.  NULL: there are no streams. */
	ssize_t (*more)(void *arg, size_t place, char *out, size_t out_bytes);
};

struct httpd_slot;

/* Options first, then what httpd.c keeps.  A member of an instance, and zeroed with it. */
struct httpd {
	const char *listen;
	int64_t body_bytes_max, header_bytes_max, callers_max, callers_each_max;
	int64_t timeout_ms, idle_ms;
	size_t slice; /* about how many answers and pieces of streams in a turn; 0: all */
	const struct httpd_calls *calls;
	void *arg;
	struct evidence by;
	int fd; /* owned while there is no .daemon */
	struct MHD_Daemon *daemon;
	struct callers callers;
	struct httpd_slot *slots; /* owned; by the caller's place */
	struct inbody_room room;
	size_t worked, next;         /* answers and pieces in this turn; the next place to wake */
	bool ending;                 /* nothing is parked any more */
	uint32_t watch, turn, sweep; /* turn, sweep: timers */
	int64_t waits_since_ms;      /* for the former owner of the port */
	int64_t refused, cut_off;    /* requests too large or too many; callers that were let go */
};

#define HTTPD_OPTION(key_, type_, member, field_, kind_) \
	.key = key_, .type = MUZZLE_TYPE_##kind_,        \
	.offset = offsetof(type_, member) + offsetof(struct httpd, field_)
#define HTTPD_TIMEOUT "for a whole request, however slowly it comes"
#define HTTPD_IDLE "how long an idle connection is kept, if a request of it was good"
/* Rows of an option table for the struct httpd in a plugin's instance, all but `listen`, `max_body`
 * and `connections`; each_: the default of `connections_each`, as text. */
#define HTTPD_OPTIONS(type_, member, each_)                                                     \
	{ HTTPD_OPTION("timeout", type_, member, timeout_ms, MSEC), .def = "10s", .min = 100,   \
	  .max = 300000, .help = HTTPD_TIMEOUT },                                               \
		{ HTTPD_OPTION("idle", type_, member, idle_ms, MSEC), .def = "60s", .min = 100, \
		  .max = 3600000, .help = HTTPD_IDLE },                                         \
		{ HTTPD_OPTION("connections_each", type_, member, callers_each_max, INT),       \
		  .def = each_, .min = 1, .max = 1024,                                          \
		  .help = "connections from one address, but for this box itself" },            \
	{                                                                                       \
		HTTPD_OPTION("max_header", type_, member, header_bytes_max, BYTES),             \
			.def = "8k", .min = 2048, .max = 65536,                                 \
			.help = "larger headers are refused"                                    \
	}

/* httpd_open - 0, or -errno, which is logged with a remedy.  .calls, .arg and .by are set before;
 * needs MUZZLE_CAP_FD and MUZZLE_CAP_TIMER. */
int httpd_open(struct httpd *httpd);

/* httpd_close - answer the requests that have come in, end the streams; may be closed already. */
void httpd_close(struct httpd *httpd);

/* httpd_answer - to be called within .answer().  Returns the status, or 0: it cannot be sent. */
int httpd_answer(const struct incoming *request, const struct httpd_answer *answer);

/* httpd_stream - the same, but .more() gives the body; .blob and .lasting are not used. */
int httpd_stream(struct httpd *httpd, const struct incoming *request,
		 const struct httpd_answer *answer);

/* httpd_wake - the stream at that place has something to say: .more() will be called soon. */
void httpd_wake(struct httpd *httpd, size_t place);

/* httpd_let_go - end the connection at that place soon. */
void httpd_let_go(struct httpd *httpd, size_t place);

#endif
