/* reason.h - why an order was given, in a few plain words.  SPDX-License-Identifier: ISC */
#ifndef REASON_H
#define REASON_H

#include <stddef.h>

#include "engine.h"

#define REASON_BYTES 512 /* a hold's owner, its reason and the names of targets in it */

/* reason_guard - why that guard holds. */
const char *reason_guard(const struct engine *engine, enum words_guard guard);

/* reason_cause - what convicted; "" for nothing. */
const char *reason_cause(enum words_cause cause);

/* reason_spent - why nothing more is done for owner, which is in quarantine. */
const char *reason_spent(const struct target *owner);

/* reason_text - into out, cut at bytes.  finder: what the engine does not know, or NULL.  Of a message it is
 * what the line that gave the order says itself (a status word, an error); what a person has to mend is
 * said in these words.  Of a hold it is whose that is. */
void reason_text(const struct engine_order *order, const char *finder, char *out, size_t bytes);

#endif
