/* fuzz_mapping.c - a list of sessions says the same read item by item and as a part of a larger answer.
 * SPDX-License-Identifier: ISC */
#include <json-c/json.h>

#include "drive.h"

#define DEPTH_MAX 20 /* far below that at which either reading gives up */

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	fuzz_load("status_poll");
	return 0;
}

/* One array of JSON and nothing else: only then do both mean the same. */
static bool is_list(const char *text)
{
	struct json_tokener *tokener = json_tokener_new_ex(DEPTH_MAX);
	struct json_object *list;
	bool good;

	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
	list = json_tokener_parse_ex(tokener, text, (int)strlen(text) + 1);
	good = json_object_is_type(list, json_type_array);
	json_object_put(list);
	json_tokener_free(tokener);
	return good;
}

/* What two answers in a row are taken for, to be freed. */
static char *tell(const char *items, const char *first, const char *second)
{
	const struct fake_setting settings[] = { { "url", "http://127.0.0.1:3000" },
						 { "items", items },
						 { "up", "WORKING" },
						 { "starting", "STARTING" },
						 { "down", "FAILED F*" },
						 { "off", "STOPPED" },
						 { "human", "SCAN" },
						 { "activity", "/activity" },
						 { "human_when", "/code 401" },
						 { "max_sessions", "3" },
						 { NULL, NULL } };
	struct muzzle_inst *inst = fake_open("status_poll", settings);
	char *told;

	fake_advance(inst, 5000);
	fake_answer(inst, 200, first);
	fake_advance(inst, 5000);
	if (fake_pending(inst, 0))
		fake_answer(inst, 200, second);
	told = strdup(fake_told(inst));
	fake_close(inst);
	return told;
}

static char *wrap(const char *list)
{
	char *text;

	FUZZ_HOLDS(asprintf(&text, "{\"more\":null,\"list\":%s}", list) > 0);
	return text;
}

static void compare(const char *first, const char *second)
{
	char *wrapped[] = { wrap(first), wrap(second) };
	struct fuzz_text plain = { 0 }, in_part = { 0 };
	char *told = tell("", first, second);

	fuzz_print(&plain, "%s", told);
	free(told);
	told = tell("/list", wrapped[0], wrapped[1]);
	fuzz_print(&in_part, "%s", told);
	free(told);
	fuzz_same(&in_part, &plain);
	free(wrapped[0]);
	free(wrapped[1]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	struct fuzz_input in = { data, bytes };
	char *first = fuzz_line(&in), *second = fuzz_rest(&in);

	if (is_list(first) && is_list(second))
		compare(first, second);
	free(first);
	free(second);
	return 0;
}
