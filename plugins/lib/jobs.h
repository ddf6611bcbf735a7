/* jobs.h - ordered restarts: of each gateway one runs, the others wait.  SPDX-License-Identifier: ISC
 *
 * Serial they must be: two restarts at once make some gateways refuse both.
 */
#ifndef JOBS_H
#define JOBS_H

#include "order.h"

#define JOBS_MAX 16 /* running and waiting */

struct job {
	uint64_t turn;    /* 0: this place is free; else jobs begin in this order */
	uint32_t handle;  /* of the request or child; 0: waiting */
	int64_t since_ms; /* when it was ordered ... */
	int64_t begun_ms; /* ... and when its turn came */
	struct order order;
};

/* Zeroed: none. */
struct jobs {
	uint64_t turns;
	struct job list[JOBS_MAX];
};

/* jobs_add - keeps the order as the last to wait; NULL: JOBS_MAX are there. */
struct job *jobs_add(struct jobs *jobs, const struct muzzle_order *order, int64_t now_ms);

/* jobs_next - the longest waiting job whose gateway is idle, or NULL. */
struct job *jobs_next(struct jobs *jobs);

/* jobs_find - by the id of its order, or NULL. */
struct job *jobs_find(struct jobs *jobs, uint64_t id);

#endif
