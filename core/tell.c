/* tell.c - see tell.h.  SPDX-License-Identifier: ISC */
#include "tell.h"

#include "trace.h"

/* json-c's calls are long, and all say the same: what, under which key. */
void tell_text(struct json_object *object, const char *key, const char *value)
{
	if (value)
		json_object_object_add(object, key, json_object_new_string(value));
}

void tell_number(struct json_object *object, const char *key, int64_t value)
{
	json_object_object_add(object, key, json_object_new_int64(value));
}

void tell_flag(struct json_object *object, const char *key, bool value)
{
	json_object_object_add(object, key, json_object_new_boolean(value));
}

struct json_object *tell_object(struct json_object *object, const char *key)
{
	struct json_object *inner = json_object_new_object();

	json_object_object_add(object, key, inner);
	return inner;
}

struct json_object *tell_list(struct json_object *object, const char *key)
{
	struct json_object *list = json_object_new_array();

	json_object_object_add(object, key, list);
	return list;
}

struct json_object *tell_entry(struct json_object *list)
{
	struct json_object *entry = json_object_new_object();

	json_object_array_add(list, entry);
	return entry;
}

struct json_object *tell_get(struct json_object *object, const char *key)
{
	struct json_object *value;

	return json_object_object_get_ex(object, key, &value) ? value : NULL;
}

size_t tell_count(struct json_object *list)
{
	return json_object_is_type(list, json_type_array) ? json_object_array_length(list) : 0;
}

const char *tell_get_text(struct json_object *object, const char *key)
{
	struct json_object *value = tell_get(object, key);

	return json_object_is_type(value, json_type_string) ? json_object_get_string(value) : "";
}

int64_t tell_get_number(struct json_object *object, const char *key)
{
	return json_object_get_int64(tell_get(object, key));
}

bool tell_get_flag(struct json_object *object, const char *key)
{
	return json_object_get_boolean(tell_get(object, key));
}

static void print_entry(const char *indent, const char *key, struct json_object *value, FILE *out)
{
	fprintf(out, "%s%s: %s\n", indent, key, json_object_get_string(value));
}

void tell_print(struct json_object *object, bool json, FILE *out)
{
	if (json) {
		fprintf(out, "%s\n", json_object_to_json_string_ext(object, TRACE_JSON_FLAGS));
		return;
	}
	json_object_object_foreach(object, key, value)
	{
		if (!json_object_is_type(value, json_type_object)) {
			print_entry("", key, value, out);
			continue;
		}
		fprintf(out, json_object_object_length(value) ? "%s\n" : "%s: none\n", key);
		json_object_object_foreach(value, inner, one) print_entry("  ", inner, one, out);
	}
}
