/* inst.c - see inst.h.  SPDX-License-Identifier: ISC */
#include "inst.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int64_t now_ns(void)
{
	struct timespec ts = { 0 };

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

/* A callback inside a callback would break the promise of the ABI: that is our own bug. */
void inst_enter(struct muzzle_inst *inst)
{
	assert(!inst->busy);
	inst->busy = true;
	inst->entered_ns = now_ns();
}

void inst_leave(struct muzzle_inst *inst)
{
	struct host_stats *stats = &inst->stats;
	int64_t took_ns = now_ns() - inst->entered_ns, took_ms = took_ns / 1000000;

	inst->busy = false;
	stats->calls++;
	stats->busy_ns += took_ns;
	stats->slow += took_ms > HOST_SLOW_MS;
	stats->blocked += took_ms > HOST_BLOCK_MS;
	if (took_ms > stats->worst_ms)
		stats->worst_ms = took_ms;
	if (took_ms > HOST_BLOCK_MS)
		log_line(inst->host->log, MUZZLE_WARN, inst->section->name,
			 "plugin blocked the loop plugin=%s ms=%lld", inst->section->plugin,
			 (long long)took_ms);
}

/* Polling starts a request and a timer again and again: steady state shall not allocate. */
static struct inst_handle *take_spare(struct muzzle_inst *inst)
{
	struct inst_handle *handle = inst->spare;

	if (!handle)
		return calloc(1, sizeof(*handle));
	inst->spare = handle->next;
	*handle = (struct inst_handle){ 0 };
	return handle;
}

/* Ids go round after 2^32; one that is still in use is passed over. */
static uint32_t fresh_id(struct muzzle_inst *inst)
{
	const struct inst_handle *handle;

	do {
		if (++inst->last_id == 0)
			inst->last_id = 1;
		for (handle = inst->handles; handle; handle = handle->next)
			if (handle->id == inst->last_id)
				break;
	} while (handle);
	return inst->last_id;
}

void inst_complain(const struct muzzle_inst *inst, const char *what, int rc)
{
	log_line(inst->host->log, MUZZLE_ERR, inst->section->name, "%s error=%s", what,
		 strerror(-rc));
}

struct inst_handle *inst_add_handle(struct muzzle_inst *inst, enum inst_kind kind, void *arg)
{
	struct inst_handle *handle = NULL;

	if (inst->handles_count < INST_HANDLES_MAX)
		handle = take_spare(inst);
	if (!handle) {
		log_line(inst->host->log, MUZZLE_ERR, inst->section->name,
			 "no room for another timer or request running=%zu", inst->handles_count);
		return NULL;
	}
	handle->inst = inst;
	handle->kind = kind;
	handle->arg = arg;
	handle->id = fresh_id(inst);
	handle->next = inst->handles;
	inst->handles = handle;
	inst->handles_count++;
	return handle;
}

struct inst_handle *inst_find_handle(const struct muzzle_inst *inst, uint32_t id,
				     enum inst_kind kind)
{
	struct inst_handle *handle = inst->handles;

	while (handle && (handle->id != id || handle->kind != kind))
		handle = handle->next;
	return handle;
}

void inst_drop_handle(struct inst_handle *handle)
{
	struct muzzle_inst *inst = handle->inst;
	struct inst_handle **at = &inst->handles;

	while (*at != handle)
		at = &(*at)->next;
	*at = handle->next;
	handle->next = inst->spare;
	inst->spare = handle;
	inst->handles_count--;
}

void inst_end_handle(struct inst_handle *handle)
{
	struct loop *loop = handle->inst->host->loop;

	switch (handle->kind) {
	case INST_TIMER:
		loop_timer_stop(loop, &handle->on.timer);
		break;
	case INST_FD:
		loop_fd_stop(loop, &handle->on.fd);
		break;
	case INST_HTTP:
		http_cancel(handle->on.http);
		break;
	case INST_CHILD:
		child_cancel(handle->on.child);
		break;
	case INST_LINES:
		tail_close(handle->on.lines);
		break;
	}
	inst_drop_handle(handle);
}

void inst_end_handles(struct muzzle_inst *inst)
{
	while (inst->handles)
		inst_end_handle(inst->handles);
	while (inst->spare) {
		struct inst_handle *handle = inst->spare;

		inst->spare = handle->next;
		free(handle);
	}
}

int inst_add_order(struct muzzle_inst *inst, uint64_t id)
{
	if (inst->orders_count == INST_ORDERS_MAX)
		return -EBUSY;
	inst->orders[inst->orders_count++] = id;
	return 0;
}

static size_t find_order(const struct muzzle_inst *inst, uint64_t id)
{
	size_t i = 0;

	while (i < inst->orders_count && inst->orders[i] != id)
		i++;
	return i;
}

bool inst_owes(const struct muzzle_inst *inst, uint64_t id)
{
	return find_order(inst, id) < inst->orders_count;
}

bool inst_take_order(struct muzzle_inst *inst, uint64_t id)
{
	size_t i = find_order(inst, id);

	if (i == inst->orders_count)
		return false;
	inst->orders[i] = inst->orders[--inst->orders_count];
	return true;
}
