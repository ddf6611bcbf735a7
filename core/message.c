/* message.c - see message.h.  SPDX-License-Identifier: ISC */
#include "message.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "fnv.h"
#include "tell.h"

void message_put(const struct message *message, struct json_object *line)
{
	tell_text(line, "target", message->target);
	tell_text(line, "what", words_name(&words_notify, (int)message->what));
	tell_text(line, "state", message->state);
	tell_text(line, "why", message->why);
	tell_number(line, "incident", (int64_t)message->incident);
	tell_number(line, "wall", message->wall_ms);
	tell_number(line, "since", message->since_wall_ms);
}

int message_take(struct message *message, struct json_object *line, char *why, size_t why_bytes)
{
	*message = (struct message){
		.what = (enum words_notify)words_value(&words_notify, tell_get_text(line, "what")),
		.incident = (uint64_t)tell_get_number(line, "incident"),
		.wall_ms = tell_get_number(line, "wall"),
		.since_wall_ms = tell_get_number(line, "since"),
	};
	text_clean(message->target, sizeof(message->target), tell_get_text(line, "target"));
	text_clean(message->state, sizeof(message->state), tell_get_text(line, "state"));
	text_clean(message->why, sizeof(message->why), tell_get_text(line, "why"));
	if (message->what && *message->target)
		return 0;
	snprintf(why, why_bytes, "no message");
	return -EINVAL;
}

static uint64_t add_text(uint64_t sum, const char *text)
{
	return fnv_add(sum, text, strlen(text) + 1);
}

uint64_t message_stream(const struct message *message)
{
	if (!message->incident)
		return add_text(FNV_START, message->target);
	return fnv_add(FNV_START, (const char *)&message->incident, sizeof(message->incident));
}

uint64_t message_key(const struct message *message, const char *action)
{
	uint64_t sum = add_text(add_text(message_stream(message), message->target), action);

	return add_text(sum, words_name(&words_notify, (int)message->what));
}

const char *message_gateway(const struct message *message, char gateway[ROSTER_NAME_BYTES])
{
	snprintf(gateway, ROSTER_NAME_BYTES, "%.*s", (int)strcspn(message->target, "/"),
		 message->target);
	return gateway;
}

const char *message_session(const struct message *message)
{
	const char *slash = strchr(message->target, '/');

	return slash ? slash + 1 : NULL;
}
