/* webhook.h - sends webhooks as WAHA does: signed, in any order, tried again for half a minute.
 * SPDX-License-Identifier: ISC */
#ifndef WEBHOOK_H
#define WEBHOOK_H

#include <netinet/in.h>
#include <stdint.h>

#include "wahalog.h"

struct webhook_post;

struct webhooks {
	const char *url; /* http://A.B.C.D:PORT/PATH; NULL: nothing is sent */
	const char *key; /* of the signature; NULL: none */
	int64_t retry_ms;
	struct wahalog *log; /* borrowed */
	struct sockaddr_in to;
	const char *path;
	struct webhook_post *posts; /* owned; those without an answer */
	unsigned delivered, retried, lost;
};

/* webhook_init - reads .url and makes .log post its events here; 0 or -EINVAL. */
int webhook_init(struct webhooks *hooks);

/* webhook_step - moves whatever is on its way; never waits. */
void webhook_step(struct webhooks *hooks, int64_t now_ms);

/* webhook_fini - what has no answer is lost. */
void webhook_fini(struct webhooks *hooks);

#endif
