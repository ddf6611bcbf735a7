/* status.h - every target in one line.  SPDX-License-Identifier: ISC */
#ifndef STATUS_H
#define STATUS_H

#include <json-c/json.h>
#include <stdio.h>

#include "target.h"

/* status_describe - {"targets":[...]} at now_ms of BOOTTIME; owned by the caller. */
struct json_object *status_describe(const struct engine *engine, int64_t now_ms);

/* status_state - the present claim in a word; for a gateway without one what else is known of it:
 * stopped dead faulting answering running.  "unknown" for nothing. */
const char *status_state(const struct target *target);

/* status_condition - what keeps target from being acted on, or is being done about it, as far as
 * there is something: a guard's word, or "convicted"; "" for none. */
const char *status_condition(const struct engine *engine, const struct target *target,
			     int64_t now_ms);

/* status_print - what status_describe told, as a table. */
void status_print(struct json_object *status, FILE *out);

#endif
