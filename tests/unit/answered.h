/* answered.h - answers as a gateway would have given them.  SPDX-License-Identifier: ISC */
#ifndef ANSWERED_H
#define ANSWERED_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "kinds.h"
#include "answer.h"

#define WAHA_VERSION                                                        \
	"{\"version\":\"2026.2.1\",\"engine\":\"NOWEB\",\"tier\":\"CORE\"," \
	"\"browser\":null,\"platform\":\"linux/x64\",\"worker\":{\"id\":null}}"
#define WAHA_UNAUTHORIZED "{\"message\":\"Unauthorized\",\"statusCode\":401}"
#define WAHA_SESSIONS                                                                                \
	"[{\"name\":\"omer\",\"status\":\"WORKING\",\"config\":null},{\"name\":\"shop\",\"status\":" \
	"\"SCAN_QR_CODE\"},{\"name\":\"old\",\"status\":\"STOPPED\"}]"
#define EVOLUTION_ROOT(version)                                                                               \
	"{\"status\":200,\"message\":\"Welcome to the Evolution API, it is working!\",\"version\":\"" version \
	"\",\"clientName\":\"evolution_exchange\"}"
#define OPENCLAW_LIVE "{\"ok\":true,\"status\":\"live\"}"
#define OPENCLAW_READY(ready, failing)               \
	"{\"ready\":" ready ",\"failing\":[" failing \
	"],\"uptimeMs\":31632,\"eventLoop\":{\"degraded\":false}}"
#define WPPCONNECT_TOKEN "{\"message\":\"Token is not present. Check your header and try again\"}"

static inline struct answer answered(int status, const char *body)
{
	return (struct answer){ .status = status, .body = strdup(body), .bytes = strlen(body) };
}

/* Of all paths; those that nobody names are not there. */
struct answered_path {
	enum kinds_path path;
	int status;
	const char *body;
};

static inline void answered_all(struct answer answers[KINDS_PATHS],
				const struct answered_path *paths, size_t count)
{
	for (int i = 0; i < KINDS_PATHS; i++)
		answers[i] = (struct answer){ .status = 404 };
	for (size_t i = 0; i < count; i++)
		answers[paths[i].path] = answered(paths[i].status, paths[i].body);
}

#endif
