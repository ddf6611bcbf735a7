/* targetrows.h - the metrics of gateways and sessions, by name.  SPDX-License-Identifier: ISC
 *
 * Thousands of sessions would be too much for Prometheus: only so many are shown by name, those
 * that are not well first.  How many there are at each level counts all of them.
 */
#ifndef TARGETROWS_H
#define TARGETROWS_H

#include <json-c/json_types.h>
#include <stddef.h>

#include "openmetrics.h"

/* targetrows_print - the targets of a status, at most so many sessions by name. */
void targetrows_print(struct openmetrics *out, struct json_object *status, size_t sessions_max);

#endif
