/* reply.c - see reply.h.  SPDX-License-Identifier: ISC */
#include "reply.h"

#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "clean.h"

#define SECRET_BYTES 4 /* shorter values are in every text */

bool reply_is_setup(int status)
{
	return status == 401 || status == 403 || status == 404 || status == 422;
}

static bool fits(const char *pattern, int status)
{
	char digits[16];

	snprintf(digits, sizeof(digits), "%d", status);
	for (size_t i = 0; pattern[i]; i++)
		if (pattern[i] != 'x' && pattern[i] != digits[i])
			return false;
	return strlen(pattern) == strlen(digits);
}

bool reply_matches(const char *const *patterns, int status)
{
	for (; status && *patterns; patterns++)
		if (fits(*patterns, status))
			return true;
	return false;
}

const char *reply_bad_pattern(const char *const *patterns)
{
	for (; *patterns; patterns++)
		if (strlen(*patterns) != 3 || strspn(*patterns, "0123456789x") != 3 ||
		    !strchr("12345x", **patterns))
			return *patterns;
	return NULL;
}

static bool holds(const char *text, const char *secret)
{
	return secret && strlen(secret) >= SECRET_BYTES && strstr(text, secret);
}

/* A secret may be the whole value or its last word ("Bearer x"). */
static bool holds_header(const char *text, const char *header)
{
	const char *value = strchr(header, ':'), *last;

	if (!value)
		return false;
	value += 1 + strspn(value + 1, " \t");
	last = strrchr(value, ' ');
	return holds(text, value) || (last && holds(text, last + 1));
}

static const char *withhold(const char *text, const struct muzzle_http *asked)
{
	const struct muzzle_transport *t = asked->transport;
	const char *password = t && t->user ? strchr(t->user, ':') : NULL;

	for (const char *const *header = asked->headers; header && *header; header++)
		if (holds_header(text, *header))
			return "(not shown: it repeats a header)";
	if (t && (holds(text, t->bearer) || (password && holds(text, password + 1))))
		return "(not shown: it repeats a credential)";
	return text;
}

/* Where gateways, Docker, chats and pagers put the sentence; the last one is the body itself.  NULL:
 * nowhere. */
static const char *find_message(struct json_object *body)
{
	static const char *const places[] = { "/exception/message",
					      "/error/message",
					      "/errors/0",
					      "/message",
					      "/error",
					      "/description",
					      "",
					      NULL };
	struct json_object *found;

	for (const char *const *place = places; *place; place++)
		if (json_pointer_get(body, *place, &found) == 0 &&
		    json_object_is_type(found, json_type_string))
			return json_object_get_string(found);
	return NULL;
}

/* A JSON body is shown by its message only: the rest may repeat the request. */
static void describe_body(char *out, size_t out_bytes, const char *body,
			  const struct muzzle_http *asked)
{
	struct json_object *parsed = json_tokener_parse(body);
	const char *text = parsed ? find_message(parsed) : body;

	clean_text(out, out_bytes, text ? withhold(text, asked) : "");
	json_object_put(parsed);
}

void reply_describe(char *out, size_t out_bytes, const struct muzzle_answer *answer,
		    const struct muzzle_http *asked)
{
	char text[CLEAN_TEXT_BYTES - sizeof("HTTP 200: ") + 1];

	if (!answer->status) {
		clean_text(out, out_bytes, answer->why);
		return;
	}
	describe_body(text, sizeof(text), answer->body, asked);
	snprintf(out, out_bytes, "HTTP %d%s%s", answer->status, *text ? ": " : "", text);
}
