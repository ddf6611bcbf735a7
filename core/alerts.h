/* alerts.h - how messages fare, for status and for who watches us.  SPDX-License-Identifier: ISC */
#ifndef ALERTS_H
#define ALERTS_H

#include <json-c/json.h>
#include <stdio.h>

#include "outbox.h"

#define ALERTS_FAILING_MS 3600000

/* alerts_describe - add "alerts" to a status: a row for each action with something to say. */
void alerts_describe(struct json_object *status, const struct outbox *outbox,
		     struct outbox_now now);

/* alerts_describe_all - the same for metrics: a row for each action that ever had a message, so
 * that its losses are seen at 0 before they are 1.  now_ms is BOOTTIME. */
void alerts_describe_all(struct json_object *metrics, const struct outbox *outbox, int64_t now_ms);

/* alerts_print - of what alerts_describe added, a line for each action; wall_ms is now. */
void alerts_print(struct json_object *status, int64_t wall_ms, FILE *out);

/* alerts_wait - true: a message of that incident has not reached all of its receivers yet. */
bool alerts_wait(const struct outbox *outbox, uint64_t incident);

/* alerts_failing - messages wait for an action that has taken none for ALERTS_FAILING_MS; why says which
 * and how it fails.  outbox NULL: false. */
bool alerts_failing(const struct outbox *outbox, int64_t now_ms, char *why, size_t why_bytes);

#endif
