/* listener.h - what a gateway posts: judged, answered with one line, and only after the answer is out
 * handed on, as the sender does not wait for what we make of it.  SPDX-License-Identifier: ISC
 */
#ifndef LISTENER_H
#define LISTENER_H

#include "httpd.h"

struct listener_calls {
	/* The status to answer: LISTENER_OK or one that refuses. */
	int (*judge)(void *arg, const struct incoming *request);
	/* What was judged LISTENER_OK has been answered, or its sender does not wait any more.  True:
	 * it was news, and no copy of what was once overheard. */
	bool (*take)(void *arg, const struct incoming *request);
	/* .refused or .cut_off of the httpd has grown. */
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
		  .min = 1, .max = 1024, .help = "at once, at most" },                          \
	{                                                                                       \
		LISTENER_OPTION("max_body", type_, member, body_bytes_max, BYTES),              \
			.def = "1M", .min = 1024, .max = 67108864,                              \
			.help = "a longer body is refused"                                      \
	}

/* listener_open - 0 or -errno, which is logged with its remedy.  .calls, .arg and .httpd.by are set; needs
 * MUZZLE_CAP_FD and MUZZLE_CAP_TIMER. */
int listener_open(struct listener *listener);

/* listener_close - what has come in is still answered and taken; a closed one is allowed. */
void listener_close(struct listener *listener);

#endif
