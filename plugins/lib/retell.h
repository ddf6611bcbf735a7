/* retell.h - what a line of the journal means to the timelines.  SPDX-License-Identifier: ISC */
#ifndef RETELL_H
#define RETELL_H

#include <json-c/json_types.h>
#include <stdint.h>

struct timeline;

/* retell_line - a line of the journal, of that time. */
void retell_line(struct timeline *timeline, struct json_object *line, int64_t wall_ms);

#endif
