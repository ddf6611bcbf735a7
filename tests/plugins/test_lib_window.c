/* test_lib_window.c - ids that were here before.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "window.h"

/* Two, so that none knows what the other has seen. */
struct fixture {
	struct window window, other;
};

static int setup(void **state)
{
	*state = test_calloc(1, sizeof(struct fixture));
	return 0;
}

static int teardown(void **state)
{
	test_free(*state);
	return 0;
}

static void an_id_is_new_once(void **state)
{
	struct fixture *f = *state;

	assert_true(window_take(&f->window, 7));
	assert_false(window_take(&f->window, 7));
	assert_true(window_take(&f->window, 0));
	assert_false(window_take(&f->window, 0));
	assert_true(window_take(&f->other, 7));
}

static void the_newest_are_known_and_the_oldest_forgotten(void **state)
{
	struct fixture *f = *state;

	for (uint64_t id = 0; id < 3 * WINDOW_IDS; id++)
		assert_true(window_take(&f->window, id * 1000003));
	for (uint64_t id = 2 * WINDOW_IDS; id < 3 * WINDOW_IDS; id++)
		assert_false(window_take(&f->window, id * 1000003));
	assert_true(window_take(&f->window, (2 * WINDOW_IDS - 1) * UINT64_C(1000003)));
	assert_true(window_take(&f->window, 2 * WINDOW_IDS * UINT64_C(1000003)));
	assert_false(window_take(&f->window, (2 * WINDOW_IDS + 2) * UINT64_C(1000003)));
}

/* Who chooses his ids may make them all meet in one place: it is slow for him, and right. */
static void ids_that_share_their_low_bits_are_told_apart(void **state)
{
	struct fixture *f = *state;

	for (uint64_t id = 0; id < WINDOW_IDS + 10; id++)
		assert_true(window_take(&f->window, id * WINDOW_IDS));
	assert_false(window_take(&f->window, 10 * WINDOW_IDS));
	assert_true(window_take(&f->window, 9 * WINDOW_IDS));
}

/* Against the plainest memory there is, in a random history. */
static void it_knows_what_a_plain_list_of_the_newest_knows(void **state)
{
	struct fixture *f = *state;
	uint64_t list[30000];
	uint64_t seed = 12345;
	size_t n = 0;

	for (int i = 0; i < 30000; i++) {
		uint64_t id = (seed = seed * 6364136223846793005u + 1442695040888963407u) >> 33;
		bool known = false;

		id %= 6000;
		for (size_t k = n > WINDOW_IDS ? n - WINDOW_IDS : 0; k < n && !known; k++)
			known = list[k] == id;
		assert_int_equal(window_take(&f->window, id), !known);
		if (!known)
			list[n++] = id;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		CASE(an_id_is_new_once),
		CASE(the_newest_are_known_and_the_oldest_forgotten),
		CASE(ids_that_share_their_low_bits_are_told_apart),
		CASE(it_knows_what_a_plain_list_of_the_newest_knows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
