/* acts.h - what was done about a target, and what came of it, in words.  SPDX-License-Identifier: ISC
 *
 * Each adds a part of a sentence that begins with "; ", or nothing.
 */
#ifndef ACTS_H
#define ACTS_H

#include "sentence.h"
#include "why.h"

/* acts_say - the acts of the present incident. */
void acts_say(struct sentence *sentence, const struct why_subject *subject);

/* acts_say_in_vain - of who is in quarantine, behind how many acts did not help: that the last could not be
 * done, or that all were only pretended. */
void acts_say_in_vain(struct sentence *sentence, const struct why_subject *subject);

/* acts_say_unanswered - of a gateway: an act after which no source has had an answer. */
void acts_say_unanswered(struct sentence *sentence, const struct why_subject *subject);

#endif
