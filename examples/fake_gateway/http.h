/* http.h - a small HTTP/1.1 server whose answers may come later.  SPDX-License-Identifier: ISC */
#ifndef HTTP_H
#define HTTP_H

#include <stddef.h>
#include <stdint.h>

#define HTTP_CONNS_MAX 256
#define HTTP_REQUEST_BYTES 8192

struct http_request {
	const char *method;
	const char *path;  /* without the query */
	const char *query; /* "" if there is none */
	const char *key;   /* of X-Api-Key, "" if there is none */
	const char *head;  /* all headers, "" or "Name: value\r\n" each */
	const char *body;  /* cut at what fits in HTTP_REQUEST_BYTES */
};

struct http_conn {
	int fd;      /* owned; -1: free */
	uint32_t id; /* never used twice */
	char in[HTTP_REQUEST_BYTES];
	size_t in_bytes;
	char *out; /* owned */
	size_t out_bytes, out_sent;
	int waiting; /* a request was handed over and has no answer yet */
	int last;    /* closed once its answer is out */
};

struct http_server {
	int fd; /* owned */
	uint16_t port;
	uint32_t serial;
	struct http_conn conns[HTTP_CONNS_MAX];
};

/* Must lead to one http_answer(conn), at once or later.  The request is valid during the call. */
typedef void http_handler(void *ctx, uint32_t conn, const struct http_request *request);

/* http_open - listens on 127.0.0.1:port, 0 for a free one; 0 or -errno. */
int http_open(struct http_server *server, uint16_t port);

/* http_close - ends all connections. */
void http_close(struct http_server *server);

/* http_serve - waits up to timeout_ms for work, then does what there is; 0 or -errno. */
int http_serve(struct http_server *server, int timeout_ms, http_handler *handler, void *ctx);

/* http_answer - a JSON body for a connection; nothing if it is gone. */
void http_answer(struct http_server *server, uint32_t conn, int status, const char *body);

/* http_answer_raw - these bytes, whatever they are, and the end of the connection. */
void http_answer_raw(struct http_server *server, uint32_t conn, const char *text);

/* http_reset - ends the connection without an answer, by a reset. */
void http_reset(struct http_server *server, uint32_t conn);

#endif
