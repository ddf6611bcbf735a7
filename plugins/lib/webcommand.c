/* webcommand.c - see webcommand.h.  SPDX-License-Identifier: ISC */
#include "webcommand.h"

#include <errno.h>
#include <json-c/json.h>
#include <string.h>

#include "field.h"
#include "jsonlist.h"

#define BY "web" /* who commanded, if nobody says so */

static const struct key {
	const char *key;
	enum json_type type;
	const char *form; /* what it must be, in words */
	const char *cmds; /* which commands have it, each with a blank behind */
} keys[] = {
	{ "target", json_type_string, "a string", "hold release reset " },
	{ "by", json_type_string, "a string", "hold release reset " },
	{ "why", json_type_string, "a string", "hold release reset " },
	{ "for_ms", json_type_int, "an integer, in ms", "hold " },
	{ "own", json_type_boolean, "true or false", "release " },
	{ "charges", json_type_boolean, "true or false", "reset " },
	{ "law", json_type_boolean, "true or false", "reset " },
};
#define KEYS (sizeof(keys) / sizeof(keys[0]))

static void say_known(struct growing *why, const char *cmd)
{
	for (size_t i = 0; i < KEYS; i++) {
		if (!strstr(keys[i].cmds, cmd))
			continue;
		growing_say(why, keys[i].key);
		growing_say(why, " ");
	}
	growing_say(why, "are known");
}

static int refuse_key(struct growing *why, const char *what, const char *name)
{
	growing_say(why, what);
	growing_say(why, " `");
	growing_say(why, name);
	growing_say(why, "`: ");
	return -EINVAL;
}

static int judge_key(struct growing *why, const char *cmd, const char *name,
		     struct json_object *value)
{
	size_t i = 0;

	while (i < KEYS && strcmp(keys[i].key, name) != 0)
		i++;
	if (i == KEYS || !strstr(keys[i].cmds, cmd)) {
		refuse_key(why, "unknown key", name);
		say_known(why, cmd);
		return -EINVAL;
	}
	if (json_object_is_type(value, keys[i].type))
		return 0;
	refuse_key(why, "wrong type of", name);
	growing_say(why, keys[i].form);
	return -EINVAL;
}

static int judge(struct growing *why, const char *cmd, struct json_object *root)
{
	int rc = 0;

	if (!json_object_is_type(root, json_type_object)) {
		growing_say(why, "the body must be one JSON object");
		return -EINVAL;
	}
	json_object_object_foreach(root, name, value)
	{
		if (!rc)
			rc = judge_key(why, cmd, name, value);
	}
	if (!rc && !*field_text(root, "target")) {
		growing_say(why, "`target` is missing: GATEWAY or GATEWAY/SESSION");
		rc = -EINVAL;
	}
	return rc;
}

int webcommand_make(struct growing *request, const char *cmd, struct sign_bytes body)
{
	struct json_object *root = body.bytes ? jsonlist_read_other(body.data, body.bytes) : NULL;
	int rc = judge(request, cmd, root);

	if (!rc) {
		json_object_object_add(root, "cmd", json_object_new_string(cmd));
		if (!*field_text(root, "by"))
			json_object_object_add(root, "by", json_object_new_string(BY));
		growing_say(request, json_object_to_json_string_ext(root, JSON_C_TO_STRING_PLAIN));
	}
	json_object_put(root);
	return rc;
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
