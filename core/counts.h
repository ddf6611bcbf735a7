/* counts.h - what is counted for metrics, since the daemon started.  SPDX-License-Identifier: ISC
 *
 * Fed with the engine's own orders and evidence.  Acts and sources are counted by name, so that counts
 * survive a reload.  One that is all zero is empty, and good.
 *
 * Detection is the time from the first bad evidence (of a run; a die; the first failed probe; the last
 * answer of a gateway) to the conviction, which is when the first act goes unless a guard holds it.  It is
 * counted once an incident, when the first order about it comes.
 */
#ifndef COUNTS_H
#define COUNTS_H

#include <json-c/json.h>

#include "engine.h"
#include "units.h"

#define COUNTS_NAMES_MAX 256 /* further ones are not counted */
#define COUNTS_INCIDENTS_MAX \
	64 /* detected ones that are remembered, so that none is counted twice */
#define COUNTS_BOUNDS 12

/* A source, or an action on a gateway. */
struct counts_entry {
	struct counts_entry *next;        /* owned */
	char gateway[UNITS_NAME_MAX + 1]; /* "": it is a source */
	char name[UNITS_NAME_MAX + 1];
	uint64_t flying; /* the act whose result has not come; 0: none */
	/* a source's by enum words_evidence; an action's by enum words_result, 0 done, RESULTS lost */
	uint64_t counts[EVIDENCE_KINDS];
};

struct counts {
	int64_t start_wall_ms;
	struct counts_entry *entries; /* owned */
	size_t names;
	uint64_t suppressed[GUARDS], notified[NOTIFIES];
	uint64_t detected[COUNTS_BOUNDS + 1]; /* the last: later than all bounds */
	uint64_t detections;
	int64_t detected_ms; /* summed */
	uint64_t incidents[COUNTS_INCIDENTS_MAX];
	unsigned incident; /* the next to be forgotten */
};

/* counts_expect - the actions of every gateway's ladder, so that what never was done counts 0.  Targets are
 * a roster's, here and below. */
void counts_expect(struct counts *counts, const struct engine *engine);

/* counts_take_order - an order as the engine gives it, when it gives it. */
void counts_take_order(struct counts *counts, const struct engine_order *order);

/* counts_take_evidence - a line before the engine is fed with it; source may be NULL.  A result ends its
 * act. */
void counts_take_evidence(struct counts *counts, const struct engine_evidence *evidence,
			  const char *source);

/* counts_describe - add start_wall_ms acts suppressed would_restart notifications evidence detection to an
 * object. */
void counts_describe(struct json_object *metrics, const struct counts *counts);

/* counts_fini - what was allocated for names. */
void counts_fini(struct counts *counts);

#endif
