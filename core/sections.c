/* sections.c - see sections.h.  SPDX-License-Identifier: ISC */
#include "sections.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "inifile.h"
#include "units.h"

#define KINDS_BYTES 128

/* "gateway waha" in two. */
struct title {
	char kind[INIFILE_SECTION_MAX + 1];
	char name[INIFILE_SECTION_MAX + 1]; /* all that follows the kind */
};

static void split_title(const char *text, struct title *title)
{
	size_t bytes;

	text += strspn(text, " \t");
	bytes = strcspn(text, " \t");
	snprintf(title->kind, sizeof(title->kind), "%.*s", (int)bytes, text);
	text += bytes;
	snprintf(title->name, sizeof(title->name), "%s", text + strspn(text, " \t"));
	bytes = strlen(title->name);
	while (bytes > 0 && (title->name[bytes - 1] == ' ' || title->name[bytes - 1] == '\t'))
		title->name[--bytes] = '\0';
}

static const struct sections_kind *find_kind(const struct sections *sections, const char *word)
{
	static const struct sections_kind any = { "", false };
	const struct sections_kind *kind = sections->kinds;

	if (!kind)
		return &any;
	while (kind->kind && strcmp(kind->kind, word) != 0)
		kind++;
	return kind->kind ? kind : NULL;
}

static void report_unknown_kind(const struct sections *sections, const struct remark_place *place,
				const char *word)
{
	char kinds[KINDS_BYTES] = "";

	for (const struct sections_kind *kind = sections->kinds; kind->kind; kind++) {
		size_t used = strlen(kinds);

		if (units_is_near(word, kind->kind)) {
			remarks_error(sections->remarks, place,
				      "unknown section [%s]; did you mean [%s%s]?", word,
				      kind->kind, kind->named ? " NAME" : "");
			return;
		}
		snprintf(kinds + used, sizeof(kinds) - used, " [%s%s]", kind->kind,
			 kind->named ? " NAME" : "");
	}
	remarks_error(sections->remarks, place, "unknown section [%s]; known are%s", word, kinds);
}

/* Whether the title may stand there; says why not. */
static bool judge_title(const struct sections *sections, const struct remark_place *place,
			const struct title *title)
{
	const struct sections_kind *kind = find_kind(sections, title->kind);
	const struct option_section *twin =
		sections_find(sections->first, title->kind, title->name);

	if (!kind)
		report_unknown_kind(sections, place, title->kind);
	else if (kind->named && !*title->name)
		remarks_error(sections->remarks, place, "[%s] needs a name: [%s NAME]", title->kind,
			      title->kind);
	else if (!kind->named && *title->name)
		remarks_error(sections->remarks, place, "[%s] takes no name", title->kind);
	else if (kind->named && !units_is_name(title->name))
		remarks_error(sections->remarks, place,
			      "[%s] needs a name: letters, digits, _ - and behind them . @ :",
			      title->kind);
	else if (twin)
		remarks_error(sections->remarks, place,
			      "[%s%s%s] again; it stands at %s:%d, where its keys belong",
			      title->kind, *title->name ? " " : "", title->name, twin->place.file,
			      twin->place.line);
	else
		return true;
	return false;
}

/* Keys of a refused section are dropped in silence: one mistake, one message. */
static int add_section(struct sections *sections, const struct remark_place *place,
		       const char *text)
{
	struct option_section *section;
	struct title title;

	split_title(text, &title);
	sections->dropping = !judge_title(sections, place, &title);
	if (sections->dropping)
		return 0;
	section = arena_alloc(sections->arena, sizeof(*section));
	if (!section)
		return -ENOMEM;
	section->kind = arena_dup(sections->arena, title.kind, strlen(title.kind));
	section->name = arena_dup(sections->arena, title.name, strlen(title.name));
	section->place = *place;
	section->arena = sections->arena;
	if (sections->last)
		sections->last->next = section;
	else
		sections->first = section;
	sections->last = section;
	sections->pairs_end = &section->pairs;
	return section->kind && section->name ? 0 : -ENOMEM;
}

static int add_pair(struct sections *sections, struct option_pair *pair)
{
	struct option_pair *copy = arena_alloc(sections->arena, sizeof(*copy));

	if (!copy)
		return -ENOMEM;
	copy->key = arena_dup(sections->arena, pair->key, strlen(pair->key));
	copy->value = arena_dup(sections->arena, pair->value, strlen(pair->value));
	copy->place = pair->place;
	*sections->pairs_end = copy;
	sections->pairs_end = &copy->next;
	return copy->key && copy->value ? 0 : -ENOMEM;
}

/* Lines come in the order of the file, so that a key belongs to the section that came last. */
static int take_entry(void *arg, const struct remark_place *place, const char *section,
		      const struct inifile_pair *pair)
{
	struct sections *sections = arg;

	if (!pair)
		return add_section(sections, place, section);
	if (*section == '\0' && !sections->dropping) {
		remarks_error(sections->remarks, place,
			      "a key before the first [section] belongs to nothing");
		sections->dropping = true; /* said once, not for every key */
	}
	if (sections->dropping)
		return 0;
	return add_pair(sections, &(struct option_pair){ pair->key, pair->value, *place, NULL });
}

int sections_read_file(struct sections *sections, const char *path)
{
	char *name = arena_dup(sections->arena, path, strlen(path)); /* places point to it */
	struct inifile_sink sink = { .entry = take_entry,
				     .arg = sections,
				     .remarks = sections->remarks };

	if (!name)
		return -ENOMEM;
	sections->dropping = false;
	return inifile_load(name, &sink);
}

static int is_ini(const struct dirent *entry)
{
	size_t bytes = strlen(entry->d_name);

	return entry->d_name[0] != '.' && bytes > 4 &&
	       strcmp(entry->d_name + bytes - 4, ".ini") == 0;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int read_entry(struct sections *sections, const char *dir, const char *name)
{
	char path[4096];

	/* no file that can be opened has a longer path */
	if (snprintf(path, sizeof(path), "%s/%s", dir, name) >= (int)sizeof(path))
		return 0;
	return sections_read_file(sections, path);
}

int sections_read_dir(struct sections *sections, const char *path)
{
	struct dirent **entries;
	int count = scandir(path, &entries, is_ini, by_name);
	int rc = 0;

	if (count < 0 && errno == ENOMEM)
		return -ENOMEM;
	if (count < 0 && errno != ENOENT)
		remarks_error(sections->remarks, NULL, "%s cannot be read: %s", path,
			      strerror(errno));
	if (count < 0)
		return 0;
	for (int i = 0; i < count; i++) {
		if (rc == 0)
			rc = read_entry(sections, path, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	return rc;
}

const struct option_section *sections_find(const struct option_section *first, const char *kind,
					   const char *name)
{
	while (first && (strcmp(first->kind, kind) != 0 || strcmp(first->name, name) != 0))
		first = first->next;
	return first;
}

struct option_section *sections_next(struct option_section *from, const char *kind)
{
	while (from && strcmp(from->kind, kind) != 0)
		from = from->next;
	return from;
}
