/* talk.h - mail and MQTT: our own dialogue on a connection that libcurl made.  SPDX-License-Identifier: ISC
 *
 * libcurl finds the host, does TLS, STARTTLS and AUTH, none of which blocks.  The rest is ours: its mail waits
 * for the last reply, and for that to QUIT, inside of one call, minutes if need be, and its MQTT
 * for no acknowledgement at all.  One message a connection.
 */
#ifndef TALK_H
#define TALK_H

#include <curl/curl.h>

#include "loop.h"
#include "muzzle_plugin.h"
#include "script.h"

struct talk;

/* Where it goes on.  over is called once, from the loop; CURLE_OK: talk_course() says the rest. */
struct talk_calls {
	struct loop *loop;
	void (*over)(void *arg, CURLcode code);
	void *arg;
};

/* talk_new - *talk is NULL for a url of another kind.  0, -EINVAL (an address, a topic), -ENOMEM. */
int talk_new(struct talk **talk, const struct muzzle_http *req);

/* talk_set - what libcurl has to know of it, its url included.  0, -EINVAL, -ENOMEM. */
int talk_set(const struct talk *talk, CURL *easy, const struct muzzle_http *req);

/* talk_start - over the handle's connection, which must stand until talk_free; calls is copied.  0 or
 * -errno. */
int talk_start(struct talk *talk, CURL *easy, const struct talk_calls *calls);

/* talk_course - how it ended. */
const struct script_course *talk_course(const struct talk *talk);

/* talk_name - "SMTP" or "MQTT". */
const char *talk_name(const struct talk *talk);

/* talk_free - at any time, without a call; NULL is nothing. */
void talk_free(struct talk *talk);

#endif
