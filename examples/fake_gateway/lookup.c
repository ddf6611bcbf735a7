/* lookup.c - see lookup.h.  SPDX-License-Identifier: ISC */
#include "lookup.h"

#include <errno.h>
#include <stdio.h>

/* What the engine throws, as the API's filter of exceptions shows it. */
#define EXCEPTION "{\"statusCode\":500,\"exception\":{\"message\":\"%s\",\"name\":\"Error\"}}"

#define CHAT_ID "15550001111@c.us"

static void throw_error(struct lookup_answer *answer, const char *message)
{
	answer->status = 500;
	snprintf(answer->body, sizeof(answer->body), EXCEPTION, message);
}

static void refuse(const struct lookup *l, struct lookup_answer *answer)
{
	answer->status = 422;
	snprintf(answer->body, sizeof(answer->body),
		 "{\"error\":\"Session status is not as expected. Try again later or restart the "
		 "session\",\"session\":\"%s\",\"status\":\"%s\",\"expected\":[\"WORKING\"]}",
		 l->session->name, session_status_name(l->session->status));
}

static void tell_number(const struct lookup *l, struct lookup_answer *answer)
{
	answer->status = 200;
	snprintf(answer->body, sizeof(answer->body), "%s",
		 l->known ? "{\"numberExists\":true,\"chatId\":\"" CHAT_ID "\"}"
			  : "{\"numberExists\":false}");
}

static bool ask_upstream(struct lookup *l, const struct session_world *w,
			 struct lookup_answer *answer)
{
	const struct session *s = l->session;

	if (!l->sent_ms) {
		l->sent_ms = w->now_ms;
		l->connected = s->connected;
	}
	if (s->status != SESSION_WORKING || s->connected != l->connected)
		throw_error(answer, "Connection Closed");
	else if (s->overlimit)
		throw_error(answer, "rate-overlimit");
	else if (s->fate != SESSION_ZOMBIE)
		tell_number(l, answer);
	else if (w->now_ms - l->sent_ms >= w->query_ms)
		throw_error(answer, "(intermediate value) is not iterable");
	else
		return false;
	return true;
}

static bool try_answer(struct lookup *l, const struct session_world *w,
		       struct lookup_answer *answer)
{
	if (!l->sent_ms && l->session->status != SESSION_WORKING) {
		refuse(l, answer);
		return w->now_ms - l->asked_ms >= w->wait_ms;
	}
	if (l->kind == LOOKUP_UPSTREAM)
		return ask_upstream(l, w, answer);
	answer->status = 200;
	snprintf(answer->body, sizeof(answer->body), "[]");
	return true;
}

int lookup_add(struct lookups *lookups, const struct lookup *lookup,
	       const struct session_world *world)
{
	for (size_t i = 0; i < LOOKUPS_MAX; i++) {
		if (lookups->list[i].kind)
			continue;
		lookups->list[i] = *lookup;
		lookups->list[i].asked_ms = world->now_ms;
		return 0;
	}
	return -EBUSY;
}

bool lookup_step(struct lookups *lookups, const struct session_world *world,
		 struct lookup_answer *answer)
{
	for (size_t i = 0; i < LOOKUPS_MAX; i++) {
		struct lookup *l = &lookups->list[i];

		if (!l->kind || !try_answer(l, world, answer))
			continue;
		answer->conn = l->conn;
		l->kind = 0;
		return true;
	}
	return false;
}
