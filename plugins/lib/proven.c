/* proven.c - see proven.h.  SPDX-License-Identifier: ISC */
#include "proven.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROOM_MIN 8

void proven_init(struct proven *proven, struct evidence by, int64_t every_ms)
{
	*proven = (struct proven){ .by = by, .every_ms = every_ms };
}

void proven_fini(struct proven *proven)
{
	free(proven->sessions);
}

static int64_t now_ms(const struct proven *p)
{
	return p->by.host->now(p->by.inst);
}

static void tell(struct proven *p, struct proven_session *s)
{
	const struct muzzle_report proof = {
		.size = sizeof(proof),
		.kind = MUZZLE_PROOF,
		.session = s->name,
		.wall = s->wall,
		.at_ms = s->at_ms,
	};

	s->held = false;
	s->told_ms = now_ms(p);
	p->by.host->report(p->by.inst, &proof);
}

/* One timer for all: a proof that is held less long than it might be does no harm. */
static void on_due(void *self, void *arg)
{
	struct proven *p = arg;

	(void)self;
	p->timer = 0;
	for (size_t i = 0; i < p->count; i++)
		if (p->sessions[i].held)
			tell(p, &p->sessions[i]);
}

static bool make_room(struct proven *p)
{
	size_t room = p->room ? p->room * 2 : ROOM_MIN;
	struct proven_session *larger;

	if (p->count < p->room)
		return true;
	if (p->count == PROVEN_MAX)
		return false;
	larger = realloc(p->sessions, room * sizeof(*larger));
	if (!larger)
		return false;
	p->sessions = larger;
	p->room = room;
	return true;
}

/* The entry of a session, made if there is none; NULL without room. */
static struct proven_session *find(struct proven *p, const char *name)
{
	struct proven_session *s;

	for (size_t i = 0; i < p->count; i++)
		if (strcmp(p->sessions[i].name, name) == 0)
			return &p->sessions[i];
	if (!make_room(p))
		return NULL;
	s = &p->sessions[p->count++];
	*s = (struct proven_session){ .told_ms = INT64_MIN / 2 };
	snprintf(s->name, sizeof(s->name), "%s", name);
	return s;
}

/* It waits for the end of the time that began with the one told. */
static void hold(struct proven *p, struct proven_session *s, int64_t after_ms)
{
	s->held = true;
	if (!p->timer)
		p->timer = p->by.host->timer_start(p->by.inst, after_ms, on_due, p);
}

void proven_take(struct proven *proven, const struct muzzle_report *proof)
{
	struct proven_session *s = find(proven, proof->session);
	int64_t now = now_ms(proven), at_ms = proof->at_ms ? proof->at_ms : now;

	if (!s) {
		proven->by.host->report(proven->by.inst, proof);
		return;
	}
	if (s->held && s->wall == proof->wall && at_ms < s->at_ms)
		return;
	s->wall = proof->wall;
	s->at_ms = at_ms;
	if (now - s->told_ms >= proven->every_ms)
		tell(proven, s);
	else
		hold(proven, s, s->told_ms + proven->every_ms - now);
}
