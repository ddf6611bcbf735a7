/* ailments.c - see ailments.h.  SPDX-License-Identifier: ISC */
#include "ailments.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "alerts.h"
#include "heartbeat.h"
#include "self.h"
#include "tell.h"

#define LINES_BYTES 2048

/* The same value under the same key. */
static void copy(struct json_object *to, struct json_object *from, const char *key)
{
	struct json_object *value = tell_get(from, key);

	if (value)
		json_object_object_add(to, key, json_object_get(value));
}

static void keep_stall(struct json_object *to, struct json_object *self, const char *what)
{
	struct json_object *stall = tell_get(self, what);

	if (tell_get(stall, "age_ms") && tell_get_number(stall, "age_ms") < AILMENTS_RECENT_MS)
		copy(to, self, what);
}

static void keep_blind(struct json_object *to, struct json_object *plugin)
{
	static const char *const keys[] = { "section", "plugin", "blind", "blind_ms" };
	struct json_object *kept;

	if (!tell_get(plugin, "blind"))
		return;
	kept = tell_entry(to);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		copy(kept, plugin, keys[i]);
}

static void keep_alert(struct json_object *to, struct json_object *row)
{
	if (tell_get(row, "error") || tell_get_number(row, "lost"))
		json_object_array_add(to, json_object_get(row));
}

static void keep_each(struct json_object *to, struct json_object *list,
		      void (*keep)(struct json_object *to, struct json_object *one))
{
	for (size_t i = 0; i < tell_count(list); i++)
		keep(to, json_object_array_get_idx(list, i));
}

/* A status with nothing else in it. */
static struct json_object *sift(struct json_object *status)
{
	struct json_object *sifted = json_object_new_object(), *self = tell_object(sifted, "self");

	keep_stall(self, tell_get(status, "self"), "lag");
	keep_stall(self, tell_get(status, "self"), "resume");
	keep_each(tell_list(sifted, "plugins"), tell_get(status, "plugins"), keep_blind);
	keep_each(tell_list(sifted, "alerts"), tell_get(status, "alerts"), keep_alert);
	copy(sifted, status, "spool");
	copy(sifted, status, "heartbeat");
	return sifted;
}

/* The most urgent first. */
static void print(struct json_object *status, int64_t wall_ms, FILE *out)
{
	struct json_object *sifted = sift(status);

	alerts_print(sifted, wall_ms, out);
	heartbeat_print(sifted, out);
	self_print(sifted, out);
	json_object_put(sifted);
}

void ailments_describe(struct json_object *status, int64_t wall_ms, char *text, size_t text_bytes)
{
	char lines[LINES_BYTES] = "";
	FILE *out = fmemopen(lines, sizeof(lines), "w");
	size_t first, more = 0;

	if (out) {
		print(status, wall_ms, out);
		fclose(out);
	}
	lines[sizeof(lines) - 1] = '\0';
	first = strcspn(lines, "\n");
	for (const char *at = lines + first; *at; at++)
		more += *at == '\n' && at[1];
	lines[first] = '\0';
	if (more)
		snprintf(text, text_bytes, "%s (+%zu: muzzle status)", lines, more);
	else
		snprintf(text, text_bytes, "%s", lines);
}
