/* test_arena.c - memory that is given back as a whole.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "arena.h"

static void memory_is_zeroed_and_fit_for_any_type(void **state)
{
	struct arena arena = { .blocks = NULL };

	(void)state;
	for (size_t bytes = 0; bytes < 10000; bytes += 7) {
		unsigned char *memory = arena_alloc(&arena, bytes);

		assert_int_equal((uintptr_t)memory % alignof(max_align_t), 0);
		for (size_t i = 0; i < bytes; i++)
			assert_int_equal(memory[i], 0);
		memset(memory, 0xff, bytes);
	}
	arena_fini(&arena);
	assert_null(arena.blocks);
}

static void copies_are_terminated_and_lie_apart(void **state)
{
	struct arena arena = { .blocks = NULL };
	char *one = arena_dup(&arena, "abcdef", 3);
	char *two = arena_dup(&arena, "", 0);

	(void)state;
	assert_string_equal(one, "abc");
	assert_string_equal(two, "");
	one[0] = 'x';
	assert_string_equal(two, "");
	arena_fini(&arena);
}

static void what_cannot_be_is_refused(void **state)
{
	struct arena arena = { .blocks = NULL };

	(void)state;
	assert_null(arena_alloc(&arena, SIZE_MAX));
	assert_null(arena_alloc(&arena, SIZE_MAX / 2 + 1));
	arena_fini(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_zeroed_and_fit_for_any_type),
		cmocka_unit_test(copies_are_terminated_and_lie_apart),
		cmocka_unit_test(what_cannot_be_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
