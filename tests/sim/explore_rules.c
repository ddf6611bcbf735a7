/* explore_rules.c - what no history may make the engine order.  SPDX-License-Identifier: ISC
 *
 * The account is the rules' own.  Where it asks the engine what it knows, that can only make a rule
 * weaker, never wrong.
 */
#include "explore.h"

#include <string.h>

#include "epoch.h"

#define MUST(x, what) ((what) || ((x)->broken ? 0 : ((x)->broken = #what) != NULL))

static int64_t now_of(const struct explore *x)
{
	return x->box->t_ms + TARGET_TIME_BASE;
}

static enum explore_who who_of(struct explore *x, const struct target *target)
{
	enum explore_who who = EXPLORE_G;

	while (who < EXPLORE_ALL && explore_target(x, who) != target)
		who++;
	return who;
}

static enum explore_who gateway_of(enum explore_who who)
{
	return who < EXPLORE_OTHER ? EXPLORE_G : EXPLORE_OTHER;
}

/* A grace that has begun runs to its end; the account knows only of those that surely began. */
static void begin_grace(struct explore *x, struct target *target)
{
	int64_t *from_ms = &x->box->account.grace_from_ms[who_of(x, target)];

	if (target->epoch.begun && now_of(x) - *from_ms >= EPOCH_GRACE_AGAIN_MS &&
	    now_of(x) - target->grace_from_ms >= EPOCH_GRACE_AGAIN_MS)
		*from_ms = now_of(x);
}

static void note_result_of(struct explore *x, struct gateway *gateway, bool ok)
{
	const struct flight *flight = &gateway->flight;
	bool awaited = flight->flying || flight->timed_out;

	if (flight->flying)
		x->box->account.flying_until_ms[gateway != &x->box->g] = 0;
	if (!ok || !awaited)
		return;
	begin_grace(x, flight->acts_on);
	for (struct target *session = gateway->sessions; flight->wide && session;
	     session = session->next)
		begin_grace(x, session);
}

static void note_result(struct explore *x, const struct engine_evidence *evidence)
{
	for (struct gateway *gateway = x->box->engine.gateways; gateway; gateway = gateway->next)
		if (gateway->flight.id && gateway->flight.id == evidence->id)
			note_result_of(x, gateway, evidence->ok);
}

static void note_event(struct explore *x, const struct engine_evidence *evidence)
{
	const struct gateway *gateway = &x->box->g;
	bool ours = (gateway->flight.flying && gateway->flight.wide) ||
		    (now_of(x) < gateway->flight.own_until_ms &&
		     !(gateway->container.running &&
		       gateway->container.start_ms >= gateway->target.last_act_ms));
	bool foreign =
		evidence->id && gateway->container.id && evidence->id != gateway->container.id;

	if (evidence->what == EVENT_PAUSE && !ours && !foreign)
		x->box->account.paused = true;
	if (evidence->what == EVENT_UNPAUSE || evidence->what == EVENT_START)
		x->box->account.paused = false;
	for (struct target *session = x->box->g.sessions; evidence->what == EVENT_START && session;
	     session = session->next)
		begin_grace(x, session);
}

static void note_self(struct explore *x, const struct engine_evidence *evidence)
{
	struct explore_account *account = &x->box->account;

	if (evidence->what == SELF_UPLINK_DOWN || evidence->what == SELF_UPLINK_UP)
		account->uplink_down = evidence->what == SELF_UPLINK_DOWN;
	if (evidence->what == SELF_LEDGER_DOWN || evidence->what == SELF_LEDGER_UP)
		account->ledger_down = evidence->what == SELF_LEDGER_DOWN;
	if (evidence->what == SELF_RESUME)
		account->unwell_until_ms = now_of(x) + 60000;
}

static void note_command(struct explore *x, const struct engine_evidence *evidence)
{
	struct explore_account *account = &x->box->account;
	enum explore_who who = who_of(x, evidence->target);

	if (evidence->what == COMMAND_HOLD)
		account->hold_until_ms[who] = now_of(x) + evidence->for_ms;
	else if (evidence->what == COMMAND_RELEASE)
		account->hold_until_ms[who] = 0;
	else
		account->human[who] = false;
	if (evidence->what == COMMAND_RESET && evidence->charges)
		memset(account->acts_ms[who], 0, sizeof(account->acts_ms[who]));
}

void explore_watch_evidence(struct explore *x, const struct engine_evidence *evidence)
{
	bool *human = x->box->account.human;

	x->open_runs = 0;
	for (enum explore_who who = EXPLORE_G; who < EXPLORE_ALL; who++)
		if (explore_target(x, who) && explore_target(x, who)->epoch.run.open)
			x->open_runs |= 1u << who;
	if (evidence->kind == EVIDENCE_CLAIM && evidence->at_ms == x->box->t_ms &&
	    (evidence->what == STATE_HUMAN || evidence->what == STATE_UP))
		human[who_of(x, evidence->target)] = evidence->what == STATE_HUMAN;
	else if (evidence->kind == EVIDENCE_PROOF)
		human[who_of(x, evidence->target)] = false;
	else if (evidence->kind == EVIDENCE_RESULT)
		note_result(x, evidence);
	else if (evidence->kind == EVIDENCE_EVENT)
		note_event(x, evidence);
	else if (evidence->kind == EVIDENCE_SELF)
		note_self(x, evidence);
	else if (evidence->kind == EVIDENCE_COMMAND)
		note_command(x, evidence);
}

static int within(const int64_t *acts_ms, int64_t window_ms, int64_t now_ms)
{
	int count = 0;

	for (int i = 0; i < EXPLORE_ACTS; i++)
		count += acts_ms[i] && now_ms - acts_ms[i] < window_ms;
	return count;
}

static void charge(int64_t *acts_ms, int64_t now_ms)
{
	memmove(acts_ms, acts_ms + 1, (EXPLORE_ACTS - 1) * sizeof(*acts_ms));
	acts_ms[EXPLORE_ACTS - 1] = now_ms;
}

static void check_budgets(struct explore *x, enum explore_who on)
{
	struct explore_account *account = &x->box->account;
	const struct policy_rate *rate =
		on == gateway_of(on) ? &x->policy.gateway_restarts : &x->policy.restarts;
	const struct policy_rate *day = &x->policy.restarts_day;

	charge(account->acts_ms[on], now_of(x));
	charge(account->box_ms, now_of(x));
	MUST(x, within(account->acts_ms[on], rate->window_ms, now_of(x)) <= rate->acts);
	MUST(x, on == gateway_of(on) ||
			within(account->acts_ms[on], day->window_ms, now_of(x)) <= day->acts);
	MUST(x, within(account->box_ms, x->box->engine.restarts.window_ms, now_of(x)) <=
			x->box->engine.restarts.acts);
}

static bool held(const struct explore *x, enum explore_who who)
{
	return x->box->account.hold_until_ms[who] > now_of(x);
}

static void check_hands_off(struct explore *x, const struct explore_order *act)
{
	const struct explore_account *account = &x->box->account;
	bool wide = act->on == (uint32_t)gateway_of(act->on);

	MUST(x, !held(x, act->owner) && !held(x, gateway_of(act->on)));
	MUST(x, !wide || gateway_of(act->on) != EXPLORE_G ||
			(!held(x, EXPLORE_A) && !held(x, EXPLORE_B) && !held(x, EXPLORE_C)));
	MUST(x, !account->human[act->owner]);
	MUST(x, gateway_of(act->on) != EXPLORE_G || !account->paused);
	MUST(x, !account->uplink_down);
	MUST(x, !account->ledger_down);
	MUST(x, now_of(x) >= account->unwell_until_ms);
	MUST(x, !x->alphabet->observe);
}

static void check_act(struct explore *x, const struct explore_order *act)
{
	struct explore_account *account = &x->box->account;
	int64_t *flying_ms = &account->flying_until_ms[gateway_of(act->on) != EXPLORE_G];
	int64_t grace_ms =
		target_later(account->grace_from_ms[act->on], account->grace_from_ms[act->owner]);

	check_hands_off(x, act);
	check_budgets(x, act->on);
	MUST(x, *flying_ms <= now_of(x)); /* one at a time */
	MUST(x, act->cause == CAUSE_DIE || !grace_ms || now_of(x) >= grace_ms + x->policy.grace_ms);
	MUST(x, act->rung >= 1 && act->rung <= x->limits.rungs);
	MUST(x, gateway_of(act->on) == gateway_of(act->owner));
	MUST(x, act->incident > 0);
	MUST(x, act->incident != account->incident[act->owner] ||
			!(account->told[act->owner] & (1u << NOTIFY_CLOSED | 1u << NOTIFY_HUMAN)));
	*flying_ms = now_of(x) + x->limits.ladder[act->rung - 1].timeout_ms;
	x->box->flown = act->id;
	x->acts++;
	x->causes |= UINT64_C(1) << act->cause;
}

static void check_notify(struct explore *x, const struct explore_order *order)
{
	struct explore_account *account = &x->box->account;
	unsigned bit = 1u << order->what;
	unsigned last = 1u << NOTIFY_CLOSED | 1u << NOTIFY_HUMAN;

	if (order->what == NOTIFY_SETUP || order->what == NOTIFY_LEAK)
		return;
	MUST(x, order->incident >= account->incident[order->on]);
	if (order->incident > account->incident[order->on])
		account->told[order->on] = 0;
	account->incident[order->on] = order->incident;

	unsigned told = account->told[order->on];

	MUST(x, !(told & last));
	MUST(x, order->what == NOTIFY_REMINDER || !(told & bit));
	MUST(x, (order->what != NOTIFY_CLOSED && order->what != NOTIFY_REMINDER) ||
			told & (1u << NOTIFY_OPENED | 1u << NOTIFY_QUARANTINED));
	account->told[order->on] |= (uint8_t)bit;
}

/* A fault says nothing of the session, so it opens no run. */
static void check_runs(struct explore *x, enum words_evidence kind)
{
	for (enum explore_who who = EXPLORE_A; kind == EVIDENCE_FAULT && who < EXPLORE_ALL; who++)
		MUST(x, !explore_target(x, who) || !explore_target(x, who)->epoch.run.open ||
				x->open_runs & (1u << who));
}

void explore_watch_orders(struct explore *x, enum words_evidence kind)
{
	int64_t last = -1;

	x->ordered += x->orders.count;
	for (unsigned i = 0; i < x->orders.count; i++) {
		const struct explore_order *order = &x->orders.all[i];
		int64_t place = (int64_t)order->on * 1000 + order->kind * 10 + order->what;

		MUST(x, place > last);
		MUST(x, order->t_ms == x->box->t_ms);
		if (order->kind == ORDER_ACT)
			check_act(x, order);
		else if (order->kind == ORDER_NOTIFY)
			check_notify(x, order);
		else if (order->kind == ORDER_HELD)
			x->guards |= UINT64_C(1) << order->by;
		last = place;
	}
	check_runs(x, kind);
}
