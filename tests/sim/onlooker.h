/* onlooker.h - a decider that only looks, and writes down what it sees.  SPDX-License-Identifier: ISC
 *
 * A test may give it a word in between: .seen is asked at each look, .heard at each news.
 */
#ifndef ONLOOKER_H
#define ONLOOKER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim.h"

#define SECOND SIM_SECOND_MS
#define MINUTE SIM_MINUTE_MS
#define HOUR SIM_HOUR_MS
#define DAY SIM_DAY_MS
#define YEAR SIM_YEAR_MS
#define SCENARIO(n) (UINT32_C(1) << (n))

struct onlooker {
	struct sim_setup setup;
	int64_t period_ms;
	void (*seen)(struct onlooker *o, int who, const struct sim_look *look);
	void (*heard)(struct onlooker *o, const struct sim_news *news);
	void (*known)(struct onlooker *o, const struct sim_fact *fact);
	struct sim_hand *hand;
	int64_t now_ms;
	void *own; /* the test's */

	/* what came of it */
	long looks, unanswered, active, begins;
	long states[STATES], news[EVIDENCE_KINDS], events[EVENTS], selves[SELVES];
	long died[SIM_DEATHS], lives, facts[SIM_FACTS], false_acts;
	uint64_t truth, tidings; /* hashes of all facts, of all news */
	int64_t died_ms[SIM_SESSIONS_MAX + 1], dead_ms[SIM_DEATHS];
	enum sim_death dead_of[SIM_SESSIONS_MAX + 1];
	int64_t lived_ms[SIM_SESSIONS_MAX + 1]; /* when it last became alive, .died_ms until then */
	int64_t gone_ms[SIM_SESSIONS_MAX + 1];  /* the beginning of the death that ended then */
};

/* What the world keeps for it: .self is zeroed by the world, all else lives with the test. */
struct onlooker_self {
	struct onlooker *o;
};

struct onlooker_config {
	struct onlooker *o;
};

static inline void onlooker_hash(uint64_t *hash, int64_t value)
{
	*hash = (*hash ^ (uint64_t)value) * UINT64_C(0x9E3779B97F4A7C15);
	*hash ^= *hash >> 29;
}

static inline int onlooker_begin(void *self, struct sim_hand *hand, const struct sim_shape *shape)
{
	const struct onlooker_config *config = shape->config;
	struct onlooker_self *me = self;

	assert_null(me->o);
	me->o = config->o;
	me->o->hand = hand;
	me->o->begins++;
	assert_int_equal(shape->sessions, me->o->setup.sessions);
	sim_wake(hand, sim_now_ms(hand));
	return 0;
}

static inline void onlooker_wake(void *self, struct sim_hand *hand)
{
	struct onlooker *o = ((struct onlooker_self *)self)->o;
	struct sim_look look;

	o->now_ms = sim_now_ms(hand);
	for (int who = 0; who < o->setup.sessions; who++) {
		sim_look(hand, who, &look);
		o->looks++;
		o->unanswered += !look.answered;
		o->active += look.answered && look.has_activity;
		if (look.answered)
			o->states[look.state]++;
		if (o->seen)
			o->seen(o, who, &look);
	}
	sim_wake(hand, o->now_ms + o->period_ms);
}

/* Whatever is late: what proves life happened in a life. */
static inline void onlooker_check_proof(const struct onlooker *o, const struct sim_news *news)
{
	int i = news->who + 1;

	assert_false(o->dead_of[i] && news->at_ms > o->gone_ms[i]);
	assert_false(news->at_ms > o->gone_ms[i] && news->at_ms < o->lived_ms[i]);
}

static inline void onlooker_news(void *self, struct sim_hand *hand, const struct sim_news *news)
{
	struct onlooker *o = ((struct onlooker_self *)self)->o;

	assert_true(news->t_ms == sim_now_ms(hand) && news->t_ms >= o->now_ms);
	o->now_ms = news->t_ms;
	o->news[news->kind]++;
	if (news->kind == EVIDENCE_EVENT)
		o->events[news->what]++;
	else if (news->kind == EVIDENCE_SELF)
		o->selves[news->what]++;
	for (const int64_t *word = &news->t_ms; word <= &news->at_ms; word++)
		onlooker_hash(&o->tidings, *word);
	onlooker_hash(&o->tidings, (int64_t)news->kind << 32 | news->who << 8 | news->what);
	if (news->kind == EVIDENCE_PROOF && !(o->setup.scenarios & SCENARIO(13)))
		onlooker_check_proof(o, news);
	if (o->heard)
		o->heard(o, news);
}

static inline void onlooker_note_death(struct onlooker *o, const struct sim_fact *fact)
{
	int i = fact->who + 1;

	o->dead_ms[o->dead_of[i]] += fact->t_ms - o->died_ms[i];
	o->died_ms[i] = fact->t_ms;
	if (fact->kind == SIM_LIVES)
		o->lived_ms[i] = fact->t_ms;
	else if (!o->dead_of[i])
		o->gone_ms[i] = fact->t_ms;
	o->dead_of[i] = fact->kind == SIM_DIED ? fact->death : 0;
	if (fact->kind == SIM_DIED)
		o->died[fact->death]++;
	else
		o->lives++;
	onlooker_hash(&o->truth, fact->t_ms);
	onlooker_hash(&o->truth, (int64_t)fact->kind << 32 | fact->who << 8 | fact->death);
}

static inline void onlooker_know(void *ctx, const struct sim_fact *fact)
{
	struct onlooker *o = ctx;

	o->facts[fact->kind]++;
	o->false_acts += fact->kind == SIM_ACTED && fact->false_act;
	if (fact->kind == SIM_DIED || fact->kind == SIM_LIVES)
		onlooker_note_death(o, fact);
	if (o->known)
		o->known(o, fact);
}

/* Two sessions for thirty days, medium traffic, nothing the matter; a test changes what it is about. */
static inline void onlooker_init(struct onlooker *o, uint32_t scenarios)
{
	*o = (struct onlooker){
		.setup = { .seed = 1,
			   .scenarios = scenarios,
			   .traffic = SIM_MEDIUM,
			   .law = SIM_LOGNORMAL,
			   .sessions = 2,
			   .poll_ms = 10 * SECOND,
			   .length_ms = 30 * DAY },
		.period_ms = 10 * SECOND,
	};
}

static inline void onlooker_run(struct onlooker *o)
{
	struct onlooker_config config = { o };
	struct sim_decider decider = {
		.name = "onlooker",
		.self_bytes = sizeof(struct onlooker_self),
		.begin = onlooker_begin,
		.news = onlooker_news,
		.wake = onlooker_wake,
		.config = &config,
	};

	assert_int_equal(sim_run(&o->setup, &decider, onlooker_know, o), 0);
}

/* One scenario for so long, looked at so often. */
static inline void onlooker_run_scenario(struct onlooker *o, int number, int64_t length_ms,
					 int64_t period_ms)
{
	onlooker_init(o, number ? SCENARIO(number) : 0);
	o->setup.length_ms = length_ms;
	o->period_ms = period_ms;
	onlooker_run(o);
}

static inline void assert_nobody_died(const struct onlooker *o)
{
	assert_int_equal(o->facts[SIM_DIED], 0);
}

#endif
