/* test_noop.c - the built noop.so under a fake host.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "fake_actions.h"

static void what_would_have_been_done_is_logged_and_counts_as_done(void **state)
{
	struct muzzle_inst *inst = fake_open("noop", NULL);

	(void)state;
	fake_act(inst, 7, "waha", "omer");
	assert_int_equal(inst->results, 1);
	assert_int_equal(inst->result[0].id, 7);
	assert_int_equal(inst->result[0].result, MUZZLE_DONE);
	assert_non_null(fake_logged(inst, "waha/omer: would act what=act why=down for 95 s"));
	fake_close(inst);
}

static void a_message_is_named_by_its_kind(void **state)
{
	struct muzzle_inst *inst = fake_open("noop", NULL);

	(void)state;
	fake_tell(inst, 7, "human", 3);
	assert_non_null(fake_logged(inst, "waha/omer: would tell somebody what=human"));
	fake_close(inst);
}

static void two_instances_answer_their_own_orders(void **state)
{
	struct muzzle_inst *one = fake_open("noop", NULL), *other = fake_open("noop", NULL);

	(void)state;
	fake_act(one, 1, "waha", "a");
	assert_int_equal(one->results, 1);
	assert_int_equal(other->results, 0);
	fake_act(other, 1, "waha", "a");
	assert_int_equal(one->results, 1);
	assert_int_equal(other->results, 1);
	fake_close(one);
	fake_close(other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_would_have_been_done_is_logged_and_counts_as_done),
		cmocka_unit_test(a_message_is_named_by_its_kind),
		cmocka_unit_test(two_instances_answer_their_own_orders),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
