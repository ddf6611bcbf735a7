/* wordmap.c - see wordmap.h.  SPDX-License-Identifier: ISC */
#include "wordmap.h"

#include <string.h>

#define NAME_BYTES_MAX 64

static bool pattern_matches(const char *pattern, const char *word)
{
	size_t bytes = strlen(pattern);

	if (bytes && pattern[bytes - 1] == '*')
		return strncmp(pattern, word, bytes - 1) == 0;
	return strcmp(pattern, word) == 0;
}

bool wordmap_lists(const char *const *patterns, const char *word)
{
	for (; patterns && *patterns; patterns++)
		if (pattern_matches(*patterns, word))
			return true;
	return false;
}

enum muzzle_state wordmap_state(const struct wordmap *map, const char *word)
{
	if (wordmap_lists(map->up, word))
		return MUZZLE_UP;
	if (wordmap_lists(map->starting, word))
		return MUZZLE_STARTING;
	if (wordmap_lists(map->down, word))
		return MUZZLE_DOWN;
	if (wordmap_lists(map->off, word))
		return MUZZLE_OFF;
	return MUZZLE_HUMAN;
}

bool wordmap_knows(const struct wordmap *map, const char *word)
{
	return wordmap_state(map, word) != MUZZLE_HUMAN || wordmap_lists(map->human, word);
}

bool wordmap_name_valid(const char *name)
{
	static const char first[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
	static const char rest[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.@:-";
	size_t bytes = strlen(name);

	return bytes >= 1 && bytes <= NAME_BYTES_MAX && strspn(name, first) >= 1 &&
	       strspn(name, rest) == bytes;
}
