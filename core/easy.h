/* easy.h - one libcurl handle: set up for a request, and its failure in words.
 * SPDX-License-Identifier: ISC
 */
#ifndef EASY_H
#define EASY_H

#include <curl/curl.h>
#include <stddef.h>

#include "muzzle_plugin.h"

/* easy_set_request - everything of req but its limits.  *headers grows and must outlive the
 * transfer; the caller frees it in any case.  0, -EINVAL (a header with a line break), -ENOMEM. */
int easy_set_request(CURL *easy, const struct muzzle_http *req, struct curl_slist **headers);

/* easy_describe - why a transfer ended with code, in a few words without url or header. */
void easy_describe(CURL *easy, CURLcode code, char *why, size_t why_bytes);

#endif
