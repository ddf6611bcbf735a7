/* baseline_streak.c - see baseline_streak.h.  SPDX-License-Identifier: ISC
 *
 * One serial loop over all sessions, as such scripts are written: while a restart call is under way
 * nothing is read, and the round goes on where it stopped.  A read without answer is a bad one.
 */
#include "baseline_streak.h"

#define ACTS_KEPT 4 /* no intensity counts more */

struct session {
	uint64_t bad;     /* newest read in bit 0 */
	bool failed;      /* convicted, and not good since */
	int64_t proof_ms; /* 0: none yet */
	int64_t skip_until_ms;
	int starts, rounds; /* of monit's limit */
};

struct streak {
	const struct baseline_streak *rule;
	int sessions, next; /* next: to be read in this round */
	int64_t period_ms, due_ms;
	struct baseline_flight flight;
	int64_t acts_ms[ACTS_KEPT]; /* newest first, -1 none */
	struct session session[SIM_SESSIONS_MAX];
};

/* Any read other than WORKING restarts.  Source: the report that began this. */
const struct baseline_streak baseline_fail_loud = {
	.times = 1,
	.cycles = 1,
	.excuse = BASELINE_NO_EXCUSE,
	.limit = BASELINE_NO_LIMIT,
};

/* The same by somebody who has seen that a start takes longer than a poll. */
const struct baseline_streak baseline_fail_loud_pause = {
	.times = 1,
	.cycles = 1,
	.excuse = BASELINE_NO_EXCUSE,
	.limit = BASELINE_NO_LIMIT,
	.pause_ms = 60 * SIM_SECOND_MS,
};

/* The reported work-around: STARTING or STOPPED with a fresh timestamps.activity needs a second read in
 * a row; without the field, or with an old one, the first restarts.  How fresh is not published. */
const struct baseline_streak baseline_two_reads = {
	.times = 1,
	.cycles = 2,
	.excuse = BASELINE_ACTIVITY,
	.excused_times = 2,
	.fresh_ms = 60 * SIM_SECOND_MS,
	.limit = BASELINE_NO_LIMIT,
	.pause_ms = 60 * SIM_SECOND_MS,
};

/* The same with a webhook for the sign of life. */
const struct baseline_streak baseline_two_reads_webhook = {
	.times = 1,
	.cycles = 2,
	.excuse = BASELINE_WEBHOOK,
	.excused_times = 2,
	.fresh_ms = 60 * SIM_SECOND_MS,
	.limit = BASELINE_NO_LIMIT,
	.pause_ms = 60 * SIM_SECOND_MS,
};

/* set daemon 30; if failed 3 times within 5 cycles then restart; if 5 restarts within 20 cycles then
 * unmonitor.  Once failed, each further failed cycle acts again: monit's event.c handles failed events
 * each time, and only a good one makes it count anew. */
const struct baseline_streak baseline_monit = {
	.period_ms = 30 * SIM_SECOND_MS,
	.times = 3,
	.cycles = 5,
	.excuse = BASELINE_NO_EXCUSE,
	.limit = BASELINE_CYCLES,
	.acts = 5,
	.within = 20,
};

/* A supervisor's defaults: intensity 1, period 5 s; a second restart of any child within it is one too
 * many, and the supervisor goes. */
const struct baseline_streak baseline_erlang = {
	.times = 1,
	.cycles = 1,
	.excuse = BASELINE_NO_EXCUSE,
	.limit = BASELINE_INTENSITY,
	.acts = 1,
	.within = 5 * SIM_SECOND_MS,
};

static int begin(void *self, struct sim_hand *hand, const struct sim_shape *shape)
{
	struct streak *streak = self;

	streak->rule = shape->config;
	streak->sessions = streak->next = shape->sessions;
	streak->period_ms = streak->rule->period_ms ? streak->rule->period_ms : shape->poll_ms;
	streak->due_ms = sim_now_ms(hand) + streak->period_ms;
	for (int i = 0; i < ACTS_KEPT; i++)
		streak->acts_ms[i] = -1;
	sim_wake(hand, streak->due_ms);
	return 0;
}

static void give_up(struct streak *streak, struct sim_hand *hand, int who)
{
	int64_t until_ms = sim_now_ms(hand) + BASELINE_PERSON_MS;
	int last = who == SIM_GATEWAY ? streak->sessions - 1 : who;

	for (int i = who == SIM_GATEWAY ? 0 : who; i <= last; i++)
		streak->session[i] = (struct session){ .skip_until_ms = until_ms };
	sim_notify(hand, who, NOTIFY_QUARANTINED);
}

/* monit's check_timeout(): asked before each check of a session. */
static bool too_many_starts(const struct baseline_streak *rule, struct session *session)
{
	bool spent;

	if (session->starts > 0)
		session->rounds++;
	spent = session->starts >= rule->acts && session->rounds <= rule->within;
	if (session->rounds > rule->within)
		session->rounds = session->starts = 0;
	return spent;
}

static bool too_intense(struct streak *streak, int64_t now_ms)
{
	int within = 0;

	for (int i = ACTS_KEPT - 1; i > 0; i--)
		streak->acts_ms[i] = streak->acts_ms[i - 1];
	streak->acts_ms[0] = now_ms;
	for (int i = 0; i < ACTS_KEPT; i++)
		within += streak->acts_ms[i] >= 0 &&
			  now_ms - streak->acts_ms[i] <= streak->rule->within;
	return within > streak->rule->acts;
}

static bool excused(const struct streak *streak, const struct session *session,
		    const struct sim_look *look, const struct sim_hand *hand)
{
	const struct baseline_streak *rule = streak->rule;
	int64_t now_ms = sim_now_ms(hand), wall_ms = sim_wall_ms(hand);

	if (!look->answered || (look->state != STATE_STARTING && look->state != STATE_OFF))
		return false;
	if (rule->excuse == BASELINE_ACTIVITY)
		return look->has_activity && wall_ms - look->activity_ms <= rule->fresh_ms;
	return rule->excuse == BASELINE_WEBHOOK && session->proof_ms &&
	       now_ms - session->proof_ms <= rule->fresh_ms;
}

static bool enough(uint64_t bad, int times, int cycles)
{
	uint64_t mask = cycles >= 64 ? UINT64_MAX : (UINT64_C(1) << cycles) - 1;

	return __builtin_popcountll(bad & mask) >= times;
}

/* Takes one read into account; true: restart. */
static bool convicts(const struct streak *streak, struct session *session,
		     const struct sim_look *look, const struct sim_hand *hand)
{
	const struct baseline_streak *rule = streak->rule;
	bool good = look->answered && look->state == STATE_UP;
	int times = rule->times;

	session->bad = session->bad << 1 | !good;
	if (good) {
		if (session->failed)
			session->bad = 0;
		session->failed = false;
		return false;
	}
	if (excused(streak, session, look, hand))
		times = rule->excused_times;
	session->failed = session->failed || enough(session->bad, times, rule->cycles);
	return session->failed;
}

static void restart(struct streak *streak, struct sim_hand *hand, int who)
{
	struct session *session = &streak->session[who];
	int64_t now_ms = sim_now_ms(hand);

	if (streak->rule->limit == BASELINE_INTENSITY && too_intense(streak, now_ms)) {
		give_up(streak, hand, SIM_GATEWAY);
		return;
	}
	session->starts++;
	session->skip_until_ms = now_ms + streak->rule->pause_ms;
	baseline_fly(&streak->flight, hand, who, SIM_RESTART_SESSION);
}

static void visit(struct streak *streak, struct sim_hand *hand, int who)
{
	struct session *session = &streak->session[who];
	int64_t now_ms = sim_now_ms(hand);
	struct sim_look look;

	if (now_ms < session->skip_until_ms)
		return;
	if (streak->rule->limit == BASELINE_CYCLES && too_many_starts(streak->rule, session)) {
		give_up(streak, hand, who);
		return;
	}
	sim_look(hand, who, &look);
	if (convicts(streak, session, &look, hand))
		restart(streak, hand, who);
}

/* Goes on with the round until a restart is under way or all were read. */
static void go_on(struct streak *streak, struct sim_hand *hand)
{
	int64_t now_ms = sim_now_ms(hand);

	while (!streak->flight.id && streak->next < streak->sessions)
		visit(streak, hand, streak->next++);
	if (streak->flight.id)
		sim_wake(hand, streak->flight.until_ms);
	else
		sim_wake(hand, streak->due_ms > now_ms ? streak->due_ms : now_ms + 1);
}

static void news(void *self, struct sim_hand *hand, const struct sim_news *what)
{
	struct streak *streak = self;

	if (what->kind == EVIDENCE_PROOF && what->who >= 0)
		streak->session[what->who].proof_ms = what->t_ms;
	if (baseline_landed(&streak->flight, what, what->t_ms))
		go_on(streak, hand);
}

static void wake(void *self, struct sim_hand *hand)
{
	struct streak *streak = self;
	int64_t now_ms = sim_now_ms(hand);

	baseline_landed(&streak->flight, NULL, now_ms);
	if (!streak->flight.id && streak->next >= streak->sessions && now_ms >= streak->due_ms) {
		streak->next = 0;
		streak->due_ms = now_ms + streak->period_ms;
	}
	go_on(streak, hand);
}

struct sim_decider baseline_streak_decider(const char *name, const struct baseline_streak *rule)
{
	return (struct sim_decider){
		.name = name,
		.self_bytes = sizeof(struct streak),
		.begin = begin,
		.news = news,
		.wake = wake,
		.config = rule,
	};
}
