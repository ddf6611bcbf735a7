/* ladder.h - which action comes next, and whether it may go now.  SPDX-License-Identifier: ISC
 *
 * Pure.  The ladder is finite: a rung that did not help is never tried again in its incident.
 */
#ifndef LADDER_H
#define LADDER_H

#include "target.h"

#define LADDER_HELD_TWICE_MS 21600000 /* held twice by its own budget within this: quarantine */
#define LADDER_TRIES_PER_RUNG 2       /* a failed result earns one more */

/* ladder_rung - the rung that target's next act would take; the ladder's length when there is none. */
uint32_t ladder_rung(const struct target *target);

/* ladder_try - target is convicted: order the next act, or report what holds it back. */
void ladder_try(struct engine *engine, struct target *target);

/* ladder_unhelped - the last rung did not help: the next one, or quarantine. */
void ladder_unhelped(struct engine *engine, struct target *target);

/* ladder_failed - the last rung could not be done: once more, then the next. */
void ladder_failed(struct engine *engine, struct target *target);

/* ladder_unpretend - observe mode is over: nothing that it pretended was done, charged or verified. */
void ladder_unpretend(struct engine *engine);

#endif
