/* explore_box.c - one state of the engine, and how it goes on.  SPDX-License-Identifier: ISC */
#include "explore.h"

#include <stdlib.h>
#include <string.h>

#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define TICKS_MAX 4000 /* more of them in one step is an engine that does not come to rest */

/* Small numbers, so that every guard is within reach of a short history. */
static void set_policy(struct explore *x)
{
	struct policy *policy = &x->policy;

	policy_default(policy);
	policy->patience_ms = 15 * SECOND;
	policy->grace_ms = 15 * SECOND;
	policy->verify_ms = 20 * SECOND;
	policy->settle_ms = 5 * SECOND;
	policy->cooldown_ms[0] = 10 * SECOND;
	policy->cooldown_ms[1] = 30 * SECOND;
	policy->cooldowns = 2;
	policy->restarts = (struct policy_rate){ 2, 3 * MINUTE };
	policy->restarts_day = (struct policy_rate){ 4, 30 * MINUTE };
	policy->gateway_restarts = (struct policy_rate){ 2, 5 * MINUTE };
	policy->notify_on = x->alphabet->opened ? POLICY_OPENED : POLICY_UNHELPED;
	policy_gateway_default(&x->limits);
	x->limits.die_settle_ms = 5 * SECOND;
	x->limits.start_max_ms = 40 * SECOND;
	x->limits.unreachable_ms = 30 * SECOND;
	x->limits.ladder[0].timeout_ms = 10 * SECOND;
	x->limits.ladder[1].timeout_ms = 10 * SECOND;
}

static size_t bytes_of(const struct explore_alphabet *alphabet)
{
	if (alphabet->neighbour)
		return sizeof(struct explore_box);
	return offsetof(struct explore_box, sessions) + alphabet->sessions * sizeof(struct target);
}

static void add_targets(struct explore *x)
{
	struct explore_box *box = x->box;
	struct policy_rate restarts = { 4, 10 * MINUTE };

	engine_init(&box->engine, &restarts, x->alphabet->observe);
	engine_room(&box->engine, box->heap, EXPLORE_TARGETS);
	box->g.conf = x->limits;
	engine_add_gateway(&box->engine, &box->g, &x->policy);
	for (unsigned i = 0; i < x->alphabet->sessions; i++) {
		engine_add_session(&box->engine, &box->g, &box->sessions[i], &x->policy);
		box->sessions[i].offers_probe = true;
		box->sessions[i].configured = i == 0;
	}
	if (!x->alphabet->neighbour)
		return;
	box->h.conf = x->limits;
	engine_add_gateway(&box->engine, &box->h, &x->policy);
	engine_add_session(&box->engine, &box->h, &box->neighbour, &x->policy);
}

void explore_begin(struct explore *x, const struct explore_alphabet *alphabet)
{
	memset(x, 0, sizeof(*x));
	x->alphabet = alphabet;
	x->bytes = bytes_of(alphabet);
	x->box = calloc(1, sizeof(*x->box));
	x->spare = calloc(1, sizeof(*x->spare));
	explore_plan(&x->plan);
	set_policy(x);
	add_targets(x);
	x->box->t_ms = 100 * MINUTE;
	for (const char *at = alphabet->prologue; at && *at; at += at[1] ? 2 : 1)
		explore_tell(x, &alphabet->letters[*at - 'a']);
}

void explore_end(struct explore *x)
{
	free(x->box);
	free(x->spare);
}

struct target *explore_target(struct explore *x, enum explore_who who)
{
	struct explore_box *box = x->box;

	if (who == EXPLORE_G)
		return &box->g.target;
	if (who >= EXPLORE_OTHER && !x->alphabet->neighbour)
		return NULL;
	if (who == EXPLORE_OTHER)
		return &box->h.target;
	if (who == EXPLORE_OTHER_A)
		return &box->neighbour;
	return (unsigned)who <= x->alphabet->sessions ? &box->sessions[who - EXPLORE_A] : NULL;
}

static uint32_t number_of(struct explore *x, const struct target *target)
{
	for (enum explore_who who = EXPLORE_G; who < EXPLORE_ALL; who++)
		if (explore_target(x, who) == target)
			return who;
	abort();
}

static void note_order(void *ctx, const struct engine_order *order)
{
	struct explore *x = ctx;
	struct explore_order *noted = &x->orders.all[x->orders.count++];

	*noted = (struct explore_order){
		.kind = order->kind,
		.on = number_of(x, order->target),
		.owner = number_of(x, order->owner),
		.rung = order->rung,
		.by = order->by,
		.what = order->what,
		.cause = order->cause,
		.t_ms = order->t_ms,
		.until_ms = order->until_ms,
		.age_ms = order->age_ms,
		.limit_ms = order->limit_ms,
		.id = order->id,
		.incident = order->incident,
	};
}

void explore_line(struct explore *x, struct engine_evidence *evidence)
{
	evidence->t_ms = x->box->t_ms;
	x->orders.count = 0;
	explore_watch_evidence(x, evidence);
	engine_step(&x->box->engine, evidence, note_order, x);
	explore_watch_orders(x, evidence->kind);
}

/* What the daemon does while nobody reports anything. */
static void live_until(struct explore *x, int64_t until_ms)
{
	for (int i = 0; i < TICKS_MAX; i++) {
		struct engine_evidence tick = { .kind = EVIDENCE_TICK };
		int64_t next_ms = engine_next_ms(&x->box->engine);

		if (next_ms >= until_ms) {
			x->box->t_ms = until_ms;
			return;
		}
		if (next_ms > x->box->t_ms)
			x->box->t_ms = next_ms;
		explore_line(x, &tick);
	}
	x->broken = "time stands still";
}

static void restart(struct explore *x)
{
	struct explore_account *account = &x->box->account;

	engine_restart(&x->box->engine);
	memset(account->flying_until_ms, 0, sizeof(account->flying_until_ms));
	memset(account->grace_from_ms, 0, sizeof(account->grace_from_ms));
	memset(account->human, 0, sizeof(account->human));
	account->uplink_down = false;
	account->ledger_down = false;
	account->unwell_until_ms = 0;
}

static void tell_one(struct explore *x, const struct explore_symbol *letter, enum explore_who who)
{
	struct engine_evidence evidence = {
		.kind = letter->kind,
		.target = explore_target(x, who),
		.source = letter->source ? letter->source : 1,
		.what = letter->what,
		.ok = letter->kind == EVIDENCE_RESULT ? !letter->what : letter->what,
		.charges = letter->x_ms != 0,
		.code = letter->code,
		.id = letter->kind == EVIDENCE_RESULT ? x->box->flown : letter->id,
		.for_ms = letter->x_ms,
	};

	if (letter->kind == EVIDENCE_RESULT)
		x->answered = x->box->flown;
	if (letter->kind == EVIDENCE_CLAIM || letter->kind == EVIDENCE_PROOF)
		evidence.at_ms = x->box->t_ms - letter->x_ms;
	explore_line(x, &evidence);
}

static void tell_now(struct explore *x, const struct explore_symbol *letter)
{
	if (!letter->kind)
		restart(x);
	else if (letter->who != EXPLORE_ALL)
		tell_one(x, letter, letter->who);
	for (unsigned i = 0; letter->who == EXPLORE_ALL && i < x->alphabet->sessions; i++)
		tell_one(x, letter, EXPLORE_A + i);
}

void explore_tell(struct explore *x, const struct explore_symbol *letter)
{
	for (int i = 0; i < (letter->times ? letter->times : 1); i++) {
		if (letter->after_ms)
			live_until(x, x->box->t_ms + letter->after_ms);
		tell_now(x, letter);
	}
}
