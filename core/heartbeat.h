/* heartbeat.h - tells a dead-man service that we live, so that silence is told by somebody else.
 * SPDX-License-Identifier: ISC
 *
 * In the form of Healthchecks.io: POST to URL/start at first, then to URL each period, to URL/fail with the
 * reason as long as we cannot do our work.  At a clean stop nothing is said: whoever does not come back is
 * missed.  The URL is a secret: it is in no message.
 */
#ifndef HEARTBEAT_H
#define HEARTBEAT_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "log.h"
#include "loop.h"

#define HEARTBEAT_TIMEOUT_MS 10000 /* of one beat, if the period is not shorter */
#define HEARTBEAT_WHY_BYTES 256

/* All borrowed but the url, which is copied. */
struct heartbeat_setting {
	const char *url;
	int64_t every_ms;
	struct loop *loop;
	struct log *log;
	/* whether we cannot do our work, and why not */
	bool (*ails)(void *arg, char why[HEARTBEAT_WHY_BYTES]);
	void *arg;
};

struct heartbeat;

/* heartbeat_start - the first beat comes from the loop, at once.  0, or -errno with *heartbeat NULL. */
int heartbeat_start(struct heartbeat **heartbeat, const struct heartbeat_setting *setting);

/* heartbeat_stop - says nothing; NULL is allowed. */
void heartbeat_stop(struct heartbeat *heartbeat);

/* heartbeat_goes - whether it beats for that url so often already; NULL does not. */
bool heartbeat_goes(const struct heartbeat *heartbeat, const char *url, int64_t every_ms);

/* heartbeat_describe - add "heartbeat" to a status; NULL adds nothing. */
void heartbeat_describe(struct json_object *status, const struct heartbeat *heartbeat);

/* heartbeat_print - of what was described a line, if it is not heard or tells of a failure. */
void heartbeat_print(struct json_object *status, FILE *out);

#endif
