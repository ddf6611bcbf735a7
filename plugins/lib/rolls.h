/* rolls.h - answers that name only those in trouble.  SPDX-License-Identifier: ISC
 *
 * Such an answer lists names, of sessions and of parts of the gateway.  While a part of the gateway is
 * listed the sessions may not even have been asked: who is not listed then is not known to be well.
 */
#ifndef ROLLS_H
#define ROLLS_H

#include "evidence.h"
#include "wordmap.h"

struct json_object;

struct rolls {
	const char *const *failing; /* "/pointer" or "/pointer state"; none: no such answers */
	const char *const *known;   /* the sessions that there are */
	const char *status;         /* pointer to the gateway's own word, for want of a list */
	const struct wordmap *words;
	const struct evidence *by;
};

/* rolls_check - what is wrong with .failing and .known, and its remedy; NULL: nothing. */
const char *rolls_check(const struct rolls *rolls);

/* What is missing in the configuration to read all of an answer; .what NULL: nothing. */
struct rolls_complaint {
	const char *about; /* a name that the answer has; valid as long as that */
	const char *what;
};

/* rolls_read - reports what the answer tells of the gateway and of its known sessions.  False, and
 * nothing is reported: it has neither a list nor a word. */
bool rolls_read(const struct rolls *rolls, struct json_object *root,
		struct rolls_complaint *complaint);

#endif
