/* test_watcher.c - the shipped engine in its worlds behaves as the daemon does.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "watcher.h"

#define SECOND SIM_SECOND_MS
#define MINUTE SIM_MINUTE_MS
#define HOUR SIM_HOUR_MS
#define DAY SIM_DAY_MS
#define SCENARIO(n) (UINT32_C(1) << (n))

struct log {
	struct sim_setup setup;
	struct watcher_config config;

	/* what the tap and the witness said */
	struct engine *engine;
	long headers, ends, evidence[EVIDENCE_KINDS], orders[ORDERS], told[NOTIFIES];
	long overslept, unnamed, early, stale, acts_of_life, activities, blind_proofs;
	int64_t answer_ms; /* first answer behind a fault; -1: none yet */
	int64_t t_ms, polled_ms, least_poll_ms, most_poll_ms;
	bool hurried;
	int64_t least_hurried_ms, most_hurried_ms;
	long acts, false_acts, died[SIM_DEATHS];
	int64_t died_ms[SIM_SESSIONS_MAX + 1], slowest_ms[SIM_DEATHS];
	enum sim_death dead_of[SIM_SESSIONS_MAX + 1];
	uint64_t hash;
};

static void hear_header(void *ctx, struct roster *roster, int64_t t_ms)
{
	struct log *log = ctx;

	log->headers++;
	log->engine = roster_engine(roster);
	log->polled_ms = -1;
	log->hurried = false;
	log->acts_of_life = 0;
	assert_true(t_ms >= log->t_ms);
	assert_non_null(roster_find(roster, "waha/s0"));
	assert_false(log->engine->running); /* epochs and flights are dropped */
	assert_int_equal(log->engine->gateways->conf.poll_ms, log->setup.poll_ms);
}

static void note_poll(struct log *log, int64_t t_ms)
{
	int64_t gap_ms = t_ms - log->polled_ms;
	int64_t *least_ms = log->hurried ? &log->least_hurried_ms : &log->least_poll_ms;
	int64_t *most_ms = log->hurried ? &log->most_hurried_ms : &log->most_poll_ms;

	if (log->polled_ms >= 0) {
		*least_ms = gap_ms < *least_ms ? gap_ms : *least_ms;
		*most_ms = gap_ms > *most_ms ? gap_ms : *most_ms;
	}
	log->polled_ms = t_ms;
}

/* The activity in the first answer behind a fault proves nothing. */
static void note_blind(struct log *log, const struct engine_evidence *evidence,
		       const struct trace_words *words)
{
	bool polled = words->source && strcmp(words->source, "status") == 0;

	if (evidence->kind == EVIDENCE_FAULT)
		log->answer_ms = -1;
	else if (polled && log->answer_ms < 0)
		log->answer_ms = evidence->t_ms;
	if (polled && evidence->kind == EVIDENCE_PROOF) {
		log->activities++;
		log->blind_proofs += evidence->t_ms == log->answer_ms;
	}
}

static void hear_evidence(void *ctx, const struct engine_evidence *evidence,
			  const struct trace_words *words)
{
	struct log *log = ctx;
	bool tick = evidence->kind == EVIDENCE_TICK;

	log->evidence[evidence->kind]++;
	log->overslept += !tick && engine_next_ms(log->engine) < evidence->t_ms - 1;
	log->unnamed += evidence->target && (!words->target || !words->source);
	log->stale += evidence->kind == EVIDENCE_RESULT && !log->acts_of_life;
	log->early += evidence->t_ms < log->t_ms || evidence->at_ms > evidence->t_ms;
	log->t_ms = evidence->t_ms;
	log->hash = (log->hash ^ (uint64_t)evidence->t_ms ^ (uint64_t)evidence->kind << 48) *
		    UINT64_C(0x9E3779B97F4A7C15);
	note_blind(log, evidence, words);
	if (evidence->kind == EVIDENCE_CLAIM && strcmp(words->target, "waha/s0") == 0)
		note_poll(log, evidence->t_ms);
}

static void hear_order(void *ctx, const struct engine_order *order)
{
	struct log *log = ctx;

	log->orders[order->kind]++;
	log->acts_of_life += order->kind == ORDER_ACT;
	if (order->kind == ORDER_NOTIFY)
		log->told[order->what]++;
	if (order->kind == ORDER_HURRY || order->kind == ORDER_RELAX) {
		log->hurried = order->kind == ORDER_HURRY;
		log->polled_ms = -1; /* the gap in which it changes is of neither kind */
	}
	assert_true(order->t_ms == log->t_ms);
}

static void hear_end(void *ctx, struct roster *roster, int64_t t_ms)
{
	struct log *log = ctx;

	log->ends++;
	assert_true(roster_engine(roster) == log->engine && t_ms >= log->t_ms);
}

static void detect(struct log *log, int who, int64_t t_ms)
{
	enum sim_death *death = &log->dead_of[who + 1];
	int64_t took_ms = t_ms - log->died_ms[who + 1];

	if (took_ms > log->slowest_ms[*death])
		log->slowest_ms[*death] = took_ms;
	*death = 0;
}

static void know(void *ctx, const struct sim_fact *fact)
{
	struct log *log = ctx;

	if (fact->kind == SIM_DIED) {
		log->died[fact->death]++;
		log->dead_of[fact->who + 1] = fact->death;
		log->died_ms[fact->who + 1] = fact->t_ms;
	} else if (fact->kind == SIM_LIVES) {
		log->dead_of[fact->who + 1] = 0;
	} else if (fact->kind == SIM_ACTED) {
		log->acts++;
		log->false_acts += fact->false_act;
		if (log->dead_of[fact->who + 1])
			detect(log, fact->who, fact->t_ms);
	}
}

static void init(struct log *log, uint32_t scenarios)
{
	memset(log, 0, sizeof(*log));
	watcher_config_default(&log->config);
	log->config.tap =
		(struct watcher_tap){ log, hear_header, hear_evidence, hear_order, hear_end };
	log->least_poll_ms = log->least_hurried_ms = DAY;
	log->setup = (struct sim_setup){ .seed = 1,
					 .scenarios = scenarios,
					 .traffic = SIM_MEDIUM,
					 .law = SIM_LOGNORMAL,
					 .sessions = 2,
					 .poll_ms = 10 * SECOND,
					 .length_ms = 60 * DAY };
}

static void run(struct log *log)
{
	struct sim_decider decider = watcher_decider(&log->config);

	assert_int_equal(sim_run(&log->setup, &decider, know, log), 0);
}

static void it_polls_at_its_period_and_every_2_s_when_hurried(void **state)
{
	struct log log;

	(void)state;
	init(&log, SCENARIO(6));
	run(&log);
	assert_true(log.orders[ORDER_HURRY] > 3);
	assert_int_equal(log.orders[ORDER_RELAX], log.orders[ORDER_HURRY]);
	assert_in_range(log.least_poll_ms, 9900, 10000);
	assert_in_range(log.most_poll_ms, 10000, 10100);
	assert_in_range(log.least_hurried_ms, 1900, 2000);
	assert_in_range(log.most_hurried_ms, 2000, 2100);
}

static void lines_are_those_of_a_journal(void **state)
{
	struct log log;

	(void)state;
	init(&log, SCENARIO(9) | SCENARIO(11) | SCENARIO(12) | SCENARIO(19) | SCENARIO(21) |
			   SCENARIO(22));
	run(&log);
	for (int kind = EVIDENCE_CLAIM; kind < EVIDENCE_KINDS; kind++)
		assert_true(log.evidence[kind] > 0 || kind == EVIDENCE_COMMAND);
	assert_int_equal(log.unnamed, 0);
	assert_true(log.activities > 1000);
	assert_int_equal(log.blind_proofs, 0);
	assert_int_equal(log.early, 0);
	assert_int_equal(log.headers, 1);
	assert_int_equal(log.ends, 1);
}

static void no_deadline_is_overslept(void **state)
{
	struct log log;

	(void)state;
	init(&log, SCENARIO(4) | SCENARIO(6) | SCENARIO(8) | SCENARIO(9));
	run(&log);
	assert_true(log.evidence[EVIDENCE_TICK] > 100);
	assert_int_equal(log.overslept, 0);
}

static void the_same_seed_gives_the_same_lines(void **state)
{
	struct log a, b;

	(void)state;
	init(&a, SCENARIO(4) | SCENARIO(6) | SCENARIO(20));
	init(&b, SCENARIO(4) | SCENARIO(6) | SCENARIO(20));
	run(&a);
	run(&b);
	assert_true(a.hash == b.hash);
	assert_memory_equal(a.orders, b.orders, sizeof(a.orders));
}

static void the_dead_are_restarted_in_time(void **state)
{
	struct log log;

	(void)state;
	init(&log, SCENARIO(6) | SCENARIO(8) | SCENARIO(9));
	run(&log);
	assert_true(log.died[SIM_LOUD] > 5 && log.died[SIM_ZOMBIE] > 5 && log.died[SIM_CRASH] > 5);
	assert_int_equal(log.false_acts, 0);
	assert_in_range(log.slowest_ms[SIM_LOUD], 60 * SECOND, 2 * MINUTE);
	assert_in_range(log.slowest_ms[SIM_ZOMBIE], 15 * MINUTE, 35 * MINUTE);
}

/* Docker's word, its 20 ms, and die_settle. */
static void a_container_that_died_is_started_after_its_settle(void **state)
{
	struct log log;

	(void)state;
	init(&log, SCENARIO(9));
	run(&log);
	assert_true(log.acts > 0);
	assert_in_range(log.slowest_ms[SIM_CRASH], 10 * SECOND, 11 * SECOND);
}

static void nobody_is_restarted_who_is_alive(void **state)
{
	static const int harmless[] = { 1, 2, 3, 5, 7, 13, 14, 15, 24 };

	(void)state;
	for (size_t i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++) {
		struct log log;

		init(&log, SCENARIO(harmless[i]));
		run(&log);
		assert_int_equal(log.orders[ORDER_ACT], 0);
	}
}

static void who_is_logged_out_is_told_of_once_each(void **state)
{
	struct log log;

	(void)state;
	init(&log, SCENARIO(7));
	run(&log);
	assert_true(log.died[SIM_HUMAN] > 3);
	assert_int_equal(log.told[NOTIFY_HUMAN], log.died[SIM_HUMAN]);
	assert_int_equal(log.orders[ORDER_NOTIFY], log.died[SIM_HUMAN]);
}

static void without_probes_nobody_is_probed_and_a_zombie_stays(void **state)
{
	struct log log;

	(void)state;
	init(&log, SCENARIO(8));
	log.setup.no_probe = true;
	run(&log);
	assert_true(log.died[SIM_ZOMBIE] > 5);
	assert_int_equal(log.orders[ORDER_PROBE] + log.orders[ORDER_ACT], 0);
}

static void who_observes_orders_no_act(void **state)
{
	struct log log;

	(void)state;
	init(&log, SCENARIO(6));
	log.config.observe = true;
	run(&log);
	assert_true(log.died[SIM_LOUD] > 3 && log.orders[ORDER_HELD] > 3);
	assert_int_equal(log.acts + log.orders[ORDER_ACT], 0);
}

static void each_life_begins_with_a_header_and_keeps_the_ledger(void **state)
{
	struct log log;

	(void)state;
	init(&log, SCENARIO(18) | SCENARIO(20));
	run(&log);
	assert_in_range(log.headers, 45, 110);
	assert_int_equal(log.ends, 1);
	assert_int_equal(log.early, 0);
	assert_true(log.acts > 5);
	assert_int_equal(log.stale, 0);
	assert_int_equal(log.false_acts, 0);
	/* killed before or behind the act, some results never come */
	assert_true(log.evidence[EVIDENCE_RESULT] < log.orders[ORDER_ACT]);
	assert_true(log.acts <= log.orders[ORDER_ACT]);
}

/* A day's first watcher has an empty ledger: ids count from 1 again. */
static void a_cold_watcher_knows_nothing(void **state)
{
	struct log log;

	(void)state;
	init(&log, SCENARIO(25));
	log.setup.length_ms = 5 * DAY;
	run(&log);
	assert_int_equal(log.headers, 5);
	assert_int_equal(log.ends, 5);
}

static void another_policy_decides_otherwise(void **state)
{
	struct log hasty;

	(void)state;
	init(&hasty, SCENARIO(4));
	hasty.config.policy.patience_ms = 5 * SECOND;
	hasty.setup.length_ms = 5 * DAY;
	run(&hasty);
	assert_true(hasty.false_acts > 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_polls_at_its_period_and_every_2_s_when_hurried),
		cmocka_unit_test(lines_are_those_of_a_journal),
		cmocka_unit_test(no_deadline_is_overslept),
		cmocka_unit_test(the_same_seed_gives_the_same_lines),
		cmocka_unit_test(the_dead_are_restarted_in_time),
		cmocka_unit_test(a_container_that_died_is_started_after_its_settle),
		cmocka_unit_test(nobody_is_restarted_who_is_alive),
		cmocka_unit_test(who_is_logged_out_is_told_of_once_each),
		cmocka_unit_test(without_probes_nobody_is_probed_and_a_zombie_stays),
		cmocka_unit_test(who_observes_orders_no_act),
		cmocka_unit_test(each_life_begins_with_a_header_and_keeps_the_ledger),
		cmocka_unit_test(a_cold_watcher_knows_nothing),
		cmocka_unit_test(another_policy_decides_otherwise),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
