/* web.c - exporter: the operator's page, its JSON API and Prometheus' metrics.  SPDX-License-Identifier: ISC
 *
 * It shows what the daemon answers, and the journal as far as it keeps it.  Commands need a token.
 * A crowd is served in slices, so that decisions can be made between them.
 */
#include <errno.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "muzzle_plugin.h"
#include "lib/chronicle.h"
#include "lib/doorman.h"
#include "lib/field.h"
#include "lib/guest.h"
#include "lib/httpd.h"
#include "lib/inlet.h"
#include "lib/metrics.h"
#include "lib/openmetrics.h"
#include "lib/page.h"
#include "lib/past.h"
#include "lib/retell.h"
#include "lib/timeline.h"
#include "lib/viewers.h"
#include "lib/webcommand.h"
#include "lib/webreply.h"

#define BODY_BYTES 4096
#define SLICE 8                         /* answers and pieces of streams in a turn of the loop */
#define ANSWERS_BYTES (8 * 1024 * 1024) /* memory of all answers that are being sent */

struct web {
	struct httpd httpd;
	struct doorman doorman;
	int64_t keep_entries, hours, metrics_sessions;
	const struct muzzle_host *host;
	struct muzzle_inst *inst;
	struct blob_room room;
	struct chronicle chronicle;
	struct timeline timeline;
	struct snapshot snapshot;
	struct viewers viewers;
};

#define OPTION(key_, member, type_) \
	.key = key_, .type = MUZZLE_TYPE_##type_, .offset = offsetof(struct web, member)

static const struct muzzle_option options[] = {
	{ OPTION("listen", httpd.listen, STR), .def = "127.0.0.1:8377",
	  .help = "address:port to listen on, in numbers" },
	{ OPTION("token", doorman.tokens, LIST), .flags = MUZZLE_OPT_SECRET,
	  .help = "allows hold, release and reset; unset: nobody may; may be repeated" },
	{ OPTION("read", doorman.read, WORD), .def = "local", .words = DOORMAN_READ,
	  .help = "who may look without a token: this box, anybody, or (token) nobody" },
	{ OPTION("host", doorman.hosts, WORDS),
	  .help = "its names for browsers, besides localhost and addresses" },
	HTTPD_OPTIONS(struct web, httpd, "32"),
	{ OPTION("connections", httpd.callers_max, INT), .def = "256", .min = 1, .max = 1024,
	  .help = "connections at once, at most" },
	{ OPTION("keep_entries", keep_entries, INT), .def = "1000", .min = 10, .max = 100000,
	  .help = "entries of the history that are kept, half a kB each" },
	{ OPTION("hours", hours, INT), .def = "6", .min = 1, .max = 48,
	  .help = "how far back timelines go" },
	{ OPTION("metrics_sessions", metrics_sessions, INT), .def = "256", .min = 0, .max = 10000,
	  .help = "sessions that metrics show by name; the others are only counted" },
	MUZZLE_OPT_END
};

static int refuse(struct web *w, const struct incoming *request, int status, const char *why)
{
	return webreply_refuse(request, &w->room,
			       &(struct webreply_error){ .status = status, .why = why });
}

/* --- open to everybody */

static int get_file(struct web *w, const struct incoming *request)
{
	const char *name = strcmp(request->path, "/") == 0 ? "index.html" : request->path + 1;
	struct sign_bytes file = page_find(name);

	if (!file.data)
		return refuse(w, request, 404, "nothing is here: /api/openapi.json says what is");
	return webreply_file(request, page_type(name), file);
}

static int get_openapi(struct web *w, const struct incoming *request)
{
	struct sign_bytes file = page_find("openapi.json");

	(void)w;
	return webreply_file(request, WEBREPLY_JSON, file);
}

static int get_version(struct web *w, const struct incoming *request)
{
	const struct doorman_peer peer = guest_peer(request);
	struct growing text = { .data = NULL };

	growing_say(&text, "{\"version\":\"" MUZZLE_VERSION "\",\"commands\":");
	growing_say(&text, *w->doorman.tokens ? "true" : "false");
	growing_say(&text, ",\"read\":\"");
	growing_say(&text, doorman_asks_token(&w->doorman, &peer) ? "token" : "anybody");
	growing_say(&text, "\"}\n");
	return webreply_blob(request, WEBREPLY_JSON, blob_take_text(&w->room, &text));
}

static int get_health(struct web *w, const struct incoming *request)
{
	(void)w;
	return webreply_words(request, 200, "ok\n");
}

/* Nothing is restarted without the ledger, and nothing can be looked up without the journal. */
static const char *find_failure(struct web *w)
{
	static const struct {
		const char *key, *words;
	} failures[] = {
		{ "ledger_failing", "the ledger cannot be written, so nothing is restarted\n" },
		{ "journal_failing",
		  "the journal cannot be written, so nothing can be looked up\n" },
	};
	struct blob *metrics = snapshot_metrics(&w->snapshot);
	struct json_object *root = metrics ? json_tokener_parse(metrics->data) : NULL;
	const char *words = root ? NULL : "the daemon does not answer\n";

	for (size_t i = 0; !words && i < sizeof(failures) / sizeof(failures[0]); i++)
		if (field_flag(root, failures[i].key))
			words = failures[i].words;
	json_object_put(root);
	return words;
}

static int get_ready(struct web *w, const struct incoming *request)
{
	const char *failure = find_failure(w);

	return webreply_words(request, failure ? 503 : 200, failure ? failure : "ok\n");
}

/* --- for those who may look */

static int send_shared(const struct incoming *request, const char *type, struct blob *blob)
{
	return webreply_blob(request, type, blob ? blob_hold(blob) : NULL);
}

static int get_status(struct web *w, const struct incoming *request)
{
	return send_shared(request, WEBREPLY_JSON, snapshot_status(&w->snapshot));
}

static int get_numbers(struct web *w, const struct incoming *request)
{
	return send_shared(request, WEBREPLY_JSON, snapshot_metrics(&w->snapshot));
}

static int get_metrics(struct web *w, const struct incoming *request)
{
	const char *accept = incoming_header(request, "Accept");
	bool open = accept && strstr(accept, "application/openmetrics-text");
	const struct metrics_own own = { (int64_t)w->viewers.count, w->viewers.dropped };

	return send_shared(request, open ? OPENMETRICS_OPEN_TYPE : OPENMETRICS_PLAIN_TYPE,
			   metrics_make(&w->snapshot, &own, open));
}

/* The target that the query names; NULL: none. */
static const char *target_of(const struct incoming *request)
{
	const char *target = incoming_argument(request, "target");

	return target && *target ? target : NULL;
}

static int get_why(struct web *w, const struct incoming *request)
{
	const char *target = target_of(request), *answer;
	struct growing question = { .data = NULL };

	if (!target)
		return refuse(w, request, 400, "`target` is missing: ?target=GATEWAY/SESSION");
	growing_say(&question, "{\"cmd\":\"why\",\"target\":");
	growing_json(&question, target);
	growing_say(&question, incoming_argument(request, "words") ? ",\"words\":true}" : "}");
	answer = question.failed ? "{}" : w->host->ask(w->inst, question.data);
	growing_end(&question);
	if (strncmp(answer, "{\"error\"", strlen("{\"error\"")) == 0)
		return refuse(w, request, 404, "no such target: /api/status has them all");
	return webreply_blob(request, WEBREPLY_JSON, blob_copy(&w->room, answer));
}

/* A number of the query within 1 .. most; 0: there is none. */
static int64_t number_of(const struct incoming *request, const char *name, int64_t most)
{
	const char *text = incoming_argument(request, name);
	int64_t number = text ? strtoll(text, NULL, 10) : 0;

	return number < 0 ? 0 : number < most ? number : most;
}

static int get_history(struct web *w, const struct incoming *request)
{
	const struct past_wish wish = {
		.target = target_of(request),
		.limit = number_of(request, "limit", PAST_LIMIT_MAX),
		.before = (uint64_t)number_of(request, "before", INT64_MAX),
	};

	return webreply_blob(request, WEBREPLY_JSON,
			     past_print_entries(&w->chronicle, &wish, &w->room));
}

static int get_timeline(struct web *w, const struct incoming *request)
{
	int64_t hours = number_of(request, "hours", w->hours), now_ms = w->host->wall(w->inst);
	const struct past_span span = {
		.target = target_of(request),
		.from_ms = now_ms - (hours ? hours : w->hours) * 3600000,
		.to_ms = now_ms,
	};

	return webreply_blob(request, WEBREPLY_JSON,
			     past_print_timeline(&w->chronicle, &w->timeline, &span, &w->room));
}

static int get_events(struct web *w, const struct incoming *request)
{
	int status;

	if (strcmp(request->method, "HEAD") == 0)
		return webreply_words(request, 200, "");
	viewers_add(&w->viewers, request->place, incoming_header(request, "Last-Event-ID"));
	status = webreply_stream(&w->httpd, request);
	if (!status)
		viewers_remove(&w->viewers, request->place);
	return status;
}

/* --- for those who may command */

/* The last word of the path is the command. */
static int post_command(struct web *w, const struct incoming *request)
{
	struct growing command = { .data = NULL };
	int rc = webcommand_make(&command, strrchr(request->path, '/') + 1, request->body);
	const char *answer;
	struct blob *blob;
	int status;

	if (rc || command.failed) {
		status = refuse(w, request, 400, command.failed ? "no memory" : command.data);
		growing_end(&command);
		return status;
	}
	answer = w->host->ask(w->inst, command.data);
	growing_end(&command);
	status = webcommand_status(answer);
	blob = blob_copy(&w->room, answer);
	snapshot_forget(&w->snapshot);
	viewers_hurry(&w->viewers);
	return webreply_json(request, status, blob);
}

/* --- routes */

static const struct route {
	const char *method, *path;
	enum doorman_want want;
	int (*answer)(struct web *w, const struct incoming *request);
} routes[] = {
	{ "GET", "/healthz", DOORMAN_PAGE, get_health },
	{ "GET", "/readyz", DOORMAN_PAGE, get_ready },
	{ "GET", "/metrics", DOORMAN_LOOK, get_metrics },
	{ "GET", "/api/version", DOORMAN_PAGE, get_version },
	{ "GET", "/api/openapi.json", DOORMAN_PAGE, get_openapi },
	{ "GET", "/api/status", DOORMAN_LOOK, get_status },
	{ "GET", "/api/why", DOORMAN_LOOK, get_why },
	{ "GET", "/api/history", DOORMAN_LOOK, get_history },
	{ "GET", "/api/timeline", DOORMAN_LOOK, get_timeline },
	{ "GET", "/api/events", DOORMAN_LOOK, get_events },
	{ "GET", "/api/metrics", DOORMAN_LOOK, get_numbers },
	{ "POST", "/api/hold", DOORMAN_COMMAND, post_command },
	{ "POST", "/api/release", DOORMAN_COMMAND, post_command },
	{ "POST", "/api/reset", DOORMAN_COMMAND, post_command },
};
#define ROUTES (sizeof(routes) / sizeof(routes[0]))

/* Every other path is a file of the page. */
static const struct route page = { "GET", "/", DOORMAN_PAGE, get_file };

static const struct route *find_route(const char *path)
{
	for (size_t i = 0; i < ROUTES; i++)
		if (strcmp(routes[i].path, path) == 0)
			return &routes[i];
	return &page;
}

static bool takes(const struct route *route, const char *method)
{
	return strcmp(route->method, method) == 0 ||
	       (strcmp(route->method, "GET") == 0 && strcmp(method, "HEAD") == 0);
}

static int serve(struct web *w, const struct incoming *request)
{
	const struct route *route = find_route(request->path);
	const struct doorman_call call = guest_call(request, route->want, w->host->now(w->inst));
	struct webreply_error error = { .status = 405, .why = "wrong method" };
	struct doorman_verdict verdict;

	if (!takes(route, request->method)) {
		error.allow = route->want == DOORMAN_COMMAND ? "POST" : "GET, HEAD";
		return webreply_refuse(request, &w->room, &error);
	}
	verdict = doorman_judge(&w->doorman, &call);
	if (!verdict.status)
		return route->answer(w, request);
	error = (struct webreply_error){ verdict.status, verdict.why, NULL, verdict.retry_ms };
	return webreply_refuse(request, &w->room, &error);
}

/* --- what httpd calls */

static void show_numbers(void *arg)
{
	struct web *w = arg;

	w->host->gauge(w->inst, "viewers", (int64_t)w->viewers.count);
	w->host->gauge(w->inst, "dropped", w->viewers.dropped);
	w->host->gauge(w->inst, "refused", w->httpd.refused);
	w->host->gauge(w->inst, "cut_off", w->httpd.cut_off);
}

static int answer(void *arg, const struct incoming *request, int refused)
{
	struct web *w = arg;

	if (refused)
		return refuse(w, request, refused, "the body is too long: 4 kB are enough");
	return serve(w, request);
}

static bool done(void *arg, const struct incoming *request, int status)
{
	struct web *w = arg;

	if (request->connection)
		viewers_remove(&w->viewers, request->place);
	show_numbers(w);
	return status == 200 || status == 304;
}

static void taken(void *arg)
{
	struct web *w = arg;

	w->host->log(w->inst, MUZZLE_ERR,
		     "cannot listen: does another section have the same `listen`?");
}

static ssize_t more(void *arg, size_t place, char *out, size_t out_bytes)
{
	struct web *w = arg;

	return viewers_more(&w->viewers, place, out, out_bytes);
}

static const struct httpd_calls calls = {
	.answer = answer,
	.done = done,
	.counted = show_numbers,
	.taken = taken,
	.more = more,
};

/* --- life */

static int complain(const struct web *w, const char *key, const char *what)
{
	w->host->log(w->inst, MUZZLE_ERR, "`%s` %s", key, what);
	return -EINVAL;
}

static int check_doorman(const struct web *w, const union dial_address *address)
{
	const struct doorman *d = &w->doorman;

	for (const char *const *token = d->tokens; *token; token++)
		if (strlen(*token) < DOORMAN_TOKEN_MIN)
			return complain(w, "token",
					"is too short: 16 characters at least, as `openssl rand "
					"-hex 16` makes them");
	if (d->read == DOORMAN_TOKEN && !*d->tokens)
		return complain(w, "read", "wants a token: set `token`");
	if (d->read == DOORMAN_LOCAL && !*d->tokens && !inlet_is_local(address))
		return complain(w, "listen",
				"reaches beyond this box, where nobody could look: set `token`, "
				"or `read = anybody`");
	for (const char *const *host = d->hosts; *host; host++)
		if (strpbrk(*host, ":/"))
			return complain(w, "host", "must be names, without a port or a scheme");
	if (*d->hosts && d->read == DOORMAN_LOCAL)
		w->host->log(w->inst, MUZZLE_WARN,
			     "`host` mostly means a proxy: set `read = token`, else all that it "
			     "passes on without X-Forwarded-For may look, if it is on this box");
	return 0;
}

static int web_check(void *self, const struct muzzle_host *host, struct muzzle_inst *inst)
{
	struct web *w = self;
	union dial_address address;

	w->host = host;
	w->inst = inst;
	if (inlet_parse(&address, w->httpd.listen))
		return complain(w, "listen", INLET_FORM);
	return check_doorman(w, &address);
}

static void web_close(void *self)
{
	struct web *w = self;

	httpd_close(&w->httpd);
	viewers_close(&w->viewers);
	snapshot_forget(&w->snapshot);
	timeline_fini(&w->timeline);
	chronicle_close(&w->chronicle);
}

static int web_open(void *self, const struct muzzle_host *host, struct muzzle_inst *inst)
{
	struct web *w = self;
	int rc;

	w->host = host;
	w->inst = inst;
	w->room.most = ANSWERS_BYTES;
	w->httpd.calls = &calls;
	w->httpd.arg = w;
	w->httpd.by = (struct evidence){ host, inst };
	w->httpd.body_bytes_max = BODY_BYTES;
	w->httpd.slice = SLICE;
	w->snapshot = (struct snapshot){ .host = host,
					 .inst = inst,
					 .room = &w->room,
					 .sessions = (size_t)w->metrics_sessions };
	w->viewers = (struct viewers){ .httpd = &w->httpd,
				       .chronicle = &w->chronicle,
				       .snapshot = &w->snapshot };
	timeline_init(&w->timeline, w->hours);
	rc = chronicle_open(&w->chronicle, (size_t)w->keep_entries, host->wall(inst));
	if (!rc)
		rc = viewers_open(&w->viewers);
	if (!rc)
		rc = httpd_open(&w->httpd);
	if (rc)
		web_close(w);
	return rc;
}

static void web_show(void *self, const struct muzzle_entry *entry)
{
	struct web *w = self;
	struct json_object *line = json_tokener_parse(entry->json);
	const struct chronicle_news news = { entry->wall_ms, entry->target, entry->text,
					     entry->json, line };

	chronicle_hear(&w->chronicle, entry->wall_ms);
	retell_line(&w->timeline, line, entry->wall_ms);
	if (entry->text)
		chronicle_add(&w->chronicle, &news);
	if (entry->past)
		viewers_skip(&w->viewers);
	json_object_put(line);
}

MUZZLE_EXPORT const struct muzzle_plugin muzzle_plugin_v1 = {
	MUZZLE_PLUGIN(MUZZLE_EXPORTER),
	.name = "web",
	.summary = "the operator's page, its API and metrics, over HTTP",
	.needs = MUZZLE_CAP_FD | MUZZLE_CAP_TIMER | MUZZLE_CAP_ASK | MUZZLE_CAP_COMMAND,
	.self_size = sizeof(struct web),
	.options = options,
	.open = web_open,
	.close = web_close,
	.check = web_check,
	.show = web_show,
};
