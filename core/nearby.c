/* nearby.c - see nearby.h.  SPDX-License-Identifier: ISC */
#include "nearby.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "units.h"

/* The name without its suffix; false when it has another. */
static bool cut_suffix(const char *name, const char *suffix, char *stem)
{
	size_t bytes = strlen(name), tail = strlen(suffix);

	if (bytes <= tail || bytes >= NEARBY_BYTES || strcmp(name + bytes - tail, suffix) != 0)
		return false;
	snprintf(stem, NEARBY_BYTES, "%.*s", (int)(bytes - tail), name);
	return true;
}

/* Of two that are equally near the directory's first is taken. */
bool nearby_find(const char *dir, const char *suffix, const char *word, char *near)
{
	DIR *open_dir = opendir(dir);
	size_t best = strlen(word) + 1;
	struct dirent *entry;

	if (!open_dir)
		return false;
	while ((entry = readdir(open_dir))) {
		char stem[NEARBY_BYTES];

		if (!cut_suffix(entry->d_name, suffix, stem) || !units_is_near(word, stem))
			continue;
		if (units_distance(word, stem, best) < best) {
			best = units_distance(word, stem, best);
			memcpy(near, stem, sizeof(stem));
		}
	}
	closedir(open_dir);
	return best <= strlen(word);
}
