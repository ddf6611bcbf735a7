/* field.h - what a JSON object has, in one call each.  SPDX-License-Identifier: ISC */
#ifndef FIELD_H
#define FIELD_H

#include <stdbool.h>
#include <stdint.h>

struct json_object;

/* field_get - what is there, borrowed; NULL: nothing, or object is none. */
struct json_object *field_get(struct json_object *object, const char *key);

/* field_text - a string, borrowed; "" when there is none. */
const char *field_text(struct json_object *object, const char *key);

/* field_number - an integer; 0 when there is none. */
int64_t field_number(struct json_object *object, const char *key);

/* field_flag - false when there is none. */
bool field_flag(struct json_object *object, const char *key);

#endif
