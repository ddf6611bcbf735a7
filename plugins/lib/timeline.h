/* timeline.h - what was claimed and proven of each target in the last hours, in bounded memory.
 * SPDX-License-Identifier: ISC
 *
 * States, proofs by the minute, and runs as the journal shows them: from the first bad claim to the up
 * claim that lasted, or to a proof behind the last bad one.
 */
#ifndef TIMELINE_H
#define TIMELINE_H

#include <json-c/json_types.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TIMELINE_TARGETS 1024
#define TIMELINE_SPANS 96       /* states, and runs, of one target; the oldest go */
#define TIMELINE_NAME_BYTES 132 /* gateway/session */
#define TIMELINE_BUCKET_MS 60000

/* A run, and with .state a time in one state; .to_ms 0: it lasts.  All in Unix ms. */
struct timeline_span {
	int64_t from_ms, to_ms;
	const char *state; /* static; NULL: a run */
};

/* The latest ones. */
struct timeline_ring {
	unsigned count; /* all that ever were */
	struct timeline_span list[TIMELINE_SPANS];
};

struct timeline_target {
	struct timeline_target *next; /* owned */
	char name[TIMELINE_NAME_BYTES];
	struct timeline_ring states, runs;
	int64_t bad_ms;    /* of the last bad claim of the open run */
	int64_t up_ms;     /* of the first up claim since then; 0: none */
	int64_t settle_ms; /* bad again within it: the up claim between was none */
	int64_t minute;    /* of the newest bucket, since 1970 */
	size_t buckets;
	uint8_t proofs[]; /* by minute modulo .buckets; at most 255 */
};

struct timeline {
	struct timeline_target *first; /* owned; in the order in which they appeared */
	size_t targets, buckets;
};

/* timeline_init - for so many hours back. */
void timeline_init(struct timeline *timeline, int64_t hours);

/* timeline_fini - all targets are forgotten. */
void timeline_fini(struct timeline *timeline);

/* timeline_note - a line of the journal, of that time. */
void timeline_note(struct timeline *timeline, struct json_object *line, int64_t wall_ms);

struct growing;

/* timeline_print - its name, states, proofs and runs since then, as members of a JSON object. */
void timeline_print(struct growing *out, const struct timeline_target *target, int64_t from_ms,
		    int64_t to_ms);

#endif
