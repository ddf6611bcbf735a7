/* notes.h - what a person wants to know of a target and the engine does not need.
 * SPDX-License-Identifier: ISC
 *
 * The last evidence of each kind and source with its words, the last action and how it ended, who
 * holds it and why.  Nothing here decides anything; without memory a note is simply not taken.
 */
#ifndef NOTES_H
#define NOTES_H

#include <stdbool.h>

#include "engine.h"
#include "roster.h"
#include "text.h"
#include "trace.h"

#define NOTES_TEXT_BYTES 96

/* The newest of its source and kind. */
struct notes_evidence {
	struct notes_evidence *next; /* owned */
	enum words_evidence kind;
	uint32_t source;
	int what;
	bool ok;
	int64_t at_ms;               /* BOOTTIME; the event's own time */
	uint64_t round;              /* claims: of its source */
	char text[NOTES_TEXT_BYTES]; /* raw or why */
};

struct notes_act {
	uint64_t id; /* 0: none since we started */
	uint64_t incident;
	char owner[ROSTER_NAME_BYTES]; /* whose incident */
	int64_t from_ms, until_ms;     /* until: 0 while no result came */
	enum words_result what;        /* 0: done */
	char action[ROSTER_NAME_BYTES];
	char text[TEXT_BYTES];
	char *output; /* owned; what it printed; NULL: nothing */
};

struct notes_hold {
	char by[NOTES_TEXT_BYTES];
	char why[NOTES_TEXT_BYTES];
	int64_t window_ms; /* made for the window of maintenance that ends then; 0: it is a person's */
	int64_t released_ms; /* a person ended it; until then no window makes one.  Both are Unix time */
};

struct notes_target {
	struct notes_evidence *evidence; /* owned; in order of first appearance */
	struct notes_act act;
	struct notes_hold hold;
	int64_t proof_ms;      /* BOOTTIME; of the newest proof */
	int64_t proof_gap_ms;  /* usually between two; 0: not known */
	uint64_t incident;     /* the last one that orders were given for; 0: none */
	int64_t since_wall_ms; /* when it opened */
};

struct notes;

/* notes_new - NULL: no memory. */
struct notes *notes_new(void);

/* notes_free - NULL is allowed. */
void notes_free(struct notes *notes);

/* notes_of - the notes on target, begun when there are none; NULL: no memory, or notes is NULL. */
struct notes_target *notes_of(struct notes *notes, const struct target *target);

/* notes_move - all that is known of one to another, of which nothing is known yet. */
void notes_move(struct notes_target *to, struct notes_target *from);

/* notes_add_evidence - remember it in place of what its source said last of that kind; the entry, or
 * NULL.  Evidence without a source leaves no note. */
struct notes_evidence *notes_add_evidence(struct notes_target *on,
					  const struct engine_evidence *evidence,
					  const struct trace_words *words);

/* notes_find_claim - the last claim of that source; NULL: none. */
const struct notes_evidence *notes_find_claim(const struct notes_target *on, uint32_t source);

/* notes_set_hold - which person holds it and why; NULL is "". */
void notes_set_hold(struct notes_target *on, const char *by, const char *why);

#endif
