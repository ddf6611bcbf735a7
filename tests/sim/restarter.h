/* restarter.h - an onlooker who restarts what is loudly dead, at most every 5 minutes.
 * SPDX-License-Identifier: ISC */
#ifndef RESTARTER_H
#define RESTARTER_H

#include "onlooker.h"

struct restarter {
	long results, failures, timeouts,
		done_late; /* done_late: it lives, though nobody answered */
	int who;           /* acted on last */
	int64_t next_ms;
};

static inline void restarter_look(struct onlooker *o, int who, const struct sim_look *look)
{
	struct restarter *restarts = o->own;

	(void)look;
	if (o->dead_of[who + 1] != SIM_LOUD || o->now_ms < restarts->next_ms)
		return;
	sim_act(o->hand, who, SIM_RESTART_SESSION);
	restarts->who = who;
	restarts->next_ms = o->now_ms + 5 * MINUTE;
}

static inline void restarter_hear(struct onlooker *o, const struct sim_news *news)
{
	struct restarter *restarts = o->own;

	if (news->kind != EVIDENCE_RESULT)
		return;
	restarts->results++;
	restarts->failures += news->what == RESULT_FAILED;
	restarts->timeouts += news->what == RESULT_TIMEOUT;
	restarts->done_late += news->what == RESULT_TIMEOUT && !o->dead_of[restarts->who + 1];
}

static inline struct restarter restarter_run(struct onlooker *o, int number, int years)
{
	struct restarter restarts = { 0 };

	onlooker_init(o, SCENARIO(number));
	o->setup.length_ms = years * YEAR;
	o->setup.traffic = SIM_VERY_QUIET;
	o->period_ms = 30 * SECOND;
	o->seen = restarter_look;
	o->heard = restarter_hear;
	o->own = &restarts;
	onlooker_run(o);
	return restarts;
}

#endif
