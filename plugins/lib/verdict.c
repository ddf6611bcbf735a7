/* verdict.c - see verdict.h.  SPDX-License-Identifier: ISC */
#include "verdict.h"

#include <json-c/json.h>
#include <string.h>

#define POINTER_BYTES 128

bool verdict_rules_valid(const struct verdict_rules *rules)
{
	const char *value = rules->good ? strchr(rules->good, ' ') : NULL;

	return !rules->good ||
	       (rules->good[0] == '/' && value && value[1] && value - rules->good < POINTER_BYTES);
}

static bool holds_value(const char *body, const char *good)
{
	const char *value = strchr(good, ' ') + 1;
	struct json_object *root = json_tokener_parse(body), *found = NULL;
	char pointer[POINTER_BYTES];
	bool holds;

	memcpy(pointer, good, (size_t)(value - good));
	pointer[value - good - 1] = '\0';
	holds = root && json_pointer_get(root, pointer, &found) == 0 && found &&
		strcmp(json_object_get_string(found), value) == 0;
	json_object_put(root);
	return holds;
}

static bool holds_text(const char *body, const char *const *texts)
{
	for (; *texts; texts++)
		if (strstr(body, *texts))
			return true;
	return false;
}

enum verdict verdict_find(const struct verdict_rules *rules, const struct muzzle_answer *answer)
{
	bool any = !rules->bad || !*rules->bad;

	if (answer->status / 100 == 2 && (!rules->good || holds_value(answer->body, rules->good)))
		return VERDICT_GOOD;
	if (answer->status >= 500 && (any || holds_text(answer->body, rules->bad)))
		return VERDICT_BAD;
	return VERDICT_NEITHER;
}
