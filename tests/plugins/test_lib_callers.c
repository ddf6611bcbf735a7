/* test_lib_callers.c - who goes when it is crowded.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "callers.h"
#include "inlet.h"

#define TIMEOUT_MS 10000
#define IDLE_MS 60000

struct fixture {
	struct callers callers, other;
};

static int setup(void **state)
{
	struct fixture *f = test_calloc(1, sizeof(*f));

	f->callers = (struct callers){
		.most = 4, .each = 2, .timeout_ms = TIMEOUT_MS, .idle_ms = IDLE_MS
	};
	f->other = f->callers;
	assert_int_equal(callers_init(&f->callers), 0);
	assert_int_equal(callers_init(&f->other), 0);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < callers_room(&f->other); i++)
		assert_false(callers_is_there(&f->other, i));
	callers_fini(&f->callers);
	callers_fini(&f->other);
	test_free(f);
	return 0;
}

static size_t add(struct fixture *f, const char *from)
{
	union dial_address address;

	assert_int_equal(inlet_parse(&address, from), 0);
	return callers_add(&f->callers, &address, 0);
}

/* Who goes as it is too late, the first of them. */
static size_t late(struct fixture *f, int64_t now_ms)
{
	for (size_t i = 0; i < callers_room(&f->callers); i++)
		if (callers_is_late(&f->callers, i, now_ms)) {
			callers_let_go(&f->callers, i);
			return i;
		}
	return CALLERS_NONE;
}

static size_t crowding(struct fixture *f, size_t like)
{
	size_t i = callers_pick_crowding(&f->callers, like);

	if (i != CALLERS_NONE)
		callers_let_go(&f->callers, i);
	return i;
}

/* A request of it is accepted. */
static void accept_one(struct fixture *f, size_t i)
{
	callers_begin(&f->callers, i, 0);
	callers_end(&f->callers, i, true, 0);
}

static void below_the_limits_nobody_goes(void **state)
{
	struct fixture *f = *state;
	size_t last = CALLERS_NONE;

	for (int i = 0; i < 4; i++) {
		last = add(f, "127.0.0.1:1");
		assert_int_equal(crowding(f, last), CALLERS_NONE);
	}
	assert_true(callers_is_there(&f->callers, last));
}

static void the_stranger_who_came_first_goes_first(void **state)
{
	struct fixture *f = *state;
	size_t first = add(f, "127.0.0.1:1"), second = add(f, "127.0.0.1:1"), last;

	add(f, "127.0.0.1:1");
	add(f, "127.0.0.1:1");
	last = add(f, "127.0.0.1:1");
	assert_int_equal(crowding(f, last), first);
	assert_int_equal(crowding(f, last), CALLERS_NONE);
	last = add(f, "127.0.0.1:1");
	assert_int_equal(crowding(f, last), second);
}

/* An answer that refused is no merit, but who got it has waited less. */
static void who_was_accepted_stays_and_of_those_who_works(void **state)
{
	struct fixture *f = *state;
	size_t idle = add(f, "127.0.0.1:1"), works = add(f, "127.0.0.1:1"),
	       refused = add(f, "127.0.0.1:1"), fresh = add(f, "127.0.0.1:1"), last;

	accept_one(f, works);
	callers_begin(&f->callers, works, 0);
	accept_one(f, idle);
	callers_begin(&f->callers, refused, 0);
	callers_end(&f->callers, refused, false, 0);
	last = add(f, "127.0.0.1:1");
	assert_int_equal(crowding(f, last), fresh);
	accept_one(f, last);
	callers_remove(&f->callers, fresh);
	last = add(f, "127.0.0.1:1");
	assert_int_equal(crowding(f, last), refused);
	accept_one(f, last);
	last = add(f, "127.0.0.1:1");
	accept_one(f, last);
	assert_int_equal(crowding(f, last), idle);
}

static void an_address_crowds_out_only_its_own(void **state)
{
	struct fixture *f = *state;
	size_t gateway = add(f, "10.0.0.1:1"), first = add(f, "10.0.0.2:1"), last;

	last = add(f, "10.0.0.2:2");
	assert_int_equal(crowding(f, last), CALLERS_NONE);
	last = add(f, "10.0.0.2:3");
	assert_int_equal(crowding(f, last), first);
	assert_false(f->callers.list[gateway].gone);
	last = add(f, "[2001:db8::1]:1");
	assert_int_equal(crowding(f, last), CALLERS_NONE);
}

static void ipv6_addresses_are_told_apart(void **state)
{
	struct fixture *f = *state;
	size_t first = add(f, "[2001:db8::1]:1"), last;

	add(f, "[2001:db8::2]:1");
	add(f, "[2001:db8::1]:2");
	last = add(f, "[2001:db8::1]:3");
	assert_int_equal(crowding(f, last), first);
}

static void time_runs_from_the_first_byte_and_is_not_stretched(void **state)
{
	struct fixture *f = *state;
	size_t i = add(f, "127.0.0.1:1");

	callers_begin(&f->callers, i, TIMEOUT_MS - 1);
	assert_int_equal(late(f, TIMEOUT_MS - 1), CALLERS_NONE);
	assert_int_equal(late(f, TIMEOUT_MS), i);
	assert_int_equal(late(f, TIMEOUT_MS), CALLERS_NONE);
}

static void who_was_accepted_may_be_idle(void **state)
{
	struct fixture *f = *state;
	size_t good = add(f, "127.0.0.1:1"), bad = add(f, "127.0.0.1:1");

	accept_one(f, good);
	callers_begin(&f->callers, bad, 0);
	callers_end(&f->callers, bad, false, 0);
	assert_int_equal(late(f, TIMEOUT_MS), bad);
	assert_int_equal(late(f, IDLE_MS - 1), CALLERS_NONE);
	callers_begin(&f->callers, good, IDLE_MS - 1);
	assert_int_equal(late(f, IDLE_MS + TIMEOUT_MS - 2), CALLERS_NONE);
	assert_int_equal(late(f, IDLE_MS + TIMEOUT_MS - 1), good);
}

static void a_place_is_free_when_its_connection_is_closed(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < 4 + CALLERS_SPARE; i++)
		assert_int_equal(add(f, "127.0.0.1:1"), i);
	assert_int_equal(add(f, "127.0.0.1:1"), CALLERS_NONE);
	callers_remove(&f->callers, 2);
	assert_int_equal(add(f, "127.0.0.1:1"), 2);
}

static void who_just_came_is_awaited_until_his_first_answer(void **state)
{
	struct fixture *f = *state;
	size_t i;

	assert_false(callers_await_first(&f->callers));
	i = add(f, "192.0.2.1:1");
	assert_true(callers_await_first(&f->callers));
	assert_false(callers_await_first(&f->other));
	callers_begin(&f->callers, i, 0);
	assert_true(callers_await_first(&f->callers));
	callers_end(&f->callers, i, false, 0);
	assert_false(callers_await_first(&f->callers));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		CASE(below_the_limits_nobody_goes),
		CASE(the_stranger_who_came_first_goes_first),
		CASE(who_was_accepted_stays_and_of_those_who_works),
		CASE(an_address_crowds_out_only_its_own),
		CASE(ipv6_addresses_are_told_apart),
		CASE(time_runs_from_the_first_byte_and_is_not_stretched),
		CASE(who_was_accepted_may_be_idle),
		CASE(a_place_is_free_when_its_connection_is_closed),
		CASE(who_just_came_is_awaited_until_his_first_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
