/* answer.c - see answer.h.  SPDX-License-Identifier: ISC */
#include "answer.h"

#include <json-c/json_pointer.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

#define DEPTH_MAX 32 /* of nested JSON; gateways need less */

struct json_object *answer_json(const struct answer *answer)
{
	struct json_tokener *tokener = json_tokener_new_ex(DEPTH_MAX);
	struct json_object *json = NULL;

	if (!tokener)
		return NULL;
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
	if (answer->body && !answer->cut)
		json = json_tokener_parse_ex(tokener, answer->body, (int)answer->bytes + 1);
	if (json_tokener_get_error(tokener) != json_tokener_success) {
		json_object_put(json);
		json = NULL;
	}
	json_tokener_free(tokener);
	return json;
}

static const char *find_text(struct json_object *json, const char *pointer)
{
	struct json_object *value = NULL;

	if (!json || json_pointer_get(json, pointer, &value) || !value ||
	    json_object_is_type(value, json_type_object) ||
	    json_object_is_type(value, json_type_array))
		return NULL;
	return json_object_get_string(value);
}

bool answer_text(struct json_object *json, const char *pointer, char *text, size_t bytes)
{
	const char *found = find_text(json, pointer);

	if (found)
		text_clean(text, bytes, found);
	return found;
}

bool answer_name(struct json_object *json, const char *pointer, char name[UNITS_NAME_MAX + 1])
{
	const char *found = find_text(json, pointer);

	if (!found || !units_is_name(found))
		return false;
	snprintf(name, UNITS_NAME_MAX + 1, "%s", found);
	return true;
}

void answer_fini(struct answer *answer)
{
	free(answer->body);
	*answer = (struct answer){ 0 };
}
