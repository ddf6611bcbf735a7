/* assess.h - judge one target at the engine's present moment.  SPDX-License-Identifier: ISC */
#ifndef ASSESS_H
#define ASSESS_H

#include "target.h"

#define ASSESS_FORGET_MS 600000 /* a session that was found and is absent so long is forgotten */

/* assess_target - pure; judges all that is due, wakes the target when something will be. */
void assess_target(struct engine *engine, struct target *target);

/* assess_well - no run is open, no silence is unmended, and the present claim is up or a proof is fresh; a gateway must be
 * reached, and its container must live. */
bool assess_well(const struct target *target, int64_t now_ms);

#endif
