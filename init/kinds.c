/* kinds.c - see kinds.h.  SPDX-License-Identifier: ISC */
#include "kinds.h"

#include <string.h>

const char *const kinds_paths[KINDS_PATHS] = {
	[KINDS_ROOT] = "/",
	[KINDS_PING] = "/ping",
	[KINDS_VERSION] = "/api/server/version",
	[KINDS_READY] = "/readyz",
	[KINDS_HEALTH] = "/healthz",
	[KINDS_STARTUP] = "/startupz",
	/* a session that does not exist: the answer says that a token is missing */
	[KINDS_TOKEN] = "/api/muzzle/status-session",
};

/* OpenClaw looks at its channels every 5 min, and 10 min after a restart: patience lasts longer. */
#define OPENCLAW_POLICY             \
	"patience         = 15m\n"  \
	"restarts         = 3/4h\n" \
	"gateway_restarts = 3/4h\n"
#define OPENCLAW_REASON                                                                        \
	"# It repairs its channels itself, which takes up to 10 min.  A restart before that\n" \
	"# undoes the repair.\n"
#define OPENCLAW_COMMAND                                 \
	"openclaw gateway call channels.start --params " \
	"\"{\\\"channel\\\":\\\"{session}\\\",\\\"accountId\\\":\\\"default\\\"}\""

static const struct kinds_kind kinds[] = {
	{ .family = "waha",
	  .title = "WAHA",
	  .preset = "waha",
	  .key_header = "X-Api-Key: ",
	  .key_place = "WAHA_API_KEY of its container",
	  .image = "waha",
	  .rungs = { { "restart-session", "/api/sessions/{session}/restart" } },
	  .posts = "waha",
	  .noun = "session",
	  .lists = KINDS_ALL,
	  .logs = true,
	  .version_path = KINDS_VERSION,
	  .version = "/version",
	  .engine = "/engine" },
	{ .family = "openclaw",
	  .title = "OpenClaw",
	  .preset = "openclaw",
	  .container = "openclaw",
	  .policy = OPENCLAW_POLICY,
	  .policy_reason = OPENCLAW_REASON,
	  .command = OPENCLAW_COMMAND,
	  .image = "openclaw",
	  .noun = "channel",
	  .lists = KINDS_FAILING,
	  .logs = true,
	  .version_path = KINDS_STARTUP,
	  .version = "/version" },
	{ .family = "openclaw",
	  .title = "OpenClaw (which tells us no channels)",
	  .preset = "openclaw-startup",
	  .container = "openclaw",
	  .policy = OPENCLAW_POLICY,
	  .policy_reason = OPENCLAW_REASON,
	  .command = OPENCLAW_COMMAND,
	  .gateway = "openclaw",
	  .image = "openclaw",
	  .noun = "channel",
	  .lists = KINDS_NONE,
	  .version_path = KINDS_STARTUP,
	  .version = "/version" },
	{ .family = "evolution-api",
	  .title = "Evolution API",
	  .preset = "evolution-api",
	  .key_header = "apikey: ",
	  .key_place = "AUTHENTICATION_API_KEY of its container",
	  .image = "evolution",
	  .rungs = { { "restart-instance", "/instance/restart/{session}" } },
	  .posts = "evolution-api",
	  .noun = "instance",
	  .lists = KINDS_ALL,
	  .version_path = KINDS_ROOT,
	  .version = "/version" },
	{ .family = "evolution-api",
	  .title = "Evolution API",
	  .preset = "evolution-api-v1",
	  .key_header = "apikey: ",
	  .key_place = "AUTHENTICATION_API_KEY of its container",
	  .image = "evolution",
	  .rungs = { { "restart-instance", "/instance/restart/{session}" } },
	  .noun = "instance",
	  .lists = KINDS_ALL,
	  .version_path = KINDS_ROOT,
	  .version = "/version" },
	{ .family = "wppconnect",
	  .title = "WPPConnect Server",
	  .preset = "wppconnect",
	  .key_header = "",
	  .key_place = "the session's token, made by POST /api/SESSION/SECRETKEY/generate-token",
	  .image = "wppconnect",
	  .rungs = { { "start-session", "/api/{session}/start-session" },
		     { "close-session", "/api/{session}/close-session" } },
	  .ladder = "start-session close-session start-session",
	  .rung_header = "Content-Type: application/json",
	  .posts = "wppconnect",
	  .noun = "session",
	  .lists = KINDS_ONE,
	  .version_path = KINDS_TOKEN,
	  .version = "/version" },
	{ .family = "http",
	  .title = "something that speaks HTTP",
	  .preset = "http",
	  .noun = "service",
	  .lists = KINDS_ALL },
	{ .family = "docker",
	  .title = "a container",
	  .preset = "docker-health",
	  .noun = "container",
	  .lists = KINDS_ALL },
};

static const struct kinds_sign signs[] = {
	{ "waha",
	  { { KINDS_VERSION, 200, "/engine", NULL }, { KINDS_VERSION, 200, "/tier", NULL } } },
	{ "waha",
	  { { KINDS_PING, 200, "/message", "pong" },
	    { KINDS_VERSION, 401, "/message", "Unauthorized" } } },
	{ "evolution-api-v1",
	  { { KINDS_ROOT, 200, "/message", "*Evolution API*" },
	    { KINDS_ROOT, 200, "/version", "1.*" } } },
	{ "evolution-api", { { KINDS_ROOT, 200, "/message", "*Evolution API*" } } },
	{ "wppconnect", { { KINDS_TOKEN, 401, "/message", "Token is not present*" } } },
	/* callers from elsewhere are not told what fails */
	{ "openclaw",
	  { { KINDS_HEALTH, 200, "/status", "live" }, { KINDS_READY, 0, "/uptimeMs", NULL } } },
	{ "openclaw-startup",
	  { { KINDS_HEALTH, 200, "/status", "live" }, { KINDS_READY, 0, "/ready", NULL } } },
};

const struct kinds_kind *kinds_at(size_t i)
{
	return i < sizeof(kinds) / sizeof(kinds[0]) ? &kinds[i] : NULL;
}

const struct kinds_sign *kinds_sign_at(size_t i)
{
	return i < sizeof(signs) / sizeof(signs[0]) ? &signs[i] : NULL;
}

const struct kinds_kind *kinds_find(const char *family)
{
	for (size_t i = 0; kinds_at(i); i++)
		if (strcmp(kinds[i].family, family) == 0)
			return &kinds[i];
	return NULL;
}

const struct kinds_kind *kinds_of_preset(const char *preset)
{
	for (size_t i = 0; kinds_at(i); i++)
		if (strcmp(kinds[i].preset, preset) == 0)
			return &kinds[i];
	return NULL;
}

const char *kinds_header(const struct kinds_kind *kind)
{
	return *kind->key_header ? kind->key_header : "Authorization: Bearer ";
}
