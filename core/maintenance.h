/* maintenance.h - windows in which a gateway is left alone.  SPDX-License-Identifier: ISC
 *
 * A window is a hold on the gateway like any other, by "maintenance", so that a journal replays without a
 * calendar.  It yields to a person's longer hold, and to a person's release until it is over.
 */
#ifndef MAINTENANCE_H
#define MAINTENANCE_H

#include "supervise.h"

#define MAINTENANCE_LOOK_MS 60000 /* at least so often: the wall clock may have been set */
#define MAINTENANCE_SLACK_MS 2000 /* by so much it may drift before a hold is given anew */

/* maintenance_check - begin, move and end holds as the windows say now, and go on doing so.  To be
 * called again when the configuration, the zone or a hold has changed. */
void maintenance_check(struct supervise *s);

/* maintenance_until - the end of the window, Unix ms, that a gateway is in at that wall time; 0: in
 * none, or a person has released it until then. */
int64_t maintenance_until(const struct supervise *s, const struct conf_gateway *conf,
			  int64_t wall_ms);

/* maintenance_heed - what a person has just commanded, before it is saved. */
void maintenance_heed(struct supervise *s, const struct engine_evidence *command);

#endif
