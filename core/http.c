/* http.c - see http.h.  SPDX-License-Identifier: ISC */
#include "http.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "easy.h"
#include "multi.h"
#include "talk.h"

#define SPARES_MAX 4            /* easy handles kept for the next requests */
#define RETRY_MAX_S (24 * 3600) /* whatever a server asks for */

struct http_request {
	struct http *http;
	struct http_request *next, *prev;
	CURL *easy;                 /* owned */
	struct curl_slist *headers; /* owned; lent to easy */
	struct talk *talk;          /* owned; NULL: HTTP */
	struct http_calls calls;
	struct buffer body; /* owned; what came and was not handed on yet; a NUL is behind it */
	size_t max_body_bytes;
	struct loop_timer late_timer; /* a stream's header, a talk: libcurl has no timeout for it */
	int64_t started_ms, timeout_ms;
	int redirects_left;
	bool too_long, over;
	struct easy_failure end; /* once over */
};

struct http {
	struct multi multi;
	void (*talk_ends)(void *arg, CURLcode code); /* as it and tell_owners() call each other */
	struct http_request *running;                /* owned */
	CURL *spares[SPARES_MAX];                    /* owned */
	size_t spares_count;
};

static void describe(const struct http_request *r, char *why, size_t why_bytes)
{
	if (r->too_long)
		snprintf(why, why_bytes, "the body is longer than %zu bytes", r->max_body_bytes);
	else if (r->body.failed)
		snprintf(why, why_bytes, "out of memory");
	else if (r->talk && r->end.code == CURLE_WEIRD_SERVER_REPLY)
		snprintf(why, why_bytes, "the answer is not %s", talk_name(r->talk));
	else
		easy_describe(r->easy, &r->end, why, why_bytes);
}

static void unlink_request(struct http_request *r)
{
	if (r->prev)
		r->prev->next = r->next;
	else
		r->http->running = r->next;
	if (r->next)
		r->next->prev = r->prev;
}

static void give_back_easy(struct http *http, CURL *easy)
{
	if (http->spares_count == SPARES_MAX) {
		curl_easy_cleanup(easy);
		return;
	}
	curl_easy_reset(easy);
	http->spares[http->spares_count++] = easy;
}

static CURL *take_easy(struct http *http)
{
	return http->spares_count ? http->spares[--http->spares_count] : curl_easy_init();
}

static void free_request(struct http_request *r)
{
	loop_timer_stop(r->http->multi.loop, &r->late_timer);
	talk_free(r->talk);
	curl_multi_remove_handle(r->http->multi.curl, r->easy);
	give_back_easy(r->http, r->easy);
	curl_slist_free_all(r->headers);
	unlink_request(r);
	buffer_fini(&r->body);
	free(r);
}

/* What libcurl has to say of it; texts go to the caller's room, as the handle is given back first. */
struct told {
	struct muzzle_answer answer;
	char why[160], link[HTTP_LINK_BYTES];
};

/* A talk that could not begin ends with the reply that forbade it, if it was one. */
static int talk_status(const struct http_request *r)
{
	long status = 0;

	if (r->end.code == CURLE_OK)
		return talk_course(r->talk)->status;
	curl_easy_getinfo(r->easy, CURLINFO_RESPONSE_CODE, &status);
	return status >= 400 ? (int)status : 0;
}

static void read_talk(struct http_request *r, struct told *told)
{
	const struct script_course *course = talk_course(r->talk);

	told->answer.status = talk_status(r);
	told->answer.setup = easy_is_setup(r->easy, &r->end) || course->setup;
	if (r->end.code != CURLE_OK && !told->answer.status)
		buffer_clear(&r->body); /* the last reply was no refusal */
	if (r->end.code != CURLE_OK &&
	    (!told->answer.status || r->end.code != CURLE_WEIRD_SERVER_REPLY))
		describe(r, told->why, sizeof(told->why));
	else if (told->answer.status)
		snprintf(told->why, sizeof(told->why), "%s %d", talk_name(r->talk),
			 told->answer.status);
	else
		snprintf(told->why, sizeof(told->why), "%.*s", (int)sizeof(told->why) - 1,
			 course->text);
}

static void read_http(struct http_request *r, struct told *told)
{
	struct muzzle_answer *answer = &told->answer;
	long status = 0;
	curl_off_t retry_s = 0;

	curl_easy_getinfo(r->easy, CURLINFO_RESPONSE_CODE, &status);
	answer->header_status = status;
	if (r->end.code == CURLE_OK) {
		answer->status = (int)status;
		curl_easy_getinfo(r->easy, CURLINFO_RETRY_AFTER, &retry_s);
		snprintf(told->why, sizeof(told->why), "HTTP %ld", status);
	} else {
		describe(r, told->why, sizeof(told->why));
		answer->setup = easy_is_setup(r->easy, &r->end);
	}
	easy_read_link(r->easy, told->link, sizeof(told->link));
	if (retry_s > 0)
		answer->retry_after_ms =
			(int64_t)(retry_s < RETRY_MAX_S ? retry_s : RETRY_MAX_S) * 1000;
}

static void read_answer(struct http_request *r, struct told *told)
{
	told->link[0] = '\0';
	told->answer = (struct muzzle_answer){
		.size = sizeof(told->answer),
		.timed_out = r->end.code == CURLE_OPERATION_TIMEDOUT,
		.why = told->why,
		.body = "",
		.took_ms = clock_boot_ms() - r->started_ms,
		.retry_after_ms = -1,
		.link = told->link,
	};
	(r->talk ? read_talk : read_http)(r, told);
}

static void tell_done(struct http_request *r)
{
	struct http_calls calls = r->calls;
	struct buffer body; /* outlives the request, as the plugin may start another */
	struct told told;

	read_answer(r, &told);
	body = r->body;
	if (body.bytes) {
		told.answer.body = body.data;
		told.answer.body_bytes = body.bytes;
	}
	r->body = (struct buffer){ 0 };
	free_request(r);
	calls.done(calls.arg, &told.answer);
	buffer_fini(&body);
}

/* The owner may cancel the request meanwhile: nothing of it is touched afterwards. */
static void tell_data(struct http_request *r)
{
	struct buffer body = r->body;

	r->body = (struct buffer){ 0 };
	r->calls.data(r->calls.arg, body.data, body.bytes);
	buffer_fini(&body);
}

/* From the head each time: an owner may have cancelled any of the others. */
static struct http_request *find_ready(const struct http *http)
{
	for (struct http_request *r = http->running; r; r = r->next)
		if (r->over || (r->calls.data && r->body.bytes > 0))
			return r;
	return NULL;
}

static void set_timeout(struct http_request *r)
{
	int64_t left_ms = r->started_ms + r->timeout_ms - clock_boot_ms();

	curl_easy_setopt(r->easy, CURLOPT_TIMEOUT_MS, (long)(left_ms > 0 ? left_ms : 1));
}

/* True if the request goes on elsewhere; its time is that of the whole. */
static bool follow(struct http_request *r, CURLcode code)
{
	if (code != CURLE_OK || r->redirects_left == 0 || !easy_redirect(r->easy))
		return false;
	r->redirects_left--;
	buffer_clear(&r->body);
	set_timeout(r);
	curl_multi_remove_handle(r->http->multi.curl, r->easy);
	return curl_multi_add_handle(r->http->multi.curl, r->easy) == CURLM_OK;
}

static bool converse(struct http_request *r, CURLcode code)
{
	const struct talk_calls calls = { r->http->multi.loop, r->http->talk_ends, r };

	return code == CURLE_OK && r->talk && talk_start(r->talk, r->easy, &calls) == 0;
}

/* Owners are called from here alone, outside of libcurl: it forbids most of what they may do. */
static void tell_owners(void *arg)
{
	struct http *http = arg;
	CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(http->multi.curl, &left))) {
		CURLcode code = message->data.result;
		struct http_request *r = NULL;

		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&r);
		r->over = !follow(r, code) && !converse(r, code);
		r->end.code = code;
	}
	for (struct http_request *r; (r = find_ready(http));) {
		if (r->calls.data && r->body.bytes > 0)
			tell_data(r);
		else
			tell_done(r);
	}
}

/* Returning 0 ends the transfer with CURLE_WRITE_ERROR; the flags say why. */
static size_t take_body(struct http_request *r, const char *data, size_t bytes)
{
	r->too_long = !r->calls.data && r->body.bytes + bytes > r->max_body_bytes;
	if (r->too_long)
		return 0;
	buffer_add(&r->body, data, bytes);
	buffer_add(&r->body, "", 1);
	if (r->body.failed)
		return 0;
	r->body.bytes--;
	return bytes;
}

static size_t keep_body(char *data, size_t size, size_t count, void *arg)
{
	return take_body(arg, data, size * count);
}

/* The empty line ends a header; those of 1xx answers are not the last. */
static size_t see_header(char *data, size_t size, size_t count, void *arg)
{
	struct http_request *r = arg;
	size_t bytes = size * count;
	long status = 0;

	if (r->talk) { /* replies to what libcurl said: the last tells why it went no further */
		buffer_clear(&r->body);
		return take_body(r, data, bytes);
	}
	curl_easy_getinfo(r->easy, CURLINFO_RESPONSE_CODE, &status);
	if (status >= 200 && bytes <= 2 && bytes > 0 && data[bytes - 1] == '\n')
		loop_timer_stop(r->http->multi.loop, &r->late_timer);
	return bytes;
}

/* Who spoke last tells how it went. */
static void talk_ends(void *arg, CURLcode code)
{
	struct http_request *r = arg;
	const char *text = talk_course(r->talk)->text;

	buffer_clear(&r->body);
	if (*text)
		take_body(r, text, strlen(text));
	r->over = true;
	r->end.code = code;
	tell_owners(r->http);
}

static void is_late(void *arg)
{
	struct http_request *r = arg;

	r->over = true;
	r->end.code = CURLE_OPERATION_TIMEDOUT;
	tell_owners(r->http);
}

/* A stream has no end in time, but its beginning must come. */
static void set_limits(struct http_request *r, const struct muzzle_http *req)
{
	r->timeout_ms = req->timeout_ms > 0 ? req->timeout_ms : HTTP_TIMEOUT_MS;
	r->max_body_bytes = req->max_body_bytes ? req->max_body_bytes : HTTP_BODY_MAX_BYTES;
	if (!r->calls.data)
		set_timeout(r);
	if (!r->calls.data && !r->talk)
		return;
	curl_easy_setopt(r->easy, CURLOPT_CONNECTTIMEOUT_MS, (long)r->timeout_ms);
	curl_easy_setopt(r->easy, CURLOPT_TCP_KEEPALIVE, 1L);
	r->late_timer = (struct loop_timer){ .fire = is_late, .arg = r };
	loop_timer_start(r->http->multi.loop, &r->late_timer, r->started_ms + r->timeout_ms);
}

/* Only questions are followed: an order that was answered by a redirect may have been carried out. */
static int redirects_allowed(const struct muzzle_http *req)
{
	bool asks = !req->method || !strcmp(req->method, "GET") || !strcmp(req->method, "HEAD");

	return asks && req->transport ? req->transport->redirects_max : 0;
}

static int set_up(struct http_request *r, const struct muzzle_http *req)
{
	int rc = talk_new(&r->talk, req);

	if (rc < 0)
		return rc;
	curl_easy_setopt(r->easy, CURLOPT_PRIVATE, r);
	curl_easy_setopt(r->easy, CURLOPT_WRITEFUNCTION, keep_body);
	curl_easy_setopt(r->easy, CURLOPT_WRITEDATA, r);
	curl_easy_setopt(r->easy, CURLOPT_HEADERFUNCTION, see_header);
	curl_easy_setopt(r->easy, CURLOPT_HEADERDATA, r);
	curl_easy_setopt(r->easy, CURLOPT_ERRORBUFFER, r->end.said);
	r->redirects_left = r->calls.data ? 0 : redirects_allowed(req);
	set_limits(r, req);
	rc = easy_set_request(r->easy, req, &r->headers);
	return rc == 0 && r->talk ? talk_set(r->talk, r->easy, req) : rc;
}

static struct http_request *add_request(struct http *http, const struct http_calls *calls)
{
	struct http_request *r = calloc(1, sizeof(*r));
	CURL *easy = take_easy(http);

	if (!r || !easy) {
		free(r);
		curl_easy_cleanup(easy);
		return NULL;
	}
	*r = (struct http_request){ .http = http,
				    .next = http->running,
				    .easy = easy,
				    .calls = *calls,
				    .started_ms = clock_boot_ms() };
	if (r->next)
		r->next->prev = r;
	http->running = r;
	return r;
}

int http_start(struct http *http, const struct muzzle_http *req, const struct http_calls *calls,
	       struct http_request **request)
{
	struct http_request *r;
	int rc;

	if (!req->url)
		return -EINVAL;
	r = add_request(http, calls);
	if (!r)
		return -ENOMEM;
	rc = set_up(r, req);
	if (rc == 0 && curl_multi_add_handle(http->multi.curl, r->easy) != CURLM_OK)
		rc = -ENOMEM;
	if (rc < 0) {
		free_request(r);
		return rc;
	}
	*request = r;
	return 0;
}

void http_cancel(struct http_request *request)
{
	free_request(request);
}

int http_new(struct http **http, struct loop *loop)
{
	struct http *h = calloc(1, sizeof(*h));

	*http = NULL;
	if (!h || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		free(h);
		return -ENOMEM;
	}
	h->multi = (struct multi){ .loop = loop, .moved = tell_owners, .arg = h };
	if (multi_init(&h->multi)) {
		curl_global_cleanup();
		free(h);
		return -ENOMEM;
	}
	h->talk_ends = talk_ends;
	*http = h;
	return 0;
}

void http_free(struct http *http)
{
	if (!http)
		return;
	while (http->running)
		free_request(http->running);
	while (http->spares_count)
		curl_easy_cleanup(http->spares[--http->spares_count]);
	multi_fini(&http->multi);
	curl_global_cleanup();
	free(http);
}
