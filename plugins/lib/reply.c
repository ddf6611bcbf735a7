/* reply.c - see reply.h.  SPDX-License-Identifier: ISC */
#include "reply.h"

#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "base64.h"
#include "clean.h"

#define SECRET_BYTES 4 /* shorter values are in every text */
#define WORD_BYTES 8   /* shorter parts of a path are words */
#define USER_BYTES 192 /* of a name and password are enough; in whole digits of base64 */

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

static bool holds_bytes(const char *text, const char *secret, size_t bytes)
{
	return bytes >= SECRET_BYTES && memmem(text, strlen(text), secret, bytes);
}

static bool holds(const char *text, const char *secret)
{
	return secret && holds_bytes(text, secret, strlen(secret));
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

/* In base64, but for its last bytes, which hang on padding. */
static bool holds_code(const char *text, const char *secret, size_t bytes)
{
	char code[BASE64_BYTES(USER_BYTES)];
	size_t whole = bytes < USER_BYTES ? bytes / 3 * 3 : USER_BYTES;

	return holds_bytes(text, code, base64_write(code, secret, whole));
}

/* A name and password, or the latter, or what is sent of them: with HTTP name:password, with mail the
 * password, or both with a NUL before each. */
static bool holds_user(const char *text, const char *user, size_t bytes)
{
	const char *colon = user ? memchr(user, ':', bytes) : NULL;
	size_t name = colon ? (size_t)(colon - user) : 0, left = colon ? bytes - name - 1 : 0;
	char plain[USER_BYTES] = "";
	size_t plain_bytes = bytes + 1 < sizeof(plain) ? bytes + 1 : sizeof(plain);

	if (!colon)
		return false;
	memcpy(plain + 1, user, plain_bytes - 1);
	if (name + 1 < plain_bytes)
		plain[name + 1] = '\0';
	return holds_bytes(text, colon + 1, left) || holds_code(text, colon + 1, left) ||
	       holds_code(text, user, bytes) || holds_code(text, plain, plain_bytes);
}

/* What stands between scheme and host, up to the last @. */
static bool holds_userinfo(const char *text, const char *url)
{
	const char *scheme = url ? strstr(url, "://") : NULL, *user = scheme ? scheme + 3 : "";
	const char *at = memrchr(user, '@', strcspn(user, "/?#"));

	return at && holds_user(text, user, (size_t)(at - user));
}

/* A part of a path or query, or what stands behind its =, is often a password, which tells itself from
 * words by its length; the last one of all does so by its place. */
static bool holds_part(const char *text, const char *part, size_t least_bytes)
{
	size_t bytes = strcspn(part, "/?&#"), rest = strspn(part + bytes, "/");
	const char *equals = memchr(part, '=', bytes);
	size_t value = equals ? (size_t)(equals + 1 - part) : 0;

	if (rest && !strchr("?#", part[bytes + rest]))
		least_bytes = WORD_BYTES;
	return (bytes >= least_bytes && holds_bytes(text, part, bytes)) ||
	       (bytes - value >= least_bytes && holds_bytes(text, part + value, bytes - value));
}

static bool holds_address(const char *text, const struct reply_secrets *secrets)
{
	const char *host = secrets->url ? strstr(secrets->url, "://") : NULL;
	const char *part = host ? host + 3 : "";

	part += strcspn(part, secrets->path ? "/?" : "?");
	for (; *part; part += strcspn(part, "/?&#"))
		if (holds_part(text, ++part, secrets->path ? SECRET_BYTES : WORD_BYTES))
			return true;
	return false;
}

static bool holds_credential(const char *text, const struct reply_secrets *secrets)
{
	static const struct muzzle_transport none = { .size = 0 };
	const struct muzzle_transport *t = secrets->transport ? secrets->transport : &none;

	for (const char *const *word = secrets->words; word && *word; word++)
		if (holds(text, *word))
			return true;
	return holds(text, t->bearer) || holds_user(text, t->user, t->user ? strlen(t->user) : 0) ||
	       holds_userinfo(text, t->proxy) || holds_userinfo(text, secrets->url);
}

const char *reply_withhold(const char *text, const struct reply_secrets *secrets)
{
	for (const char *const *header = secrets->headers; header && *header; header++)
		if (holds_header(text, *header))
			return "(not shown: it repeats a header)";
	if (holds_credential(text, secrets))
		return "(not shown: it repeats a credential)";
	return holds_address(text, secrets) ? "(not shown: it repeats the url)" : text;
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
			  const struct reply_secrets *secrets)
{
	struct json_object *parsed = json_tokener_parse(body);
	const char *text = parsed ? find_message(parsed) : body;

	clean_text(out, out_bytes, text ? reply_withhold(text, secrets) : "");
	json_object_put(parsed);
}

void reply_describe(char *out, size_t out_bytes, const struct muzzle_answer *answer,
		    const struct reply_secrets *secrets)
{
	char text[CLEAN_TEXT_BYTES - sizeof("HTTP 200: ") + 1];

	if (!answer->status) {
		clean_text(out, out_bytes, answer->why);
		return;
	}
	describe_body(text, sizeof(text), answer->body, secrets);
	snprintf(out, out_bytes, "HTTP %d%s%s", answer->status, *text ? ": " : "", text);
}
