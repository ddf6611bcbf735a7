/* guest.c - see guest.h.  SPDX-License-Identifier: ISC */
#include "guest.h"

#include <stddef.h>

/* A proxy adds at least one of these. */
static const char *const proxied[] = { "Forwarded", "X-Forwarded-For", "X-Forwarded-Host",
				       "X-Real-IP", "Via" };

struct doorman_peer guest_peer(const struct incoming *request)
{
	struct doorman_peer peer = { .from = request->from };

	for (size_t i = 0; i < sizeof(proxied) / sizeof(proxied[0]); i++)
		peer.proxied = peer.proxied || incoming_header(request, proxied[i]);
	peer.forwarded_for = incoming_header(request, "X-Forwarded-For");
	return peer;
}

struct doorman_call guest_call(const struct incoming *request, enum doorman_want want,
			       int64_t now_ms)
{
	return (struct doorman_call){
		.want = want,
		.peer = guest_peer(request),
		.host = incoming_header(request, "Host"),
		.origin = incoming_header(request, "Origin"),
		.fetch_site = incoming_header(request, "Sec-Fetch-Site"),
		.authorization = incoming_header(request, "Authorization"),
		.content_type = incoming_header(request, "Content-Type"),
		.now_ms = now_ms,
	};
}
