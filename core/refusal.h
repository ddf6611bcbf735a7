/* refusal.h - what comes next, or what is refused: why, by whom, until when.  SPDX-License-Identifier: ISC
 *
 * The same words wherever it is told.
 */
#ifndef REFUSAL_H
#define REFUSAL_H

#include "guard.h"
#include "sentence.h"
#include "why.h"

#define REFUSAL_WHOSE_BYTES 360

/* refusal_pretended - the last act of subject's incident was only pretended: the mode is observe. */
bool refusal_pretended(const struct why_subject *subject);

/* refusal_holder - whose hold ends last of those that keep hands off what the act is about. */
const struct target *refusal_holder(const struct guard_act *act);

/* refusal_say_hold - that held is held: by whom and why. */
void refusal_say_hold(struct sentence *sentence, const struct why_subject *subject,
		      const struct target *held);

/* refusal_whose - "deploy's hold on waha (upgrade)", of the hold that keeps subject's next act back. */
const char *refusal_whose(const struct why_subject *subject, char text[REFUSAL_WHOSE_BYTES]);

/* refusal_say_guard - why by holds act, as if it does. */
void refusal_say_guard(struct sentence *sentence, const struct why_subject *subject,
		       enum words_guard by, const struct guard_act *act);

/* refusal_say_retry - when target is acted on again in its quarantine, if ever. */
void refusal_say_retry(struct sentence *sentence, const struct why_subject *subject,
		       const struct target *target);

/* refusal_say_next - of who is convicted: the act that comes, or what keeps it from coming. */
void refusal_say_next(struct sentence *sentence, const struct why_subject *subject);

/* refusal_say_standing - of who is not: what keeps it from being judged or acted on. */
void refusal_say_standing(struct sentence *sentence, const struct why_subject *subject);

#endif
