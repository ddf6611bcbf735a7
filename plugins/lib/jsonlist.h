/* jsonlist.h - the items of a JSON array, one at a time.  SPDX-License-Identifier: ISC
 *
 * A parsed answer takes fifteen times its bytes; a gateway's list of sessions is therefore read
 * item by item.
 */
#ifndef JSONLIST_H
#define JSONLIST_H

#include <stdbool.h>
#include <stddef.h>

struct json_object;
struct json_tokener;

struct jsonlist {
	struct json_tokener *tokener; /* owned */
	const char *start, *at, *end; /* at: behind the last item */
	bool broken;                  /* the text is no array, or more than one */
};

/* jsonlist_open - 0, or -EINVAL: the text does not begin with `[`, -ENOMEM.  The text is borrowed
 * until jsonlist_close(). */
int jsonlist_open(struct jsonlist *list, const char *text, size_t bytes);

void jsonlist_close(struct jsonlist *list);

/* jsonlist_next - the next item, to be put away by the caller.  False: no more, or .broken. */
bool jsonlist_next(struct jsonlist *list, struct json_object **item);

/* jsonlist_check - reads to the end and starts again; true if the whole text is one array. */
bool jsonlist_check(struct jsonlist *list);

/* jsonlist_read_other - a text that is something else, parsed whole and put away by the caller.
 * NULL if it is not exactly one JSON value (`null` counts as none). */
struct json_object *jsonlist_read_other(const char *text, size_t bytes);

#endif
