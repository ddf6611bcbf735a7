/* flight.c - see flight.h.  SPDX-License-Identifier: ISC */
#include "flight.h"

#include <stddef.h>

#include "agenda.h"
#include "epoch.h"
#include "incident.h"
#include "ladder.h"

static bool is_open(const struct target *target)
{
	return target->incident.id && target->incident.phase != INCIDENT_MENDED;
}

static void verify_open(struct engine *engine, struct target *target, bool wide)
{
	if (!is_open(target))
		return;
	target->incident.wide = wide;
	if (target != target->gateway->flight.incident_of)
		target->incident.tried = 0; /* whatever it had tried before, this one may help */
	incident_verify(engine, target);
}

/* A life begins anew, so a conviction of the old one no longer stands. */
static void begin_again(struct engine *engine, struct target *target, bool wide)
{
	if (target->epoch.begun)
		epoch_begin(engine, target, BEGUN_ACT, engine->now_ms);
	target->incident.convicted_ms = 0;
	verify_open(engine, target, wide);
}

/* Whoever lives in what was restarted: a start that nobody reported must not leave it dead for ever. */
static void succeed(struct engine *engine, struct gateway *gateway)
{
	struct flight *flight = &gateway->flight;

	begin_again(engine, flight->acts_on, flight->wide);
	if (!flight->wide)
		return;
	leak_end(&gateway->leak, engine->now_ms);
	gateway->container.dead = false;
	for (struct target *session = gateway->sessions; session; session = session->next)
		begin_again(engine, session, true);
}

/* Nobody knows what became of it: verified like a success, but no life begins. */
static void time_out(struct engine *engine, struct gateway *gateway)
{
	struct flight *flight = &gateway->flight;

	verify_open(engine, flight->incident_of, flight->wide);
	if (!flight->wide)
		return;
	verify_open(engine, &gateway->target, true);
	for (struct target *session = gateway->sessions; session; session = session->next)
		verify_open(engine, session, true);
}

/* Once its verification is over, a failure that comes late is no news: the next rung is up already. */
static void end(struct engine *engine, struct gateway *gateway, enum words_result what)
{
	struct target *target = gateway->flight.incident_of;
	bool awaited = is_open(target) && target->incident.phase != INCIDENT_OPEN;

	if (!what)
		succeed(engine, gateway);
	else if (what == RESULT_TIMEOUT)
		time_out(engine, gateway);
	else if (awaited && what == RESULT_SETUP)
		incident_setup(engine, target);
	else if (awaited)
		ladder_failed(engine, target);
}

/* Whoever was held by the flight is asked again. */
static void touch_all(struct engine *engine, struct gateway *gateway)
{
	agenda_touch(engine, &gateway->target);
	for (struct target *session = gateway->sessions; session; session = session->next)
		if (session->incident.id)
			agenda_touch(engine, session);
}

void flight_result(struct engine *engine, struct gateway *gateway, uint64_t id,
		   enum words_result what)
{
	struct flight *flight = &gateway->flight;
	bool late = !flight->flying && flight->timed_out;

	if (!flight->id || flight->id != id || (!flight->flying && !late))
		return;
	if (late && what == RESULT_TIMEOUT)
		return;
	flight->flying = false;
	flight->timed_out = what == RESULT_TIMEOUT;
	leak_result(&gateway->leak, !what || what == RESULT_TIMEOUT, engine->now_ms);
	if (flight->wide)
		flight->own_until_ms = engine->now_ms + gateway->target.policy->settle_ms;
	end(engine, gateway, what);
	touch_all(engine, gateway);
}

void flight_judge(struct engine *engine, struct gateway *gateway)
{
	const struct flight *flight = &gateway->flight;

	if (!flight->flying)
		return;
	if (engine->now_ms >= flight->until_ms)
		flight_result(engine, gateway, flight->id, RESULT_TIMEOUT);
	else
		agenda_wake(engine, &gateway->target, flight->until_ms);
}
