/* explore_alphabets.c - the letters, each alphabet around one idea of the engine.
 * SPDX-License-Identifier: ISC */
#include "explore.h"

#define S(n) (INT64_C(1000) * (n))
#define M(n) (60 * S(n))

#define CLAIM(after_, who_, state_)                                                       \
	{                                                                                 \
		.name = #who_ " " #state_, .kind = EVIDENCE_CLAIM, .who = EXPLORE_##who_, \
		.what = STATE_##state_, .after_ms = (after_)                              \
	}
#define PROOF(after_, who_, late_)                                                        \
	{                                                                                 \
		.name = "proof " #who_ " late " #late_, .kind = EVIDENCE_PROOF,           \
		.who = EXPLORE_##who_, .after_ms = (after_), .x_ms = (late_), .source = 2 \
	}
#define EVENT(after_, what_)                                                   \
	{                                                                      \
		.name = #what_, .kind = EVIDENCE_EVENT, .what = EVENT_##what_, \
		.after_ms = (after_), .source = 3, .id = 1                     \
	}
#define FAULTS(times_, what_, source_)                                                            \
	{                                                                                         \
		.name = #times_ " faults " #what_ " of source " #source_, .kind = EVIDENCE_FAULT, \
		.what = FAULT_##what_, .after_ms = S(3), .times = (times_), .source = (source_)   \
	}
#define PROBE(after_, good_)                                                       \
	{                                                                          \
		.name = "probe " #good_, .kind = EVIDENCE_PROBE, .who = EXPLORE_A, \
		.what = (good_), .after_ms = (after_)                              \
	}
#define SELF(after_, what_)                                                                        \
	{                                                                                          \
		.name = #what_, .kind = EVIDENCE_SELF, .what = SELF_##what_, .after_ms = (after_), \
		.x_ms = S(3)                                                                       \
	}
#define RESULT(after_, what_)                                                       \
	{                                                                           \
		.name = "result " #what_, .kind = EVIDENCE_RESULT, .what = (what_), \
		.after_ms = (after_)                                                \
	}
#define COMMAND(who_, what_, x_)                                                           \
	{                                                                                  \
		.name = #what_ " " #who_, .kind = EVIDENCE_COMMAND, .who = EXPLORE_##who_, \
		.what = COMMAND_##what_, .after_ms = S(1), .x_ms = (x_)                    \
	}
#define TICK(after_)                                                                       \
	{                                                                                  \
		.name = "tick after " #after_, .kind = EVIDENCE_TICK, .after_ms = (after_) \
	}
#define HEADER                                     \
	{                                          \
		.name = "header", .after_ms = S(1) \
	}
#define OK 0

static const struct explore_symbol claims[] = {
	CLAIM(S(5), A, DOWN),   CLAIM(S(5), A, UP), CLAIM(S(5), A, STARTING), PROOF(S(1), A, 0),
	PROOF(S(1), A, S(8)),   TICK(S(20)),        CLAIM(S(5), A, OFF),      RESULT(S(1), OK),
	CLAIM(S(5), A, ABSENT), TICK(M(11)),
};

static const struct explore_symbol results[] = {
	CLAIM(S(5), A, DOWN),
	CLAIM(S(5), A, UP),
	RESULT(S(1), OK),
	RESULT(S(1), RESULT_FAILED),
	RESULT(S(1), RESULT_SETUP),
	RESULT(S(1), RESULT_TIMEOUT),
	TICK(S(25)),
	TICK(M(11)),
	{ .name = "4 times A DOWN",
	  .kind = EVIDENCE_CLAIM,
	  .who = EXPLORE_A,
	  .what = STATE_DOWN,
	  .after_ms = S(5),
	  .times = 4 },
};

static const struct explore_symbol container[] = {
	EVENT(S(1), DIE),
	EVENT(S(3), START),
	EVENT(S(2), STOP),
	EVENT(S(1), PAUSE),
	EVENT(S(1), UNPAUSE),
	EVENT(S(1), UNHEALTHY),
	EVENT(S(1), HEALTHY),
	CLAIM(S(5), A, DOWN),
	CLAIM(S(5), A, UP),
	RESULT(S(1), OK),
	TICK(S(30)),
	{ .name = "die of 78",
	  .kind = EVIDENCE_EVENT,
	  .what = EVENT_DIE,
	  .after_ms = S(1),
	  .source = 3,
	  .code = 78 },
	{ .name = "die of another",
	  .kind = EVIDENCE_EVENT,
	  .what = EVENT_DIE,
	  .after_ms = S(1),
	  .source = 3,
	  .id = 2 },
};

static const struct explore_symbol faults[] = {
	FAULTS(5, PATH, 1),   FAULTS(1, PATH, 1), FAULTS(1, SETUP, 1), FAULTS(5, PATH, 4),
	CLAIM(S(5), A, DOWN), CLAIM(S(5), A, UP), PROOF(S(1), A, 0),   TICK(S(30)),
	EVENT(S(1), START),   RESULT(S(1), OK),
};

static const struct explore_symbol people[] = {
	CLAIM(S(5), A, DOWN),
	CLAIM(S(5), A, UP),
	CLAIM(S(5), A, HUMAN),
	CLAIM(S(5), A, OFF),
	PROOF(S(1), A, 0),
	COMMAND(A, HOLD, S(20)),
	COMMAND(G, HOLD, M(2)),
	COMMAND(A, RELEASE, 0),
	COMMAND(G, RELEASE, 0),
	COMMAND(A, RESET, 0),
	COMMAND(A, RESET, 1),
	RESULT(S(1), OK),
	TICK(S(25)),
};

static const struct explore_symbol probes[] = {
	CLAIM(S(5), A, UP),
	CLAIM(S(5), A, DOWN),
	PROBE(S(2), false),
	PROBE(S(40), false),
	PROBE(S(2), true),
	PROOF(S(1), A, 0),
	TICK(M(15)),
	TICK(S(20)),
	RESULT(S(1), OK),
	FAULTS(1, PATH, 1),
	SELF(S(1), UPLINK_DOWN),
	SELF(S(1), UPLINK_UP),
};

static const struct explore_symbol shared[] = {
	CLAIM(S(5), ALL, DOWN),  CLAIM(S(5), ALL, UP),  CLAIM(S(5), A, DOWN), CLAIM(S(5), B, DOWN),
	CLAIM(S(5), A, UP),      PROOF(S(1), B, 0),     RESULT(S(1), OK),     TICK(S(25)),
	COMMAND(C, HOLD, S(30)), CLAIM(S(5), C, HUMAN), EVENT(S(1), START),
};

static const struct explore_symbol headers[] = {
	HEADER,
	CLAIM(S(5), A, DOWN),
	CLAIM(S(5), A, UP),
	RESULT(S(1), OK),
	RESULT(S(1), RESULT_FAILED),
	EVENT(S(1), DIE),
	EVENT(S(1), START),
	EVENT(S(1), PAUSE),
	COMMAND(A, HOLD, S(30)),
	CLAIM(S(5), A, HUMAN),
	TICK(S(25)),
	TICK(M(11)),
};

static const struct explore_symbol line[] = {
	SELF(S(1), UPLINK_DOWN),
	SELF(S(1), UPLINK_UP),
	SELF(S(1), RESUME),
	SELF(S(1), LAG),
	SELF(S(1), LEDGER_DOWN),
	SELF(S(1), LEDGER_UP),
	CLAIM(S(5), A, DOWN),
	CLAIM(S(5), A, UP),
	RESULT(S(1), OK),
	RESULT(S(1), RESULT_FAILED),
	TICK(S(25)),
	EVENT(S(1), DIE),
};

static const struct explore_symbol company[] = {
	FAULTS(3, PATH, 1),
	{ .name = "3 faults of h",
	  .kind = EVIDENCE_FAULT,
	  .who = EXPLORE_OTHER,
	  .what = FAULT_PATH,
	  .after_ms = S(3),
	  .times = 3,
	  .source = 5 },
	CLAIM(S(5), A, DOWN),
	CLAIM(S(5), A, UP),
	{ .name = "h/a DOWN",
	  .kind = EVIDENCE_CLAIM,
	  .who = EXPLORE_OTHER_A,
	  .what = STATE_DOWN,
	  .after_ms = S(5),
	  .source = 5 },
	{ .name = "h/a UP",
	  .kind = EVIDENCE_CLAIM,
	  .who = EXPLORE_OTHER_A,
	  .what = STATE_UP,
	  .after_ms = S(5),
	  .source = 5 },
	RESULT(S(1), OK),
	TICK(S(30)),
};

/* a is down and its first rung did not help, while b is up: the second waits. */
static const struct explore_symbol escalation[] = {
	CLAIM(S(5), A, DOWN),
	CLAIM(S(5), B, UP),
	{ .name = "4 times A DOWN",
	  .kind = EVIDENCE_CLAIM,
	  .who = EXPLORE_A,
	  .what = STATE_DOWN,
	  .after_ms = S(5),
	  .times = 4 },
	CLAIM(S(5), B, DOWN),
	RESULT(S(1), OK),
	RESULT(S(1), RESULT_FAILED),
	COMMAND(B, HOLD, S(30)),
	COMMAND(G, HOLD, S(30)),
	TICK(S(25)),
	TICK(M(5)),
	TICK(M(31)),
	CLAIM(S(5), A, UP),
	COMMAND(A, RESET, 1),
};

/* Acts until every budget holds. */
static const struct explore_symbol budgets[] = {
	{ .name = "4 times A DOWN",
	  .kind = EVIDENCE_CLAIM,
	  .who = EXPLORE_A,
	  .what = STATE_DOWN,
	  .after_ms = S(5),
	  .times = 4 },
	EVENT(S(1), DIE),
	TICK(S(31)),
	RESULT(S(1), RESULT_FAILED),
	RESULT(S(1), OK),
	CLAIM(S(5), A, UP),
	TICK(M(4)),
};

#define LETTERS(list) .letters = list, .count = sizeof(list) / sizeof(list[0])

const struct explore_alphabet explore_alphabets[] = {
	{ .name = "claims", .depth = 6, .sessions = 1, LETTERS(claims) },
	{ .name = "results", .depth = 6, .sessions = 1, .opened = true, LETTERS(results) },
	{ .name = "container", .depth = 5, .sessions = 1, LETTERS(container) },
	{ .name = "faults", .depth = 5, .sessions = 1, LETTERS(faults) },
	{ .name = "people", .depth = 5, .sessions = 1, LETTERS(people) },
	{ .name = "probes", .depth = 5, .sessions = 1, LETTERS(probes) },
	{ .name = "shared", .depth = 5, .sessions = 3, LETTERS(shared) },
	{ .name = "headers", .depth = 6, .sessions = 1, LETTERS(headers) },
	{ .name = "line", .depth = 5, .sessions = 1, LETTERS(line) },
	{ .name = "company", .depth = 5, .sessions = 1, .neighbour = true, LETTERS(company) },
	{ .name = "escalation",
	  .depth = 5,
	  .sessions = 2,
	  .prologue = "b c e c",
	  LETTERS(escalation) },
	{ .name = "budgets", .depth = 7, .sessions = 1, LETTERS(budgets) },
	{ .name = "observing", .depth = 7, .sessions = 1, .observe = true, LETTERS(results) },
};
const int explore_alphabets_count = sizeof(explore_alphabets) / sizeof(explore_alphabets[0]);
