/* errand.h - what a person at the screen tells the daemon, and its answer in a line.
 * SPDX-License-Identifier: ISC */
#ifndef ERRAND_H
#define ERRAND_H

#include <json-c/json.h>
#include <stddef.h>
#include <stdint.h>

/* errand_hold - the request, owned by the caller; why may be "". */
struct json_object *errand_hold(const char *target, int64_t for_ms, const char *why);

/* errand_release - the same: anybody's hold. */
struct json_object *errand_release(const char *target);

/* errand_reset - the same: charges and laws stay. */
struct json_object *errand_reset(const char *target);

/* errand_words - the answer to request, fit for a terminal. */
void errand_words(struct json_object *request, struct json_object *answer, char *text,
		  size_t text_bytes);

#endif
