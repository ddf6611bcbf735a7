/* http.c - see http.h.  SPDX-License-Identifier: ISC */
#include "http.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "easy.h"

#define SPARES_MAX 4         /* easy handles kept for the next requests */
#define KEPT_ALIVE_MAX 256   /* connections */
#define CHUNK_MIN_BYTES 4096 /* first size of a growing body */

/* One descriptor of libcurl's, watched. */
struct watched {
	struct loop_fd fd;
	struct http *http;
	struct watched *next;
};

struct http_request {
	struct http *http;
	struct http_request *next, *prev;
	CURL *easy;                 /* owned */
	struct curl_slist *headers; /* owned; lent to easy */
	struct http_calls calls;
	char *body; /* owned; what came and was not handed on yet */
	size_t body_bytes, body_room, max_body_bytes;
	struct loop_timer header_timer; /* streams: libcurl has no timeout for the header alone */
	int64_t started_ms, timeout_ms;
	int redirects_left;
	bool too_long, no_memory, over;
	struct easy_failure end; /* once over */
};

struct http {
	struct loop *loop;
	CURLM *multi; /* owned */
	struct loop_timer timer;
	struct watched *watched;      /* owned */
	struct http_request *running; /* owned */
	CURL *spares[SPARES_MAX];     /* owned */
	size_t spares_count;
};

static void describe(const struct http_request *r, char *why, size_t why_bytes)
{
	if (r->too_long)
		snprintf(why, why_bytes, "the body is longer than %zu bytes", r->max_body_bytes);
	else if (r->no_memory)
		snprintf(why, why_bytes, "out of memory");
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
	loop_timer_stop(r->http->loop, &r->header_timer);
	curl_multi_remove_handle(r->http->multi, r->easy);
	give_back_easy(r->http, r->easy);
	curl_slist_free_all(r->headers);
	unlink_request(r);
	free(r->body);
	free(r);
}

/* What libcurl has to say of it; texts go to the caller's room, as the handle is given back first. */
struct told {
	struct muzzle_answer answer;
	char why[160], link[HTTP_LINK_BYTES];
};

static void read_answer(struct http_request *r, struct told *told)
{
	struct muzzle_answer *answer = &told->answer;
	long status = 0;
	curl_off_t retry_s = 0;

	*answer = (struct muzzle_answer){
		.size = sizeof(*answer), .why = told->why, .link = told->link, .body = ""
	};
	if (r->end.code == CURLE_OK) {
		curl_easy_getinfo(r->easy, CURLINFO_RESPONSE_CODE, &status);
		curl_easy_getinfo(r->easy, CURLINFO_RETRY_AFTER, &retry_s);
		snprintf(told->why, sizeof(told->why), "HTTP %ld", status);
	} else {
		describe(r, told->why, sizeof(told->why));
		answer->setup = easy_is_setup(r->easy, &r->end);
	}
	easy_read_link(r->easy, told->link, sizeof(told->link));
	answer->status = (int)status;
	answer->timed_out = r->end.code == CURLE_OPERATION_TIMEDOUT;
	answer->took_ms = clock_boot_ms() - r->started_ms;
	answer->retry_after_ms = retry_s > 0 ? (int64_t)retry_s * 1000 : -1;
}

static void tell_done(struct http_request *r)
{
	struct http_calls calls = r->calls;
	char *body = r->body; /* outlives the request, as the plugin may start another meanwhile */
	struct told told;

	read_answer(r, &told);
	if (body) {
		told.answer.body = body;
		told.answer.body_bytes = r->body_bytes;
	}
	r->body = NULL;
	free_request(r);
	calls.done(calls.arg, &told.answer);
	free(body);
}

/* The owner may cancel the request meanwhile: nothing of it is touched afterwards. */
static void tell_data(struct http_request *r)
{
	char *body = r->body;
	size_t bytes = r->body_bytes;

	r->body = NULL;
	r->body_bytes = r->body_room = 0;
	r->calls.data(r->calls.arg, body, bytes);
	free(body);
}

/* From the head each time: an owner may have cancelled any of the others. */
static struct http_request *find_ready(const struct http *http)
{
	for (struct http_request *r = http->running; r; r = r->next)
		if (r->over || (r->calls.data && r->body_bytes > 0))
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
	free(r->body);
	r->body = NULL;
	r->body_bytes = r->body_room = 0;
	set_timeout(r);
	curl_multi_remove_handle(r->http->multi, r->easy);
	return curl_multi_add_handle(r->http->multi, r->easy) == CURLM_OK;
}

/* Owners are called from here alone, outside of libcurl: it forbids most of what they may do. */
static void tell_owners(struct http *http)
{
	CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(http->multi, &left))) {
		CURLcode code = message->data.result;
		struct http_request *r = NULL;

		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&r);
		r->over = !follow(r, code);
		r->end.code = code;
	}
	for (struct http_request *r; (r = find_ready(http));) {
		if (r->calls.data && r->body_bytes > 0)
			tell_data(r);
		else
			tell_done(r);
	}
}

static void timer_fires(void *arg)
{
	struct http *http = arg;
	int running;

	curl_multi_socket_action(http->multi, CURL_SOCKET_TIMEOUT, 0, &running);
	tell_owners(http);
}

static int set_timer(CURLM *multi, long after_ms, void *arg)
{
	struct http *http = arg;

	(void)multi;
	if (after_ms < 0)
		loop_timer_stop(http->loop, &http->timer);
	else
		loop_timer_start(http->loop, &http->timer, clock_boot_ms() + after_ms);
	return 0;
}

static void socket_ready(void *arg, int fd, bool readable, bool writable)
{
	struct http *http = ((struct watched *)arg)->http;
	int running;
	int events = (readable ? CURL_CSELECT_IN : 0) | (writable ? CURL_CSELECT_OUT : 0);

	curl_multi_socket_action(http->multi, fd, events, &running);
	tell_owners(http);
}

static void unwatch(struct http *http, struct watched *w)
{
	struct watched **at = &http->watched;

	while (*at && *at != w)
		at = &(*at)->next;
	if (!*at)
		return;
	*at = w->next;
	loop_fd_stop(http->loop, &w->fd);
	free(w);
}

static struct watched *add_watched(struct http *http, curl_socket_t fd)
{
	struct watched *w = calloc(1, sizeof(*w));

	if (!w)
		return NULL;
	*w = (struct watched){ .fd = { .ready = socket_ready, .arg = w }, .http = http };
	w->next = http->watched;
	http->watched = w;
	curl_multi_assign(http->multi, fd, w);
	return w;
}

static int set_socket(CURL *easy, curl_socket_t fd, int what, void *arg, void *assigned)
{
	struct http *http = arg;
	struct watched *w = assigned;

	(void)easy;
	if (what == CURL_POLL_REMOVE) {
		unwatch(http, w);
		return 0;
	}
	if (!w)
		w = add_watched(http, fd);
	if (!w)
		return -1;
	loop_fd_start(http->loop, &w->fd, fd,
		      (what & CURL_POLL_IN ? LOOP_READ : 0) |
			      (what & CURL_POLL_OUT ? LOOP_WRITE : 0));
	return 0;
}

/* One byte of room stays for the NUL. */
static bool make_room(struct http_request *r, size_t more)
{
	size_t room = r->body_room ? r->body_room : CHUNK_MIN_BYTES;
	char *body;

	while (room < r->body_bytes + more + 1)
		room *= 2;
	if (room == r->body_room)
		return true;
	body = realloc(r->body, room);
	if (!body)
		return false;
	r->body = body;
	r->body_room = room;
	return true;
}

/* Returning 0 ends the transfer with CURLE_WRITE_ERROR; the flags say why. */
static size_t keep_body(char *data, size_t size, size_t count, void *arg)
{
	struct http_request *r = arg;
	size_t bytes = size * count;

	r->too_long = !r->calls.data && r->body_bytes + bytes > r->max_body_bytes;
	r->no_memory = !r->too_long && !make_room(r, bytes);
	if (r->too_long || r->no_memory)
		return 0;
	memcpy(r->body + r->body_bytes, data, bytes);
	r->body_bytes += bytes;
	r->body[r->body_bytes] = '\0';
	return bytes;
}

/* The empty line ends a header; those of 1xx answers are not the last. */
static size_t see_header(char *data, size_t size, size_t count, void *arg)
{
	struct http_request *r = arg;
	size_t bytes = size * count;
	long status = 0;

	curl_easy_getinfo(r->easy, CURLINFO_RESPONSE_CODE, &status);
	if (status >= 200 && bytes <= 2 && bytes > 0 && data[bytes - 1] == '\n')
		loop_timer_stop(r->http->loop, &r->header_timer);
	return bytes;
}

static void header_is_late(void *arg)
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
	if (!r->calls.data) {
		set_timeout(r);
		return;
	}
	curl_easy_setopt(r->easy, CURLOPT_CONNECTTIMEOUT_MS, (long)r->timeout_ms);
	curl_easy_setopt(r->easy, CURLOPT_TCP_KEEPALIVE, 1L);
	r->header_timer = (struct loop_timer){ .fire = header_is_late, .arg = r };
	loop_timer_start(r->http->loop, &r->header_timer, r->started_ms + r->timeout_ms);
}

/* Only questions are followed: an order that was answered by a redirect may have been carried out. */
static int redirects_allowed(const struct muzzle_http *req)
{
	bool asks = !req->method || !strcmp(req->method, "GET") || !strcmp(req->method, "HEAD");

	return asks && req->transport ? req->transport->redirects_max : 0;
}

static int set_up(struct http_request *r, const struct muzzle_http *req)
{
	curl_easy_setopt(r->easy, CURLOPT_PRIVATE, r);
	curl_easy_setopt(r->easy, CURLOPT_WRITEFUNCTION, keep_body);
	curl_easy_setopt(r->easy, CURLOPT_WRITEDATA, r);
	curl_easy_setopt(r->easy, CURLOPT_HEADERFUNCTION, see_header);
	curl_easy_setopt(r->easy, CURLOPT_HEADERDATA, r);
	curl_easy_setopt(r->easy, CURLOPT_ERRORBUFFER, r->end.said);
	r->redirects_left = r->calls.data ? 0 : redirects_allowed(req);
	set_limits(r, req);
	return easy_set_request(r->easy, req, &r->headers);
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
	if (rc == 0 && curl_multi_add_handle(http->multi, r->easy) != CURLM_OK)
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

static void set_multi(struct http *http)
{
	curl_multi_setopt(http->multi, CURLMOPT_SOCKETFUNCTION, set_socket);
	curl_multi_setopt(http->multi, CURLMOPT_SOCKETDATA, http);
	curl_multi_setopt(http->multi, CURLMOPT_TIMERFUNCTION, set_timer);
	curl_multi_setopt(http->multi, CURLMOPT_TIMERDATA, http);
	curl_multi_setopt(http->multi, CURLMOPT_MAXCONNECTS, (long)KEPT_ALIVE_MAX);
	curl_multi_setopt(http->multi, CURLMOPT_PIPELINING, (long)CURLPIPE_NOTHING);
}

int http_new(struct http **http, struct loop *loop)
{
	struct http *h = calloc(1, sizeof(*h));

	*http = NULL;
	if (!h || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		free(h);
		return -ENOMEM;
	}
	h->multi = curl_multi_init();
	if (!h->multi) {
		curl_global_cleanup();
		free(h);
		return -ENOMEM;
	}
	h->loop = loop;
	h->timer = (struct loop_timer){ .fire = timer_fires, .arg = h };
	set_multi(h);
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
	curl_multi_cleanup(http->multi);
	while (http->watched)
		unwatch(http, http->watched);
	loop_timer_stop(http->loop, &http->timer);
	curl_global_cleanup();
	free(http);
}
