/* jsonlist.c - see jsonlist.h.  SPDX-License-Identifier: ISC */
#include "jsonlist.h"

#include <errno.h>
#include <json-c/json.h>

static const char *skip_blanks(const char *s, const char *end)
{
	while (s < end && (*s == ' ' || *s == '\t' || *s == '\n' || *s == '\r'))
		s++;
	return s;
}

int jsonlist_open(struct jsonlist *list, const char *text, size_t bytes)
{
	const char *start = skip_blanks(text, text + bytes);

	*list = (struct jsonlist){ .start = start, .at = start, .end = text + bytes };
	if (start == list->end || *start != '[')
		return -EINVAL;
	list->tokener = json_tokener_new();
	return list->tokener ? 0 : -ENOMEM;
}

void jsonlist_close(struct jsonlist *list)
{
	if (list->tokener)
		json_tokener_free(list->tokener);
	list->tokener = NULL;
}

/* Behind `]` nothing may follow. */
static bool end(struct jsonlist *list, const char *closing)
{
	list->at = skip_blanks(closing + 1, list->end);
	list->broken = list->at != list->end;
	return false;
}

static bool give_up(struct jsonlist *list)
{
	list->broken = true;
	return false;
}

bool jsonlist_next(struct jsonlist *list, struct json_object **item)
{
	const char *s = skip_blanks(list->at, list->end);
	bool first = list->at == list->start;

	if (s == list->end || list->broken)
		return give_up(list);
	if (*s == ']' && !first)
		return end(list, s);
	if (*s != (first ? '[' : ','))
		return give_up(list);
	s = skip_blanks(s + 1, list->end);
	if (first && s < list->end && *s == ']')
		return end(list, s);
	json_tokener_reset(list->tokener);
	*item = json_tokener_parse_ex(list->tokener, s, (int)(list->end - s));
	if (json_tokener_get_error(list->tokener) != json_tokener_success)
		return give_up(list);
	list->at = s + json_tokener_get_parse_end(list->tokener);
	return true;
}

bool jsonlist_check(struct jsonlist *list)
{
	struct json_object *item;
	bool whole;

	while (jsonlist_next(list, &item))
		json_object_put(item);
	whole = !list->broken;
	list->at = list->start;
	list->broken = false;
	return whole;
}

struct json_object *jsonlist_read_other(const char *text, size_t bytes)
{
	struct json_tokener *tokener = json_tokener_new();
	struct json_object *root = NULL;

	if (!tokener)
		return NULL;
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
	root = json_tokener_parse_ex(tokener, text, (int)bytes);
	json_tokener_free(tokener);
	return root;
}
