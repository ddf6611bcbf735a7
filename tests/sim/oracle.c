/* oracle.c - see oracle.h.  SPDX-License-Identifier: ISC */
#include "oracle.h"

#include <stdlib.h>

#include "limit.h"

#define HURRY_MS (2 * SIM_SECOND_MS)
#define RESTART_MS (40 * SIM_SECOND_MS) /* the longest way of a restart, stop included */
#define REVIVE_MS (6 * SIM_SECOND_MS)   /* a crashed container is back by then, or never */
#define LINE_MS (35 * SIM_SECOND_MS)    /* a loss of the line is known by then */
#define PROBE_MS (15 * SIM_MINUTE_MS)
#define PROBE_AGAIN_MS (40 * SIM_SECOND_MS)
#define PROBES_FAILED 4

struct session {
	int64_t bad_ms;         /* first bad read of this run, 0: none */
	int64_t quiet_until_ms; /* of our own restart */
	int64_t probe_ms;
	int failed;
	bool human;
};

struct judge {
	const struct oracle *known;
	int sessions;
	int64_t poll_ms, due_ms, patience_ms;
	int64_t dead_ms; /* when to start the crashed container, 0: it runs */
	bool line_down;
	struct session session[SIM_SESSIONS_MAX];
};

static int begin(void *self, struct sim_hand *hand, const struct sim_shape *shape)
{
	struct judge *judge = self;
	const struct oracle *known = judge->known = shape->config;

	judge->sessions = shape->sessions;
	judge->poll_ms = shape->poll_ms;
	judge->patience_ms =
		(int64_t)limit_sampled_ms(known->law, known->false_per_year, shape->poll_ms);
	for (int who = 0; who < judge->sessions; who++)
		judge->session[who].probe_ms = shape->offers_probe ? PROBE_MS : INT64_MAX;
	judge->due_ms = sim_now_ms(hand) + judge->poll_ms;
	sim_wake(hand, judge->due_ms);
	return 0;
}

static void restart(struct judge *judge, struct sim_hand *hand, int who)
{
	struct session *session = &judge->session[who];
	int64_t now_ms = sim_now_ms(hand);

	sim_act(hand, who, SIM_RESTART_SESSION);
	session->bad_ms = 0;
	session->failed = 0;
	session->quiet_until_ms = now_ms + RESTART_MS;
	if (session->probe_ms != INT64_MAX)
		session->probe_ms = now_ms + PROBE_MS;
}

static void restart_gateway(struct judge *judge, struct sim_hand *hand)
{
	int64_t now_ms = sim_now_ms(hand);

	judge->dead_ms = 0;
	sim_act(hand, SIM_GATEWAY, SIM_RESTART_GATEWAY);
	for (int who = 0; who < judge->sessions; who++) {
		judge->session[who].bad_ms = 0;
		judge->session[who].quiet_until_ms = now_ms + RESTART_MS;
	}
}

/* A run that another session shares may be the line, of which the news is late. */
static int64_t deadline_ms(const struct judge *judge, int who)
{
	int64_t bad_ms = judge->session[who].bad_ms, patience_ms = judge->patience_ms;

	for (int i = 0; i < judge->sessions; i++)
		if (i != who && judge->session[i].bad_ms && patience_ms < LINE_MS &&
		    llabs(judge->session[i].bad_ms - bad_ms) <= LINE_MS)
			patience_ms = LINE_MS;
	return bad_ms + patience_ms;
}

/* Reads one; gives when it must be read next. */
static int64_t attend(struct judge *judge, struct sim_hand *hand, int who)
{
	struct session *session = &judge->session[who];
	int64_t now_ms = sim_now_ms(hand), act_ms;
	struct sim_look look;

	if (now_ms < session->quiet_until_ms)
		return session->quiet_until_ms;
	sim_look(hand, who, &look);
	if (!look.answered)
		return judge->due_ms;
	session->human = look.state == STATE_HUMAN || (session->human && look.state != STATE_UP);
	if (look.state == STATE_UP || session->human || judge->line_down) {
		session->bad_ms = 0;
		return judge->due_ms;
	}
	if (!session->bad_ms)
		session->bad_ms = now_ms;
	act_ms = deadline_ms(judge, who);
	if (now_ms >= act_ms) {
		restart(judge, hand, who);
		return judge->due_ms;
	}
	return now_ms + HURRY_MS < act_ms ? now_ms + HURRY_MS : act_ms;
}

/* An answer that did not come is a failed one. */
static int64_t ask(struct judge *judge, struct sim_hand *hand, int who)
{
	struct session *session = &judge->session[who];
	int64_t now_ms = sim_now_ms(hand);

	if (now_ms < session->probe_ms || session->bad_ms || session->human ||
	    now_ms < session->quiet_until_ms || judge->line_down || judge->dead_ms)
		return session->probe_ms > now_ms ? session->probe_ms : now_ms + judge->poll_ms;
	if (session->failed >= PROBES_FAILED) {
		restart(judge, hand, who);
		return session->probe_ms;
	}
	session->failed++;
	session->probe_ms = now_ms + PROBE_AGAIN_MS;
	sim_probe(hand, who);
	return session->probe_ms;
}

static void wake(void *self, struct sim_hand *hand)
{
	struct judge *judge = self;
	int64_t now_ms = sim_now_ms(hand), next_ms, at_ms;

	if (judge->dead_ms && now_ms >= judge->dead_ms)
		restart_gateway(judge, hand);
	if (now_ms >= judge->due_ms)
		judge->due_ms = now_ms + judge->poll_ms;
	next_ms = judge->due_ms;
	if (judge->dead_ms && judge->dead_ms < next_ms)
		next_ms = judge->dead_ms;
	for (int who = 0; who < judge->sessions; who++) {
		at_ms = attend(judge, hand, who);
		next_ms = at_ms < next_ms ? at_ms : next_ms;
		at_ms = ask(judge, hand, who);
		next_ms = at_ms < next_ms ? at_ms : next_ms;
	}
	sim_wake(hand, next_ms);
}

static void take_event(struct judge *judge, struct sim_hand *hand, const struct sim_news *what)
{
	if (what->what == EVENT_DIE && !judge->dead_ms) {
		judge->dead_ms = what->t_ms + REVIVE_MS;
		sim_wake(hand, what->t_ms + 1);
	}
	if (what->what == EVENT_START || what->what == EVENT_STOP)
		judge->dead_ms = 0;
}

static void clear_runs(struct judge *judge, bool line_down)
{
	judge->line_down = line_down;
	for (int who = 0; who < judge->sessions; who++)
		judge->session[who].bad_ms = judge->session[who].failed = 0;
}

static void take_life(struct session *session, const struct sim_news *what)
{
	session->failed = 0;
	session->human = false;
	if (session->probe_ms != INT64_MAX)
		session->probe_ms = what->t_ms + PROBE_MS;
	if (what->kind == EVIDENCE_PROOF && what->at_ms >= session->bad_ms)
		session->bad_ms = 0;
}

static void news(void *self, struct sim_hand *hand, const struct sim_news *what)
{
	struct judge *judge = self;
	bool alive = what->kind == EVIDENCE_PROOF || (what->kind == EVIDENCE_PROBE && what->ok);

	if (alive && what->who >= 0)
		take_life(&judge->session[what->who], what);
	if (what->kind == EVIDENCE_EVENT)
		take_event(judge, hand, what);
	if (what->kind == EVIDENCE_SELF && what->what == SELF_UPLINK_DOWN)
		clear_runs(judge, true);
	if (what->kind == EVIDENCE_SELF && what->what == SELF_UPLINK_UP)
		clear_runs(judge, false);
}

struct sim_decider oracle_decider(const char *name, const struct oracle *known)
{
	return (struct sim_decider){
		.name = name,
		.self_bytes = sizeof(struct judge),
		.begin = begin,
		.news = news,
		.wake = wake,
		.config = known,
	};
}
