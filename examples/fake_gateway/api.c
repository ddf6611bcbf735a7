/* api.c - the fake gateway's routes.  SPDX-License-Identifier: ISC */
#include "api.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define UNAUTHORIZED "{\"message\":\"Unauthorized\",\"statusCode\":401}"
#define NOT_FOUND "{\"message\":\"Session not found\",\"error\":\"Not Found\",\"statusCode\":404}"
#define NO_ROUTE "{\"message\":\"Cannot find that\",\"error\":\"Not Found\",\"statusCode\":404}"
#define NO_HEALTH                                                                             \
	"{\"message\":\"The feature is available only in Plus version for 'NOWEB' engine.\"," \
	"\"error\":\"Unprocessable Entity\",\"statusCode\":422}"

/* One request on its way through the routes. */
struct exchange {
	struct api *api;
	uint32_t conn;
	const struct http_request *request;
	struct session *session; /* the one that the path names */
	const char *rest;        /* the path behind its name, "" or "/verb" */
};

struct route {
	const char *method;
	const char *verb;
	void (*run)(struct exchange *x);
};

static void answer(struct exchange *x, int status, const char *body)
{
	http_answer(&x->api->server, x->conn, status, body);
	wahalog_request(x->api->world.log, x->request->method, x->request->path, status);
}

/* The number of a query key, `otherwise` without it. */
static int64_t query_number(const char *query, const char *key, int64_t otherwise)
{
	size_t bytes = strlen(key);

	for (const char *at = query; at && *at; at = strchr(at, '&')) {
		at += *at == '&';
		if (strncmp(at, key, bytes) == 0 && at[bytes] == '=')
			return strtoll(at + bytes + 1, NULL, 10);
	}
	return otherwise;
}

static void print_timestamps(FILE *out, const struct api *api, const struct session *s)
{
	if (api->timestamps == API_ABSENT)
		return;
	if (session_shown(s, &api->world) == SESSION_STOPPED)
		fputs(",\"timestamps\":{\"activity\":null}", out);
	else if (s->activity_ms)
		fprintf(out, ",\"timestamps\":{\"activity\":%" PRId64 "}", s->activity_ms);
	else
		fputs(",\"timestamps\":{}", out);
}

static const char *presence(const struct session *s, const struct api *api)
{
	if (session_shown(s, &api->world) != SESSION_WORKING)
		return "null";
	return api->world.now_ms < s->online_until_ms ? "\"online\"" : "\"offline\"";
}

static void print_session(FILE *out, const struct api *api, const struct session *s)
{
	enum session_status shown = session_shown(s, &api->world);
	bool known = shown == SESSION_WORKING || shown == SESSION_FAILED;

	fprintf(out, "{\"name\":\"%s\",\"status\":\"%s\",\"config\":null,\"me\":%s,\"presence\":%s",
		s->name, session_status_name(shown),
		known ? "{\"id\":\"15550001111@c.us\",\"pushName\":\"Edge Box\"}" : "null",
		presence(s, api));
	print_timestamps(out, api, s);
}

static void answer_session(struct exchange *x, int status)
{
	char *body = NULL;
	size_t bytes;
	FILE *out = open_memstream(&body, &bytes);

	if (!out)
		return;
	print_session(out, x->api, x->session);
	fprintf(out, ",\"engine\":%s}",
		x->session->status == SESSION_STOPPED ? "{}" : "{\"engine\":\"NOWEB\"}");
	fclose(out);
	answer(x, status, body);
	free(body);
}

static void answer_list(struct exchange *x)
{
	bool all = strstr(x->request->query, "all=true") || strstr(x->request->query, "all=1");
	const char *comma = "";
	char *body = NULL;
	size_t bytes;
	FILE *out = open_memstream(&body, &bytes);

	if (!out)
		return;
	x->api->polls++;
	fputc('[', out);
	for (size_t i = 0; i < x->api->count; i++) {
		const struct session *s = &x->api->sessions[i];

		if (!all && session_shown(s, &x->api->world) == SESSION_STOPPED)
			continue;
		fputs(comma, out);
		print_session(out, x->api, s);
		fputc('}', out);
		comma = ",";
	}
	fputc(']', out);
	fclose(out);
	answer(x, 200, body);
	free(body);
}

static void get_session(struct exchange *x)
{
	x->api->polls++;
	answer_session(x, 200);
}

static void get_me(struct exchange *x)
{
	answer(x, 200,
	       x->session->status == SESSION_WORKING ? "{\"id\":\"15550001111@c.us\"}" : "");
}

static void queue_call(struct exchange *x, enum session_call_kind kind)
{
	if (session_call(x->session, kind, x->conn, &x->api->world) < 0)
		answer(x, 500, "{\"statusCode\":500}");
}

static void start_session(struct exchange *x)
{
	char body[200];

	if (x->session->status == SESSION_STOPPED) {
		queue_call(x, SESSION_START);
		return;
	}
	snprintf(body, sizeof(body),
		 "{\"message\":\"Session '%s' is already started.\",\"statusCode\":422}",
		 x->session->name);
	answer(x, 422, body);
}

static void stop_session(struct exchange *x)
{
	queue_call(x, SESSION_STOP);
}

static void logout_session(struct exchange *x)
{
	queue_call(x, SESSION_LOGOUT);
}

static void put_session(struct exchange *x)
{
	queue_call(x, SESSION_PUT);
}

static void restart_session(struct exchange *x)
{
	struct session *s = x->session;

	if (s->refuse_times > 0) {
		s->refuse_times--;
		s->refused++;
		answer(x, s->refuse_status, "{\"message\":\"not now\"}");
		return;
	}
	queue_call(x, SESSION_RESTART);
}

static const struct route routes[] = {
	{ "GET", "", get_session },
	{ "PUT", "", put_session },
	{ "GET", "/me", get_me },
	{ "POST", "/start", start_session },
	{ "POST", "/stop", stop_session },
	{ "POST", "/restart", restart_session },
	{ "POST", "/logout", logout_session },
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Finds the session whose name follows `prefix` in the path, and what stands behind it. */
static bool name_session(struct exchange *x, const char *prefix)
{
	const char *name = x->request->path + strlen(prefix);
	size_t bytes = strcspn(name, "/");

	x->rest = name + bytes;
	x->session = NULL;
	for (size_t i = 0; i < x->api->count; i++) {
		struct session *s = &x->api->sessions[i];

		if (strlen(s->name) == bytes && strncmp(s->name, name, bytes) == 0)
			x->session = s;
	}
	return x->session;
}

static void route_session(struct exchange *x)
{
	if (!name_session(x, "/api/sessions/")) {
		answer(x, 404, NOT_FOUND);
		return;
	}
	for (size_t i = 0; i < COUNT(routes); i++) {
		if (strcmp(routes[i].method, x->request->method) == 0 &&
		    strcmp(routes[i].verb, x->rest) == 0) {
			routes[i].run(x);
			return;
		}
	}
	answer(x, 404, NO_ROUTE);
}

static void look_up(struct exchange *x, enum lookup_kind kind, bool known)
{
	const struct lookup lookup = {
		.kind = kind, .conn = x->conn, .session = x->session, .known = known
	};

	if (kind == LOOKUP_UPSTREAM)
		session_use(x->session, &x->api->world, wahalog_wall_ms());
	if (lookup_add(&x->api->lookups, &lookup, &x->api->world) < 0)
		answer(x, 500, "{\"statusCode\":500}");
}

/* What a session's store or memory holds, as /api/NAME/chats: a zombie answers it like any other. */
static void route_local(struct exchange *x)
{
	if (name_session(x, "/api/"))
		look_up(x, LOOKUP_LOCAL, false);
	else
		answer(x, 404, NOT_FOUND);
}

/* Is a number on WhatsApp?  Nobody knows but WhatsApp. */
static void check_number(struct exchange *x)
{
	const char *session = strstr(x->request->query, "session=");
	const char *phone = strstr(x->request->query, "phone=");
	size_t bytes = session ? strcspn(session + 8, "&") : 0;

	for (size_t i = 0; session && i < x->api->count; i++) {
		struct session *s = &x->api->sessions[i];

		if (strlen(s->name) == bytes && !strncmp(s->name, session + 8, bytes))
			x->session = s;
	}
	if (x->session)
		look_up(x, LOOKUP_UPSTREAM, phone && !strncmp(phone + 6, "15550001111", 11));
	else
		answer(x, 404, NOT_FOUND);
}

static void stage_sink(struct exchange *x)
{
	bool known = sink_stage(&x->api->sinks, x->request->path + strlen("/fake/sink/"),
				x->request->query);

	http_answer(&x->api->server, x->conn, known ? 200 : 404, known ? "{}" : NO_ROUTE);
}

static void fake_stats(struct exchange *x)
{
	char *body = NULL;
	size_t bytes;
	FILE *out = open_memstream(&body, &bytes);

	if (!out)
		return;
	fprintf(out,
		"{\"requests\":%u,\"polls\":%u,\"delivered\":%u,\"retried\":%u,\"lost\":%u,"
		"\"sessions\":[",
		x->api->requests, x->api->polls, x->api->hooks.delivered, x->api->hooks.retried,
		x->api->hooks.lost);
	for (size_t i = 0; i < x->api->count; i++) {
		const struct session *s = &x->api->sessions[i];

		fprintf(out,
			"%s\n{\"name\":\"%s\",\"status\":\"%s\",\"fate\":\"%s\",\"restarts\":%u,"
			"\"refused\":%u,\"puts\":%u,\"proofs\":%u,\"onlines\":%u}",
			i ? "," : "", s->name, session_status_name(s->status),
			session_fate_name(s->fate), s->restarts, s->refused, s->puts, s->proofs,
			s->onlines);
	}
	fputs("]}\n", out);
	fclose(out);
	http_answer(&x->api->server, x->conn, 200, body);
	free(body);
}

static bool stage_fate(struct session *s, const char *verb, const struct session_world *world)
{
	enum session_fate fate = session_fate_value(verb);

	if (fate)
		session_set_fate(s, fate, world);
	return fate;
}

static void stage_flap(struct session *s, const char *query, const struct session_world *world)
{
	s->lie_ms = query_number(query, "lie_ms", 3000);
	s->lie_every_ms = query_number(query, "every_ms", 2 * s->lie_ms);
	if (s->lie_every_ms < 1)
		s->lie_every_ms = 1;
	s->lie_from_ms = world->now_ms;
}

/* One verb for one session; false if there is no such verb. */
static bool stage(struct session *s, const char *verb, const struct exchange *x)
{
	const char *query = x->request->query;

	if (strcmp(verb, "heal") == 0)
		session_heal(s, &x->api->world);
	else if (strcmp(verb, "quiet") == 0)
		s->quiet = query_number(query, "on", 1);
	else if (strcmp(verb, "flap") == 0)
		stage_flap(s, query, &x->api->world);
	else if (strcmp(verb, "relapse") == 0)
		s->relapse_ms = query_number(query, "after_ms", 60000);
	else if (strcmp(verb, "overlimit") == 0)
		s->overlimit = query_number(query, "on", 1);
	else if (strcmp(verb, "activity") == 0)
		s->activity_ms = query_number(query, "on", 1) ? wahalog_wall_ms() : 0;
	else if (strcmp(verb, "refuse") == 0) {
		s->refuse_status = (int)query_number(query, "status", 500);
		s->refuse_times = (int)query_number(query, "times", 1);
	} else
		return stage_fate(s, verb, &x->api->world);
	return true;
}

static void route_fake(struct exchange *x)
{
	const char *verb = strrchr(x->request->path, '/') + 1;
	bool all = strncmp(x->request->path, "/fake/*/", 8) == 0;
	bool known = false;

	if (!all && !name_session(x, "/fake/")) {
		http_answer(&x->api->server, x->conn, 404, NOT_FOUND);
		return;
	}
	for (size_t i = 0; i < x->api->count; i++) {
		if (all || &x->api->sessions[i] == x->session)
			known = stage(&x->api->sessions[i], verb, x);
	}
	http_answer(&x->api->server, x->conn, known ? 200 : 404, known ? "{}" : NO_ROUTE);
}

static void route_api(struct exchange *x)
{
	const char *path = x->request->path;

	if (x->api->key && strcmp(x->api->key, x->request->key) != 0)
		answer(x, 401, UNAUTHORIZED);
	else if (strcmp(path, "/api/sessions") == 0)
		answer_list(x);
	else if (strncmp(path, "/api/sessions/", 14) == 0)
		route_session(x);
	else if (strcmp(path, "/api/server/version") == 0)
		answer(x, 200, "{\"version\":\"2026.2.1\",\"engine\":\"NOWEB\",\"tier\":\"CORE\"}");
	else if (strcmp(path, "/api/contacts/check-exists") == 0)
		check_number(x);
	else
		route_local(x);
}

static void keep_message(struct exchange *x)
{
	FILE *out = x->api->inbox ? fopen(x->api->inbox, "ae") : NULL;

	if (out) {
		fprintf(out, "%s\n", x->request->body);
		fclose(out);
	}
	http_answer(&x->api->server, x->conn, 200, "{}");
}

void api_handle(void *ctx, uint32_t conn, const struct http_request *request)
{
	struct exchange x = { .api = ctx, .conn = conn, .request = request, .rest = "" };

	x.api->requests++;
	if (strcmp(request->path, "/ping") == 0)
		http_answer(&x.api->server, conn, 200, "{\"message\":\"pong\"}");
	else if (strcmp(request->path, "/inbox") == 0)
		keep_message(&x);
	else if (strcmp(request->path, "/fake/stats") == 0)
		fake_stats(&x);
	else if (strncmp(request->path, "/sink/", 6) == 0)
		sink_take(&x.api->sinks, conn, request);
	else if (strncmp(request->path, "/fake/sink/", 11) == 0)
		stage_sink(&x);
	else if (strncmp(request->path, "/fake/", 6) == 0)
		route_fake(&x);
	else if (strcmp(request->path, "/health") == 0)
		answer(&x, 422, NO_HEALTH);
	else if (strncmp(request->path, "/api/", 5) == 0)
		route_api(&x);
	else
		answer(&x, 404, NO_ROUTE);
}

/* Answers the one whose call ended; its request is long gone. */
static void answer_end(struct api *api, struct session *s, const struct session_end *end)
{
	const struct http_request was = { .method = "POST", .path = "/api/sessions/" };
	struct exchange x = { .api = api, .conn = end->conn, .request = &was, .session = s };
	char body[300];

	if (end->status != 500) {
		answer_session(&x, end->status);
		return;
	}
	snprintf(body, sizeof(body),
		 "{\"statusCode\":500,\"exception\":{\"message\":"
		 "\"async-lock timed out in queue %s\",\"name\":\"Error\"}}",
		 s->name);
	answer(&x, 500, body);
}

static void step_lookups(struct api *api)
{
	const struct http_request was = { .method = "GET", .path = "/api/" };
	struct exchange x = { .api = api, .request = &was };
	struct lookup_answer found;

	while (lookup_step(&api->lookups, &api->world, &found)) {
		x.conn = found.conn;
		answer(&x, found.status, found.body);
	}
}

void api_step(struct api *api)
{
	struct session_end end;

	for (size_t i = 0; i < api->count; i++) {
		while (session_step(&api->sessions[i], &api->world, &end))
			answer_end(api, &api->sessions[i], &end);
	}
	step_lookups(api);
	sink_step(&api->sinks);
}
