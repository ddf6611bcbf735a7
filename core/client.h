/* client.h - asks the daemon on its control socket.  SPDX-License-Identifier: ISC */
#ifndef CLIENT_H
#define CLIENT_H

#include <json-c/json.h>

#include "buffer.h"
#include "cmd.h"

struct sockaddr_un;

#define CLIENT_TIMEOUT_S 10

/* client_ask - send request and take the answer, owned by the caller.  Returns the exit code: 0
 * with *answer, or with a message on stderr 1 the daemon refused, 2 bad configuration, 3 not
 * reachable. */
int client_ask(const struct cmd_args *args, struct json_object *request,
	       struct json_object **answer);

/* client_question - a request about target, NULL: about all; owned by the caller. */
struct json_object *client_question(const char *cmd, const char *target);

/* client_address - the address of the control socket in dir.  0, or -ENAMETOOLONG. */
int client_address(struct sockaddr_un *address, const char *dir);

/* client_read - parse a complete answer, owned by the caller.  0, or -errno and *answer NULL. */
int client_read(struct buffer *text, struct json_object **answer);

/* client_try - as client_ask, without messages.  0 with any answer, even "error", or -errno. */
int client_try(const struct cmd_args *args, struct json_object *request,
	       struct json_object **answer);

#endif
