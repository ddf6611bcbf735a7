/* field.h - the values of a JSON object.  SPDX-License-Identifier: ISC */
#ifndef FIELD_H
#define FIELD_H

#include <stdbool.h>
#include <stdint.h>

struct json_object;

/* field_get - the value of a key, borrowed; NULL: there is none, or object is no object. */
struct json_object *field_get(struct json_object *object, const char *key);

/* field_text - a string, borrowed; "" when there is none. */
const char *field_text(struct json_object *object, const char *key);

/* field_number - an integer; 0 when there is none. */
int64_t field_number(struct json_object *object, const char *key);

/* field_flag - false when there is none. */
bool field_flag(struct json_object *object, const char *key);

#endif
