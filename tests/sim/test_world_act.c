/* test_world_act.c - what acts and probes do to a world.  SPDX-License-Identifier: ISC */
#include "onlooker.h"

#include <math.h>

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

/* Acts on the first death of the gateway after so long, of one kind, once. */
struct rescue {
	enum sim_death death;
	int64_t after_ms;
	enum sim_act kind;
	int64_t acted_ms, lived_ms;
	bool tried, false_act;
	enum words_result result;
};

static void rescue_gateway(struct onlooker *o, int who, const struct sim_look *look)
{
	struct rescue *rescue = o->own;
	bool due = o->dead_of[0] == rescue->death && o->now_ms - o->died_ms[0] >= rescue->after_ms;

	(void)look;
	if (who || rescue->tried || !due)
		return;
	rescue->tried = true;
	rescue->acted_ms = o->now_ms;
	sim_act(o->hand, rescue->kind == SIM_RESTART_GATEWAY ? SIM_GATEWAY : 0, rescue->kind);
}

static void hear_rescue(struct onlooker *o, const struct sim_news *news)
{
	struct rescue *rescue = o->own;

	if (news->kind == EVIDENCE_RESULT)
		rescue->result = news->what;
}

static void know_rescue(struct onlooker *o, const struct sim_fact *fact)
{
	struct rescue *rescue = o->own;

	if (fact->kind == SIM_ACTED)
		rescue->false_act = fact->false_act;
	else if (fact->kind == SIM_LIVES && fact->who == SIM_GATEWAY && rescue->tried &&
		 !rescue->lived_ms)
		rescue->lived_ms = fact->t_ms;
}

static struct rescue run_rescue(int scenario, enum sim_death death, int64_t after_ms,
				enum sim_act kind)
{
	struct rescue rescue = { .death = death, .after_ms = after_ms, .kind = kind };
	struct onlooker o;

	onlooker_init(&o, SCENARIO(scenario));
	o.setup.length_ms = 60 * DAY;
	o.setup.traffic = SIM_VERY_QUIET;
	o.period_ms = 500;
	o.seen = rescue_gateway;
	o.heard = hear_rescue;
	o.known = know_rescue;
	o.own = &rescue;
	onlooker_run(&o);
	assert_true(rescue.tried);
	return rescue;
}

static void a_dead_container_lives_when_it_has_started_again(void **state)
{
	struct rescue rescue = run_rescue(9, SIM_CRASH, MINUTE, SIM_RESTART_GATEWAY);

	(void)state;
	assert_false(rescue.false_act);
	assert_int_equal(rescue.result, 0);
	assert_int_equal(rescue.lived_ms - rescue.acted_ms, 500);
}

/* In that world Docker revives every container. */
static void who_restarts_what_docker_is_about_to_revive_is_wrong(void **state)
{
	(void)state;
	assert_true(run_rescue(23, SIM_CRASH, 1 * SECOND, SIM_RESTART_GATEWAY).false_act);
}

static void what_hangs_needs_its_container_restarted(void **state)
{
	struct rescue wide, single;

	(void)state;
	wide = run_rescue(23, SIM_HANGS, 20 * SECOND, SIM_RESTART_GATEWAY);
	assert_false(wide.false_act);
	assert_in_range(wide.lived_ms - wide.acted_ms, 10 * SECOND, 11 * SECOND);
	single = run_rescue(23, SIM_HANGS, 20 * SECOND, SIM_RESTART_SESSION);
	assert_true(single.false_act);
	assert_int_equal(single.result, RESULT_TIMEOUT);
}

static void a_session_of_a_dead_container_cannot_be_restarted(void **state)
{
	struct rescue rescue = run_rescue(9, SIM_CRASH, MINUTE, SIM_RESTART_SESSION);

	(void)state;
	assert_true(rescue.false_act);
	assert_int_equal(rescue.result, RESULT_FAILED);
}

/* Every half second from its death on. */
static void restart_again_and_again(struct onlooker *o, int who, const struct sim_look *look)
{
	(void)look;
	if (who == 0 && o->dead_of[1] && o->facts[SIM_ACTED] < 20)
		sim_act(o->hand, 0, SIM_RESTART_SESSION);
}

static void count_failure(struct onlooker *o, const struct sim_news *news)
{
	long *failures = o->own;

	*failures += news->kind == EVIDENCE_RESULT && news->what == RESULT_FAILED;
}

/* It is refused while it stops: 3 s of 6 acts; behind that it begins anew. */
static void an_act_into_a_restart_is_false(void **state)
{
	struct onlooker o;
	long failures = 0;

	(void)state;
	onlooker_init(&o, SCENARIO(6));
	o.period_ms = 500;
	o.seen = restart_again_and_again;
	o.heard = count_failure;
	o.own = &failures;
	onlooker_run(&o);
	assert_int_equal(o.facts[SIM_ACTED], 20);
	assert_int_equal(o.false_acts, 19);
	assert_in_range(failures, 14, 17);
}

struct interruption {
	int64_t acted_ms; /* 0: none goes on */
	int64_t shortest_ms;
	long count;
};

/* Whoever shows STARTING is restarted, once until it works. */
static void interrupt(struct onlooker *o, int who, const struct sim_look *look)
{
	struct interruption *i = o->own;

	if (who)
		return;
	if (i->acted_ms && look->state == STATE_UP) {
		if (o->now_ms - i->acted_ms < i->shortest_ms)
			i->shortest_ms = o->now_ms - i->acted_ms;
		i->acted_ms = 0;
		i->count++;
	} else if (!i->acted_ms && look->state == STATE_STARTING) {
		i->acted_ms = o->now_ms;
		sim_act(o->hand, 0, SIM_RESTART_SESSION);
	}
}

static void what_was_going_on_does_not_end_a_restart_early(void **state)
{
	struct interruption interruption = { .shortest_ms = DAY };
	struct onlooker o;

	(void)state;
	onlooker_init(&o, SCENARIO(4));
	o.setup.law = SIM_LOGNORMAL_WIDE;
	o.setup.length_ms = 5 * DAY;
	o.period_ms = 500;
	o.seen = interrupt;
	o.own = &interruption;
	onlooker_run(&o);
	assert_true(interruption.count > 150);
	assert_in_range(interruption.shortest_ms, 18 * SECOND, 19 * SECOND);
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

/* Half of its deaths nobody mends for a day: all that while nobody answers. */
static void who_is_not_there_answers_no_probe(void **state)
{
	long good[3] = { 0 };
	struct onlooker o;

	(void)state;
	onlooker_init(&o, SCENARIO(9));
	o.setup.length_ms = 300 * DAY;
	o.setup.traffic = SIM_VERY_QUIET;
	o.period_ms = 10 * MINUTE;
	o.seen = probe_now_and_then;
	o.heard = hear_probe;
	o.own = good;
	onlooker_run(&o);
	assert_true(o.died[SIM_CRASH] > 30);
	assert_true(o.facts[SIM_ASKED] - o.news[EVIDENCE_PROBE] > 4 * DAY / o.period_ms);
}

static void restart_twice(struct onlooker *o, int who, const struct sim_look *look)
{
	(void)look;
	if (who == 0 && o->now_ms <= SECOND)
		sim_act(o->hand, SIM_GATEWAY, SIM_RESTART_GATEWAY);
}

static void a_container_that_restarts_is_not_restarted(void **state)
{
	struct onlooker o;
	long failures = 0;

	(void)state;
	onlooker_init(&o, 0);
	o.period_ms = SECOND;
	o.setup.length_ms = HOUR;
	o.seen = restart_twice;
	o.heard = count_failure;
	o.own = &failures;
	onlooker_run(&o);
	assert_int_equal(o.facts[SIM_ACTED], 2);
	assert_int_equal(failures, 1);
	assert_int_equal(o.events[EVENT_START], 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_restarted_session_is_stopped_for_3_s_and_back_after_20),
		cmocka_unit_test(a_restarted_container_is_gone_for_10_s_and_takes_all_with_it),
		cmocka_unit_test(nobody_writes_through_a_session_that_restarts),
		cmocka_unit_test(an_act_is_false_where_it_cannot_cure),
		cmocka_unit_test(a_dead_container_lives_when_it_has_started_again),
		cmocka_unit_test(who_restarts_what_docker_is_about_to_revive_is_wrong),
		cmocka_unit_test(what_hangs_needs_its_container_restarted),
		cmocka_unit_test(a_session_of_a_dead_container_cannot_be_restarted),
		cmocka_unit_test(an_act_into_a_restart_is_false),
		cmocka_unit_test(what_was_going_on_does_not_end_a_restart_early),
		cmocka_unit_test(nine_of_ten_acts_cure),
		cmocka_unit_test(a_probe_reaches_the_living_only),
		cmocka_unit_test(who_is_not_there_answers_no_probe),
		cmocka_unit_test(a_container_that_restarts_is_not_restarted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
