/* world_checks.h - what no history may make the engine order.  SPDX-License-Identifier: ISC
 *
 * The account is the world's own: nothing of it is asked of the engine but what it says it knows.
 */
#ifndef WORLD_CHECKS_H
#define WORLD_CHECKS_H

#include "world.h"

/* What the engine orders must be sorted, and all of this moment. */
static inline void world_check_form(struct world *w)
{
	int64_t last = -1;

	for (unsigned i = 0; i < w->orders.count; i++) {
		const struct world_order *noted = &w->orders.all[i];
		int64_t key =
			(int64_t)noted->on * 1000 + noted->order.kind * 10 + noted->order.what;

		WORLD_MUST(w, key > last);
		WORLD_MUST(w, noted->order.t_ms == w->t_ms);
		last = key;
	}
}

static inline unsigned world_acts_within(const struct world *w, const struct world_acts *acts,
					 int64_t window_ms)
{
	unsigned count = 0;

	for (unsigned i = acts->count;
	     i-- > acts->from && w->before_ms + w->t_ms - acts->at_ms[i] < window_ms;)
		count++;
	return count;
}

static inline void world_account(struct world *w, struct world_acts *acts)
{
	WORLD_MUST(w, acts->count < WORLD_ACTS);
	acts->at_ms[acts->count++] = w->before_ms + w->t_ms;
}

/* Another act on the same target came less than window_ms ago, and no reset since. */
static inline bool world_acts_before(const struct world *w, const struct world_acts *acts,
				     int64_t window_ms)
{
	return acts->count - acts->cool_from > 1 &&
	       w->before_ms + w->t_ms - acts->at_ms[acts->count - 2] < window_ms;
}

static inline void world_check_budgets(struct world *w, unsigned on)
{
	const struct policy *policy = &w->policy;

	world_account(w, &w->acts[on]);
	world_account(w, &w->box);
	WORLD_MUST(w, world_acts_within(w, &w->box, WORLD_HOUR) <= 6);
	if (world_is_gateway(on)) {
		WORLD_MUST(w, world_acts_within(w, &w->acts[on], 2 * WORLD_HOUR) <= 3);
		return;
	}
	WORLD_MUST(w, world_acts_within(w, &w->acts[on], 30 * WORLD_MINUTE) <= 3);
	WORLD_MUST(w, world_acts_within(w, &w->acts[on], WORLD_DAY) <= 12);
	WORLD_MUST(w, !world_acts_before(w, &w->acts[on], policy->cooldown_ms[0]));
}

static inline bool world_is_held(const struct world *w, unsigned index)
{
	return w->t_ms < w->hold_until_ms[index];
}

static inline void world_check_holds(struct world *w, unsigned owner, bool wide)
{
	unsigned gateway = world_gateway_index(owner);

	WORLD_MUST(w, !world_is_held(w, owner) && !world_is_held(w, gateway));
	for (unsigned i = gateway + 1; wide && i <= gateway + WORLD_SESSIONS; i++)
		WORLD_MUST(w, !world_is_held(w, i));
}

static inline void world_check_state(struct world *w, unsigned owner,
				     const struct engine_order *act)
{
	const struct target *target = world_target(w->roster, owner);
	const struct target *gateway = &target->gateway->target;
	bool certain = act->cause == CAUSE_DIE;

	WORLD_MUST(w, !target->human && !gateway->human);
	WORLD_MUST(w, !target->gateway->container.stopped);
	WORLD_MUST(w, certain || w->t_ms + TARGET_TIME_BASE >= target->grace_until_ms);
	WORLD_MUST(w, certain || w->before_ms + w->t_ms - w->cured_ms[owner] >= 30 * WORLD_SECOND);
	WORLD_MUST(w, !w->uplink_down && !w->ledger_down && w->t_ms >= w->unwell_until_ms);
	WORLD_MUST(w, act->rung >= 1 && act->rung <= target->gateway->conf.rungs);
	WORLD_MUST(w, act->cause >= CAUSE_RUN && act->cause < CAUSES);
}

/* How the world answers: at once or later, truly or not, or never. */
static inline void world_plan_answer(struct world *w, struct world_gateway *gateway,
				     const struct world_order *noted)
{
	gateway->answer_id = noted->order.id;
	gateway->answer_on = noted->on;
	gateway->answer_ms = w->t_ms + world_random(w, 15000);
	if (world_chance(w, 100))
		gateway->answer_ms = -1;
	else if (world_chance(w, 80))
		gateway->answer_ms = gateway->timeout_ms + world_random(w, 60000);
}

static inline void world_check_act(struct world *w, const struct world_order *noted)
{
	const struct engine_order *act = &noted->order;
	struct world_gateway *gateway = world_gateway_of(w, noted->on);
	bool wide = world_is_gateway(noted->on);

	w->total_acts++;
	WORLD_MUST(w, act->id == w->last_act + 1);
	WORLD_MUST(w, !gateway->flying);
	WORLD_MUST(w, !w->policy_observe);
	WORLD_MUST(w, world_gateway_index(noted->owner) == world_gateway_index(noted->on));
	WORLD_MUST(w, wide || noted->owner == noted->on);
	WORLD_MUST(w, act->incident && !w->incidents[act->incident].closed &&
			      !w->incidents[act->incident].human);
	w->last_act = act->id;
	world_check_holds(w, noted->owner, wide);
	world_check_state(w, noted->owner, act);
	world_check_budgets(w, noted->on);
	gateway->flying = act->id;
	gateway->mb = wide ? 0 : gateway->mb + 30 * (int64_t)(w->seed % 4);
	gateway->timeout_ms = w->t_ms + (wide ? 70 : 20) * WORLD_SECOND;
	world_plan_answer(w, gateway, noted);
}

static inline void world_check_notify(struct world *w, const struct engine_order *order)
{
	struct world_incident *incident = &w->incidents[order->incident];

	w->total_notifies++;
	if (order->what == NOTIFY_SETUP || order->what == NOTIFY_LEAK)
		return;
	WORLD_MUST(w, order->incident > 0 && order->incident < WORLD_INCIDENTS);
	WORLD_MUST(w, !incident->closed && !incident->human);
	if (order->what == NOTIFY_OPENED) {
		WORLD_MUST(w, !incident->opened); /* a crash loop may be told after quarantine */
		incident->opened = 1;
	} else if (order->what == NOTIFY_QUARANTINED) {
		WORLD_MUST(w, !incident->quarantined);
		incident->quarantined = 1;
	} else if (order->what == NOTIFY_HUMAN) {
		incident->human = 1;
	} else {
		WORLD_MUST(w, incident->opened || incident->quarantined);
		incident->closed = order->what == NOTIFY_CLOSED;
	}
}

static inline void world_check_orders(struct world *w)
{
	world_check_form(w);
	for (unsigned i = 0; i < WORLD_GATEWAYS; i++)
		if (w->gateways[i].flying && w->t_ms >= w->gateways[i].timeout_ms)
			w->gateways[i].flying = 0;
	for (unsigned i = 0; i < w->orders.count; i++) {
		const struct world_order *noted = &w->orders.all[i];

		if (noted->order.kind == ORDER_ACT)
			world_check_act(w, noted);
		else if (noted->order.kind == ORDER_NOTIFY)
			world_check_notify(w, &noted->order);
		else if (noted->order.kind == ORDER_HELD)
			w->total_held++;
	}
}

static inline void world_print_orders(const char *whose, const struct world_orders *orders)
{
	for (unsigned i = 0; i < orders->count; i++) {
		const struct engine_order *order = &orders->all[i].order;

		fprintf(stderr,
			"%s: %s %s id %llu rung %u by %u until %lld incident %llu what %u cause %u age %lld\n",
			whose, words_name(&words_order, (int)order->kind),
			world_names[orders->all[i].on], (unsigned long long)order->id, order->rung,
			order->by, (long long)order->until_ms, (unsigned long long)order->incident,
			order->what, order->cause, (long long)order->age_ms);
	}
}

/* The shadow remembers what was written down, and must go on as if it had lived through it. */
static inline void world_check_shadow(struct world *w)
{
	bool same;

	if (!w->shadow)
		return;
	same = w->shadow_orders.count == w->orders.count &&
	       memcmp(w->shadow_orders.all, w->orders.all,
		      w->orders.count * sizeof(w->orders.all[0])) == 0;
	if (!same) {
		world_print_orders("lived", &w->orders);
		world_print_orders("restored", &w->shadow_orders);
	}
	WORLD_MUST(w, same);
}

#endif
