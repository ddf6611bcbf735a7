/* acts.h - what was done about a target, and what came of it, in words.
 * SPDX-License-Identifier: ISC
 *
 * Each adds a part of a sentence that begins with "; ", or nothing.
 */
#ifndef ACTS_H
#define ACTS_H

#include "sentence.h"
#include "why.h"

/* acts_say - say what the acts of the present incident were, and whether they helped. */
void acts_say(struct sentence *sentence, const struct why_subject *subject);

/* acts_say_in_vain - for a target in quarantine, behind the words for that: say that the last act
 * could not be done, or that all were only pretended. */
void acts_say_in_vain(struct sentence *sentence, const struct why_subject *subject);

/* acts_say_unanswered - for a gateway: say which act was done since its last answer, if any. */
void acts_say_unanswered(struct sentence *sentence, const struct why_subject *subject);

#endif
