/* callers.c - see callers.h.  SPDX-License-Identifier: ISC */
#include "callers.h"

#include <errno.h>
#include <stdlib.h>

#include "inlet.h"

size_t callers_room(const struct callers *callers)
{
	return callers->most + CALLERS_SPARE;
}

int callers_init(struct callers *callers)
{
	callers->list = calloc(callers_room(callers), sizeof(*callers->list));
	return callers->list ? 0 : -ENOMEM;
}

void callers_fini(struct callers *callers)
{
	free(callers->list);
	callers->list = NULL;
}

size_t callers_add(struct callers *callers, const union dial_address *from, int64_t now_ms)
{
	for (size_t i = 0; i < callers_room(callers); i++) {
		if (callers->list[i].used)
			continue;
		callers->list[i] = (struct caller){ .used = true,
						    .first = true,
						    .turn = ++callers->turn,
						    .due_ms = now_ms + callers->timeout_ms,
						    .from = *from };
		return i;
	}
	return CALLERS_NONE;
}

/* The first request's time began with its connection. */
void callers_begin(struct callers *callers, size_t i, int64_t now_ms)
{
	struct caller *caller = &callers->list[i];

	caller->working = true;
	if (!caller->first)
		caller->due_ms = now_ms + callers->timeout_ms;
}

void callers_end(struct callers *callers, size_t i, bool accepted, int64_t now_ms)
{
	struct caller *caller = &callers->list[i];

	caller->working = false;
	caller->first = false;
	caller->trusted = caller->trusted || accepted;
	caller->turn = ++callers->turn;
	caller->due_ms = now_ms + (caller->trusted ? callers->idle_ms : callers->timeout_ms);
}

void callers_stay(struct callers *callers, size_t i)
{
	callers->list[i].trusted = true;
	callers->list[i].due_ms = INT64_MAX;
}

void callers_remove(struct callers *callers, size_t i)
{
	callers->list[i].used = false;
}

/* like NULL: any caller; else one from the same address. */
static bool counts(const struct caller *caller, const struct caller *like)
{
	return caller->used && !caller->gone &&
	       (!like || inlet_is_same_host(&caller->from, &like->from));
}

static size_t count(const struct callers *callers, const struct caller *like)
{
	size_t n = 0;

	for (size_t i = 0; i < callers_room(callers); i++)
		n += counts(&callers->list[i], like);
	return n;
}

/* The caller of least worth is let go first. */
static int worth(const struct caller *caller)
{
	return caller->trusted + (caller->trusted && caller->working);
}

static bool goes_before(const struct caller *a, const struct caller *b)
{
	if (worth(a) != worth(b))
		return worth(a) < worth(b);
	return a->turn < b->turn;
}

static size_t pick(const struct callers *callers, const struct caller *like)
{
	size_t picked = CALLERS_NONE;

	for (size_t i = 0; i < callers_room(callers); i++)
		if (counts(&callers->list[i], like) &&
		    (picked == CALLERS_NONE ||
		     goes_before(&callers->list[i], &callers->list[picked])))
			picked = i;
	return picked;
}

/* A proxy on this box has one address for all. */
size_t callers_pick_crowding(const struct callers *callers, size_t i)
{
	const struct caller *like = &callers->list[i];

	if (!inlet_is_local(&like->from) && count(callers, like) > callers->each)
		return pick(callers, like);
	if (count(callers, NULL) > callers->most)
		return pick(callers, NULL);
	return CALLERS_NONE;
}

bool callers_await_first(const struct callers *callers)
{
	for (size_t i = 0; i < callers_room(callers); i++)
		if (callers_is_there(callers, i) && callers->list[i].first)
			return true;
	return false;
}

bool callers_is_late(const struct callers *callers, size_t i, int64_t now_ms)
{
	return counts(&callers->list[i], NULL) && now_ms >= callers->list[i].due_ms;
}

void callers_let_go(struct callers *callers, size_t i)
{
	callers->list[i].gone = true;
}

bool callers_is_there(const struct callers *callers, size_t i)
{
	return counts(&callers->list[i], NULL);
}
