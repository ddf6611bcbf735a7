/* verdict.c - see verdict.h.  SPDX-License-Identifier: ISC */
#include "verdict.h"

#include <json-c/json.h>
#include <string.h>

#include "pointer.h"

#define POINTER_BYTES 128

static bool is_form_valid(const char *rule)
{
	const char *value = strchr(rule, ' ');

	return rule[0] == '/' && value && value[1] && value - rule < POINTER_BYTES &&
	       pointer_is_valid(rule, (size_t)(value - rule));
}

bool verdict_forms_valid(const char *const *rules)
{
	while (rules && *rules && is_form_valid(*rules))
		rules++;
	return !rules || !*rules;
}

bool verdict_rules_valid(const struct verdict_rules *rules)
{
	return !rules->good || is_form_valid(rules->good);
}

static bool holds(struct json_object *in, const char *rule)
{
	const char *value = strchr(rule, ' ') + 1;
	struct json_object *found = NULL;
	char pointer[POINTER_BYTES];

	memcpy(pointer, rule, (size_t)(value - rule));
	pointer[value - rule - 1] = '\0';
	return in && json_pointer_get(in, pointer, &found) == 0 && found &&
	       strcmp(json_object_get_string(found), value) == 0;
}

const char *verdict_find_rule(struct json_object *in, const char *const *rules)
{
	for (; rules && *rules; rules++)
		if (holds(in, *rules))
			return *rules;
	return NULL;
}

static bool holds_value(const char *body, const char *good)
{
	struct json_object *root = json_tokener_parse(body);
	bool held = holds(root, good);

	json_object_put(root);
	return held;
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
