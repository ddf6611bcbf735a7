/* reason.c - see reason.h.  SPDX-License-Identifier: ISC */
#include "reason.h"

#include <stdbool.h>
#include <stdio.h>

#include "apply.h"
#include "budget.h"
#include "leakbook.h"
#include "span.h"

static const char *const causes[CAUSES] = {
	[CAUSE_RUN] = "bad without a proof for longer than patience",
	[CAUSE_SILENCE] = "silent, and its probes failed",
	[CAUSE_DIE] = "its container died and did not come back",
	[CAUSE_UNREACHABLE] = "unreachable by every source",
	[CAUSE_SHARED] = "many sessions went bad together",
};

static const char *const guards[GUARDS] = {
	[GUARD_HOLD] = "an operator's hands are on it",
	[GUARD_STOPPED] = "somebody stopped its container",
	[GUARD_HUMAN] = "no restart cures it, a person does",
	[GUARD_UNWELL] = "gateways failed together: none of them is blamed for it",
	[GUARD_UPLINK] = "the box's own line is down",
	[GUARD_SHARED_CAUSE] = "many are bad at once: their gateway is treated in their place",
	[GUARD_IN_FLIGHT] = "its gateway is being acted on",
	[GUARD_GRACE] = "it was started a moment ago (grace)",
	[GUARD_BLAST_RADIUS] = "it would end sessions that are well (escalate)",
	[GUARD_COOLDOWN] = "too soon after the last (cooldown)",
	[GUARD_BUDGET_SESSION] = "its restarts or restarts_day are spent",
	[GUARD_BUDGET_GATEWAY] = "gateway_restarts are spent",
	[GUARD_BUDGET_GLOBAL] = "the restarts of the whole box are spent",
	[GUARD_LEDGER] = "the ledger cannot be written, so nothing could be charged",
	[GUARD_OBSERVE] = "the mode is observe",
};

static const char *const messages[NOTIFIES] = {
	[NOTIFY_OPENED] = "",
	[NOTIFY_SETUP] = "something is not set up right",
	[NOTIFY_HUMAN] = "only a person can help",
	[NOTIFY_REMINDER] = "still open",
	[NOTIFY_CLOSED] = "ten minutes of health",
};

const char *reason_guard(const struct engine *engine, enum words_guard guard)
{
	if (guard == GUARD_UNWELL &&
	    engine->unwell_until_ms != engine->company_ms + APPLY_UNWELL_MS)
		return "muzzle or the box stood still: nobody is blamed for it";
	return guards[guard];
}

const char *reason_cause(enum words_cause cause)
{
	return cause ? causes[cause] : "";
}

/* What is known of the cause beyond its name. */
static void add_facts(const struct engine_order *order, const char *finder, char *out, size_t bytes)
{
	const struct container *container = &order->owner->gateway->container;

	if (finder && order->kind == ORDER_NOTIFY &&
	    (order->what == NOTIFY_SETUP || order->what == NOTIFY_HUMAN))
		snprintf(out, bytes, ": %s", finder);
	else if (order->what == NOTIFY_HUMAN && order->owner->human_stopped)
		snprintf(out, bytes, ": somebody stopped it");
	else if (order->owner->is_gateway && container->dead)
		snprintf(out, bytes, " (%sexit code %d)", container->oom ? "out of memory, " : "",
			 (int)container->code);
	else if (order->cause == CAUSE_RUN && order->age_ms > 0 && order->age_ms >= order->limit_ms)
		snprintf(out, bytes, " (%lld s, patience %lld s)", (long long)order->age_ms / 1000,
			 (long long)order->limit_ms / 1000);
	else
		*out = '\0';
}

static const char *cause_of(const struct engine_order *order)
{
	const struct incident *incident = &order->owner->incident;

	if (incident->crash_loop && !incident->convicted_ms)
		return "its container dies again and again";
	return causes[order->cause];
}

static bool has_wide_rung(const struct gateway *gateway)
{
	for (uint32_t rung = 0; rung < gateway->conf.rungs; rung++)
		if (gateway->conf.ladder[rung].gateway_wide)
			return true;
	return false;
}

const char *reason_spent(const struct target *owner)
{
	const char *stuck = owner->is_gateway ? NULL : leakbook_stuck(owner->gateway);

	if (stuck)
		return stuck;
	if (!owner->gateway->conf.rungs)
		return "it has no ladder: it is only watched";
	if (owner->incident.acts)
		return "its ladder is spent";
	if (owner->is_gateway && !has_wide_rung(owner->gateway))
		return "its ladder has no action on the whole gateway (scope = gateway)";
	return "nothing could be done within its ladder and budgets";
}

static bool budget_is_spent(const struct target *owner, int64_t now_ms)
{
	const struct policy *policy = owner->policy;

	return !budget_left(&owner->budget,
			    owner->is_gateway ? &policy->gateway_restarts : &policy->restarts,
			    now_ms);
}

/* If nothing was done, it is not said that it did not help. */
static void add_spent(const struct engine_order *order, char *out, size_t bytes)
{
	const struct target *owner = order->owner;
	int64_t now_ms = order->t_ms + TARGET_TIME_BASE;
	uint32_t acts = owner->incident.acts;
	char span[SPAN_BYTES];

	if (!acts)
		snprintf(out, bytes, "%s", reason_spent(owner));
	else
		snprintf(out, bytes, "%u act%s in %s did not help%s", (unsigned)acts,
			 acts == 1 ? "" : "s",
			 span_format(now_ms - owner->incident.opened_ms, span),
			 budget_is_spent(owner, now_ms) ? ", and the budget is spent" : "");
}

static void add_message(const struct engine_order *order, char *out, size_t bytes)
{
	if (order->what == NOTIFY_QUARANTINED)
		add_spent(order, out, bytes);
	else
		snprintf(out, bytes, "%s", messages[order->what]);
}

static bool names_cause(const struct engine_order *order)
{
	return order->cause && order->what != NOTIFY_CLOSED && order->what != NOTIFY_HUMAN;
}

/* Which guard holds, how long if that is known, and whose hold it is. */
static void add_refusal(const struct engine_order *order, const char *whose, char *out,
			size_t bytes)
{
	int64_t left_ms = order->until_ms - order->t_ms;
	char left[SPAN_BYTES] = "";

	if (left_ms > 0)
		span_format(left_ms, left);
	snprintf(out, bytes, "; held by %s%s%s",
		 whose ? whose : words_name(&words_guard, (int)order->by),
		 *left ? " for another " : "", left);
}

void reason_text(const struct engine_order *order, const char *finder, char *out, size_t bytes)
{
	const char *cause = names_cause(order) ? cause_of(order) : "";
	char message[REASON_BYTES] = "", facts[REASON_BYTES] = "", refusal[REASON_BYTES] = "";

	if (order->kind == ORDER_NOTIFY && order->what == NOTIFY_LEAK) {
		leakbook_reason(order->target->gateway, out, bytes);
		return;
	}
	if (order->kind == ORDER_NOTIFY)
		add_message(order, message, sizeof(message));
	if (order->kind == ORDER_HELD)
		add_refusal(order, finder, refusal, sizeof(refusal));
	if (order->what != NOTIFY_CLOSED)
		add_facts(order, finder, facts, sizeof(facts));
	snprintf(out, bytes, "%s%s%s%s%s", message, *message && *cause ? ": " : "", cause, facts,
		 refusal);
}
