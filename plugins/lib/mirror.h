/* mirror.h - the runs of a target, found from the journal as the engine finds them.
 * SPDX-License-Identifier: ISC
 *
 * The journal has claims, proofs and orders, but no runs.  So the engine's rules are kept here as
 * well: a run ends with its epoch, when a person is needed, at a proof, or when up has held for
 * settle; where the engine restarts its clock a new run begins.  All times are Unix ms, 0: never.
 */
#ifndef MIRROR_H
#define MIRROR_H

#include <json-c/json_types.h>

#include "spans.h"

#define MIRROR_SOURCES 8 /* of a gateway; faults of any more do not count */

/* A source of a gateway. */
struct mirror_source {
	uint64_t id;      /* hash of its name; 0: unused */
	bool looks;       /* it gave claims, probes or path faults */
	int64_t fault_ms; /* first fault since its last answer */
};

struct mirror {
	struct mirror *gateway; /* of a gateway: itself */
	struct spans runs;
	int64_t settle_ms; /* how long up must hold to end a run */
	bool configured;   /* then absent is a bad claim */

	/* what outlives the epoch */
	bool human;
	int64_t human_ms, hold_until_ms;

	/* the epoch */
	const char *claim; /* of mirror_state() */
	int64_t begun_ms;  /* 0: no line about it yet */
	int64_t claim_ms, up_ms, bad_ms, absent_ms, proof_ms;
	int64_t blind_ms; /* first fault since the claim */

	/* of a gateway alone */
	struct mirror_source sources[MIRROR_SOURCES];
	bool whole_fault;      /* all of its sources that look are faulting */
	uint64_t container;    /* hash of its id; 0: not known */
	int64_t started_ms;    /* when the container started */
	bool unhealthy;        /* the container is */
	uint64_t act;          /* in flight; 0: none */
	struct mirror *act_on; /* its target; the gateway itself: all its sessions, too */
	int64_t act_ms;        /* when the last act on the gateway itself was */
	int64_t own_until_ms;  /* until then events of the container belong to an act */
};

/* mirror_init - a session of gateway; NULL: a gateway. */
void mirror_init(struct mirror *mirror, struct mirror *gateway);

/* mirror_state - the static word for a state, by its text or its number in a ledger; NULL: none. */
const char *mirror_state(const char *word, int64_t number);

/* mirror_pass - end what time alone has ended by now_ms. */
void mirror_pass(struct mirror *mirror, int64_t now_ms);

/* mirror_meet - a line is about it: the first one begins its epoch, and its gateway's. */
void mirror_meet(struct mirror *mirror, int64_t now_ms);

/* mirror_begin - a new epoch begins, if there was one before, which is forgotten. */
void mirror_begin(struct mirror *mirror, int64_t now_ms);

/* mirror_drop - forget all but what outlives the epoch. */
void mirror_drop(struct mirror *mirror, int64_t now_ms);

/* mirror_claim - a claim; false: it is dropped, as it is older than the epoch or the last one. */
bool mirror_claim(struct mirror *mirror, const char *state, int64_t at_ms, uint64_t source);

/* mirror_proof - a proof dated at_ms. */
void mirror_proof(struct mirror *mirror, int64_t at_ms);

/* mirror_restart - the clock of the run restarts: it is shown as another run. */
void mirror_restart(struct mirror *mirror, int64_t now_ms);

/* mirror_is_own - true: an event of the gateway's container belongs to an act now. */
bool mirror_is_own(const struct mirror *gateway, int64_t now_ms);

/* mirror_human - a person is needed. */
void mirror_human(struct mirror *mirror, int64_t now_ms);

/* mirror_answer - a source of the gateway has reported; looked: not only traffic. */
void mirror_answer(struct mirror *gateway, uint64_t source, bool looked);

/* mirror_fault - a source has a fault; setup: of that kind.  Returns since when it has not seen the
 * sessions; 0: it is no news. */
int64_t mirror_fault(struct mirror *gateway, uint64_t source, bool setup, int64_t now_ms);

/* mirror_blind - no source has seen it since since_ms. */
void mirror_blind(struct mirror *mirror, int64_t since_ms);

/* mirror_time - a time in a header of the journal, whose t was 0 at zero_ms; 0: never. */
int64_t mirror_time(struct json_object *line, const char *key, int64_t zero_ms);

/* mirror_read - take what a header of the journal says of it; left_ms: when what is over ended. */
void mirror_read(struct mirror *mirror, struct json_object *line, int64_t zero_ms, int64_t left_ms);

/* mirror_read_gateway - the same of what it says of gateways only. */
void mirror_read_gateway(struct mirror *gateway, struct json_object *line, int64_t zero_ms);

#endif
