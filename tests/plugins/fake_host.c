/* fake_host.c - see fake_host.h.  SPDX-License-Identifier: ISC */
#include "fake_host.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "fake_fds.h"
#include "fake_memory.h"
#include "fake_options.h"
#include "fake_report.h"
#include "fake_show.h"

#ifndef PLUGIN_DIR
#define PLUGIN_DIR "build/plugins"
#endif

/* A broken test or plugin: nothing sensible can follow. */
static void require(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "fake host: %s\n", what);
	abort();
}

static void log_line(struct muzzle_inst *inst, enum muzzle_level level, const char *fmt, ...)
{
	char line[1024];
	va_list args;

	va_start(args, fmt);
	vsnprintf(line, sizeof(line), fmt, args);
	va_end(args);
	require(inst->logs < FAKE_LIMIT, "too many log lines");
	inst->log[inst->logs++] = (struct fake_log){ level, fake_copy(inst, line) };
}

static int64_t now(struct muzzle_inst *inst)
{
	return inst->now_ms;
}

static int64_t wall(struct muzzle_inst *inst)
{
	return inst->wall_ms;
}

static int offer_probe(struct muzzle_inst *inst)
{
	inst->probe_offered = true;
	return 0;
}

static const char *gateway_of(struct muzzle_inst *inst, const char *container)
{
	for (const struct fake_container *c = inst->containers; c && c->name; c++)
		if (strcmp(c->name, container) == 0)
			return c->gateway;
	return NULL;
}

static const char *container_at(struct muzzle_inst *inst, size_t i)
{
	const struct fake_container *c = inst->containers;

	while (c && c->name && i-- > 0)
		c++;
	return c ? c->name : NULL;
}

static uint32_t timer_start(struct muzzle_inst *inst, int64_t after_ms, muzzle_timer *cb, void *arg)
{
	require(after_ms >= 0, "timer in the past");
	require(inst->timers < FAKE_LIMIT, "too many timers");
	inst->timer[inst->timers++] =
		(struct fake_timer){ ++inst->handles, inst->now_ms + after_ms, cb, arg };
	return inst->handles;
}

static void timer_stop(struct muzzle_inst *inst, uint32_t id)
{
	for (size_t i = 0; i < inst->timers; i++)
		if (inst->timer[i].id == id)
			inst->timer[i].id = 0;
}

static const char *const *copy_list(struct muzzle_inst *inst, const char *const *list)
{
	const char **copy;
	size_t n = 0;

	if (!list)
		return NULL;
	while (list[n])
		n++;
	copy = fake_keep(inst, calloc(n + 1, sizeof(*copy)));
	for (size_t i = 0; i < n; i++)
		copy[i] = fake_copy(inst, list[i]);
	return copy;
}

static const struct muzzle_transport *copy_transport(struct muzzle_inst *inst,
						     const struct muzzle_transport *from)
{
	struct muzzle_transport *copy;

	if (!from)
		return NULL;
	require(from->size >= sizeof(*from), "incomplete transport");
	copy = fake_keep(inst, malloc(sizeof(*copy)));
	*copy = (struct muzzle_transport){
		.size = from->size,
		.redirects_max = from->redirects_max,
		.user = fake_copy(inst, from->user),
		.bearer = fake_copy(inst, from->bearer),
		.ca_file = fake_copy(inst, from->ca_file),
		.pinned_key = fake_copy(inst, from->pinned_key),
		.cert_file = fake_copy(inst, from->cert_file),
		.key_file = fake_copy(inst, from->key_file),
		.proxy = fake_copy(inst, from->proxy),
	};
	return copy;
}

static const struct muzzle_mail *copy_mail(struct muzzle_inst *inst, const struct muzzle_mail *from)
{
	struct muzzle_mail *copy;

	if (!from)
		return NULL;
	require(from->size >= sizeof(*from), "incomplete mail");
	copy = fake_keep(inst, malloc(sizeof(*copy)));
	*copy = (struct muzzle_mail){ .size = from->size,
				      .from = fake_copy(inst, from->from),
				      .to = copy_list(inst, from->to),
				      .plain = from->plain };
	return copy;
}

static struct muzzle_http copy_http(struct muzzle_inst *inst, const struct muzzle_http *req)
{
	struct muzzle_http copy = *req;

	copy.method = req->method ? fake_copy(inst, req->method) : "GET";
	copy.url = fake_copy(inst, req->url);
	copy.unix_socket = fake_copy(inst, req->unix_socket);
	copy.headers = copy_list(inst, req->headers);
	copy.body = req->body ? fake_keep(inst, strndup(req->body, req->body_bytes)) : NULL;
	copy.transport = copy_transport(inst, req->transport);
	copy.mail = copy_mail(inst, req->mail);
	return copy;
}

static uint32_t http(struct muzzle_inst *inst, const struct muzzle_http *req,
		     muzzle_http_data *data, muzzle_http_done *done, void *arg)
{
	require(req->size >= sizeof(*req) && req->url && done, "incomplete request");
	require(inst->requests < FAKE_LIMIT, "too many requests");
	if (inst->refuse_http)
		return 0;
	inst->request[inst->requests++] = (struct fake_request){
		.id = ++inst->handles,
		.live = true,
		.req = copy_http(inst, req),
		.data = data,
		.done = done,
		.arg = arg,
	};
	return inst->handles;
}

static void http_cancel(struct muzzle_inst *inst, uint32_t id)
{
	for (size_t i = 0; i < inst->requests; i++)
		if (inst->request[i].id == id && inst->request[i].live) {
			inst->request[i].live = false;
			inst->request[i].cancelled = true;
		}
}

static uint32_t spawn(struct muzzle_inst *inst, const struct muzzle_spawn *child,
		      muzzle_spawn_done *done, void *arg)
{
	struct fake_child *c = &inst->child[inst->children];

	require(child->size >= sizeof(*child) && child->argv && child->argv[0] && done,
		"incomplete child");
	require(inst->children++ < FAKE_LIMIT, "too many children");
	*c = (struct fake_child){ ++inst->handles, true, false, *child, done, arg };
	c->child.argv = copy_list(inst, child->argv);
	c->child.env = copy_list(inst, child->env);
	return inst->handles;
}

static void spawn_cancel(struct muzzle_inst *inst, uint32_t id)
{
	for (size_t i = 0; i < inst->children; i++)
		if (inst->child[i].id == id && inst->child[i].live) {
			inst->child[i].live = false;
			inst->child[i].cancelled = true;
		}
}

static uint32_t lines_open(struct muzzle_inst *inst, const struct muzzle_lines *from,
			   muzzle_line *cb, void *arg)
{
	struct fake_lines *s = &inst->stream[inst->streams++];

	require(from->size >= sizeof(*from) && !from->file != !from->argv,
		"lines: one of file, argv");
	*s = (struct fake_lines){ ++inst->handles, *from, cb, arg };
	s->from.file = fake_copy(inst, from->file);
	s->from.argv = copy_list(inst, from->argv);
	return inst->handles;
}

static void lines_close(struct muzzle_inst *inst, uint32_t id)
{
	for (size_t i = 0; i < inst->streams; i++)
		if (inst->stream[i].id == id)
			inst->stream[i].id = 0;
}

static void result(struct muzzle_inst *inst, uint64_t id, enum muzzle_result how, const char *why)
{
	require(inst->results < FAKE_LIMIT, "too many results");
	inst->result[inst->results++] =
		(struct fake_result){ id, how, fake_copy(inst, why ? why : "") };
}

static void retry_after(struct muzzle_inst *inst, uint64_t id, int64_t after_ms)
{
	inst->asked_id = id;
	inst->asked_ms = after_ms;
}

static void output(struct muzzle_inst *inst, uint64_t id, const char *text)
{
	inst->printed_id = id;
	inst->printed = fake_copy(inst, text);
}

static const struct muzzle_host lent = {
	.size = sizeof(struct muzzle_host),
	.caps = MUZZLE_CAP_REPORT | MUZZLE_CAP_TIMER | MUZZLE_CAP_FD | MUZZLE_CAP_HTTP |
		MUZZLE_CAP_SPAWN | MUZZLE_CAP_LINES | MUZZLE_CAP_RESULT | MUZZLE_CAP_UPLINK |
		MUZZLE_CAP_MEMORY | MUZZLE_CAP_ASK | MUZZLE_CAP_COMMAND,
	.log = log_line,
	.now = now,
	.wall = wall,
	.report = fake_report,
	.round = fake_round,
	.offer_probe = offer_probe,
	.gateway_of = gateway_of,
	.container_at = container_at,
	.timer_start = timer_start,
	.timer_stop = timer_stop,
	.fd_watch = fake_fd_watch,
	.fd_unwatch = fake_fd_unwatch,
	.http = http,
	.http_cancel = http_cancel,
	.spawn = spawn,
	.spawn_cancel = spawn_cancel,
	.lines_open = lines_open,
	.lines_close = lines_close,
	.result = result,
	.uplink = fake_uplink,
	.lines_late = fake_lines_late,
	.remember = fake_remember,
	.recall = fake_recall,
	.blind = fake_blind,
	.gauge = fake_set_gauge,
	.retry_after = retry_after,
	.output = output,
	.ask = fake_ask,
};

static void load(struct muzzle_inst *inst, const char *plugin)
{
	char path[512];

	snprintf(path, sizeof(path), PLUGIN_DIR "/%s.so", plugin);
	inst->so = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (!inst->so)
		fprintf(stderr, "fake host: %s\n", dlerror());
	require(inst->so, "plugin does not load");
	inst->plugin = dlsym(inst->so, "muzzle_plugin_v1");
	require(inst->plugin && strcmp(inst->plugin->name, plugin) == 0, "no such descriptor");
	require((inst->plugin->needs & ~inst->host.caps) == 0, "needs what no host lends");
}

struct muzzle_inst *fake_new(const char *plugin, const struct fake_setting *settings)
{
	struct muzzle_inst *inst = calloc(1, sizeof(*inst));

	inst->host = lent;
	inst->now_ms = FAKE_START_MS;
	inst->wall_ms = FAKE_WALL_MS;
	load(inst, plugin);
	inst->self = calloc(1, inst->plugin->self_size + 1);
	inst->error = fake_options_apply(inst, settings);
	inst->rc = inst->error ? -EINVAL : 0;
	return inst;
}

int fake_start(struct muzzle_inst *inst)
{
	if (inst->rc)
		return inst->rc;
	if (inst->plugin->size >= sizeof(*inst->plugin) && inst->plugin->check)
		inst->rc = inst->plugin->check(inst->self, &inst->host, inst);
	if (inst->rc)
		return inst->rc;
	inst->rc = inst->plugin->open ? inst->plugin->open(inst->self, &inst->host, inst) : 0;
	inst->opened = inst->rc == 0;
	return inst->rc;
}

struct muzzle_inst *fake_open(const char *plugin, const struct fake_setting *settings)
{
	struct muzzle_inst *inst = fake_new(plugin, settings);

	if (fake_start(inst) && inst->error)
		fprintf(stderr, "fake host: %s\n", inst->error);
	require(inst->opened, "open failed");
	return inst;
}

void fake_close(struct muzzle_inst *inst)
{
	if (inst->opened && inst->plugin->close)
		inst->plugin->close(inst->self);
	for (size_t i = 0; i < inst->kept; i++)
		free(inst->keep[i]);
	dlclose(inst->so);
	free(inst->keep);
	free(inst->told);
	free(inst->self);
	free(inst);
}

static struct fake_timer *next_due(struct muzzle_inst *inst, int64_t until_ms)
{
	struct fake_timer *next = NULL;

	for (size_t i = 0; i < inst->timers; i++) {
		struct fake_timer *t = &inst->timer[i];

		if (t->id && t->due_ms <= until_ms && (!next || t->due_ms < next->due_ms))
			next = t;
	}
	return next;
}

static void forget_fired(struct muzzle_inst *inst)
{
	while (inst->timers > 0 && !inst->timer[inst->timers - 1].id)
		inst->timers--;
}

static void move_clock(struct muzzle_inst *inst, int64_t to_ms)
{
	if (to_ms <= inst->now_ms)
		return;
	inst->wall_ms += to_ms - inst->now_ms;
	inst->now_ms = to_ms;
}

void fake_advance(struct muzzle_inst *inst, int64_t ms)
{
	int64_t until_ms = inst->now_ms + ms;
	struct fake_timer *t;

	while ((t = next_due(inst, until_ms))) {
		struct fake_timer fired = *t;

		t->id = 0;
		forget_fired(inst);
		move_clock(inst, fired.due_ms);
		fired.cb(inst->self, fired.arg);
	}
	move_clock(inst, until_ms);
}

struct fake_request *fake_pending(struct muzzle_inst *inst, size_t n)
{
	for (size_t i = 0; i < inst->requests; i++)
		if (inst->request[i].live && n-- == 0)
			return &inst->request[i];
	return NULL;
}

void fake_answer_to(struct muzzle_inst *inst, struct fake_request *to,
		    const struct muzzle_answer *answer)
{
	struct muzzle_answer whole = *answer;

	require(to && to->live, "nobody waits for this answer");
	whole.size = sizeof(whole);
	whole.why = answer->why ? answer->why : "";
	whole.body = answer->body ? answer->body : "";
	whole.link = answer->link ? answer->link : "";
	to->live = false;
	to->done(inst->self, to->arg, &whole);
}

void fake_answer(struct muzzle_inst *inst, int status, const char *body)
{
	struct muzzle_answer answer = { .status = status, .took_ms = 5, .retry_after_ms = -1 };

	if (status) {
		answer.body = body;
		answer.body_bytes = body ? strlen(body) : 0;
	} else {
		answer.why = body;
		answer.timed_out = strstr(body, "timeout") != NULL;
	}
	fake_answer_to(inst, fake_pending(inst, 0), &answer);
}

void fake_data(struct muzzle_inst *inst, struct fake_request *to, const char *data, size_t bytes)
{
	require(to && to->live && to->data, "nobody streams");
	to->data(inst->self, to->arg, data, bytes);
}

struct fake_child *fake_running(struct muzzle_inst *inst, size_t n)
{
	for (size_t i = 0; i < inst->children; i++)
		if (inst->child[i].live && n-- == 0)
			return &inst->child[i];
	return NULL;
}

void fake_exit(struct muzzle_inst *inst, const struct muzzle_exit *how, const char *output)
{
	struct fake_child *child = fake_running(inst, 0);
	struct muzzle_exit whole = *how;

	require(child, "no child runs");
	whole.size = sizeof(whole);
	whole.output = output ? output : "";
	whole.output_bytes = strlen(whole.output);
	child->live = false;
	child->done(inst->self, child->arg, &whole);
}

void fake_line(struct muzzle_inst *inst, const char *line)
{
	for (size_t i = 0; i < inst->streams; i++)
		if (inst->stream[i].id)
			inst->stream[i].cb(inst->self, inst->stream[i].arg, line, strlen(line), 0,
					   NULL);
}

void fake_line_fault(struct muzzle_inst *inst, enum muzzle_fault kind, const char *why)
{
	for (size_t i = 0; i < inst->streams; i++)
		if (inst->stream[i].id)
			inst->stream[i].cb(inst->self, inst->stream[i].arg, NULL, 0, kind, why);
}

const char *fake_logged(const struct muzzle_inst *inst, const char *text)
{
	for (size_t i = inst->logs; i > 0; i--)
		if (strstr(inst->log[i - 1].text, text))
			return inst->log[i - 1].text;
	return NULL;
}

const char *fake_header(const struct fake_request *request, const char *name)
{
	size_t bytes = strlen(name);

	for (const char *const *h = request->req.headers; h && *h; h++)
		if (strncasecmp(*h, name, bytes) == 0 && (*h)[bytes] == ':')
			return *h + bytes + 1 + strspn(*h + bytes + 1, " ");
	return NULL;
}
