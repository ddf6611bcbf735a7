/* heap.c - see heap.h.  SPDX-License-Identifier: ISC */
#include "heap.h"

#include <stddef.h>

static void place(struct engine *engine, struct target *target, uint32_t at)
{
	engine->heap[at] = target;
	target->heap_index = at;
}

static void sift_up(struct engine *engine, struct target *target, uint32_t at)
{
	while (at > 1 && engine->heap[at / 2]->due_ms > target->due_ms) {
		place(engine, engine->heap[at / 2], at);
		at /= 2;
	}
	place(engine, target, at);
}

static void sift_down(struct engine *engine, struct target *target, uint32_t at)
{
	for (;;) {
		uint32_t child = 2 * at;

		if (child > engine->heap_size)
			break;
		if (child < engine->heap_size &&
		    engine->heap[child + 1]->due_ms < engine->heap[child]->due_ms)
			child++;
		if (engine->heap[child]->due_ms >= target->due_ms)
			break;
		place(engine, engine->heap[child], at);
		at = child;
	}
	place(engine, target, at);
}

static void sift(struct engine *engine, struct target *target, uint32_t at)
{
	sift_up(engine, target, at);
	sift_down(engine, target, target->heap_index);
}

static void take_out(struct engine *engine, struct target *target)
{
	uint32_t at = target->heap_index;
	struct target *last = engine->heap[engine->heap_size--];

	target->heap_index = 0;
	if (last != target)
		sift(engine, last, at);
}

void heap_set(struct engine *engine, struct target *target, int64_t due_ms)
{
	target->due_ms = due_ms;
	if (due_ms == TARGET_FOREVER) {
		if (target->heap_index)
			take_out(engine, target);
	} else if (target->heap_index) {
		sift(engine, target, target->heap_index);
	} else {
		sift_up(engine, target, ++engine->heap_size);
	}
}

struct target *heap_first(const struct engine *engine)
{
	return engine->heap_size ? engine->heap[1] : NULL;
}
