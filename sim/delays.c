/* delays.c - see delays.h.  SPDX-License-Identifier: ISC */
#include "delays.h"

#include <math.h>

/* 0 .. 255 stand for themselves; from there on each octave has DELAYS_FINE slots. */
static unsigned slot_of(int64_t took_ms)
{
	unsigned octave = 0, slot;

	if (took_ms < 0)
		return 0;
	while (took_ms >> octave >= 2 * DELAYS_FINE)
		octave++;
	slot = octave * DELAYS_FINE + (unsigned)(took_ms >> octave);
	return slot < DELAYS_SLOTS ? slot : DELAYS_SLOTS - 1;
}

/* The middle of what falls into a slot. */
static double middle_ms(unsigned slot)
{
	unsigned octave = slot < 2 * DELAYS_FINE ? 0 : slot / DELAYS_FINE - 1;

	return ldexp(slot - octave * DELAYS_FINE, (int)octave) + (ldexp(1, (int)octave) - 1) / 2;
}

void delays_add(struct delays *delays, int64_t took_ms)
{
	delays->ended++;
	delays->slots[slot_of(took_ms)]++;
}

void delays_miss(struct delays *delays)
{
	delays->missed++;
}

void delays_merge(struct delays *into, const struct delays *from)
{
	into->ended += from->ended;
	into->missed += from->missed;
	for (unsigned i = 0; i < DELAYS_SLOTS; i++)
		into->slots[i] += from->slots[i];
}

double delays_quantile_ms(const struct delays *delays, double part)
{
	uint64_t all = delays->ended + delays->missed;
	double rank = ceil(part * (double)all - 1e-9);
	uint64_t wanted = rank > 1 ? (uint64_t)rank : 1, passed = 0;

	if (all == 0)
		return NAN;
	if (wanted > delays->ended)
		return INFINITY;
	for (unsigned i = 0; i < DELAYS_SLOTS; i++) {
		passed += delays->slots[i];
		if (passed >= wanted)
			return middle_ms(i);
	}
	return INFINITY;
}
