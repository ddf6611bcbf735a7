/* reach.h - can the gateway be reached at all?  SPDX-License-Identifier: ISC
 *
 * Pure.  A fault is never a claim: path faults say something of the way there, setup faults of the
 * configuration, neither anything of a session.
 */
#ifndef REACH_H
#define REACH_H

#include "target.h"

#define REACH_FAULTS_MIN 10
#define REACH_TOGETHER_MS 30000 /* a second gateway going within this: it is us */

/* reach_fault - source could not look at gateway.  True when a second gateway began to fault as a
 * whole within REACH_TOGETHER_MS of a first: the fault is on our side. */
bool reach_fault(struct engine *engine, struct gateway *gateway, uint32_t source,
		 enum words_fault what);

/* reach_answer - source gave something else than a fault.  looked: it looked at the gateway just
 * now (claim, probe), it did not only hear of it (proof, event). */
void reach_answer(struct engine *engine, struct gateway *gateway, uint32_t source, bool looked);

/* reach_forget_faults - uplink or self: what failed before now_ms proves nothing. */
void reach_forget_faults(struct gateway *gateway);

/* reach_due_ms - when a gateway that no source reaches will count as unreachable, in the engine's
 * time; 0: not by what is known now. */
int64_t reach_due_ms(const struct engine *engine, const struct gateway *gateway);

/* reach_judge - true when the gateway is unreachable; wakes it when it may become so. */
bool reach_judge(struct engine *engine, struct gateway *gateway, int64_t now_ms);

/* reach_good_for_ms - for how long good answers have come, since since_ms; -1: none do. */
int64_t reach_good_for_ms(const struct gateway *gateway, int64_t since_ms, int64_t now_ms);

/* reach_setup_faults - how many sources are in a setup fault, which only a person ends. */
uint32_t reach_setup_faults(const struct gateway *gateway);

/* reach_last_fault_ms - `t` of the newest fault of any source. */
int64_t reach_last_fault_ms(const struct gateway *gateway);

/* reach_last_answer_ms - `t` of the newest answer of a source that looks. */
int64_t reach_last_answer_ms(const struct gateway *gateway);

#endif
