/* doorman.c - see doorman.h.  SPDX-License-Identifier: ISC */
#include "doorman.h"

#include <arpa/inet.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "inlet.h"

#define NAME_BYTES 256
#define BEARER "Bearer "

static struct doorman_verdict refuse(int status, const char *why)
{
	return (struct doorman_verdict){ status, why, 0 };
}

/* --- names */

/* The host without its port and brackets; false: it is too long, or empty. */
static bool copy_name(char name[NAME_BYTES], const char *host)
{
	size_t skip = *host == '[';
	size_t bytes = strcspn(host + skip, skip ? "]" : ":");

	if (!bytes || bytes >= NAME_BYTES)
		return false;
	memcpy(name, host + skip, bytes);
	name[bytes] = '\0';
	return true;
}

/* DNS rebinding needs a name: an address is always ours. */
static bool is_address(const char *name)
{
	unsigned char address[sizeof(struct in6_addr)];

	return inet_pton(AF_INET, name, address) == 1 || inet_pton(AF_INET6, name, address) == 1;
}

static bool is_ours(const struct doorman *doorman, const char *host)
{
	char name[NAME_BYTES];

	if (!copy_name(name, host))
		return false;
	if (is_address(name) || strcasecmp(name, "localhost") == 0)
		return true;
	for (const char *const *ours = doorman->hosts; *ours; ours++)
		if (strcasecmp(*ours, name) == 0)
			return true;
	return false;
}

/* The page has the name and port of the request; a proxy may change the scheme. */
static bool is_same_origin(const struct doorman_call *call)
{
	const char *name = call->origin ? strstr(call->origin, "://") : NULL;

	if (!call->origin)
		return true;
	return name && call->host && strcasecmp(name + strlen("://"), call->host) == 0;
}

static bool is_same_site(const struct doorman_call *call)
{
	const char *site = call->fetch_site;

	return !site || strcmp(site, "same-origin") == 0 || strcmp(site, "none") == 0;
}

static bool is_json(const char *type)
{
	static const char json[] = "application/json";
	size_t bytes = strlen(json);

	return type && strncasecmp(type, json, bytes) == 0 &&
	       (!type[bytes] || strchr("; \t", type[bytes]));
}

/* --- tokens */

/* Its time does not depend on which character is wrong, only on the length. */
static bool is_equal(const char *token, const char *given)
{
	size_t bytes = strlen(token);
	unsigned char differs = strlen(given) != bytes;

	for (size_t i = 0; i < bytes && *given; i++) {
		differs |= (unsigned char)(token[i] ^ *given);
		given++;
	}
	return !differs;
}

static bool opens(const struct doorman *doorman, const char *authorization)
{
	size_t bytes = strlen(BEARER);
	bool fits = false;

	if (strncasecmp(authorization, BEARER, bytes) != 0)
		return false;
	for (const char *const *token = doorman->tokens; *token; token++)
		fits |= is_equal(*token, authorization + bytes);
	return fits;
}

/* The proxy itself added the last address; those before it are only claimed by the sender. */
static bool read_last(union dial_address *address, const char *list)
{
	const char *comma = strrchr(list, ','), *last = comma ? comma + 1 : list;

	last += strspn(last, " \t");
	*address = (union dial_address){ .any.sa_family = AF_INET };
	if (inet_pton(AF_INET, last, &address->v4.sin_addr) == 1)
		return true;
	*address = (union dial_address){ .any.sa_family = AF_INET6 };
	return inet_pton(AF_INET6, last, &address->v6.sin6_addr) == 1;
}

/* Only a proxy on this box is believed. */
static union dial_address find_sender(const struct doorman_peer *peer)
{
	union dial_address sender;

	if (peer->forwarded_for && inlet_is_local(peer->from) &&
	    read_last(&sender, peer->forwarded_for))
		return sender;
	return *peer->from;
}

static struct doorman_verdict judge_token(struct doorman *doorman, const struct doorman_call *call)
{
	union dial_address sender = find_sender(&call->peer);
	int64_t left_ms = strikes_left_ms(&doorman->strikes, &sender, call->now_ms);

	if (!*doorman->tokens)
		return refuse(403, "not from here: only this box itself may look, as no `token` is "
				   "set");
	if (left_ms)
		return (struct doorman_verdict){ 429, "too many wrong tokens: wait a minute",
						 left_ms };
	if (!call->authorization)
		return refuse(401, "needs the token: `Authorization: Bearer TOKEN`");
	if (opens(doorman, call->authorization))
		return refuse(0, NULL);
	strikes_note(&doorman->strikes, &sender, call->now_ms);
	return refuse(401, "wrong token: it must be what `token` of the web section says");
}

bool doorman_asks_token(const struct doorman *doorman, const struct doorman_peer *peer)
{
	return doorman->read == DOORMAN_TOKEN ||
	       (doorman->read == DOORMAN_LOCAL && (peer->proxied || !inlet_is_local(peer->from)));
}

static struct doorman_verdict judge_command(struct doorman *doorman,
					    const struct doorman_call *call)
{
	if (!*doorman->tokens)
		return refuse(403, "read-only: commands need a `token` in the web section");
	if (!is_same_origin(call) || !is_same_site(call))
		return refuse(403, "another site's page sent this: commands come from our own");
	if (!is_json(call->content_type))
		return refuse(415, "a command is JSON: `Content-Type: application/json`");
	return judge_token(doorman, call);
}

struct doorman_verdict doorman_judge(struct doorman *doorman, const struct doorman_call *call)
{
	if (call->host && !is_ours(doorman, call->host))
		return refuse(421, "called by a name that is not ours: add it to `host` of the web "
				   "section");
	if (call->want == DOORMAN_COMMAND)
		return judge_command(doorman, call);
	if (call->want == DOORMAN_LOOK && doorman_asks_token(doorman, &call->peer))
		return judge_token(doorman, call);
	return refuse(0, NULL);
}
