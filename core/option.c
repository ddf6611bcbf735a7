/* option.c - see option.h.  SPDX-License-Identifier: ISC */
#include "option.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "expand.h"
#include "text.h"
#include "units.h"
#include "value.h"

#define KEYS_BYTES 256

/* One section meeting one table. */
struct meeting {
	const struct option_section *section;
	const struct muzzle_option *table;
	unsigned char *block;
	struct remarks *remarks;
	int rc; /* the first error */
};

static void fail(struct meeting *meeting, int rc)
{
	if (meeting->rc == 0 || rc == -ENOMEM)
		meeting->rc = rc;
}

static const struct option_pair *next_with_key(const struct option_pair *pair, const char *key)
{
	while (pair && strcmp(pair->key, key) != 0)
		pair = pair->next;
	return pair;
}

const struct option_pair *option_find(const struct option_section *section, const char *key)
{
	const struct option_pair *pair = NULL;

	for (; section && !pair; section = section->base)
		pair = next_with_key(section->pairs, key);
	return pair;
}

/* The value as its writer knows it, unless nobody may see it. */
static void report_value(struct meeting *meeting, const struct option_pair *pair,
			 const struct value_slot *slot)
{
	char shown[TEXT_BYTES];
	bool hidden = slot->option->flags & MUZZLE_OPT_SECRET;

	text_clean(shown, sizeof(shown), pair->value);
	if (hidden)
		remarks_error(meeting->remarks, &pair->place, "`%s`: %s", pair->key, slot->why);
	else
		remarks_error(meeting->remarks, &pair->place, "`%s = %s`: %s", pair->key, shown,
			      slot->why);
}

static void parse_pair(struct meeting *meeting, struct value_slot *slot,
		       const struct option_pair *pair)
{
	int rc = value_parse(slot, pair->value);

	if (rc == -EINVAL)
		report_value(meeting, pair, slot);
	if (rc)
		fail(meeting, rc);
}

static void parse_default(struct meeting *meeting, struct value_slot *slot)
{
	int rc = value_parse(slot, slot->option->def);

	if (rc == -EINVAL)
		remarks_error(meeting->remarks, &meeting->section->place,
			      "the default of `%s` is wrong: %s", slot->option->key, slot->why);
	if (rc)
		fail(meeting, rc);
}

/* Nobody need test a list for NULL. */
static void leave_unset(struct value_slot *slot)
{
	static const char *const none[] = { NULL };
	size_t bytes = value_type_bytes(slot->option->type);

	if (bytes > 0)
		memset(slot->at, 0, bytes);
	if (slot->option->type == MUZZLE_TYPE_WORDS || slot->option->type == MUZZLE_TYPE_LIST ||
	    slot->option->type == OPTION_TYPE_NAMES)
		*(const char *const **)slot->at = none;
}

/* The first of two is used, so that the message about its value comes too if it is wrong. */
static void parse_once(struct meeting *meeting, struct value_slot *slot,
		       const struct option_pair *pair)
{
	const struct option_pair *again = next_with_key(pair->next, pair->key);

	if (again) {
		remarks_error(meeting->remarks, &again->place,
			      "`%s` again; it stands in line %d already", pair->key,
			      pair->place.line);
		fail(meeting, -EINVAL);
	}
	parse_pair(meeting, slot, pair);
}

/* What is empty only once it is expanded was not meant to be: a lost key must not mean that none is asked. */
static int refuse_lost(struct value_slot *slot, const struct option_pair *pair, const char *text)
{
	if (*text || !expand_has_reference(pair->value))
		return 0;
	snprintf(slot->why, sizeof(slot->why), "it expands to nothing");
	return -EINVAL;
}

/* All repetitions of the key; an empty one drops out, so that a preset's list can be emptied. */
static int collect_list(struct value_slot *slot, const struct option_pair **at)
{
	const struct option_pair *pair = *at;
	const char **list;
	size_t count = 0;
	int rc = 0;

	for (const struct option_pair *p = pair; p; p = next_with_key(p->next, pair->key))
		count++;
	list = arena_alloc(slot->arena, (count + 1) * sizeof(*list));
	count = 0;
	for (; list && pair && rc == 0; pair = next_with_key(pair->next, pair->key)) {
		*at = pair;
		rc = value_parse_text(slot, pair->value, &list[count]);
		rc = rc ? rc : refuse_lost(slot, pair, list[count]);
		count += rc == 0 && *list[count];
	}
	if (!list || rc)
		return list ? rc : -ENOMEM;
	list[count] = NULL;
	*(const char *const **)slot->at = list;
	return 0;
}

static void parse_list(struct meeting *meeting, struct value_slot *slot,
		       const struct option_pair *pair)
{
	int rc = collect_list(slot, &pair);

	if (rc == -EINVAL)
		report_value(meeting, pair, slot);
	if (rc)
		fail(meeting, rc);
}

static void report_missing(struct meeting *meeting, const struct muzzle_option *option)
{
	remarks_error(meeting->remarks, &meeting->section->place, "[%s%s%s] needs `%s`: %s",
		      meeting->section->kind, *meeting->section->name ? " " : "",
		      meeting->section->name, option->key,
		      option->help ? option->help : value_type_name(option->type));
	fail(meeting, -EINVAL);
}

/* Lists inherit as a whole: one `header` of its own replaces all of the preset. */
static void apply_option(struct meeting *meeting, const struct muzzle_option *option)
{
	const struct option_pair *pair = option_find(meeting->section, option->key);
	struct value_slot slot = {
		.option = option,
		.at = meeting->block + option->offset,
		.arena = meeting->section->arena,
	};

	leave_unset(&slot);
	if ((option->flags & MUZZLE_OPT_MANDATORY) && (!pair || *pair->value == '\0'))
		report_missing(meeting, option);
	else if (pair && option->type == MUZZLE_TYPE_LIST)
		parse_list(meeting, &slot, pair);
	else if (pair)
		parse_once(meeting, &slot, pair);
	else if (option->def)
		parse_default(meeting, &slot);
}

bool option_table_has(const struct muzzle_option *table, const char *key)
{
	for (; table && table->key; table++)
		if (strcmp(table->key, key) == 0)
			return true;
	return false;
}

/* The key of the table that word resembles most, or nearest as it was. */
static const char *find_nearest(const struct muzzle_option *table, const char *word,
				const char *nearest)
{
	for (; table && table->key; table++) {
		size_t limit =
			nearest ? units_distance(word, nearest, strlen(word)) : strlen(word) + 1;

		if (units_is_near(word, table->key) &&
		    units_distance(word, table->key, limit) < limit)
			nearest = table->key;
	}
	return nearest;
}

static void list_keys(const struct muzzle_option *table, char *text, size_t bytes)
{
	for (; table && table->key; table++) {
		size_t used = strlen(text);

		snprintf(text + used, bytes - used, " %s", table->key);
	}
}

static void report_unknown(struct meeting *meeting, const struct option_section *from,
			   const struct option_pair *pair)
{
	const struct option_section *section = meeting->section;
	const char *nearest = find_nearest(meeting->table, pair->key, NULL);
	char keys[KEYS_BYTES] = "";

	fail(meeting, -EINVAL);
	nearest = find_nearest(section->host_keys, pair->key, nearest);
	if (nearest) {
		remarks_error(meeting->remarks, &pair->place,
			      "unknown key `%s` in [%s]; did you mean `%s`?", pair->key, from->kind,
			      nearest);
		return;
	}
	list_keys(section->host_keys, keys, sizeof(keys));
	list_keys(meeting->table, keys, sizeof(keys));
	remarks_error(meeting->remarks, &pair->place, "unknown key `%s` in [%s]; known are%s",
		      pair->key, from->kind, keys);
}

/* What is inherited must be known as well: a misspelt key in a preset would else do nothing. */
static void check_keys(struct meeting *meeting)
{
	const struct option_section *section = meeting->section;

	for (const struct option_section *from = section; from; from = from->base)
		for (const struct option_pair *pair = from->pairs; pair; pair = pair->next)
			if (!option_table_has(meeting->table, pair->key) &&
			    !option_table_has(section->host_keys, pair->key))
				report_unknown(meeting, from, pair);
}

static void apply_table(struct meeting *meeting)
{
	for (const struct muzzle_option *option = meeting->table; option && option->key; option++)
		apply_option(meeting, option);
}

const char *option_show(const struct option_section *section, const char *key, const char *text)
{
	const struct option_pair *pair = option_find(section, key);

	return pair && expand_has_reference(pair->value) ? "(hidden)" : text;
}

int option_take(const struct option_section *section, const struct muzzle_option *table,
		void *block, struct remarks *remarks)
{
	struct meeting meeting = { section, table, block, remarks, 0 };

	apply_table(&meeting);
	return meeting.rc;
}

int option_apply(const struct option_section *section, const struct muzzle_option *table,
		 void *block, struct remarks *remarks)
{
	struct meeting meeting = { section, table, block, remarks, 0 };

	/* the order of the table, then of the file: remarks are sorted later */
	apply_table(&meeting);
	check_keys(&meeting);
	return meeting.rc;
}

int option_defaults(const struct muzzle_option *table, void *block, struct arena *arena,
		    struct remarks *remarks)
{
	const struct option_section section = { .kind = "defaults", .name = "", .arena = arena };
	struct meeting meeting = { &section, table, block, remarks, 0 };

	for (; table && table->key; table++) {
		struct value_slot slot = {
			.option = table,
			.at = meeting.block + table->offset,
			.arena = arena,
		};

		leave_unset(&slot);
		if (table->def)
			parse_default(&meeting, &slot);
	}
	return meeting.rc;
}

int64_t option_peek_msec(const struct option_section *section, const char *key, int64_t fallback_ms)
{
	const struct muzzle_option option = { .key = key, .type = MUZZLE_TYPE_MSEC };
	const struct option_pair *pair = option_find(section, key);
	int64_t msec = fallback_ms;
	struct value_slot slot = { .option = &option, .at = &msec, .arena = section->arena };

	return pair && value_parse(&slot, pair->value) == 0 ? msec : fallback_ms;
}

const char *option_peek_text(const struct option_section *section, const char *key)
{
	const struct option_pair *pair = option_find(section, key);
	struct value_slot slot = { .arena = section->arena };
	const char *text;

	return pair && value_parse_text(&slot, pair->value, &text) == 0 && *text ? text : NULL;
}
