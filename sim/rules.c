/* rules.c - see rules.h.  SPDX-License-Identifier: ISC */
#include "rules.h"

#include <stdlib.h>
#include <string.h>

#include "rules_sight.h"

#define DAY_MS SIM_DAY_MS
#define HEALTH_MS (10 * SIM_MINUTE_MS) /* so much of it forgives a cooldown */
#define PROBE_GAP_MS (20 * SIM_SECOND_MS)

static void demand(struct rules *rules, bool holds, const char *rule)
{
	if (holds || rules->broken)
		return;
	rules->broken = rule;
	rules->broken_ms = rules->t_ms;
}

static bool names_a_cause(const struct rules *rules, const struct engine_order *o)
{
	(void)rules;
	return o->cause >= CAUSE_RUN && o->cause < CAUSES;
}

static bool is_on_the_ladder(const struct rules *rules, const struct engine_order *o)
{
	return o->rung >= 1 && o->rung <= rules->gateway.rungs &&
	       rules->gateway.ladder[o->rung - 1].gateway_wide == o->target->is_gateway;
}

static bool counts_up(const struct rules *rules, const struct engine_order *o)
{
	return o->id == rules->last_act + 1;
}

static bool flies_alone(const struct rules *rules, const struct engine_order *o)
{
	(void)o;
	return !rules->flight.id;
}

static bool is_nobody_held(const struct rules *rules, const struct engine_order *o)
{
	bool held = rules->t_ms < rules->who[0].hold_until_ms ||
		    rules->t_ms < rules->who[rules_sight_index(o->owner)].hold_until_ms;

	for (int i = 1; o->target->is_gateway && i <= SIM_SESSIONS_MAX; i++)
		held = held || rules->t_ms < rules->who[i].hold_until_ms;
	return !held;
}

static bool needs_no_person(const struct rules *rules, const struct engine_order *o)
{
	return rules->who[rules_sight_index(o->owner)].human_at_ms < 0;
}

static bool is_not_stopped(const struct rules *rules, const struct engine_order *o)
{
	(void)o;
	return !rules->container.stopped;
}

static bool is_past_grace(const struct rules *rules, const struct engine_order *o)
{
	int64_t from_ms = rules->who[rules_sight_index(o->owner)].grace_from_ms;

	return o->cause == CAUSE_DIE || from_ms < 0 ||
	       rules->t_ms - from_ms >= rules->policy.grace_ms;
}

static bool is_able(const struct rules *rules, const struct engine_order *o)
{
	(void)o;
	return !rules->uplink_down && !rules->ledger_down && !rules->observe &&
	       rules->t_ms >= rules->unwell_until_ms;
}

/* One more is within the rate. */
static bool has_room(const struct rules *rules, const struct rules_acts *acts,
		     const struct policy_rate *rate)
{
	uint32_t limit = (uint32_t)rate->acts;

	return acts->count < limit ||
	       rules->t_ms - acts->at_ms[(acts->count - limit) % POLICY_ACTS_MAX] >=
		       rate->window_ms;
}

static bool is_within_its_budget(const struct rules *rules, const struct engine_order *o)
{
	const struct rules_acts *acts = &rules->who[rules_sight_index(o->target)].acts;
	const struct policy *policy = &rules->policy;

	if (o->target->is_gateway)
		return has_room(rules, acts, &policy->gateway_restarts);
	return has_room(rules, acts, &policy->restarts) &&
	       has_room(rules, acts, &policy->restarts_day);
}

static bool is_within_the_box_budget(const struct rules *rules, const struct engine_order *o)
{
	(void)o;
	return has_room(rules, &rules->box, &rules->box_limit);
}

static bool has_cooled(const struct rules *rules, const struct engine_order *o)
{
	const struct rules_acts *acts = &rules->who[rules_sight_index(o->target)].acts;
	int64_t first_ms = rules->policy.cooldown_ms[0];
	int64_t least_ms = first_ms < HEALTH_MS ? first_ms : HEALTH_MS;

	return !acts->count ||
	       rules->t_ms - acts->at_ms[(acts->count - 1) % POLICY_ACTS_MAX] >= least_ms;
}

static const struct {
	const char *rule;
	bool (*holds)(const struct rules *rules, const struct engine_order *order);
} act_rules[] = {
	{ "an act names what convicted", names_a_cause },
	{ "an act is a rung of the ladder, and on whom that rung acts", is_on_the_ladder },
	{ "ids of acts count up by one, across crashes", counts_up },
	{ "one act is in flight at a time", flies_alone },
	{ "no act on who is held", is_nobody_held },
	{ "no act on who needs a person", needs_no_person },
	{ "no act on a gateway that a person stopped", is_not_stopped },
	{ "no act in grace, save on certain evidence", is_past_grace },
	{ "no act without line or ledger, while unwell or observing", is_able },
	{ "acts on one target stay within its budgets, across crashes", is_within_its_budget },
	{ "acts of the box stay within its budget, across crashes", is_within_the_box_budget },
	{ "acts on one target keep their distance", has_cooled },
};

static void charge(struct rules_acts *acts, int64_t t_ms)
{
	acts->at_ms[acts->count++ % POLICY_ACTS_MAX] = t_ms;
}

static uint8_t *told_of(struct rules *rules, uint64_t incident)
{
	uint64_t room = rules->told_room ? rules->told_room : 64;
	uint8_t *told;

	while (room <= incident)
		room *= 2;
	if (room == rules->told_room)
		return &rules->told[incident];
	told = realloc(rules->told, room);
	if (!told)
		return NULL;
	memset(told + rules->told_room, 0, room - rules->told_room);
	rules->told = told;
	rules->told_room = room;
	return &told[incident];
}

#define BIT(what) (1U << (what))

static void judge_act(struct rules *rules, const struct engine_order *o)
{
	const uint8_t *told = told_of(rules, o->incident);

	for (size_t i = 0; i < sizeof(act_rules) / sizeof(act_rules[0]); i++)
		demand(rules, act_rules[i].holds(rules, o), act_rules[i].rule);
	demand(rules, o->incident && told && !(*told & (BIT(NOTIFY_CLOSED) | BIT(NOTIFY_HUMAN))),
	       "an act belongs to an incident that is open");
	if (rules->broken)
		return;
	rules->last_act = o->id;
	charge(&rules->who[rules_sight_index(o->target)].acts, rules->t_ms);
	charge(&rules->box, rules->t_ms);
	rules->flight = (struct rules_flight){
		.id = o->id,
		.wide = o->target->is_gateway,
		.until_ms = rules->t_ms + rules->gateway.ladder[o->rung - 1].timeout_ms,
		.on = rules_sight_index(o->target),
	};
	if (o->target->is_gateway)
		rules->container.restarted = false;
}

static void judge_notify(struct rules *rules, const struct engine_order *o)
{
	uint8_t *told = told_of(rules, o->incident);
	bool once = o->what == NOTIFY_OPENED || o->what == NOTIFY_QUARANTINED;
	bool follows = o->what == NOTIFY_CLOSED || o->what == NOTIFY_REMINDER;

	if (o->what == NOTIFY_SETUP || o->what == NOTIFY_LEAK)
		return; /* of no incident, it may be */
	demand(rules, o->incident && told, "a message names its incident");
	if (rules->broken)
		return;
	demand(rules, !(*told & (BIT(NOTIFY_CLOSED) | BIT(NOTIFY_HUMAN))),
	       "nothing follows the last message of an incident");
	demand(rules, !once || !(*told & BIT(o->what)), "an incident is told once");
	demand(rules, !follows || *told & (BIT(NOTIFY_OPENED) | BIT(NOTIFY_QUARANTINED)),
	       "no closing or reminder of what nobody was told");
	*told |= (uint8_t)BIT(o->what);
}

static void judge_probe(struct rules *rules, const struct engine_order *o)
{
	struct rules_target *one = &rules->who[rules_sight_index(o->target)];
	uint32_t last = (one->probes - 1) % RULES_PROBES_DAY;
	uint32_t next = one->probes % RULES_PROBES_DAY;

	demand(rules, one->probes < 1 || rules->t_ms - one->probed_ms[last] >= PROBE_GAP_MS,
	       "probes of one session keep their distance");
	demand(rules,
	       one->probes < RULES_PROBES_DAY || rules->t_ms - one->probed_ms[next] >= DAY_MS,
	       "a session is probed at most a hundred times a day");
	one->probed_ms[next] = rules->t_ms;
	one->probes++;
}

static void judge(void *ctx, const struct engine_order *o)
{
	static void (*const judges[ORDERS])(struct rules *, const struct engine_order *) = {
		[ORDER_ACT] = judge_act,
		[ORDER_NOTIFY] = judge_notify,
		[ORDER_PROBE] = judge_probe,
	};
	int64_t place = (int64_t)o->target->ordinal * 1000 + o->kind * 10 + o->what;
	struct rules *rules = ctx;

	demand(rules, o->t_ms == rules->t_ms, "an order carries the time of its step");
	demand(rules, place > rules->last_order, "the orders of a step are sorted, none twice");
	rules->last_order = place;
	if (judges[o->kind] && !rules->broken)
		judges[o->kind](rules, o);
}

void rules_init(struct rules *rules, const struct watcher_config *config)
{
	*rules = (struct rules){
		.policy = config->policy,
		.gateway = config->gateway,
		.observe = config->observe,
		.container = { .died_ms = -1, .own_until_ms = -1 },
		.lag_ms = -1,
	};
	for (int i = 0; i <= SIM_SESSIONS_MAX; i++) {
		rules->who[i].grace_from_ms = -1;
		rules->who[i].human_at_ms = -1;
	}
}

void rules_fini(struct rules *rules)
{
	free(rules->told);
	rules->told = NULL;
}

struct watcher_tap rules_tap(struct rules *rules)
{
	return (struct watcher_tap){ .ctx = rules,
				     .header = rules_sight_begin,
				     .evidence = rules_sight_see,
				     .order = judge,
				     .end = rules_sight_end };
}
