/* fake_web.h - browsers of a web section under the fake host, over real sockets.  SPDX-License-Identifier: ISC */
#ifndef FAKE_WEB_H
#define FAKE_WEB_H

#include "fake_post.h"

#define FAKE_WEB_TOKEN "token-of-16-bytes"

/* What came back; lives until fake_close(). */
struct fake_web_answer {
	int status; /* 0: nothing */
	const char *head, *body;
};

/* A web section under test, and beside it another on a port of its own, which must not be asked anything. */
struct fake_web_pair {
	struct muzzle_inst *inst, *other;
	int port, other_port;
};

/* fake_web_pair_open - with these settings each, of fake_web_open(). */
struct fake_web_pair *fake_web_pair_open(const struct fake_setting *settings,
					 const struct fake_setting *other);

/* fake_web_pair_close - as a teardown; *state is the pair. */
int fake_web_pair_close(void **state);

/* fake_web_open - a web section at that port with more settings; it is told that all is well, see fake_web_say(). */
struct muzzle_inst *fake_web_open(int port, const struct fake_setting *more);

/* fake_web_say - what ask() answers from now on: to status (NULL: two sessions that are well), and to all
 * else (NULL: {"ok":true}).  Valid as long as they are used. */
void fake_web_say(struct muzzle_inst *inst, const char *status, const char *other);

/* fake_web_send - a request as it stands, on a connection of its own; text ends in \r\n\r\n or a body. */
struct fake_web_answer fake_web_send(struct muzzle_inst *inst, int port, const char *text);

/* fake_web_get - GET with more header lines (each ends in \r\n; "": none). */
struct fake_web_answer fake_web_get(struct muzzle_inst *inst, int port, const char *path,
				    const char *headers);

/* fake_web_post - a JSON body with the token and more header lines. */
struct fake_web_answer fake_web_post(struct muzzle_inst *inst, int port, const char *path,
				     const char *headers, const char *body);

/* fake_web_header - the value of a header of the answer, or "". */
const char *fake_web_header(struct muzzle_inst *inst, const struct fake_web_answer *answer,
			    const char *name);

/* fake_web_follow - begins a stream of events; the caller closes the socket. */
int fake_web_follow(struct muzzle_inst *inst, int port, const char *headers);

/* fake_web_read - what has come of it since the last call; lives until fake_close(). */
const char *fake_web_read(struct muzzle_inst *inst, int fd);

#endif
