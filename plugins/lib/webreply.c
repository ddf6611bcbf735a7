/* webreply.c - see webreply.h.  SPDX-License-Identifier: ISC */
#include "webreply.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "growing.h"
#include "hash.h"

#define EXTRAS_MAX 4
#define NUMBER_BYTES 24

/* Scripts, styles, images and requests only from and to here, and no frame around the page. */
static const struct httpd_header always[] = {
	{ "Content-Security-Policy",
	  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
	  "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'" },
	{ "X-Content-Type-Options", "nosniff" },
	{ "Referrer-Policy", "no-referrer" },
	{ "Cross-Origin-Resource-Policy", "same-origin" },
};
#define ALWAYS (sizeof(always) / sizeof(always[0]))

struct headers {
	struct httpd_header list[ALWAYS + EXTRAS_MAX + 1];
	size_t count;
};

static void add(struct headers *headers, const char *name, const char *value)
{
	if (value)
		headers->list[headers->count++] = (struct httpd_header){ name, value };
}

static void begin(struct headers *headers, const char *type, const char *cache)
{
	*headers = (struct headers){ .count = ALWAYS };
	memcpy(headers->list, always, sizeof(always));
	add(headers, "Content-Type", type);
	add(headers, "Cache-Control", cache);
}

static int send_blob(const struct incoming *request, int status, const char *type,
		     struct blob *blob)
{
	struct headers headers;

	if (!blob)
		return webreply_words(request, 503, "too much at once: try again\n");
	begin(&headers, type, "no-store");
	return httpd_answer(
		request,
		&(struct httpd_answer){ .status = status, .headers = headers.list, .blob = blob });
}

int webreply_blob(const struct incoming *request, const char *type, struct blob *blob)
{
	return send_blob(request, 200, type, blob);
}

int webreply_json(const struct incoming *request, int status, struct blob *blob)
{
	return send_blob(request, status, WEBREPLY_JSON, blob);
}

int webreply_words(const struct incoming *request, int status, const char *words)
{
	struct headers headers;

	begin(&headers, WEBREPLY_TEXT, "no-store");
	return httpd_answer(request, &(struct httpd_answer){ .status = status,
							     .headers = headers.list,
							     .lasting = { words, strlen(words) } });
}

int webreply_file(const struct incoming *request, const char *type, struct sign_bytes file)
{
	const char *known = incoming_header(request, "If-None-Match");
	struct httpd_answer answer = { .status = 200, .lasting = file };
	struct headers headers;
	char tag[NUMBER_BYTES];

	snprintf(tag, sizeof(tag), "\"%016" PRIx64 "\"",
		 hash_add(HASH_START, file.data, file.bytes));
	begin(&headers, type, "no-cache");
	add(&headers, "ETag", tag);
	answer.headers = headers.list;
	if (known && strstr(known, tag)) {
		answer.status = 304;
		answer.lasting = (struct sign_bytes){ "", 0 };
	}
	return httpd_answer(request, &answer);
}

int webreply_stream(struct httpd *httpd, const struct incoming *request)
{
	struct headers headers;

	begin(&headers, "text/event-stream", "no-store");
	/* else nginx would buffer the events */
	add(&headers, "X-Accel-Buffering", "no");
	return httpd_stream(httpd, request,
			    &(struct httpd_answer){ .status = 200, .headers = headers.list });
}

int webreply_refuse(const struct incoming *request, struct blob_room *room,
		    const struct webreply_error *error)
{
	struct growing text = { .data = NULL };
	struct httpd_answer answer = { .status = error->status };
	struct headers headers;
	char seconds[NUMBER_BYTES];

	growing_say(&text, "{\"error\":");
	growing_json(&text, error->why);
	growing_say(&text, "}\n");
	answer.blob = blob_take_text(room, &text);
	begin(&headers, WEBREPLY_JSON, "no-store");
	snprintf(seconds, sizeof(seconds), "%" PRId64, (error->retry_ms + 999) / 1000);
	add(&headers, "Retry-After", error->retry_ms ? seconds : NULL);
	add(&headers, "Allow", error->allow);
	add(&headers, "WWW-Authenticate", error->status == 401 ? "Bearer" : NULL);
	answer.headers = headers.list;
	return httpd_answer(request, &answer);
}
