/* leakbook.h - a gateway's memory and what restarts do to it, in words.  SPDX-License-Identifier: ISC */
#ifndef LEAKBOOK_H
#define LEAKBOOK_H

#include <json-c/json.h>
#include <stddef.h>
#include <stdint.h>

#include "target.h"

#define LEAKBOOK_BYTES 200

/* leakbook_describe - adds "memory": the last reading, before and after each of our acts, what follows from
 * it; nothing when nothing was ever read.  now_ms: the engine's. */
void leakbook_describe(struct json_object *why, const struct target *target, int64_t now_ms);

/* leakbook_line - line i (from 0) of what leakbook_describe added, to a person; NULL: there is none. */
const char *leakbook_line(struct json_object *memory, size_t i, char text[LEAKBOOK_BYTES]);

/* leakbook_reason - why a leak is told: its floors, and which act comes next. */
void leakbook_reason(const struct gateway *gateway, char *out, size_t bytes);

/* leakbook_stuck - why no rung is left: sessions are barred, and none reaches the gateway.  NULL: not so. */
const char *leakbook_stuck(const struct gateway *gateway);

#endif
