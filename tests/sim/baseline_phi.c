/* baseline_phi.c - see baseline_phi.h.  SPDX-License-Identifier: ISC
 *
 * Phi is monotone in the gap, so instead of asking for it every second the time at which it will pass
 * the threshold is worked out at each heartbeat.  A restarted session is a new member: no heartbeat
 * yet, and thereby alive, as both do it.
 */
#include "baseline_phi.h"

#include <math.h>

#define TICK_MS SIM_SECOND_MS /* both ask for phi once a second */

/* Akka's reference.conf: threshold 8, 1000 samples, at least 100 ms of deviation, 3 s of pause,
 * heartbeats of 1 s, the first estimate with a deviation of a quarter.  It would not learn a gap that
 * ended too late; here nobody ends one, as the session was restarted. */
const struct baseline_phi baseline_akka = {
	.law = BASELINE_NORMAL,
	.threshold = 8,
	.samples = 1000,
	.first_ms = 1000,
	.first_deviation_ms = 250,
	.deviation_min_ms = 100,
	.pause_ms = 3000,
};

/* Cassandra's FailureDetector: phi_convict_threshold 8, 1000 samples, twice the gossip interval of 1 s
 * for the first.  It would learn no gap longer than that, of which webhooks have hardly any: here it
 * learns them all. */
const struct baseline_phi baseline_cassandra = {
	.law = BASELINE_EXPONENTIAL,
	.threshold = 8,
	.samples = 1000,
	.first_ms = 2000,
};

struct member {
	int32_t gaps_ms[BASELINE_PHI_SAMPLES_MAX];
	int count, next;
	double sum_ms, squares;
	int64_t beat_ms;  /* 0: none yet */
	int64_t fails_ms; /* when phi passes the threshold; INT64_MAX: not watched */
};

struct phi {
	const struct baseline_phi *rule;
	int sessions;
	struct member member[SIM_SESSIONS_MAX];
};

static void forget(struct member *member)
{
	member->count = member->next = 0;
	member->sum_ms = member->squares = 0;
	member->beat_ms = 0;
	member->fails_ms = INT64_MAX;
}

static int begin(void *self, struct sim_hand *hand, const struct sim_shape *shape)
{
	struct phi *phi = self;

	(void)hand;
	phi->rule = shape->config;
	phi->sessions = shape->sessions;
	for (int who = 0; who < phi->sessions; who++)
		forget(&phi->member[who]);
	return 0;
}

static void learn(const struct baseline_phi *rule, struct member *member, double gap_ms)
{
	int32_t *slot = &member->gaps_ms[member->next];

	if (member->count == rule->samples) {
		member->sum_ms -= *slot;
		member->squares -= (double)*slot * *slot;
	} else {
		member->count++;
	}
	*slot = gap_ms < INT32_MAX ? (int32_t)gap_ms : INT32_MAX;
	member->sum_ms += *slot;
	member->squares += (double)*slot * *slot;
	member->next = (member->next + 1) % rule->samples;
}

/* Akka's normal law in its logistic approximation, 1 - F(y) = e / (1 + e) with e = exp(-y (1.5976 +
 * 0.070566 y^2)), solved for y by Newton; Cassandra's exponential law has phi = gap / (mean ln 10). */
double baseline_phi_gap_ms(const struct baseline_phi *rule, double mean_ms, double deviation_ms)
{
	double tail = pow(10, -rule->threshold), aim = log((1 - tail) / tail), y = 5;

	if (rule->law == BASELINE_EXPONENTIAL)
		return rule->threshold * M_LN10 * mean_ms;
	for (int i = 0; i < 20; i++)
		y -= (y * (1.5976 + 0.070566 * y * y) - aim) / (1.5976 + 3 * 0.070566 * y * y);
	return mean_ms + rule->pause_ms + y * fmax(deviation_ms, rule->deviation_min_ms);
}

static int64_t allowed_ms(const struct baseline_phi *rule, const struct member *member)
{
	double mean = member->sum_ms / member->count;
	double variance = fmax(0, member->squares / member->count - mean * mean);
	int64_t gap_ms = (int64_t)baseline_phi_gap_ms(rule, mean, sqrt(variance));

	return (gap_ms / TICK_MS + 1) * TICK_MS;
}

static void take_beat(const struct baseline_phi *rule, struct member *member, int64_t t_ms)
{
	if (!member->beat_ms) {
		learn(rule, member, rule->first_ms - rule->first_deviation_ms);
		if (rule->first_deviation_ms > 0)
			learn(rule, member, rule->first_ms + rule->first_deviation_ms);
	} else {
		learn(rule, member, (double)(t_ms - member->beat_ms));
	}
	member->beat_ms = t_ms;
	member->fails_ms = t_ms + allowed_ms(rule, member);
}

static void set_alarm(const struct phi *phi, struct sim_hand *hand)
{
	int64_t next_ms = INT64_MAX;

	for (int who = 0; who < phi->sessions; who++)
		if (phi->member[who].fails_ms < next_ms)
			next_ms = phi->member[who].fails_ms;
	if (next_ms != INT64_MAX)
		sim_wake(hand, next_ms);
}

static void wake(void *self, struct sim_hand *hand)
{
	struct phi *phi = self;
	int64_t now_ms = sim_now_ms(hand);

	for (int who = 0; who < phi->sessions; who++) {
		struct member *member = &phi->member[who];

		if (now_ms < member->fails_ms)
			continue;
		forget(member);
		sim_act(hand, who, SIM_RESTART_SESSION);
	}
	set_alarm(phi, hand);
}

static void news(void *self, struct sim_hand *hand, const struct sim_news *what)
{
	struct phi *phi = self;

	if (what->kind != EVIDENCE_PROOF || what->who < 0)
		return;
	take_beat(phi->rule, &phi->member[what->who], what->t_ms);
	set_alarm(phi, hand);
}

struct sim_decider baseline_phi_decider(const char *name, const struct baseline_phi *rule)
{
	return (struct sim_decider){
		.name = name,
		.self_bytes = sizeof(struct phi),
		.begin = begin,
		.news = news,
		.wake = wake,
		.config = rule,
	};
}
