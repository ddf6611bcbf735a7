/* recent.c - see recent.h.  SPDX-License-Identifier: ISC */
#include "recent.h"

#include <stdbool.h>
#include <string.h>

#include "tell.h"

/* The evidence that is kept; orders all are. */
static const char *const kept[] = { "result", "command", "self" };

static bool is_kept(struct json_object *line)
{
	const char *ev = tell_get_text(line, "ev");

	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
		if (strcmp(kept[i], ev) == 0)
			return true;
	return tell_get(line, "order");
}

void recent_take(struct recent *recent, const struct history_news *news)
{
	struct recent_entry *entry = &recent->entries[recent->taken % RECENT_MAX];

	if (!is_kept(news->line))
		return;
	entry->wall_ms = news->wall_ms;
	snprintf(entry->target, sizeof(entry->target), "%s",
		 news->target ? news->target : "muzzle");
	snprintf(entry->text, sizeof(entry->text), "%s", news->text);
	recent->taken++;
}

const struct recent_entry *recent_get(const struct recent *recent, size_t back)
{
	if (back >= RECENT_MAX || back >= recent->taken)
		return NULL;
	return &recent->entries[(recent->taken - 1 - back) % RECENT_MAX];
}
