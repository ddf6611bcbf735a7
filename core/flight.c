/* flight.c - see flight.h.  SPDX-License-Identifier: ISC */
#include "flight.h"

#include <stddef.h>

#include "agenda.h"
#include "epoch.h"
#include "incident.h"
#include "ladder.h"

/* A life begins anew, so a conviction of the old one no longer stands. */
static void begin_again(struct engine *engine, struct target *target)
{
	struct incident *incident = &target->incident;

	if (target->epoch.begun)
		epoch_begin(engine, target, BEGUN_ACT, engine->now_ms);
	if (!incident->id || incident->phase == INCIDENT_MENDED)
		return;
	incident->convicted_ms = 0;
	incident_verify(engine, target);
}

static void succeed(struct engine *engine, struct gateway *gateway)
{
	struct flight *flight = &gateway->flight;

	begin_again(engine, flight->acts_on);
	if (!flight->wide)
		return;
	for (struct target *session = gateway->sessions; session; session = session->next) {
		session->incident.wide = true;
		begin_again(engine, session);
	}
}

static void end(struct engine *engine, struct gateway *gateway, enum words_result what)
{
	struct flight *flight = &gateway->flight;
	struct target *target = flight->incident_of;

	if (!what)
		succeed(engine, gateway);
	if (!target->incident.id || target->incident.phase == INCIDENT_MENDED)
		return; /* meanwhile human, or cured by itself */
	if (what == RESULT_TIMEOUT)
		incident_verify(engine, target);
	else if (what == RESULT_SETUP)
		incident_setup(engine, target);
	else if (what)
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

void flight_result(struct engine *engine, struct gateway *gateway, uint64_t id, enum words_result what)
{
	struct flight *flight = &gateway->flight;
	bool late = !flight->flying && flight->timed_out;

	if (!flight->id || flight->id != id || (!flight->flying && !late))
		return;
	if (late && what == RESULT_TIMEOUT)
		return;
	flight->flying = false;
	flight->timed_out = what == RESULT_TIMEOUT;
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
