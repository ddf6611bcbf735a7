/* callers.h - who is connected to a listener, for how long yet, and who goes when it is crowded.
 * SPDX-License-Identifier: ISC
 *
 * Pure.  A crowd must not keep the gateway out: a new caller is never refused, but another one is
 * let go.  First one that never sent a request that was accepted, the longest connected; then an
 * idle one; the others last.  There is a time for a whole request, which trickling does not
 * stretch.
 */
#ifndef CALLERS_H
#define CALLERS_H

#include "dial.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CALLERS_SPARE 16 /* a caller that was let go still has its place for a moment */
#define CALLERS_NONE SIZE_MAX

struct caller {
	bool used, gone; /* gone: was let go, is not yet closed */
	bool trusted;    /* it has sent a request that was accepted */
	bool working;    /* a request has begun to come in */
	bool first;      /* none of its requests has been answered yet */
	uint64_t turn;   /* given when it comes, and at each answer: the least has waited longest */
	int64_t due_ms;  /* then its time is over */
	union dial_address from;
};

struct callers {
	struct caller *list; /* owned; CALLERS_SPARE more than .most */
	size_t most, each;   /* each: from one address, but for this box */
	int64_t timeout_ms;  /* for a request; also between them for a caller that is not trusted */
	int64_t idle_ms;     /* between the requests of a trusted one */
	uint64_t turn;       /* the last one given */
};

/* callers_init - the limits are set before.  0 or -ENOMEM. */
int callers_init(struct callers *callers);

void callers_fini(struct callers *callers); /* a zeroed one is allowed */

/* callers_add - a new caller's place, or CALLERS_NONE: there is none. */
size_t callers_add(struct callers *callers, const union dial_address *from, int64_t now_ms);

/* callers_begin - a request begins to come in. */
void callers_begin(struct callers *callers, size_t i, int64_t now_ms);

/* callers_end - it has been answered; accepted: the caller is trusted from now on. */
void callers_end(struct callers *callers, size_t i, bool accepted, int64_t now_ms);

/* callers_stay - its answer has no end, so its time is never over. */
void callers_stay(struct callers *callers, size_t i);

void callers_remove(struct callers *callers, size_t i); /* its connection is closed */

/* callers_room - how many places there are. */
size_t callers_room(const struct callers *callers);

/* callers_is_there - a caller has that place, and was not let go. */
bool callers_is_there(const struct callers *callers, size_t i);

/* callers_await_first - there is a caller of which no request has been answered yet. */
bool callers_await_first(const struct callers *callers);

/* callers_is_late - a caller is there, and its time is over. */
bool callers_is_late(const struct callers *callers, size_t i, int64_t now_ms);

/* callers_pick_crowding - the caller that has to go, as there are too many in all or from the
 * address of i.  CALLERS_NONE: none. */
size_t callers_pick_crowding(const struct callers *callers, size_t i);

void callers_let_go(struct callers *callers, size_t i); /* its connection will be closed soon */

#endif
