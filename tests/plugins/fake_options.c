/* fake_options.c - see fake_options.h.  SPDX-License-Identifier: ISC */
#include "fake_options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct unit {
	const char *name;
	int64_t factor;
};

static const struct unit times[] = { { "ms", 1 },      { "s", 1000 },     { "m", 60000 },
				     { "h", 3600000 }, { "d", 86400000 }, { NULL, 0 } };
static const struct unit sizes[] = { { "", 1 }, { "k", 1024 }, { "M", 1024 * 1024 }, { NULL, 0 } };
static const struct unit plain[] = { { "", 1 }, { NULL, 0 } };

static int parse_number(const char *text, const struct unit *unit, int64_t *out)
{
	char *end;
	long long n = strtoll(text, &end, 10);

	if (end == text)
		return -1;
	for (; unit->name; unit++)
		if (strcmp(end, unit->name) == 0) {
			*out = n * unit->factor;
			return 0;
		}
	return -1;
}

static int parse_bool(const char *text, bool *out)
{
	*out = !strcmp(text, "yes") || !strcmp(text, "true") || !strcmp(text, "on");
	return *out || !strcmp(text, "no") || !strcmp(text, "false") || !strcmp(text, "off") ? 0
											     : -1;
}

static int parse_word(const char *text, const char *words, int64_t *out)
{
	size_t bytes = strlen(text);

	for (*out = 0; *words; ++*out) {
		size_t word = strcspn(words, " ");

		if (word == bytes && strncmp(words, text, word) == 0)
			return 0;
		words += word + strspn(words + word, " ");
	}
	return -1;
}

static const char *const *split_words(struct muzzle_inst *inst, const char *text)
{
	char *copy = fake_keep(inst, strdup(text)), *rest = NULL;
	const char **words = fake_keep(inst, calloc(strlen(text) / 2 + 2, sizeof(*words)));
	size_t n = 0;

	for (char *word = strtok_r(copy, " \t", &rest); word; word = strtok_r(NULL, " \t", &rest))
		words[n++] = word;
	return words;
}

static const char *const *append(struct muzzle_inst *inst, const char *const *list,
				 const char *text)
{
	const char **longer;
	size_t n = 0;

	while (list && list[n])
		n++;
	longer = fake_keep(inst, calloc(n + 2, sizeof(*longer)));
	for (size_t i = 0; i < n; i++)
		longer[i] = list[i];
	longer[n] = *text ? fake_copy(inst, text) : NULL; /* an empty one drops out */
	return longer;
}

static bool in_range(const struct muzzle_option *o, int64_t value)
{
	return (o->min == 0 && o->max == 0) || (value >= o->min && value <= o->max);
}

static int write_number(const struct muzzle_option *o, const char *value, int64_t *out)
{
	const struct unit *units = o->type == MUZZLE_TYPE_MSEC    ? times
				   : o->type == MUZZLE_TYPE_BYTES ? sizes
								  : plain;

	return parse_number(value, units, out) || !in_range(o, *out) ? -1 : 0;
}

/* The option's field has the C type that muzzle_plugin.h promises for its type. */
static int write_value(struct muzzle_inst *inst, const struct muzzle_option *o, const char *value)
{
	void *field = (char *)inst->self + o->offset;

	switch ((enum muzzle_type)o->type) {
	case MUZZLE_TYPE_INT:
	case MUZZLE_TYPE_MSEC:
	case MUZZLE_TYPE_BYTES:
		return write_number(o, value, field);
	case MUZZLE_TYPE_BOOL:
		return parse_bool(value, field);
	case MUZZLE_TYPE_WORD:
		return parse_word(value, o->words, field);
	case MUZZLE_TYPE_STR:
		*(const char **)field = fake_copy(inst, value);
		return 0;
	case MUZZLE_TYPE_WORDS:
		*(const char *const **)field = split_words(inst, value);
		return 0;
	case MUZZLE_TYPE_LIST:
		*(const char *const **)field = append(inst, *(const char *const **)field, value);
		return 0;
	}
	return -1;
}

static const char *complain(struct muzzle_inst *inst, const char *what, const char *key)
{
	char text[256];

	snprintf(text, sizeof(text), "%s: %s", key, what);
	return fake_copy(inst, text);
}

static bool is_set(const struct fake_setting *settings, const char *key)
{
	for (; settings && settings->key; settings++)
		if (strcmp(settings->key, key) == 0)
			return true;
	return false;
}

static const struct muzzle_option *find_option(const struct muzzle_plugin *plugin, const char *key)
{
	for (const struct muzzle_option *o = plugin->options; o && o->key; o++)
		if (strcmp(o->key, key) == 0)
			return o;
	return NULL;
}

/* Nobody need test a list for NULL, as in the host. */
static void leave_unset(struct muzzle_inst *inst, const struct muzzle_option *o)
{
	static const char *const none[] = { NULL };

	if (o->type == MUZZLE_TYPE_WORDS || o->type == MUZZLE_TYPE_LIST)
		*(const char *const **)((char *)inst->self + o->offset) = none;
}

static const char *apply_default(struct muzzle_inst *inst, const struct muzzle_option *o)
{
	if (o->flags & MUZZLE_OPT_MANDATORY)
		return complain(inst, "is missing", o->key);
	if (!o->def)
		leave_unset(inst, o);
	if (o->def && write_value(inst, o, o->def))
		return complain(inst, "its default is refused", o->key);
	return NULL;
}

const char *fake_options_apply(struct muzzle_inst *inst, const struct fake_setting *settings)
{
	const char *error = NULL;

	for (const struct muzzle_option *o = inst->plugin->options; o && o->key && !error; o++)
		if (!is_set(settings, o->key))
			error = apply_default(inst, o);
	for (; settings && settings->key && !error; settings++) {
		const struct muzzle_option *o = find_option(inst->plugin, settings->key);

		if (!o)
			error = complain(inst, "unknown key", settings->key);
		else if (write_value(inst, o, settings->value))
			error = complain(inst, "value refused", settings->key);
	}
	return error;
}

void *fake_keep(struct muzzle_inst *inst, void *block)
{
	inst->keep = realloc(inst->keep, (inst->kept + 1) * sizeof(*inst->keep));
	inst->keep[inst->kept++] = block;
	return block;
}

const char *fake_copy(struct muzzle_inst *inst, const char *text)
{
	return text ? fake_keep(inst, strdup(text)) : NULL;
}
