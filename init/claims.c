/* claims.c - see claims.h.  SPDX-License-Identifier: ISC */
#include "claims.h"

#include <fnmatch.h>
#include <json-c/json_pointer.h>
#include <stdio.h>
#include <string.h>

#include "text.h"

/* The words are patterns, as for file names, with blanks between. */
static bool has_word(const char *list, const char *word)
{
	char pattern[PRESET_TEXT_BYTES];
	size_t n;

	for (; *list; list += n) {
		list += strspn(list, " \t");
		n = strcspn(list, " \t");
		snprintf(pattern, sizeof(pattern), "%.*s", (int)n, list);
		if (n && fnmatch(pattern, word, FNM_NOESCAPE) == 0)
			return true;
	}
	return false;
}

/* A word that is in no list needs a person. */
static enum words_state state_of(const struct preset *preset, const char *word)
{
	const struct {
		const char *words;
		enum words_state state;
	} rows[] = {
		{ preset->up, STATE_UP },       { preset->starting, STATE_STARTING },
		{ preset->down, STATE_DOWN },   { preset->off, STATE_OFF },
		{ preset->human, STATE_HUMAN },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (has_word(rows[i].words, word))
			return rows[i].state;
	return STATE_HUMAN;
}

bool claims_has(const struct claims *claims, const char *name)
{
	for (size_t i = 0; i < claims->count; i++)
		if (strcmp(claims->list[i].name, name) == 0)
			return true;
	return false;
}

static void add(struct claims *claims, const char *name, const char *word, enum words_state state)
{
	struct claims_claim *claim = &claims->list[claims->count];

	if (!units_is_name(name)) {
		claims->odd++;
	} else if (claims->count == CLAIMS_MAX) {
		claims->left++;
	} else if (!claims_has(claims, name)) {
		memcpy(claim->name, name, strlen(name) + 1); /* a name by the grammar fits */
		snprintf(claim->word, sizeof(claim->word), "%s", word);
		claim->state = state;
		claims->count++;
	}
}

/* Sessions that a person named. */
static void add_named(struct claims *claims, const char *sessions, enum words_state state)
{
	char name[UNITS_NAME_MAX + 2];
	size_t n;

	for (; sessions && *sessions; sessions += n + (sessions[n] == ',')) {
		n = strcspn(sessions, ",");
		snprintf(name, sizeof(name), "%.*s", (int)n, sessions);
		add(claims, name, "", state);
	}
}

static void add_item(struct claims *claims, const struct preset *preset, struct json_object *item)
{
	char name[UNITS_NAME_MAX + 1] = "", word[CLAIMS_WORD_BYTES] = "";

	answer_name(item, preset->name, name);
	answer_text(item, preset->status, word, sizeof(word));
	add(claims, name, word, state_of(preset, word));
}

/* Parts of the gateway may fail, too: their names stand among the words of the preset. */
static void add_failing(struct claims *claims, const struct preset *preset,
			struct json_object *item)
{
	char text[TEXT_BYTES], name[UNITS_NAME_MAX + 1] = "";

	if (!answer_text(item, "", text, sizeof(text)) || has_word(preset->starting, text) ||
	    has_word(preset->down, text))
		return;
	answer_name(item, "", name);
	add(claims, name, "failing", STATE_DOWN);
}

static bool read_list(struct claims *claims, const struct preset *preset, struct json_object *json)
{
	const char *where = *preset->failing ? preset->failing : preset->items;
	struct json_object *list = NULL;

	if (!json || json_pointer_get(json, where, &list) ||
	    !json_object_is_type(list, json_type_array))
		return false;
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct json_object *item = json_object_array_get_idx(list, i);

		if (*preset->failing)
			add_failing(claims, preset, item);
		else
			add_item(claims, preset, item);
	}
	return true;
}

/* An answer without a list: about the session that a person named, or about the gateway. */
static bool read_one(struct claims *claims, const struct preset *preset, struct json_object *json,
		     const char *sessions)
{
	char word[CLAIMS_WORD_BYTES];

	if (!answer_text(json, preset->status, word, sizeof(word)))
		return false;
	if (sessions)
		add(claims, sessions, word, state_of(preset, word));
	return true;
}

bool claims_read(struct claims *claims, const struct preset *preset, const struct answer *answer,
		 const char *sessions)
{
	struct json_object *json = answer_json(answer);
	bool good = false;

	*claims = (struct claims){ 0 };
	if (*preset->name || *preset->failing)
		good = read_list(claims, preset, json);
	if (good && *preset->failing)
		add_named(claims, sessions, STATE_UP);
	if (!good && !*preset->name)
		good = read_one(claims, preset, json, *preset->failing ? NULL : sessions);
	json_object_put(json);
	return good;
}
