/* pointer.c - see pointer.h.  SPDX-License-Identifier: ISC */
#include "pointer.h"

#include <json-c/json.h>

/* The library takes any other escape for text: it would find nothing, for ever. */
bool pointer_is_valid(const char *text, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		if (text[i] == '~' && (++i == bytes || (text[i] != '0' && text[i] != '1')))
			return false;
	return !bytes || *text == '/';
}

const char *pointer_find_text(struct json_object *in, const char *pointer)
{
	struct json_object *found = NULL;

	if (json_pointer_get(in, pointer, &found) || !found ||
	    json_object_is_type(found, json_type_object) ||
	    json_object_is_type(found, json_type_array))
		return "";
	return json_object_get_string(found);
}
