/* tally.h - what the truth of a world adds up to.  SPDX-License-Identifier: ISC
 *
 * A tally is the witness' sum over worlds of one kind: plain data of a fixed size (150 kB), mergeable.
 * A tally_watch is what must be remembered while one world runs.
 *
 * Detection is counted once a death: from its beginning to the first act that could cure it, or, for
 * what no act cures, to the first word to a person.  A death that ended untouched within TALLY_SPARED_MS
 * needed nobody; one that lasted longer was missed, and stands in the quantiles as infinity.
 */
#ifndef TALLY_H
#define TALLY_H

#include "delays.h"
#include "sim.h"

#define TALLY_SPARED_MS SIM_HOUR_MS
#define TALLY_CHAIN_MS (10 * SIM_MINUTE_MS) /* acts with smaller gaps are one chain */
#define TALLY_CONFIDENCE 0.95

/* How a death shows itself. */
enum tally_kind {
	TALLY_LOUD = 1, /* the status says so */
	TALLY_CERTAIN,  /* a container died */
	TALLY_SILENT,   /* nothing says so */
	TALLY_HUNG,     /* the gateway answers nothing */
	TALLY_HUMAN,    /* the status says that a person is needed: found when one is told */
	TALLY_KINDS
};

struct tally {
	uint64_t worlds;
	int64_t session_ms;   /* lived by all sessions together, dead or alive */
	int64_t dead_ms;      /* of it: dead, of whatever */
	int64_t self_down_ms; /* of it: healthy, but taken down by an act */
	int64_t mistaken_ms;  /* of that: by false acts */
	uint64_t acts;        /* gateway-wide ones count once */
	uint64_t false_acts;  /* on the living, or on what they cannot cure */
	uint64_t failures;    /* deaths that an act can cure, found or missed */
	uint64_t incidents;   /* see tally.c */
	uint64_t alerts;      /* words to a person, but for closings and reminders */
	uint64_t needless;    /* of them: about somebody alive */
	uint64_t probes;
	uint32_t longest_chain; /* of acts on one session or its gateway */
	struct delays found[TALLY_KINDS];
};

/* One who is dead. */
struct tally_death {
	enum sim_death death; /* 0: alive */
	bool found;
	int64_t since_ms;
};

/* Acts on one that followed each other soon. */
struct tally_chain {
	uint32_t acts;
	int64_t last_ms;
};

struct tally_watch {
	struct tally *sum; /* borrowed */
	int sessions;
	int64_t end_ms;
	int64_t last_ms;                              /* up to here time is accounted for */
	struct tally_death who[SIM_SESSIONS_MAX + 1]; /* [0] the gateway, then the sessions */
	struct tally_chain chains[SIM_SESSIONS_MAX + 1];
	bool troubled;        /* a stretch of trouble goes on */
	bool acted;           /* and somebody acted in it */
	int64_t trouble_ms;   /* and somebody was dead in it for so long */
	int64_t well_from_ms; /* since when nobody is dead; -1: somebody is */
};

/* tally_begin - a world of that setup begins; what it shows is added to sum. */
void tally_begin(struct tally_watch *watch, struct tally *sum, const struct sim_setup *setup);

/* tally_note - the witness: ctx is a tally_watch. */
void tally_note(void *ctx, const struct sim_fact *fact);

/* tally_end - the world has ended; who is dead by now was missed, or is too young to tell. */
void tally_end(struct tally_watch *watch);

/* tally_merge - add what from has counted. */
void tally_merge(struct tally *into, const struct tally *from);

/* Rates and quantiles of a tally.  INFINITY: never; NAN: nothing to tell it from. */
struct tally_figures {
	double session_years;
	double false_per_year;       /* per session-year */
	double false_upper_per_year; /* exact Poisson limit at TALLY_CONFIDENCE */
	double found_p50_s[TALLY_KINDS], found_p99_s[TALLY_KINDS];
	double missed_pct[TALLY_KINDS];
	double acts_per_failure; /* without the false ones; 1 / cure probability is ideal */
	double longest_chain;
	double alerts_per_incident;
	double available_pct;
	double self_down_s;    /* per session-year */
	double probes_per_day; /* per session */
	double blast_s;        /* healthy session-seconds interrupted per act */
	double mtbm_days;      /* mean session time between mistakes */
	double mistake_s;      /* mean session time that one costs */
};

/* tally_figure - what a tally says. */
void tally_figure(const struct tally *tally, struct tally_figures *figures);

#endif
