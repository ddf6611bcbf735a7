/* mirror.h - a target's life as the engine has it, told again from the lines of its journal.
 * SPDX-License-Identifier: ISC
 *
 * The journal has claims, proofs and orders, and no runs.  What of them begins, ends and cuts a run is
 * judged here as there: a run ends with its epoch, when a person is needed, at a proof, or when up has
 * held; it begins anew where the engine begins to measure it anew.  All times are Unix ms, 0: never.
 */
#ifndef MIRROR_H
#define MIRROR_H

#include <json-c/json_types.h>

#include "spans.h"

#define MIRROR_SOURCES 8 /* of a gateway; of more their faults do not count */

/* One that tells of a gateway. */
struct mirror_source {
	uint64_t id;      /* hash of its name; 0: unused */
	bool looks;       /* it gave claims, probes or path faults */
	int64_t fault_ms; /* first fault since its last answer */
};

struct mirror {
	struct mirror *gateway; /* its own: it is one */
	struct spans runs;
	int64_t settle_ms; /* what up must hold for */
	bool configured;   /* absent is bad, then */

	/* what outlives the epoch */
	bool human;
	int64_t human_ms, hold_until_ms;

	/* the epoch */
	const char *claim; /* of mirror_state() */
	int64_t begun_ms;  /* 0: no line about it yet */
	int64_t claim_ms, up_ms, bad_ms, absent_ms, proof_ms;
	int64_t blind_ms; /* a fault since the claim */

	/* of a gateway alone */
	struct mirror_source sources[MIRROR_SOURCES];
	bool whole_fault;      /* of all that look */
	uint64_t container;    /* hash of its id; 0: not known */
	int64_t started_ms;    /* it runs since */
	bool unhealthy;        /* it said so */
	uint64_t act;          /* in flight; 0: none */
	struct mirror *act_on; /* itself: all its sessions, too */
	int64_t act_ms;        /* of the last act on itself */
	int64_t own_until_ms;  /* up to then what befalls the container is our doing */
};

/* mirror_init - of a session, or of a gateway when that is NULL. */
void mirror_init(struct mirror *mirror, struct mirror *gateway);

/* mirror_state - the word as it is kept, by its text or its number in a ledger; NULL: no such state. */
const char *mirror_state(const char *word, int64_t number);

/* mirror_pass - what time alone has ended up to then. */
void mirror_pass(struct mirror *mirror, int64_t now_ms);

/* mirror_meet - a line tells of it: the first begins its epoch, and its gateway's. */
void mirror_meet(struct mirror *mirror, int64_t now_ms);

/* mirror_begin - a new epoch, if it had one; what was is forgotten. */
void mirror_begin(struct mirror *mirror, int64_t now_ms);

/* mirror_drop - as if it had never been told of, but for what outlives the epoch. */
void mirror_drop(struct mirror *mirror, int64_t now_ms);

/* mirror_claim - one of this epoch; false: it is dropped, as it is older than what is known. */
bool mirror_claim(struct mirror *mirror, const char *state, int64_t at_ms, uint64_t source);

/* mirror_proof - traffic of then, in this epoch. */
void mirror_proof(struct mirror *mirror, int64_t at_ms);

/* mirror_restart - patience is measured from now on: another run, to who looks at it. */
void mirror_restart(struct mirror *mirror, int64_t now_ms);

/* mirror_is_own - what befalls the gateway's container now is our own doing. */
bool mirror_is_own(const struct mirror *gateway, int64_t now_ms);

/* mirror_human - a person is needed. */
void mirror_human(struct mirror *mirror, int64_t now_ms);

/* mirror_answer - a source of the gateway tells something; looked: no mere traffic. */
void mirror_answer(struct mirror *gateway, uint64_t source, bool looked);

/* mirror_fault - a source cannot look, setup: by a mistake of the configuration.  Since when the sessions
 * are unseen by it; 0: no news. */
int64_t mirror_fault(struct mirror *gateway, uint64_t source, bool setup, int64_t now_ms);

/* mirror_blind - nobody has seen it since then. */
void mirror_blind(struct mirror *mirror, int64_t since_ms);

/* mirror_time - a time in a header of the journal, whose t was 0 at zero_ms; 0: never. */
int64_t mirror_time(struct json_object *line, const char *key, int64_t zero_ms);

/* mirror_read - what a header of the journal says of it; left_ms: what is over ended then. */
void mirror_read(struct mirror *mirror, struct json_object *line, int64_t zero_ms, int64_t left_ms);

/* mirror_read_gateway - and what it says of gateways beside. */
void mirror_read_gateway(struct mirror *gateway, struct json_object *line, int64_t zero_ms);

#endif
