/* world_queue.c - see world_queue.h.  SPDX-License-Identifier: ISC */
#include "world_queue.h"

#include <errno.h>

#define GAPS (UINT64_C(1) << 40) /* gaps are drawn from other keys than what happens after them */

struct chance world_chance(const struct world *world, uint32_t process, int who, uint64_t index)
{
	return chance_of(world->setup.seed, process, who, index);
}

static bool is_before(const struct world_event *a, const struct world_event *b)
{
	if (a->t_ms != b->t_ms)
		return a->t_ms < b->t_ms;
	if (a->process != b->process)
		return a->process < b->process;
	return a->who != b->who ? a->who < b->who : a->index < b->index;
}

void world_queue_post(struct world *world, const struct world_event *event)
{
	struct world_event put = *event, *events = world->events;
	uint32_t at = world->events_count;

	if (at == WORLD_EVENTS_MAX) {
		world->rc = -ENOBUFS;
		return;
	}
	if (put.t_ms < world->now_ms)
		put.t_ms = world->now_ms;
	world->events_count++;
	for (; at > 0 && is_before(&put, &events[(at - 1) / 2]); at = (at - 1) / 2)
		events[at] = events[(at - 1) / 2];
	events[at] = put;
}

void world_queue_after(struct world *world, struct world_event event, int64_t after_ms)
{
	event.t_ms = world->now_ms + after_ms;
	world_queue_post(world, &event);
}

void world_queue_again(struct world *world, const struct world_event *event, double mean_ms)
{
	struct world_event next = *event;
	struct chance chance;

	next.index++;
	chance = world_chance(world, next.process, next.who, next.index + GAPS);
	world_queue_after(world, next, chance_exp_ms(&chance, mean_ms));
}

int64_t world_queue_next_ms(const struct world *world)
{
	return world->events_count ? world->events[0].t_ms : WORLD_NEVER;
}

struct world_event world_queue_take(struct world *world)
{
	struct world_event *events = world->events, first = events[0];
	struct world_event last = events[--world->events_count];
	uint32_t at = 0, child;

	while ((child = 2 * at + 1) < world->events_count) {
		if (child + 1 < world->events_count &&
		    is_before(&events[child + 1], &events[child]))
			child++;
		if (!is_before(&events[child], &last))
			break;
		events[at] = events[child];
		at = child;
	}
	events[at] = last;
	return first;
}
