/* chance.h - what chance decides, as a function of where and when it is asked.  SPDX-License-Identifier: ISC
 *
 * There is no shared stream: each question has its own key (seed, process, who, index), so that the
 * answer does not depend on who asked what before.
 */
#ifndef CHANCE_H
#define CHANCE_H

#include <stdbool.h>
#include <stdint.h>

#include "sim.h"

/* A few numbers of one key. */
struct chance {
	uint64_t state;
};

/* chance_of - the numbers behind a key. */
struct chance chance_of(uint64_t seed, uint32_t process, int who, uint64_t index);

/* chance_bits - 64 bits that are as good as independent. */
uint64_t chance_bits(struct chance *chance);

/* chance_unit - uniform, above 0 and below 1. */
double chance_unit(struct chance *chance);

/* chance_hit - true with that probability. */
bool chance_hit(struct chance *chance, double probability);

/* chance_between - uniform in low .. high, both included. */
int64_t chance_between(struct chance *chance, int64_t low, int64_t high);

/* chance_exp_ms - exponential; at least 1. */
int64_t chance_exp_ms(struct chance *chance, double mean_ms);

/* chance_weibull_ms - of that shape and scale. */
int64_t chance_weibull_ms(struct chance *chance, double shape, double scale_ms);

/* chance_law_ms - the length of a harmless re-initialisation; late: in the second half of the run. */
int64_t chance_law_ms(struct chance *chance, enum sim_law law, bool late);

/* chance_law_beyond - the probability that it lasts longer than t_ms. */
double chance_law_beyond(enum sim_law law, bool late, double t_ms);

#endif
