/* fuzz_jsonlist.c - what is an array to a strict parser is the same array read item by item.
 * SPDX-License-Identifier: ISC */
#include <json-c/json.h>

#include "fuzz.h"
#include "jsonlist.h"

static void print_item(struct fuzz_text *said, struct json_object *item)
{
	fuzz_print(said, "%s\n", json_object_to_json_string_ext(item, JSON_C_TO_STRING_PLAIN));
}

/* True: the text is one array. */
static bool read_items(struct fuzz_text *said, const char *text, size_t bytes)
{
	struct jsonlist list;
	struct json_object *item;
	bool whole = jsonlist_open(&list, text, bytes) == 0 && jsonlist_check(&list);

	while (whole && jsonlist_next(&list, &item)) {
		print_item(said, item);
		json_object_put(item);
	}
	FUZZ_HOLDS(!whole || !list.broken);
	jsonlist_close(&list);
	return whole;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	struct fuzz_text once = { 0 }, twice = { 0 };
	char *text = fuzz_copy((struct fuzz_input){ data, bytes });
	struct json_object *root = jsonlist_read_other(text, bytes);
	bool whole = read_items(&once, text, bytes);

	if (json_object_is_type(root, json_type_array) && !memchr(data, 0, bytes)) {
		FUZZ_HOLDS(whole);
		for (size_t i = 0; i < json_object_array_length(root); i++)
			print_item(&twice, json_object_array_get_idx(root, i));
		fuzz_same(&once, &twice);
	}
	fuzz_text_free(&once);
	json_object_put(root);
	free(text);
	return 0;
}
