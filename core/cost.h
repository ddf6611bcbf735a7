/* cost.h - what a rung of a ladder costs and whether it helps, learnt; and the order that follows.
 * SPDX-License-Identifier: ISC
 *
 * Pure, integers only.  A try counts when its outcome is known.  Old experience fades by half every
 * COST_HALF_MS, and when COST_TRIES_MAX are known, so that a gateway that was mended gets its rung back:
 * a rung that is never tried first cannot show by itself that it is better again.
 */
#ifndef COST_H
#define COST_H

#include <stdbool.h>
#include <stdint.h>

#define COST_TRIES_MAX 16                /* then all that is known fades by half */
#define COST_HALF_MS INT64_C(2592000000) /* 30 days */
#define COST_TRIES_MIN 4                 /* of a rung before it may lose its place, */
#define COST_RARE 4                      /* when at most one in so many helped */

struct cost {
	uint32_t tries;   /* as far as they have not faded */
	uint32_t helped;  /* of them */
	uint32_t mean_ms; /* from the act until it was mended, of those that helped */
	int64_t last_ms;  /* the last try's outcome, as the caller counts time; 0: never */
	int64_t faded_ms; /* what has faded is accounted for up to then */
};

/* cost_helped - a try is over, and what it was for is mended, took_ms after it began. */
void cost_helped(struct cost *cost, int64_t took_ms, int64_t now_ms);

/* cost_unhelped - a try is over, and nothing is better. */
void cost_unhelped(struct cost *cost, int64_t now_ms);

/* cost_relapsed - what the last try had mended did not last: it did not help. */
void cost_relapsed(struct cost *cost);

/* cost_at - what is left of it at now_ms. */
struct cost cost_at(const struct cost *cost, int64_t now_ms);

/* cost_is_rare - it helps too rarely to be tried first. */
bool cost_is_rare(const struct cost *cost, int64_t now_ms);

/* cost_order - the order in which so many rungs (8 at most) are tried from now on: as they are, but those
 * that help rarely last.  0 is the order that they have. */
uint32_t cost_order(const struct cost *costs, uint32_t rungs, int64_t now_ms);

/* cost_rung - which rung (from 0) is tried at that place (from 0) of an order. */
uint32_t cost_rung(uint32_t order, uint32_t place);

/* cost_repair - of what was stored and may be damaged: no more than can be. */
void cost_repair(struct cost *cost);

/* cost_fits - order is one of so many rungs, each of them once. */
bool cost_fits(uint32_t order, uint32_t rungs);

#endif
