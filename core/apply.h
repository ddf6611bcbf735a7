/* apply.h - what one line of evidence changes, before anybody is judged.  SPDX-License-Identifier: ISC */
#ifndef APPLY_H
#define APPLY_H

#include "engine.h"

#define APPLY_LAG_MS 2000 /* a loop lag from here on says that we are unwell */
#define APPLY_UNWELL_AGAIN_MS \
	600000 /* nor lag nor the company of two gateways does so again within this */
#define APPLY_UNWELL_MS 60000
#define APPLY_FORGIVE_MS 30000 /* after uplink-up: forgive what failed because of the line */
#define APPLY_BEFORE_LOSS_MS 300000

/* apply_evidence - pure; at engine->now_ms. */
void apply_evidence(struct engine *engine, const struct engine_evidence *evidence);

/* apply_end_hold - the hold on target ended: what ran under it is measured anew. */
void apply_end_hold(struct engine *engine, struct target *target);

#endif
