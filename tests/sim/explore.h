/* explore.h - every sequence of a small alphabet, on the engine that ships.  SPDX-License-Identifier: ISC
 *
 * The engine, its targets and the account of the rules lie in one block of memory, so that a state is
 * kept and restored by copying, and pointers stay valid.  Two states whose times are equally long ago
 * are one: what follows from them is the same.
 */
#ifndef EXPLORE_H
#define EXPLORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine.h"
#include "fields.h"

#define EXPLORE_TARGETS 6 /* g g/a g/b g/c h h/a, in this order */
#define EXPLORE_ACTS 8    /* no budget of an alphabet allows more */
#define EXPLORE_SYMBOLS_MAX 20
#define EXPLORE_DEPTH_MAX 64
#define EXPLORE_FIELDS_MAX 128

enum explore_who {
	EXPLORE_G,
	EXPLORE_A,
	EXPLORE_B,
	EXPLORE_C,
	EXPLORE_OTHER,
	EXPLORE_OTHER_A,
	EXPLORE_ALL
};

/* One letter: so many lines, each so long after the one before. */
struct explore_symbol {
	const char *name;
	enum words_evidence kind; /* 0: a header */
	enum explore_who who;     /* EXPLORE_ALL: a line for each session of g */
	int what;                 /* as in struct engine_evidence; result: 0 is ok */
	int64_t after_ms;
	int64_t x_ms; /* claim, proof: how late it comes; hold: how long; lag: how much */
	int times;    /* 0: once */
	uint32_t source;
	int32_t code;
	uint64_t id; /* event: of the container */
};

struct explore_alphabet {
	const char *name;
	int depth;            /* reached by a plain run */
	unsigned sessions;    /* of g, 1 .. 3 */
	bool neighbour;       /* h and h/a are there, too */
	bool observe, opened; /* opened: notify_on */
	const char *prologue; /* letters told first, by their place, "0 0 1 2" */
	const struct explore_symbol *letters;
	int count;
};

extern const struct explore_alphabet explore_alphabets[];
extern const int explore_alphabets_count;

/* What the rules remember by themselves; times like those of the engine, 0 is never. */
struct explore_account {
	int64_t acts_ms[EXPLORE_TARGETS][EXPLORE_ACTS]; /* oldest first */
	int64_t box_ms[EXPLORE_ACTS];
	int64_t hold_until_ms[EXPLORE_TARGETS];
	int64_t grace_from_ms[EXPLORE_TARGETS];
	int64_t flying_until_ms[2]; /* 0: none */
	int64_t unwell_until_ms;
	uint64_t incident[EXPLORE_TARGETS]; /* the newest that was told of */
	uint8_t told[EXPLORE_TARGETS];      /* bit set of enum words_notify, of that incident */
	bool human[EXPLORE_TARGETS];        /* a status said so, and nothing else since */
	bool paused;                        /* g */
	bool uplink_down, ledger_down;
};

/* One order, without what tells two equal histories apart. */
struct explore_order {
	enum words_order kind;
	uint32_t on, owner;
	uint32_t rung;
	enum words_guard by;
	enum words_notify what;
	enum words_cause cause;
	int64_t t_ms, until_ms, age_ms, limit_ms;
	uint64_t id, incident;
};

struct explore_orders {
	struct explore_order all[64];
	unsigned count;
};

/* A state.  What an alphabet does not use of it stands at its end and is not copied. */
struct explore_box {
	struct engine engine;
	int64_t t_ms;
	uint64_t flown; /* the newest act; 0: none yet */
	struct explore_account account;
	struct target *heap[EXPLORE_TARGETS + 1];
	struct gateway g;
	struct target sessions[3];
	struct gateway h;
	struct target neighbour;
};

/* The tables of what is remembered, without what tells equal states apart. */
enum explore_table { EXPLORE_TARGET, EXPLORE_GATEWAY, EXPLORE_BOX, EXPLORE_SOURCE, EXPLORE_TABLES };

struct explore_plan {
	size_t count[EXPLORE_TABLES];
	struct fields_field fields[EXPLORE_TABLES][EXPLORE_FIELDS_MAX];
};

/* What stays the same through all states of one search, and what is counted. */
struct explore {
	const struct explore_alphabet *alphabet;
	struct policy policy;
	struct policy_gateway limits;
	struct explore_plan plan;
	struct explore_box *box;
	size_t bytes;                 /* of *box in use */
	struct explore_box *spare;    /* what a check saves before it goes astray */
	struct explore_orders orders; /* of the last line */
	const char *broken;           /* the rule that was, NULL: none */
	char path[EXPLORE_DEPTH_MAX]; /* letters so far */
	int depth;
	uint64_t guards, causes; /* bit sets: seen to hold, seen to act */
	unsigned long acts, ordered, transitions, states;
	uint64_t answered;  /* the act that the last result was of */
	unsigned open_runs; /* bit set of targets, before the last line */
	bool closed;        /* nothing was left at the end of the depth */
};

/* explore_begin - an empty state of that alphabet, its prologue told; explore_end frees it. */
void explore_begin(struct explore *x, const struct explore_alphabet *alphabet);

/* explore_end - free what explore_begin made. */
void explore_end(struct explore *x);

/* explore_tell - live until that letter's moment, tick by tick, and tell it; the rules watch. */
void explore_tell(struct explore *x, const struct explore_symbol *letter);

/* explore_line - one line at the present moment, its orders in x->orders; the rules watch. */
void explore_line(struct explore *x, struct engine_evidence *evidence);

/* explore_target - by number; NULL: not in this alphabet. */
struct target *explore_target(struct explore *x, enum explore_who who);

/* explore_plan - how states are walked. */
void explore_plan(struct explore_plan *plan);

/* explore_hash - of the state, times relative to now; equal states go on equally. */
uint64_t explore_hash(const struct explore *x);

/* explore_print_difference - in what the state is not what x->spare keeps of it. */
void explore_print_difference(const struct explore *x);

/* explore_watch_evidence, explore_watch_orders - the rules, before and after each line. */
void explore_watch_evidence(struct explore *x, const struct engine_evidence *evidence);
void explore_watch_orders(struct explore *x, enum words_evidence kind);

/* explore_check_state - the rules that look at a state from all sides; it stays as it is.  letter: the
 * one that led here. */
void explore_check_state(struct explore *x, const struct explore_symbol *letter);

/* explore_search - every sequence of letters up to depth; x->broken tells whether it went well. */
void explore_search(struct explore *x, int depth);

#endif
