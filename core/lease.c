/* lease.c - see lease.h.  SPDX-License-Identifier: ISC
 *
 * What ends with its call is dropped before it: the plugin may start the next one inside, and ending the
 * old one there is nothing.
 */
#include "lease.h"

#include <errno.h>
#include <string.h>

#include "clock.h"
#include "inst.h"

/* Their struct, cut or filled up with zeros to the size that we know. */
#define TAKE(ours, theirs) \
	memcpy(&(ours), (theirs), (theirs)->size < sizeof(ours) ? (theirs)->size : sizeof(ours))

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

uint32_t lease_timer_start(struct muzzle_inst *inst, int64_t after_ms, muzzle_timer *call,
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

void lease_timer_stop(struct muzzle_inst *inst, uint32_t timer)
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

uint32_t lease_fd_watch(struct muzzle_inst *inst, int fd, bool read, bool write, muzzle_fd *call,
			void *arg)
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

void lease_fd_unwatch(struct muzzle_inst *inst, uint32_t watch)
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

uint32_t lease_http(struct muzzle_inst *inst, const struct muzzle_http *req, muzzle_http_data *data,
		    muzzle_http_done *done, void *arg)
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
	inst_complain(inst, "request cannot be made", rc);
	return 0;
}

void lease_http_cancel(struct muzzle_inst *inst, uint32_t request)
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

uint32_t lease_spawn(struct muzzle_inst *inst, const struct muzzle_spawn *child,
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
	inst_complain(inst, "command cannot be run", rc);
	return 0;
}

void lease_spawn_cancel(struct muzzle_inst *inst, uint32_t child)
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

uint32_t lease_lines_open(struct muzzle_inst *inst, const struct muzzle_lines *from,
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
		calls.resume_at = inst->host->sink.recall(inst->host->sink.arg, inst);
	}
	rc = tail_open(&handle->on.lines, inst->host->loop, &ours, &calls);
	if (rc == 0)
		return handle->id;
	inst_drop_handle(handle);
	inst_complain(inst, "lines cannot be read", rc);
	return 0;
}

bool lease_lines_late(struct muzzle_inst *inst, uint32_t lines)
{
	const struct inst_handle *handle = inst_find_handle(inst, lines, INST_LINES);

	return handle && tail_late(handle->on.lines);
}

void lease_lines_close(struct muzzle_inst *inst, uint32_t lines)
{
	end(inst, lines, INST_LINES);
}
