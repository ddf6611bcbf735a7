/* window.h - was that one here before?  The newest ids that came, by their hashes.
 * SPDX-License-Identifier: ISC
 *
 * Pure, and of one size: the oldest id makes room for the newest.  Hashes have 64 bits: that two ids
 * of a window share one happens once in two million million windows.
 */
#ifndef WINDOW_H
#define WINDOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WINDOW_IDS 4096 /* a power of two */

/* Zeroed is empty.  Private but to window.c. */
struct window {
	uint64_t ids[WINDOW_IDS];    /* a ring */
	uint16_t heads[WINDOW_IDS];  /* by the low bits of an id: 1 + where it stands; 0: none */
	uint16_t others[WINDOW_IDS]; /* 1 + where the next id with the same head stands */
	uint16_t at;                 /* where the next id goes */
	bool full;                   /* the ring has been around */
};

/* window_take - true if the id is new; it is known from now on. */
bool window_take(struct window *window, uint64_t id);

#endif
