/* webreply.h - answers of the web section, each with the headers that protect a browser.
 * SPDX-License-Identifier: ISC
 */
#ifndef WEBREPLY_H
#define WEBREPLY_H

#include "httpd.h"

#define WEBREPLY_JSON "application/json"
#define WEBREPLY_TEXT "text/plain; charset=utf-8"

/* A refusal. */
struct webreply_error {
	int status;
	const char *why;
	const char *allow; /* with 405: the allowed methods; else NULL */
	int64_t retry_ms;  /* when to try again; 0: not told */
};

/* webreply_blob - answer with a blob, of which one holder is taken over; NULL: with 503, as there
 * was no memory.  Each function here returns what httpd_answer() returns. */
int webreply_blob(const struct incoming *request, const char *type, struct blob *blob);

/* webreply_json - the same with another status. */
int webreply_json(const struct incoming *request, int status, struct blob *blob);

/* webreply_words - answer with a text that is never freed. */
int webreply_words(const struct incoming *request, int status, const char *words);

/* webreply_file - answer with a file that is never freed, or with 304 if the browser has it. */
int webreply_file(const struct incoming *request, const char *type, struct sign_bytes file);

/* webreply_stream - answer with server-sent events, which httpd_calls.more() gives. */
int webreply_stream(struct httpd *httpd, const struct incoming *request);

/* webreply_refuse - answer with {"error":WHY}; room: of its blob. */
int webreply_refuse(const struct incoming *request, struct blob_room *room,
		    const struct webreply_error *error);

#endif
