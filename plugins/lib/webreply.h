/* webreply.h - answers of the web section: each with the headers that keep a browser from being used.
 * SPDX-License-Identifier: ISC
 */
#ifndef WEBREPLY_H
#define WEBREPLY_H

#include "httpd.h"

#define WEBREPLY_JSON "application/json"
#define WEBREPLY_TEXT "text/plain; charset=utf-8"

/* What cannot be had, and why. */
struct webreply_error {
	int status;
	const char *why;
	const char *allow; /* 405: the methods that are; NULL: not said */
	int64_t retry_ms;  /* 0: not said */
};

/* webreply_blob - one holder of the blob is taken over; NULL: there is no memory for it now.  All of
 * these give what httpd_answer() gives. */
int webreply_blob(const struct incoming *request, const char *type, struct blob *blob);

/* webreply_json - the same with another status. */
int webreply_json(const struct incoming *request, int status, struct blob *blob);

/* webreply_words - a line that is valid for ever. */
int webreply_words(const struct incoming *request, int status, const char *words);

/* webreply_file - one that lasts; a browser that has it is told so. */
int webreply_file(const struct incoming *request, const char *type, struct sign_bytes file);

/* webreply_stream - server-sent events, by the httpd's .more(). */
int webreply_stream(struct httpd *httpd, const struct incoming *request);

/* webreply_refuse - {"error":WHY}; room as for any blob. */
int webreply_refuse(const struct incoming *request, struct blob_room *room,
		    const struct webreply_error *error);

#endif
