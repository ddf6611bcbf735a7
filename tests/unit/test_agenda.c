/* test_agenda.c - who is judged and whose orders are given, in which order.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "agenda.h"

#define TARGETS 9

struct box {
	struct engine engine;
	struct target targets[TARGETS]; /* 0, 3 and 6 are gateways, each followed by its sessions */
	struct target *room[TARGETS + 1];
};

static void box_init(struct box *box)
{
	memset(box, 0, sizeof(*box));
	box->engine.heap = box->room;
	box->engine.heap_cap = TARGETS;
	for (uint32_t i = 0; i < TARGETS; i++) {
		box->targets[i].ordinal = i;
		box->targets[i].is_gateway = i % 3 == 0;
		box->targets[i].due_ms = TARGET_FOREVER;
	}
}

static void sessions_are_judged_before_gateways_each_by_first_appearance(void **state)
{
	static const uint32_t expected[TARGETS] = { 1, 2, 4, 5, 7, 8, 0, 3, 6 };
	struct box box;
	struct target *target;

	(void)state;
	for (unsigned seed = 1; seed < 50; seed++) {
		box_init(&box);
		srand(seed);
		for (int i = 0; i < 200;
		     i++) /* a target is on the list once, however often it is touched */
			agenda_touch(&box.engine, &box.targets[rand() % TARGETS]);
		target = agenda_take(&box.engine);
		for (int i = 0; i < TARGETS; i++, target = target->next_touched) {
			assert_int_equal(target->ordinal, expected[i]);
			target->touched = false;
		}
		assert_null(target);
		assert_null(agenda_take(&box.engine));
	}
}

static void orders_are_given_by_first_appearance(void **state)
{
	struct box box;
	const struct target *target;

	(void)state;
	box_init(&box);
	for (int i = TARGETS - 1; i >= 0; i -= 2) {
		agenda_mark(&box.engine, &box.targets[i], ORDER_PROBE);
		agenda_mark(&box.engine, &box.targets[i], ORDER_HURRY);
	}
	agenda_notify(&box.engine, &box.targets[1], NOTIFY_SETUP, 5);
	assert_int_equal(box.targets[1].pending.setup_of, 5);
	assert_int_equal(box.targets[1].pending.incident, 0);
	assert_int_equal(box.targets[1].pending.notifies, 1u << NOTIFY_SETUP);
	assert_int_equal(box.targets[1].pending.orders, 1u << ORDER_NOTIFY);
	assert_int_equal(box.targets[8].pending.orders, 1u << ORDER_HURRY | 1u << ORDER_PROBE);
	target = agenda_orders(&box.engine);
	for (uint32_t i = 0; i < 6; i++, target = target->next_pending)
		assert_int_equal(target->ordinal, ((const uint32_t[]){ 0, 1, 2, 4, 6, 8 })[i]);
	assert_null(target);
	assert_null(agenda_orders(&box.engine));
}

static void a_leak_leaves_other_messages_their_incident(void **state)
{
	struct box box;

	(void)state;
	box_init(&box);
	agenda_notify(&box.engine, &box.targets[2], NOTIFY_OPENED, 7);
	agenda_notify(&box.engine, &box.targets[2], NOTIFY_LEAK, 0);
	assert_int_equal(box.targets[2].pending.incident, 7);
	assert_int_equal(box.targets[2].pending.notifies, 1u << NOTIFY_OPENED | 1u << NOTIFY_LEAK);
}

static void waking_never_delays(void **state)
{
	struct box box;

	(void)state;
	box_init(&box);
	agenda_wake(&box.engine, &box.targets[1], 50);
	agenda_wake(&box.engine, &box.targets[1], 60);
	assert_int_equal(box.targets[1].due_ms, 50);
	agenda_wake(&box.engine, &box.targets[1], 40);
	assert_int_equal(box.targets[1].due_ms, 40);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sessions_are_judged_before_gateways_each_by_first_appearance),
		cmocka_unit_test(orders_are_given_by_first_appearance),
		cmocka_unit_test(a_leak_leaves_other_messages_their_incident),
		cmocka_unit_test(waking_never_delays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
