/* wordmap.c - see wordmap.h.  SPDX-License-Identifier: ISC */
#include "wordmap.h"

#include <string.h>

#define NAME_BYTES_MAX 64

/* A busy log asks this a hundred thousand times a second, of a dozen patterns: most end at once. */
static bool pattern_matches(const char *pattern, const char *word)
{
	for (; *pattern == *word && (*pattern != '*' || pattern[1]); pattern++, word++)
		if (!*word)
			return true;
	return pattern[0] == '*' && !pattern[1];
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

static bool in_name(char c)
{
	return (c >= '0' && c <= ':') || (c >= '@' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       c == '-' || c == '.' || c == '_';
}

bool wordmap_name_valid(const char *name)
{
	size_t bytes = 0;

	if (*name == '.' || *name == '@' || *name == ':')
		return false;
	while (in_name(name[bytes]))
		bytes++;
	return bytes >= 1 && bytes <= NAME_BYTES_MAX && !name[bytes];
}
