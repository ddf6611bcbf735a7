/* voice.h - what a plugin says in words, without what nobody may read.  SPDX-License-Identifier: ISC
 *
 * What ${env:} and ${file:} stood for is never printed, not even by a plugin that quotes an option.
 */
#ifndef VOICE_H
#define VOICE_H

#include <stdarg.h>

#include "inst.h"

/* What a reference stood for when its section was opened. */
struct voice_secret {
	struct voice_secret *next; /* owned */
	char *text;                /* owned */
};

/* voice_learn - of all references in the section's values, those of four bytes and more: what is shorter is
 * in too many words.  NULL: none; else to be given to voice_forget(). */
struct voice_secret *voice_learn(const struct option_section *section);

/* voice_forget - wipes them; NULL is allowed. */
void voice_forget(struct voice_secret *secrets);

/* voice_hide - puts "(hidden)" in the place of each, in text of so many bytes of room. */
void voice_hide(const struct voice_secret *secrets, char *text, size_t bytes);

/* voice_say - to the log, under the section's name; during check() a remark at the line of the first `key`
 * that it names. */
void voice_say(const struct muzzle_inst *inst, enum muzzle_level level, const char *fmt,
	       va_list args) __attribute__((format(printf, 3, 0)));

#endif
