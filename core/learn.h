/* learn.h - from a session's runs to its gateway's laws, and back to its patience.
 * SPDX-License-Identifier: ISC
 *
 * Pure.  What is learnt of a run is the oldest that its clock became under each class of bad claim:
 * that is what patience is compared with.  It is learnt only once health has lasted.
 */
#ifndef LEARN_H
#define LEARN_H

#include "target.h"

/* learn_allowance - what one law may let happen of the false restarts that policy allows: the classes
 * share them, as a session may show runs of each. */
struct policy_rate learn_allowance(const struct policy *policy);

/* learn_class - the open run has had a bad claim: fix its patience under `auto` when that is of another
 * class than the last; a run of both has the longer one.  Gateways have the fall-back: their own runs
 * nobody learns. */
void learn_class(const struct engine *engine, struct target *target);

/* learn_age - under the present claim the clock of the open run became age_ms old. */
void learn_age(struct target *target, int64_t age_ms);

/* learn_keep - the open run ended in recovery: keep what it teaches until health has lasted, unless
 * faults, holds, grace, a lame loop or an act of ours had a hand in it. */
void learn_keep(const struct engine *engine, struct target *target);

/* learn_teach - health has lasted: what was kept was harmless. */
void learn_teach(const struct engine *engine, struct target *target);

/* learn_cut - an act of ours ends the open run. */
void learn_cut(const struct engine *engine, struct target *target);

/* learn_cured - the act that ended a run was followed by recovery. */
void learn_cured(const struct engine *engine, struct target *target);

/* learn_is_sane - what of target is yet to be learnt names bins that a law has; its .epoch.lessons must
 * be in range. */
bool learn_is_sane(const struct target *target);

/* learn_forget - the gateway is no longer what it was: its laws, and what its sessions kept for them, are
 * of the past. */
void learn_forget(const struct engine *engine, struct gateway *gateway);

#endif
