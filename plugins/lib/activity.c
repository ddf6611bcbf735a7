/* activity.c - see activity.h.  SPDX-License-Identifier: ISC */
#include "activity.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int activity_init(struct activity *activity, size_t room)
{
	activity->entries = calloc(room, sizeof(*activity->entries));
	activity->room = activity->entries ? room : 0;
	return activity->entries ? 0 : -ENOMEM;
}

void activity_fini(struct activity *activity)
{
	free(activity->entries);
	*activity = (struct activity){ .room = 0 };
}

void activity_forget_all(struct activity *activity)
{
	for (size_t i = 0; i < activity->room; i++)
		activity->entries[i].name[0] = '\0';
}

/* The entry of that name; "" finds a free one. */
static struct activity_entry *find(struct activity *activity, const char *name)
{
	for (size_t i = 0; i < activity->room; i++)
		if (strcmp(activity->entries[i].name, name) == 0)
			return &activity->entries[i];
	return NULL;
}

void activity_forget(struct activity *activity, const char *name)
{
	struct activity_entry *entry = find(activity, name);

	if (entry)
		entry->name[0] = '\0';
}

bool activity_advance(struct activity *activity, const char *name, int64_t value)
{
	struct activity_entry *entry = find(activity, name);
	bool advanced = entry && value > entry->value;

	if (!entry)
		entry = find(activity, "");
	if (entry) {
		snprintf(entry->name, sizeof(entry->name), "%s", name);
		entry->value = value;
	}
	return advanced;
}
