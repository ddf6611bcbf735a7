/* docker_events.c - source: what happens to the watched containers.  SPDX-License-Identifier: ISC
 *
 * A connection goes through its phases one request at a time: the events missed since the last one
 * (replayed by the daemon), an inspection of each container, and where one ended unseen the history
 * of its end; then the stream.  The requests overlap in time: events are known again by their keys.
 */
#include <errno.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "muzzle_plugin.h"
#include "lib/clean.h"
#include "lib/docker.h"
#include "lib/fill.h"
#include "lib/jsonstream.h"

#define SECOND_NS INT64_C(1000000000)
#define MS_NS INT64_C(1000000)
#define SETTLED_MS 5000 /* a stream that has stood so long is a connection */
#define REQUEST_MS 10000
#define BODY_BYTES_MAX (4 * 1024 * 1024)
#define OVERLAP_NS SECOND_NS       /* of the stream with what was asked before it */
#define REPLAY_MS 2000             /* what was missed comes at once when the stream opens */
#define HISTORY_AHEAD_NS SECOND_NS /* podman 4.3 has no history up to a time that has passed */
#define URL_BYTES 512              /* of an url, beside its filters */

struct container {
	char *name, *gateway; /* owned */
	int64_t exit_code;    /* of the last end */
	struct life life;
	struct life_sight sight; /* the last inspection */
};

enum phase { CATCH_UP = 1, INSPECT, HISTORY, STREAM };

struct docker_events {
	const char *socket;
	const struct muzzle_host *host;
	struct muzzle_inst *inst;
	struct container *containers; /* owned */
	size_t count, at;             /* at: the one that is inspected */
	char *filters;                /* owned; percent-encoded */
	char *url;                    /* owned; of the present request */
	size_t url_bytes;
	enum phase phase;
	muzzle_http_done *answered; /* ours */
	uint32_t request, timer;
	int64_t backoff_ms, opened_ms;
	int64_t since_ns;      /* older events are known; 0: none are */
	int64_t connected_ns;  /* when this connection was begun */
	struct life_past past; /* of the one that is inspected */
	struct jsonstream stream;
	struct docker_heard heard;
};

static const struct muzzle_option options[] = {
	{ .key = "socket",
	  .def = "/var/run/docker.sock",
	  .type = MUZZLE_TYPE_STR,
	  .offset = offsetof(struct docker_events, socket),
	  .help = "path of the Docker daemon's socket, or of a proxy for events and inspect" },
	MUZZLE_OPT_END
};

static int64_t wall_ns(struct docker_events *d)
{
	return d->host->wall(d->inst) * MS_NS;
}

/* The id is the present one: the engine drops events of a container that was replaced. */
static void report_event(struct docker_events *d, const struct container *c, enum muzzle_event what)
{
	const struct muzzle_report report = {
		.size = sizeof(report),
		.kind = MUZZLE_EVENT,
		.gateway = c->gateway,
		.what = what,
		.id = c->life.id,
		.code = what == MUZZLE_DIE ? c->exit_code : 0,
	};

	d->host->report(d->inst, &report);
}

static void report_news(struct docker_events *d, const struct container *c,
			const struct life_news *news)
{
	for (size_t i = 0; i < news->count; i++)
		report_event(d, c, news->what[i]);
}

/* By name, as a container made anew keeps it; by id, as a renamed one keeps that. */
static struct container *find_container(struct docker_events *d, const struct docker_event *event)
{
	for (size_t i = 0; i < d->count; i++)
		if (strcmp(d->containers[i].name, event->name) == 0)
			return &d->containers[i];
	for (size_t i = 0; i < d->count; i++)
		if (strcmp(d->containers[i].life.id, event->life.id) == 0)
			return &d->containers[i];
	return NULL;
}

/* Replayed, and older than what the inspection has seen. */
static bool is_stale(struct docker_events *d, const struct container *c, int64_t at_ns)
{
	return d->phase == STREAM && at_ns < c->life.known_ns &&
	       d->host->now(d->inst) - d->opened_ms < REPLAY_MS;
}

static void hear_event(void *arg, struct json_object *object)
{
	struct docker_events *d = arg;
	struct docker_event event;
	struct life_news news;
	struct container *c;

	if (!docker_read_event(&event, object) || docker_heard_before(&d->heard, event.key))
		return;
	if (event.life.at_ns > d->since_ns)
		d->since_ns = event.life.at_ns;
	c = find_container(d, &event);
	if (!c || is_stale(d, c, event.life.at_ns))
		return;
	news = life_hear(&c->life, &event.life);
	if (event.life.what == MUZZLE_DIE)
		c->exit_code = event.exit_code;
	report_news(d, c, &news);
}

static void feed(struct docker_events *d, const struct muzzle_answer *answer, jsonstream_object *cb)
{
	const struct jsonstream_input input = { answer->body, answer->body_bytes, cb, d };

	jsonstream_feed(&d->stream, &input);
}

static void set_events_url(struct docker_events *d, int64_t since_ns, int64_t until_ns)
{
	char until[64] = "";

	if (until_ns)
		snprintf(until, sizeof(until), "&until=%" PRId64 ".%09" PRId64,
			 until_ns / SECOND_NS, until_ns % SECOND_NS);
	snprintf(d->url, d->url_bytes,
		 "http://docker/events?since=%" PRId64 ".%09" PRId64 "%s&filters=%s",
		 since_ns / SECOND_NS, since_ns % SECOND_NS, until, d->filters);
}

static void set_stream_url(struct docker_events *d)
{
	d->opened_ms = d->host->now(d->inst);
	if (!d->since_ns)
		d->since_ns = d->connected_ns;
	set_events_url(d, d->connected_ns - OVERLAP_NS, 0);
}

static void set_url(struct docker_events *d)
{
	switch (d->phase) {
	case CATCH_UP:
		set_events_url(d, d->since_ns, wall_ns(d));
		break;
	case INSPECT:
		docker_inspect_url(d->containers[d->at].name, d->url, d->url_bytes);
		break;
	case HISTORY:
		set_events_url(d, d->containers[d->at].sight.finished_ns - SECOND_NS,
			       wall_ns(d) + HISTORY_AHEAD_NS);
		break;
	case STREAM:
		set_stream_url(d);
		break;
	}
}

static void on_data(void *self, void *arg, const char *data, size_t bytes)
{
	(void)arg;
	feed(self, &(struct muzzle_answer){ .body = data, .body_bytes = bytes }, hear_event);
}

/* Sends the request of the present phase; false if the host cannot. */
static bool ask(struct docker_events *d)
{
	const struct muzzle_http req = {
		.size = sizeof(req),
		.url = d->url,
		.unix_socket = d->socket,
		.timeout_ms = REQUEST_MS,
		.max_body_bytes = BODY_BYTES_MAX,
	};

	set_url(d);
	jsonstream_reset(&d->stream);
	d->request = d->host->http(d->inst, &req, d->phase == STREAM ? on_data : NULL, d->answered,
				   NULL);
	return d->request != 0;
}

static void on_connect(void *self, void *arg)
{
	struct docker_events *d = self;

	d->at = 0;
	d->phase = d->since_ns ? CATCH_UP : INSPECT;
	d->connected_ns = wall_ns(d);
	d->timer = 0;
	if (!ask(d))
		d->timer = d->host->timer_start(d->inst, docker_backoff_ms(&d->backoff_ms),
						on_connect, arg);
}

/* Only now: a daemon that dies at each request must not be asked every second. */
static void on_settled(void *self, void *arg)
{
	struct docker_events *d = self;

	(void)arg;
	d->timer = 0;
	d->backoff_ms = DOCKER_BACKOFF_MIN_MS;
	d->host->blind(d->inst, NULL);
}

static void reconnect(struct docker_events *d)
{
	if (d->timer)
		d->host->timer_stop(d->inst, d->timer);
	d->timer =
		d->host->timer_start(d->inst, docker_backoff_ms(&d->backoff_ms), on_connect, NULL);
}

static void next_container(struct docker_events *d)
{
	d->at++;
	d->phase = d->at < d->count ? INSPECT : STREAM;
	if (d->phase == STREAM)
		d->timer = d->host->timer_start(d->inst, SETTLED_MS, on_settled, NULL);
}

/* 400: our span ends before it begins, as a clock was set back; the inspections must do. */
static bool take_catch_up(struct docker_events *d, const struct muzzle_answer *answer)
{
	if (answer->status == 400)
		d->since_ns = 0;
	else if (answer->status == 200)
		feed(d, answer, hear_event);
	d->phase = INSPECT;
	return answer->status == 200 || answer->status == 400;
}

static void judge(struct docker_events *d, struct container *c, enum life_end end)
{
	struct life_news news = life_judge(&c->life, end, end == LIFE_END_CRASH && c->sight.oom);

	report_news(d, c, &news);
}

/* Lays the inspection in c->sight upon what is believed; true if the history must be asked. */
static bool see(struct docker_events *d, struct container *c)
{
	struct life_news news = life_see(&c->life, &c->sight);

	report_news(d, c, &news);
	if (news.unsure && !c->sight.finished_ns)
		judge(d, c, LIFE_END_UNKNOWN); /* made, but never started */
	d->past = (struct life_past){ .ran = news.ran };
	return news.unsure && c->sight.finished_ns;
}

/* Nobody would ever hear of one whose name is written wrongly. */
static void tell_missing(struct docker_events *d, const struct container *c)
{
	char why[2 * CLEAN_TEXT_BYTES];
	const struct muzzle_report fault = {
		.size = sizeof(fault),
		.kind = MUZZLE_FAULT,
		.gateway = c->gateway,
		.what = MUZZLE_SETUP,
		.why = why,
	};

	snprintf(why, sizeof(why), "%.60s: no container %.60s; create it, or mend `container`",
		 d->socket, c->name);
	d->host->report(d->inst, &fault);
}

static bool see_missing(struct docker_events *d, struct container *c)
{
	if (!c->life.state)
		tell_missing(d, c);
	c->sight = (struct life_sight){ .what = LIFE_SEEN_NOTHING };
	return see(d, c);
}

static bool take_inspection(struct docker_events *d, const struct muzzle_answer *answer)
{
	struct container *c = &d->containers[d->at];
	struct json_object *object =
		answer->status == 200 ? json_tokener_parse(answer->body) : NULL;
	bool found = object && docker_read_sight(&c->sight, &c->exit_code, object);
	bool unsure = false;

	json_object_put(object);
	if (!found && answer->status != 404)
		return false;
	unsure = found ? see(d, c) : see_missing(d, c);
	if (unsure)
		d->phase = HISTORY;
	else
		next_container(d);
	return true;
}

static void note_past(void *arg, struct json_object *object)
{
	struct docker_events *d = arg;
	struct docker_event event;

	if (docker_read_event(&event, object) &&
	    strcmp(event.life.id, d->containers[d->at].sight.id) == 0)
		life_note(&d->past, &event.life);
}

static bool take_history(struct docker_events *d, const struct muzzle_answer *answer)
{
	bool told = answer->status == 200;

	if (!told && answer->status != 400)
		return false;
	if (told)
		feed(d, answer, note_past);
	judge(d, &d->containers[d->at], told ? life_past_end(&d->past) : LIFE_END_UNKNOWN);
	next_container(d);
	return true;
}

static bool take_answer(struct docker_events *d, const struct muzzle_answer *answer)
{
	switch (d->phase) {
	case CATCH_UP:
		return take_catch_up(d, answer);
	case INSPECT:
		return take_inspection(d, answer);
	case HISTORY:
		return take_history(d, answer);
	case STREAM:
		break; /* it should not have ended */
	}
	return false;
}

static void tell_trouble(struct docker_events *d, const struct muzzle_answer *answer)
{
	char said[CLEAN_TEXT_BYTES / 2], why[2 * CLEAN_TEXT_BYTES];

	clean_text(said, sizeof(said), answer->why);
	if (answer->status == 200)
		snprintf(said, sizeof(said), "%s",
			 d->phase == STREAM ? "the events ended" : "that is not Docker's answer");
	if (answer->status || !docker_socket_flaw(d->socket, why, sizeof(why)))
		snprintf(why, sizeof(why), "%.100s: %s%s", d->socket, said,
			 answer->status == 403 ? "; the proxy must allow events and inspect" : "");
	d->host->blind(d->inst, why);
}

static void on_answer(void *self, void *arg, const struct muzzle_answer *answer)
{
	struct docker_events *d = self;
	bool ok = take_answer(d, answer);

	(void)arg;
	d->request = 0;
	if (!ok)
		tell_trouble(d, answer);
	if (!ok || !ask(d))
		reconnect(d);
}

/* A name finds its prefixes too, there. */
static struct json_object *make_filters(const struct docker_events *d)
{
	struct json_object *filters = docker_new_filters(), *names = json_object_new_array();

	for (size_t i = 0; i < d->count; i++)
		json_object_array_add(names, json_object_new_string(d->containers[i].name));
	json_object_object_add(filters, "container", names);
	return filters;
}

static int set_filters(struct docker_events *d)
{
	struct json_object *filters = make_filters(d);
	const char *text = json_object_to_json_string_ext(filters, JSON_C_TO_STRING_PLAIN);
	const struct fill_value list[] = { { "filters", text }, { NULL, NULL } };
	const struct fill_values values = { list, true };
	size_t bytes = 3 * strlen(text) + 1;

	d->filters = malloc(bytes);
	d->url_bytes = bytes + URL_BYTES;
	d->url = malloc(d->url_bytes);
	if (d->filters)
		fill_template(d->filters, bytes, "{filters}", &values);
	json_object_put(filters);
	return d->filters && d->url ? 0 : -ENOMEM;
}

static int copy_containers(struct docker_events *d)
{
	while (d->host->container_at(d->inst, d->count))
		d->count++;
	d->containers = calloc(d->count + 1, sizeof(*d->containers));
	for (size_t i = 0; d->containers && i < d->count; i++) {
		const char *name = d->host->container_at(d->inst, i);

		d->containers[i].name = strdup(name);
		d->containers[i].gateway = strdup(d->host->gateway_of(d->inst, name));
		if (!d->containers[i].name || !d->containers[i].gateway)
			return -ENOMEM;
	}
	return d->containers ? 0 : -ENOMEM;
}

static void docker_events_close(void *self)
{
	struct docker_events *d = self;

	for (size_t i = 0; d->containers && i < d->count; i++) {
		free(d->containers[i].name);
		free(d->containers[i].gateway);
	}
	free(d->containers);
	free(d->filters);
	free(d->url);
	jsonstream_close(&d->stream);
}

static int docker_events_open(void *self, const struct muzzle_host *host, struct muzzle_inst *inst)
{
	struct docker_events *d = self;
	int rc;

	d->host = host;
	d->inst = inst;
	d->answered = on_answer;
	d->backoff_ms = DOCKER_BACKOFF_MIN_MS;
	rc = copy_containers(d);
	if (!rc)
		rc = set_filters(d);
	if (!rc)
		rc = jsonstream_open(&d->stream);
	if (!rc && d->count)
		d->timer = host->timer_start(inst, 0, on_connect, NULL);
	else if (!rc)
		host->log(inst, MUZZLE_WARN,
			  "docker: nothing to watch; give a gateway its `container`");
	if (rc)
		docker_events_close(self);
	return rc;
}

MUZZLE_EXPORT const struct muzzle_plugin muzzle_plugin_v1 = {
	MUZZLE_PLUGIN(MUZZLE_SOURCE),
	.name = "docker_events",
	.summary = "what happens to the watched containers",
	.needs = MUZZLE_CAP_REPORT | MUZZLE_CAP_TIMER | MUZZLE_CAP_HTTP,
	.self_size = sizeof(struct docker_events),
	.options = options,
	.open = docker_events_open,
	.close = docker_events_close,
};
