/* webhook.h - sends webhooks as WAHA does: signed, on connections that are kept, in any order, tried again
 * for half a minute.  SPDX-License-Identifier: ISC */
#ifndef WEBHOOK_H
#define WEBHOOK_H

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>

#include "wahalog.h"

#define WEBHOOK_IDLE_MAX 16

struct webhook_post;

/* A connection between two requests. */
struct webhook_idle {
	int fd; /* owned */
	int64_t until_ms;
};

struct webhooks {
	const char *url; /* http://A.B.C.D:PORT/PATH; NULL: nothing is sent */
	const char *key; /* of the signature; NULL: none */
	int64_t retry_ms;
	struct wahalog *log; /* borrowed */
	struct sockaddr_in to;
	const char *path;
	struct webhook_post *posts; /* owned; those without an answer */
	struct webhook_idle idle[WEBHOOK_IDLE_MAX];
	size_t idle_count;
	int64_t now_ms;
	unsigned delivered, retried, lost;
};

/* webhook_init - reads .url and makes .log post its events here; 0 or -EINVAL. */
int webhook_init(struct webhooks *hooks);

/* webhook_step - moves whatever is on its way; never waits. */
void webhook_step(struct webhooks *hooks, int64_t now_ms);

/* webhook_fini - what has no answer is lost. */
void webhook_fini(struct webhooks *hooks);

#endif
