/* refusal.h - what comes next, or what is refused: why, by whom, until when.
 * SPDX-License-Identifier: ISC
 *
 * The same words wherever it is told.
 */
#ifndef REFUSAL_H
#define REFUSAL_H

#include "guard.h"
#include "sentence.h"
#include "why.h"

#define REFUSAL_WHOSE_BYTES 360

/* refusal_pretended - was the last act of the incident only pretended, as the mode is observe? */
bool refusal_pretended(const struct why_subject *subject);

/* refusal_holder - the target whose hold keeps the act back; of several the one that ends last. */
const struct target *refusal_holder(const struct guard_act *act);

/* refusal_say_hold - say that `held` is on hold: by whom and why. */
void refusal_say_hold(struct sentence *sentence, const struct why_subject *subject,
		      const struct target *held);

/* refusal_whose - "deploy's hold on waha (upgrade)", which keeps subject's next act back. */
const char *refusal_whose(const struct why_subject *subject, char text[REFUSAL_WHOSE_BYTES]);

/* refusal_say_guard - say why the guard `by` holds the act, whether or not it does now. */
void refusal_say_guard(struct sentence *sentence, const struct why_subject *subject,
		       enum words_guard by, const struct guard_act *act);

/* refusal_say_retry - say when a target in quarantine is acted on again, if ever. */
void refusal_say_retry(struct sentence *sentence, const struct why_subject *subject,
		       const struct target *target);

/* refusal_say_next - for a convicted target: say which act comes, or what keeps it back. */
void refusal_say_next(struct sentence *sentence, const struct why_subject *subject);

/* refusal_say_standing - for any other target: say what keeps it from being judged or acted on. */
void refusal_say_standing(struct sentence *sentence, const struct why_subject *subject);

#endif
