/* message.h - one thing that a person is to be told.  SPDX-License-Identifier: ISC */
#ifndef MESSAGE_H
#define MESSAGE_H

#include <json-c/json.h>
#include <stddef.h>
#include <stdint.h>

#include "roster.h"
#include "text.h"
#include "words.h"

#define MESSAGE_STATE_BYTES 16

/* As it was ordered; to whom it goes is not said here. */
struct message {
	char target[ROSTER_NAME_BYTES];
	char state[MESSAGE_STATE_BYTES];
	char why[TEXT_BYTES]; /* clean */
	enum words_notify what;
	uint64_t incident;     /* 0: none */
	int64_t wall_ms;       /* when it was ordered */
	int64_t since_wall_ms; /* when the incident opened; 0: not known */
};

/* message_put - add its fields to a line. */
void message_put(const struct message *message, struct json_object *line);

/* message_take - from the fields of a line.  0, or -EINVAL with a reason. */
int message_take(struct message *message, struct json_object *line, char *why, size_t why_bytes);

/* message_stream - what must stay in order has the same number: an incident, or else a target. */
uint64_t message_stream(const struct message *message);

/* message_key - tells it from all others for that action, but for one that is told again: of an incident
 * each kind once, reminders aside. */
uint64_t message_key(const struct message *message, const char *action);

/* message_gateway - the gateway part of its target; returns gateway. */
const char *message_gateway(const struct message *message, char gateway[ROSTER_NAME_BYTES]);

/* message_session - the session part of its target, NULL: it is about the gateway. */
const char *message_session(const struct message *message);

#endif
