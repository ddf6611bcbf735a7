/* heartbeat.c - see heartbeat.h.  SPDX-License-Identifier: ISC */
#include "heartbeat.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "http.h"
#include "span.h"
#include "tell.h"

#define SUFFIX_BYTES 8

struct heartbeat {
	struct heartbeat_setting setting;
	char *url, *full;             /* owned; as configured, and room for it with a suffix */
	size_t full_bytes;            /* of that room */
	struct http *http;            /* owned */
	struct http_request *request; /* NULL: none is under way */
	struct loop_timer due;
	bool started; /* the service knows that we are there */
	int64_t begun_ms, heard_ms;
	char why[HEARTBEAT_WHY_BYTES];  /* it was not heard; "": it was */
	char ails[HEARTBEAT_WHY_BYTES]; /* what it said last; "": that we do well */
};

/* The suffix ends the path, which a query may follow. */
static const char *address(struct heartbeat *h, const char *suffix)
{
	size_t path = strcspn(h->url, "?"), tail = path;

	while (path > 0 && h->url[path - 1] == '/')
		path--;
	memcpy(h->full, h->url, path);
	snprintf(h->full + path, h->full_bytes - path, "%s%s", suffix, h->url + tail);
	return h->full;
}

/* Told once until it is heard again. */
static void note_answer(struct heartbeat *h, const struct muzzle_answer *answer)
{
	char why[HEARTBEAT_WHY_BYTES] = "";
	bool was = *h->why;

	if (!answer->status)
		snprintf(why, sizeof(why), "%s", answer->why);
	else if (answer->status < 200 || answer->status > 299)
		snprintf(why, sizeof(why), "HTTP %d", answer->status);
	else
		h->heard_ms = clock_boot_ms();
	memcpy(h->why, why, sizeof(why));
	if (*why && !was)
		log_line(h->setting.log, MUZZLE_WARN, "heartbeat", "not heard why=\"%s\"", why);
	if (!*why && was)
		log_line(h->setting.log, MUZZLE_INFO, "heartbeat", "heard again");
}

/* As soon as it knows us it is told how we are. */
static void done(void *arg, const struct muzzle_answer *answer)
{
	struct heartbeat *h = arg;

	h->request = NULL;
	note_answer(h, answer);
	if (h->started || !answer->status)
		return;
	h->started = true;
	loop_timer_start(h->setting.loop, &h->due, clock_boot_ms());
}

static const char *find_signal(struct heartbeat *h)
{
	if (!h->setting.ails(h->setting.arg, h->ails))
		h->ails[0] = '\0';
	if (!h->started)
		return "/start";
	return *h->ails ? "/fail" : "";
}

/* One at a time: a service that hangs gathers nothing here. */
static void beat(void *arg)
{
	struct heartbeat *h = arg;
	const struct http_calls calls = { .done = done, .arg = h };
	struct muzzle_http post = {
		.size = sizeof(post),
		.method = "POST",
		.timeout_ms = h->setting.every_ms < HEARTBEAT_TIMEOUT_MS ? h->setting.every_ms
									 : HEARTBEAT_TIMEOUT_MS,
		.headers = (const char *const[]){ "Content-Type: text/plain; charset=utf-8", NULL },
		.max_body_bytes = 4096,
	};

	loop_timer_start(h->setting.loop, &h->due, clock_boot_ms() + h->setting.every_ms);
	if (h->request)
		return;
	post.url = address(h, find_signal(h));
	post.body = h->ails;
	post.body_bytes = strlen(h->ails);
	if (http_start(h->http, &post, &calls, &h->request))
		h->request = NULL;
}

int heartbeat_start(struct heartbeat **heartbeat, const struct heartbeat_setting *setting)
{
	struct heartbeat *h = calloc(1, sizeof(*h));
	int rc = h ? 0 : -ENOMEM;

	*heartbeat = NULL;
	if (rc)
		return rc;
	h->setting = *setting;
	h->url = strdup(setting->url);
	h->full_bytes = strlen(setting->url) + SUFFIX_BYTES;
	h->full = malloc(h->full_bytes);
	rc = h->url && h->full ? http_new(&h->http, setting->loop) : -ENOMEM;
	if (rc) {
		heartbeat_stop(h);
		return rc;
	}
	h->due = (struct loop_timer){ .fire = beat, .arg = h };
	h->begun_ms = clock_boot_ms();
	loop_timer_start(setting->loop, &h->due, h->begun_ms);
	*heartbeat = h;
	return 0;
}

/* A secret goes as soon as nobody needs it. */
static void forget(char *text, size_t bytes)
{
	if (text)
		explicit_bzero(text, bytes);
	free(text);
}

void heartbeat_stop(struct heartbeat *heartbeat)
{
	if (!heartbeat)
		return;
	loop_timer_stop(heartbeat->setting.loop, &heartbeat->due);
	http_free(heartbeat->http);
	forget(heartbeat->full, heartbeat->full_bytes);
	forget(heartbeat->url, heartbeat->full_bytes - SUFFIX_BYTES);
	free(heartbeat);
}

bool heartbeat_goes(const struct heartbeat *heartbeat, const char *url, int64_t every_ms)
{
	return heartbeat && strcmp(heartbeat->url, url) == 0 &&
	       heartbeat->setting.every_ms == every_ms;
}

void heartbeat_describe(struct json_object *status, const struct heartbeat *heartbeat)
{
	struct json_object *object;
	int64_t now_ms = clock_boot_ms();

	if (!heartbeat)
		return;
	object = tell_object(status, "heartbeat");
	tell_number(object, "every_ms", heartbeat->setting.every_ms);
	if (heartbeat->heard_ms)
		tell_number(object, "heard_age_ms", now_ms - heartbeat->heard_ms);
	tell_number(object, "age_ms", now_ms - heartbeat->begun_ms);
	tell_text(object, "why", heartbeat->why);
	tell_text(object, "tells", heartbeat->ails);
}

void heartbeat_print(struct json_object *status, FILE *out)
{
	struct json_object *object = tell_get(status, "heartbeat");
	const char *why = tell_get_text(object, "why"), *tells = tell_get_text(object, "tells");
	bool ever = tell_get(object, "heard_age_ms");
	char span[SPAN_BYTES];

	if (*why)
		fprintf(out, "heartbeat: not heard for %s: %s\n",
			span_format(tell_get_number(object, ever ? "heard_age_ms" : "age_ms"),
				    span),
			why);
	if (*tells)
		fprintf(out, "heartbeat: tells of a failure: %s\n", tells);
}
