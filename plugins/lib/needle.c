/* needle.c - see needle.h.  SPDX-License-Identifier: ISC */
#include "needle.h"

#include <string.h>

/* The commonest first, by a look at JSON and coloured logs; all others are rarer. */
static const char common[] = "\" e:tsnam,od2il1r06.3vhuw9g/pc4785bf6k-Sq[}{\\IyOTzj_NWPLFxEAH";

/* The larger the rarer. */
static size_t rarity(char c)
{
	const char *at = memchr(common, c, sizeof(common) - 1);

	return at ? (size_t)(at - common) : sizeof(common);
}

struct needle needle_make(const char *text, size_t bytes)
{
	struct needle n = { .text = text, .bytes = bytes };

	for (size_t i = 1; i < bytes; i++)
		if (rarity(text[i]) > rarity(text[n.rare]))
			n.rare = i;
	return n;
}

const char *needle_find(const struct needle *needle, const char *s, const char *end)
{
	const char *last, *at;

	if ((size_t)(end - s) < needle->bytes)
		return NULL;
	last = end - needle->bytes + needle->rare;
	for (at = s + needle->rare; at <= last; at++) {
		at = memchr(at, needle->text[needle->rare], (size_t)(last + 1 - at));
		if (!at)
			return NULL;
		if (at[-(ptrdiff_t)needle->rare] == *needle->text &&
		    memcmp(at - needle->rare, needle->text, needle->bytes) == 0)
			return at - needle->rare;
	}
	return NULL;
}
