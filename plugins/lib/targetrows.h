/* targetrows.h - the metrics of gateways and sessions, by name.  SPDX-License-Identifier: ISC
 *
 * Who has thousands of sessions must not drown his Prometheus: only so many of them are shown by name,
 * those that are not well first; how many there are at each level is said of all.
 */
#ifndef TARGETROWS_H
#define TARGETROWS_H

#include <json-c/json_types.h>
#include <stddef.h>

#include "openmetrics.h"

/* targetrows_print - of a status; at most so many sessions by name. */
void targetrows_print(struct openmetrics *out, struct json_object *status, size_t sessions_max);

#endif
