/* claims.h - the sessions that a gateway lists, with their states.  SPDX-License-Identifier: ISC
 *
 * Pure.
 */
#ifndef CLAIMS_H
#define CLAIMS_H

#include "answer.h"
#include "preset.h"
#include "units.h"
#include "words.h"

#define CLAIMS_MAX 256 /* as many as status_poll takes of one gateway */
#define CLAIMS_WORD_BYTES 48

struct claims_claim {
	char name[UNITS_NAME_MAX + 1];
	char word[CLAIMS_WORD_BYTES]; /* as the gateway has it */
	enum words_state state;       /* what the preset takes it for */
};

struct claims {
	struct claims_claim list[CLAIMS_MAX];
	size_t count;
	size_t odd;  /* left out, as their names are not valid */
	size_t left; /* left out, as there was no room */
};

/* claims_read - read the answer by the preset; sessions: those that a person named, with commas
 * between, NULL: none.  False: the answer has another form. */
bool claims_read(struct claims *claims, const struct preset *preset, const struct answer *answer,
		 const char *sessions);

/* claims_has - whether a session of that name is listed. */
bool claims_has(const struct claims *claims, const char *name);

#endif
