/* voice.c - see voice.h.  SPDX-License-Identifier: ISC */
#include "voice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "expand.h"

#define NAME_BYTES 64 /* of an option's key */
#define SAID_BYTES 1024
#define SECRET_MIN_BYTES 4
#define CUT_ROOM_BYTES 6 /* a NUL, a character that did not fit, and a blank before it */

static bool is_cut(const char *text, size_t bytes)
{
	return strlen(text) + CUT_ROOM_BYTES > bytes;
}

/* Of a text that was cut within a secret, the beginning of that. */
static void drop_beginning(char *text, const char *secret)
{
	size_t length = strlen(text), begun = strlen(secret) - 1;

	for (begun = begun < length ? begun : length; begun >= SECRET_MIN_BYTES; begun--)
		if (memcmp(text + length - begun, secret, begun) == 0) {
			text[length - begun] = '\0';
			return;
		}
}

/* What then finds no room is cut at the end. */
static void replace(char *text, size_t bytes, const char *secret)
{
	const char *at = text, *found;
	char told[SAID_BYTES];
	size_t used = 0;

	while (used < sizeof(told) && (found = strstr(at, secret))) {
		used += (size_t)snprintf(told + used, sizeof(told) - used, "%.*s(hidden)",
					 (int)(found - at), at);
		at = found + strlen(secret);
	}
	if (at == text)
		return;
	if (used < sizeof(told))
		snprintf(told + used, sizeof(told) - used, "%s", at);
	snprintf(text, bytes, "%s", told);
}

/* was_cut: before others were hidden, which may have made it shorter. */
static void hide(char *text, size_t bytes, bool was_cut, const char *secret)
{
	if (was_cut || is_cut(text, bytes))
		drop_beginning(text, secret);
	replace(text, bytes, secret);
}

/* A reference that cannot be read is told elsewhere, and stands for nothing. */
static void learn(struct voice_secret **secrets, const char *from, size_t bytes)
{
	char *reference = strndup(from, bytes), *text = NULL;
	struct voice_secret *secret = NULL;
	char why[SAID_BYTES];

	if (reference && expand_text(reference, &text, why, sizeof(why)) == 0 &&
	    strlen(text) >= SECRET_MIN_BYTES)
		secret = malloc(sizeof(*secret));
	free(reference);
	if (!secret) {
		expand_free(text);
		return;
	}
	*secret = (struct voice_secret){ *secrets, text };
	*secrets = secret;
}

/* Each reference by itself: a text may quote one half of a value. */
static void learn_references(struct voice_secret **secrets, const char *value)
{
	const char *from, *to;

	for (; (from = strstr(value, "${")) && (to = strchr(from, '}')); value = to + 1)
		learn(secrets, from, (size_t)(to - from) + 1);
}

struct voice_secret *voice_learn(const struct option_section *section)
{
	struct voice_secret *secrets = NULL;

	for (; section; section = section->base)
		for (const struct option_pair *pair = section->pairs; pair; pair = pair->next)
			learn_references(&secrets, pair->value);
	return secrets;
}

void voice_forget(struct voice_secret *secrets)
{
	while (secrets) {
		struct voice_secret *next = secrets->next;

		expand_free(secrets->text);
		free(secrets);
		secrets = next;
	}
}

void voice_hide(const struct voice_secret *secrets, char *text, size_t bytes)
{
	bool was_cut = is_cut(text, bytes);

	for (; secrets && *text; secrets = secrets->next)
		hide(text, bytes, was_cut, secrets->text);
}

/* The line of the first `key` that it names and that is written there, before those of its preset, which are
 * right without it; else the section's, as it is where a key is to be added that is named before those. */
static const struct remark_place *place_of(const struct option_section *section, const char *said)
{
	const struct remark_place *inherited = NULL;
	bool absent = false;
	char key[NAME_BYTES];
	const char *end;

	for (; (said = strchr(said, '`')) && (end = strchr(said + 1, '`')); said = end + 1) {
		const struct option_pair *pair;

		snprintf(key, sizeof(key), "%.*s", (int)(end - said - 1), said + 1);
		pair = option_find(section, key);
		if (pair && pair->place.file == section->place.file)
			return &pair->place;
		absent |= !pair;
		if (pair && !inherited && !absent)
			inherited = &pair->place;
	}
	return inherited ? inherited : &section->place;
}

/* What a plugin says of its options belongs to the other remarks on the configuration. */
static void remark(const struct muzzle_inst *inst, enum muzzle_level level, const char *said)
{
	const struct remark_place *place = place_of(inst->section->section, said);
	char clean[JUDGE_WHY_BYTES];

	text_scrub(clean, sizeof(clean), said);
	if (level == MUZZLE_ERR)
		remarks_error(inst->remarks, place, "%s", clean);
	else
		remarks_warning(inst->remarks, place, "%s", clean);
}

void voice_say(const struct muzzle_inst *inst, enum muzzle_level level, const char *fmt,
	       va_list args)
{
	char said[SAID_BYTES];

	vsnprintf(said, sizeof(said), fmt, args);
	voice_hide(inst->secrets, said, sizeof(said));
	if (inst->remarks)
		remark(inst, level, said);
	else
		log_line(inst->host->log, level, inst->section->name, "%s", said);
}
