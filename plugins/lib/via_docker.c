/* via_docker.c - see via_docker.h.  SPDX-License-Identifier: ISC */
#include "via_docker.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "reply.h"

static enum muzzle_result judge(const struct muzzle_answer *answer)
{
	if (answer->status / 100 == 2)
		return MUZZLE_DONE;
	if (answer->timed_out)
		return MUZZLE_TIMEOUT;
	return answer->setup || reply_is_setup(answer->status) ? MUZZLE_NO_SETUP : MUZZLE_FAILED;
}

static void on_answer(void *self, void *arg, const struct muzzle_answer *answer)
{
	struct way_end how = { .result = judge(answer) };

	reply_describe(how.why, sizeof(how.why), answer, &(struct muzzle_http){ .size = 0 });
	way_finish(self, arg, &how);
}

/* Nobody to talk to is a matter of the configuration; a daemon that is down is not. */
static bool may_use_socket(const struct way *way, struct way_end *how)
{
	if (access(way->socket, R_OK | W_OK) == 0)
		return true;
	how->result = MUZZLE_NO_SETUP;
	snprintf(how->why, sizeof(how->why), "%s: %s; set socket, or let us read and write it",
		 way->socket, strerror(errno));
	return false;
}

/* POST /containers/NAME/restart of the Engine API, in whole seconds; answered once it runs. */
static uint32_t begin(struct way *way, struct job *job, struct way_end *how)
{
	struct way_filled url = { .percent = true };
	char template[96];
	struct muzzle_http req = { .size = sizeof(req),
				   .method = "POST",
				   .unix_socket = way->socket,
				   .timeout_ms = way_timeout_ms(way),
				   .max_body_bytes = REPLY_BODY_BYTES };

	if (way->container) {
		clean_text(job->order.container, sizeof(job->order.container), way->container);
		job->order.has_container = true;
	}
	snprintf(template, sizeof(template),
		 "http://localhost/containers/{container}/restart?t=%" PRId64,
		 (way->stop_timeout_ms + 999) / 1000);
	req.url = way_fill(&url, job, template, how);
	if (!req.url || !may_use_socket(way, how))
		return 0;
	return way->host->http(way->inst, &req, NULL, on_answer, job);
}

static int check(struct way *way)
{
	return way_timeout_ms(way) > way->stop_timeout_ms
		       ? 0
		       : way_refuse(way, "`timeout` must be longer than `stop_timeout`");
}

const struct way_kind via_docker_kind = {
	.timeout_ms = 60000, .stops = true, .check = check, .begin = begin
};
