/* webcommand.c - see webcommand.h.  SPDX-License-Identifier: ISC */
#include "webcommand.h"

#include <json-c/json.h>
#include <string.h>

#include "field.h"
#include "jsonlist.h"

#define BY "web" /* who commanded, if nobody says so */

static const struct key {
	const char *key;
	enum json_type type;
	const char *cmds; /* that know it, each with a blank behind */
} keys[] = {
	{ "target", json_type_string, "hold release reset " },
	{ "by", json_type_string, "hold release reset " },
	{ "why", json_type_string, "hold release reset " },
	{ "for_ms", json_type_int, "hold " },
	{ "own", json_type_boolean, "release " },
	{ "charges", json_type_boolean, "reset " },
	{ "law", json_type_boolean, "reset " },
};
#define KEYS (sizeof(keys) / sizeof(keys[0]))

static const char *judge_key(const char *cmd, const char *name, struct json_object *value)
{
	size_t i = 0;

	while (i < KEYS && strcmp(keys[i].key, name) != 0)
		i++;
	if (i == KEYS || !strstr(keys[i].cmds, cmd))
		return "unknown key: target by why are known, of hold also for_ms, of release own, "
		       "of reset charges and law";
	if (!json_object_is_type(value, keys[i].type))
		return "wrong type: target by why are strings, for_ms is an integer, own charges "
		       "law are true or false";
	return NULL;
}

static const char *judge(const char *cmd, struct json_object *root)
{
	const char *wrong = NULL;

	if (!json_object_is_type(root, json_type_object))
		return "the body must be one JSON object";
	json_object_object_foreach(root, name, value)
	{
		if (!wrong)
			wrong = judge_key(cmd, name, value);
	}
	if (!wrong && !*field_text(root, "target"))
		wrong = "`target` is missing: GATEWAY or GATEWAY/SESSION";
	return wrong;
}

const char *webcommand_make(struct growing *request, const char *cmd, struct sign_bytes body)
{
	struct json_object *root = body.bytes ? jsonlist_read_other(body.data, body.bytes) : NULL;
	const char *wrong = judge(cmd, root);

	if (!wrong) {
		json_object_object_add(root, "cmd", json_object_new_string(cmd));
		if (!*field_text(root, "by"))
			json_object_object_add(root, "by", json_object_new_string(BY));
		growing_say(request, json_object_to_json_string_ext(root, JSON_C_TO_STRING_PLAIN));
	}
	json_object_put(root);
	return wrong;
}

int webcommand_status(const char *answer)
{
	static const struct {
		const char *begins;
		int status;
	} errors[] = {
		{ "no target", 404 }, { "not allowed", 403 }, { "done, but", 500 }, { "", 400 }
	};
	struct json_object *root = json_tokener_parse(answer);
	const char *error = field_text(root, "error");
	int status = field_get(root, "error") ? 0 : 200;

	for (size_t i = 0; !status; i++)
		if (strncmp(error, errors[i].begins, strlen(errors[i].begins)) == 0)
			status = errors[i].status;
	json_object_put(root);
	return status;
}
