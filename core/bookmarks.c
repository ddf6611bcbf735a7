/* bookmarks.c - see bookmarks.h.  SPDX-License-Identifier: ISC */
#include "bookmarks.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "sealed.h"
#include "tell.h"
#include "text.h"

struct bookmark {
	struct bookmark *next; /* owned */
	char *section, *text;  /* owned */
	enum muzzle_kind kind;
};

struct bookmarks {
	struct bookmark *first; /* owned */
	size_t count;
	struct log *log;
	bool changed, failing; /* failing: the last save; then the next failure is no news */
};

static struct bookmark *find(const struct bookmarks *b, enum muzzle_kind kind, const char *section)
{
	for (struct bookmark *mark = b->first; mark; mark = mark->next)
		if (mark->kind == kind && strcmp(mark->section, section) == 0)
			return mark;
	return NULL;
}

static void drop(struct bookmarks *b, struct bookmark **at)
{
	struct bookmark *mark = *at;

	*at = mark->next;
	b->count--;
	free(mark->section);
	free(mark->text);
	free(mark);
}

/* An empty one; NULL: no memory. */
static struct bookmark *add(struct bookmarks *b, enum muzzle_kind kind, const char *section)
{
	struct bookmark *mark = calloc(1, sizeof(*mark));

	if (!mark)
		return NULL;
	mark->kind = kind;
	mark->next = b->first;
	mark->section = strdup(section);
	b->first = mark;
	b->count++;
	if (mark->section)
		return mark;
	drop(b, &b->first);
	return NULL;
}

static int set(struct bookmarks *b, enum muzzle_kind kind, const char *section, const char *text)
{
	struct bookmark *mark = find(b, kind, section);
	char *copy;

	if (mark && mark->text && strcmp(mark->text, text) == 0)
		return 0;
	if (!mark && b->count == BOOKMARKS_MAX)
		return -ENOSPC;
	copy = strdup(text);
	if (!copy)
		return -ENOMEM;
	mark = mark ? mark : add(b, kind, section);
	if (!mark) {
		free(copy);
		return -ENOMEM;
	}
	free(mark->text);
	mark->text = copy;
	b->changed = true;
	return 0;
}

const char *bookmarks_get(const struct bookmarks *bookmarks, const struct conf_instance *section)
{
	const struct bookmark *mark = find(bookmarks, section->kind, section->name);

	return mark ? mark->text : NULL;
}

int bookmarks_set(struct bookmarks *bookmarks, const struct conf_instance *section,
		  const char *text)
{
	char clean[MUZZLE_MEMORY_MAX + 2];

	text_scrub(clean, sizeof(clean), text);
	if (strlen(text) > MUZZLE_MEMORY_MAX || strcmp(clean, text) != 0)
		return -EINVAL;
	return set(bookmarks, section->kind, section->name, text);
}

/* --- the file */

static int take(void *arg, struct json_object *line, char *why, size_t why_bytes)
{
	int64_t kind = tell_get_number(line, "kind");
	const char *section = tell_get_text(line, "section");

	if (kind < MUZZLE_SOURCE || kind > MUZZLE_EXPORTER || !*section) {
		snprintf(why, why_bytes, "no bookmark");
		return -EINVAL;
	}
	return set(arg, (enum muzzle_kind)kind, section, tell_get_text(line, "mark"));
}

static struct sealed sealed_file(const struct bookmarks *b, const char *dir)
{
	return (struct sealed){ .dir = dir,
				.name = BOOKMARKS_FILE,
				.loss = "sources read on from now",
				.log = b->log };
}

struct bookmarks *bookmarks_new(const char *dir, struct log *log)
{
	struct bookmarks *b = calloc(1, sizeof(*b));
	struct sealed_head head;
	struct sealed file;

	if (!b)
		return NULL;
	b->log = log;
	file = sealed_file(b, dir);
	if (sealed_open(&file) == 0) {
		if (sealed_load(&file, &head, take, b) == -EBADMSG)
			while (b->first)
				drop(b, &b->first);
		sealed_close(&file);
	}
	b->changed = false;
	return b;
}

void bookmarks_free(struct bookmarks *bookmarks)
{
	while (bookmarks && bookmarks->first)
		drop(bookmarks, &bookmarks->first);
	free(bookmarks);
}

static bool has_section(const struct conf *conf, const struct bookmark *mark)
{
	const struct {
		const struct conf_instance *list;
		size_t count;
	} kinds[] = {
		[MUZZLE_SOURCE] = { conf->sources, conf->sources_count },
		[MUZZLE_ACTION] = { conf->actions, conf->actions_count },
		[MUZZLE_EXPORTER] = { conf->exporters, conf->exporters_count },
	};

	for (size_t i = 0; i < kinds[mark->kind].count; i++)
		if (strcmp(kinds[mark->kind].list[i].name, mark->section) == 0)
			return true;
	return false;
}

static void prune(struct bookmarks *b, const struct conf *conf)
{
	struct bookmark **at = &b->first;

	while (*at)
		if (has_section(conf, *at))
			at = &(*at)->next;
		else
			drop(b, at);
}

static int write_file(const struct bookmarks *b, const char *dir)
{
	struct sealed file = sealed_file(b, dir);
	struct sealed_page page;
	int rc = sealed_open(&file);

	if (rc)
		return rc;
	sealed_begin(&page);
	for (const struct bookmark *mark = b->first; mark; mark = mark->next) {
		struct json_object *line = json_object_new_object();

		tell_number(line, "kind", mark->kind);
		tell_text(line, "section", mark->section);
		tell_text(line, "mark", mark->text);
		sealed_put(&page, line);
		json_object_put(line);
	}
	rc = sealed_save(&file, &page);
	sealed_close(&file);
	return rc;
}

int bookmarks_save(struct bookmarks *bookmarks, const char *dir, const struct conf *conf)
{
	int rc;

	if (!bookmarks->changed)
		return 0;
	prune(bookmarks, conf);
	rc = write_file(bookmarks, dir);
	if (rc && !bookmarks->failing)
		log_line(bookmarks->log, MUZZLE_WARN, BOOKMARKS_FILE,
			 "cannot be written, after a restart sources read on from then dir=%s "
			 "error=%s",
			 dir, strerror(-rc));
	bookmarks->failing = rc != 0;
	bookmarks->changed = rc != 0;
	return rc;
}
