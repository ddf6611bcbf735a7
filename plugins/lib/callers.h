/* callers.h - who is connected to a listener, for how long yet, and who goes when it is crowded.
 * SPDX-License-Identifier: ISC
 *
 * Pure.  A crowd must not keep the gateway out: nobody is refused, but somebody else is let go.  First
 * who never sent a request that was accepted, the longest there; then who is idle; the others last.
 * A whole request must be in within a time that trickling does not stretch.
 */
#ifndef CALLERS_H
#define CALLERS_H

#include "dial.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CALLERS_SPARE 16 /* who was let go still holds its place for a moment */
#define CALLERS_NONE SIZE_MAX

struct caller {
	bool used, gone; /* gone: was let go, is not yet closed */
	bool trusted;    /* it has sent what only the gateway can send */
	bool working;    /* a request has begun to come in */
	bool first;      /* and none was before */
	uint64_t turn;   /* of coming, and of each answer: who waits longest has the least */
	int64_t due_ms;
	union dial_address from;
};

struct callers {
	struct caller *list; /* owned; CALLERS_SPARE more than .most */
	size_t most, each;   /* each: from one address that is not ours */
	int64_t timeout_ms;  /* of a request, and of somebody who is not trusted */
	int64_t idle_ms;     /* between requests */
	uint64_t turn;       /* the last that was given */
};

/* callers_init - the limits are set by the caller; 0 or -ENOMEM. */
int callers_init(struct callers *callers);

void callers_fini(struct callers *callers); /* a zeroed one is allowed */

/* callers_add - its place, or CALLERS_NONE: it is full. */
size_t callers_add(struct callers *callers, const union dial_address *from, int64_t now_ms);

/* callers_begin - a request begins to come in. */
void callers_begin(struct callers *callers, size_t i, int64_t now_ms);

/* callers_end - it has been answered; accepted: it was one as only the gateway can send. */
void callers_end(struct callers *callers, size_t i, bool accepted, int64_t now_ms);

/* callers_stay - he is answered without an end: his time is never over. */
void callers_stay(struct callers *callers, size_t i);

void callers_remove(struct callers *callers, size_t i); /* its connection is closed */

/* callers_room - places are counted from 0 to this. */
size_t callers_room(const struct callers *callers);

/* callers_is_there - somebody has that place and was not let go. */
bool callers_is_there(const struct callers *callers, size_t i);

/* callers_await_first - somebody is there of whom no request has been answered yet. */
bool callers_await_first(const struct callers *callers);

/* callers_is_late - he is there, and his time is over. */
bool callers_is_late(const struct callers *callers, size_t i, int64_t now_ms);

/* callers_pick_crowding - who has to go as there are too many of all, or of those like i.  CALLERS_NONE:
 * nobody. */
size_t callers_pick_crowding(const struct callers *callers, size_t i);

void callers_let_go(struct callers *callers, size_t i); /* his connection will be closed soon */

#endif
