/* run.h - one run per target: an unbroken bad stretch, over all sources.  SPDX-License-Identifier: ISC
 *
 * Pure.  A claim can lie, so a run convicts only when it outlasts patience without a proof.
 */
#ifndef RUN_H
#define RUN_H

#include "target.h"

#define RUN_CLAIMS_MIN 3 /* bad claims with different `at` before a run may convict */

/* What a source says. */
struct run_said {
	enum words_state state;
	uint32_t source;
	int64_t at_ms; /* already not later than now */
};

/* run_claim - a claim about target; true if it began a run. */
bool run_claim(struct engine *engine, struct target *target, const struct run_said *said);

/* run_proof - a proof about target, dated at_ms; false if a newer one is known, or this one. */
bool run_proof(struct engine *engine, struct target *target, int64_t at_ms);

/* run_judge - close the run if up has held; otherwise see to it that target is judged when it ripens. */
void run_judge(struct engine *engine, struct target *target, int64_t now_ms);

/* run_end - drop an open run: human, forgotten. */
void run_end(struct engine *engine, struct target *target);

/* run_restart - measure patience from now_ms: uplink, unwell, the end of a hold. */
void run_restart(struct target *target, int64_t now_ms);

/* run_patience_ms - patience of the present class; `auto` is its fall-back until a law is learnt. */
int64_t run_patience_ms(const struct target *target);

/* run_age_ms - how long the run has lasted on its clock, faults not counted; 0 without a run. */
int64_t run_age_ms(const struct target *target, int64_t now_ms);

/* run_bad_ms - of the last window_ms of counted time, never before the clock: how much was bad. */
int64_t run_bad_ms(const struct target *target, int64_t window_ms, int64_t now_ms);

/* run_convincing - an open run, bad now by a fresh claim, by enough claims, and for at least half of
 * the last window_ms (or of its age, if that is less). */
bool run_convincing(const struct target *target, int64_t window_ms, int64_t now_ms);

/* run_ripe - the run convicts at this patience. */
bool run_ripe(const struct target *target, int64_t patience_ms, int64_t now_ms);

/* run_stopped - off, and neither a start nor an act of ours is known to have caused it: somebody did. */
bool run_stopped(const struct target *target);

/* run_up_at - the target was up at at_ms, as far as it is remembered. */
bool run_up_at(const struct target *target, int64_t at_ms);

#endif
