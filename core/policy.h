/* policy.h - the numbers that steer the engine, and their defaults.  SPDX-License-Identifier: ISC
 *
 * Pure data, filled by the configuration.  Defaults are those of the manual; times are milliseconds.
 */
#ifndef POLICY_H
#define POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define POLICY_COOLDOWNS_MAX 16
#define POLICY_RUNGS_MAX 8
#define POLICY_HUMAN_EXITS_MAX 8
#define POLICY_ACTS_MAX 24 /* the largest budget: a session remembers that many acts */
#define POLICY_PATIENCE_FALLBACK_MS 90000 /* patience = auto until a law is learnt */

enum policy_notify_on { POLICY_UNHELPED = 1, POLICY_OPENED };

/* At most .acts per sliding window of .window_ms. */
struct policy_rate {
	int64_t acts;
	int64_t window_ms;
};

/* [policy N] */
struct policy {
	int64_t patience_ms; /* 0: auto */
	struct policy_rate false_restarts;
	int64_t grace_ms;
	int64_t verify_ms;
	int64_t settle_ms;
	int64_t cooldown_ms[POLICY_COOLDOWNS_MAX];
	size_t cooldowns;                    /* entries of cooldown_ms in use, >= 1 */
	struct policy_rate restarts;         /* acts on one session */
	struct policy_rate restarts_day;     /* acts on one session, the long window */
	struct policy_rate gateway_restarts; /* acts on one gateway */
	bool silence_probe;                  /* silence = probe */
	bool stopped_restart;                /* stopped = restart */
	bool escalate_always;                /* escalate = always */
	enum policy_notify_on notify_on;
};

/* One rung of a gateway's ladder. */
struct policy_rung {
	bool gateway_wide;  /* scope = gateway */
	int64_t timeout_ms; /* action_timeout: the flight's end if no result comes */
};

/* What [gateway N] says beside its policy. */
struct policy_gateway {
	int64_t die_settle_ms;
	int64_t start_max_ms;
	int64_t unreachable_ms;
	int64_t poll_ms; /* the longest `every` of its sources */
	int64_t human_exit[POLICY_HUMAN_EXITS_MAX];
	size_t human_exits;
	struct policy_rung ladder[POLICY_RUNGS_MAX];
	size_t rungs;
	bool ladder_learned; /* ladder_order = learned */
};

/* policy_default - the [policy default] of the manual. */
void policy_default(struct policy *policy);

/* policy_gateway_default - a gateway with the ladder restart-session (http, 20 s), restart-container
 * (docker, gateway-wide, 60 s + 10 s to stop). */
void policy_gateway_default(struct policy_gateway *gateway);

#endif
