/* watcher.c - see watcher.h.  SPDX-License-Identifier: ISC */
#include "watcher.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define HURRY_MIN_MS (2 * SIM_SECOND_MS)
#define HURRY_SHARE 4 /* hurried polls leave the gateway so many times as long as an answer takes */
#define REST_MIN_MS 500
#define TICK_AGAIN_MS 100 /* a deadline that a tick did not move must not make it spin */
#define ACTS_REMEMBERED 8

/* One act: the engine's number and the world's. */
struct act {
	uint64_t engine_id, world_id;
};

struct watcher {
	struct sim_hand *hand;
	const struct watcher_config *config;
	struct roster *roster; /* owned */
	struct engine *engine;
	struct target *sessions[SIM_SESSIONS_MAX];
	struct target *gateway;
	int count;
	uint32_t status, webhooks, docker, memory; /* numbers of sources */
	struct act acts[ACTS_REMEMBERED];          /* a ring */
	uint32_t acts_count;
	bool hurried;
	bool asking; /* a poll is on its way */
	int64_t poll_ms, took_ms;
	int64_t asked_ms;
	int64_t poll_due_ms; /* the answer of the poll on its way, or the next poll */
	int64_t tick_due_ms;
	struct sim_look looks[SIM_SESSIONS_MAX];
	bool activity_known[SIM_SESSIONS_MAX];
	int64_t activity_ms[SIM_SESSIONS_MAX];
};

/* --- orders */

/* The gateway is the first target that there is, its sessions follow. */
static int who_is(const struct target *target)
{
	return (int)target->ordinal - 1;
}

static void act(struct watcher *watcher, const struct engine_order *order)
{
	const struct policy_rung *ladder = watcher->gateway->gateway->conf.ladder;
	enum sim_act kind =
		ladder[order->rung - 1].gateway_wide ? SIM_RESTART_GATEWAY : SIM_RESTART_SESSION;
	struct act *slot = &watcher->acts[watcher->acts_count++ % ACTS_REMEMBERED];

	slot->engine_id = order->id;
	slot->world_id = sim_act(watcher->hand, who_is(order->target), kind);
}

static int64_t period_ms(const struct watcher *watcher)
{
	int64_t hurry_ms = HURRY_SHARE * watcher->took_ms;

	if (hurry_ms < HURRY_MIN_MS)
		hurry_ms = HURRY_MIN_MS;
	return watcher->hurried && hurry_ms < watcher->poll_ms ? hurry_ms : watcher->poll_ms;
}

static void schedule_poll(struct watcher *watcher, int64_t rest_ms)
{
	int64_t soonest_ms = sim_now_ms(watcher->hand) + rest_ms;

	watcher->poll_due_ms = watcher->asked_ms + period_ms(watcher);
	if (watcher->poll_due_ms < soonest_ms)
		watcher->poll_due_ms = soonest_ms;
}

static void hurry(struct watcher *watcher, bool hurried)
{
	watcher->hurried = hurried;
	if (!watcher->asking)
		schedule_poll(watcher, 0);
}

static void take_order(void *self, const struct engine_order *order)
{
	struct watcher *watcher = self;
	const struct watcher_tap *tap = &watcher->config->tap;

	if (tap->order)
		tap->order(tap->ctx, order);
	switch (order->kind) {
	case ORDER_ACT:
		act(watcher, order);
		break;
	case ORDER_PROBE:
		sim_probe(watcher->hand, who_is(order->target));
		break;
	case ORDER_NOTIFY:
		sim_notify(watcher->hand, who_is(order->target), order->what);
		break;
	case ORDER_HURRY:
	case ORDER_RELAX:
		hurry(watcher, order->kind == ORDER_HURRY);
		break;
	default:
		break;
	}
}

/* --- evidence */

static void let_hear(struct watcher *watcher, const struct engine_evidence *evidence,
		     struct trace_words *words)
{
	const struct watcher_tap *tap = &watcher->config->tap;

	if (!tap->evidence)
		return;
	if (evidence->target)
		words->target = roster_name(evidence->target);
	words->source =
		evidence->source ? roster_source_name(watcher->roster, evidence->source) : NULL;
	tap->evidence(tap->ctx, evidence, words);
}

/* A wall clock that jumped may have dated it before the world began. */
static void date(struct engine_evidence *evidence, int64_t now_ms)
{
	bool has_own = evidence->kind == EVIDENCE_CLAIM || evidence->kind == EVIDENCE_PROOF;

	evidence->t_ms = now_ms;
	if (!has_own || evidence->at_ms < 0)
		evidence->at_ms = 0;
}

static void feed(struct watcher *watcher, struct engine_evidence *evidence,
		 struct trace_words *words)
{
	int64_t now_ms = sim_now_ms(watcher->hand), next_ms;

	date(evidence, now_ms);
	let_hear(watcher, evidence, words);
	engine_step(watcher->engine, evidence, take_order, watcher);
	next_ms = engine_next_ms(watcher->engine);
	watcher->tick_due_ms = next_ms > now_ms ? next_ms : now_ms + TICK_AGAIN_MS;
}

/* It counts only when it advances from one answer to the next. */
static bool activity_advances(struct watcher *watcher, int who)
{
	const struct sim_look *look = &watcher->looks[who];
	bool advances = look->has_activity && watcher->activity_known[who] &&
			look->activity_ms > watcher->activity_ms[who];

	watcher->activity_known[who] = look->has_activity;
	watcher->activity_ms[who] = look->activity_ms;
	return advances;
}

/* One answer tells of all sessions; there are so many that nothing is zeroed twice. */
static void feed_looks(struct watcher *watcher)
{
	struct engine_evidence evidence = { .source = watcher->status };
	struct trace_words words = { NULL };

	for (int who = 0; who < watcher->count; who++) {
		evidence.kind = EVIDENCE_CLAIM;
		evidence.at_ms = sim_now_ms(watcher->hand);
		evidence.target = watcher->sessions[who];
		evidence.what = (int)watcher->looks[who].state;
		words.raw = watcher->looks[who].raw;
		feed(watcher, &evidence, &words);
		if (!activity_advances(watcher, who))
			continue;
		evidence.kind = EVIDENCE_PROOF;
		evidence.what = 0;
		words.raw = NULL;
		feed(watcher, &evidence, &words);
	}
}

static void fault(struct watcher *watcher)
{
	struct trace_words words = { .why = "no answer" };
	struct engine_evidence evidence = {
		.kind = EVIDENCE_FAULT,
		.target = watcher->gateway,
		.source = watcher->status,
		.what = FAULT_PATH,
	};

	memset(watcher->activity_known, 0, sizeof(watcher->activity_known));
	feed(watcher, &evidence, &words);
}

/* --- polls */

static void ask(struct watcher *watcher)
{
	int64_t now_ms = sim_now_ms(watcher->hand);

	for (int who = 0; who < watcher->count; who++)
		sim_look(watcher->hand, who, &watcher->looks[who]);
	watcher->asking = true;
	watcher->asked_ms = now_ms;
	watcher->poll_due_ms = now_ms + watcher->looks[0].took_ms;
}

static void take_answer(struct watcher *watcher)
{
	watcher->asking = false;
	if (!watcher->looks[0].answered) {
		fault(watcher);
	} else {
		watcher->took_ms = watcher->looks[0].took_ms;
		feed_looks(watcher);
	}
	schedule_poll(watcher, REST_MIN_MS);
}

static void lie_down(struct watcher *watcher)
{
	sim_wake(watcher->hand, watcher->poll_due_ms < watcher->tick_due_ms ? watcher->poll_due_ms
									    : watcher->tick_due_ms);
}

static void wake(void *self, struct sim_hand *hand)
{
	struct watcher *watcher = self;
	struct engine_evidence tick = { .kind = EVIDENCE_TICK };

	if (watcher->tick_due_ms <= sim_now_ms(hand))
		feed(watcher, &tick, &(struct trace_words){ NULL });
	if (watcher->poll_due_ms <= sim_now_ms(hand)) {
		if (watcher->asking)
			take_answer(watcher);
		else
			ask(watcher);
	}
	lie_down(watcher);
}

/* --- news */

static const struct act *find_act(const struct watcher *watcher, uint64_t world_id)
{
	for (uint32_t i = 0; i < ACTS_REMEMBERED; i++)
		if (watcher->acts[i].world_id == world_id)
			return &watcher->acts[i];
	return NULL;
}

/* Which source of the daemon's would tell it; 0: the daemon itself does. */
static uint32_t source_of(const struct watcher *watcher, enum words_evidence kind)
{
	switch (kind) {
	case EVIDENCE_PROOF:
		return watcher->webhooks;
	case EVIDENCE_EVENT:
		return watcher->docker;
	case EVIDENCE_MEMORY:
		return watcher->memory;
	case EVIDENCE_PROBE:
		return watcher->status;
	default:
		return 0;
	}
}

static bool is_about_someone(enum words_evidence kind)
{
	return kind != EVIDENCE_SELF && kind != EVIDENCE_RESULT;
}

static void news(void *self, struct sim_hand *hand, const struct sim_news *said)
{
	struct watcher *watcher = self;
	struct target *target =
		said->who == SIM_GATEWAY ? watcher->gateway : watcher->sessions[said->who];
	struct trace_words words = { NULL };
	const struct act *act = NULL;
	char container[24];
	struct engine_evidence evidence = {
		.kind = said->kind,
		.at_ms = said->at_ms,
		.target = is_about_someone(said->kind) ? target : NULL,
		.source = source_of(watcher, said->kind),
		.what = said->what,
		.ok = said->ok,
		.code = said->code,
		.for_ms = said->for_ms,
		.bytes = said->bytes,
		.limit_bytes = said->limit_bytes,
	};

	(void)hand;
	if (said->kind == EVIDENCE_RESULT) {
		act = find_act(watcher, said->id);
		if (!act)
			return; /* of a life before this one */
		evidence.id = act->engine_id;
	} else if (said->kind == EVIDENCE_EVENT) {
		snprintf(container, sizeof(container), "c%llu", (unsigned long long)said->id);
		words.id = container;
		evidence.id = trace_container(container);
	}
	feed(watcher, &evidence, &words);
	lie_down(watcher);
}

/* --- life */

static int add_targets(struct watcher *watcher, const struct sim_shape *shape)
{
	const struct watcher_config *config = watcher->config;
	struct policy_gateway limits = config->gateway;
	const char *actions[POLICY_RUNGS_MAX] = { NULL };
	char name[ROSTER_NAME_BYTES];

	watcher->gateway = roster_get(watcher->roster, WATCHER_GATEWAY);
	if (!watcher->gateway)
		return -ENOMEM;
	limits.poll_ms = shape->poll_ms;
	for (size_t i = 0; i < limits.rungs; i++)
		actions[i] =
			limits.ladder[i].gateway_wide ? "restart-container" : "restart-session";
	if (roster_set_gateway(watcher->roster, watcher->gateway, &limits, actions) ||
	    roster_set_policy(watcher->roster, watcher->gateway, &config->policy))
		return -ENOMEM;
	for (int who = 0; who < shape->sessions; who++) {
		snprintf(name, sizeof(name), WATCHER_GATEWAY "/s%d", who);
		watcher->sessions[who] = roster_get(watcher->roster, name);
		if (!watcher->sessions[who])
			return -ENOMEM;
	}
	roster_set_probing(watcher->roster, watcher->gateway, shape->offers_probe);
	return 0;
}

/* A header: what is not in the ledger is forgotten, and the first poll comes at once. */
static void begin_life(struct watcher *watcher)
{
	const struct watcher_tap *tap = &watcher->config->tap;
	int64_t now_ms = sim_now_ms(watcher->hand);

	memset(watcher->acts, 0, sizeof(watcher->acts));
	memset(watcher->activity_known, 0, sizeof(watcher->activity_known));
	watcher->hurried = false;
	watcher->asking = false;
	watcher->poll_due_ms = now_ms;
	watcher->tick_due_ms = TARGET_FOREVER;
	if (tap->header)
		tap->header(tap->ctx, watcher->roster, now_ms);
	lie_down(watcher);
}

static int begin(void *self, struct sim_hand *hand, const struct sim_shape *shape)
{
	struct watcher *watcher = self;
	int rc;

	watcher->hand = hand;
	watcher->config = shape->config;
	watcher->count = shape->sessions;
	watcher->poll_ms = shape->poll_ms;
	watcher->roster = roster_new(NULL);
	if (!watcher->roster)
		return -ENOMEM;
	watcher->engine = roster_engine(watcher->roster);
	watcher->engine->observe = watcher->config->observe;
	rc = add_targets(watcher, shape);
	watcher->status = roster_source(watcher->roster, "status");
	watcher->webhooks = roster_source(watcher->roster, "webhooks");
	watcher->docker = roster_source(watcher->roster, "docker");
	watcher->memory = roster_source(watcher->roster, "memory");
	if (!rc)
		begin_life(watcher);
	return rc;
}

static void killed(void *self, struct sim_hand *hand)
{
	struct watcher *watcher = self;

	(void)hand;
	engine_restart(watcher->engine);
	begin_life(watcher);
}

static void end(void *self)
{
	struct watcher *watcher = self;
	const struct watcher_tap *tap = watcher->config ? &watcher->config->tap : NULL;

	if (tap && tap->end && watcher->roster)
		tap->end(tap->ctx, watcher->roster, sim_now_ms(watcher->hand));
	roster_free(watcher->roster);
}

void watcher_config_default(struct watcher_config *config)
{
	*config = (struct watcher_config){ .observe = false };
	policy_default(&config->policy);
	policy_gateway_default(&config->gateway);
}

struct sim_decider watcher_decider(const struct watcher_config *config)
{
	return (struct sim_decider){
		.name = "muzzle",
		.self_bytes = sizeof(struct watcher),
		.begin = begin,
		.news = news,
		.wake = wake,
		.end = end,
		.killed = killed,
		.config = config,
	};
}
