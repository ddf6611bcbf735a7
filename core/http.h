/* http.h - HTTP requests, mail and MQTT on the loop, through libcurl's multi interface.
 * SPDX-License-Identifier: ISC
 *
 * Connections are kept alive and shared by all requests to a host, save that what is not GET or HEAD
 * gets a fresh one: libcurl repeats a request silently when a kept connection turns out to be dead,
 * and a restart must not run twice.  Netrc and cookies are off, and so are redirects and proxies unless
 * the transport asks for them.  There is no limit on
 * concurrent requests, so that a hung host delays nobody else.  Of mail and MQTT see talk.h; a mail that
 * was taken for some of its recipients is answered 250, with who was refused as the body.
 */
#ifndef HTTP_H
#define HTTP_H

#include "loop.h"
#include "muzzle_plugin.h"

#define HTTP_TIMEOUT_MS 30000         /* where the request says 0 */
#define HTTP_LINK_BYTES 2048          /* of the header Link, its NUL included; more is cut */
#define HTTP_BODY_MAX_BYTES (4 << 20) /* where the request says 0 */

struct http;
struct http_request;

/* What a request tells its owner, always from the loop.  The request is over when done is called. */
struct http_calls {
	void (*data)(void *arg, const char *data,
		     size_t bytes); /* NULL: the body comes with done */
	void (*done)(void *arg, const struct muzzle_answer *answer);
	void *arg;
};

/* http_new - 0, or -errno with *http NULL. */
int http_new(struct http **http, struct loop *loop);

/* http_free - ends all requests without a call; NULL is nothing. */
void http_free(struct http *http);

/* http_start - copies req.  0 and *request, valid until done has been called or http_cancel;
 * or -errno and no call.  A bad URL or a refused connection comes through done. */
int http_start(struct http *http, const struct muzzle_http *req, const struct http_calls *calls,
	       struct http_request **request);

/* http_cancel - ends a request without a call; allowed inside its own data. */
void http_cancel(struct http_request *request);

#endif
