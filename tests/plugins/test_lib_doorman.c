/* test_lib_doorman.c - who may look from where.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "doorman.h"
#include "inlet.h"

#define TOKEN "token-of-16-bytes"

static const char *const none[] = { NULL };
static const char *const tokens[] = { TOKEN, NULL };

static int look(struct doorman *doorman, const char *from, const char *authorization)
{
	union dial_address address;
	struct doorman_call call = { .want = DOORMAN_LOOK,
				     .from = &address,
				     .host = "localhost",
				     .authorization = authorization,
				     .now_ms = 1000 };

	assert_int_equal(inlet_parse(&address, from), 0);
	return doorman_judge(doorman, &call).status;
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(locally_this_box_looks_freely_and_others_with_the_token),
		cmocka_unit_test(anybody_is_anybody_and_token_is_nobody_without_it),
		cmocka_unit_test(where_there_is_no_token_none_opens),
		cmocka_unit_test(who_guessed_too_often_is_not_even_heard),
		cmocka_unit_test(a_missing_token_is_no_wrong_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
