/* test_lib_doorman.c - who may look from where.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "doorman.h"
#include "inlet.h"

#define TOKEN "token-of-16-bytes"

static const char *const none[] = { NULL };
static const char *const tokens[] = { TOKEN, NULL };

static int look_by(struct doorman *doorman, const char *from, const char *authorization,
		   const char *forwarded_for)
{
	union dial_address address;
	struct doorman_call call = { .want = DOORMAN_LOOK,
				     .peer = { &address, forwarded_for != NULL, forwarded_for },
				     .host = "localhost",
				     .authorization = authorization,
				     .now_ms = 1000 };

	assert_int_equal(inlet_parse(&address, from), 0);
	return doorman_judge(doorman, &call).status;
}

static int look(struct doorman *doorman, const char *from, const char *authorization)
{
	return look_by(doorman, from, authorization, NULL);
}

static void locally_this_box_looks_freely_and_others_with_the_token(void **state)
{
	struct doorman doorman = { .hosts = none, .tokens = tokens, .read = DOORMAN_LOCAL };

	(void)state;
	assert_int_equal(look(&doorman, "127.0.0.1:1", NULL), 0);
	assert_int_equal(look(&doorman, "[::1]:1", NULL), 0);
	assert_int_equal(look(&doorman, "192.0.2.1:1", NULL), 401);
	assert_int_equal(look(&doorman, "192.0.2.1:1", "Bearer " TOKEN), 0);
	assert_int_equal(look(&doorman, "192.0.2.1:1", "Bearer " TOKEN "x"), 401);
}

static void anybody_is_anybody_and_token_is_nobody_without_it(void **state)
{
	struct doorman open = { .hosts = none, .tokens = none, .read = DOORMAN_ANYBODY };
	struct doorman shut = { .hosts = none, .tokens = tokens, .read = DOORMAN_TOKEN };

	(void)state;
	assert_int_equal(look(&open, "192.0.2.1:1", NULL), 0);
	assert_int_equal(look(&shut, "127.0.0.1:1", NULL), 401);
	assert_int_equal(look(&shut, "127.0.0.1:1", "Bearer " TOKEN), 0);
}

static void where_there_is_no_token_none_opens(void **state)
{
	struct doorman doorman = { .hosts = none, .tokens = none, .read = DOORMAN_LOCAL };

	(void)state;
	assert_int_equal(look(&doorman, "192.0.2.1:1", "Bearer " TOKEN), 403);
	assert_int_equal(look(&doorman, "192.0.2.1:1", "Bearer "), 403);
}

/* The right token must not open in the eleventh try, else guessing goes on behind a 401. */
static void who_guessed_too_often_is_not_even_heard(void **state)
{
	struct doorman doorman = { .hosts = none, .tokens = tokens, .read = DOORMAN_LOCAL };

	(void)state;
	for (int i = 0; i < STRIKES_MAX; i++)
		assert_int_equal(look(&doorman, "192.0.2.1:1", "Bearer x"), 401);
	assert_int_equal(look(&doorman, "192.0.2.1:1", "Bearer " TOKEN), 429);
	assert_int_equal(look(&doorman, "192.0.2.2:1", "Bearer " TOKEN), 0);
	assert_int_equal(look(&doorman, "127.0.0.1:1", NULL), 0);
}

/* A page that forgot to ask for the token is no guesser. */
static void a_missing_token_is_no_wrong_one(void **state)
{
	struct doorman doorman = { .hosts = none, .tokens = tokens, .read = DOORMAN_TOKEN };

	(void)state;
	for (int i = 0; i < 2 * STRIKES_MAX; i++)
		assert_int_equal(look(&doorman, "192.0.2.1:1", NULL), 401);
	assert_int_equal(look(&doorman, "192.0.2.1:1", "Bearer " TOKEN), 0);
}

/* It may well stand on this box, but speaks for the whole network. */
static void what_a_proxy_hands_on_is_not_of_this_box(void **state)
{
	struct doorman doorman = { .hosts = none, .tokens = tokens, .read = DOORMAN_LOCAL };

	(void)state;
	assert_int_equal(look_by(&doorman, "127.0.0.1:1", NULL, "127.0.0.1"), 401);
	assert_int_equal(look_by(&doorman, "127.0.0.1:1", NULL, ""), 401);
	assert_int_equal(look_by(&doorman, "127.0.0.1:1", "Bearer " TOKEN, "192.0.2.1"), 0);
}

static void who_guesses_behind_a_proxy_locks_out_nobody_else(void **state)
{
	struct doorman doorman = { .hosts = none, .tokens = tokens, .read = DOORMAN_LOCAL };

	(void)state;
	for (int i = 0; i < STRIKES_MAX; i++)
		look_by(&doorman, "127.0.0.1:1", "Bearer x", "127.0.0.9, 192.0.2.1");
	assert_int_equal(look_by(&doorman, "127.0.0.1:1", "Bearer " TOKEN, "192.0.2.1"), 429);
	assert_int_equal(look_by(&doorman, "127.0.0.1:1", "Bearer " TOKEN, "192.0.2.2"), 0);
	assert_int_equal(look_by(&doorman, "127.0.0.1:1", "Bearer " TOKEN, "2001:db8::1"), 0);
	assert_int_equal(look_by(&doorman, "127.0.0.1:1", "Bearer " TOKEN, "?"), 0);
}

/* Else a guesser has as many addresses as he can think of. */
static void a_stranger_does_not_choose_his_address(void **state)
{
	struct doorman doorman = { .hosts = none, .tokens = tokens, .read = DOORMAN_LOCAL };
	char address[32];

	(void)state;
	for (int i = 0; i < STRIKES_MAX; i++) {
		snprintf(address, sizeof(address), "198.51.100.%d", i);
		look_by(&doorman, "192.0.2.1:1", "Bearer x", address);
	}
	assert_int_equal(look_by(&doorman, "192.0.2.1:1", "Bearer " TOKEN, "198.51.100.77"), 429);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(locally_this_box_looks_freely_and_others_with_the_token),
		cmocka_unit_test(anybody_is_anybody_and_token_is_nobody_without_it),
		cmocka_unit_test(where_there_is_no_token_none_opens),
		cmocka_unit_test(who_guessed_too_often_is_not_even_heard),
		cmocka_unit_test(a_missing_token_is_no_wrong_one),
		cmocka_unit_test(what_a_proxy_hands_on_is_not_of_this_box),
		cmocka_unit_test(who_guesses_behind_a_proxy_locks_out_nobody_else),
		cmocka_unit_test(a_stranger_does_not_choose_his_address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
