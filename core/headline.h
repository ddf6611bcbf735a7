/* headline.h - how targets fare, in one sentence.  SPDX-License-Identifier: ISC
 *
 * For an operator who is woken at three: what is wrong, what was done, what is not done and why,
 * and until when.  It asks the engine's own questions, so that it cannot tell another story than
 * what is done.
 */
#ifndef HEADLINE_H
#define HEADLINE_H

#include <json-c/json.h>

#include "sentence.h"
#include "why.h"

#define HEADLINE_BYTES SENTENCE_BYTES

/* headline_says - the sentence about one target; "" when it is well.  Returns text. */
const char *headline_says(const struct why_subject *subject, char text[HEADLINE_BYTES]);

/* headline_next - what the message about a target adds: "; " and what was done, what is not and
 * why, until when; "" for nothing.  Returns text. */
char *headline_next(const struct why_subject *subject, char text[HEADLINE_BYTES]);

/* headline_of - the sentence about rows with "target", "level" and "level_ms".  Returns text. */
const char *headline_of(struct json_object *rows, char text[HEADLINE_BYTES]);

#endif
