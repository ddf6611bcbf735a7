/* scripted.h - a hand-made world for one decider: a script of what it reads, a list of what it did.
 * SPDX-License-Identifier: ISC
 *
 * It takes the place of the simulated world: whoever includes it links none of that.  A session is up
 * until the script says otherwise.
 */
#ifndef SCRIPTED_H
#define SCRIPTED_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim.h"

#define SCRIPTED_LINES 512
#define SCRIPTED_ACTS 4096
#define SCRIPTED_CALL_MS 3000 /* the call of a restart returns after it */

struct scripted_line {
	int64_t from_ms;
	int who;
	enum words_state state; /* 0: no answer */
	bool healed;            /* by a restart: the next restart takes it back */
};

struct scripted_act {
	int64_t t_ms;
	int who;
	enum sim_act act;
};

struct sim_hand {
	int64_t now_ms, wake_ms;
	struct scripted_line lines[SCRIPTED_LINES];
	struct sim_news news[SCRIPTED_LINES]; /* t_ms INT64_MAX: told */
	struct scripted_act acts[SCRIPTED_ACTS];
	int lines_count, news_count, acts_count, told, probes;
	int64_t activity_ms; /* of all sessions; -1: the field is absent */
	int64_t took_ms;
	bool refuses;     /* restarts fail */
	int64_t heals_ms; /* a restarted session is up so long after the call; 0: it does not heal */
};

/* A cmocka fixture: the hand of a test, and at its beginning one in which nothing has happened. */
static inline int scripted_make(void **state)
{
	*state = calloc(1, sizeof(struct sim_hand));
	return *state ? 0 : -1;
}

static inline int scripted_drop(void **state)
{
	free(*state);
	return 0;
}

static inline struct sim_hand *scripted_hand(void **state)
{
	struct sim_hand *hand = *state;

	memset(hand, 0, sizeof(*hand));
	hand->activity_ms = -1;
	return hand;
}

static inline void scripted_say(struct sim_hand *hand, int64_t from_ms, int who,
				enum words_state state)
{
	assert_true(hand->lines_count < SCRIPTED_LINES);
	hand->lines[hand->lines_count++] = (struct scripted_line){ from_ms, who, state, false };
}

static inline void scripted_tell(struct sim_hand *hand, const struct sim_news *news)
{
	for (int i = 0; i < hand->news_count; i++) {
		if (hand->news[i].t_ms == INT64_MAX) {
			hand->news[i] = *news;
			return;
		}
	}
	assert_true(hand->news_count < SCRIPTED_LINES);
	hand->news[hand->news_count++] = *news;
}

static inline void scripted_proof(struct sim_hand *hand, int64_t t_ms, int who)
{
	scripted_tell(hand,
		      &(struct sim_news){
			      .kind = EVIDENCE_PROOF, .t_ms = t_ms, .at_ms = t_ms, .who = who });
}

static inline void scripted_event(struct sim_hand *hand, int64_t t_ms, enum words_event what)
{
	scripted_tell(hand, &(struct sim_news){ .kind = EVIDENCE_EVENT,
						.t_ms = t_ms,
						.who = SIM_GATEWAY,
						.what = (int)what });
}

int64_t sim_now_ms(const struct sim_hand *hand)
{
	return hand->now_ms;
}

int64_t sim_wall_ms(const struct sim_hand *hand)
{
	return hand->now_ms;
}

void sim_look(struct sim_hand *hand, int who, struct sim_look *look)
{
	enum words_state state = STATE_UP;
	int64_t since_ms = 0;

	for (int i = 0; i < hand->lines_count; i++) {
		const struct scripted_line *line = &hand->lines[i];

		if (line->who == who && line->from_ms >= since_ms &&
		    line->from_ms <= hand->now_ms) {
			state = line->state;
			since_ms = line->from_ms;
		}
	}
	*look = (struct sim_look){
		.answered = state != 0,
		.state = state,
		.has_activity = hand->activity_ms >= 0,
		.activity_ms = hand->activity_ms,
		.took_ms = hand->took_ms,
	};
}

void sim_probe(struct sim_hand *hand, int who)
{
	(void)who;
	hand->probes++;
}

static inline void scripted_heal(struct sim_hand *hand, int who)
{
	for (int i = 0; i < hand->lines_count; i++)
		if (hand->lines[i].healed && hand->lines[i].who == who &&
		    hand->lines[i].from_ms > hand->now_ms)
			hand->lines[i].state = STATE_STARTING;
	scripted_say(hand, hand->now_ms, who, STATE_STARTING);
	scripted_say(hand, hand->now_ms + hand->heals_ms, who, STATE_UP);
	hand->lines[hand->lines_count - 1].healed = true;
}

uint64_t sim_act(struct sim_hand *hand, int who, enum sim_act act)
{
	int first = who == SIM_GATEWAY ? 0 : who, last = who == SIM_GATEWAY ? 3 : who;

	assert_true(hand->acts_count < SCRIPTED_ACTS);
	hand->acts[hand->acts_count] = (struct scripted_act){ hand->now_ms, who, act };
	for (int i = first; i <= last && hand->heals_ms && !hand->refuses; i++)
		scripted_heal(hand, i);
	hand->acts_count++;
	scripted_tell(hand, &(struct sim_news){ .kind = EVIDENCE_RESULT,
						.t_ms = hand->now_ms + SCRIPTED_CALL_MS,
						.who = who,
						.id = (uint64_t)hand->acts_count,
						.ok = !hand->refuses });
	return (uint64_t)hand->acts_count;
}

void sim_notify(struct sim_hand *hand, int who, enum words_notify what)
{
	(void)who;
	(void)what;
	hand->told++;
}

void sim_wake(struct sim_hand *hand, int64_t t_ms)
{
	hand->wake_ms = t_ms;
}

/* The earliest news at or before until_ms, NULL if there is none. */
static inline struct sim_news *scripted_next(struct sim_hand *hand, int64_t until_ms)
{
	struct sim_news *next = NULL;

	for (int i = 0; i < hand->news_count; i++)
		if (hand->news[i].t_ms <= until_ms && (!next || hand->news[i].t_ms < next->t_ms))
			next = &hand->news[i];
	return next;
}

/* Lives through the script; hand is zeroed but for the script. */
static inline void scripted_run(struct sim_hand *hand, const struct sim_decider *decider,
				int sessions, int64_t until_ms)
{
	const struct sim_shape shape = { .sessions = sessions,
					 .poll_ms = 10 * SIM_SECOND_MS,
					 .offers_probe = true,
					 .has_container = true,
					 .seed = 1,
					 .config = decider->config };
	void *self = calloc(1, decider->self_bytes);
	struct sim_news *next, news;

	hand->wake_ms = INT64_MAX;
	assert_int_equal(decider->begin(self, hand, &shape), 0);
	while ((next = scripted_next(hand, until_ms)) || hand->wake_ms <= until_ms) {
		if (next && next->t_ms <= hand->wake_ms) {
			news = *next;
			next->t_ms = INT64_MAX;
			hand->now_ms = news.t_ms;
			decider->news(self, hand, &news);
			continue;
		}
		hand->now_ms = hand->wake_ms;
		hand->wake_ms = INT64_MAX;
		decider->wake(self, hand);
	}
	free(self);
}

#endif
