/* law.h - what is learnt of a gateway's harmless runs: how often, how long.  SPDX-License-Identifier: ISC
 *
 * Pure, integers only, no allocation.  One law per gateway and class of bad claim.  Patience is the
 * smallest t with b * F(t) <= the rate of false restarts that the operator allows, where b is the rate
 * of harmless runs of one session and F(t) the share of them that last longer than t.
 */
#ifndef LAW_H
#define LAW_H

#include <stdbool.h>
#include <stdint.h>

#include "policy.h"

#define LAW_BINS 96 /* eight an octave, from 1 s on; the last one is open */

/* Which bad claims a law is about; off and absent count as down. */
enum law_class { LAW_STARTING = 1, LAW_DOWN, LAW_CLASSES };

struct law {
	uint32_t runs[LAW_BINS]; /* harmless runs by length, weighted: see law.c */
	int64_t began_ms;        /* first run learnt, as the caller counts time; 0: none yet */
	int64_t watched_ms;      /* time of single sessions that the runs were learnt in, summed */
	/* further fields are law.c's business; 512 bytes in all */
};

/* law_bin - the bin of a length, 0 .. LAW_BINS - 1. */
uint8_t law_bin(int64_t length_ms);

/* law_learn - a harmless run of that bin, that a session showed within watched_ms of being watched;
 * now_ms > 0. */
void law_learn(struct law *law, uint8_t bin, int64_t watched_ms, int64_t now_ms);

/* law_end - an act of ours ended a run of that bin and the target recovered after it: a death cured, or
 * a harmless run that we did not let end. */
void law_end(struct law *law, uint8_t bin, int64_t watched_ms, int64_t now_ms);

/* law_learnt - enough was seen (512 runs, 7 days) for patience to be the law's own. */
bool law_learnt(const struct law *law, int64_t now_ms);

/* law_patience_ms - for `auto`: POLICY_PATIENCE_FALLBACK_MS until learnt, then within 30 s .. 10 min. */
int64_t law_patience_ms(const struct law *law, const struct policy_rate *false_restarts, int64_t now_ms);

#endif
