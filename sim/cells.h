/* cells.h - the kinds of world that were asked for: scenarios x traffic x law.
 * SPDX-License-Identifier: ISC
 */
#ifndef CELLS_H
#define CELLS_H

#include <stddef.h>

#include "sim.h"

#define CELLS_MAX 1024
#define CELLS_NAME_BYTES 96
#define CELLS_WHY_BYTES 160 /* what is wrong with a wish */

/* One kind: a row of the report. */
struct cells_cell {
	char scenario[CELLS_NAME_BYTES]; /* as it was asked for */
	char label[CELLS_NAME_BYTES + 32];
	uint32_t scenarios;
	bool base, swarm; /* the base rates of faults; scenarios by the seed */
	enum sim_traffic traffic;
	enum sim_law law;
};

/* What was asked for; each a list with commas. */
struct cells_wish {
	const char *
		scenarios; /* numbers or names, `base`, `swarm`, several in one world joined by `+` */
	const char *traffic, *laws;
};

/* cells_make - all combinations, at most CELLS_MAX of them; *cells is to be freed.  -EINVAL with the
 * word that nobody knows in why; -ENOMEM. */
int cells_make(const struct cells_wish *wish, struct cells_cell **cells, size_t *count,
	       char why[CELLS_WHY_BYTES]);

/* cells_setup - a world of that kind; common says what all kinds share. */
void cells_setup(const struct cells_cell *cell, uint64_t seed, const struct sim_setup *common,
		 struct sim_setup *setup);

/* cells_traffic_name, cells_law_name - as they are asked for; NULL beyond the last. */
const char *cells_traffic_name(int traffic);
const char *cells_law_name(int law);

#endif
