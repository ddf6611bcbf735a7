/* way.c - see way.h.  SPDX-License-Identifier: ISC */
#include "way.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

int64_t way_timeout_ms(const struct way *way)
{
	int64_t stop_ms = way->kind->stops ? way->stop_timeout_ms : 0;

	return way->timeout_ms ? way->timeout_ms : way->kind->timeout_ms + stop_ms;
}

/* The place is free before the host hears of it: the answer may be the next order. */
static void end(struct way *way, struct job *job, const struct way_end *how)
{
	uint64_t id = job->order.id;

	job->turn = 0;
	way->host->result(way->inst, id, how->result, how->why);
}

static void begin(struct way *way, struct job *job)
{
	struct way_end how = { MUZZLE_FAILED, "could not be started" };
	int64_t waited_ms;

	job->begun_ms = way->host->now(way->inst);
	waited_ms = job->begun_ms - job->since_ms;
	/* The order has been given up by then, and the world has changed since. */
	if (waited_ms >= way_timeout_ms(way)) {
		how.result = MUZZLE_TIMEOUT;
		snprintf(how.why, sizeof(how.why), "waited %" PRId64 " s for another restart of %s",
			 waited_ms / 1000, job->order.gateway);
	} else {
		job->handle = way->kind->begin(way, job, &how);
	}
	if (!job->handle)
		end(way, job, &how);
}

/* To be called whenever a place or a gateway has become free. */
static void pump(struct way *way)
{
	struct job *job;

	while ((job = jobs_next(&way->jobs)))
		begin(way, job);
}

void way_finish(struct way *way, struct job *job, const struct way_end *how)
{
	end(way, job, how);
	pump(way);
}

void way_act(struct way *way, const struct muzzle_order *order)
{
	if (order->notify)
		way->host->result(way->inst, order->id, MUZZLE_NO_SETUP,
				  "restart tells nobody: let notify name an alert");
	else if (!jobs_add(&way->jobs, order, way->host->now(way->inst)))
		way->host->result(way->inst, order->id, MUZZLE_FAILED,
				  "too many restarts are waiting");
	else
		pump(way);
}

/* Shutdown.  What the gateway has begun it will finish; a command is killed. */
void way_cancel(struct way *way, uint64_t id)
{
	struct job *job = jobs_find(&way->jobs, id);

	if (!job)
		return;
	if (job->handle && way->kind->spawns)
		way->host->spawn_cancel(way->inst, job->handle);
	else if (job->handle)
		way->host->http_cancel(way->inst, job->handle);
	job->turn = 0;
}

const char *way_fill(struct way_filled *to, const struct job *job, const char *template,
		     struct way_end *how)
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
		snprintf(how->why, sizeof(how->why), "over %d bytes once filled", WAY_FILLED_BYTES);
	return NULL;
}

int way_refuse(const struct way *way, const char *message)
{
	way->host->log(way->inst, MUZZLE_ERR, "%s", message);
	return -EINVAL;
}

int way_check_words(const struct way *way, const char *key, const char *template)
{
	const char *unknown = fill_unknown(template, order_placeholders);

	if (unknown)
		way->host->log(way->inst, MUZZLE_ERR,
			       "`%s`: nothing is known of %.*s; known are " WAY_KNOWN, key,
			       (int)strcspn(unknown, "}") + 1, unknown);
	return unknown ? -EINVAL : 0;
}
