/* control.h - the control socket: a line of JSON in, a line of JSON out.  SPDX-License-Identifier: ISC
 *
 * Who may do what is judged by the peer's user and groups, not by who could open the socket: root and
 * our own user may command, members of the socket's group may read, everybody else is refused.
 */
#ifndef CONTROL_H
#define CONTROL_H

#include <json-c/json.h>
#include <stdbool.h>

#include "log.h"
#include "loop.h"

#define CONTROL_SOCKET "control.sock"
#define CONTROL_LINE_BYTES 65536 /* a longer request ends the connection */
#define CONTROL_CLIENTS_MAX 16   /* one more ends the oldest */
#define CONTROL_IDLE_MS 30000    /* who neither asks nor takes its answer for so long is dropped */

/* What to answer; "uid" of the request is the peer's user, as the kernel knows it.  The result
 * belongs to the caller, and is never NULL. */
typedef struct json_object *control_answer(void *arg, struct json_object *request,
					   bool may_command);

struct control_setting {
	const char *dir; /* where the socket lies */
	struct loop *loop;
	struct log *log;
	control_answer *answer;
	void *arg;
};

struct control;

/* control_open - listen; a socket that nobody serves any more is replaced.  0, or -errno. */
int control_open(struct control **control, const struct control_setting *setting);

/* control_close - ends every connection and removes the socket; NULL is allowed. */
void control_close(struct control *control);

/* control_error - {"error": why}. */
struct json_object *control_error(const char *why);

#endif
