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

/* reason_text - the reason of an order, cut at bytes.  finder: what the engine does not know, or
 * NULL. For a message: the words of the line that led to it (a status word, an error), used if a
 * person has to act.  For a hold: whose it is. */
void reason_text(const struct engine_order *order, const char *finder, char *out, size_t bytes);

#endif
