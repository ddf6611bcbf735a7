/* agenda.h - what is to be judged, and what is to be ordered, in this step.  SPDX-License-Identifier: ISC
 *
 * Pure.  Orders of a step are kept in their targets and given in one go, sorted, when it ends.
 */
#ifndef AGENDA_H
#define AGENDA_H

#include "target.h"

/* agenda_touch - judge target again before this step ends. */
void agenda_touch(struct engine *engine, struct target *target);

/* agenda_touch_held - judge all of gateway again that were reported held: a guard of theirs may have
 * changed by what happened to another. */
void agenda_touch_held(struct engine *engine, struct gateway *gateway);

/* agenda_wake - judge target at due_ms at the latest; an earlier deadline stays. */
void agenda_wake(struct engine *engine, struct target *target, int64_t due_ms);

/* agenda_take - the touched targets, sessions before gateways, each by first appearance, linked by
 * next_touched; NULL when there is none.  They stay touched, so that the list stays whole, until the
 * caller comes to them. */
struct target *agenda_take(struct engine *engine);

/* agenda_notify - tell a person; once per step and kind. */
void agenda_notify(struct engine *engine, struct target *target, enum words_notify what,
		   uint64_t incident);

/* agenda_mark - target has this order to give; what pending tells of it is the caller's to fill. */
void agenda_mark(struct engine *engine, struct target *target, enum words_order order);

/* agenda_orders - the targets with orders, by first appearance, linked by next_pending; the caller
 * clears their `pending` as it goes. */
struct target *agenda_orders(struct engine *engine);

#endif
