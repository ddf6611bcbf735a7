/* shrink.h - the smallest part of something that still fails.  SPDX-License-Identifier: ISC */
#ifndef SHRINK_H
#define SHRINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim.h"

/* Whether those picks still fail. */
typedef bool shrink_picks_fail(void *ctx, const uint32_t *picks, size_t count);

/* shrink_picks - delta debugging (Zeller and Hildebrandt 2002): leaves out chunks, from halves down to
 * single ones, as long as the rest fails; at the end no single one can go.  picks (ascending) fail now.
 * Returns how many are left, in order; 0 only when none are needed; SIZE_MAX: no memory. */
size_t shrink_picks(uint32_t *picks, size_t count, shrink_picks_fail *fails, void *ctx);

/* When a world fails first; -1: it does not. */
typedef int64_t shrink_world_fails(void *ctx, const struct sim_setup *setup);

/* shrink_world - fewer scenarios, no bursts, no faults besides, fewer sessions, a shorter life: whatever
 * still fails.  setup fails now, at t_ms; returns when the one that is left does. */
int64_t shrink_world(struct sim_setup *setup, int64_t t_ms, shrink_world_fails *fails, void *ctx);

#endif
