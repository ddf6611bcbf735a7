/* counts.h - what is counted for metrics, since the daemon started.  SPDX-License-Identifier: ISC
 *
 * It is fed with the engine's evidence and orders.  Acts and sources are counted by name, so that
 * counts survive a reload.  Zeroed it is empty.
 *
 * Detection is the time from the first bad evidence (the start of a run, a die, the first failed
 * probe, the last answer of a gateway) to the conviction, when the first act would go if no guard
 * held it.  It is counted once for each incident, at the first order about it.
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
	uint64_t flying; /* id of the act in flight; 0: none */
	/* of a source by enum words_evidence; of an action by enum words_result, 0 done, RESULTS
	 * lost */
	uint64_t counts[EVIDENCE_KINDS];
};

struct counts {
	int64_t start_wall_ms;
	struct counts_entry *entries; /* owned */
	size_t names;
	uint64_t suppressed[GUARDS], notified[NOTIFIES];
	uint64_t detected[COUNTS_BOUNDS + 1]; /* by bound; the last: beyond all of them */
	uint64_t detections;
	int64_t detected_ms; /* sum of all */
	uint64_t incidents[COUNTS_INCIDENTS_MAX];
	unsigned incident; /* the next to be forgotten */
};

/* counts_expect - begin to count the actions of all ladders, so that one that was never used counts
 * 0.  Targets are those of a roster, here and below. */
void counts_expect(struct counts *counts, const struct engine *engine);

/* counts_take_order - count an order, when the engine gives it. */
void counts_take_order(struct counts *counts, const struct engine_order *order);

/* counts_take_evidence - count evidence, before the engine is fed with it; source may be NULL.  A
 * result ends its act. */
void counts_take_evidence(struct counts *counts, const struct engine_evidence *evidence,
			  const char *source);

/* counts_describe - add to an object: start_wall_ms acts suppressed would_restart notifications
 * evidence detection. */
void counts_describe(struct json_object *metrics, const struct counts *counts);

/* counts_fini - free the entries. */
void counts_fini(struct counts *counts);

#endif
