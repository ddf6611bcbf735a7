/* world_queue.h - what will happen, in order.  SPDX-License-Identifier: ISC
 *
 * Events of one moment are ordered by process, who and index, never by when they were posted: so the
 * order does not depend on what else was going on.
 */
#ifndef WORLD_QUEUE_H
#define WORLD_QUEUE_H

#include "world.h"

/* world_chance - chance of this world. */
struct chance world_chance(const struct world *world, uint32_t process, int who, uint64_t index);

/* world_queue_post - let it happen, at once if its time is over; a full queue ends the world. */
void world_queue_post(struct world *world, const struct world_event *event);

/* world_queue_after - the same, after_ms from now. */
void world_queue_after(struct world *world, struct world_event event, int64_t after_ms);

/* world_queue_again - the next event of the Poisson process that event belongs to. */
void world_queue_again(struct world *world, const struct world_event *event, double mean_ms);

/* world_queue_next - the next event's time; WORLD_NEVER: there is none. */
int64_t world_queue_next_ms(const struct world *world);

/* world_queue_take - take the next event out; there must be one. */
struct world_event world_queue_take(struct world *world);

#endif
