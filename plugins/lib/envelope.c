/* envelope.c - see envelope.h.  SPDX-License-Identifier: ISC */
#include "envelope.h"

#include <errno.h>
#include <json-c/json.h>
#include <string.h>

#include "jsonlist.h"
#include "moment.h"
#include "pointer.h"

#define VALUES_MAX 16384 /* parsed, each takes a hundred bytes */
#define YEAR_2200_MS INT64_C(7258118400000)

/* Values, and what looks like them inside of strings: never less than there are. */
static size_t count_values(struct sign_bytes text)
{
	size_t values = 0;

	for (size_t i = 0; i < text.bytes; i++)
		values += text.data[i] == ',' || text.data[i] == '[' || text.data[i] == '{';
	return values;
}

static int64_t read_time(const char *text, int64_t arrived_ms)
{
	static const enum moment_form forms[] = { MOMENT_EPOCH, MOMENT_S, MOMENT_ISO };
	int64_t at_ms;

	for (size_t i = 0; *text && i < sizeof(forms) / sizeof(forms[0]); i++)
		if (moment_read(forms[i], text, arrived_ms, &at_ms))
			return at_ms > 0 && at_ms < YEAR_2200_MS ? at_ms : 0;
	return 0;
}

int envelope_open(struct envelope *envelope, const struct envelope_map *map, struct sign_bytes text,
		  int64_t arrived_ms)
{
	struct json_object *root = NULL;

	if (count_values(text) <= VALUES_MAX)
		root = jsonlist_read_other(text.data, text.bytes);
	*envelope = (struct envelope){ .root = root };
	if (!json_object_is_type(root, json_type_object)) {
		envelope_close(envelope);
		return -EBADMSG;
	}
	for (size_t i = 0; i < ENVELOPE_PARTS; i++)
		envelope->text[i] = pointer_find_text(root, map->at[i]);
	envelope->at_ms = read_time(envelope->time, arrived_ms);
	return 0;
}

void envelope_close(struct envelope *envelope)
{
	json_object_put(envelope->root);
	envelope->root = NULL;
}
