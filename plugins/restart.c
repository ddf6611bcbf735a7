/* restart.c - action: restarts a session or its gateway, one at a time.  SPDX-License-Identifier: ISC
 *
 * Per gateway one restart runs; others wait in a bounded queue.  Serial they must be: two restarts
 * at once make some gateways refuse both.  A good answer means that the restart was accepted, no
 * more; whether it helped is for the evidence to say.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/clean.h"
#include "lib/command.h"
#include "lib/fill.h"
#include "lib/order.h"
#include "lib/reply.h"
#include "lib/transport.h"
#include "lib/url.h"
#include "muzzle_plugin.h"

#define JOBS_MAX 16 /* running and waiting */
#define ARGS_MAX 31
#define FILLED_BYTES 8192 /* a url, or all arguments of a command */
#define OUTPUT_BYTES 4096 /* of a command */
#define SYSTEMCTL_NO_UNIT 5

enum via { VIA_HTTP, VIA_DOCKER, VIA_SYSTEMD, VIA_PROCD, VIA_EXEC }; /* as in the option's words */

struct job {
	uint64_t turn;   /* 0: this place is free; else jobs begin in this order */
	uint32_t handle; /* of the request or child; 0: waiting */
	int64_t since_ms;
	struct order order;
};

/* How a job ends. */
struct ending {
	enum muzzle_result result;
	char why[CLEAN_TEXT_BYTES];
};

struct restart;
/* Starts a job; its handle, or 0 and how it ended instead. */
typedef uint32_t begin_job(struct restart *r, struct job *job, struct ending *how);

struct restart {
	const struct muzzle_host *host;
	struct muzzle_inst *inst;
	int64_t via, timeout_ms, stop_timeout_ms;
	const char *url, *method, *body, *socket, *container, *unit, *service;
	const char *const *header, *const *ok_status, *const *command;
	struct muzzle_transport transport; /* http */
	begin_job *begin;                  /* by .via */
	uint64_t turns;
	struct job jobs[JOBS_MAX];
};

#define OPTION(k, t, field) \
	.key = (k), .type = MUZZLE_TYPE_##t, .offset = offsetof(struct restart, field)
#define HOUR_MS 3600000
#define KNOWN "{session} {gateway} {container} {target} {incident}"

static const struct muzzle_option options[] = {
	{ OPTION("via", WORD, via), .words = "http docker systemd procd exec",
	  .flags = MUZZLE_OPT_MANDATORY, .help = "the way to restart" },
	{ OPTION("timeout", MSEC, timeout_ms), .def = "0s", .max = HOUR_MS,
	  .help = "of one restart; 0s: http 20s, docker 60s and stop_timeout, others 60s" },
	{ OPTION("stop_timeout", MSEC, stop_timeout_ms), .def = "10s", .max = HOUR_MS,
	  .help = "docker: time to stop before the container is killed" },
	{ OPTION("url", STR, url), .help = "http: with " KNOWN },
	{ OPTION("method", STR, method), .def = "POST", .help = "http: method" },
	{ OPTION("header", LIST, header), .flags = MUZZLE_OPT_SECRET, .help = "http: Name: value" },
	TRANSPORT_OPTIONS(struct restart, transport),
	{ OPTION("body", STR, body), .help = "http: body, with the placeholders of url" },
	{ OPTION("ok_status", WORDS, ok_status), .def = "2xx",
	  .help = "http: good answers, as 2xx or 200" },
	{ OPTION("socket", STR, socket), .def = "/var/run/docker.sock",
	  .help = "docker: Unix socket" },
	{ OPTION("container", STR, container), .help = "docker: name, if not the gateway's" },
	{ OPTION("unit", STR, unit), .help = "systemd: unit, with the placeholders of url" },
	{ OPTION("service", STR, service), .help = "procd: name in /etc/init.d" },
	{ OPTION("command", WORDS, command),
	  .help = "exec: program and arguments, with the placeholders of url" },
	MUZZLE_OPT_END
};

/* The host gives up the flight after the same time, unless timeout says otherwise to both. */
static int64_t timeout_ms(const struct restart *r)
{
	static const int64_t by_via_ms[] = {
		[VIA_HTTP] = 20000,  [VIA_DOCKER] = 60000, [VIA_SYSTEMD] = 60000,
		[VIA_PROCD] = 60000, [VIA_EXEC] = 60000,
	};
	int64_t stop_ms = r->via == VIA_DOCKER ? r->stop_timeout_ms : 0;

	return r->timeout_ms ? r->timeout_ms : by_via_ms[r->via] + stop_ms;
}

/* Filled templates, one behind the other. */
struct filled {
	bool percent;
	size_t used;
	char bytes[FILLED_BYTES];
};

/* The filled template, in to; NULL: how says why not. */
static const char *fill(struct filled *to, const struct job *job, const char *template,
			struct ending *how)
{
	struct fill_value list[ORDER_PLACEHOLDERS + 1];
	struct fill_values values = { list, to->percent };
	char *out = to->bytes + to->used;
	int rc;

	order_set_values(list, &job->order);
	rc = fill_template(out, sizeof(to->bytes) - to->used, template, &values);
	if (rc == 0) {
		to->used += strlen(out) + 1;
		return out;
	}
	how->result = MUZZLE_NO_SETUP;
	if (rc == -ENOENT)
		snprintf(how->why, sizeof(how->why), "%s has no {%s}, which is asked for",
			 job->order.target, fill_missing(template, list));
	else
		snprintf(how->why, sizeof(how->why), "over %d bytes once filled", FILLED_BYTES);
	return NULL;
}

/* The place is free before the host hears of it: the answer may be the next order. */
static void finish(struct restart *r, struct job *job, const struct ending *how)
{
	uint64_t id = job->order.id;

	job->turn = 0;
	r->host->result(r->inst, id, how->result, how->why);
}

static bool is_busy(const struct restart *r, const char *gateway)
{
	for (const struct job *job = r->jobs; job < r->jobs + JOBS_MAX; job++)
		if (job->turn && job->handle && strcmp(job->order.gateway, gateway) == 0)
			return true;
	return false;
}

/* The longest waiting job whose gateway is idle, or NULL. */
static struct job *next_job(struct restart *r)
{
	struct job *next = NULL;

	for (struct job *job = r->jobs; job < r->jobs + JOBS_MAX; job++)
		if (job->turn && !job->handle && (!next || job->turn < next->turn) &&
		    !is_busy(r, job->order.gateway))
			next = job;
	return next;
}

static void begin(struct restart *r, struct job *job)
{
	struct ending how = { MUZZLE_FAILED, "could not be started" };
	int64_t waited_ms = r->host->now(r->inst) - job->since_ms;

	/* The order has been given up by then, and the world has changed since. */
	if (waited_ms >= timeout_ms(r)) {
		how.result = MUZZLE_TIMEOUT;
		snprintf(how.why, sizeof(how.why), "waited %" PRId64 " s for another restart of %s",
			 waited_ms / 1000, job->order.gateway);
	} else {
		job->handle = r->begin(r, job, &how);
	}
	if (!job->handle)
		finish(r, job, &how);
}

/* To be called whenever a place or a gateway has become free. */
static void pump(struct restart *r)
{
	struct job *job;

	while ((job = next_job(r)))
		begin(r, job);
}

static bool is_ok(const struct restart *r, int status)
{
	return r->via == VIA_DOCKER ? status / 100 == 2 : reply_matches(r->ok_status, status);
}

/* A timeout proves nothing of the restart, which may go on; a refusal by status does. */
static enum muzzle_result judge_answer(const struct restart *r, const struct muzzle_answer *answer)
{
	if (is_ok(r, answer->status))
		return MUZZLE_DONE;
	if (answer->timed_out)
		return MUZZLE_TIMEOUT;
	return answer->setup || reply_is_setup(answer->status) ? MUZZLE_NO_SETUP : MUZZLE_FAILED;
}

static void on_answer(void *self, void *arg, const struct muzzle_answer *answer)
{
	struct restart *r = self;
	const struct muzzle_http asked = { .headers = r->header, .transport = &r->transport };
	struct ending how = { .result = judge_answer(r, answer) };

	reply_describe(how.why, sizeof(how.why), answer, &asked);
	finish(r, arg, &how);
	pump(r);
}

/* Borrowed strings are fine here and below: the host copies requests and arguments. */
static uint32_t begin_http(struct restart *r, struct job *job, struct ending *how)
{
	struct filled url = { .percent = true }, body = { .percent = false };
	struct muzzle_http req = { .size = sizeof(req),
				   .method = r->method,
				   .headers = r->header,
				   .transport = &r->transport,
				   .timeout_ms = timeout_ms(r),
				   .max_body_bytes = REPLY_BODY_BYTES };

	req.url = fill(&url, job, r->url, how);
	if (req.url && r->body)
		req.body = fill(&body, job, r->body, how);
	if (!req.url || (r->body && !req.body))
		return 0;
	req.body_bytes = req.body ? strlen(req.body) : 0;
	return r->host->http(r->inst, &req, NULL, on_answer, job);
}

/* Nobody to talk to is a matter of the configuration; a daemon that is down is not. */
static bool may_use_socket(const struct restart *r, struct ending *how)
{
	if (access(r->socket, R_OK | W_OK) == 0)
		return true;
	how->result = MUZZLE_NO_SETUP;
	snprintf(how->why, sizeof(how->why), "%s: %s; set socket, or let us read and write it",
		 r->socket, strerror(errno));
	return false;
}

/* POST /containers/NAME/restart of the Engine API, in whole seconds; answered once it runs. */
static uint32_t begin_docker(struct restart *r, struct job *job, struct ending *how)
{
	struct filled url = { .percent = true };
	char template[96];
	struct muzzle_http req = { .size = sizeof(req),
				   .method = "POST",
				   .unix_socket = r->socket,
				   .timeout_ms = timeout_ms(r),
				   .max_body_bytes = REPLY_BODY_BYTES };

	if (r->container) {
		clean_text(job->order.container, sizeof(job->order.container), r->container);
		job->order.has_container = true;
	}
	snprintf(template, sizeof(template),
		 "http://localhost/containers/{container}/restart?t=%" PRId64,
		 (r->stop_timeout_ms + 999) / 1000);
	req.url = fill(&url, job, template, how);
	if (!req.url || !may_use_socket(r, how))
		return 0;
	return r->host->http(r->inst, &req, NULL, on_answer, job);
}

static const char *program(const struct restart *r)
{
	if (r->via == VIA_SYSTEMD)
		return "systemctl";
	return r->via == VIA_PROCD ? r->service : r->command[0];
}

static void on_end(void *self, void *arg, const struct muzzle_exit *e)
{
	struct restart *r = self;
	int no_unit = r->via == VIA_SYSTEMD ? SYSTEMCTL_NO_UNIT : 0;
	struct ending how = { .result = command_judge_end(e, no_unit) };

	command_describe_end(how.why, sizeof(how.why), program(r), e);
	finish(r, arg, &how);
	pump(r);
}

static uint32_t spawn(struct restart *r, struct job *job, const char *const *argv,
		      struct ending *how)
{
	struct order_environment env;
	struct muzzle_spawn child = { .size = sizeof(child),
				      .argv = argv,
				      .env = env.list,
				      .timeout_ms = timeout_ms(r),
				      .max_output_bytes = OUTPUT_BYTES };
	int rc = command_find(argv[0]);

	if (rc) {
		how->result = MUZZLE_NO_SETUP;
		snprintf(how->why, sizeof(how->why), "%.100s: %s", argv[0], strerror(-rc));
		return 0;
	}
	order_set_environment(&env, &job->order);
	return r->host->spawn(r->inst, &child, on_end, job);
}

/* Without --no-block systemctl ends when the unit has started, or could not. */
static uint32_t begin_systemd(struct restart *r, struct job *job, struct ending *how)
{
	struct filled unit = { .percent = false };
	const char *argv[] = { "systemctl", "restart", "--", fill(&unit, job, r->unit, how), NULL };

	return argv[3] ? spawn(r, job, argv, how) : 0;
}

static uint32_t begin_procd(struct restart *r, struct job *job, struct ending *how)
{
	char path[256];
	const char *argv[] = { path, "restart", NULL };

	snprintf(path, sizeof(path), "/etc/init.d/%s", r->service);
	return spawn(r, job, argv, how);
}

/* Names come from the gateway: none may pass for an option of the command. */
static bool is_smuggled(const char *template, const char *argument)
{
	return *template == '{' && *argument == '-';
}

static uint32_t begin_exec(struct restart *r, struct job *job, struct ending *how)
{
	struct filled args = { .percent = false };
	const char *argv[ARGS_MAX + 1] = { NULL };

	for (size_t i = 0; r->command[i]; i++) {
		argv[i] = fill(&args, job, r->command[i], how);
		if (!argv[i])
			return 0;
		if (is_smuggled(r->command[i], argv[i])) {
			how->result = MUZZLE_NO_SETUP;
			snprintf(how->why, sizeof(how->why),
				 "argument %zu begins with '-'; use MUZZLE_SESSION instead", i);
			return 0;
		}
	}
	return spawn(r, job, argv, how);
}

static int refuse(const struct restart *r, const char *message)
{
	r->host->log(r->inst, MUZZLE_ERR, "%s", message);
	return -EINVAL;
}

static int check_words(const struct restart *r, const char *key, const char *template)
{
	const char *unknown = fill_unknown(template, order_placeholders);

	if (unknown)
		r->host->log(r->inst, MUZZLE_ERR,
			     "`%s`: nothing is known of %.*s; known are " KNOWN, key,
			     (int)strcspn(unknown, "}") + 1, unknown);
	return unknown ? -EINVAL : 0;
}

static int check_http(struct restart *r)
{
	char why[TRANSPORT_WHY_BYTES];

	if (!r->url)
		return refuse(r, "`via` = http needs `url`");
	if (!url_is_http(r->url))
		return refuse(r, "`url` " URL_FORM);
	if (!url_are_headers(r->header))
		return refuse(r, URL_HEADER_FORM);
	if (transport_check(&r->transport, r->url, why))
		return refuse(r, why);
	if (reply_bad_pattern(r->ok_status))
		return refuse(r, "`ok_status` takes words such as 2xx or 204");
	return check_words(r, "url", r->url);
}

static int check_docker(struct restart *r)
{
	return timeout_ms(r) > r->stop_timeout_ms
		       ? 0
		       : refuse(r, "`timeout` must be longer than `stop_timeout`");
}

static int check_program(const struct restart *r, const char *argv0, const char *key)
{
	return strchr(argv0, '{')
		       ? 0
		       : command_check(argv0, key, &(struct evidence){ r->host, r->inst });
}

static int check_systemd(struct restart *r)
{
	check_program(r, "systemctl", "via");
	return r->unit ? check_words(r, "unit", r->unit)
		       : refuse(r, "`via` = systemd needs `unit`");
}

static int check_procd(struct restart *r)
{
	if (!r->service)
		return refuse(r, "`via` = procd needs `service`");
	if (*r->service == '\0' || *r->service == '.' || strchr(r->service, '/'))
		return refuse(r, "`service` is a name in /etc/init.d, not a path");
	return 0;
}

static int check_exec(struct restart *r)
{
	size_t words = 0;

	while (r->command && r->command[words])
		words++;
	if (words == 0)
		return refuse(r, "`via` = exec needs `command`");
	return words > ARGS_MAX ? refuse(r, "`command` has more than 31 words")
				: check_program(r, r->command[0], "command");
}

/* What only some ways need cannot be mandatory in the table: it is checked here. */
static int restart_check(void *self, const struct muzzle_host *host, struct muzzle_inst *inst)
{
	static int (*const checks[])(struct restart *) = {
		[VIA_HTTP] = check_http,       [VIA_DOCKER] = check_docker,
		[VIA_SYSTEMD] = check_systemd, [VIA_PROCD] = check_procd,
		[VIA_EXEC] = check_exec,
	};
	struct restart *r = self;

	r->host = host;
	r->inst = inst;
	return checks[r->via](r);
}

static int restart_open(void *self, const struct muzzle_host *host, struct muzzle_inst *inst)
{
	static begin_job *const begins[] = {
		[VIA_HTTP] = begin_http,       [VIA_DOCKER] = begin_docker,
		[VIA_SYSTEMD] = begin_systemd, [VIA_PROCD] = begin_procd,
		[VIA_EXEC] = begin_exec,
	};
	struct restart *r = self;

	r->host = host;
	r->inst = inst;
	r->begin = begins[r->via];
	return 0;
}

static int restart_act(void *self, const struct muzzle_order *order)
{
	struct restart *r = self;
	struct job *job = r->jobs;

	while (job < r->jobs + JOBS_MAX && job->turn)
		job++;
	if (order->notify || job == r->jobs + JOBS_MAX) {
		r->host->result(r->inst, order->id, order->notify ? MUZZLE_NO_SETUP : MUZZLE_FAILED,
				order->notify ? "restart tells nobody: let notify name an alert"
					      : "too many restarts are waiting");
		return 0;
	}
	*job = (struct job){ .turn = ++r->turns, .since_ms = r->host->now(r->inst) };
	order_keep(&job->order, order);
	pump(r);
	return 0;
}

/* Shutdown.  What the gateway has begun it will finish; a command is killed. */
static void restart_cancel(void *self, uint64_t id)
{
	struct restart *r = self;

	for (struct job *job = r->jobs; job < r->jobs + JOBS_MAX; job++) {
		if (!job->turn || job->order.id != id)
			continue;
		if (job->handle && r->via <= VIA_DOCKER)
			r->host->http_cancel(r->inst, job->handle);
		else if (job->handle)
			r->host->spawn_cancel(r->inst, job->handle);
		job->turn = 0;
	}
}

MUZZLE_EXPORT const struct muzzle_plugin muzzle_plugin_v1 = {
	MUZZLE_PLUGIN(MUZZLE_ACTION),
	.needs = MUZZLE_CAP_HTTP | MUZZLE_CAP_SPAWN | MUZZLE_CAP_RESULT,
	.self_size = sizeof(struct restart),
	.name = "restart",
	.summary = "restarts a session or its gateway by http, docker, systemd, procd or a command",
	.options = options,
	.open = restart_open,
	.act = restart_act,
	.cancel = restart_cancel,
	.check = restart_check,
};
