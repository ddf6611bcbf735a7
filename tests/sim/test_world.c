/* test_world.c - worlds are the same for all who only look; what acts do to them.
 * SPDX-License-Identifier: ISC */
#include "onlooker.h"

#include <errno.h>
#include <math.h>

#define ALL_SCENARIOS UINT32_C(0x3fffffe)

static void the_same_seed_is_the_same_world(void **state)
{
	struct onlooker a, b;

	(void)state;
	for (uint64_t seed = 1; seed <= 3; seed++) {
		onlooker_init(&a, ALL_SCENARIOS);
		a.setup.base_faults = true;
		a.setup.seed = seed;
		b = a;
		onlooker_run(&a);
		onlooker_run(&b);
		assert_true(a.truth == b.truth && a.tidings == b.tidings);
		assert_memory_equal(a.states, b.states, sizeof(a.states));
	}
}

static void another_seed_is_another_world(void **state)
{
	struct onlooker a, b;

	(void)state;
	onlooker_init(&a, SCENARIO(6));
	onlooker_init(&b, SCENARIO(6));
	b.setup.seed = 2;
	onlooker_run(&a);
	onlooker_run(&b);
	assert_true(a.truth != b.truth && a.tidings != b.tidings);
}

static void who_only_looks_changes_nothing_however_often(void **state)
{
	struct onlooker seldom, often;

	(void)state;
	for (uint64_t seed = 1; seed <= 3; seed++) {
		onlooker_init(&seldom, ALL_SCENARIOS);
		seldom.setup.base_faults = true;
		seldom.setup.bursty = seed == 2;
		seldom.setup.seed = seed;
		seldom.period_ms = 61 * SECOND;
		often = seldom;
		often.period_ms = 1700;
		onlooker_run(&seldom);
		onlooker_run(&often);
		assert_true(seldom.facts[SIM_DIED] > 20);
		assert_true(seldom.truth == often.truth);
		assert_true(seldom.tidings == often.tidings);
	}
}

static void remember_state(struct onlooker *o, int who, const struct sim_look *look)
{
	(void)who;
	((uint8_t *)o->own)[o->now_ms / SECOND] |= (uint8_t)(1u << look->state);
}

/* Both see the same lies where both look: chance is asked by time, not by turn. */
static void lies_do_not_depend_on_who_reads_them(void **state)
{
	uint8_t *rare = calloc(DAY / SECOND, 1), *dense = calloc(DAY / SECOND, 1);
	int lies = 0;

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct onlooker o;

		onlooker_init(&o, SCENARIO(1));
		o.setup.sessions = 1;
		o.setup.length_ms = DAY;
		o.period_ms = (i ? 4 : 1) * SECOND;
		o.seen = remember_state;
		o.own = i ? rare : dense;
		onlooker_run(&o);
	}
	for (int i = 0; i < DAY / SECOND; i += 4) {
		assert_int_equal(rare[i], dense[i]);
		lies += rare[i] != 1u << STATE_UP;
	}
	assert_true(lies > 0);
	free(rare);
	free(dense);
}

static void impossible_worlds_are_refused(void **state)
{
	struct sim_decider nobody = { .name = "nobody" };
	struct onlooker o;

	(void)state;
	onlooker_init(&o, 0);
	o.setup.sessions = SIM_SESSIONS_MAX + 1;
	assert_int_equal(sim_run(&o.setup, &nobody, NULL, NULL), -EINVAL);
	onlooker_init(&o, 0);
	o.setup.sessions = 0;
	assert_int_equal(sim_run(&o.setup, &nobody, NULL, NULL), -EINVAL);
	onlooker_init(&o, 0);
	o.setup.traffic = SIM_TRAFFICS;
	assert_int_equal(sim_run(&o.setup, &nobody, NULL, NULL), -EINVAL);
	onlooker_init(&o, 0);
	o.setup.poll_ms = 0;
	assert_int_equal(sim_run(&o.setup, &nobody, NULL, NULL), -EINVAL);
}

static int refuse(void *self, struct sim_hand *hand, const struct sim_shape *shape)
{
	(void)self;
	(void)hand;
	(void)shape;
	return -EIO;
}

static void a_decider_that_cannot_begin_ends_the_world(void **state)
{
	struct sim_decider broken = { .name = "broken", .begin = refuse };
	struct onlooker o;

	(void)state;
	onlooker_init(&o, 0);
	assert_int_equal(sim_run(&o.setup, &broken, NULL, NULL), -EIO);
}

/* --- traffic */

static void assert_proofs(enum sim_traffic traffic, bool bursty, double per_day)
{
	struct onlooker o;
	double expected;

	onlooker_init(&o, 0);
	o.setup.traffic = traffic;
	o.setup.bursty = bursty;
	o.setup.length_ms = (traffic == SIM_BUSY ? 2 : traffic == SIM_MEDIUM ? 30 : 1000) * DAY;
	o.period_ms = HOUR;
	onlooker_run(&o);
	expected = per_day * (17 + 0.7) / 24 * 2 * (double)o.setup.length_ms / DAY;
	assert_true(fabs((double)o.news[EVIDENCE_PROOF] / expected - 1) < (bursty ? 0.15 : 0.03));
}

static void traffic_has_its_rate_and_its_nights(void **state)
{
	(void)state;
	assert_proofs(SIM_BUSY, false, 86400);
	assert_proofs(SIM_MEDIUM, false, 1440);
	assert_proofs(SIM_QUIET, false, 24);
	assert_proofs(SIM_VERY_QUIET, false, 4);
}

static void bursts_keep_the_mean(void **state)
{
	(void)state;
	assert_proofs(SIM_MEDIUM, true, 1440);
}

struct gaps {
	long by_hour[24];
	int64_t last_ms, longest_ms;
};

static void measure_gap(struct onlooker *o, const struct sim_news *news)
{
	struct gaps *gaps = o->own;

	assert_in_range(news->t_ms - news->at_ms, 0, 50);
	gaps->by_hour[news->at_ms % DAY / HOUR]++;
	if (news->at_ms - gaps->last_ms > gaps->longest_ms)
		gaps->longest_ms = news->at_ms - gaps->last_ms;
	gaps->last_ms = news->at_ms;
}

static void nights_are_quiet_and_proofs_come_within_50_ms(void **state)
{
	struct gaps gaps = { { 0 }, 0, 0 };
	struct onlooker o;

	(void)state;
	onlooker_init(&o, 0);
	o.heard = measure_gap;
	o.own = &gaps;
	onlooker_run(&o);
	assert_in_range(gaps.by_hour[6], 200, 550);
	assert_in_range(gaps.by_hour[7], 3200, 4000);
	assert_in_range(gaps.by_hour[23], 3200, 4000);
	assert_true(gaps.longest_ms < 2 * HOUR);
}

static void bursts_have_lulls_between_them(void **state)
{
	struct gaps gaps = { { 0 }, 0, 0 };
	struct onlooker o;

	(void)state;
	onlooker_init(&o, 0);
	o.setup.sessions = 1;
	o.setup.bursty = true;
	o.heard = measure_gap;
	o.own = &gaps;
	onlooker_run(&o);
	assert_true(gaps.longest_ms > 2 * HOUR);
}

/* --- acts */

struct act {
	int who;
	enum sim_act kind;
	int64_t t_ms; /* when */
	bool done;
	int64_t result_ms;
	bool ok;
	int64_t first_ms[STATES], last_ms[STATES]; /* of session 0, since then */
	long unanswered;
	struct sim_fact fact;
};

static void act_once(struct onlooker *o, int who, const struct sim_look *look)
{
	struct act *act = o->own;

	if (who || o->now_ms < act->t_ms)
		return;
	if (!act->done) {
		act->done = true;
		assert_true(sim_act(o->hand, act->who, act->kind) == 1);
		return;
	}
	act->unanswered += !look->answered;
	if (!look->answered)
		return;
	if (!act->first_ms[look->state])
		act->first_ms[look->state] = o->now_ms - act->t_ms;
	act->last_ms[look->state] = o->now_ms - act->t_ms;
}

static void hear_result(struct onlooker *o, const struct sim_news *news)
{
	struct act *act = o->own;

	if (news->kind != EVIDENCE_RESULT)
		return;
	assert_true(news->id == 1);
	act->result_ms = news->t_ms - act->t_ms;
	act->ok = news->ok;
}

static void know_act(struct onlooker *o, const struct sim_fact *fact)
{
	struct act *act = o->own;

	if (fact->kind == SIM_ACTED)
		act->fact = *fact;
}

static void run_act(struct onlooker *o, struct act *act)
{
	onlooker_init(o, 0);
	o->setup.length_ms = act->t_ms + 5 * MINUTE;
	o->setup.traffic = SIM_BUSY;
	o->period_ms = 100;
	o->seen = act_once;
	o->heard = hear_result;
	o->known = know_act;
	o->own = act;
	onlooker_run(o);
}

static void a_restarted_session_is_stopped_for_3_s_and_back_after_20(void **state)
{
	struct act act = { .kind = SIM_RESTART_SESSION, .t_ms = 8 * HOUR };
	struct onlooker o;

	(void)state;
	run_act(&o, &act);
	assert_true(act.ok);
	assert_in_range(act.result_ms, 3000, 3200);
	assert_in_range(act.last_ms[STATE_OFF], 2900, 3000);
	assert_in_range(act.first_ms[STATE_STARTING], 3000, 3100);
	assert_in_range(act.last_ms[STATE_STARTING], 18 * SECOND - 100, 22 * SECOND);
	assert_int_equal(act.unanswered, 0);
	assert_true(act.fact.false_act && act.fact.interrupted == 1);
	assert_int_equal(act.fact.down_ms, 20 * SECOND);
	assert_int_equal(o.news[EVIDENCE_EVENT], 0);
}

static void a_restarted_container_is_gone_for_10_s_and_takes_all_with_it(void **state)
{
	struct act act = { .who = SIM_GATEWAY, .kind = SIM_RESTART_GATEWAY, .t_ms = 8 * HOUR };
	struct onlooker o;

	(void)state;
	run_act(&o, &act);
	assert_true(act.ok);
	assert_in_range(act.result_ms, 10 * SECOND, 11 * SECOND);
	assert_in_range(act.unanswered, 100, 110);
	assert_int_equal(act.first_ms[STATE_OFF], 0);
	assert_in_range(act.last_ms[STATE_STARTING], 28 * SECOND, 33 * SECOND);
	assert_true(act.fact.false_act && act.fact.interrupted == 2);
	assert_int_equal(o.events[EVENT_DIE], 1);
	assert_int_equal(o.events[EVENT_STOP], 1);
	assert_int_equal(o.events[EVENT_START], 1);
}

static void nobody_writes_through_a_session_that_restarts(void **state)
{
	struct act act = { .kind = SIM_RESTART_SESSION, .t_ms = 8 * HOUR };
	struct onlooker with, without;

	(void)state;
	run_act(&with, &act);
	act = (struct act){ .kind = SIM_RESTART_SESSION, .t_ms = 8 * HOUR, .done = true };
	run_act(&without, &act);
	assert_in_range(without.news[EVIDENCE_PROOF] - with.news[EVIDENCE_PROOF], 8, 35);
}

/* What acts are worth: each death, once it is there, gets one act of each kind a second time. */
struct trial {
	enum sim_act kind;
	enum sim_death death;
	bool tried;
	long tries, false_acts;
};

static void try_on_death(struct onlooker *o, int who, const struct sim_look *look)
{
	struct trial *trial = o->own;

	(void)look;
	if (o->dead_of[who + 1] != trial->death || o->now_ms - o->died_ms[who + 1] < MINUTE) {
		trial->tried &= o->dead_of[1] == trial->death || o->dead_of[2] == trial->death;
		return;
	}
	if (trial->tried)
		return;
	trial->tried = true;
	sim_act(o->hand, trial->kind == SIM_RESTART_GATEWAY ? SIM_GATEWAY : who, trial->kind);
}

static void count_trial(struct onlooker *o, const struct sim_fact *fact)
{
	struct trial *trial = o->own;

	if (fact->kind != SIM_ACTED)
		return;
	trial->tries++;
	trial->false_acts += fact->false_act;
}

static void assert_worth(uint32_t scenario, struct trial trial, bool worth)
{
	struct onlooker o;

	onlooker_init(&o, scenario);
	o.setup.length_ms = 200 * DAY;
	o.period_ms = 30 * SECOND;
	o.seen = try_on_death;
	o.known = count_trial;
	o.own = &trial;
	onlooker_run(&o);
	assert_true(trial.tries >= 3);
	assert_int_equal(trial.false_acts, worth ? 0 : trial.tries);
}

static void an_act_is_false_where_it_cannot_cure(void **state)
{
	static const struct {
		uint32_t scenario;
		enum sim_death death;
		bool session, gateway;
	} cases[] = {
		{ SCENARIO(6), SIM_LOUD, true, true },
		{ SCENARIO(8), SIM_ZOMBIE, true, true },
		{ SCENARIO(7), SIM_HUMAN, false, false },
		{ SCENARIO(11), SIM_LINE, false, false },
		{ SCENARIO(17), SIM_LOUD, false, false },
		{ SCENARIO(22), SIM_STOPPED, false, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_worth(cases[i].scenario,
			     (struct trial){ SIM_RESTART_SESSION, cases[i].death, false, 0, 0 },
			     cases[i].session);
		assert_worth(cases[i].scenario,
			     (struct trial){ SIM_RESTART_GATEWAY, cases[i].death, false, 0, 0 },
			     cases[i].gateway);
	}
}

static void restart_the_dead(struct onlooker *o, int who, const struct sim_look *look)
{
	bool long_dead = o->dead_of[who + 1] && o->now_ms - o->died_ms[who + 1] > MINUTE;

	(void)look;
	if (long_dead && o->now_ms % (10 * MINUTE) < o->period_ms)
		sim_act(o->hand, who, SIM_RESTART_SESSION);
}

static void nine_of_ten_acts_cure(void **state)
{
	struct onlooker o;

	(void)state;
	onlooker_init(&o, SCENARIO(6));
	o.setup.length_ms = 4 * YEAR;
	o.period_ms = MINUTE;
	o.seen = restart_the_dead;
	onlooker_run(&o);
	assert_in_range(o.died[SIM_LOUD], 350, 480);
	assert_int_equal(o.false_acts, 0);
	assert_true(fabs((double)o.died[SIM_LOUD] / (double)o.facts[SIM_ACTED] - 0.9) < 0.05);
}

/* --- probes */

static void probe_now_and_then(struct onlooker *o, int who, const struct sim_look *look)
{
	(void)look;
	if (who == 0)
		sim_probe(o->hand, 0);
}

static void hear_probe(struct onlooker *o, const struct sim_news *news)
{
	long *good = o->own;

	if (news->kind != EVIDENCE_PROBE)
		return;
	good[0] += news->ok && !o->dead_of[1];
	good[1] += !news->ok && !o->dead_of[1];
	good[2] += news->ok && o->dead_of[1];
}

static void a_probe_reaches_the_living_only(void **state)
{
	long good[3] = { 0 };
	struct onlooker o;

	(void)state;
	onlooker_init(&o, SCENARIO(8));
	o.setup.length_ms = 100 * DAY;
	o.period_ms = 10 * MINUTE;
	o.seen = probe_now_and_then;
	o.heard = hear_probe;
	o.own = good;
	onlooker_run(&o);
	assert_true(o.died[SIM_ZOMBIE] > 5);
	assert_true(good[0] > 1000);
	assert_true(good[1] * 200 < good[0]);
	assert_int_equal(good[2], 0);
	assert_int_equal(o.facts[SIM_ASKED], o.looks / 2);
}

/* --- the owner */

static void tell_of_the_dead(struct onlooker *o, int who, const struct sim_look *look)
{
	if (look->state == STATE_HUMAN && o->now_ms - o->died_ms[who + 1] <= o->period_ms)
		sim_notify(o->hand, who, NOTIFY_HUMAN);
}

static void an_owner_who_is_told_comes_within_hours_and_else_within_days(void **state)
{
	struct onlooker told, untold;

	(void)state;
	onlooker_init(&untold, SCENARIO(7));
	untold.setup.length_ms = YEAR;
	untold.period_ms = HOUR;
	told = untold;
	told.seen = tell_of_the_dead;
	onlooker_run(&told);
	onlooker_run(&untold);
	assert_in_range(told.dead_ms[SIM_HUMAN] / told.died[SIM_HUMAN], HOUR, 7 * HOUR);
	assert_in_range(untold.dead_ms[SIM_HUMAN] / untold.died[SIM_HUMAN], 2 * DAY,
			3 * DAY + HOUR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_seed_is_the_same_world),
		cmocka_unit_test(another_seed_is_another_world),
		cmocka_unit_test(who_only_looks_changes_nothing_however_often),
		cmocka_unit_test(lies_do_not_depend_on_who_reads_them),
		cmocka_unit_test(impossible_worlds_are_refused),
		cmocka_unit_test(a_decider_that_cannot_begin_ends_the_world),
		cmocka_unit_test(traffic_has_its_rate_and_its_nights),
		cmocka_unit_test(bursts_keep_the_mean),
		cmocka_unit_test(nights_are_quiet_and_proofs_come_within_50_ms),
		cmocka_unit_test(bursts_have_lulls_between_them),
		cmocka_unit_test(a_restarted_session_is_stopped_for_3_s_and_back_after_20),
		cmocka_unit_test(a_restarted_container_is_gone_for_10_s_and_takes_all_with_it),
		cmocka_unit_test(nobody_writes_through_a_session_that_restarts),
		cmocka_unit_test(an_act_is_false_where_it_cannot_cure),
		cmocka_unit_test(nine_of_ten_acts_cure),
		cmocka_unit_test(a_probe_reaches_the_living_only),
		cmocka_unit_test(an_owner_who_is_told_comes_within_hours_and_else_within_days),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
