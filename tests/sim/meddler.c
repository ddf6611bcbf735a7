/* meddler.c - see meddler.h.  SPDX-License-Identifier: ISC */
#include "meddler.h"

#include <stddef.h>

#define HOLD_MS (10 * SIM_MINUTE_MS)
#define LEDGER_FROM_MS (30 * SIM_MINUTE_MS) /* of each hour */
#define LEDGER_UNTIL_MS (40 * SIM_MINUTE_MS)

struct meddler {
	const struct meddler_config *config;
	int sessions;
	int64_t held_hour; /* hours are counted from 1 */
	bool ledger_down;
	max_align_t inner[]; /* the watcher's own memory */
};

static int64_t hour_of(int64_t now_ms)
{
	return now_ms / SIM_HOUR_MS + 1;
}

static void say(struct meddler *m, struct sim_hand *hand, struct sim_news news)
{
	news.t_ms = sim_now_ms(hand);
	m->config->inner.news(m->inner, hand, &news);
}

/* Whom somebody looks after: the first that does not work. */
static int find_bad(const struct meddler *m, struct sim_hand *hand)
{
	struct sim_look look = { .answered = false };

	for (int who = 0; who < m->sessions; who++) {
		sim_look(hand, who, &look);
		if (look.answered && look.state != STATE_UP && look.state != STATE_HUMAN)
			return who;
	}
	return SIM_GATEWAY;
}

static void meddle_hold(struct meddler *m, struct sim_hand *hand)
{
	int64_t hour = hour_of(sim_now_ms(hand));
	int who = m->held_hour == hour ? SIM_GATEWAY : find_bad(m, hand);

	if (who == SIM_GATEWAY)
		return;
	m->held_hour = hour;
	say(m, hand,
	    (struct sim_news){ .kind = EVIDENCE_COMMAND,
			       .who = who,
			       .what = COMMAND_HOLD,
			       .for_ms = HOLD_MS });
}

static void meddle_ledger(struct meddler *m, struct sim_hand *hand)
{
	int64_t in_hour_ms = sim_now_ms(hand) % SIM_HOUR_MS;
	bool down = in_hour_ms >= LEDGER_FROM_MS && in_hour_ms < LEDGER_UNTIL_MS;

	if (down == m->ledger_down)
		return;
	m->ledger_down = down;
	say(m, hand,
	    (struct sim_news){ .kind = EVIDENCE_SELF,
			       .who = SIM_GATEWAY,
			       .what = down ? SELF_LEDGER_DOWN : SELF_LEDGER_UP });
}

/* --- what a decider does */

static int begin(void *self, struct sim_hand *hand, const struct sim_shape *shape)
{
	struct meddler *m = self;

	m->config = shape->config;
	m->sessions = shape->sessions;
	return m->config->inner.begin(m->inner, hand, shape);
}

static void news(void *self, struct sim_hand *hand, const struct sim_news *said)
{
	struct meddler *m = self;

	m->config->inner.news(m->inner, hand, said);
}

static void wake(void *self, struct sim_hand *hand)
{
	struct meddler *m = self;

	m->config->inner.wake(m->inner, hand);
	meddle_ledger(m, hand);
	meddle_hold(m, hand);
}

static void killed(void *self, struct sim_hand *hand)
{
	struct meddler *m = self;

	m->ledger_down = false;
	m->config->inner.killed(m->inner, hand);
}

static void end(void *self)
{
	struct meddler *m = self;

	if (m->config)
		m->config->inner.end(m->inner);
}

void meddler_init(struct meddler_config *config, const struct watcher_config *watcher)
{
	config->watcher = *watcher;
	config->inner = watcher_decider(&config->watcher);
}

struct sim_decider meddler_decider(const struct meddler_config *config)
{
	return (struct sim_decider){
		.name = "meddler",
		.self_bytes = (uint32_t)(sizeof(struct meddler) + config->inner.self_bytes),
		.begin = begin,
		.news = news,
		.wake = wake,
		.end = end,
		.killed = killed,
		.config = config,
	};
}
