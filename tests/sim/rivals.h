/* rivals.h - other ways to guess a tail from the same histogram.  SPDX-License-Identifier: ISC */
#ifndef RIVALS_H
#define RIVALS_H

#include <stddef.h>

#include "law.h"

/* What they see: runs by bin, those taken for harmless though we ended them among the rest. */
struct rivals_sight {
	double runs[LAW_BINS];
	double all;
};

struct rival {
	const char *name;
	double (*length_s)(const struct rivals_sight *sight, double share);
};

/* rivals_at - the rivals in order, NULL behind the last one. */
const struct rival *rivals_at(size_t at);

/* rivals_patience_ms - what the rival would make of a law; clamped as the law's own is. */
int64_t rivals_patience_ms(const struct rival *rival, const struct law *law, double false_a_year);

#endif
