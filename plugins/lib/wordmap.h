/* wordmap.h - a gateway's words for the states of sessions.  SPDX-License-Identifier: ISC */
#ifndef WORDMAP_H
#define WORDMAP_H

#include "evidence.h"

#define WORDMAP_STATES 5

/* Filled by the options of WORDMAP_OPTIONS; NULL: no words.  A trailing `*` matches any rest. */
struct wordmap {
	union {
		struct {
			const char *const *up, *const *starting, *const *down,
									 *const *off, *const *human;
		};
		const char *const *of[WORDMAP_STATES]; /* by enum muzzle_state, less one */
	};
};

#define WORDMAP_OPTION(type_, member, key_, help_)                                 \
	{                                                                          \
		.key = #key_, .help = help_, .type = MUZZLE_TYPE_WORDS,            \
		.offset = offsetof(type_, member) + offsetof(struct wordmap, key_) \
	}
/* The rows of an option table for the struct wordmap in a plugin's instance. */
#define WORDMAP_OPTIONS(type_, member)                                                           \
	WORDMAP_OPTION(type_, member, up, "status words: it lives"),                             \
		WORDMAP_OPTION(type_, member, starting, "status words: it is coming up"),        \
		WORDMAP_OPTION(type_, member, down, "status words: it is broken"),               \
		WORDMAP_OPTION(type_, member, off, "status words: stopped, or not started yet"), \
		WORDMAP_OPTION(type_, member, human,                                             \
			       "status words, and all others: a person is needed")

/* wordmap_state - the state that the word stands for; MUZZLE_HUMAN for one that nobody mapped. */
enum muzzle_state wordmap_state(const struct wordmap *map, const char *word);

/* wordmap_check - -EINVAL, and by is told, if a list has a word that an earlier one takes: it would mean
 * what the earlier says.  Else 0. */
int wordmap_check(const struct wordmap *map, const struct evidence *by);

/* wordmap_knows - whether any list has the word. */
bool wordmap_knows(const struct wordmap *map, const char *word);

/* wordmap_lists - whether one of the patterns (NULL: none) matches the word. */
bool wordmap_lists(const char *const *patterns, const char *word);

/* wordmap_name_valid - the grammar of session names: [A-Za-z0-9_-][A-Za-z0-9_.@:-]{0,63}. */
bool wordmap_name_valid(const char *name);

/* wordmap_name_has - whether the character may stand in a name behind the first. */
bool wordmap_name_has(char c);

#endif
