/* shared.h - many sessions at once are one fault of their gateway.  SPDX-License-Identifier: ISC
 *
 * Pure.  Judged when a run begins, and then fixed.
 */
#ifndef SHARED_H
#define SHARED_H

#include "target.h"

#define SHARED_TOGETHER_MS 30000 /* runs that began within this of each other */
#define SHARED_UP_AGO_MS 60000   /* who counts was up so long ago, or is younger */

/* shared_run_began - target's run has just begun: does it make, or join, a run of its gateway? */
void shared_run_began(struct target *target, int64_t now_ms);

/* shared_judge - close the gateway's run when fewer are bad; true when it convicts. */
bool shared_judge(struct engine *engine, struct gateway *gateway, int64_t now_ms);

/* shared_helped - after since_ms so many sessions are seen to be good that fewer than its number can
 * be bad, and fewer are. */
bool shared_helped(const struct gateway *gateway, int64_t since_ms, int64_t now_ms);

/* shared_bad - so many sessions are bad by fresh claims since since_ms that it did not help. */
bool shared_bad(const struct gateway *gateway, int64_t since_ms, int64_t now_ms);

/* shared_covers - target is one of those that the gateway's run stands for. */
bool shared_covers(const struct target *target);

#endif
