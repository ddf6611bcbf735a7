/* day.h - a simulated day: its journal as a daemon would have left it, what was refused, and counted.
 * SPDX-License-Identifier: ISC
 */
#ifndef DAY_H
#define DAY_H

#include "counts.h"
#include "meddler.h"

/* Which day. */
struct day_wish {
	uint64_t seed;
	uint32_t scenarios; /* bit n: scenario n */
	bool observe;
	const char *journal; /* the file */
};

/* One order that says what is not done. */
struct day_refusal {
	int64_t t_ms;
	char target[ROSTER_NAME_BYTES];
	enum words_guard by;
};

struct day {
	struct counts counts;
	struct day_refusal *refusals; /* owned; as the engine ordered */
	size_t count, room;
	long by[GUARDS]; /* how many of them */
};

#define DAY_END "{\"t\":86400000,\"ev\":\"tick\"}" /* the last line of its journal */

/* day_live - many deaths, and much that holds back an engine without patience. */
void day_live(struct day *day, const struct day_wish *wish);

/* day_fini - frees what was lived. */
void day_fini(struct day *day);

#endif
