/* noop.c - action: says what it would have done, and does nothing.  SPDX-License-Identifier: ISC */
#include "muzzle_plugin.h"

struct noop {
	const struct muzzle_host *host;
	struct muzzle_inst *inst;
};

static int noop_open(void *self, const struct muzzle_host *host, struct muzzle_inst *inst)
{
	*(struct noop *)self = (struct noop){ host, inst };
	return 0;
}

static int noop_act(void *self, const struct muzzle_order *order)
{
	const struct noop *n = self;

	n->host->log(n->inst, MUZZLE_INFO, "%s: would %s what=%s why=%s", order->target,
		     order->notify ? "tell somebody" : "act", order->what ? order->what : "act",
		     order->why ? order->why : "");
	n->host->result(n->inst, order->id, MUZZLE_DONE, "nothing was done, as configured");
	return 0;
}

MUZZLE_EXPORT const struct muzzle_plugin muzzle_plugin_v1 = {
	MUZZLE_PLUGIN(MUZZLE_ACTION),
	.needs = MUZZLE_CAP_RESULT,
	.self_size = sizeof(struct noop),
	.name = "noop",
	.summary = "says what it would have done, and does nothing",
	.open = noop_open,
	.act = noop_act,
};
