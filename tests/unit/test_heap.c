/* test_heap.c - the earliest deadline is always on top.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "heap.h"

#define TARGETS 60

static int64_t earliest(const struct target *targets)
{
	int64_t due_ms = TARGET_FOREVER;

	for (int i = 0; i < TARGETS; i++)
		if (targets[i].due_ms < due_ms)
			due_ms = targets[i].due_ms;
	return due_ms;
}

static void random_deadlines_come_out_in_order(void **state)
{
	static struct target targets[TARGETS];
	struct target *room[TARGETS + 1];
	struct engine engine = { .heap = room, .heap_cap = TARGETS };

	(void)state;
	for (int i = 0; i < TARGETS; i++)
		targets[i].due_ms = TARGET_FOREVER;
	assert_null(heap_first(&engine));
	srand(7);
	for (int step = 0; step < 200000; step++) {
		struct target *target = &targets[rand() % TARGETS];

		heap_set(&engine, target, rand() % 3 ? rand() % 100 : TARGET_FOREVER);
		target = heap_first(&engine);
		assert_int_equal(target ? target->due_ms : TARGET_FOREVER, earliest(targets));
		for (uint32_t at = 1; at <= engine.heap_size; at++)
			assert_true(room[at]->heap_index == at &&
				    (at == 1 || room[at / 2]->due_ms <= room[at]->due_ms));
	}
	for (int i = 0; i < TARGETS; i++)
		heap_set(&engine, &targets[i], TARGET_FOREVER);
	assert_null(heap_first(&engine));
	assert_int_equal(engine.heap_size, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_deadlines_come_out_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
