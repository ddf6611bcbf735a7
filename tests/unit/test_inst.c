/* test_inst.c - handles and orders of one section.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <string.h>

#include <cmocka.h>

#include "inst.h"

struct fixture {
	struct log log;
	struct loop loop;
	struct host host;
	struct conf_instance section;
	struct muzzle_inst inst;
};

static int make_fixture(void **state)
{
	static struct fixture f; /* one test after the other */

	memset(&f, 0, sizeof(f));
	log_init(&f.log, -1, MUZZLE_ERR);
	f.host = (struct host){ .loop = &f.loop, .log = &f.log };
	f.section = (struct conf_instance){ .name = "voice", .plugin = "talker" };
	f.inst = (struct muzzle_inst){ .host = &f.host, .section = &f.section };
	*state = &f;
	return loop_init(&f.loop, NULL);
}

static int end_fixture(void **state)
{
	struct fixture *f = *state;

	inst_end_handles(&f->inst);
	loop_fini(&f->loop);
	return 0;
}

static void ids_differ_are_never_0_and_pass_over_those_in_use_when_they_go_round(void **state)
{
	struct muzzle_inst *inst = &((struct fixture *)*state)->inst;
	uint32_t first = inst_add_handle(inst, INST_TIMER, NULL)->id;

	assert_int_equal(first, 1);
	assert_int_equal(inst_add_handle(inst, INST_TIMER, NULL)->id, 2);
	inst->last_id = UINT32_MAX;
	assert_int_equal(inst_add_handle(inst, INST_TIMER, NULL)->id, 3);
}

static void a_handle_is_found_by_id_and_kind_until_it_is_dropped(void **state)
{
	struct muzzle_inst *inst = &((struct fixture *)*state)->inst;
	struct inst_handle *a = inst_add_handle(inst, INST_TIMER, NULL);
	struct inst_handle *b = inst_add_handle(inst, INST_FD, NULL);
	uint32_t id = a->id;

	assert_ptr_equal(inst_find_handle(inst, id, INST_TIMER), a);
	assert_null(inst_find_handle(inst, id, INST_FD));
	assert_null(inst_find_handle(inst, 0, INST_TIMER));
	inst_end_handle(a);
	assert_null(inst_find_handle(inst, id, INST_TIMER));
	assert_ptr_equal(inst_find_handle(inst, b->id, INST_FD), b);
}

static void steady_state_takes_no_new_memory(void **state)
{
	struct muzzle_inst *inst = &((struct fixture *)*state)->inst;
	struct inst_handle *first = inst_add_handle(inst, INST_TIMER, NULL);

	for (int i = 0; i < 1000; i++) {
		inst_end_handle(first);
		assert_ptr_equal(inst_add_handle(inst, INST_TIMER, NULL), first);
	}
}

static void a_plugin_that_piles_up_handles_is_stopped_and_logged(void **state)
{
	struct fixture *f = *state;

	for (int i = 0; i < INST_HANDLES_MAX; i++)
		assert_non_null(inst_add_handle(&f->inst, INST_TIMER, NULL));
	assert_null(inst_add_handle(&f->inst, INST_TIMER, NULL));
	assert_int_equal(f->log.dropped, 1);
}

static void a_result_is_due_once_per_order(void **state)
{
	struct muzzle_inst *inst = &((struct fixture *)*state)->inst;

	assert_false(inst_take_order(inst, 7));
	assert_int_equal(inst_add_order(inst, 7), 0);
	assert_int_equal(inst_add_order(inst, 8), 0);
	assert_true(inst_take_order(inst, 7));
	assert_false(inst_take_order(inst, 7));
	assert_true(inst_take_order(inst, 8));
}

static void too_many_orders_without_result_are_refused(void **state)
{
	struct muzzle_inst *inst = &((struct fixture *)*state)->inst;

	for (uint64_t id = 1; id <= INST_ORDERS_MAX; id++)
		assert_int_equal(inst_add_order(inst, id), 0);
	assert_int_equal(inst_add_order(inst, 1000), -EBUSY);
	assert_true(inst_take_order(inst, 1));
	assert_int_equal(inst_add_order(inst, 1000), 0);
}

static void calls_are_counted(void **state)
{
	struct muzzle_inst *inst = &((struct fixture *)*state)->inst;

	inst_enter(inst);
	assert_true(inst->busy);
	inst_leave(inst);
	assert_false(inst->busy);
	assert_int_equal(inst->stats.calls, 1);
	assert_int_equal(inst->stats.blocked, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_fixture, end_fixture)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(ids_differ_are_never_0_and_pass_over_those_in_use_when_they_go_round),
		TEST(a_handle_is_found_by_id_and_kind_until_it_is_dropped),
		TEST(steady_state_takes_no_new_memory),
		TEST(a_plugin_that_piles_up_handles_is_stopped_and_logged),
		TEST(a_result_is_due_once_per_order),
		TEST(too_many_orders_without_result_are_refused),
		TEST(calls_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
