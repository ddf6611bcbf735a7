/* wordmap.c - see wordmap.h.  SPDX-License-Identifier: ISC */
#include "wordmap.h"

#include <errno.h>
#include <string.h>

#define NAME_BYTES_MAX 64
#define STATES 5

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

/* The members in the order in which they are asked, which is that of the states. */
struct lists {
	const char *const *of[STATES];
};

static struct lists list_all(const struct wordmap *map)
{
	return (struct lists){ { map->up, map->starting, map->down, map->off, map->human } };
}

/* The first of so many lists that has the word; their number: none. */
static int find_list(const struct lists *lists, int count, const char *word)
{
	int i = 0;

	while (i < count && !wordmap_lists(lists->of[i], word))
		i++;
	return i;
}

enum muzzle_state wordmap_state(const struct wordmap *map, const char *word)
{
	const struct lists lists = list_all(map);

	return (enum muzzle_state)(MUZZLE_UP + find_list(&lists, MUZZLE_HUMAN - MUZZLE_UP, word));
}

int wordmap_check(const struct wordmap *map, const struct evidence *by)
{
	static const char keys[STATES][9] = { "up", "starting", "down", "off", "human" };
	const struct lists lists = list_all(map);

	for (int i = 0; i < STATES; i++)
		for (const char *const *word = lists.of[i]; word && *word; word++) {
			int first = find_list(&lists, i, *word);

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
	return wordmap_state(map, word) != MUZZLE_HUMAN || wordmap_lists(map->human, word);
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
