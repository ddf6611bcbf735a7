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

/* reply_describe - "HTTP 500: its message" in at most CLEAN_TEXT_BYTES - 1 bytes, or why there was
 * no answer.  A body that repeats the value of one of the headers of what was asked, or a credential of
 * its transport, is not shown. */
void reply_describe(char *out, size_t out_bytes, const struct muzzle_answer *answer,
		    const struct muzzle_http *asked);

#endif
