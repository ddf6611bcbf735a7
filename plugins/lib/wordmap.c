/* wordmap.c - see wordmap.h.  SPDX-License-Identifier: ISC */
#include "wordmap.h"

#include <errno.h>
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

/* The first of so many lists that has the word; their number: none. */
static int find_list(const struct wordmap *map, int count, const char *word)
{
	int i = 0;

	while (i < count && !wordmap_lists(map->of[i], word))
		i++;
	return i;
}

enum muzzle_state wordmap_state(const struct wordmap *map, const char *word)
{
	return (enum muzzle_state)(MUZZLE_UP + find_list(map, MUZZLE_HUMAN - MUZZLE_UP, word));
}

int wordmap_check(const struct wordmap *map, const struct evidence *by)
{
	static const char keys[WORDMAP_STATES][9] = { "up", "starting", "down", "off", "human" };

	for (int i = 0; i < WORDMAP_STATES; i++)
		for (const char *const *word = map->of[i]; word && *word; word++) {
			int first = find_list(map, i, *word);

			if (first == i)
				continue;
			by->host->log(by->inst, MUZZLE_ERR,
				      "`%s` and `%s` both take %s; a list here replaces a preset's",
				      keys[first], keys[i], *word);
			return -EINVAL;
		}
	return 0;
}

bool wordmap_knows(const struct wordmap *map, const char *word)
{
	return find_list(map, WORDMAP_STATES, word) < WORDMAP_STATES;
}

bool wordmap_name_has(char c)
{
	return (c >= '0' && c <= ':') || (c >= '@' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       c == '-' || c == '.' || c == '_';
}

bool wordmap_name_valid(const char *name)
{
	size_t bytes = 0;

	if (*name == '.' || *name == '@' || *name == ':')
		return false;
	while (wordmap_name_has(name[bytes]))
		bytes++;
	return bytes >= 1 && bytes <= NAME_BYTES_MAX && !name[bytes];
}
