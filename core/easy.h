/* easy.h - one libcurl handle: set up for a request, and its failure in words.
 * SPDX-License-Identifier: ISC
 */
#ifndef EASY_H
#define EASY_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>

#include "muzzle_plugin.h"

/* How a transfer ended. */
struct easy_failure {
	CURLcode code;
	char said[CURL_ERROR_SIZE]; /* CURLOPT_ERRORBUFFER; may hold secrets */
};

/* easy_set_request - everything of req but its limits.  *headers grows and must outlive the
 * transfer; the caller frees it in any case.  0, -EINVAL (a line break in a header or a credential),
 * -ENOTSUP (this libcurl cannot do what the transport asks for), -ENOMEM. */
int easy_set_request(CURL *easy, const struct muzzle_http *req, struct curl_slist **headers);

/* easy_describe - why a transfer failed, in a few words without url, header or credential. */
void easy_describe(CURL *easy, const struct easy_failure *failure, char *why, size_t why_bytes);

/* easy_is_setup - it will fail for ever, until a person mends url, certificate or the like. */
bool easy_is_setup(CURL *easy, const struct easy_failure *failure);

/* easy_read_link - the answer's header Link, several of them joined, cut to fit; "" without one. */
void easy_read_link(CURL *easy, char *link, size_t link_bytes);

/* easy_speaks - this libcurl was built with that protocol. */
bool easy_speaks(const char *protocol);

/* easy_redirect - true if the answer leads elsewhere under the same scheme, host and port; the handle
 * is then set to go there.  libcurl itself would send our headers, keys among them, to any host. */
bool easy_redirect(CURL *easy);

#endif
