/* policy.c - see policy.h.  SPDX-License-Identifier: ISC */
#include "policy.h"

#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

static const struct policy defaults = {
	.patience_ms = 0,
	.false_restarts = { 1, 730 * DAY },
	.grace_ms = 60 * SECOND,
	.verify_ms = 90 * SECOND,
	.settle_ms = 10 * SECOND,
	.cooldown_ms = { 30 * SECOND, MINUTE, 2 * MINUTE, 4 * MINUTE, 8 * MINUTE, 15 * MINUTE,
			 30 * MINUTE },
	.cooldowns = 7,
	.restarts = { 3, 30 * MINUTE },
	.restarts_day = { 12, DAY },
	.gateway_restarts = { 3, 2 * HOUR },
	.silence_probe = true,
	.notify_on = POLICY_UNHELPED,
};

static const struct policy_gateway gateway_defaults = {
	.die_settle_ms = 10 * SECOND,
	.start_max_ms = 300 * SECOND,
	.unreachable_ms = 180 * SECOND,
	.poll_ms = 5 * SECOND,
	.human_exit = { 78 }, /* EX_CONFIG of sysexits.h */
	.human_exits = 1,
	.ladder = {
		{ .gateway_wide = false, .timeout_ms = 20 * SECOND },
		{ .gateway_wide = true, .timeout_ms = 70 * SECOND },
	},
	.rungs = 2,
};

void policy_default(struct policy *policy)
{
	*policy = defaults;
}

void policy_gateway_default(struct policy_gateway *gateway)
{
	*gateway = gateway_defaults;
}
