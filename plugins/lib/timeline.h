/* timeline.h - what was claimed and proven of each target in the last hours, in bounded memory.
 * SPDX-License-Identifier: ISC
 *
 * States, proofs by the minute, and runs, which begin and end where the engine's do.
 */
#ifndef TIMELINE_H
#define TIMELINE_H

#include <stddef.h>

#include "mirror.h"

#define TIMELINE_TARGETS 1024
#define TIMELINE_NAME_BYTES 132 /* gateway/session */
#define TIMELINE_BUCKET_MS 60000

struct timeline_target {
	struct timeline_target *next; /* owned */
	char name[TIMELINE_NAME_BYTES];
	struct spans states;
	struct mirror mirror; /* its runs */
	int64_t minute;       /* of the newest bucket, since 1970 */
	size_t buckets;
	uint8_t proofs[]; /* by minute modulo .buckets; at most 255 */
};

struct timeline {
	struct timeline_target *first; /* owned; in the order in which they appeared */
	size_t targets, buckets;
	int64_t now_ms;       /* time of the last line */
	int64_t left_ms;      /* time of the last line before the present header */
	int64_t zero_ms;      /* when the journal's t was 0 */
	int64_t hold_ends_ms; /* when the next hold ends, at the earliest */
	bool uplink_down;
	bool was_away;                      /* a daemon begins: nothing was heard of it yet */
	int64_t lag_ms, company_ms;         /* what restarts all clocks, but not each time */
	const struct mirror *fault_gateway; /* the last that began to fault as a whole */
	int64_t fault_gateway_ms;
};

#define TIMELINE_EACH(target, timeline) \
	for (target = (timeline)->first; target; target = target->next)

/* timeline_init - hours: how far back it goes. */
void timeline_init(struct timeline *timeline, int64_t hours);

/* timeline_fini - free all targets. */
void timeline_fini(struct timeline *timeline);

/* timeline_find - the target of that name; NULL: there is none. */
struct timeline_target *timeline_find(const struct timeline *timeline, const char *name);

/* timeline_get - the same, made if there is none, its gateway first; NULL: no room. */
struct timeline_target *timeline_get(struct timeline *timeline, const char *name);

/* timeline_set_state - its state from at_ms on; the word is static. */
void timeline_set_state(struct timeline_target *target, int64_t at_ms, const char *state);

/* timeline_count_proof - a proof dated at_ms. */
void timeline_count_proof(struct timeline_target *target, int64_t at_ms);

/* timeline_pass - end what time alone has ended by now_ms, for all targets. */
void timeline_pass(struct timeline *timeline, int64_t now_ms);

struct growing;

/* timeline_print - name, states, proofs and runs since from_ms, as members of a JSON object. */
void timeline_print(struct growing *out, const struct timeline_target *target, int64_t from_ms,
		    int64_t to_ms);

#endif
