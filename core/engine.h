/* engine.h - from evidence to orders.  SPDX-License-Identifier: ISC
 *
 * Pure: no clock, no I/O, no allocation, integers only.  It moves only at engine_step() and
 * engine_restart().  Times going in and coming out are milliseconds of CLOCK_BOOTTIME.
 *
 * Ownership: the caller allocates targets, gateways, policies and the heap, and keeps them as long as
 * the engine.  Nothing is ever freed or kept beyond that.
 */
#ifndef ENGINE_H
#define ENGINE_H

#include <stdbool.h>
#include <stdint.h>

#include "target.h"

/* One input line.  Unused fields are 0. */
struct engine_evidence {
	enum words_evidence kind;
	int64_t t_ms;          /* never less than that of the line before, under one header */
	int64_t at_ms;         /* claim, proof: the event's own time, <= t_ms */
	struct target *target; /* whom it is about; NULL: self, result, tick */
	uint32_t source;       /* > 0, one number per source name */
	int what;              /* enum words_state, _fault, _event, _self, _result or _command */
	bool ok;               /* probe, result */
	bool charges;          /* reset: the charges too */
	bool law;              /* reset: what its gateway's laws have learnt, too */
	int32_t code;          /* die: exit code */
	uint64_t id;           /* result: of the act; event: hash of the container id, 0 unknown */
	int64_t for_ms;        /* hold: how long; self lag: how much */
	int64_t bytes;         /* memory: in use */
	int64_t limit_bytes;   /* memory: where it is killed; 0: nowhere */
};

/* One order. */
struct engine_order {
	enum words_order kind;
	int64_t t_ms;
	const struct target *target; /* held, notify: whose incident; act: what it acts on */
	const struct target *owner;  /* act: whose incident */
	uint64_t id;                 /* act */
	uint32_t rung;               /* act: from 1 */
	enum words_guard by;         /* held */
	int64_t until_ms;            /* held: worth asking again; 0 unknown */
	uint64_t incident;           /* act, notify; 0 none */
	enum words_notify what;      /* notify */
	enum words_cause cause;      /* what convicted; 0 nothing */
	int64_t age_ms, limit_ms;    /* of the run and its patience, as far as there is one */
};

typedef void engine_emit(void *ctx, const struct engine_order *order);

/* engine_init - an engine without targets; restarts is the budget of the whole box. */
void engine_init(struct engine *engine, const struct policy_rate *restarts, bool observe);

/* engine_room - lend the heap: room for cap targets; called before the targets are added, and again
 * with the old content copied when it must grow.  heap[0] is not used: cap + 1 pointers. */
void engine_room(struct engine *engine, struct target **heap, uint32_t cap);

/* engine_add_gateway - gateway is zeroed but for .conf; its policy is borrowed. */
void engine_add_gateway(struct engine *engine, struct gateway *gateway,
			const struct policy *policy);

/* engine_add_session - session is zeroed. */
void engine_add_session(struct engine *engine, struct gateway *gateway, struct target *session,
			const struct policy *policy);

/* engine_step - one input line: apply it, judge every deadline up to it, give the orders. */
void engine_step(struct engine *engine, const struct engine_evidence *evidence, engine_emit *emit,
		 void *ctx);

/* engine_restart - a header: epochs and runs are dropped, open acts count as done, and an incident
 * must convict again before it acts. */
void engine_restart(struct engine *engine);

/* engine_shift - time starts anew under another boot: move all that the ledger remembers. */
void engine_shift(struct engine *engine, int64_t delta_ms);

/* engine_shift_laws - the same for what is learnt alone, which is kept apart from the ledger. */
void engine_shift_laws(struct engine *engine, int64_t delta_ms);

/* engine_next_ms - the next moment at which a tick could give orders; TARGET_FOREVER: none. */
int64_t engine_next_ms(const struct engine *engine);

#endif
