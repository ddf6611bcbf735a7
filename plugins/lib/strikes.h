/* strikes.h - counts wrong tokens of each address.  SPDX-License-Identifier: ISC
 *
 * Pure, in bounded memory.  Of an IPv6 address only the first half counts, as its owner chooses the
 * rest.  When the memory is full, the address with the fewest wrong tokens gives way.
 */
#ifndef STRIKES_H
#define STRIKES_H

#include "dial.h"

#include <stdbool.h>
#include <stdint.h>

#define STRIKES_MAX 10 /* in STRIKES_MS; then an address must wait */
#define STRIKES_MS 60000
#define STRIKES_ADDRESSES 32

struct strikes_entry {
	union dial_address from;
	int64_t since_ms;
	int times; /* 0: free */
};

/* Zeroed: none. */
struct strikes {
	struct strikes_entry list[STRIKES_ADDRESSES];
};

/* strikes_left_ms - how long that address has to wait; 0: it may try. */
int64_t strikes_left_ms(const struct strikes *strikes, const union dial_address *from,
			int64_t now_ms);

/* strikes_note - a wrong token came from there. */
void strikes_note(struct strikes *strikes, const union dial_address *from, int64_t now_ms);

#endif
