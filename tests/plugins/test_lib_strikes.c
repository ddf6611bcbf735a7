/* test_lib_strikes.c - who was wrong too often waits, and nobody else.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "inlet.h"
#include "strikes.h"

static union dial_address at(const char *text)
{
	union dial_address address;

	assert_int_equal(inlet_parse(&address, text), 0);
	return address;
}

static void strike(struct strikes *strikes, const char *from, int times, int64_t now_ms)
{
	union dial_address address = at(from);

	for (int i = 0; i < times; i++)
		strikes_note(strikes, &address, now_ms);
}

static int64_t left_ms(const struct strikes *strikes, const char *from, int64_t now_ms)
{
	union dial_address address = at(from);

	return strikes_left_ms(strikes, &address, now_ms);
}

static void the_tenth_time_is_one_too_many_for_a_minute(void **state)
{
	struct strikes strikes = { 0 };

	(void)state;
	strike(&strikes, "192.0.2.1:1", STRIKES_MAX - 1, 1000);
	assert_int_equal(left_ms(&strikes, "192.0.2.1:2", 1000), 0);
	strike(&strikes, "192.0.2.1:3", 1, 31000);
	assert_int_equal(left_ms(&strikes, "192.0.2.1:2", 31000), 30000);
	assert_int_equal(left_ms(&strikes, "192.0.2.1:2", 60999), 1);
	assert_int_equal(left_ms(&strikes, "192.0.2.1:2", 61000), 0);
	assert_int_equal(left_ms(&strikes, "192.0.2.2:2", 31000), 0);
}

static void a_network_of_ipv6_is_one(void **state)
{
	struct strikes strikes = { 0 };

	(void)state;
	strike(&strikes, "[2001:db8::1]:1", STRIKES_MAX, 1000);
	assert_true(left_ms(&strikes, "[2001:db8::ffff:1]:1", 1000) > 0);
	assert_int_equal(left_ms(&strikes, "[2001:db8:0:1::1]:1", 1000), 0);
}

/* Who is wrong from many addresses does not make us forget who was wrong most. */
static void a_crowd_that_is_wrong_once_does_not_hide_a_guesser(void **state)
{
	struct strikes strikes = { 0 };
	char from[32];

	(void)state;
	strike(&strikes, "192.0.2.1:1", STRIKES_MAX, 1000);
	for (int i = 0; i < 200; i++) {
		snprintf(from, sizeof(from), "198.51.100.%d:1", i);
		strike(&strikes, from, 1, 1000);
	}
	assert_true(left_ms(&strikes, "192.0.2.1:1", 1000) > 0);
	assert_int_equal(left_ms(&strikes, "198.51.100.7:1", 1000), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_tenth_time_is_one_too_many_for_a_minute),
		cmocka_unit_test(a_network_of_ipv6_is_one),
		cmocka_unit_test(a_crowd_that_is_wrong_once_does_not_hide_a_guesser),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
