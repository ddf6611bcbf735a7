/* field.c - see field.h.  SPDX-License-Identifier: ISC */
#include "field.h"

#include <json-c/json.h>

struct json_object *field_get(struct json_object *object, const char *key)
{
	struct json_object *value = NULL;

	if (json_object_is_type(object, json_type_object))
		json_object_object_get_ex(object, key, &value);
	return value;
}

const char *field_text(struct json_object *object, const char *key)
{
	struct json_object *value = field_get(object, key);

	return json_object_is_type(value, json_type_string) ? json_object_get_string(value) : "";
}

int64_t field_number(struct json_object *object, const char *key)
{
	return json_object_get_int64(field_get(object, key));
}

bool field_flag(struct json_object *object, const char *key)
{
	return json_object_get_boolean(field_get(object, key));
}
