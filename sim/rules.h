/* rules.h - what no history may make the engine do, watched in every simulation.
 * SPDX-License-Identifier: ISC
 *
 * The account is kept from what passes between world and engine alone; of the engine's own state
 * nothing is believed.  It outlives the supervisor's crashes, as the promises do.
 */
#ifndef RULES_H
#define RULES_H

#include "watcher.h"

#define RULES_PROBES_DAY 100 /* of one session in 24 h */

/* The newest acts of somebody; a ring. */
struct rules_acts {
	int64_t at_ms[POLICY_ACTS_MAX];
	uint32_t count; /* ever */
};

/* What was seen and ordered of one target. */
struct rules_target {
	struct rules_acts acts;
	int64_t hold_until_ms;
	int64_t grace_from_ms; /* of one that surely began; -1: none */
	int64_t human_at_ms; /* the newest claim is that a person is needed, dated so; -1: it is not */
	int64_t claim_at_ms;                 /* newest claim */
	int64_t probed_ms[RULES_PROBES_DAY]; /* a ring */
	uint32_t probes;
};

struct rules_container {
	uint64_t id; /* adopted; 0: none */
	bool stopped;
	int64_t died_ms;      /* -1: it did not, or started since */
	bool restarted;       /* it started since our last act on it began */
	int64_t own_until_ms; /* events up to then belong to an act of ours, unless it restarted */
};

struct rules_flight {
	uint64_t id; /* 0: none */
	bool wide;
	int64_t until_ms;
	int on;
};

struct rules {
	struct policy policy;
	struct policy_gateway gateway;
	bool observe;
	struct policy_rate box_limit;
	struct rules_target who[SIM_SESSIONS_MAX + 1]; /* [0] the gateway, then the sessions */
	struct rules_acts box;
	struct rules_container container;
	struct rules_flight flight;
	bool uplink_down, ledger_down;
	int64_t unwell_until_ms, lag_ms;
	uint8_t *told; /* owned; by id of incident, a bit for each enum words_notify */
	uint64_t told_room;
	bool begun; /* a life of the supervisor was seen */
	uint64_t last_act;
	int64_t t_ms;       /* of the step */
	int64_t last_order; /* in it: its place in the order of orders */
	const char *broken; /* the first rule that was; NULL: none */
	int64_t broken_ms;
};

/* rules_init - for an engine of that configuration. */
void rules_init(struct rules *rules, const struct watcher_config *config);

/* rules_fini - ends what rules_init began. */
void rules_fini(struct rules *rules);

/* rules_tap - the ears of rules: give them all that passes. */
struct watcher_tap rules_tap(struct rules *rules);

#endif
