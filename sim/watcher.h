/* watcher.h - the decider that is the shipped engine.  SPDX-License-Identifier: ISC
 *
 * Polls as status_poll does (every P, 2 s while hurried, one request for all sessions), feeds what it
 * sees straight into engine_step with the ticks of a daemon between, and carries out the orders.
 */
#ifndef WATCHER_H
#define WATCHER_H

#include "engine.h"
#include "roster.h"
#include "sim.h"
#include "trace.h"

#define WATCHER_GATEWAY "waha" /* its sessions are waha/s0, waha/s1 ... */

/* Who listens to what passes between world and engine; each callback may be NULL.  Lines come in the
 * order of a journal: evidence, then the orders that it gave.  Targets have roster_name(). */
struct watcher_tap {
	void *ctx;
	/* A life of the supervisor begins: the first, and each after a crash.  The roster is what the
	 * ledger kept (state_write gives its lines), and may be looked into until the next header. */
	void (*header)(void *ctx, struct roster *roster, int64_t t_ms);
	void (*evidence)(void *ctx, const struct engine_evidence *evidence,
			 const struct trace_words *words);
	void (*order)(void *ctx, const struct engine_order *order);
	void (*end)(void *ctx, struct roster *roster, int64_t t_ms); /* the world ends */
};

/* What may differ from the defaults; poll_ms of the gateway is the world's. */
struct watcher_config {
	struct policy policy;
	struct policy_gateway gateway;
	bool observe;
	struct watcher_tap tap;
};

/* watcher_config_default - the default policy and ladder, nobody listens. */
void watcher_config_default(struct watcher_config *config);

/* watcher_decider - config is borrowed as long as worlds are run with it. */
struct sim_decider watcher_decider(const struct watcher_config *config);

#endif
