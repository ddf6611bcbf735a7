/* carry.h - what was remembered goes over to a roster with another configuration.
 * SPDX-License-Identifier: ISC */
#ifndef CARRY_H
#define CARRY_H

#include <json-c/json.h>
#include <stddef.h>

#include "conf.h"
#include "roster.h"

/* Where it goes. */
struct carry {
	struct roster *roster;
	const struct conf *conf;
};

/* carry_line - state_read for one line of state_write, as far as the configuration still watches its
 * target; the rest is skipped.  May change line.  0, or -EINVAL with a reason. */
int carry_line(const struct carry *to, struct json_object *line, char *why, size_t why_bytes);

/* carry_watches - whether conf has that gateway, and watches that session of it. */
bool carry_watches(const struct conf *conf, const char *target);

#endif
