/* agenda.c - see agenda.h.  SPDX-License-Identifier: ISC */
#include "agenda.h"

#include <stddef.h>

#include "heap.h"

/* Which of a target's links a list hangs on, and with it the order that it is sorted in. */
enum list { TOUCHED = 1, PENDING };

static struct target **link_of(struct target *target, enum list list)
{
	return list == TOUCHED ? &target->next_touched : &target->next_pending;
}

static bool before(const struct target *a, const struct target *b, enum list list)
{
	if (list == TOUCHED && a->is_gateway != b->is_gateway)
		return b->is_gateway;
	return a->ordinal < b->ordinal;
}

static struct target *merge(struct target *a, struct target *b, enum list list)
{
	struct target *first = NULL;
	struct target **end = &first;

	while (a && b) {
		struct target **from = before(a, b, list) ? &a : &b;

		*end = *from;
		end = link_of(*from, list);
		*from = *end;
	}
	*end = a ? a : b;
	return first;
}

/* The second half of a list of two or more, cut off. */
static struct target *cut(struct target *slow, enum list list)
{
	struct target *fast = *link_of(slow, list);
	struct target *half;

	while (fast && *link_of(fast, list)) {
		fast = *link_of(*link_of(fast, list), list);
		slow = *link_of(slow, list);
	}
	half = *link_of(slow, list);
	*link_of(slow, list) = NULL;
	return half;
}

static struct target *sorted(struct target *all,
			     enum list list) /* NOLINT(misc-no-recursion): log2 n deep */
{
	if (!all || !*link_of(all, list))
		return all;

	struct target *half = cut(all, list);

	return merge(sorted(all, list), sorted(half, list), list);
}

void agenda_touch(struct engine *engine, struct target *target)
{
	if (target->touched)
		return;
	target->touched = true;
	target->next_touched = engine->touched;
	engine->touched = target;
}

static bool touch_if_held(struct engine *engine, struct target *target)
{
	if (!target->held_by)
		return false;
	agenda_touch(engine, target);
	return true;
}

void agenda_touch_held(struct engine *engine, struct gateway *gateway)
{
	if (!gateway->held)
		return;
	gateway->held = touch_if_held(engine, &gateway->target);
	for (struct target *session = gateway->sessions; session; session = session->next)
		gateway->held |= touch_if_held(engine, session);
}

void agenda_wake(struct engine *engine, struct target *target, int64_t due_ms)
{
	if (due_ms < target->due_ms)
		heap_set(engine, target, due_ms);
}

struct target *agenda_take(struct engine *engine)
{
	struct target *all = sorted(engine->touched, TOUCHED);

	engine->touched = NULL;
	return all;
}

void agenda_mark(struct engine *engine, struct target *target, enum words_order order)
{
	if (!target->pending.orders) {
		target->next_pending = engine->pending;
		engine->pending = target;
	}
	target->pending.orders |= 1u << order;
}

void agenda_notify(struct engine *engine, struct target *target, enum words_notify what,
		   uint64_t incident)
{
	agenda_mark(engine, target, ORDER_NOTIFY);
	target->pending.notifies |= 1u << what;
	if (what == NOTIFY_SETUP)
		target->pending.setup_of = incident;
	else if (what != NOTIFY_LEAK)
		target->pending.incident = incident;
}

struct target *agenda_orders(struct engine *engine)
{
	struct target *all = sorted(engine->pending, PENDING);

	engine->pending = NULL;
	return all;
}
