/* value.c - see value.h.  SPDX-License-Identifier: ISC */
#include "value.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "calendar.h"
#include "expand.h"
#include "option.h"
#include "policy.h"
#include "units.h"

typedef int parse_text(struct value_slot *slot, const char *text);

struct type {
	const char *name;
	size_t bytes;
	parse_text *parse; /* given the text without quotes and references; or NULL */
	bool number;       /* min and max hold */
};

/* Room for any value of a fixed size, so that a refused one is never half written. */
union scalar {
	int64_t number;
	bool flag;
	int word;
	const char *text;
	struct policy_rate rate;
	struct calendar calendar;
};

static int refuse(struct value_slot *slot, const char *why)
{
	snprintf(slot->why, sizeof(slot->why), "%s", why);
	return -EINVAL;
}

/* Copies a quoted or bare stretch up to its end; returns where it ends in text. */
static const char *unquote_word(const char *text, char *word)
{
	bool quoted = false;

	for (; *text && (quoted || (*text != ' ' && *text != '\t')); text++) {
		if (*text == '"') {
			quoted = !quoted;
			continue;
		}
		if (quoted && *text == '\\' && (text[1] == '"' || text[1] == '\\'))
			text++;
		*word++ = *text;
	}
	*word = '\0';
	return text;
}

/* Where a double-quoted string at the start of text ends, NULL when there is none. */
static const char *find_quote_end(const char *text)
{
	if (*text != '"')
		return NULL;
	for (text++; *text && *text != '"'; text++)
		if (*text == '\\' && text[1])
			text++;
	return *text ? text + 1 : NULL;
}

/* Text without a reference stays where it is; an expanded copy is wiped as soon as the arena has
 * it. Both end with the arena, which wipes them too. */
static int expand_into_arena(struct value_slot *slot, char *text, const char **out)
{
	char *expanded;
	int rc;

	*out = text;
	if (!expand_has_reference(text))
		return 0;
	rc = expand_text(text, &expanded, slot->why, sizeof(slot->why));
	if (rc)
		return rc;
	*out = arena_dup(slot->arena, expanded, strlen(expanded));
	expand_free(expanded);
	return *out ? 0 : -ENOMEM;
}

int value_parse_text(struct value_slot *slot, const char *raw, const char **text)
{
	const char *end = find_quote_end(raw);
	char *copy = arena_dup(slot->arena, raw, strlen(raw));

	if (!copy)
		return -ENOMEM;
	if (end && *end == '\0')
		unquote_word(raw, copy);
	return expand_into_arena(slot, copy, text);
}

static const char *skip_blanks(const char *text)
{
	return text + strspn(text, " \t");
}

/* At most every second byte begins a word, and each word takes its bytes and a NUL: both arrays are
 * large enough before the first word is looked at. */
static int parse_words(struct value_slot *slot, const char *raw, const char *const **out)
{
	size_t most = strlen(raw) / 2 + 2, count = 0;
	const char **words = arena_alloc(slot->arena, most * sizeof(*words));
	char *rest = arena_alloc(slot->arena, strlen(raw) + most);
	int rc = words && rest ? 0 : -ENOMEM;

	for (raw = skip_blanks(raw); *raw && rc == 0; raw = skip_blanks(raw)) {
		char *word = rest;

		raw = unquote_word(raw, word);
		rest += strlen(word) + 1;
		rc = expand_into_arena(slot, word, &words[count++]);
	}
	if (rc == 0)
		*out = words;
	return rc;
}

static int parse_int(struct value_slot *slot, const char *text)
{
	const char *why;

	return units_parse_int(text, slot->at, &why) ? refuse(slot, why) : 0;
}

static int parse_msec(struct value_slot *slot, const char *text)
{
	const char *why;

	return units_parse_msec(text, slot->at, &why) ? refuse(slot, why) : 0;
}

static int parse_bytes(struct value_slot *slot, const char *text)
{
	const char *why;

	return units_parse_bytes(text, slot->at, &why) ? refuse(slot, why) : 0;
}

static int parse_bool(struct value_slot *slot, const char *text)
{
	const char *why;

	return units_parse_bool(text, slot->at, &why) ? refuse(slot, why) : 0;
}

static int parse_rate(struct value_slot *slot, const char *text)
{
	struct policy_rate *rate = slot->at;
	const char *why;

	if (slot->option->min == 0 && strcmp(text, "off") == 0) {
		*rate = (struct policy_rate){ .acts = 0 };
		return 0;
	}
	return units_parse_rate(text, &rate->acts, &rate->window_ms, &why) ? refuse(slot, why) : 0;
}

static int parse_patience(struct value_slot *slot, const char *text)
{
	const char *why;
	int64_t *patience_ms = slot->at;

	/* 0 stands for auto in struct policy: nobody may write it */
	if (strcmp(text, "auto") == 0)
		*patience_ms = 0;
	else if (units_parse_msec(text, patience_ms, &why))
		return refuse(slot, "auto or a duration is wanted, such as 90s");
	else if (*patience_ms == 0)
		return refuse(slot, "patience must be longer than nothing");
	return 0;
}

static int parse_str(struct value_slot *slot, const char *text)
{
	*(const char **)slot->at = text;
	return 0;
}

static int parse_path(struct value_slot *slot, const char *text)
{
	if (*text != '/')
		return refuse(slot, "an absolute path is wanted, one that begins with /");
	return parse_str(slot, text);
}

static int parse_name(struct value_slot *slot, const char *text)
{
	if (*text && !units_is_name(text))
		return refuse(slot, "a name is wanted: letters, digits, _ - and behind them . @ :");
	return parse_str(slot, *text ? text : NULL);
}

static int parse_calendar(struct value_slot *slot, const char *text)
{
	return *text ? calendar_parse(slot->at, text, slot->why, sizeof(slot->why)) : 0;
}

/* The index of text among the words of the option's list, -1 when it is none of them. */
static int64_t find_word(const char *words, const char *text)
{
	size_t bytes = strlen(text);

	for (int64_t index = 0; *words; index++) {
		size_t next = strcspn(words, " ");

		if (next == bytes && strncmp(words, text, bytes) == 0)
			return index;
		words += next;
		words += strspn(words, " ");
	}
	return -1;
}

static int parse_word(struct value_slot *slot, const char *text)
{
	int64_t index = find_word(slot->option->words, text);

	if (index < 0) {
		snprintf(slot->why, sizeof(slot->why), "one of these is wanted: %s",
			 slot->option->words);
		return -EINVAL;
	}
	*(int64_t *)slot->at = index;
	return 0;
}

static int parse_choice(struct value_slot *slot, const char *text)
{
	bool *value = slot->at;
	int64_t index;
	struct value_slot word = { .option = slot->option, .at = &index };

	if (parse_word(&word, text))
		return refuse(slot, word.why);
	*value = index != 0;
	return 0;
}

static int parse_enum(struct value_slot *slot, const char *text)
{
	int *value = slot->at;
	int64_t index;
	struct value_slot word = { .option = slot->option, .at = &index };

	if (parse_word(&word, text))
		return refuse(slot, word.why);
	*value = (int)index + 1;
	return 0;
}

/* By enum muzzle_type and enum option_type.  Lists have no parse: they are split before they are
 * parsed. */
static const struct type types[] = {
	[MUZZLE_TYPE_INT] = { "number", sizeof(int64_t), parse_int, true },
	[MUZZLE_TYPE_MSEC] = { "duration", sizeof(int64_t), parse_msec, true },
	[MUZZLE_TYPE_BYTES] = { "size", sizeof(int64_t), parse_bytes, true },
	[MUZZLE_TYPE_BOOL] = { "yes or no", sizeof(bool), parse_bool, false },
	[MUZZLE_TYPE_STR] = { "text", sizeof(char *), parse_str, false },
	[MUZZLE_TYPE_WORD] = { "word", sizeof(int64_t), parse_word, false },
	[MUZZLE_TYPE_WORDS] = { "words", sizeof(char **), NULL, false },
	[MUZZLE_TYPE_LIST] = { "text, repeatable", sizeof(char **), NULL, false },
	[OPTION_TYPE_RATE] = { "rate", sizeof(struct policy_rate), parse_rate, true },
	[OPTION_TYPE_PATIENCE] = { "duration or auto", sizeof(int64_t), parse_patience, false },
	[OPTION_TYPE_MSECS] = { "durations", 0, NULL, false },
	[OPTION_TYPE_INTS] = { "numbers", 0, NULL, false },
	[OPTION_TYPE_CHOICE] = { "word", sizeof(bool), parse_choice, false },
	[OPTION_TYPE_ENUM] = { "word", sizeof(int), parse_enum, false },
	[OPTION_TYPE_PATH] = { "path", sizeof(char *), parse_path, false },
	[OPTION_TYPE_NAME] = { "name", sizeof(char *), parse_name, false },
	[OPTION_TYPE_NAMES] = { "names", sizeof(char **), NULL, false },
	[OPTION_TYPE_CALENDAR] = { "windows", sizeof(struct calendar), parse_calendar, false },
};

static const struct type *find_type(unsigned type)
{
	static const struct type unknown = { .name = "" };
	bool known = type < sizeof(types) / sizeof(types[0]) && types[type].name;

	return known ? &types[type] : &unknown;
}

static void format_bytes(int64_t bytes, char *text)
{
	static const char units[] = "kMG";
	int unit = -1;

	while (bytes != 0 && bytes % 1024 == 0 && unit < 2) {
		bytes /= 1024;
		unit++;
	}
	snprintf(text, UNITS_TEXT_BYTES, "%lld%.1s", (long long)bytes,
		 unit < 0 ? "" : &units[unit]);
}

static void format_limit(unsigned type, int64_t limit, char *text)
{
	if (type == MUZZLE_TYPE_MSEC)
		units_format_msec(limit, text);
	else if (type == MUZZLE_TYPE_BYTES)
		format_bytes(limit, text);
	else
		snprintf(text, UNITS_TEXT_BYTES, "%lld", (long long)limit);
}

/* 0 0 means any; of a rate it is the count that has a range. */
static int check_range(struct value_slot *slot, const union scalar *value)
{
	const struct muzzle_option *option = slot->option;
	int64_t number = option->type == OPTION_TYPE_RATE ? value->rate.acts : value->number;
	char min[UNITS_TEXT_BYTES], max[UNITS_TEXT_BYTES];

	if ((option->min == 0 && option->max == 0) ||
	    (number >= option->min && number <= option->max))
		return 0;
	format_limit(option->type, option->min, min);
	format_limit(option->type, option->max, max);
	snprintf(slot->why, sizeof(slot->why), "out of range, %s to %s is allowed", min, max);
	return -EINVAL;
}

static int parse_scalar(struct value_slot *slot, const struct type *type, const char *raw)
{
	struct value_slot scratch = *slot;
	union scalar value = { .calendar = { .windows = 0 } };
	const char *text;
	int rc = value_parse_text(slot, raw, &text);

	if (rc)
		return rc;
	scratch.at = &value;
	rc = type->parse(&scratch, text);
	if (rc == 0 && type->number)
		rc = check_range(&scratch, &value);
	if (rc)
		return refuse(slot, scratch.why);
	memcpy(slot->at, &value, type->bytes);
	return 0;
}

/* .max is how many there is room for; their count stands right behind that room. */
static int parse_numbers(struct value_slot *slot, const char *const *words)
{
	int64_t *numbers = slot->at;
	size_t *count = (size_t *)(numbers + slot->option->max);
	size_t most = (size_t)slot->option->max, used = 0;

	for (; words[used]; used++) {
		struct value_slot number = { .at = &numbers[used] };
		parse_text *parse =
			slot->option->type == OPTION_TYPE_MSECS ? parse_msec : parse_int;

		if (used == most)
			return refuse(slot, "there are too many of them");
		if (parse(&number, words[used]))
			return refuse(slot, number.why);
	}
	if (used < (size_t)slot->option->min)
		return refuse(slot, "there are too few of them");
	*count = used;
	return 0;
}

static int check_names(struct value_slot *slot, const char *const *words)
{
	for (; *words; words++)
		if (!units_is_name(*words))
			return refuse(slot,
				      "names are wanted, with blanks between: letters, digits, _ - "
				      "and behind them . @ :");
	return 0;
}

int value_parse(struct value_slot *slot, const char *raw)
{
	const struct type *type = find_type(slot->option->type);
	const char *const *words;
	int rc;

	if (type->parse)
		return parse_scalar(slot, type, raw);
	rc = parse_words(slot, raw, &words);
	if (rc)
		return rc;
	switch (slot->option->type) {
	case OPTION_TYPE_MSECS:
	case OPTION_TYPE_INTS:
		return parse_numbers(slot, words);
	case OPTION_TYPE_NAMES:
		rc = check_names(slot, words);
		break;
	}
	if (rc == 0)
		*(const char *const **)slot->at = words;
	return rc;
}

const char *value_type_name(unsigned type)
{
	return find_type(type)->name;
}

size_t value_type_bytes(unsigned type)
{
	return find_type(type)->bytes;
}

void value_format_range(const struct muzzle_option *option, char text[VALUE_RANGE_BYTES])
{
	char min[UNITS_TEXT_BYTES], max[UNITS_TEXT_BYTES];

	text[0] = '\0';
	if (!find_type(option->type)->number || (option->min == 0 && option->max == 0))
		return;
	format_limit(option->type, option->min, min);
	format_limit(option->type, option->max, max);
	if (option->max == INT64_MAX)
		snprintf(text, VALUE_RANGE_BYTES, "from %s", min);
	else
		snprintf(text, VALUE_RANGE_BYTES, "%s to %s", min, max);
}
