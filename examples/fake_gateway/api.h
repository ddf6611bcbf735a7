/* api.h - the fake gateway's routes: WAHA's, and /fake for those who stage a story.  SPDX-License-Identifier: ISC
 *
 * GET  /fake/stats                     what was asked of whom
 * POST /fake/NAME/FATE                 alive offline stuck hung dead incurable banned zombie; NAME or *
 * POST /fake/NAME/heal                 all is well at once
 * POST /fake/NAME/quiet?on=1           alive without traffic
 * POST /fake/NAME/flap?lie_ms=&every_ms=   the status lies, traffic goes on; lie_ms=0 ends it
 * POST /fake/NAME/relapse?after_ms=    dies again so long after each cure; 0 ends it
 * POST /fake/NAME/refuse?status=&times=    restarts are refused
 * POST /fake/NAME/overlimit?on=1         upstream answers that it is asked too much
 * POST /fake/NAME/activity?on=1        somebody uses the API now; 0 forgets it
 * POST /inbox                          a message for a person; its body becomes a line of the inbox
 * POST /sink/NAME, /fake/sink/NAME/HOW   another way to take messages, and a worse one: see sink.h
 */
#ifndef API_H
#define API_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "http.h"
#include "lookup.h"
#include "session.h"
#include "sink.h"
#include "webhook.h"

enum api_timestamps { API_BY_OBJECT = 1, API_ABSENT }; /* {} or null as WAHA does; or no such key */

struct api {
	struct http_server server;
	struct session_world world;
	struct session *sessions; /* owned */
	size_t count;
	struct lookups lookups;
	struct webhooks hooks;
	struct sinks sinks;
	const char *key;   /* NULL: nobody needs one */
	const char *inbox; /* file, NULL: messages are lost */
	enum api_timestamps timestamps;
	unsigned requests, polls;
};

/* api_handle - an http_handler; ctx is the struct api. */
void api_handle(void *ctx, uint32_t conn, const struct http_request *request);

/* api_step - moves all to world.now_ms and answers whoever waited for that. */
void api_step(struct api *api);

#endif
