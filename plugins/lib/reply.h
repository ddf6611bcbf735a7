/* reply.h - what an HTTP answer to an action means and says.  SPDX-License-Identifier: ISC */
#ifndef REPLY_H
#define REPLY_H

#include <stdbool.h>
#include <stddef.h>

#include "muzzle_plugin.h"

#define REPLY_BODY_BYTES 65536 /* of an answer; longer ones are no answers to an action */

/* reply_is_setup - the status says that the configuration is wrong, not that the action failed. */
bool reply_is_setup(int status);

/* reply_matches - one of the patterns (such as 2xx or 204) fits the status; 0 fits none. */
bool reply_matches(const char *const *patterns, int status);

/* reply_bad_pattern - the first that is no pattern of a status, or NULL. */
const char *reply_bad_pattern(const char *const *patterns);

/* What was sent and is not to be shown when an answer repeats it; all may be NULL. */
struct reply_secrets {
	const char *const *headers; /* their values */
	const struct muzzle_transport *transport;
	const char *const *words; /* tokens and the like, NULL-terminated */
	const char *url;          /* its name and password, and what its query says ... */
	bool path;                /* ... and what stands in its path */
};

/* reply_withhold - the text, or in its place why it is not shown: it repeats a secret. */
const char *reply_withhold(const char *text, const struct reply_secrets *secrets);

/* reply_describe - "HTTP 500: its message" in at most CLEAN_TEXT_BYTES - 1 bytes, or why there was
 * no answer.  A body that repeats a secret is not shown. */
void reply_describe(char *out, size_t out_bytes, const struct muzzle_answer *answer,
		    const struct reply_secrets *secrets);

#endif
