/* voice.h - what a plugin says in words, without what nobody may read.  SPDX-License-Identifier: ISC
 *
 * What ${env:} and ${file:} stood for is never printed, not even by a plugin that quotes an option.
 */
#ifndef VOICE_H
#define VOICE_H

#include <stdarg.h>

#include "inst.h"

/* voice_hide - puts "(hidden)" in place of whatever a reference in the section's values stands for, in text
 * of so many bytes of room.  What is shorter than four bytes stays: it is in too many words. */
void voice_hide(const struct option_section *section, char *text, size_t bytes);

/* voice_say - to the log, under the section's name; during check() a remark at the line of the first `key`
 * that it names. */
void voice_say(const struct muzzle_inst *inst, enum muzzle_level level, const char *fmt,
	       va_list args) __attribute__((format(printf, 3, 0)));

#endif
