/* heap.h - which target's deadline comes next.  SPDX-License-Identifier: ISC
 *
 * Pure: a binary heap in the caller's memory (engine.heap), O(log n), nothing allocated.
 */
#ifndef HEAP_H
#define HEAP_H

#include "target.h"

/* heap_set - target's deadline is now due_ms; TARGET_FOREVER takes it out.  The heap must have room
 * for every target of the engine. */
void heap_set(struct engine *engine, struct target *target, int64_t due_ms);

/* heap_first - the target with the earliest deadline, NULL if there is none. */
struct target *heap_first(const struct engine *engine);

#endif
