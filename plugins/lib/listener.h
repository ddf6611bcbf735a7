/* listener.h - takes what a gateway posts.  SPDX-License-Identifier: ISC
 *
 * A request is judged, answered with one line, and used only after the answer is out: the sender
 * need not wait for that.
 */
#ifndef LISTENER_H
#define LISTENER_H

#include "httpd.h"

struct listener_calls {
	/* The status to answer: LISTENER_OK, or another that refuses it. */
	int (*judge)(void *arg, const struct incoming *request);
	/* A request that was judged LISTENER_OK has been answered, or its sender has gone.  True:
	 * it was new, and not one that somebody recorded and sent again. */
	bool (*take)(void *arg, const struct incoming *request);
	/* .refused or .cut_off of .httpd has grown. */
	void (*counted)(void *arg);
};

enum listener_status {
	LISTENER_OK = 200,
	LISTENER_UNSIGNED = 401,
	LISTENER_NOT_FOUND = 404,
	LISTENER_NO_METHOD = 405
};

/* Zeroed with the instance that it is a member of. */
struct listener {
	struct httpd httpd;
	const struct listener_calls *calls;
	void *arg;
};

#define LISTENER_OPTION(key_, type_, member, field_, kind_) \
	HTTPD_OPTION(key_, type_, member.httpd, field_, kind_)
/* The rows of an option table for the struct listener in a plugin's instance. */
#define LISTENER_OPTIONS(type_, member)                                                         \
	{ LISTENER_OPTION("listen", type_, member, listen, STR), .flags = MUZZLE_OPT_MANDATORY, \
	  .help = "address:port to listen on, in numbers" },                                    \
		HTTPD_OPTIONS(type_, member.httpd, "16"),                                       \
		{ LISTENER_OPTION("connections", type_, member, callers_max, INT), .def = "64", \
		  .min = 1, .max = 1024, .help = "connections at once, at most" },              \
	{                                                                                       \
		LISTENER_OPTION("max_body", type_, member, body_bytes_max, BYTES),              \
			.def = "1M", .min = 1024, .max = 67108864,                              \
			.help = "a longer body is refused"                                      \
	}

/* listener_open - 0 or -errno, which is logged with its remedy.  .calls, .arg and .httpd.by are
 * set; needs MUZZLE_CAP_FD and MUZZLE_CAP_TIMER. */
int listener_open(struct listener *listener);

/* listener_close - answer and take the requests that have come in; may be closed already. */
void listener_close(struct listener *listener);

#endif
