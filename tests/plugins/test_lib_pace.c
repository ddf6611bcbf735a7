/* test_lib_pace.c - how often a source looks.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fake_host.h"
#include "pace.h"

#define EVERY_MS 10000

struct looker {
	struct muzzle_inst *inst;
	struct pace pace;
};

static void on_due(void *self, void *arg)
{
	(void)self;
	(void)arg;
}

static struct looker begin(void)
{
	struct looker l = { .inst = fake_new("noop", NULL) };

	l.pace = (struct pace){ .every_ms = EVERY_MS,
				.by = { &l.inst->host, l.inst },
				.due = on_due };
	pace_begin(&l.pace);
	return l;
}

/* Of the only timer there is. */
static void assert_next(const struct looker *l, int64_t in_ms)
{
	int64_t due_ms = 0;
	size_t running = 0;

	for (size_t i = 0; i < l->inst->timers; i++)
		if (l->inst->timer[i].id) {
			due_ms = l->inst->timer[i].due_ms;
			running++;
		}
	assert_int_equal(running, 1);
	assert_int_equal(due_ms - l->inst->now_ms, in_ms);
}

static void a_look_follows_every_so_often_from_start_to_start(void **state)
{
	struct looker a = begin(), b = begin();

	(void)state;
	fake_advance(a.inst, 3000);
	pace_next(&a.pace, PACE_REST_MS);
	pace_next(&b.pace, PACE_REST_MS);
	assert_next(&a, EVERY_MS - 3000);
	assert_next(&b, EVERY_MS);
	fake_close(a.inst);
	fake_close(b.inst);
}

static void behind_a_long_look_there_is_a_rest(void **state)
{
	struct looker l = begin();

	(void)state;
	fake_advance(l.inst, EVERY_MS - 400);
	pace_next(&l.pace, PACE_REST_MS);
	assert_next(&l, PACE_REST_MS);
	pace_next(&l.pace, EVERY_MS);
	assert_next(&l, EVERY_MS);
	fake_close(l.inst);
}

static void no_hurry_shortens_the_rest(void **state)
{
	struct looker l = begin();

	(void)state;
	pace_next(&l.pace, 3 * EVERY_MS);
	fake_advance(l.inst, EVERY_MS);
	l.pace.hurried = true;
	pace_next(&l.pace, 0);
	assert_next(&l, 2 * EVERY_MS);
	fake_advance(l.inst, 2 * EVERY_MS);
	pace_begin(&l.pace);
	pace_next(&l.pace, 0);
	assert_next(&l, 2000);
	fake_close(l.inst);
}

static void hurry_takes_a_quarter_of_the_time_and_never_makes_it_longer(void **state)
{
	struct looker l = begin();

	(void)state;
	l.pace.hurried = true;
	pace_next(&l.pace, 0);
	assert_next(&l, 2000);
	l.pace.took_ms = 600;
	pace_next(&l.pace, 0);
	assert_next(&l, 2400);
	l.pace.took_ms = EVERY_MS;
	pace_next(&l.pace, 0);
	assert_next(&l, EVERY_MS);
	l.pace.hurried = false;
	l.pace.took_ms = 0;
	pace_next(&l.pace, 0);
	assert_next(&l, EVERY_MS);
	fake_close(l.inst);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_look_follows_every_so_often_from_start_to_start),
		cmocka_unit_test(behind_a_long_look_there_is_a_rest),
		cmocka_unit_test(no_hurry_shortens_the_rest),
		cmocka_unit_test(hurry_takes_a_quarter_of_the_time_and_never_makes_it_longer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
