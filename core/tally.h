/* tally.h - what is counted for metrics, since the daemon started.  SPDX-License-Identifier: ISC
 *
 * Fed with the engine's own orders and evidence.  Acts and sources are counted by name, so that counts
 * survive a reload.  One that is all zero is empty, and good.
 *
 * Detection is the time from the first bad evidence (of a run; a die; the first failed probe; the last
 * answer of a gateway) to the conviction, which is when the first act goes unless a guard holds it.  It is
 * counted once an incident, when the first order about it comes.
 */
#ifndef TALLY_H
#define TALLY_H

#include <json-c/json.h>

#include "engine.h"
#include "units.h"

#define TALLY_NAMES_MAX 256 /* further ones are not counted */
#define TALLY_INCIDENTS_MAX \
	64 /* detected ones that are remembered, so that none is counted twice */
#define TALLY_BOUNDS 12

/* A source, or an action on a gateway. */
struct tally_entry {
	struct tally_entry *next;         /* owned */
	char gateway[UNITS_NAME_MAX + 1]; /* "": it is a source */
	char name[UNITS_NAME_MAX + 1];
	uint64_t flying; /* the act whose result has not come; 0: none */
	/* a source's by enum words_evidence; an action's by enum words_result, 0 done, RESULTS lost */
	uint64_t counts[EVIDENCE_KINDS];
};

struct tally {
	int64_t start_wall_ms;
	struct tally_entry *entries; /* owned */
	size_t names;
	uint64_t suppressed[GUARDS], notified[NOTIFIES];
	uint64_t detected[TALLY_BOUNDS + 1]; /* the last: later than all bounds */
	uint64_t detections;
	int64_t detected_ms; /* summed */
	uint64_t incidents[TALLY_INCIDENTS_MAX];
	unsigned incident; /* the next to be forgotten */
};

/* tally_expect - the actions of every gateway's ladder, so that what never was done counts 0.  Targets are
 * a roster's, here and below. */
void tally_expect(struct tally *tally, const struct engine *engine);

/* tally_take_order - an order as the engine gives it, when it gives it. */
void tally_take_order(struct tally *tally, const struct engine_order *order);

/* tally_take_evidence - a line before the engine is fed with it; source may be NULL.  A result ends its
 * act. */
void tally_take_evidence(struct tally *tally, const struct engine_evidence *evidence,
			 const char *source);

/* tally_describe - add start_wall_ms acts suppressed would_restart notifications evidence detection to an
 * object. */
void tally_describe(struct json_object *metrics, const struct tally *tally);

/* tally_fini - what was allocated for names. */
void tally_fini(struct tally *tally);

#endif
