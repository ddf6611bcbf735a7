/* errand.h - the commands that the screen sends to the daemon, and each answer in a line.
 * SPDX-License-Identifier: ISC */
#ifndef ERRAND_H
#define ERRAND_H

#include <json-c/json.h>
#include <stddef.h>
#include <stdint.h>

/* errand_hold - the request, owned by the caller; why may be "". */
struct json_object *errand_hold(const char *target, int64_t for_ms, const char *why);

/* errand_release - the same; it ends a hold whoever set it. */
struct json_object *errand_release(const char *target);

/* errand_reset - the same; charges and laws stay. */
struct json_object *errand_reset(const char *target);

/* errand_words - the answer to request in one line, cut to text_bytes. */
void errand_words(struct json_object *request, struct json_object *answer, char *text,
		  size_t text_bytes);

#endif
