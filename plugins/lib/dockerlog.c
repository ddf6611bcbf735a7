/* dockerlog.c - see dockerlog.h.  SPDX-License-Identifier: ISC */
#include "dockerlog.h"

#include <errno.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "clean.h"
#include "docker.h"

#define SECOND_NS INT64_C(1000000000)
#define MS_NS INT64_C(1000000)
#define REQUEST_MS 10000
#define HEADER_MS 600000 /* podman sends none before the first line */
#define SETTLED_MS 5000  /* a stream that has stood so long is a connection */
#define BROKEN_MS 1000   /* in which the status of an answer that is no stream comes */
#define LOOK_MS 300000
#define STUCK_MS \
	3600000 /* after it even the right stream is asked for anew: some Engines lose it */
#define MISSING_MS 60000 /* a container that is made anew is away for less */
#define CLOCK_BACK_MS 5000
#define BODY_BYTES_MAX (1024 * 1024)
#define URL_BYTES 512
#define WHY_BYTES 256
#define NO_STREAM "what came is no log stream"

/* What a status of the Engine, or of a proxy before it, means. */
static const struct {
	int status;
	enum muzzle_fault kind;
	const char *why;
} troubles[] = {
	{ 200, MUZZLE_PATH, "but what came is no container" },
	{ 403, MUZZLE_SETUP, "the proxy must allow /containers/*/json and /containers/*/logs" },
	{ 404, MUZZLE_SETUP, "set `docker` to a name that `docker ps --all` shows" },
	{ 501, MUZZLE_SETUP,
	  "its log driver cannot be read; give it json-file, local or journald" },
};

static int64_t wall_ms(const struct dockerlog *d)
{
	return d->by.host->wall(d->by.inst);
}

static int64_t now_ms(const struct dockerlog *d)
{
	return d->by.host->now(d->by.inst);
}

static void wait_for(struct dockerlog *d, enum dockerlog_wait wait, int64_t after_ms)
{
	if (d->timer)
		d->by.host->timer_stop(d->by.inst, d->timer);
	d->wait = wait;
	d->timer = d->by.host->timer_start(d->by.inst, after_ms, d->wake, d);
}

static void cancel(struct dockerlog *d, uint32_t *request)
{
	if (*request)
		d->by.host->http_cancel(d->by.inst, *request);
	*request = 0;
}

static void connect_later(struct dockerlog *d)
{
	cancel(d, &d->request);
	cancel(d, &d->look);
	wait_for(d, DOCKERLOG_CONNECT, docker_backoff_ms(&d->backoff_ms));
}

/* Once until the log can be read, or the trouble is of the other kind. */
static void tell(struct dockerlog *d, enum muzzle_fault kind, const char *why)
{
	char text[WHY_BYTES];

	if (d->told == kind)
		return;
	d->told = kind;
	snprintf(text, sizeof(text), "docker: %s: %s", d->from.name, why);
	d->from.trouble(d->from.arg, kind, text);
}

/* No HTTP answer: mostly it is the socket.  That of a daemon which is down may come; a wrong one does not. */
static void tell_unreachable(struct dockerlog *d, const char *answer_why)
{
	char why[CLEAN_TEXT_BYTES];
	int error = docker_socket_flaw(d->from.socket, why, sizeof(why));

	if (!error)
		clean_text(why, sizeof(why), answer_why);
	tell(d, error == EACCES || error == ENOTDIR ? MUZZLE_SETUP : MUZZLE_PATH, why);
}

static void tell_answer(struct dockerlog *d, const struct muzzle_answer *answer)
{
	char why[WHY_BYTES];

	if (!answer->status) {
		tell_unreachable(d, answer->why);
		return;
	}
	for (size_t i = 0; i < sizeof(troubles) / sizeof(troubles[0]); i++)
		if (troubles[i].status == answer->status) {
			snprintf(why, sizeof(why), "HTTP %d; %s", answer->status, troubles[i].why);
			tell(d, troubles[i].kind, why);
			return;
		}
	snprintf(why, sizeof(why), "HTTP %d", answer->status);
	tell(d, MUZZLE_PATH, why);
}

/* It can be read. */
static void note_success(struct dockerlog *d)
{
	if (d->told == MUZZLE_SETUP)
		d->by.host->log(d->by.inst, MUZZLE_WARN,
				"docker: the log can be read again name=%s", d->from.name);
	if (d->told)
		d->from.trouble(d->from.arg, 0, NULL);
	d->told = 0;
}

static void on_line(void *arg, const struct dockerlines_line *line)
{
	struct dockerlog *d = arg;

	if (!line->unix_ns) {
		clean_text(d->stream.words, sizeof(d->stream.words), line->text);
		return;
	}
	if (!dockercursor_pass(&d->cursor, line))
		return;
	d->lines_read++;
	d->from.cb(d->from.arg, line, line->unix_ns / MS_NS < d->stream.opened_wall_ms);
}

static void remember(struct dockerlog *d)
{
	char text[DOCKERCURSOR_TEXT_BYTES];

	dockercursor_write(&d->cursor, text);
	d->by.host->remember(d->by.inst, text);
	d->by.host->gauge(d->by.inst, "lines", d->lines_read);
}

/* What came may be the text of a refusal, of which the status comes last. */
static void on_data(void *self, void *arg, const char *data, size_t bytes)
{
	struct dockerlog *d = arg;

	(void)self;
	d->stream.heard_ms = now_ms(d);
	if (dockerlines_feed(&d->lines, data, bytes)) {
		d->cursor.begun_ns = dockerlines_begun_ns(&d->lines);
		remember(d);
	} else if (!d->stream.broken) {
		d->stream.broken = true;
		cancel(d, &d->look); /* it would find the container well */
		wait_for(d, DOCKERLOG_BROKEN, BROKEN_MS);
	}
}

/* 404: it was removed meanwhile, which the next inspection finds out. */
static void judge_end(struct dockerlog *d, const struct muzzle_answer *answer)
{
	const struct dockerlog_stream *s = &d->stream;
	bool lost = answer->status == 0 && (s->settled || answer->timed_out);

	if (answer->status == 200 && (s->broken || s->words[0])) {
		tell(d, MUZZLE_PATH, s->broken ? NO_STREAM : s->words);
	} else if (answer->status == 200) {
		note_success(d);
		d->read_ns = s->running ? 0 : s->started_ns;
	} else if (!lost && answer->status != 404) {
		tell_answer(d, answer);
	}
}

static void on_end(void *self, void *arg, const struct muzzle_answer *answer)
{
	struct dockerlog *d = arg;

	(void)self;
	d->request = 0;
	judge_end(d, answer);
	connect_later(d);
}

static uint32_t inspect(struct dockerlog *d, muzzle_http_done *done)
{
	char url[URL_BYTES];
	const struct muzzle_http req = {
		.size = sizeof(req),
		.url = url,
		.unix_socket = d->from.socket,
		.timeout_ms = REQUEST_MS,
		.max_body_bytes = BODY_BYTES_MAX,
	};

	docker_inspect_url(d->from.name, url, sizeof(url));
	return d->by.host->http(d->by.inst, &req, NULL, done, d);
}

/* What an inspection says; false if it is none. */
static bool read_answer(const struct muzzle_answer *answer, struct life_sight *sight, bool *tty)
{
	struct json_object *object = NULL, *value = NULL;
	int64_t exit_code;
	bool found;

	if (answer->status == 200)
		object = json_tokener_parse(answer->body);
	found = object && docker_read_sight(sight, &exit_code, object);
	*tty = found && json_pointer_get(object, "/Config/Tty", &value) == 0 &&
	       json_object_get_boolean(value);
	json_object_put(object);
	return found;
}

/* The same life of the same container, on a clock that did not go back: the Engine holds back what is
 * older than what the stream was asked for. */
static bool stream_is_right(struct dockerlog *d, const struct muzzle_answer *answer)
{
	const struct dockerlog_stream *s = &d->stream;
	struct life_sight sight;
	bool tty;

	return read_answer(answer, &sight, &tty) && sight.what == LIFE_SEEN_RUNNING &&
	       strcmp(sight.id, d->cursor.id) == 0 && sight.started_ns == s->started_ns &&
	       wall_ms(d) - now_ms(d) > s->opened_wall_ms - s->opened_ms - CLOCK_BACK_MS &&
	       now_ms(d) - s->heard_ms < STUCK_MS;
}

static void on_looked(void *self, void *arg, const struct muzzle_answer *answer)
{
	struct dockerlog *d = arg;

	(void)self;
	d->look = 0;
	if (stream_is_right(d, answer))
		wait_for(d, DOCKERLOG_LOOK, LOOK_MS);
	else
		connect_later(d);
}

static void set_stream_url(const struct dockerlog *d, int64_t since_ns, char url[URL_BYTES])
{
	snprintf(url, URL_BYTES,
		 "http://docker/containers/%s/logs?follow=1&stdout=1&stderr=1&timestamps=1"
		 "&since=%" PRId64 ".%09" PRId64,
		 d->cursor.id, since_ns / SECOND_NS, since_ns % SECOND_NS);
}

/* By the id that was inspected: the name may be another's by now. */
static bool ask_stream(struct dockerlog *d, const struct life_sight *sight, bool tty)
{
	char url[URL_BYTES];
	const struct muzzle_http req = {
		.size = sizeof(req),
		.url = url,
		.unix_socket = d->from.socket,
		.timeout_ms = HEADER_MS,
	};

	d->stream = (struct dockerlog_stream){
		.opened_ms = now_ms(d),
		.opened_wall_ms = wall_ms(d),
		.heard_ms = now_ms(d),
		.started_ns = sight->started_ns,
		.running = sight->what == LIFE_SEEN_RUNNING,
	};
	dockercursor_adopt(&d->cursor, sight->id);
	set_stream_url(d, dockercursor_resume(&d->cursor, wall_ms(d) * MS_NS), url);
	remember(d); /* a container may be silent until we are gone */
	dockerlines_reset(&d->lines, tty);
	d->request = d->by.host->http(d->by.inst, &req, on_data, on_end, d);
	return d->request != 0;
}

/* All of an ended life was read. */
static bool is_read(const struct dockerlog *d, const struct life_sight *sight)
{
	return sight->what != LIFE_SEEN_RUNNING && sight->started_ns &&
	       sight->started_ns == d->read_ns;
}

static void take_inspection(struct dockerlog *d, const struct life_sight *sight, bool tty)
{
	d->missing_ms = 0;
	if (is_read(d, sight)) {
		note_success(d);
		connect_later(d);
	} else if (ask_stream(d, sight, tty)) {
		wait_for(d, DOCKERLOG_SETTLE, SETTLED_MS);
	} else {
		connect_later(d);
	}
}

/* One that was there is given the time to be made anew. */
static bool is_away(struct dockerlog *d)
{
	if (!d->missing_ms)
		d->missing_ms = now_ms(d);
	return d->cursor.id[0] && now_ms(d) - d->missing_ms < MISSING_MS;
}

static void on_inspected(void *self, void *arg, const struct muzzle_answer *answer)
{
	struct dockerlog *d = arg;
	struct life_sight sight;
	bool tty;

	(void)self;
	d->request = 0;
	if (read_answer(answer, &sight, &tty)) {
		take_inspection(d, &sight, tty);
		return;
	}
	if (answer->status != 404 || !is_away(d))
		tell_answer(d, answer);
	connect_later(d);
}

static void on_wake(void *self, void *arg)
{
	struct dockerlog *d = arg;

	(void)self;
	d->timer = 0;
	switch (d->wait) {
	case DOCKERLOG_CONNECT:
		d->request = inspect(d, on_inspected);
		if (!d->request)
			connect_later(d);
		break;
	case DOCKERLOG_SETTLE:
		d->stream.settled = true;
		d->backoff_ms = DOCKER_BACKOFF_MIN_MS;
		note_success(d);
		wait_for(d, DOCKERLOG_LOOK, LOOK_MS);
		break;
	case DOCKERLOG_LOOK:
		d->look = inspect(d, on_looked);
		if (!d->look)
			connect_later(d);
		break;
	case DOCKERLOG_BROKEN:
		tell(d, MUZZLE_PATH, NO_STREAM);
		connect_later(d);
		break;
	}
}

int dockerlog_open(struct dockerlog *d, struct evidence by, const struct dockerlog_from *from)
{
	const char *memory = by.host->recall(by.inst);

	*d = (struct dockerlog){ .by = by, .from = *from, .wake = on_wake };
	d->backoff_ms = DOCKER_BACKOFF_MIN_MS;
	if (!memory || !dockercursor_read(&d->cursor, memory))
		dockercursor_init(&d->cursor, wall_ms(d) * MS_NS);
	wait_for(d, DOCKERLOG_CONNECT, 0);
	return d->timer ? dockerlines_open(&d->lines, from->line_bytes_max, on_line, d) : -EAGAIN;
}

void dockerlog_close(struct dockerlog *d)
{
	dockerlines_close(&d->lines);
}
