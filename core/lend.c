/* lend.c - see lend.h.  SPDX-License-Identifier: ISC */
#include "lend.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "inst.h"
#include "sift.h"
#include "voice.h"

/* Their struct, cut or filled up with zeros to the size that we know. */
#define TAKE(ours, theirs) \
	memcpy(&(ours), (theirs), (theirs)->size < sizeof(ours) ? (theirs)->size : sizeof(ours))

static void complain(const struct muzzle_inst *inst, const char *what, int rc)
{
	log_line(inst->host->log, MUZZLE_ERR, inst->section->name, "%s error=%s", what,
		 strerror(-rc));
}

/* A plugin's words for people. */
static void clean_words(const struct muzzle_inst *inst, char clean[TEXT_BYTES], const char *words)
{
	text_clean(clean, TEXT_BYTES, words);
	voice_hide(inst->secrets, clean, TEXT_BYTES);
}

static void __attribute__((format(printf, 3, 4)))
lend_log(struct muzzle_inst *inst, enum muzzle_level level, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	voice_say(inst, level, fmt, args);
	va_end(args);
}

static int64_t lend_now(struct muzzle_inst *inst)
{
	(void)inst;
	return clock_boot_ms();
}

static int64_t lend_wall(struct muzzle_inst *inst)
{
	(void)inst;
	return clock_wall_ms();
}

/* A plugin learns at once that its report made no sense; a person finds it in the log. */
static int lend_report(struct muzzle_inst *inst, const struct muzzle_report *report)
{
	const struct host_sink *sink = &inst->host->sink;
	struct sift_frame frame = { inst->section->gateway, clock_boot_ms(), clock_wall_ms() };
	struct sift_report clean;
	const char *why;
	int rc = sift_clean(&clean, report, &frame, &why);

	if (rc == 0) {
		voice_hide(inst->secrets, clean.why, sizeof(clean.why));
		voice_hide(inst->secrets, clean.raw, sizeof(clean.raw));
		sink->report(sink->arg, inst, &clean.report);
	} else {
		log_line(inst->host->log, MUZZLE_ERR, inst->section->name, "%s plugin=%s", why,
			 inst->section->plugin);
	}
	return rc;
}

static int lend_round(struct muzzle_inst *inst)
{
	const struct host_sink *sink = &inst->host->sink;

	if (!inst->section->gateway)
		return -EINVAL;
	sink->round(sink->arg, inst, inst->section->gateway);
	return 0;
}

/* For people only: the engine is told nothing, not even a fault, as who says nothing counts 0 there. */
static int lend_blind(struct muzzle_inst *inst, const char *why)
{
	struct host_stats *stats = &inst->stats;

	if (!stats->blind_ms == !why)
		return 0;
	stats->blind_ms = why ? clock_boot_ms() : 0;
	if (why)
		clean_words(inst, stats->blind, why);
	log_line(inst->host->log, MUZZLE_WARN, inst->section->name,
		 why ? "blind why=\"%s\"" : "sees again, it was blind why=\"%s\"", stats->blind);
	return 0;
}

static int lend_gauge(struct muzzle_inst *inst, const char *name, int64_t value)
{
	struct host_stats *stats = &inst->stats;
	size_t i = 0;

	while (i < stats->gauges && strcmp(stats->gauge[i].name, name) != 0)
		i++;
	if (i == MUZZLE_GAUGES_MAX)
		return -ENOSPC;
	stats->gauge[i] = (struct host_gauge){ name, value };
	stats->gauges += i == stats->gauges;
	return 0;
}

static int lend_remember(struct muzzle_inst *inst, const char *text)
{
	const struct host_sink *sink = &inst->host->sink;

	return sink->remember(sink->arg, inst, text);
}

static const char *lend_recall(struct muzzle_inst *inst)
{
	const struct host_sink *sink = &inst->host->sink;

	return sink->recall(sink->arg, inst);
}

/* Only in open(): the engine asks once whether silence can be probed. */
static int lend_offer_probe(struct muzzle_inst *inst)
{
	if (!inst->opening || !inst->loaded.plugin.probe)
		return -EINVAL;
	inst->offers_probe = true;
	return 0;
}

static const char *lend_gateway_of(struct muzzle_inst *inst, const char *container)
{
	const struct host_sink *sink = &inst->host->sink;

	return container ? sink->gateway_of(sink->arg, container) : NULL;
}

static const char *lend_container_at(struct muzzle_inst *inst, size_t i)
{
	const struct host_sink *sink = &inst->host->sink;
	const char *gateway = inst->section->gateway, *container;

	for (size_t at = 0; (container = sink->container_at(sink->arg, at)); at++)
		if ((!gateway || strcmp(sink->gateway_of(sink->arg, container), gateway) == 0) &&
		    i-- == 0)
			break;
	return container;
}

/*
 * Timers.  Here as below, what ends with its call is dropped before it: the plugin may start the next
 * one inside, and ending the old one there is nothing.
 */

static void timer_fires(void *arg)
{
	struct inst_handle *handle = arg;
	struct muzzle_inst *inst = handle->inst;
	muzzle_timer *call = handle->call.timer;
	void *plugins_arg = handle->arg;

	inst_drop_handle(handle);
	inst_enter(inst);
	call(inst->self, plugins_arg);
	inst_leave(inst);
}

static uint32_t lend_timer_start(struct muzzle_inst *inst, int64_t after_ms, muzzle_timer *call,
				 void *arg)
{
	struct inst_handle *handle = inst_add_handle(inst, INST_TIMER, arg);

	if (!handle)
		return 0;
	handle->call.timer = call;
	handle->on.timer = (struct loop_timer){ .fire = timer_fires, .arg = handle };
	loop_timer_start(inst->host->loop, &handle->on.timer,
			 clock_boot_ms() + (after_ms > 0 ? after_ms : 0));
	return handle->id;
}

/* Ending what is not there, or no longer, is nothing. */
static void end(struct muzzle_inst *inst, uint32_t id, enum inst_kind kind)
{
	struct inst_handle *handle = inst_find_handle(inst, id, kind);

	if (handle)
		inst_end_handle(handle);
}

static void lend_timer_stop(struct muzzle_inst *inst, uint32_t timer)
{
	end(inst, timer, INST_TIMER);
}

/*
 * Descriptors stay the plugin's; it may unwatch inside the call, so that the handle is not touched
 * behind it.  The same holds for streams and lines.
 */

static void fd_ready(void *arg, int fd, bool readable, bool writable)
{
	const struct inst_handle *handle = arg;
	struct muzzle_inst *inst = handle->inst;

	inst_enter(inst);
	handle->call.fd(inst->self, handle->arg, fd, readable, writable);
	inst_leave(inst);
}

static uint32_t lend_fd_watch(struct muzzle_inst *inst, int fd, bool read, bool write,
			      muzzle_fd *call, void *arg)
{
	struct inst_handle *handle = inst_add_handle(inst, INST_FD, arg);

	if (!handle)
		return 0;
	handle->call.fd = call;
	handle->on.fd = (struct loop_fd){ .ready = fd_ready, .arg = handle };
	loop_fd_start(inst->host->loop, &handle->on.fd, fd,
		      (read ? LOOP_READ : 0) | (write ? LOOP_WRITE : 0));
	return handle->id;
}

static void lend_fd_unwatch(struct muzzle_inst *inst, uint32_t watch)
{
	end(inst, watch, INST_FD);
}

static void http_data(void *arg, const char *data, size_t bytes)
{
	const struct inst_handle *handle = arg;
	struct muzzle_inst *inst = handle->inst;

	inst_enter(inst);
	handle->data(inst->self, handle->arg, data, bytes);
	inst_leave(inst);
}

static void http_done(void *arg, const struct muzzle_answer *answer)
{
	struct inst_handle *handle = arg;
	struct muzzle_inst *inst = handle->inst;
	muzzle_http_done *call = handle->call.http;
	void *plugins_arg = handle->arg;

	inst_drop_handle(handle);
	inst_enter(inst);
	call(inst->self, plugins_arg, answer);
	inst_leave(inst);
}

/* What an empty one was to guard us by must not be left out in silence. */
static int take_transport(struct muzzle_transport *ours, struct muzzle_http *req)
{
	if (!req->transport)
		return 0;
	if (!req->transport->size)
		return -EINVAL;
	TAKE(*ours, req->transport);
	req->transport = ours;
	return 0;
}

static uint32_t lend_http(struct muzzle_inst *inst, const struct muzzle_http *req,
			  muzzle_http_data *data, muzzle_http_done *done, void *arg)
{
	struct inst_handle *handle = inst_add_handle(inst, INST_HTTP, arg);
	struct http_calls calls = { .data = data ? http_data : NULL,
				    .done = http_done,
				    .arg = handle };
	struct muzzle_transport transport = { 0 };
	struct muzzle_http ours = { 0 };
	int rc;

	if (!handle)
		return 0;
	TAKE(ours, req);
	handle->call.http = done;
	handle->data = data;
	rc = take_transport(&transport, &ours);
	if (rc == 0)
		rc = http_start(inst->host->http, &ours, &calls, &handle->on.http);
	if (rc == 0)
		return handle->id;
	inst_drop_handle(handle);
	complain(inst, "request cannot be made", rc);
	return 0;
}

static void lend_http_cancel(struct muzzle_inst *inst, uint32_t request)
{
	end(inst, request, INST_HTTP);
}

static void child_done(void *arg, const struct muzzle_exit *how)
{
	struct inst_handle *handle = arg;
	struct muzzle_inst *inst = handle->inst;
	muzzle_spawn_done *call = handle->call.child;
	void *plugins_arg = handle->arg;

	inst_drop_handle(handle);
	inst_enter(inst);
	call(inst->self, plugins_arg, how);
	inst_leave(inst);
}

static uint32_t lend_spawn(struct muzzle_inst *inst, const struct muzzle_spawn *child,
			   muzzle_spawn_done *done, void *arg)
{
	struct inst_handle *handle = inst_add_handle(inst, INST_CHILD, arg);
	struct child_calls calls = { .done = child_done, .arg = handle };
	struct muzzle_spawn ours = { 0 };
	int rc;

	if (!handle)
		return 0;
	TAKE(ours, child);
	handle->call.child = done;
	rc = child_start(inst->host->loop, &ours, &calls, &handle->on.child);
	if (rc == 0)
		return handle->id;
	inst_drop_handle(handle);
	complain(inst, "command cannot be run", rc);
	return 0;
}

static void lend_spawn_cancel(struct muzzle_inst *inst, uint32_t child)
{
	end(inst, child, INST_CHILD);
}

static void line_came(void *arg, const char *line, size_t bytes)
{
	const struct inst_handle *handle = arg;
	struct muzzle_inst *inst = handle->inst;

	inst_enter(inst);
	handle->call.line(inst->self, handle->arg, line, bytes, 0, "");
	inst_leave(inst);
}

static void lines_failed(void *arg, enum muzzle_fault kind, const char *why)
{
	const struct inst_handle *handle = arg;
	struct muzzle_inst *inst = handle->inst;

	inst_enter(inst);
	handle->call.line(inst->self, handle->arg, NULL, 0, kind, why);
	inst_leave(inst);
}

static void line_mark(void *arg, const char *mark)
{
	const struct inst_handle *handle = arg;
	const struct host_sink *sink = &handle->inst->host->sink;

	sink->remember(sink->arg, handle->inst, mark);
}

static uint32_t lend_lines_open(struct muzzle_inst *inst, const struct muzzle_lines *from,
				muzzle_line *call, void *arg)
{
	struct inst_handle *handle = inst_add_handle(inst, INST_LINES, arg);
	struct tail_calls calls = { .line = line_came, .fault = lines_failed, .arg = handle };
	struct muzzle_lines ours = { 0 };
	int rc;

	if (!handle)
		return 0;
	TAKE(ours, from);
	handle->call.line = call;
	if (ours.resume) {
		calls.mark = line_mark;
		calls.resume_at = lend_recall(inst);
	}
	rc = tail_open(&handle->on.lines, inst->host->loop, &ours, &calls);
	if (rc == 0)
		return handle->id;
	inst_drop_handle(handle);
	complain(inst, "lines cannot be read", rc);
	return 0;
}

static bool lend_lines_late(struct muzzle_inst *inst, uint32_t lines)
{
	const struct inst_handle *handle = inst_find_handle(inst, lines, INST_LINES);

	return handle && tail_late(handle->on.lines);
}

static void lend_lines_close(struct muzzle_inst *inst, uint32_t lines)
{
	end(inst, lines, INST_LINES);
}

/* The first answer counts; an unknown result is no success. */
static void lend_result(struct muzzle_inst *inst, uint64_t id, enum muzzle_result result,
			const char *why)
{
	const struct host_sink *sink = &inst->host->sink;
	char clean[TEXT_BYTES];

	if (!inst_take_order(inst, id))
		return;
	if (result < MUZZLE_DONE || result > MUZZLE_TIMEOUT)
		result = MUZZLE_FAILED;
	clean_words(inst, clean, why);
	sink->result(sink->arg, inst, id, result, clean);
}

static bool owes(const struct muzzle_inst *inst, uint64_t id)
{
	for (size_t i = 0; i < inst->orders_count; i++)
		if (inst->orders[i] == id)
			return true;
	return false;
}

static void lend_retry_after(struct muzzle_inst *inst, uint64_t id, int64_t after_ms)
{
	const struct host_sink *sink = &inst->host->sink;

	if (after_ms > 0 && owes(inst, id))
		sink->retry_after(sink->arg, inst, id, after_ms);
}

/* The end says how it went; the beginning is what is cut. */
static void lend_output(struct muzzle_inst *inst, uint64_t id, const char *text)
{
	const struct host_sink *sink = &inst->host->sink;
	char clean[MUZZLE_OUTPUT_MAX + 1];
	size_t bytes = strlen(text);

	if (!owes(inst, id))
		return;
	text_scrub(clean, sizeof(clean),
		   bytes > MUZZLE_OUTPUT_MAX ? text + bytes - MUZZLE_OUTPUT_MAX : text);
	voice_hide(inst->secrets, clean, sizeof(clean));
	sink->output(sink->arg, inst, id, clean);
}

/* It holds every act of the box, so that only who was judged by its need for it may say it. */
static int lend_uplink(struct muzzle_inst *inst, bool up, const char *why)
{
	const struct host_sink *sink = &inst->host->sink;
	char clean[TEXT_BYTES];

	if (!host_watches_uplink(inst)) {
		complain(inst, "uplink is not among its needs", -EPERM);
		return -EPERM;
	}
	clean_words(inst, clean, why);
	sink->uplink(sink->arg, inst, up, clean);
	return 0;
}

static const struct muzzle_host services = {
	.size = sizeof(services),
	.caps = JUDGE_CAPS,
	.log = lend_log,
	.now = lend_now,
	.wall = lend_wall,
	.report = lend_report,
	.round = lend_round,
	.offer_probe = lend_offer_probe,
	.gateway_of = lend_gateway_of,
	.container_at = lend_container_at,
	.timer_start = lend_timer_start,
	.timer_stop = lend_timer_stop,
	.fd_watch = lend_fd_watch,
	.fd_unwatch = lend_fd_unwatch,
	.http = lend_http,
	.http_cancel = lend_http_cancel,
	.spawn = lend_spawn,
	.spawn_cancel = lend_spawn_cancel,
	.lines_open = lend_lines_open,
	.lines_close = lend_lines_close,
	.result = lend_result,
	.uplink = lend_uplink,
	.lines_late = lend_lines_late,
	.remember = lend_remember,
	.recall = lend_recall,
	.blind = lend_blind,
	.gauge = lend_gauge,
	.retry_after = lend_retry_after,
	.output = lend_output,
};

const struct muzzle_host *lend_services(void)
{
	return &services;
}

static const struct muzzle_host words = {
	.size = offsetof(struct muzzle_host, report),
	.log = lend_log,
	.now = lend_now,
	.wall = lend_wall,
};

const struct muzzle_host *lend_words(void)
{
	return &words;
}
