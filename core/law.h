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

#define LAW_BINS 96               /* eight an octave, from 1 s on; the last one is open */
#define LAW_RUN 65536u            /* what a run weighs before it fades */
#define LAW_WEIGHT_MAX 0x80000000 /* of 32768 runs: then all that is known fades by half */
#define LAW_RUNS_MIN 512          /* of the gateway before its laws are used, */
#define LAW_CLASS_RUNS_MIN 128    /* and so many of them of the class */
#define LAW_AGE_MIN_MS INT64_C(604800000)
#define LAW_PATIENCE_MIN_MS 30000
#define LAW_PATIENCE_MAX_MS 600000

/* Which bad claims a law is about; off and absent count as down. */
enum law_class { LAW_STARTING = 1, LAW_DOWN, LAW_CLASSES };

struct law {
	uint32_t runs[LAW_BINS]; /* harmless runs by length, by weight */
	int64_t began_ms;        /* first lesson, as the caller counts time; 0: none yet */
	uint32_t beside;         /* runs of the gateway's other law, as the caller last told */
	int64_t watched_ms;      /* time of single sessions that the runs were learnt in, summed */
	uint8_t ended[LAW_BINS]; /* runs that an act of ours ended, by their length then */
};

_Static_assert(sizeof(struct law) <= 512, "a law is kept on flash");

/* What a law says to people, beside patience. */
struct law_numbers {
	uint32_t runs;  /* harmless runs, as far as they have not faded */
	uint32_t ended; /* runs that acts of ours ended before they had lasted 10 min; the same */
	uint64_t day_milli; /* harmless runs a day of one session, in thousandths */
	int64_t longest_ms; /* no harmless run lasted longer */
};

/* law_bin - the bin of a length, 0 .. LAW_BINS - 1; all lengths below its second edge are in bin 0. */
uint8_t law_bin(int64_t length_ms);

/* law_bin_ms - the least length of a bin; bin <= LAW_BINS. */
int64_t law_bin_ms(uint32_t bin);

/* law_learn - a harmless run of that bin, that a session showed within watched_ms of being watched;
 * now_ms > 0.  One of 10 min is no harmless run, whatever ended it. */
void law_learn(struct law *law, uint8_t bin, int64_t watched_ms, int64_t now_ms);

/* law_end - an act of ours ended a run of that bin and the target recovered after it: a death cured, or
 * a harmless run that we did not let end; law.c says which it is taken for.  Not for several sessions
 * whose runs one act on their gateway ended. */
void law_end(struct law *law, uint8_t bin, int64_t watched_ms, int64_t now_ms);

/* law_learnt - enough was seen (512 runs of the gateway, 128 of the class, 7 days) for patience to be the
 * law's own. */
bool law_learnt(const struct law *law, int64_t now_ms);

/* law_patience_ms - for `auto`, within 30 s .. 10 min; until learnt POLICY_PATIENCE_FALLBACK_MS, or longer
 * when more runs were ended by that than can have been deaths; while the class itself has less than
 * LAW_RUNS_MIN runs not longer than that, with the same reserve. */
int64_t law_patience_ms(const struct law *law, const struct policy_rate *false_restarts,
			int64_t now_ms);

/* law_describe - what is known by now, learnt or not. */
struct law_numbers law_describe(const struct law *law);

#endif
