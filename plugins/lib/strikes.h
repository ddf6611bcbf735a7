/* strikes.h - how often somebody at an address was wrong of late.  SPDX-License-Identifier: ISC
 *
 * Pure, in bounded memory.  Of IPv6 the first half of the address counts: the rest is its owner's to
 * choose.  When more are wrong than there is room, who was wrong least is forgotten.
 */
#ifndef STRIKES_H
#define STRIKES_H

#include "dial.h"

#include <stdbool.h>
#include <stdint.h>

#define STRIKES_MAX 10 /* in STRIKES_MS, then nothing is tried any more */
#define STRIKES_MS 60000
#define STRIKES_ADDRESSES 32

struct strikes_entry {
	union dial_address from;
	int64_t since_ms;
	int times; /* 0: free */
};

/* Zeroed: nobody was wrong. */
struct strikes {
	struct strikes_entry list[STRIKES_ADDRESSES];
};

/* strikes_left_ms - how long nobody there may try again; 0: may try. */
int64_t strikes_left_ms(const struct strikes *strikes, const union dial_address *from,
			int64_t now_ms);

/* strikes_note - somebody there was wrong. */
void strikes_note(struct strikes *strikes, const union dial_address *from, int64_t now_ms);

#endif
