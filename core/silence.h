/* silence.h - asking a session that says up but shows nothing.  SPDX-License-Identifier: ISC
 *
 * Pure.  Silence never convicts; failed probes do, SILENCE_FAILURES of them over SILENCE_SPAN_MS.
 */
#ifndef SILENCE_H
#define SILENCE_H

#include "target.h"

#define SILENCE_AFTER_MS 900000 /* without a proof: time to probe, and from probe to probe */
#define SILENCE_RETRY_MS 40000  /* after a failure */
#define SILENCE_VERIFY_MS 20000 /* while an act is verified */
#define SILENCE_FAILURES 4
#define SILENCE_SPAN_MS 120000 /* from the first to the last of them */
#define SILENCE_PROBES_PER_DAY 100
#define SILENCE_PROBES_SPARE 80  /* so many spent: the rest is kept for what a failure asks, */
#define SILENCE_SPARE_MS 1200000 /* and who shows nothing all day is asked a little more seldom */

/* silence_probe - a probe's answer about target. */
void silence_probe(struct engine *engine, struct target *target, bool ok, int64_t now_ms);

/* silence_proof - traffic, dated at_ms, makes probing needless for a while. */
void silence_proof(struct target *target, int64_t at_ms);

/* silence_restart - uplink, unwell, the end of a hold: what failed before proves nothing. */
void silence_restart(struct target *target);

/* silence_judge - ask for a probe when one is due; true when the failures convict. */
bool silence_judge(struct engine *engine, struct target *target, int64_t now_ms);

#endif
