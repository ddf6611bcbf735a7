/* fake_post.h - clients that post to a plugin which listens, over real sockets.  SPDX-License-Identifier: ISC */
#ifndef FAKE_POST_H
#define FAKE_POST_H

#include "fake_preset.h"

#define FAKE_POST_KEY "hmac-secret-1"

/* fake_post_port - a port of 127.0.0.1 that nobody has. */
int fake_post_port(void);

/* fake_post_listen - "127.0.0.1:PORT"; lives until fake_close(). */
const char *fake_post_listen(struct muzzle_inst *inst, int port);

/* fake_post_open - webhook_recv with the preset's settings, listening there. */
struct muzzle_inst *fake_post_open(struct fake_preset *preset, int port);

/* fake_post_connect - a socket to that port; the caller closes it. */
int fake_post_connect(int port);

void fake_post_send(int fd, const void *data, size_t bytes);

/* fake_post_pump - lets the plugin work until there is nothing to do. */
void fake_post_pump(struct muzzle_inst *inst);

/* fake_post_status - pumps until an answer is there, and reads it: its status; 0: the connection ended
 * without one; -1: nothing came. */
int fake_post_status(struct muzzle_inst *inst, int fd);

/* fake_post_ended - the plugin has closed it. */
bool fake_post_ended(struct muzzle_inst *inst, int fd);

/* fake_post_sign - the HMAC of the body under FAKE_POST_KEY, in hexadecimal; lives until fake_close(). */
const char *fake_post_sign(struct muzzle_inst *inst, const char *body);

/* fake_post_text - a whole request: header lines each end with \r\n; lives until fake_close(). */
const char *fake_post_text(struct muzzle_inst *inst, const char *headers, const char *body);

/* fake_post - posts the body with that signature (NULL: its own) to /; the status of the answer. */
int fake_post(struct muzzle_inst *inst, int port, const char *body, const char *signature);

#endif
