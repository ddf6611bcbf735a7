/* test_leaks.c - no restart of ours takes a leaking gateway to its limit.  SPDX-License-Identifier: ISC
 *
 * Each restart costs 60 MB, the limit is 1 GB, the process begins with 400 MB.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "watcher.h"

#define SCENARIO(n) (UINT32_C(1) << (n))
#define MB INT64_C(1048576)
#define RESTART (60 * MB)
#define LIMIT (1024 * MB)

struct log {
	struct sim_setup setup;
	struct watcher_config config;
	int64_t bytes, most_bytes; /* the last reading, the largest */
	long readings, ooms, session_acts, wide_acts, leaks, near, row, longest_row;
};

static void hear_evidence(void *ctx, const struct engine_evidence *evidence,
			  const struct trace_words *words)
{
	struct log *log = ctx;

	(void)words;
	log->ooms += evidence->kind == EVIDENCE_EVENT && evidence->what == EVENT_OOM;
	if (evidence->kind == EVIDENCE_EVENT && evidence->what == EVENT_START)
		log->row = 0;
	if (evidence->kind != EVIDENCE_MEMORY)
		return;
	assert_true(evidence->limit_bytes == LIMIT);
	log->readings++;
	log->bytes = evidence->bytes;
	if (log->bytes > log->most_bytes)
		log->most_bytes = log->bytes;
}

static void hear_order(void *ctx, const struct engine_order *order)
{
	struct log *log = ctx;

	log->leaks += order->kind == ORDER_NOTIFY && order->what == NOTIFY_LEAK;
	if (order->kind != ORDER_ACT)
		return;
	if (order->target->is_gateway) {
		log->wide_acts++;
		return;
	}
	log->session_acts++;
	log->near += log->bytes + RESTART >= LIMIT;
	if (++log->row > log->longest_row)
		log->longest_row = log->row;
}

/* A year of four sessions. */
static void run(struct log *log, uint32_t scenarios, uint64_t seed)
{
	struct sim_decider decider;

	*log = (struct log){ .setup = { .seed = seed,
					.scenarios = scenarios,
					.traffic = SIM_QUIET,
					.law = SIM_LOGNORMAL,
					.sessions = 4,
					.poll_ms = 10 * SIM_SECOND_MS,
					.length_ms = SIM_YEAR_MS } };
	watcher_config_default(&log->config);
	log->config.tap =
		(struct watcher_tap){ .ctx = log, .evidence = hear_evidence, .order = hear_order };
	decider = watcher_decider(&log->config);
	assert_int_equal(sim_run(&log->setup, &decider, NULL, NULL), 0);
}

static void a_leaking_gateway_never_reaches_its_limit_by_restarts(void **state)
{
	struct log log;

	(void)state;
	for (uint64_t seed = 1; seed <= 2; seed++) {
		run(&log, SCENARIO(19), seed);
		assert_true(log.readings > SIM_YEAR_MS / SIM_MINUTE_MS);
		assert_int_equal(log.ooms, 0);
		assert_int_equal(log.near, 0);
		assert_true(log.most_bytes < LIMIT * 3 / 4);
		assert_true(log.session_acts > 100);
		assert_in_range(log.wide_acts, log.session_acts / 4, log.session_acts / 2);
		assert_true(log.longest_row <= 4);
		assert_in_range(log.leaks, 10,
				log.wide_acts); /* not each time that it bars an act */
	}
}

/* Time takes it to its limit, too, as no restart of ours may. */
static void nor_does_one_that_grows_by_itself(void **state)
{
	struct log log;

	(void)state;
	for (uint64_t seed = 1; seed <= 2; seed++) {
		run(&log, SCENARIO(6) | SCENARIO(10), seed);
		assert_true(log.ooms > 100);
		assert_true(log.most_bytes > LIMIT * 9 / 10);
		assert_true(log.session_acts > 100);
		assert_int_equal(log.near, 0);
	}
}

static void who_has_room_is_restarted_as_ever(void **state)
{
	struct log log;

	(void)state;
	run(&log, SCENARIO(6), 1);
	assert_int_equal(log.readings, 0);
	assert_int_equal(log.leaks, 0);
	assert_int_equal(log.ooms, 0);
	assert_true(log.session_acts > 100);
	assert_true(log.wide_acts < log.session_acts / 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_leaking_gateway_never_reaches_its_limit_by_restarts),
		cmocka_unit_test(nor_does_one_that_grows_by_itself),
		cmocka_unit_test(who_has_room_is_restarted_as_ever),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
