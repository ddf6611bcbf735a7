/* claims.h - what a gateway says of its sessions, before anybody believes it.  SPDX-License-Identifier: ISC
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
	size_t odd;  /* whose names cannot be told: not by our grammar */
	size_t left; /* that found no room */
};

/* claims_read - the answer as the preset reads it; sessions are those that a person named, between
 * commas, NULL: none.  False: it is not the list that the preset wants. */
bool claims_read(struct claims *claims, const struct preset *preset, const struct answer *answer,
		 const char *sessions);

#endif
