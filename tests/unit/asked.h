/* asked.h - requests of tests: a server that answers oddly, a loop, and what became of each request.
 * SPDX-License-Identifier: ISC
 */
#ifndef ASKED_H
#define ASKED_H

#include <stdio.h>
#include <string.h>

#include "http.h"
#include "looped.h"
#include "odd_server.h"

struct fixture {
	struct loop loop;
	struct http *http;
	struct odd_server server;
	char url[600];
};

/* One request and what became of it. */
struct asked {
	struct http_request *request;
	struct fixture *fixture;
	int done;
	struct muzzle_answer answer; /* its texts are copied below */
	char why[200], body[1000], link[200];
	size_t data_bytes;
	bool cancel_on_data, ask_again;
};

static void on_done(void *arg, const struct muzzle_answer *answer)
{
	struct asked *a = arg;

	a->done++;
	a->answer = *answer;
	assert_int_equal(answer->body[answer->body_bytes], '\0');
	snprintf(a->why, sizeof(a->why), "%s", answer->why);
	snprintf(a->body, sizeof(a->body), "%s", answer->body);
	snprintf(a->link, sizeof(a->link), "%s", answer->link);
}

static int make_fixture(void **state)
{
	static struct fixture f; /* one test after the other */

	memset(&f, 0, sizeof(f));
	odd_start(&f.server);
	assert_int_equal(loop_init(&f.loop, NULL), 0);
	*state = &f;
	return http_new(&f.http, &f.loop);
}

static int end_fixture(void **state)
{
	struct fixture *f = *state;

	http_free(f->http);
	loop_fini(&f->loop);
	odd_stop(&f->server);
	return 0;
}

static __attribute__((unused)) const char *url_of(struct fixture *f, const char *path)
{
	snprintf(f->url, sizeof(f->url), "http://127.0.0.1:%d%s", f->server.port, path);
	return f->url;
}

static void start(struct fixture *f, struct asked *a, const struct muzzle_http *req)
{
	const struct http_calls calls = { .done = on_done, .arg = a };

	a->fixture = f;
	assert_int_equal(http_start(f->http, req, &calls, &a->request), 0);
	assert_int_equal(a->done, 0);
}

static void ask(struct fixture *f, struct asked *a, struct muzzle_http req)
{
	a->done = 0;
	req.size = sizeof(req);
	start(f, a, &req);
	LOOPED_UNTIL(&f->loop, a->done);
}

#endif
